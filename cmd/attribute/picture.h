/*
 * The pictures of what attribute writes: each channel's credit by each model, what would
 * be lost without it, or the chain.
 */
#ifndef ATTR_PICTURE_H
#define ATTR_PICTURE_H

#include "../../common/figure.h"
#include "../../common/grid.h"

/* For csvout_picture(), without data: which table it is its columns tell. */
void attr_picture(struct figures *figures, const struct grid *grid, const void *data);

#endif
