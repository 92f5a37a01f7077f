#include "csvout.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "aligned.h"
#include "arena.h"
#include "mem.h"
#include "number.h"
#include "page.h"
#include "terminal.h"
#include "utf8.h"

struct column {
	struct slice name;
	enum csvout_type type;
};

struct csvout {
	struct output *output;
	struct csvout_options options;
	const struct writer *writer;
	struct arena arena; /* the names */
	struct column *columns;
	size_t count, capacity;
	size_t at;     /* the cell of the row that comes next */
	uint64_t rows; /* ended so far, the header aside */
	bool begun;    /* the header was written */

	char delimiter;     /* CSV, TSV */
	bool plain_numbers; /* CSV, TSV: no number holds it */

	struct grid *grid; /* `table` and HTML: the rows */
	struct page page;  /* its picture */
};

/* How a format writes. A cell of type CSVOUT_NUMBER with no bytes is a missing value. */
struct writer {
	void (*header)(struct csvout *);
	void (*cell)(struct csvout *, struct slice, enum csvout_type);
	void (*end_row)(struct csvout *);
	void (*finish)(struct csvout *);
	size_t joint; /* bytes that a row has in front if it isn't the first */
};

static void
put(struct csvout *out, const char *text)
{
	output_text(out->output, text);
}

static void
nothing(struct csvout *out)
{
	(void)out;
}

/* CSV and TSV */

/* Could a file that begins with this be taken for something else: a `sep=` line, another
 * encoding, something compressed? */
static bool
is_misleading(struct slice cell)
{
	bool misleads = (cell.n >= 4 && memcmp(cell.p, "sep=", 4) == 0) ||
	                (cell.n >= 3 && memcmp(cell.p, "\xef\xbb\xbf", 3) == 0);
	for (size_t i = 0; i < cell.n && !misleads; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		misleads = c < 0x20 || c > 0xf4; /* no UTF-8 text holds the latter */
	}
	return misleads;
}

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Not 0 if a byte of x is c. */
static uint64_t
holds(uint64_t x, unsigned char c)
{
	x ^= c * EACH_BYTE;
	return (x - EACH_BYTE) & ~x & 0x80 * EACH_BYTE;
}

/* Eight bytes or fewer, some of them twice or more, or beside zeros: which there are is
 * all that matters. */
static uint64_t
load(const char *p, size_t n)
{
	uint32_t first, last;
	uint64_t all;
	if (n >= sizeof all) {
		memcpy(&all, p, sizeof all);
		return all;
	}
	if (n < sizeof first)
		return n == 0 ? 0
		              : (uint64_t)(unsigned char)p[0] |
		                    (uint64_t)(unsigned char)p[n / 2] << 8 |
		                    (uint64_t)(unsigned char)p[n - 1] << 16;
	memcpy(&first, p, sizeof first);
	memcpy(&last, p + n - sizeof last, sizeof last);
	return first | (uint64_t)last << 32;
}

/* Does the cell hold a character for which it has to be quoted? Without a way out of the
 * loop: most cells hold none, and it is the faster so. */
static bool
holds_special(struct slice cell, char delimiter)
{
	uint64_t special = 0;
	for (size_t i = 0; i < cell.n; i += 8) {
		/* The last eight, where there are as many. */
		size_t at = cell.n - i >= 8 || cell.n < 8 ? i : cell.n - 8;
		uint64_t x = load(cell.p + at, cell.n - at);
		special |= holds(x, (unsigned char)delimiter) | holds(x, '"') |
		           holds(x, '\n') | holds(x, '\r');
	}
	return special;
}

static bool
needs_quotes(const struct csvout *out, struct slice cell)
{
	if (cell.n == 0)
		return out->count == 1; /* a blank line would be passed over */
	if (!out->begun && out->at == 0 && is_misleading(cell))
		return true;
	return holds_special(cell, out->delimiter);
}

static void
put_quoted(struct csvout *out, struct slice cell)
{
	put(out, "\"");
	while (cell.n) {
		const char *quote = memchr(cell.p, '"', cell.n);
		size_t n = quote ? (size_t)(quote - cell.p) + 1 : cell.n;
		output_write(out->output, cell.p, n);
		if (quote)
			put(out, "\"");
		cell.p += n;
		cell.n -= n;
	}
	put(out, "\"");
}

/* Would a spreadsheet run the cell as a formula? A plain number is none: -5, +49.5 */
static bool
is_formula(struct slice cell)
{
	if (cell.n == 0 || !memchr("=+-@\t\r", cell.p[0], 6))
		return false;
	size_t digits = 0, marks = 0, i = cell.p[0] == '-' || cell.p[0] == '+';
	for (; i < cell.n; i++) {
		digits += cell.p[i] >= '0' && cell.p[i] <= '9';
		marks += cell.p[i] == '.';
	}
	size_t signs = cell.p[0] == '-' || cell.p[0] == '+';
	return !(digits && marks <= 1 && signs + digits + marks == cell.n);
}

/* As it is, behind the delimiter that it needs. */
static void
put_plain(struct csvout *out, struct slice cell)
{
	size_t n = out->at > 0;
	if (cell.n >= OUTPUT_ROOM) {
		output_write(out->output, &out->delimiter, n);
		output_write(out->output, cell.p, cell.n);
		return;
	}
	char *to = output_room(out->output, n + cell.n);
	to[0] = out->delimiter;
	if (cell.n)
		memcpy(to + n, cell.p, cell.n);
	output_take(out->output, n + cell.n);
}

static void
put_text(struct csvout *out, struct slice cell)
{
	if (!needs_quotes(out, cell)) {
		put_plain(out, cell);
		return;
	}
	output_write(out->output, &out->delimiter, out->at > 0);
	put_quoted(out, cell);
}

static void
put_safe(struct csvout *out, struct slice cell)
{
	char *safe = mem_resize(NULL, cell.n + 1, 1);
	safe[0] = '\'';
	memcpy(safe + 1, cell.p, cell.n);
	put_text(out, (struct slice){safe, cell.n + 1});
	free(safe);
}

static void
csv_cell(struct csvout *out, struct slice cell, enum csvout_type type)
{
	if (type == CSVOUT_NUMBER && cell.n && out->plain_numbers)
		put_plain(out, cell);
	else if (type == CSVOUT_TEXT && out->options.spreadsheet_safe && is_formula(cell))
		put_safe(out, cell);
	else
		put_text(out, cell);
}

static void
csv_end_row(struct csvout *out)
{
	put(out, out->options.crlf ? "\r\n" : "\n");
}

static void
csv_header(struct csvout *out)
{
	if (out->options.bom)
		put(out, "\xef\xbb\xbf");
	for (out->at = 0; out->at < out->count; out->at++)
		csv_cell(out, out->columns[out->at].name, CSVOUT_TEXT);
	csv_end_row(out);
}

static const struct writer csv_writer = {csv_header, csv_cell, csv_end_row, nothing, 0};

/* JSON */

static void
put_json_text(struct csvout *out, struct slice text)
{
	put(out, "\"");
	while (text.n) {
		unsigned char c = (unsigned char)text.p[0];
		size_t n = utf8_length(text);
		char escape[8];
		if (c == '"' || c == '\\') {
			snprintf(escape, sizeof escape, "\\%c", c);
			put(out, escape);
		} else if (c < 0x20) {
			snprintf(escape, sizeof escape, "\\u%04x", c);
			put(out, escape);
		} else if (n == 0) {
			put(out, "\xef\xbf\xbd"); /* U+FFFD: JSON can't hold it */
			n = 1;
		} else {
			output_write(out->output, text.p, n);
		}
		text.p += n;
		text.n -= n;
	}
	put(out, "\"");
}

static void
json_header(struct csvout *out)
{
	put(out, "[");
}

static void
json_cell(struct csvout *out, struct slice cell, enum csvout_type type)
{
	if (out->at == 0)
		put(out, out->rows ? ",\n{" : "\n{");
	else
		put(out, ",");
	put_json_text(out, out->columns[out->at].name);
	put(out, ":");
	if (cell.n == 0)
		put(out, "null");
	else if (type == CSVOUT_NUMBER)
		output_write(out->output, cell.p, cell.n);
	else
		put_json_text(out, cell);
}

static void
json_end_row(struct csvout *out)
{
	put(out, "}");
}

static void
json_finish(struct csvout *out)
{
	put(out, out->rows ? "\n]\n" : "]\n");
}

static const struct writer json_writer = {
    json_header, json_cell, json_end_row, json_finish, 1};

/* GitHub's Markdown tables */

static void
md_cell(struct csvout *out, struct slice cell, enum csvout_type type)
{
	(void)type;
	put(out, out->at ? " " : "| ");
	for (size_t i = 0; i < cell.n; i++) {
		switch (cell.p[i]) {
		case '|':
			put(out, "\\|");
			break;
		case '\\':
			put(out, "\\\\");
			break;
		case '&':
			put(out, "&amp;");
			break;
		case '<':
			put(out, "&lt;");
			break;
		case '\n':
			put(out, "<br>");
			break;
		case '\r':
			if (i + 1 == cell.n || cell.p[i + 1] != '\n')
				put(out, "<br>");
			break;
		default:
			output_write(out->output, cell.p + i, 1);
		}
	}
	put(out, " |");
}

static void
md_end_row(struct csvout *out)
{
	put(out, "\n");
}

static void
md_header(struct csvout *out)
{
	for (out->at = 0; out->at < out->count; out->at++)
		md_cell(out, out->columns[out->at].name, CSVOUT_TEXT);
	put(out, "\n|");
	for (size_t i = 0; i < out->count; i++)
		put(out, out->columns[i].type == CSVOUT_NUMBER ? " ---: |" : " --- |");
	put(out, "\n");
}

static const struct writer md_writer = {md_header, md_cell, md_end_row, nothing, 0};

/* What is written when the table is whole */

static void
hold_header(struct csvout *out)
{
	out->grid = grid_new();
	for (size_t i = 0; i < out->count; i++)
		grid_add_column(out->grid, out->columns[i].name,
		    out->columns[i].type == CSVOUT_NUMBER);
}

static void
hold_cell(struct csvout *out, struct slice cell, enum csvout_type type)
{
	(void)type;
	grid_add_cell(out->grid, cell);
}

static void
hold_end_row(struct csvout *out)
{
	grid_end_row(out->grid);
}

static void
table_finish(struct csvout *out)
{
	struct aligned how = {.bars = out->options.bars,
	    .blocks = terminal_is_utf8(),
	    .colour = out->options.terminal && terminal_has_colour()};
	aligned_write(out->output, &how, out->grid);
}

static void
html_finish(struct csvout *out)
{
	out->page.title = out->options.title;
	out->page.fragment = out->options.format == CSVOUT_FRAGMENT;
	page_write(out->output, &out->page, out->grid);
}

static const struct writer table_writer = {
    hold_header, hold_cell, hold_end_row, table_finish, 0};
static const struct writer html_writer = {
    hold_header, hold_cell, hold_end_row, html_finish, 0};

/* What the formats share */

struct csvout *
csvout_new(struct output *output, const struct csvout_options *options)
{
	static const struct writer *const writers[] = {
	    [CSVOUT_CSV] = &csv_writer,
	    [CSVOUT_TSV] = &csv_writer,
	    [CSVOUT_JSON] = &json_writer,
	    [CSVOUT_MD] = &md_writer,
	    [CSVOUT_TABLE] = &table_writer,
	    [CSVOUT_HTML] = &html_writer,
	    [CSVOUT_FRAGMENT] = &html_writer,
	};
	struct csvout *out = mem_new(1, sizeof *out);
	out->output = output;
	out->options = *options;
	out->writer = writers[options->format];
	out->delimiter = options->format == CSVOUT_TSV ? '\t' : options->delimiter;
	out->plain_numbers = strchr(",;\t|", out->delimiter) != NULL;
	return out;
}

void
csvout_column(struct csvout *out, struct slice name, enum csvout_type type)
{
	assert(!out->begun);
	out->columns =
	    mem_grow(out->columns, &out->capacity, out->count + 1, sizeof *out->columns);
	out->columns[out->count++] = (struct column){arena_copy(&out->arena, name), type};
}

static void
begin(struct csvout *out)
{
	if (out->begun)
		return;
	out->writer->header(out);
	out->begun = true;
	out->at = 0;
}

static void
cell(struct csvout *out, struct slice text, enum csvout_type type)
{
	begin(out);
	assert(out->at < out->count);
	out->writer->cell(out, text, type);
	out->at++;
}

void
csvout_text(struct csvout *out, struct slice text)
{
	cell(out, text, CSVOUT_TEXT);
}

void
csvout_plain(struct csvout *out, struct slice number)
{
	cell(out, number, CSVOUT_NUMBER);
}

void
csvout_number(struct csvout *out, double x)
{
	char text[NUMBER_TEXT];
	csvout_plain(out, (struct slice){text, number_format(x, text)});
}

void
csvout_count(struct csvout *out, uint64_t n)
{
	char text[20], *from = text + sizeof text;
	do
		*--from = (char)('0' + n % 10);
	while (n /= 10);
	csvout_plain(out, (struct slice){from, (size_t)(text + sizeof text - from)});
}

void
csvout_money(struct csvout *out, struct money x)
{
	char text[MONEY_TEXT];
	csvout_plain(out, (struct slice){text, money_format(x, text)});
}

void
csvout_empty(struct csvout *out)
{
	csvout_plain(out, (struct slice){"", 0});
}

bool
csvout_copies(const struct csvout *out, char input_delimiter)
{
	return out->writer == &csv_writer && out->delimiter == input_delimiter &&
	       !out->options.spreadsheet_safe;
}

void
csvout_copy(struct csvout *out, struct slice cells, size_t count)
{
	begin(out);
	assert(out->at + count <= out->count);
	put_plain(out, cells);
	out->at += count;
}

bool
csvout_has_parts(const struct csvout *out)
{
	return out->writer->header != hold_header;
}

struct csvout *
csvout_part(const struct csvout *out)
{
	struct csvout *part = mem_new(1, sizeof *part);
	*part = *out;
	part->output = output_memory();
	part->begun = true;
	part->at = 0;
	part->rows = 1; /* as if there were rows before */
	return part;
}

void
csvout_part_free(struct csvout *part)
{
	output_memory_free(part->output);
	free(part);
}

void
csvout_add(struct csvout *out, const struct csvout *part)
{
	struct slice rows = output_bytes(part->output);
	size_t joint = out->rows || !rows.n ? 0 : out->writer->joint;
	begin(out);
	output_write(out->output, rows.p + joint, rows.n - joint);
	out->rows += part->rows - 1;
}

void
csvout_picture(struct csvout *out,
    void (*picture)(struct figures *, const struct grid *, const void *),
    const void *data)
{
	out->page.picture = picture;
	out->page.data = data;
}

bool
csvout_is_page(const struct csvout *out)
{
	return out->options.format == CSVOUT_HTML ||
	       out->options.format == CSVOUT_FRAGMENT;
}

void
csvout_end_row(struct csvout *out)
{
	assert(out->at == out->count);
	out->writer->end_row(out);
	out->at = 0;
	out->rows++;
}

void
csvout_finish(struct csvout *out)
{
	begin(out);
	out->writer->finish(out);
	output_finish(out->output);
	arena_release(&out->arena);
	free(out->columns);
	grid_free(out->grid);
	free(out);
}
