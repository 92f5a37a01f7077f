/*
 * A path as text, `search > e-mail > search`, taken apart. Pure.
 */
#ifndef ATTR_PATHTEXT_H
#define ATTR_PATHTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/slice.h"

/* Where reading stands. */
struct attr_pathtext {
	struct slice rest;
	struct slice separator;
	bool more; /* there is a touch to come, empty or not */
};

/* The separator isn't empty; both must outlive the reading. Text that is empty but for
 * spaces has no touches. */
void attr_pathtext_init(
    struct attr_pathtext *reading, struct slice text, struct slice separator);

/* The next touch, without the spaces around it, or false behind the last. A touch may be
 * empty, which is the caller's to refuse. */
bool attr_pathtext_next(struct attr_pathtext *reading, struct slice *touch);

#endif
