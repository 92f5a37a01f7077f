/*
 * A whole table in memory, for what has to see all of it before it can write any: columns
 * that are aligned, pages, pictures. 4 bytes a cell beside its own.
 */
#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "rowstore.h"
#include "slice.h"

struct grid;

struct grid *grid_new(void);
void grid_free(struct grid *grid);

/* Declares the next column, before the first cell; the name is copied. The cells of a
 * number column are plain numbers (1204, -0.5) or empty. */
void grid_add_column(struct grid *grid, struct slice name, bool number);

/* The next cell of the row, which is copied; then the row's end. */
void grid_add_cell(struct grid *grid, struct slice cell);
void grid_end_row(struct grid *grid);

size_t grid_columns(const struct grid *grid);
struct slice grid_name(const struct grid *grid, size_t column);
bool grid_is_number(const struct grid *grid, size_t column);

/* The column of that name; GRID_NONE if there is none. */
#define GRID_NONE ((size_t)-1)
size_t grid_column(const struct grid *grid, const char *name);

size_t grid_rows(const struct grid *grid);
/* Valid until grid_free(). */
struct slice grid_cell(const struct grid *grid, size_t row, size_t column);

/* The cell as a number, the nearest double; NAN where it is empty, is none, or the column
 * is GRID_NONE. */
double grid_number(const struct grid *grid, size_t row, size_t column);

#endif
