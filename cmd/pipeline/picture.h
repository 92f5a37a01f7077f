/*
 * The pictures of what pipeline writes: periods with their categories, range and quota;
 * forecasts of the past beside what came; deals by stage; what changed.
 */
#ifndef PIPELINE_PICTURE_H
#define PIPELINE_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data. */
void pipeline_picture_periods(
    struct figures *figures, const struct grid *grid, const void *data);
void pipeline_picture_backtest(
    struct figures *figures, const struct grid *grid, const void *data);
void pipeline_picture_deals(
    struct figures *figures, const struct grid *grid, const void *data);
void
pipeline_picture_flow(struct figures *figures, const struct grid *grid, const void *data);

#endif
