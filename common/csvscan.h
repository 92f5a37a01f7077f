/*
 * Where the cells and the records of CSV end, found 64 bytes at a time.
 *
 * Takes a stretch of bytes that begins with a record, and knows of quotes only as far as
 * they are clean: a quote opens a cell at its very beginning, what closes it is followed
 * by the end of the cell, and quotes in between are doubled. What libcsv makes of such
 * records in strict mode is what stands here; at the first byte that is anything else, a
 * NUL too, it stops, and what it has found of records before that is right.
 */
#ifndef CSVSCAN_H
#define CSVSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum csvscan_kind {
	CSVSCAN_BEST, /* of those that this machine can do */
	CSVSCAN_AVX2,
	CSVSCAN_SSE2,
	CSVSCAN_PORTABLE,
};

enum {
	CSVSCAN_BLOCK = 64,
	CSVSCAN_MOST = 64 * 1024, /* bytes of a stretch, whole blocks */
};

#define CSVSCAN_LINES_INSIDE (UINT32_C(1) << 31)

/*
 * What a stretch holds. Cell i of it begins at ends[i], counted in bytes from its
 * beginning, and the next one at ends[i + 1]: the byte before that ended it. Row r ends
 * with the cell before rows[r], CSVSCAN_LINES_INSIDE aside, which says that there are
 * line ends in its quotes. Each LF and each CR outside quotes ends a row, which is an
 * empty cell where nothing is in it: what a blank line is, and the LF of CRLF, isn't
 * known here.
 */
struct csvscan {
	uint32_t ends[CSVSCAN_MOST + 9]; /* eight are written at a time */
	uint32_t rows[CSVSCAN_MOST + 1]; /* one more may be written */
	size_t rows_count;
	bool odd; /* it stopped before its end */
};

/* Fills *scan from n bytes, CSVSCAN_MOST at most; up to the next whole block behind them
 * may be read, whatever stands there. */
typedef void
csvscan_fill(struct csvscan *scan, char delimiter, const char *bytes, size_t n);

/* NULL where this machine can't do it; it always can do CSVSCAN_BEST and _PORTABLE. */
csvscan_fill *csvscan_choose(enum csvscan_kind kind);

#endif
