/*
 * The pictures of what clv writes: customers by their chance to be alive and where their
 * value is, retention of cohorts, survival, a model beside what came.
 */
#ifndef CLV_PICTURE_H
#define CLV_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data. */
void
clv_picture_customers(struct figures *figures, const struct grid *grid, const void *data);
void
clv_picture_cohorts(struct figures *figures, const struct grid *grid, const void *data);
void clv_picture_bins(struct figures *figures, const struct grid *grid, const void *data);

/* Of one curve: there is no column before its period. */
void
clv_picture_survival(struct figures *figures, const struct grid *grid, const void *data);

#endif
