/*
 * The tiers of a rate, climbed deal by deal: which part of a deal falls into which tier,
 * and what it adds to the commission of the period. Pure.
 *
 * What each tier comes to in the period is rounded once; a deal adds the difference. So
 * the period's commission is the textbook's to the minor unit, however many deals there
 * are, and deals add up to it.
 */
#ifndef LADDER_H
#define LADDER_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/money.h"

struct ladder_tier {
	struct money from; /* where it begins; tiers are in this order */
	bool above;        /* or just above it: matters where all of it is paid alike */
	struct money part, whole; /* its rate is part / whole */
	/* Kept by climbing, zero to begin with: */
	struct money base, paid;
};

struct ladder {
	struct ladder_tier *tiers;
	size_t count;
	bool is_retroactive; /* the tier that was reached is that of everything before */
	int decimals;
	enum money_rounding rounding;
	/* Zero to begin with: */
	struct money base, paid;
	size_t reached; /* retroactive: the tier counted from 1, 0: none */
};

/* What a deal adds by one tier. */
struct ladder_step {
	size_t tier;
	struct money base, amount;
	bool is_catch_up; /* it is for deals before, which this one moved to another tier
	                   */
};

/*
 * The deal moves the rep from one place on the ladder to another, up or down, and `base`
 * of it is paid for: spread over the tiers as the way is. Writes at most count + 1 steps,
 * their number to *n. False on overflow.
 */
bool ladder_climb(struct ladder *ladder, struct money from, struct money to,
    struct money base, struct ladder_step *steps, size_t *n);

#endif
