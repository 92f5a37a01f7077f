/*
 * From points to a score: caps, weights, link, grade, reasons. Pure.
 *
 * A rule's points are multiplied and capped, those of a category added up, held between
 * its floor and its cap and weighted; with the base they make the sum, which is held
 * between the floor and the cap of the whole. An identity link's value is the sum, a
 * logistic one's 1/(1 + e^-sum); it is multiplied by the scale and rounded, half away
 * from zero, if decimals are set. With an identity link each rule's points are rounded
 * too, so that the reasons add up to the score as they are shown.
 */
#ifndef SCORE_H
#define SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules.h"

/* What a row of the rules gave: points not yet capped, and how often it held. */
struct score_part {
	double points;
	uint64_t times; /* 0: it didn't hold */
};

/* Why a score is what it is: parts of the sum. */
struct score_reason {
	const char *label; /* of the rule, or `base` or CATEGORY and what held it */
	const char *limit; /* "", or " cap" or " floor", to stand behind the label */
	uint64_t times;    /* 1, or how often an activity counted */
	double points;
};

struct score {
	double sum, value;
	double *categories; /* by category: held, not weighted */
	const char *grade;  /* "" if none */
	struct score_reason
	    *reasons; /* the weightiest first, those of 0 points left out */
	size_t reasons_count;
};

/* Room for the score of leads by these rules. */
void score_init(struct score *score, const struct rules *rules);
void score_release(struct score *score);

/* Computes the score from the parts, one for each row of the rules. */
void score_compute(
    struct score *score, const struct rules *rules, const struct score_part *parts);

#endif
