#include "pivot.h"

#include <math.h>
#include <stdlib.h>

#include "mem.h"
#include "strmap.h"

struct pivot {
	struct strmap *labels;
	double *numbers; /* label by label */
	size_t each, capacity;
};

struct pivot *
pivot_new(size_t numbers)
{
	struct pivot *pivot = mem_new(1, sizeof *pivot);
	pivot->labels = strmap_new();
	pivot->each = numbers;
	return pivot;
}

void
pivot_free(struct pivot *pivot)
{
	if (!pivot)
		return;
	strmap_free(pivot->labels);
	free(pivot->numbers);
	free(pivot);
}

size_t
pivot_place(struct pivot *pivot, struct slice label)
{
	size_t before = strmap_count(pivot->labels);
	size_t place = strmap_add(pivot->labels, label);
	if (place < before)
		return place;
	pivot->numbers = mem_grow(pivot->numbers, &pivot->capacity,
	    (place + 1) * pivot->each, sizeof *pivot->numbers);
	for (size_t i = 0; i < pivot->each; i++)
		pivot->numbers[place * pivot->each + i] = NAN;
	return place;
}

void
pivot_add(struct pivot *pivot, size_t place, size_t i, double x)
{
	double *sum = &pivot->numbers[place * pivot->each + i];
	if (!isnan(x))
		*sum = (isnan(*sum) ? 0 : *sum) + x;
}

size_t
pivot_count(const struct pivot *pivot)
{
	return strmap_count(pivot->labels);
}

struct slice
pivot_label(const struct pivot *pivot, size_t place)
{
	return strmap_key(pivot->labels, (uint32_t)place);
}

const double *
pivot_numbers(const struct pivot *pivot, size_t place)
{
	return pivot->numbers + place * pivot->each;
}

char *
pivot_join(const struct slice *cells, size_t count)
{
	static const char dot[] = " \xc2\xb7 ";
	char *text = NULL;
	size_t n = 0, capacity = 0;
	for (size_t i = 0; i < count; i++) {
		text = mem_grow(text, &capacity, n + cells[i].n + sizeof dot, 1);
		if (i > 0) {
			memcpy(text + n, dot, sizeof dot - 1);
			n += sizeof dot - 1;
		}
		if (cells[i].n)
			memcpy(text + n, cells[i].p, cells[i].n);
		n += cells[i].n;
	}
	if (n == 0) {
		free(text);
		return mem_text("all", 3);
	}
	text = mem_grow(text, &capacity, n + 1, 1);
	text[n] = '\0';
	return text;
}

char *
pivot_join_row(const struct grid *grid, size_t row, size_t cells)
{
	struct slice *slices = mem_new(cells, sizeof *slices);
	for (size_t i = 0; i < cells; i++)
		slices[i] = grid_cell(grid, row, i);
	char *text = pivot_join(slices, cells);
	free(slices);
	return text;
}

struct pivot *
pivot_of(const struct grid *grid, size_t rows, size_t cells, const size_t *columns,
    size_t count)
{
	struct pivot *pivot = pivot_new(count);
	for (size_t row = 0; row < rows; row++) {
		char *label = pivot_join_row(grid, row, cells);
		size_t place = pivot_place(pivot, slice_of(label));
		free(label);
		for (size_t i = 0; i < count; i++)
			pivot_add(pivot, place, i, grid_number(grid, row, columns[i]));
	}
	return pivot;
}
