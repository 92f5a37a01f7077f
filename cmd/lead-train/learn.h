/*
 * From rows to a scorecard: which columns, how finely cut, how many pairs, how strong a
 * ridge. All of it is decided by the rows at hand, the latter three by cross-validation
 * within them, so that judging a card on other rows is fair. Pure.
 */
#ifndef LEARN_H
#define LEARN_H

#include "card.h"
#include "screen.h"

enum { LEARN_LEAST = 5 }; /* positives, and others, that learning takes */

struct learn_plan {
	const struct table *table;
	const bool *kept;       /* by column of the table: used whatever it looks like */
	const int8_t *monotone; /* by column of the table, as in struct card_plan */
	size_t bins, pairs;     /* the most of them */
	double ridge;           /* 0: it is chosen */
	bool slopes;
	bool fixed;           /* take `bins` as it is, and don't choose */
	const double *weight; /* by row of the table, or NULL */
};

struct learned {
	struct card card;
	size_t *columns, columns_count; /* of the table, that the card is made of */
	size_t bins, pairs;             /* chosen, at most */
	double ridge;
	/* For each row learned from, in their order, the part of the inner
	 * cross-validation it was in, and its log-odds by a card of this kind learned
	 * from the others. */
	size_t folds;
	uint8_t *fold;
	double *eta;
	bool converged;
};

/*
 * Learns from these rows, of which LEARN_LEAST at least are positive and not.
 *
 * The inner cross-validation deals the rows into five parts, or three where they are
 * many, and compares the mean loss, -ln of the probability given to what happened. Bins:
 * none, a quarter of the most, the most. Then pairs: none, a third of the most, the most.
 * Of the richer settings the best is taken that beats none by three standard errors of
 * the difference, taken row by row: few rows don't speak for a rich card (after Breiman
 * et al. 1984, CART, 3.4.3, whose rule is one standard error of the loss itself). They
 * aren't tried where a part has less than five rows of the rarer outcome for each
 * parameter that isn't a pair's (Vittinghoff and McCulloch 2007, doi 10.1093/aje/kwk052;
 * the cells of pairs are held back by the charge they pay, see card_add_pairs()). The
 * ridge is, of 1000, 316, 100, 31.6, …, 0.1, the best that is reached downhill from 10.
 */
void learn(const struct learn_plan *plan, const uint32_t *rows, size_t count,
    struct learned *learned);
void learned_release(struct learned *learned);

/* Learns a card with settings that are known. */
bool learn_card(const struct learn_plan *plan, const struct learned *settings,
    const struct card_sample *sample, struct card *card);

#endif
