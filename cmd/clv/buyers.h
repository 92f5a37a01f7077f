/*
 * What the models are told of each customer, fitted for each group, and what they tell.
 */
#ifndef CLV_BUYERS_H
#define CLV_BUYERS_H

#include "book.h"
#include "models.h"

struct clv_buyer {
	uint32_t customer, group;
	struct clv_history history;
	struct money repeat_value; /* of the x repeat purchases */
	uint64_t later;            /* purchases held out, and their value */
	struct money later_value;
	/* What the model says; NAN where it isn't known. */
	double alive, expected, discounted, mean_value;
};

struct clv_buyers {
	struct clv_buyer *list; /* in the order of the customers */
	size_t count;
	uint64_t not_yet;                       /* customers acquired in the holdout */
	struct clv_estimate *purchases, *spend; /* by group */
	size_t groups;
};

/* What is known of them at the end of the calibration. To be released. */
void clv_buyers_find(
    struct clv_buyers *buyers, const struct clv_plan *plan, const struct clv_book *book);
void clv_buyers_release(struct clv_buyers *buyers);

/* Room for the models of the book's groups, which aren't known yet. */
void clv_buyers_add_models(struct clv_buyers *buyers, const struct clv_book *book);

/* Fits a model of purchases, and if there are amounts one of their value, to each group.
 * What can't be fitted is noted. */
void clv_buyers_fit(
    struct clv_buyers *buyers, const struct clv_plan *plan, const struct clv_book *book);

/* Fills in what the models say for the coming `days`. */
void
clv_buyers_score(struct clv_buyers *buyers, const struct clv_plan *plan, double days);

#endif
