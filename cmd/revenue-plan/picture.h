/*
 * The pictures of what revenue-plan writes: the volume that each stage needs, when it
 * needs it, or plan beside actual.
 */
#ifndef REVENUE_PLAN_PICTURE_H
#define REVENUE_PLAN_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data: which table it is its columns tell. */
void
revenue_plan_picture(struct figures *figures, const struct grid *grid, const void *data);

#endif
