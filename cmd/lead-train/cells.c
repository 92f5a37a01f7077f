#include "cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

/* How many of the rows hold each value; behind them those that hold none. To be freed. */
static uint32_t *
count_values(const struct table_column *column, const uint32_t *rows, size_t count)
{
	uint32_t *counts = mem_new((size_t)column->distinct + 1, sizeof *counts);
	for (size_t i = 0; i < count; i++)
		counts[column->value[rows[i]]]++;
	return counts;
}

/* Numbers */

static void
describe(struct cells *cells, const uint32_t *counts)
{
	const struct table_column *column = cells->column;
	double n = 0, sum = 0, squares = 0;
	for (uint32_t v = 0; v < column->distinct; v++) {
		n += counts[v];
		sum += counts[v] * column->numbers[v];
	}
	cells->mean = n > 0 ? sum / n : 0;
	for (uint32_t v = 0; v < column->distinct; v++) {
		double d = column->numbers[v] - cells->mean;
		squares += counts[v] * d * d;
	}
	double deviation = n > 0 ? sqrt(squares / n) : 0;
	bool constant = deviation <= 1e-12 * fabs(cells->mean);
	cells->deviation = constant || !isfinite(deviation) ? 0 : deviation;
}

/*
 * Fills a bin until it has its share of the rows that are left, or one value more if that
 * comes closer. The share is taken anew for each bin.
 */
static void
cut(struct cells *cells, const uint32_t *counts, size_t bins)
{
	const struct table_column *column = cells->column;
	size_t left = 0, in_bin = 0, bin = 0;
	double share = 0;
	for (uint32_t v = 0; v < column->distinct; v++)
		left += counts[v];
	for (uint32_t v = 0; v < column->distinct; v++) {
		if (counts[v] == 0)
			continue;
		if (in_bin == 0)
			share = fmax(CELLS_FEW, (double)left / (double)(bins - bin));
		double with = (double)(in_bin + counts[v]);
		bool full =
		    (double)in_bin >= share || with - share > share - (double)in_bin;
		bool enough = in_bin >= CELLS_FEW && left - in_bin >= CELLS_FEW;
		if (full && enough && bin + 1 < bins) {
			cells->edges[bin++] = column->numbers[v];
			left -= in_bin;
			in_bin = 0;
			share = fmax(CELLS_FEW, (double)left / (double)(bins - bin));
		}
		in_bin += counts[v];
	}
	cells->bins = bin + 1;
}

static void
place_numbers(struct cells *cells)
{
	const struct table_column *column = cells->column;
	cells->count = cells->bins + 1;
	cells->missing = (uint16_t)cells->bins;
	size_t bin = 0;
	for (uint32_t v = 0; v < column->distinct; v++) {
		while (bin + 1 < cells->bins && column->numbers[v] >= cells->edges[bin])
			bin++;
		cells->of[v] = cells->bins ? (uint16_t)bin : CELLS_NONE;
	}
	cells->of[column->distinct] = cells->missing;
}

static void
make_numbers(struct cells *cells, const uint32_t *counts, size_t bins)
{
	describe(cells, counts);
	cells->edges = mem_new(bins, sizeof *cells->edges);
	if (bins > 0 && cells->deviation > 0)
		cut(cells, counts, bins);
	if (cells->bins == 1)
		cells->bins = 0;
	place_numbers(cells);
}

void
cells_join(struct cells *cells, size_t at)
{
	cells->bins--;
	memmove(cells->edges + at, cells->edges + at + 1,
	    (cells->bins - 1 - at) * sizeof *cells->edges);
	if (cells->bins == 1)
		cells->bins = 0;
	place_numbers(cells);
}

/* Texts */

/* How many rows a value must have to be a level: CELLS_FEW, or more where more than
 * CELLS_LEVELS values had that many. */
static uint32_t
least_rows(const uint32_t *counts, uint32_t distinct)
{
	for (uint32_t least = CELLS_FEW;; least += least / 4) {
		size_t levels = 0;
		for (uint32_t v = 0; v < distinct; v++)
			levels += counts[v] >= least;
		if (levels <= CELLS_LEVELS)
			return least;
	}
}

static void
make_texts(struct cells *cells, const uint32_t *counts)
{
	const struct table_column *column = cells->column;
	uint32_t least = least_rows(counts, column->distinct);
	size_t rare = 0, rare_rows = 0;
	cells->level = mem_new(CELLS_LEVELS, sizeof *cells->level);
	for (uint32_t v = 0; v < column->distinct; v++) {
		cells->of[v] = CELLS_NONE;
		if (counts[v] >= least) {
			cells->level[cells->count] = v;
			cells->of[v] = (uint16_t)cells->count++;
		} else if (counts[v]) {
			rare++;
			rare_rows += counts[v];
		}
	}
	if (rare && rare <= CELLS_POOLED && rare_rows >= CELLS_FEW)
		cells->pool = (uint16_t)cells->count++;
	for (uint32_t v = 0; v < column->distinct; v++)
		if (counts[v] && counts[v] < least)
			cells->of[v] = cells->pool;
	if (counts[column->distinct])
		cells->missing = (uint16_t)cells->count++;
	cells->of[column->distinct] = cells->missing;
}

void
cells_make(struct cells *cells, const struct table_column *column, const uint32_t *rows,
    size_t count, size_t bins)
{
	*cells =
	    (struct cells){.column = column, .missing = CELLS_NONE, .pool = CELLS_NONE};
	cells->of = mem_new((size_t)column->distinct + 1, sizeof *cells->of);
	uint32_t *counts = count_values(column, rows, count);
	if (column->kind == TABLE_NUMBER)
		make_numbers(cells, counts, bins);
	else
		make_texts(cells, counts);
	free(counts);
}

void
cells_release(struct cells *cells)
{
	free(cells->edges);
	free(cells->of);
	free(cells->level);
	*cells = (struct cells){0};
}

size_t
cells_coarse(const struct cells *cells, uint16_t *to)
{
	size_t groups = cells->bins > CELLS_COARSE ? CELLS_COARSE : cells->bins;
	for (size_t i = 0; i < cells->count; i++)
		to[i] = (uint16_t)(i < cells->bins ? i * groups / cells->bins
		                                   : i - cells->bins + groups);
	return cells->count - cells->bins + groups;
}
