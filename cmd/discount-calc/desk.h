/*
 * Quotes as they come in: rows are read into lines, put together by quote, and priced, by
 * batches of whole quotes whose lines follow each other. Without --sorted all of the
 * input is read before the first, since a quote's lines may be anywhere; with it each
 * quote is a batch, and memory stays constant.
 */
#ifndef DESK_H
#define DESK_H

#include "../../common/diag.h"
#include "../../common/options.h"
#include "../../common/passthrough.h"
#include "../../common/reader.h"
#include "asking.h"
#include "held.h"
#include "policy.h"
#include "quote.h"

struct desk_settings {
	const char *policy, *explain;
	bool sorted, totals, waterfall, breakeven, lint, replace;
	const char *allocate;
	bool has_elasticity;
	double elasticity;
};

/* A line of the batch, and what is kept of it. */
struct desk_line {
	struct quote_line line;
	const struct held_line *held;
	const uint64_t *answers; /* in words */
};

/* A quote of the batch: its lines, in their order. */
struct desk_quote {
	struct slice id;
	struct quote_line **lines;
	size_t count;
	bool is_damaged; /* a line of it was rejected */
};

struct desk;

/* Reads the policy and opens the quotes. `computed` are the names of columns that will be
 * added; NULL: no column of the input passes. What doesn't fit ends the program. */
struct desk *desk_open(const struct desk_settings *settings,
    const struct options_common *options, const char *const *computed, size_t count);
void desk_close(struct desk *desk);

/* The header of the quotes with the roles of a desk, to look for columns. */
struct reader *desk_open_header(const struct options_common *options);

/* Goes to the next batch; false when there is none. */
bool desk_next(struct desk *desk);

/*
 * The same in two steps, so that batches are priced beside each other, each at a desk of
 * its own; the whole has to outlive those. Cells pass to `out` there. How many threads
 * should do so: 1 where it wouldn't pay, or can't be; lines that aren't sorted are read
 * to tell.
 */
size_t desk_threads(struct desk *desk);
bool desk_cut(struct desk *desk, struct held_span *batch);
void desk_take(struct desk *desk, const struct held_span *batch, struct csvout *out);
struct desk *desk_part(struct desk *whole);
void desk_part_free(struct desk *part);

/* Prices all of the batch, or the one quote. A fault ends the program, or is false at the
 * desk of a part, for the whole to say by pricing the batch itself. */
bool desk_price(struct desk *desk);
bool desk_price_quote(struct desk *desk, struct desk_quote *quote, bool explains);

/* The batch: lines in the order of the input, quotes by their first line. */
size_t desk_lines(const struct desk *desk);
struct desk_line *desk_line(const struct desk *desk, size_t i);
size_t desk_quotes(const struct desk *desk);
struct desk_quote *desk_quote(const struct desk *desk, size_t i);

/* The line that a quote's line is part of. */
const struct desk_line *desk_line_of(const struct quote_line *line);

/* Cells that are kept beside those of the columns that pass. */
enum desk_cell { DESK_LINE, DESK_SKU, DESK_DATE, DESK_CELLS };
struct slice desk_cell(const struct desk_line *line, enum desk_cell cell);

/* Declares the columns that pass, and where to: before the first batch. */
void desk_declare(struct desk *desk, struct csvout *out);

/* Writes the line's cells of the columns that pass. */
void desk_pass(const struct desk *desk, const struct desk_line *line);

/* Does the tax row's condition hold for the line? */
bool
desk_holds(struct desk *desk, const struct quote *quote, size_t condition, size_t line);

/* Ends the program: `FILE:LINE: MESSAGE`. */
DIAG_NORETURN void
desk_fail(const struct desk *desk, const struct quote_line *line, const char *message);

const struct policy *desk_policy(const struct desk *desk);
const struct quote *desk_engine(const struct desk *desk);
char desk_delimiter(const struct desk *desk);

#endif
