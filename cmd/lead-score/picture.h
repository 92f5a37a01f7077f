/*
 * The picture of scored leads: how many have which score, and what becomes of them.
 */
#ifndef LEAD_SCORE_PICTURE_H
#define LEAD_SCORE_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data. */
void
lead_score_picture(struct figures *figures, const struct grid *grid, const void *data);

#endif
