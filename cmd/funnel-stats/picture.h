/*
 * The pictures of what funnel-stats writes: the funnel of all groups together, and how
 * the groups differ; or leads by how they ended.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* Of report_steps(), and of report_summary(). For csvout_picture(), without data. */
void picture_steps(struct figures *figures, const struct grid *grid, const void *data);
void picture_summary(struct figures *figures, const struct grid *grid, const void *data);

#endif
