/*
 * Rows of cells kept compactly, where a tool has to see all rows of a table, or of a
 * quote, before it can write the first. Made for millions of rows: 4 bytes a cell and 4
 * a row beside the cells' bytes, in blocks of 1 MiB, and nothing ever moves.
 */
#ifndef ROWSTORE_H
#define ROWSTORE_H

#include <stddef.h>
#include <stdint.h>

#include "slice.h"

struct rowstore;

/* A row as it is kept. The numbers count bytes from where it begins: to the first cell,
 * and to each cell's end. It takes up less than 4 GiB. */
struct rowstore_row {
	uint32_t begin;
	uint32_t ends[];
};

struct rowstore *rowstore_new(void);
void rowstore_free(struct rowstore *store);

/* Copies a row of any number of cells; valid until rowstore_clear() or _free(). The
 * caller knows how many cells it has. */
const struct rowstore_row *
rowstore_add(struct rowstore *store, const struct slice *cells, size_t count);

/* Forgets all rows and keeps the memory for the next ones, but for what rows of more than
 * 1 MiB took. */
void rowstore_clear(struct rowstore *store);

/* Cell i of the row, valid as long as the row is. */
static inline struct slice
rowstore_cell(const struct rowstore_row *row, size_t i)
{
	uint32_t begin = i == 0 ? row->begin : row->ends[i - 1];
	return (struct slice){(const char *)row + begin, row->ends[i] - begin};
}

#endif
