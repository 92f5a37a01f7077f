/*
 * How good what is learned is on rows that it wasn't learned from.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "learn.h"
#include "measure.h"

struct trial_plan {
	struct learn_plan learn;
	size_t points; /* whole points up to so many; 0: log-odds */
};

/* A split of rows: what to learn from, and what to judge. */
struct trial_split {
	const uint32_t *learn, *judge;
	size_t learn_count, judge_count;
};

/*
 * Learns and judges: all choices are made within the rows to learn from. scores, by place
 * in split->judge, are log-odds; those of points are calibrated on the rows to learn
 * from.
 */
void
trial_run(const struct trial_plan *plan, const struct trial_split *split, double *scores);

/* The same by k-fold cross-validation: scores, by place in rows, each from the card of
 * the folds that the row isn't in. False if a fold leaves too little to learn from. */
bool trial_cross(const struct trial_plan *plan, const uint32_t *rows, size_t count,
    size_t folds, double *scores);

/* Do the rows have LEARN_LEAST of both outcomes? */
bool trial_enough(const struct table *table, const uint32_t *rows, size_t count);

/* The AUC of scores, by place in rows. */
double trial_auc(
    const struct table *table, const uint32_t *rows, size_t count, const double *scores);

#endif
