/*
 * The best of many rows.
 */
#ifndef TOP_H
#define TOP_H

#include <stddef.h>

#include "../../common/slice.h"

struct top;

/* Keeps so many rows at most, of so many cells each. */
struct top *top_new(size_t most, size_t cells);
void top_free(struct top *top);

/* Copies the row's cells if its score is among the best so far; of equal scores those
 * that came first are the better ones. */
void top_add(struct top *top, double score, const struct slice *cells);

/* Adds the rows of another, which came behind those so far; it can have no more then. */
void top_merge(struct top *top, struct top *other);

/* Puts the rows in order, the best first; nothing can be added after. Returns how many.
 */
size_t top_sort(struct top *top);

/* The cells of a row, valid until top_free(). */
const struct slice *top_row(const struct top *top, size_t i);

#endif
