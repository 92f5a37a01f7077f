/*
 * The pictures of what roi writes: spend beside revenue, by group and over time; and cash
 * flow, as it adds up until it is paid back.
 */
#ifndef ROI_PICTURE_H
#define ROI_PICTURE_H

#include <stdint.h>

#include "../../common/figure.h"
#include "../../common/grid.h"
#include "../../common/slice.h"

struct roi_picture;

/* has_period: the last cell of a group is its period. total: the last row is of all. */
struct roi_picture *roi_picture_new(bool has_period, bool total);
void roi_picture_free(struct roi_picture *picture);

/* Begins the cash flow of a group, called by its cells, and adds to it what has come in
 * less what has gone out up to a moment; moments ascend. */
void
roi_picture_series(struct roi_picture *picture, const struct slice *cells, size_t count);
void roi_picture_flow(struct roi_picture *picture, int64_t us, double sum);

/* For csvout_picture(), with the picture as the data: of roi_report_returns(), and of
 * roi_report_cashflow(). */
void roi_picture_returns(
    struct figures *figures, const struct grid *grid, const void *picture);
void roi_picture_cashflow(
    struct figures *figures, const struct grid *grid, const void *picture);

#endif
