/*
 * Whole points that people can add in their heads. Pure.
 */
#ifndef POINTS_H
#define POINTS_H

#include "learn.h"

/*
 * Turns the log-odds of a card without slopes and pairs into whole points: in each column
 * the lowest cell gets 0, and all are scaled so that the highest ones add up to `most`,
 * or a little less for the rounding. What has no cell gets 0 too.
 */
void points_round(struct card *card, size_t most);

/*
 * The AUC of whole points where log-odds were learned: by cross-validation in the parts
 * that `learned` came from. rows are those it was learned from.
 */
double points_auc(const struct learn_plan *plan, const struct learned *learned,
    const uint32_t *rows, size_t count, size_t most);

/* A probability for each number of points: log-odds = base + slope × points, fitted to
 * these scores, with these weights (NULL: all 1). The slope is above 0: more points are
 * the better, whatever rounding made of it. */
struct points_scale {
	double base, slope;
};
struct points_scale points_calibrate(
    const double *scores, const uint8_t *outcomes, const double *weights, size_t n);

#endif
