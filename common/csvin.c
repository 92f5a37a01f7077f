#include "csvin.h"

#include <csv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "diag.h"
#include "mem.h"

enum { BUFFER = 256 * 1024 };

/*
 * Records are read in one of two ways. Those whose quotes are clean, nearly all there
 * are, csvscan finds by the stretch, and a cell is cut out when it is asked for. All
 * others go to libcsv: the header, what is longer than a stretch, the last one where no
 * line end follows it, and whatever is odd, for what is said of that.
 *
 * libcsv calls back for each cell and each record, and a callback can't stop it; so it is
 * fed one physical line at a time, which ends at most one record. The raw record is then
 * a stretch of the buffer, and the lines are counted on the way.
 */
struct csvin {
	struct csvin_window window; /* the first member: see csvin_cell() */
	struct input *input;
	struct csv_parser parser;
	char delimiter;
	size_t max_record;

	/* buffer[record..scan) is the record so far, [scan..end) what comes behind it */
	char *buffer;
	size_t capacity, record, scan, end;
	size_t next_lf, next_cr; /* see find() */
	bool at_end;             /* the input has no more */

	size_t lines;        /* physical lines read so far */
	bool after_cr;       /* a LF that comes now belongs to the line before */
	size_t record_line;  /* where the record begins */
	size_t quote_line;   /* where its last cell begins: its quote, if one is open */
	bool begun, row_end; /* is a record under way; did libcsv see its end */
	bool after_blank;    /* a blank line stood before it */
	size_t cells;

	csvscan_fill *fill; /* NULL: libcsv reads everything */
	struct csvscan *found;
	size_t row, cell; /* of it come next: that row, which begins at that cell */
	char *unquoted;   /* each cell at its place in the record */

	char *text; /* the cells' bytes one after the other, from libcsv's buffer */
	size_t text_capacity, text_end;
	size_t *ends; /* where each cell ends in text */
	size_t ends_capacity;

	struct slice *names; /* the header, in one allocation with its text; of a part
	                        it is the whole's */
	bool is_part;
	size_t columns;
	bool header_seen;
	enum csvin_status header_status,
	    last; /* what came of the header, of the last call */
	bool ended;
	char reason[200];
};

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

static void
parser_begin(struct csvin *in)
{
	if (csv_init(&in->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		/* Unreachable: csv_init() fails for want of a parser only */
		diag_fatal(EX_OSERR, "can't set up the CSV parser");
	csv_set_space_func(&in->parser, never);
	csv_set_blk_size(&in->parser, 16 * 1024);
	csv_set_delim(&in->parser, (unsigned char)in->delimiter);
}

static void
parser_restart(struct csvin *in)
{
	csv_free(&in->parser);
	parser_begin(in);
}

static void
on_cell(void *bytes, size_t n, void *data)
{
	struct csvin *in = data;
	if (in->cells > CSVIN_MAX_COLUMNS)
		return; /* one too many is enough to tell */
	in->text = mem_grow(in->text, &in->text_capacity, in->text_end + n, 1);
	if (n)
		memcpy(in->text + in->text_end, bytes, n);
	in->text_end += n;
	in->ends =
	    mem_grow(in->ends, &in->ends_capacity, in->cells + 1, sizeof *in->ends);
	in->ends[in->cells++] = in->text_end;
}

static void
on_row(int c, void *data)
{
	(void)c;
	((struct csvin *)data)->row_end = true;
}

static enum csvin_status
problem(struct csvin *in, enum csvin_status status, const char *reason)
{
	snprintf(in->reason, sizeof in->reason, "%s", reason);
	return status;
}

static size_t
before(size_t at, size_t n)
{
	return at > n ? at - n : 0;
}

/* Reads more behind the buffer's end; the record so far moves down to make room. */
static void
fill(struct csvin *in)
{
	if (in->record) {
		memmove(in->buffer, in->buffer + in->record, in->end - in->record);
		in->scan -= in->record;
		in->end -= in->record;
		in->next_lf = before(in->next_lf, in->record);
		in->next_cr = before(in->next_cr, in->record);
		in->record = 0;
	}
	if (in->capacity - in->end < BUFFER / 4)
		in->buffer = mem_grow(in->buffer, &in->capacity, in->end + BUFFER / 4, 1);
	ssize_t got = input_read(
	    in->input, in->buffer + in->end, in->capacity - in->end - CSVSCAN_BLOCK);
	in->at_end = got <= 0;
	if (got > 0)
		in->end += (size_t)got;
	/* What csvscan looks at behind the end doesn't matter, but it is something. */
	memset(in->buffer + in->end, ' ', CSVSCAN_BLOCK);
}

/* The first c at or behind `from`, or in->end. *known is what the last search for c
 * found, so that a character that is rare or absent isn't searched for again at every
 * line. */
static size_t
find(const struct csvin *in, char c, size_t from, size_t *known)
{
	if (*known < from)
		*known = from;
	if (*known < in->end && in->buffer[*known] != c) {
		const char *p = memchr(in->buffer + *known, c, in->end - *known);
		*known = p ? (size_t)(p - in->buffer) : in->end;
	}
	return *known;
}

/* The rest of the physical line at in->scan, with the CR or LF that ends it, or without
 * one at the end of the input; empty when there's no more. Where a record grows too long
 * it is what has been read of it. */
static struct slice
next_line(struct csvin *in)
{
	for (;;) {
		size_t lf = find(in, '\n', in->scan, &in->next_lf);
		size_t cr = find(in, '\r', in->scan, &in->next_cr);
		size_t at = lf < cr ? lf : cr;
		if (at < in->end || in->at_end || in->end - in->record > in->max_record) {
			size_t from = in->scan;
			in->scan = at < in->end ? at + 1 : in->end;
			return (struct slice){in->buffer + from, in->scan - from};
		}
		fill(in);
	}
}

static void
count_line(struct csvin *in, struct slice line)
{
	bool rest_of_crlf = in->after_cr && line.p[0] == '\n';
	in->lines += !rest_of_crlf;
	in->after_cr = line.p[line.n - 1] == '\r';
}

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static enum csvin_status
not_csv(struct csvin *in, char offender)
{
	if (offender == '"')
		snprintf(in->reason, sizeof in->reason,
		    "a quote inside an unquoted cell: put the cell in quotes and double "
		    "the quotes in it");
	else
		snprintf(in->reason, sizeof in->reason,
		    "text behind the closing quote of a cell that begins in line %zu: "
		    "double the quotes inside quoted cells",
		    in->quote_line);
	in->cells = 0;
	parser_restart(in);
	return CSVIN_BAD;
}

static enum csvin_status
not_text(struct csvin *in)
{
	return problem(in, CSVIN_BROKEN,
	    "a NUL byte: this isn't text (UTF-16 without a byte order mark? iconv "
	    "converts it)");
}

/* Feeds libcsv one line. Returns CSVIN_RECORD when it can go on, ended record or not. */
static enum csvin_status
feed(struct csvin *in, struct slice line)
{
	if (memchr(line.p, '\0', line.n))
		return not_text(in);
	size_t cells = in->cells;
	size_t used = csv_parse(&in->parser, line.p, line.n, on_cell, on_row, in);
	if (used < line.n && csv_error(&in->parser) != CSV_EPARSE)
		diag_fatal(EX_OSERR, "out of memory");
	if (in->cells > cells)
		in->quote_line = in->lines;
	return used < line.n ? not_csv(in, line.p[used]) : CSVIN_RECORD;
}

static enum csvin_status
record_too_long(struct csvin *in)
{
	snprintf(in->reason, sizeof in->reason,
	    "the record is longer than %zu bytes: a quote opened in line %zu and never "
	    "closed? (--max-record=BYTES allows more)",
	    in->max_record, in->quote_line);
	return CSVIN_BROKEN;
}

static enum csvin_status
input_ended(struct csvin *in)
{
	if (input_problem(in->input))
		return problem(in, CSVIN_BROKEN, input_problem(in->input));
	if (!in->begun)
		return CSVIN_END;
	if (csv_fini(&in->parser, on_cell, on_row, in) == 0)
		return CSVIN_RECORD;
	snprintf(in->reason, sizeof in->reason,
	    "the quote opened in line %zu is never closed", in->quote_line);
	return CSVIN_BROKEN;
}

/* The record so far, without the line end. */
static struct slice
record_bytes(const struct csvin *in)
{
	struct slice raw = {in->buffer + in->record, in->scan - in->record};
	if (raw.n && is_line_end(raw.p[raw.n - 1]))
		raw.n--;
	return raw;
}

/* One record, whatever its number of cells. libcsv passes over the blank lines. */
static enum csvin_status
read_record(struct csvin *in)
{
	in->begun = in->row_end = false;
	in->text_end = in->cells = 0;
	in->window.ends = NULL;
	while (!in->row_end) {
		if (!in->begun)
			in->record = in->scan;
		struct slice line = next_line(in);
		if (line.n == 0)
			return input_ended(in);
		size_t lines = in->lines;
		count_line(in, line);
		if (!in->begun) {
			in->after_blank |= is_line_end(line.p[0]) && in->lines > lines;
			in->record_line = in->quote_line = in->lines;
			in->begun = !is_line_end(line.p[0]);
		}
		if (record_bytes(in).n > in->max_record)
			return record_too_long(in);
		enum csvin_status status = feed(in, line);
		if (status != CSVIN_RECORD)
			return status;
		/* A line end inside quotes counts too. */
		if (!in->row_end && in->scan - in->record > in->max_record)
			return record_too_long(in);
	}
	return CSVIN_RECORD;
}

/* By csvscan */

static bool
holds_line_end(struct slice bytes)
{
	return memchr(bytes.p, '\n', bytes.n) || memchr(bytes.p, '\r', bytes.n);
}

/* Reads on until another record may have ended, if any can: false. */
static bool
fill_stretch(struct csvin *in)
{
	size_t known, n = in->end - in->scan;
	in->record = in->scan;
	do {
		known = n;
		if (known >= CSVSCAN_MOST || in->at_end)
			return false;
		fill(in);
		n = in->end - in->scan;
	} while (
	    !holds_line_end((struct slice){in->buffer + in->scan + known, n - known}));
	return true;
}

/* Looks at what comes behind the last record. False: it is for libcsv to read. */
static bool
find_rows(struct csvin *in)
{
	do {
		size_t n = in->end - in->scan;
		in->window.stretch = in->buffer + in->scan;
		in->fill(in->found, in->delimiter, in->window.stretch,
		    n < CSVSCAN_MOST ? n : CSVSCAN_MOST);
		in->row = in->cell = 0;
	} while (in->found->rows_count == 0 && !in->found->odd && fill_stretch(in));
	return in->found->rows_count > 0;
}

/* Line ends in quotes. */
static size_t
count_line_ends(struct slice text)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\r' ||
		         (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'));
	return lines;
}

static void
pass_blank_line(struct csvin *in)
{
	size_t lines = in->lines;
	in->record = in->scan++;
	count_line(in, (struct slice){in->buffer + in->record, 1});
	in->after_blank |= in->lines > lines;
	in->record_line = in->lines;
}

/* The row that csvscan found next becomes the record. False for a blank line, which isn't
 * one, and for what is too long, which libcsv is to read. */
static inline bool
take_row(struct csvin *in)
{
	const uint32_t row = in->found->rows[in->row];
	const uint32_t *ends = in->found->ends + in->cell;
	const size_t cells = (row & ~CSVSCAN_LINES_INSIDE) - in->cell;
	const size_t n = ends[cells] - ends[0] - 1;
	in->window.ends = ends;
	if (n == 0 || n > in->max_record)
		return false;
	in->row++;
	in->cell += cells;
	in->cells = cells;
	in->record = in->scan;
	in->scan += n + 1;
	in->after_cr = in->buffer[in->scan - 1] == '\r';
	in->record_line = ++in->lines;
	if (row & CSVSCAN_LINES_INSIDE)
		in->lines += count_line_ends((struct slice){in->buffer + in->record, n});
	return true;
}

/* The next record, if csvscan can tell. */
static bool
next_found(struct csvin *in)
{
	struct csvscan *found = in->found;
	while (in->row < found->rows_count || find_rows(in)) {
		if (take_row(in))
			return true;
		const uint32_t end = found->rows[in->row] & ~CSVSCAN_LINES_INSIDE;
		if (found->ends[end] - found->ends[in->cell] > 1)
			break; /* no blank line */
		in->row++;
		in->cell++;
		pass_blank_line(in);
	}
	found->rows_count = in->row = 0;
	return false;
}

static enum csvin_status
check_columns(struct csvin *in)
{
	if (in->cells > CSVIN_MAX_COLUMNS) {
		snprintf(in->reason, sizeof in->reason, "more than %d columns",
		    CSVIN_MAX_COLUMNS);
		return CSVIN_BROKEN;
	}
	if (in->header_seen && in->cells != in->columns) {
		snprintf(in->reason, sizeof in->reason,
		    "%zu cell%s where the header has %zu%s", in->cells,
		    in->cells == 1 ? "" : "s", in->columns,
		    in->columns == 1 ? " (title lines above the header? take them out)"
		                     : "");
		return CSVIN_BAD;
	}
	return CSVIN_RECORD;
}

static enum csvin_status
next_record(struct csvin *in)
{
	if (in->found && next_found(in))
		return check_columns(in);
	enum csvin_status status = read_record(in);
	return status == CSVIN_RECORD ? check_columns(in) : status;
}

/* May a `sep=` line say so? */
static bool
can_delimit(char c)
{
	return c > 0 && c != '"';
}

/* A first line of exactly `sep=C`, as spreadsheets write it, isn't data. */
static void
read_sep_line(struct csvin *in)
{
	enum { LENGTH = 5 };
	/* However short records have to be, this line isn't one. */
	size_t limit = in->max_record;
	in->max_record = limit > LENGTH ? limit : LENGTH;
	struct slice line = next_line(in);
	in->max_record = limit;
	size_t n = line.n && is_line_end(line.p[line.n - 1]) ? line.n - 1 : line.n;
	if (n != LENGTH || memcmp(line.p, "sep=", 4) != 0 || !can_delimit(line.p[4])) {
		in->scan = in->record;
		return;
	}
	count_line(in, line);
	if (!in->delimiter)
		in->delimiter = line.p[4];
}

/* Has more of the input looked at before any of it is read; the delimiter that is asked
 * for, or said by the input, is known already. */
static void
look(struct csvin *in, struct csvin_options *options)
{
	if (!options->look)
		return;
	while (!in->at_end && in->end - in->scan < CSVIN_HEAD)
		fill(in);
	size_t n = in->end - in->scan;
	struct slice head = {in->buffer + in->scan, n < CSVIN_HEAD ? n : CSVIN_HEAD};
	options->delimiter = in->delimiter;
	options->look(options->look_data, head, options);
	in->delimiter = options->delimiter;
}

/* CSVIN_BROKEN where they aren't text. */
static enum csvin_status
skip_lines(struct csvin *in, size_t count)
{
	size_t last = in->lines + count;
	while (in->lines < last) {
		in->record = in->scan;
		struct slice line = next_line(in);
		if (line.n == 0)
			break;
		if (memchr(line.p, '\0', line.n))
			return not_text(in);
		/* However long it is, a part of a line isn't one. */
		if (is_line_end(line.p[line.n - 1]))
			count_line(in, line);
		else
			in->after_cr = false;
	}
	return CSVIN_RECORD;
}

/* Behind so many lines that aren't looked at. */
static void
read_header(struct csvin *in, size_t lines)
{
	enum csvin_status status = skip_lines(in, lines);
	if (status == CSVIN_RECORD)
		status = next_record(in);
	if (status == CSVIN_END)
		status = problem(in, CSVIN_BROKEN,
		    "is empty: a line with the column names was expected");
	else if (status == CSVIN_BAD)
		status = CSVIN_BROKEN;
	in->header_status = status;
	in->header_seen = true;
	if (status != CSVIN_RECORD)
		return;
	in->columns = in->cells;
	in->names = mem_resize(NULL, 1, in->columns * sizeof *in->names + in->text_end);
	char *text = (char *)(in->names + in->columns);
	memcpy(text, in->text, in->text_end);
	for (size_t i = 0; i < in->columns; i++) {
		in->names[i] = csvin_cell(in, i);
		in->names[i].p = text + (in->names[i].p - in->text);
	}
}

static void
prepare_scan(struct csvin *in)
{
	if (!in->fill || in->header_status != CSVIN_RECORD)
		return;
	in->found = mem_resize(NULL, 1, sizeof *in->found);
	in->found->rows_count = 0;
	in->unquoted = mem_resize(NULL, CSVSCAN_MOST, 1);
}

struct csvin *
csvin_open(const struct csvin_options *options, struct input *input)
{
	struct csvin *in = mem_new(1, sizeof *in);
	in->input = input;
	in->max_record = options->max_record ? options->max_record : CSVIN_MAX_RECORD;
	in->delimiter = options->delimiter;
	in->buffer = mem_grow(NULL, &in->capacity, BUFFER, 1);
	in->text = mem_grow(NULL, &in->text_capacity, 256, 1);
	if (!options->no_sep_line)
		read_sep_line(in);
	struct csvin_options how = *options;
	look(in, &how);
	if (!in->delimiter)
		in->delimiter = ',';
	parser_begin(in);
	read_header(in, how.skip_lines);
	if (!options->by_libcsv && !strchr("\"\r\n", in->delimiter))
		in->fill = csvscan_choose(options->scan);
	prepare_scan(in);
	return in;
}

struct csvin *
csvin_part(const struct csvin *whole, int64_t from, int64_t to)
{
	struct csvin *in = mem_new(1, sizeof *in);
	in->input = input_part(whole->input, from, to);
	in->max_record = whole->max_record;
	in->delimiter = whole->delimiter;
	in->fill = whole->fill;
	in->is_part = true;
	in->names = whole->names;
	in->columns = whole->columns;
	in->header_seen = true;
	in->header_status = whole->header_status;
	in->buffer = mem_grow(NULL, &in->capacity, BUFFER, 1);
	in->text = mem_grow(NULL, &in->text_capacity, 256, 1);
	parser_begin(in);
	prepare_scan(in);
	return in;
}

void
csvin_go_on(struct csvin *in, int64_t offset, size_t lines)
{
	input_seek(in->input, offset);
	parser_restart(in);
	in->record = in->scan = in->end = in->next_lf = in->next_cr = 0;
	in->at_end = in->after_cr = in->ended = false;
	in->lines = lines;
	if (in->found)
		in->found->rows_count = in->row = 0;
}

int64_t
csvin_offset(struct csvin *in)
{
	/* The LF of a CRLF is read with what comes behind it. */
	if (in->after_cr && in->scan == in->end && !in->at_end) {
		in->record = in->scan;
		fill(in);
	}
	bool rest_of_crlf =
	    in->after_cr && in->scan < in->end && in->buffer[in->scan] == '\n';
	int64_t offset = input_offset(in->input);
	return offset < 0 ? -1 : offset - (int64_t)(in->end - in->scan) + rest_of_crlf;
}

size_t
csvin_lines(const struct csvin *in)
{
	return in->lines;
}

int64_t
csvin_guess(const struct csvin *in, int64_t from)
{
	struct input *ahead = input_part(in->input, from, INT64_MAX);
	char bytes[4096];
	int64_t found = -1;
	bool any = false, after_cr = false;
	ssize_t got;
	while (found < 0 && (got = input_read(ahead, bytes, sizeof bytes)) > 0) {
		for (ssize_t i = 0; i < got && found < 0; i++) {
			if (after_cr)
				found = from + i + (bytes[i] == '\n');
			else if (any && bytes[i] == '\n')
				found = from + i + 1;
			after_cr = any && bytes[i] == '\r';
			any |= !is_line_end(bytes[i]);
		}
		from += got;
	}
	input_close(ahead);
	return found;
}

void
csvin_close(struct csvin *in)
{
	if (!in)
		return;
	input_close(in->input);
	csv_free(&in->parser);
	free(in->buffer);
	free(in->found);
	free(in->unquoted);
	free(in->text);
	free(in->ends);
	if (!in->is_part)
		free(in->names);
	free(in);
}

static enum csvin_status
note_status(struct csvin *in, enum csvin_status status)
{
	in->last = status;
	in->ended = status == CSVIN_END || status == CSVIN_BROKEN;
	if (in->ended) {
		in->cells = 0;
		if (in->found)
			in->found->rows_count = in->row = 0;
	}
	return status;
}

/* What nearly every call comes to stands first. */
enum csvin_status
csvin_next(struct csvin *in)
{
	in->after_blank = false;
	if (in->found && in->row < in->found->rows_count && take_row(in))
		return in->cells == in->columns ? CSVIN_RECORD
		                                : note_status(in, check_columns(in));
	if (in->ended)
		return in->last;
	return note_status(
	    in, in->header_status == CSVIN_RECORD ? next_record(in) : in->header_status);
}

enum csvin_status
csvin_header_status(const struct csvin *in)
{
	return in->header_status;
}

const char *
csvin_reason(const struct csvin *in)
{
	return in->reason;
}

size_t
csvin_columns(const struct csvin *in)
{
	return in->columns;
}

const struct slice *
csvin_names(const struct csvin *in)
{
	return in->names;
}

size_t
csvin_cells(const struct csvin *in)
{
	return in->cells;
}

/* A quoted cell of a record whose quotes are clean. Not inline: where most cells have no
 * quotes it would only be in the way. */
__attribute__((noinline)) static struct slice
unquote(const struct csvin *in, struct slice cell)
{
	struct slice rest = {cell.p + 1, cell.n - 2};
	const char *quote = memchr(rest.p, '"', rest.n);
	if (!quote)
		return rest;
	char *to = in->unquoted + (cell.p - (in->buffer + in->record));
	struct slice text = {to, 0};
	for (; quote; quote = memchr(rest.p, '"', rest.n)) {
		size_t n = (size_t)(quote - rest.p) + 1;
		memcpy(to, rest.p, n);
		to += n;
		rest.p += n + 1;
		rest.n -= n + 1;
	}
	memcpy(to, rest.p, rest.n);
	text.n = (size_t)(to - text.p) + rest.n;
	return text;
}

struct slice
csvin_other_cell(const struct csvin *in, size_t i)
{
	const uint32_t *ends = in->window.ends;
	if (ends)
		return unquote(in, (struct slice){in->window.stretch + ends[i],
		                       ends[i + 1] - ends[i] - 1});
	size_t from = i ? in->ends[i - 1] : 0;
	return (struct slice){in->text + from, in->ends[i] - from};
}

struct slice
csvin_raw(const struct csvin *in)
{
	return record_bytes(in);
}

size_t
csvin_line(const struct csvin *in)
{
	return in->record_line;
}

bool
csvin_after_blank(const struct csvin *in)
{
	return in->after_blank;
}

char
csvin_delimiter(const struct csvin *in)
{
	return in->delimiter;
}

struct input *
csvin_input(const struct csvin *in)
{
	return in->input;
}
