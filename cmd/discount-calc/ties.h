/*
 * Rules of the same stage, scope and priority. Inside of quote.c, cut out for its size.
 */
#ifndef TIES_H
#define TIES_H

#include "quote.h"

/*
 * Turns of the same priority: their order must not matter, since nobody said what it is.
 * Tries them, for line i or the order, as they stand in the file and with any two of them
 * swapped, one of which changes something by itself; leaves all as it was. False if the
 * results differ, or on another fault: see quote->fault.
 */
bool
ties_check(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i);

#endif
