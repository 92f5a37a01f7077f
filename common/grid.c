#include "grid.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "arena.h"
#include "mem.h"
#include "number.h"

struct column {
	struct slice name;
	bool number;
};

struct grid {
	struct arena names;
	struct column *columns;
	size_t count, capacity;
	struct rowstore *store;
	const struct rowstore_row **rows;
	size_t rows_count, rows_capacity;
	/* the row at hand: its cells' bytes, and how many each has */
	char *bytes;
	size_t used, bytes_capacity;
	struct slice *cells; /* p isn't set before the row ends, for the bytes move */
	size_t at;
};

struct grid *
grid_new(void)
{
	struct grid *grid = mem_new(1, sizeof *grid);
	grid->store = rowstore_new();
	return grid;
}

void
grid_free(struct grid *grid)
{
	if (!grid)
		return;
	arena_release(&grid->names);
	rowstore_free(grid->store);
	free(grid->columns);
	free(grid->rows);
	free(grid->bytes);
	free(grid->cells);
	free(grid);
}

void
grid_add_column(struct grid *grid, struct slice name, bool number)
{
	grid->columns = mem_grow(
	    grid->columns, &grid->capacity, grid->count + 1, sizeof *grid->columns);
	grid->columns[grid->count++] =
	    (struct column){arena_copy(&grid->names, name), number};
	grid->cells = mem_resize(grid->cells, grid->count, sizeof *grid->cells);
}

void
grid_add_cell(struct grid *grid, struct slice cell)
{
	assert(grid->at < grid->count);
	grid->bytes =
	    mem_grow(grid->bytes, &grid->bytes_capacity, grid->used + cell.n + 1, 1);
	if (cell.n)
		memcpy(grid->bytes + grid->used, cell.p, cell.n);
	grid->used += cell.n;
	grid->cells[grid->at++].n = cell.n;
}

void
grid_end_row(struct grid *grid)
{
	assert(grid->at == grid->count);
	const char *p = grid->bytes;
	for (size_t i = 0; i < grid->count; i++) {
		grid->cells[i].p = p;
		p += grid->cells[i].n;
	}
	grid->rows = mem_grow(grid->rows, &grid->rows_capacity, grid->rows_count + 1,
	    sizeof(const struct rowstore_row *));
	grid->rows[grid->rows_count++] =
	    rowstore_add(grid->store, grid->cells, grid->count);
	grid->at = grid->used = 0;
}

size_t
grid_columns(const struct grid *grid)
{
	return grid->count;
}

struct slice
grid_name(const struct grid *grid, size_t column)
{
	return grid->columns[column].name;
}

bool
grid_is_number(const struct grid *grid, size_t column)
{
	return grid->columns[column].number;
}

size_t
grid_column(const struct grid *grid, const char *name)
{
	for (size_t i = grid->count; i-- > 0;) /* computed ones are last */
		if (slice_equal(grid->columns[i].name, slice_of(name)))
			return i;
	return GRID_NONE;
}

size_t
grid_rows(const struct grid *grid)
{
	return grid->rows_count;
}

struct slice
grid_cell(const struct grid *grid, size_t row, size_t column)
{
	return rowstore_cell(grid->rows[row], column);
}

double
grid_number(const struct grid *grid, size_t row, size_t column)
{
	static const struct number_style style = {'.', false};
	double x;
	if (column == GRID_NONE ||
	    number_parse_double(grid_cell(grid, row, column), &style, &x))
		return NAN;
	return x;
}
