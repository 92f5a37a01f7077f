#include "top.h"

#include <stdint.h>
#include <stdlib.h>

#include "../../common/mem.h"

struct row {
	double score;
	uint64_t number;     /* in order of arrival */
	struct slice *cells; /* in one allocation with their bytes */
};

/* A heap with the worst row at its root, which a better one replaces. */
struct top {
	size_t most, cells, count, capacity;
	uint64_t arrived;
	struct row *rows;
};

struct top *
top_new(size_t most, size_t cells)
{
	struct top *top = mem_new(1, sizeof *top);
	top->most = most;
	top->cells = cells;
	return top;
}

void
top_free(struct top *top)
{
	if (!top)
		return;
	for (size_t i = 0; i < top->count; i++)
		free(top->rows[i].cells);
	free(top->rows);
	free(top);
}

static bool
better(const struct row *a, const struct row *b)
{
	return a->score > b->score || (a->score == b->score && a->number < b->number);
}

static void
swap(struct row *a, struct row *b)
{
	struct row row = *a;
	*a = *b;
	*b = row;
}

static void
sift_up(struct top *top, size_t i)
{
	for (; i > 0 && better(&top->rows[(i - 1) / 2], &top->rows[i]); i = (i - 1) / 2)
		swap(&top->rows[(i - 1) / 2], &top->rows[i]);
}

static void
sift_down(struct top *top, size_t i)
{
	for (;;) {
		size_t worst = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < top->count &&
			    better(&top->rows[worst], &top->rows[child]))
				worst = child;
		if (worst == i)
			return;
		swap(&top->rows[worst], &top->rows[i]);
		i = worst;
	}
}

static struct slice *
copy_cells(const struct top *top, const struct slice *cells)
{
	size_t bytes = 0;
	for (size_t i = 0; i < top->cells; i++)
		bytes += cells[i].n;
	struct slice *copy = mem_resize(NULL, 1, top->cells * sizeof *copy + bytes);
	char *text = (char *)(copy + top->cells);
	for (size_t i = 0; i < top->cells; i++) {
		if (cells[i].n)
			memcpy(text, cells[i].p, cells[i].n);
		copy[i] = (struct slice){text, cells[i].n};
		text += cells[i].n;
	}
	return copy;
}

void
top_add(struct top *top, double score, const struct slice *cells)
{
	struct row row = {score, top->arrived++, NULL};
	if (top->count == top->most) {
		if (!better(&row, &top->rows[0]))
			return;
		free(top->rows[0].cells);
		row.cells = copy_cells(top, cells);
		top->rows[0] = row;
		sift_down(top, 0);
		return;
	}
	row.cells = copy_cells(top, cells);
	top->rows =
	    mem_grow(top->rows, &top->capacity, top->count + 1, sizeof *top->rows);
	top->rows[top->count] = row;
	sift_up(top, top->count++);
}

static int
by_rank(const void *a, const void *b)
{
	return better(a, b) ? -1 : 1; /* no two are equal: their numbers differ */
}

size_t
top_sort(struct top *top)
{
	if (top->count)
		qsort(top->rows, top->count, sizeof *top->rows, by_rank);
	return top->count;
}

void
top_merge(struct top *top, struct top *other)
{
	/* Equal ones come in order, and for others it doesn't matter. */
	size_t count = top_sort(other);
	for (size_t i = 0; i < count; i++)
		top_add(top, other->rows[i].score, other->rows[i].cells);
}

const struct slice *
top_row(const struct top *top, size_t i)
{
	return top->rows[i].cells;
}
