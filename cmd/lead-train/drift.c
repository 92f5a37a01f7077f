#include "drift.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "cells.h"

enum { BINS = 10 };

static void
count_cells(const struct cells *cells, const uint32_t *rows, size_t n, double *counts)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t cell = cells->of[cells->column->value[rows[i]]];
		counts[cell == CELLS_NONE ? cells->count : cell]++;
	}
}

double
drift_index(const struct table_column *column, const uint32_t *before,
    size_t before_count, const uint32_t *after, size_t after_count)
{
	struct cells cells;
	cells_make(&cells, column, before, before_count, BINS);
	double *p = mem_new(cells.count + 1, sizeof *p);
	double *q = mem_new(cells.count + 1, sizeof *q);
	count_cells(&cells, before, before_count, p);
	count_cells(&cells, after, after_count, q);
	double sum = 0, n = (double)before_count, m = (double)after_count;
	size_t used = 0;
	for (size_t i = 0; i <= cells.count; i++) {
		if (p[i] + q[i] == 0)
			continue;
		double share_p = (p[i] + 0.5) / (n + 0.5),
		       share_q = (q[i] + 0.5) / (m + 0.5);
		sum += (share_q - share_p) * log(share_q / share_p);
		used++;
	}
	cells_release(&cells);
	free(p);
	free(q);
	return used ? sum - (double)(used - 1) * (1 / n + 1 / m) : 0;
}

static int
compare_times(const void *a, const void *b, void *data)
{
	const struct table *table = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (table->time_us[x] != table->time_us[y])
		return table->time_us[x] < table->time_us[y] ? -1 : 1;
	return (x > y) - (x < y);
}

size_t
drift_part(const struct table *table, uint32_t *rows, size_t count, double later_share)
{
	qsort_r(rows, count, sizeof *rows, compare_times, (void *)table);
	size_t at = count - (size_t)(later_share * (double)count);
	while (at > 0 && at < count &&
	       table->time_us[rows[at]] == table->time_us[rows[at - 1]])
		at--;
	return at < count ? at : 0;
}
