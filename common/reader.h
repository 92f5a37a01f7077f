/*
 * The input of a tool: several files as one table whose cells are asked for by role.
 *
 * Each file may order its columns differently and lack those that aren't needed. A row
 * that can't be used ends the program with status 65, or with --rejects is written there
 * and passed over; a file that can't be trusted any further always ends it.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"
#include "csvin.h"
#include "date.h"
#include "diag.h"
#include "money.h"
#include "options.h"
#include "slice.h"

struct reader;

struct reader_role {
	const char *name;
	const char *aliases; /* `a|b|c`: headers of common exports; or NULL */
	bool needed;
};

/*
 * Opens the first file and finds the columns. The roles are numbered by their place in
 * the array; both must outlive the reader.
 */
struct reader *reader_open(
    const struct reader_role *roles, size_t count, const struct options_common *options);

/* What to do with a record. */
enum reader_verdict {
	READER_TAKE, /* a row like any other: one that can't be used is rejected */
	READER_PASS, /* go on to the next: it isn't a row of the table */
	READER_STOP, /* go on to the next file: the table ended before it */
};

/*
 * How a tool reads files that aren't just a table, such as exports with titles, totals
 * and footers. Each function may be NULL; all get `data`.
 */
struct reader_guide {
	void *data;

	/* Looks at a file before its header is read: see csvin_options. */
	void (*look)(void *data, struct slice head, struct csvin_options *options);

	/* Finds the column of a role, by its number, that -c doesn't name; else its name
	 * and its aliases decide. */
	struct columns_match (*find)(
	    void *data, const struct slice *names, size_t count, size_t role);

	/* A file has been opened and its columns found; may say how it writes numbers. */
	void (*opened)(
	    void *data, const struct reader *reader, struct number_style *style);

	/* Judges each record, CSVIN_RECORD or CSVIN_BAD, before anything else does. */
	enum reader_verdict (*judge)(void *data, const struct reader *reader,
	    const struct csvin *in, enum csvin_status status);
};

/* The same with a guide, which must outlive the reader. */
struct reader *reader_open_guided(const struct reader_role *roles, size_t count,
    const struct options_common *options, const struct reader_guide *guide);

/* Looks for one more column, by name or `#3`, in every file; returns its role's number.
 * The name must outlive the reader. */
size_t reader_add_column(struct reader *reader, const char *name, bool needed);

/*
 * The same for a column that a rule asks for: by the name of a role, where the file has a
 * column for it, or of the column. A file without it ends the program with a message that
 * names the rule's file and line. Names must outlive the reader.
 */
size_t reader_column_for_rule(
    struct reader *reader, const char *name, const char *file, size_t line);

/* How many roles and added columns there are: their numbers are below it. */
size_t reader_roles(const struct reader *reader);

/* Is there a role of this name, and the file being read has a column for it? */
bool reader_find_role(const struct reader *reader, struct slice name, size_t *role);

/* Each file has to have one of these columns at least; the array is copied. */
void reader_need_one_of(struct reader *reader, const size_t *roles, size_t count);

/* The header of the file being read: *count names, valid until the next file. */
const struct slice *reader_header(const struct reader *reader, size_t *count);

/* Which of the files is being read, counted from 0, and what messages call it. */
size_t reader_file(const struct reader *reader);
const char *reader_file_name(const struct reader *reader);

/* The next row that is CSV, false at the end of the last file. */
bool reader_next(struct reader *reader);

/* Does the file being read have the column? */
static inline bool reader_has(const struct reader *reader, size_t role);

/* Ends the program: the file being read lacks a column, of which the message lists those
 * that are there and the closest. */
DIAG_NORETURN void reader_lacks(const struct reader *reader, const char *name);

/* The header's text for the column, its role's name where the file lacks it. */
struct slice reader_column_name(const struct reader *reader, size_t role);

/* The row's cell, empty where the file lacks the column; until the next reader_next(). */
static inline struct slice reader_cell(const struct reader *reader, size_t role);

/* The row's bytes as they stand in the file, and the delimiter there. */
struct slice reader_raw(const struct reader *reader);
char reader_file_delimiter(const struct reader *reader);

/* The row's cell under a column of the header. */
struct slice reader_header_cell(const struct reader *reader, size_t column);

/* The row can't be used, for what the cell of `role` holds: `column "amount": "x"
 * REASON`, with the text left out where it is empty. */
void reader_bad_cell(struct reader *reader, size_t role, const char *reason);

/* The row can't be used. */
void reader_bad_row(struct reader *reader, const char *format, ...) DIAG_PRINTF(2, 3);

/* What the row's cell holds. READER_BAD means that the row was rejected: go on to the
 * next. */
enum reader_value { READER_VALUE, READER_MISSING, READER_BAD };
enum reader_value reader_date(struct reader *reader, size_t role, struct date *date);
enum reader_value reader_money(struct reader *reader, size_t role, struct money *money);
enum reader_value reader_number(struct reader *reader, size_t role, double *number);

/* Amounts under the role that name a currency have to name this one, an ISO code that
 * outlives the reader; unless told so, all of a column the same. */
void reader_expect_currency(struct reader *reader, size_t role, const char *code);

/* How the file being read writes its numbers. */
struct number_style reader_number_style(const struct reader *reader);

/* For messages of the tool's own: `FILE:LINE`. Valid until the next call. */
const char *reader_place(struct reader *reader);

/* The physical line that the row begins at. */
size_t reader_line(const struct reader *reader);

/* The delimiter of the first file. */
char reader_delimiter(const struct reader *reader);

/*
 * Parts of the file being read, for parts.h, which says what for. The offset is where its
 * next record stands; -1 if it can't be read in parts. Asking ends the row's slices.
 */
int64_t reader_offset(struct reader *reader);
int64_t reader_size(const struct reader *reader);
size_t reader_lines(const struct reader *reader);
int64_t reader_guess(const struct reader *reader, int64_t from); /* see csvin_guess */

/* A reader of the rows from one offset to another. Its reader_next() is false too where
 * anything would have to be said; nothing is. Guide (NULL: none) and whole outlive it. */
struct reader *reader_part(const struct reader *whole, int64_t from, int64_t to,
    const struct reader_guide *guide);
void reader_part_free(struct reader *part);

/* Has the part been read to its very end, and does what it has in it agree with what the
 * whole has read so far? */
bool reader_agrees(const struct reader *whole, struct reader *part);

/* Goes on behind the part, as if the whole had read it. */
void reader_pass(struct reader *whole, struct reader *part);

/* From now on reader_next() is false where the file's next record stands at the offset or
 * behind it, or there's none; with INT64_MAX no more. */
void reader_stop_at(struct reader *reader, int64_t offset);

/* Ends the program for the row, as reader_bad_row() does without --rejects, but returns
 * where it is of a part. */
void reader_refuse(struct reader *reader, const char *format, ...) DIAG_PRINTF(2, 3);

/* Puts the rejects in place, says on stderr how many there are, and frees. */
void reader_close(struct reader *reader);

/* What follows is for reader_cell() and reader_has(), which are asked too often to be
 * calls: what a struct reader begins with. */
#define READER_ABSENT ((size_t)-1)
struct reader_window {
	struct csvin *in;
	size_t *columns; /* of roles, in the file being read, or READER_ABSENT */
};

static inline bool
reader_has(const struct reader *reader, size_t role)
{
	return ((const struct reader_window *)reader)->columns[role] != READER_ABSENT;
}

static inline struct slice
reader_cell(const struct reader *reader, size_t role)
{
	const struct reader_window *window = (const struct reader_window *)reader;
	size_t column = window->columns[role];
	return column == READER_ABSENT ? (struct slice){"", 0}
	                               : csvin_cell(window->in, column);
}

#endif
