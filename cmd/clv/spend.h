/*
 * The Gamma-Gamma model of what purchases are worth (Colombo & Jiang 1999; Fader & Hardie
 * 2013, note 025): the values of a customer's purchases are Gamma(p, ν), with ν from
 * Gamma(q, γ), and have nothing to do with how many there are. Pure.
 */
#ifndef CLV_SPEND_H
#define CLV_SPEND_H

#include <stddef.h>

struct clv_spend {
	double p, q, gamma; /* > 0 */
};

/* x > 0 purchases with the mean z > 0, and how many customers have the same. */
struct clv_spent {
	double x, z, count;
	double log_z; /* ln z */
};

struct clv_spent clv_spent_of(double x, double z, double count);

/* ln of the density of z, note 025 (1a), summed over customers, and its derivatives by
 * p, q and γ. Faster where those with the same x follow each other. */
double clv_spend_log_likelihood(const struct clv_spend *model,
    const struct clv_spent *spent, size_t count, double slopes[3]);

/* The mean expected of the customer's purchases (5); x = 0 is a customer of whom none is
 * known. NAN where p x + q <= 1: no finite mean. */
double clv_spend_expected(const struct clv_spend *model, double x, double z);

#endif
