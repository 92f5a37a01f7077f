/*
 * A scorecard: the columns it uses, how they are cut, the pairs of columns whose cells
 * get points together, and the points, in log-odds. Learned from some rows of a table, it
 * scores any of them.
 */
#ifndef CARD_H
#define CARD_H

#include "cells.h"
#include "logit.h"

#define CARD_NONE UINT32_MAX

/* Two columns at once. A cell of the pair is one of each; only those that at least
 * CELLS_FEW rows hold get points. */
struct card_pair {
	size_t a, b;             /* places in the card's columns, a < b */
	size_t cells_a, cells_b; /* after `of_a` and `of_b` */
	uint16_t *of_a, *of_b;   /* by cell of the column: its cell in the pair, which may
	                            be coarser */
	uint32_t *parameter;     /* cells_a × cells_b, or CARD_NONE */
	double gain;             /* what choosing it was based on */
};

struct card {
	const struct table *table;
	struct cells *cells; /* by column of the card */
	size_t *slope;       /* by column: the parameter of its number, 0: none */
	size_t *first;       /* by column: the parameter of its first cell */
	int8_t *direction;   /* by column: 1 its bins' points may not fall, -1 not rise */
	size_t columns, linear,
	    mains; /* `mains` parameters stand before those of pairs */
	struct card_pair *pairs;
	size_t pairs_count, pairs_capacity;
	size_t params;
	double *beta;
};

/* The rows to learn from; weight is by row of the table, or NULL. */
struct card_sample {
	const uint32_t *rows;
	size_t count;
	const double *weight;
};

/* What a card is made of. */
struct card_plan {
	const struct table *table;
	const size_t *columns; /* of the table */
	size_t count;
	size_t bins;
	bool slopes; /* numbers get a linear term */
	/* By column of the table, or NULL: 1, -1, or CARD_EITHER, whichever way the
	 * outcomes go; 0 for others. Such a column has no slope, and at least
	 * monotone_bins bins. */
	const int8_t *monotone;
	size_t monotone_bins;
};

enum { CARD_EITHER = 2 };

/* Cuts the columns; all points are 0. */
void card_init(
    struct card *card, const struct card_plan *plan, const struct card_sample *sample);
void card_release(struct card *card);

/* The fitting of a card to a sample, which must outlive it; so must the card, whose
 * columns and pairs stay as they are meanwhile. */
struct card_fit;

struct card_fit *card_fit_new(struct card *card, const struct card_sample *sample);
void card_fit_free(struct card_fit *fit);

/* Finds the points for this strength of the ridge, from where they stand. False: no
 * convergence. */
bool card_fit_run(struct card_fit *fit, double ridge, double tolerance);

/* Joins the neighbouring bins of monotone columns whose points are out of order, and sets
 * all points to 0; false if there are none: then nothing has changed. */
bool card_join(struct card *card);

/* The log-odds of rows, which is what a rules file of the card adds up to. */
void card_score(const struct card *card, const uint32_t *rows, size_t count, double *eta);

/*
 * Adds the `most` pairs of columns with the highest gain, if they have any: the sum over
 * the pair's cells of (Σr)² / (Σp(1-p) + 1), where r = y - p are the residuals of the
 * card as it stands, less CARD_CHARGE for each cell. Each number is tried in fine and
 * coarse cells. Monotone columns stay out of pairs.
 *
 * The gain is a score test's (Rao 1948), the charge Akaike's (1974): what a cell without
 * an effect gains is chi-squared with one degree of freedom.
 */
#define CARD_CHARGE 2
void card_add_pairs(struct card *card, const struct card_sample *sample, size_t most);

#endif
