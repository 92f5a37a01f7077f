/*
 * Numbers by label, in the order in which the labels came: what pictures are drawn from.
 * Sums are doubles, for pictures show four digits; tables have exact ones.
 */
#ifndef PIVOT_H
#define PIVOT_H

#include <stddef.h>

#include "grid.h"
#include "slice.h"

struct pivot;

/* Each label has so many numbers. */
struct pivot *pivot_new(size_t numbers);
void pivot_free(struct pivot *pivot);

/* The label's place; a new one is copied, and its numbers are NAN. */
size_t pivot_place(struct pivot *pivot, struct slice label);

/* Adds to a number; NAN adds nothing. */
void pivot_add(struct pivot *pivot, size_t place, size_t i, double x);

size_t pivot_count(const struct pivot *pivot);
struct slice pivot_label(const struct pivot *pivot, size_t place);
/* The label's numbers, valid until a label is added. */
const double *pivot_numbers(const struct pivot *pivot, size_t place);

/* Adds the columns' numbers of the first `rows` rows by the row's first `cells` cells,
 * joined by a middle dot; those that are empty are called `all`. To be freed. */
struct pivot *pivot_of(const struct grid *grid, size_t rows, size_t cells,
    const size_t *columns, size_t count);

/* The cells as one label, `search · DE`, or `all` where there is none; to be freed. And
 * the same of a row's first cells. */
char *pivot_join(const struct slice *cells, size_t count);
char *pivot_join_row(const struct grid *grid, size_t row, size_t cells);

#endif
