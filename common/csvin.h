/*
 * CSV in: the records of one input, one at a time, as slices.
 *
 * The dialect is libcsv's in strict mode with its space trimming off: RFC 4180 with any
 * mix of LF, CRLF and CR; blank lines are skipped; a quote in an unquoted cell, text
 * behind a closing quote and a quote still open at the end are errors. A leading line
 * `sep=C` names the delimiter. The first record is the header; every other must have as
 * many cells. NUL bytes are refused. Line numbers are physical: newlines in quotes count.
 *
 * Nothing here prints or exits but for what input.h and mem.h end the program for: what
 * is wrong with the data is returned. Every slice is valid until the next csvin_next() or
 * csvin_close(); those of the header until csvin_close().
 */
#ifndef CSVIN_H
#define CSVIN_H

#include <stdbool.h>
#include <stddef.h>

#include "csvscan.h"
#include "input.h"
#include "slice.h"

struct csvin;

struct csvin_options {
	char delimiter;    /* 0: what a `sep=` line says, else a comma */
	size_t max_record; /* bytes; 0: CSVIN_MAX_RECORD */
	bool no_sep_line;  /* a first line `sep=C` is a record like any other */
	size_t skip_lines; /* physical lines above the header, behind a `sep=` line */
	/*
	 * NULL, or looks at the first bytes of the input, CSVIN_HEAD of them or all that
	 * there are, without a `sep=` line, and may then set the delimiter, 0 where none
	 * is known yet, and skip_lines. The bytes are valid during the call.
	 */
	void (*look)(void *data, struct slice head, struct csvin_options *options);
	void *look_data;
	/* For tests: in which way it is read. What is read is always the same. */
	bool by_libcsv;
	enum csvscan_kind scan;
};

enum {
	CSVIN_MAX_RECORD = 16 * 1024 * 1024,
	CSVIN_MAX_COLUMNS = 65536,
	CSVIN_HEAD = 64 * 1024,
};

enum csvin_status {
	CSVIN_RECORD,
	CSVIN_BAD,    /* this record can't be used, the next may: csvin_reason says why */
	CSVIN_BROKEN, /* nothing behind this can be trusted: csvin_reason says why */
	CSVIN_END,
};

/* Takes the input over and reads its header: CSVIN_RECORD, or CSVIN_BROKEN if there's
 * none, which csvin_next() then returns too. */
struct csvin *csvin_open(const struct csvin_options *options, struct input *input);
enum csvin_status csvin_header_status(const struct csvin *in);
void csvin_close(struct csvin *in);

/* The next record. After CSVIN_BROKEN and CSVIN_END it returns the same again. */
enum csvin_status csvin_next(struct csvin *in);

/* What is wrong, to stand behind `FILE:LINE: `. */
const char *csvin_reason(const struct csvin *in);

/* The header's cells. */
size_t csvin_columns(const struct csvin *in);
const struct slice *csvin_names(const struct csvin *in);

/* The record's cells, unquoted. After CSVIN_BAD there may be more or fewer than columns,
 * and none where the record isn't CSV. */
size_t csvin_cells(const struct csvin *in);
static inline struct slice csvin_cell(const struct csvin *in, size_t i);

/* The record's bytes as they stand in the input, without the line end. */
struct slice csvin_raw(const struct csvin *in);

/* The physical line where the record begins, counted from 1; 0 where there was none. */
size_t csvin_line(const struct csvin *in);

/* Did a blank line stand before the record? */
bool csvin_after_blank(const struct csvin *in);

/*
 * Parts of an input that are read beside each other. The offset is where the bytes behind
 * the record and its line end stand, -1 where input_offset() can't tell; asking ends the
 * record's slices. The lines are those before it.
 */
int64_t csvin_offset(struct csvin *in);
size_t csvin_lines(const struct csvin *in);

/* Where a record may begin, at `from` or behind it: behind the end of a line that isn't
 * blank. If that is in no quotes, one does. -1: nowhere. */
int64_t csvin_guess(const struct csvin *in, int64_t from);

/* Reads the records that stand from one offset to another, which is INT64_MAX for all
 * that there are, as if the first of them stood in line 1. The whole must outlive it. */
struct csvin *csvin_part(const struct csvin *whole, int64_t from, int64_t to);

/* Goes on from an offset that so many lines are before. */
void csvin_go_on(struct csvin *in, int64_t offset, size_t lines);

/* The delimiter in force: known once csvin_open() has returned. */
char csvin_delimiter(const struct csvin *in);

struct input *csvin_input(const struct csvin *in);

/* What follows is for csvin_cell() alone, which is asked too often to be a call: what a
 * struct csvin begins with, and the way to the cells that are in quotes or libcsv's. */
struct csvin_window {
	const char *stretch;  /* the bytes that are looked at */
	const uint32_t *ends; /* in it, those of the record; NULL: libcsv has read it */
};
struct slice csvin_other_cell(const struct csvin *in, size_t i);

static inline struct slice
csvin_cell(const struct csvin *in, size_t i)
{
	const struct csvin_window *window = (const struct csvin_window *)in;
	if (window->ends) {
		const char *p = window->stretch + window->ends[i];
		/* The first byte of an empty cell is what ends it. */
		if (*p != '"')
			return (struct slice){
			    p, window->ends[i + 1] - window->ends[i] - 1};
	}
	return csvin_other_cell(in, i);
}

#endif
