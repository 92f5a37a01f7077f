/*
 * The picture of lead-train --evaluate: how many of the good leads are among the best
 * scores (a gains curve), and how much richer in them each tenth is than all.
 */
#ifndef LEAD_TRAIN_PICTURE_H
#define LEAD_TRAIN_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data; the table is one of metrics. */
void
lead_train_picture(struct figures *figures, const struct grid *grid, const void *data);

#endif
