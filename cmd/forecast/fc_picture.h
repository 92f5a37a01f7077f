/*
 * The pictures of what forecast writes: each group's history and forecast with its
 * ranges, or how good the methods were.
 */
#ifndef FC_PICTURE_H
#define FC_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"
#include "fc_interval.h"
#include "fc_period.h"

enum {
	FC_PICTURE_GROUPS = 6,   /* that are drawn */
	FC_PICTURE_PERIODS = 120 /* of a history */
};

struct fc_picture;

struct fc_picture *fc_picture_new(enum fc_period_kind kind, size_t horizon);
void fc_picture_free(struct fc_picture *picture);

/* Begins a group, called by its cells, with the history from its first period on. */
void fc_picture_group(struct fc_picture *picture, const struct slice *cells,
    size_t cells_count, int64_t first, const double *values, size_t count);

/* The group's next period to come. */
void fc_picture_range(struct fc_picture *picture, const struct fc_range *range);

/* For csvout_picture(), with the picture as the data; and of the table of measures. */
void fc_picture_forecasts(
    struct figures *figures, const struct grid *grid, const void *picture);
void
fc_picture_backtest(struct figures *figures, const struct grid *grid, const void *data);

#endif
