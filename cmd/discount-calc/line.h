/*
 * Rules of scope line at their turn. Inside of quote.c, cut out for its size.
 */
#ifndef LINE_H
#define LINE_H

#include "quote.h"

/* One turn of the quote's line i: a rule, or the best of a group. False: see
 * quote->fault. */
bool line_turn(struct quote *quote, const struct schedule_turn *turn, size_t i);

/* The guard cancels what goes below the line's floor. */
void line_guard(struct quote *quote, size_t i);

#endif
