/*
 * How a column is cut into cells, each of which gets points: bins of a number, levels of
 * a text, and one for what is missing. Decided by the rows at hand. Pure.
 *
 * A number has up to `bins` bins that hold about the same number of rows. A value is
 * never split; one that fills a bin by itself leaves the others to the rest. No bin holds
 * fewer than CELLS_FEW rows unless all do.
 *
 * A text has a level for each value that at least CELLS_FEW rows hold, the CELLS_LEVELS
 * most frequent at most; the others are pooled into one, unless they are more than
 * CELLS_POOLED: then, and where they aren't CELLS_FEW rows together, they get no cell, as
 * a value that the rows don't have.
 */
#ifndef CELLS_H
#define CELLS_H

#include "table.h"

enum {
	CELLS_FEW = 10,
	CELLS_LEVELS = 100,
	CELLS_POOLED = 200,
	CELLS_BINS = 1000, /* the most that may be asked for */
	CELLS_COARSE = 4,  /* groups of neighbouring bins in coarse cells */
};

#define CELLS_NONE UINT16_MAX

struct cells {
	const struct table_column *column;
	size_t count;  /* of cells: bins or levels, the pool, then the missing ones */
	size_t bins;   /* of a number, 0: it has none, and only a missing cell */
	double *edges; /* bins - 1: where the second, third … bin begins */
	uint16_t missing, pool; /* those cells, or CELLS_NONE */
	uint16_t *of;    /* by value, and behind them that of missing ones: its cell */
	uint32_t *level; /* of a text, by cell: its value; not for pool and missing */
	double mean, deviation; /* of a number; deviation 0: it is constant */
};

/* Cuts the column by the `count` rows whose numbers are in `rows`. */
void cells_make(struct cells *cells, const struct table_column *column,
    const uint32_t *rows, size_t count, size_t bins);
void cells_release(struct cells *cells);

/* Joins bin `at` with the next one. */
void cells_join(struct cells *cells, size_t at);

/* The cells `of` values, with bins joined into CELLS_COARSE groups of neighbours. */
size_t cells_coarse(const struct cells *cells, uint16_t *to);

#endif
