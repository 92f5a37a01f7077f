/*
 * The picture of priced quotes: what became of the list price, step by step, over all
 * quotes together.
 */
#ifndef DISCOUNT_PICTURE_H
#define DISCOUNT_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data: of lines or --totals, and of --waterfall. */
void
discount_picture_sums(struct figures *figures, const struct grid *grid, const void *data);
void discount_picture_steps(
    struct figures *figures, const struct grid *grid, const void *data);

#endif
