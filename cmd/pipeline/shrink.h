/*
 * Rates of small cells, drawn towards what is known of them beforehand: an
 * empirical-Bayes beta prior. Pure.
 *
 * A cell's successes are binomial, and its true rate is beta distributed about the prior
 * with the strength k = alpha + beta: alpha = k × prior. What is expected of the rate is
 * then (successes + k × prior) / (trials + k). The strength is the one by which all cells
 * together are likeliest: the marginal likelihood is beta-binomial (Skellam 1948, J. R.
 * Statist. Soc. B 10:257-261; Efron & Morris 1973, JASA 68:117-130, for the idea). The
 * priors' level belongs to it: drawing many small cells and few large ones towards the
 * mean of all would change the sum of what is expected. It is the level with which that
 * sum is what was seen (Kleinman 1973, JASA 68:46-54, weights them so).
 */
#ifndef SHRINK_H
#define SHRINK_H

#include <stddef.h>

struct shrink_cell {
	double successes, trials;
	double prior; /* in (0, 1); a cell with another one has no say in the strength */
};

/* Strengths are looked for between these. */
#define SHRINK_WEAKEST 1.0
#define SHRINK_STRONGEST 1e9

/* The likeliest strength; SHRINK_STRONGEST where no cell tells. The priors of all cells
 * are multiplied by one factor, so that shrunk rates times trials add up to the successes
 * of those that have a say. */
double shrink_strength(struct shrink_cell *cells, size_t count);

/* The rate that is expected of the cell. */
double shrink_rate(const struct shrink_cell *cell, double strength);

#endif
