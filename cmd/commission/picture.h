/*
 * The pictures of what commission writes: what each rep got, how much of the quota that
 * took, or pay beside a salary.
 */
#ifndef COMMISSION_PICTURE_H
#define COMMISSION_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data: of deals, --totals and --compare. */
void commission_picture_deals(
    struct figures *figures, const struct grid *grid, const void *data);
void commission_picture_totals(
    struct figures *figures, const struct grid *grid, const void *data);
void commission_picture_compare(
    struct figures *figures, const struct grid *grid, const void *data);

#endif
