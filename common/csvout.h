/*
 * Tables out, cell by cell, in the format that --format names. Rows are written as they
 * come, but `table` and the pages of HTML hold the table until it is whole: for the
 * widths of its columns, and for pictures of it.
 */
#ifndef CSVOUT_H
#define CSVOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "money.h"
#include "output.h"
#include "slice.h"

enum csvout_format {
	CSVOUT_CSV,
	CSVOUT_TSV,
	CSVOUT_JSON,
	CSVOUT_MD,
	CSVOUT_TABLE,
	CSVOUT_HTML,
	CSVOUT_FRAGMENT, /* of HTML, without what a page has around its body */
};

struct csvout_options {
	enum csvout_format format;
	char delimiter;        /* of CSV */
	bool spreadsheet_safe; /* CSV, TSV: no cell runs as a formula */
	bool bom, crlf;        /* CSV, TSV */
	const char *title;     /* HTML; must outlive the table */
	bool bars;             /* `table`: behind counts and shares */
	bool terminal;         /* `table`: it is written to a terminal */
};

enum csvout_type { CSVOUT_TEXT, CSVOUT_NUMBER };

struct csvout;
struct figures;
struct grid;

/* Takes the output over. */
struct csvout *csvout_new(struct output *output, const struct csvout_options *options);

/* Declares the next column, before the first cell; the name is copied. */
void csvout_column(struct csvout *out, struct slice name, enum csvout_type type);

/*
 * The next cell of the row, as many as there are columns. A number that is NAN, and
 * csvout_empty(), are missing values. csvout_plain() writes a number column's cell from
 * text that is a JSON number.
 */
void csvout_text(struct csvout *out, struct slice cell);
void csvout_plain(struct csvout *out, struct slice number);
void csvout_number(struct csvout *out, double x);
void csvout_count(struct csvout *out, uint64_t n);
void csvout_money(struct csvout *out, struct money x);
void csvout_empty(struct csvout *out);

/*
 * The next `count` cells at once, from what stands in an input: without a quote in it, so
 * that nothing but the input's delimiter stands between them. Only where csvout_copies()
 * says that csvout_text() would write the same for each of them.
 */
bool csvout_copies(const struct csvout *out, char input_delimiter);
void csvout_copy(struct csvout *out, struct slice cells, size_t count);

/*
 * A table of the same columns, all of which are declared, whose rows are kept as they
 * will be written: by a thread beside the one that has the whole. csvout_add() writes
 * them behind the whole's own; that, and making a part, is for the whole's thread. The
 * whole must outlive it, and its format be one of those that write rows as they come,
 * which csvout_has_parts() tells.
 */
bool csvout_has_parts(const struct csvout *out);
struct csvout *csvout_part(const struct csvout *out);
void csvout_add(struct csvout *out, const struct csvout *part);
void csvout_part_free(struct csvout *part);

/* HTML: has the picture drawn when the table is whole. The data must live until
 * csvout_finish(). For other formats it does nothing. */
void csvout_picture(struct csvout *out,
    void (*picture)(struct figures *, const struct grid *, const void *),
    const void *data);

/* Is the table going to be a page of HTML? */
bool csvout_is_page(const struct csvout *out);

/* Ends the row. */
void csvout_end_row(struct csvout *out);

/* Writes what waits (an empty table still has its header), finishes the output, and
 * frees. */
void csvout_finish(struct csvout *out);

#endif
