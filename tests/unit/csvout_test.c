/*
 * common/csvout.c, through files in a folder of their own under TMPDIR: that csvin reads
 * back what was written, to the byte of each cell, and what the formats write.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../../common/arena.h"
#include "../../common/csvin.h"
#include "../../common/csvout.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) text, sizeof(text) - 1
#define BOM "\xef\xbb\xbf"
#define FFFD "\xef\xbf\xbd"

/* The folder, and the one file in it that every test writes anew. */
struct place {
	char *folder, *file;
};

static struct place
make_place(void)
{
	struct place place;
	const char *parent = getenv("TMPDIR");
	if (asprintf(&place.folder, "%s/csvout-XXXXXX", parent ? parent : "/tmp") < 0 ||
	    !mkdtemp(place.folder) || asprintf(&place.file, "%s/table", place.folder) < 0)
		diag_fatal(EX_CANTCREAT, "can't create a folder");
	return place;
}

static void
remove_place(struct place *place)
{
	unlink(place->file);
	/* not if anything else was left there */
	CHECK(rmdir(place->folder) == 0);
	free(place->file);
	free(place->folder);
}

/* A table of texts, row by row, the header first. */
struct table {
	struct slice *cells;
	size_t columns, rows;
};

static void
write_table(const char *file, const struct csvout_options *options,
    const struct table *table, enum csvout_type type)
{
	struct csvout *out = csvout_new(output_file(file), options);
	for (size_t i = 0; i < table->columns; i++)
		csvout_column(out, table->cells[i], type);
	for (size_t i = table->columns; i < table->rows * table->columns; i++) {
		if (type == CSVOUT_TEXT)
			csvout_text(out, table->cells[i]);
		else
			csvout_plain(out, table->cells[i]);
		if ((i + 1) % table->columns == 0)
			csvout_end_row(out);
	}
	csvout_finish(out);
}

/* To be freed. */
static char *
read_file(const char *path, size_t *n)
{
	char *bytes = mem_new(1 << 20, 1);
	FILE *file = fopen(path, "rb");
	*n = file ? fread(bytes, 1, (1 << 20) - 1, file) : 0;
	if (file)
		fclose(file);
	return bytes;
}

/* What the table is, written; the header is one column `h`. */
static void
check_written(const struct place *place, const struct csvout_options *options,
    enum csvout_type type, struct slice cell, struct slice expected)
{
	struct slice cells[] = {{"h", 1}, cell};
	size_t n;
	write_table(place->file, options, &(struct table){cells, 1, 2}, type);
	char *bytes = read_file(place->file, &n);
	CHECK_TEXT(((struct slice){bytes, n}), expected);
	free(bytes);
}

/* Round trips */

static bool
row_is(const struct slice *got, const struct table *table, size_t row)
{
	for (size_t i = 0; i < table->columns; i++)
		if (!slice_equal(got[i], table->cells[row * table->columns + i]))
			return false;
	return true;
}

static bool
next_row_is(struct csvin *in, const struct table *table, size_t row)
{
	if (csvin_next(in) != CSVIN_RECORD)
		return false;
	struct slice *cells = mem_new(table->columns, sizeof *cells);
	for (size_t i = 0; i < table->columns; i++)
		cells[i] = csvin_cell(in, i);
	bool same = row_is(cells, table, row);
	free(cells);
	return same;
}

static bool
reads_back(struct csvin *in, const struct table *table)
{
	if (csvin_columns(in) != table->columns || !row_is(csvin_names(in), table, 0))
		return false;
	for (size_t i = 1; i < table->rows; i++)
		if (!next_row_is(in, table, i))
			return false;
	return csvin_next(in) == CSVIN_END;
}

static void
print_bytes(const char *file)
{
	size_t n;
	char *bytes = read_file(file, &n);
	fprintf(stderr, ": \"");
	for (size_t i = 0; i < n && i < 200; i++)
		fprintf(stderr, bytes[i] >= ' ' && bytes[i] <= '~' ? "%c" : "\\x%02x",
		    (unsigned char)bytes[i]);
	fprintf(stderr, "\" reads as another table\n");
	free(bytes);
}

static void
check_round_trip(const struct place *place, const struct csvout_options *options,
    const struct table *table)
{
	write_table(place->file, options, table, CSVOUT_TEXT);
	char delimiter = options->format == CSVOUT_TSV ? '\t' : options->delimiter;
	/* a comma needs no telling */
	const struct csvin_options how = {
	    .delimiter = delimiter == ',' ? '\0' : delimiter};
	struct csvin *in = csvin_open(&how, input_open(place->file));
	if (check_failed(reads_back(in, table), __FILE__, __LINE__, "round trip"))
		print_bytes(place->file);
	csvin_close(in);
}

/* A header and two rows of one column each, and with a second column behind. */
static void
test_awkward_cells(const struct place *place)
{
	static const struct {
		const char *bytes;
		size_t n;
	} cells[] = {
	    {BYTES("")},
	    {BYTES("\"")},
	    {BYTES("\"\"")},
	    {BYTES("a\"b")},
	    {BYTES(",")},
	    {BYTES(";")},
	    {BYTES("\n")},
	    {BYTES("\r")},
	    {BYTES("\r\n")},
	    {BYTES("\t")},
	    {BYTES(" ")},
	    {BYTES(" a ")},
	    {BYTES("sep=;")},
	    {BYTES("sep=,")},
	    {BYTES("sep=")},
	    {BYTES("sep=;;")},
	    {BYTES(BOM)},
	    {BYTES(BOM "a")},
	    {BYTES(BOM "\"")},
	    {BYTES(BOM "sep=;")},
	    {BYTES("\xff")},
	    {BYTES("\xc3\xa9")},
	    {BYTES("# a")},
	    /* beginnings that would pass for something else than CSV */
	    {BYTES("\xff\xfe")},
	    {BYTES("\xfe\xff")},
	    {BYTES("\x1f\x8b")},
	    {BYTES("PK\x03\x04")},
	};
	for (size_t i = 0; i < LENGTH(cells); i++) {
		const struct csvout_options options = {.delimiter = ','};
		struct slice cell = {cells[i].bytes, cells[i].n},
		             three[] = {cell, cell, cell},
		             six[] = {cell, cell, cell, cell, cell, cell};
		check_round_trip(place, &options, &(struct table){three, 1, 3});
		check_round_trip(place, &options, &(struct table){six, 2, 3});
	}
}

static struct slice
random_cell(struct arena *arena)
{
	static const char *const parts[] = {"", "", "\"", ",", ";", "|", "\t", "\n", "\r",
	    "\r\n", "sep=", BOM, "a", "b c", " ", "'", "=", "-5", "\xff", "\xc3\xa9"};
	char text[40] = "";
	for (int i = rand() % 5; i > 0; i--)
		strcat(text, parts[(size_t)rand() % LENGTH(parts)]);
	return arena_copy(arena, slice_of(text));
}

static void
test_random_tables(const struct place *place)
{
	for (int i = 0; i < 150; i++) {
		const struct csvout_options options = {
		    .format = rand() % 4 ? CSVOUT_CSV : CSVOUT_TSV,
		    .delimiter = ",;|\t"[rand() % 4],
		    .bom = rand() % 3 == 0,
		    .crlf = rand() % 3 == 0};
		struct arena arena = ARENA_EMPTY;
		struct table table = {
		    NULL, 1 + (size_t)rand() % 5, 1 + (size_t)rand() % 200};
		size_t n = table.columns * table.rows;
		table.cells = mem_new(n, sizeof *table.cells);
		for (size_t j = 0; j < n; j++)
			table.cells[j] = random_cell(&arena);
		check_round_trip(place, &options, &table);
		free(table.cells);
		arena_release(&arena);
	}
}

/* A cell of n bytes, all of them x but for one, and what it is when it is written. */
static struct slice
cell_with(struct arena *arena, char c, size_t n, size_t at, bool quoted, FILE *expected)
{
	char text[64];
	memset(text, 'x', sizeof text);
	text[at] = c;
	const char *quote = quoted ? "\"" : "";
	fprintf(expected, "%s%.*s%s%.*s%s\n", quote, (int)at + 1, text,
	    c == '"' ? "\"" : "", (int)(n - at) - 1, text + at + 1, quote);
	return arena_copy(arena, (struct slice){text, n});
}

/* Quotes where they are needed and nowhere else, whatever the cell's length and wherever
 * in it the character is. */
static void
test_where_quotes_are(const struct place *place)
{
	static const char characters[] = ";\"\n\r,:!#\x0b\x0e\xbb\xa2\x8a\x8d\x01";
	enum { SPECIAL = 4, LONGEST = 26, CELLS = LONGEST * (LONGEST + 1) / 2 };
	for (size_t c = 0; c < sizeof characters - 1; c++) {
		struct arena arena = ARENA_EMPTY;
		struct slice cells[1 + CELLS] = {{"h", 1}};
		char *text;
		size_t n, count = 0;
		FILE *expected = open_memstream(&text, &n);
		fputs("h\n", expected);
		for (size_t length = 1; length <= LONGEST; length++)
			for (size_t at = 0; at < length; at++)
				cells[++count] = cell_with(&arena, characters[c], length,
				    at, c < SPECIAL, expected);
		fclose(expected);
		write_table(place->file, &(struct csvout_options){.delimiter = ';'},
		    &(struct table){cells, 1, 1 + count}, CSVOUT_TEXT);
		size_t got;
		char *written = read_file(place->file, &got);
		CHECK_TEXT(((struct slice){written, got}), ((struct slice){text, n}));
		free(written);
		free(text);
		arena_release(&arena);
	}
}

/* Cells longer than the output's buffer, and a table that is. */
static void
test_long_cells(const struct place *place)
{
	static const size_t lengths[] = {1, 65535, 65536, 65537, 200000};
	char *bytes = mem_new(200000, 1);
	struct slice cells[3 * LENGTH(lengths)];
	for (size_t i = 0; i < 200000; i++)
		bytes[i] = "ab\"\n"[(size_t)rand() % 4];
	for (size_t i = 0; i < LENGTH(cells); i++)
		cells[i] = (struct slice){bytes, lengths[i % LENGTH(lengths)]};
	const struct csvout_options options = {.delimiter = ','};
	check_round_trip(place, &options, &(struct table){cells, 3, LENGTH(lengths)});
	free(bytes);
}

/* Formats */

static void
test_spreadsheet_safe(const struct place *place)
{
	static const struct {
		const char *cell, *expected;
	} rows[] = {
	    {"=1+1", "h\n'=1+1\n"},
	    {"=", "h\n'=\n"},
	    {"@SUM(A1)", "h\n'@SUM(A1)\n"},
	    {"+cmd|' /C calc'!A0", "h\n'+cmd|' /C calc'!A0\n"},
	    {"-2+3", "h\n'-2+3\n"},
	    {"-A1", "h\n'-A1\n"},
	    {"--5", "h\n'--5\n"},
	    {"+-5", "h\n'+-5\n"},
	    {"-5-5", "h\n'-5-5\n"},
	    {"-1.5.2", "h\n'-1.5.2\n"},
	    {"+44 20 7946", "h\n'+44 20 7946\n"},
	    {"-.", "h\n'-.\n"},
	    {"=-5", "h\n'=-5\n"},
	    {"=HYPERLINK(\"x\")", "h\n\"'=HYPERLINK(\"\"x\"\")\"\n"},
	    {"=a,b", "h\n\"'=a,b\"\n"},
	    {"\t=1", "h\n'\t=1\n"},
	    {"\t5", "h\n'\t5\n"},
	    {"\r=1", "h\n\"'\r=1\"\n"},
	    /* no formula */
	    {"-5", "h\n-5\n"},
	    {"+49.5", "h\n+49.5\n"},
	    {"-.5", "h\n-.5\n"},
	    {"-0.000001", "h\n-0.000001\n"},
	    {"+4420794600000000000000000000", "h\n+4420794600000000000000000000\n"},
	    {"5", "h\n5\n"},
	    {"1=1", "h\n1=1\n"},
	    {" =1", "h\n =1\n"},
	    {"'=1", "h\n'=1\n"},
	    {"", "h\n\"\"\n"},
	    {"a@b", "h\na@b\n"},
	};
	const struct csvout_options safe = {.delimiter = ',', .spreadsheet_safe = true},
	                            plain = {.delimiter = ','};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct slice cell = slice_of(rows[i].cell);
		check_written(
		    place, &safe, CSVOUT_TEXT, cell, slice_of(rows[i].expected));
		struct slice cells[] = {{"h", 1}, cell};
		check_round_trip(place, &plain, &(struct table){cells, 1, 2});
	}
}

/* Computed numbers are never formulas; names are cells like others. */
static void
test_spreadsheet_safe_columns(const struct place *place)
{
	const struct csvout_options safe = {
	    .format = CSVOUT_TSV, .spreadsheet_safe = true};
	struct csvout *out = csvout_new(output_file(place->file), &safe);
	csvout_column(out, slice_of("=name"), CSVOUT_TEXT);
	csvout_column(out, slice_of("-5"), CSVOUT_NUMBER);
	csvout_text(out, slice_of("=1"));
	csvout_number(out, -1.5);
	csvout_end_row(out);
	csvout_finish(out);
	size_t n;
	char *bytes = read_file(place->file, &n);
	CHECK_TEXT(bytes, "'=name\t-5\n'=1\t-1.5\n");
	free(bytes);
}

static void
test_json_text(const struct place *place)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *expected;
	} rows[] = {
	    {BYTES("a"), "\"a\""},
	    {BYTES(""), "null"},
	    {BYTES("\"\\/"), "\"\\\"\\\\/\""},
	    {BYTES("\n\r\t\1\x1f\x7f"), "\"\\u000a\\u000d\\u0009\\u0001\\u001f\x7f\""},
	    {BYTES("\0"), "\"\\u0000\""},
	    {BYTES("-5"), "\"-5\""},
	    {BYTES("null"), "\"null\""},
	    {BYTES("\u00e9\u20ac\U0001f600\U0010ffff\ud7ff\ue000"),
	        "\"\u00e9\u20ac\U0001f600\U0010ffff\ud7ff\ue000\""},
	    /* what isn't UTF-8 */
	    {BYTES("a\xff"
	           "b"),
	        "\"a" FFFD "b\""},
	    {BYTES("\x80"), "\"" FFFD "\""},
	    {BYTES("\xc3"), "\"" FFFD "\""},
	    {BYTES("\xc3"
	           "a"),
	        "\"" FFFD "a\""},
	    {BYTES("\xc3\xc3\xa9"), "\"" FFFD "\u00e9\""},
	    {BYTES("\xc0\xaf"), "\"" FFFD FFFD "\""},
	    {BYTES("\xc1\xbf"), "\"" FFFD FFFD "\""},
	    {BYTES("\xe0\x9f\xbf"), "\"" FFFD FFFD FFFD "\""},
	    {BYTES("\xed\xa0\x80"), "\"" FFFD FFFD FFFD "\""},
	    {BYTES("\xf0\x8f\xbf\xbf"), "\"" FFFD FFFD FFFD FFFD "\""},
	    {BYTES("\xf4\x90\x80\x80"), "\"" FFFD FFFD FFFD FFFD "\""},
	    {BYTES("\xf5\x80\x80\x80"), "\"" FFFD FFFD FFFD FFFD "\""},
	    {BYTES("\xe2\x82"), "\"" FFFD FFFD "\""},
	    {BYTES("\xe2\x82\""), "\"" FFFD FFFD "\\\"\""},
	    {BYTES("\xf0\x9f\x98"), "\"" FFFD FFFD FFFD "\""},
	};
	const struct csvout_options json = {.format = CSVOUT_JSON};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char expected[100];
		int n = snprintf(
		    expected, sizeof expected, "[\n{\"h\":%s}\n]\n", rows[i].expected);
		check_written(place, &json, CSVOUT_TEXT,
		    (struct slice){rows[i].bytes, rows[i].n},
		    (struct slice){expected, (size_t)n});
	}
}

/* Every kind of cell, in every format. */
static void
fill_example(struct csvout *out, bool rows)
{
	csvout_column(out, slice_of("name"), CSVOUT_TEXT);
	csvout_column(out, slice_of("n|\"%\""), CSVOUT_NUMBER);
	csvout_column(out, slice_of("\u00e9"), CSVOUT_TEXT);
	if (!rows)
		return;
	csvout_text(out, slice_of("a|b"));
	csvout_number(out, -0.25);
	csvout_text(out, slice_of("<i>&\\"));
	csvout_end_row(out);
	csvout_text(out, slice_of("\u6771\u4eac"));
	csvout_money(out, (struct money){(money_units)1204 * 1000000000000000000});
	csvout_text(out, slice_of("x\ny"));
	csvout_end_row(out);
	csvout_text(out, slice_of(""));
	csvout_number(out, NAN);
	csvout_empty(out);
	csvout_end_row(out);
	csvout_text(out, slice_of("z"));
	csvout_count(out, UINT64_MAX);
	csvout_text(out, slice_of("e\u0301"));
	csvout_end_row(out);
}

static void
test_formats(const struct place *place)
{
	static const struct {
		struct csvout_options options;
		bool rows;
		const char *expected;
	} rows[] = {
	    {{CSVOUT_CSV, ';', false, false, false, NULL, false, false}, true,
	        "name;\"n|\"\"%\"\"\";\u00e9\na|b;-0.25;<i>&\\\n"
	        "\u6771\u4eac;1204;\"x\ny\"\n;;\nz;18446744073709551615;e\u0301\n"},
	    {{CSVOUT_CSV, '|', false, true, true, NULL, false, false}, true,
	        BOM "name|\"n|\"\"%\"\"\"|\u00e9\r\n\"a|b\"|-0.25|<i>&\\\r\n"
	            "\u6771\u4eac|1204|\"x\ny\"\r\n||\r\n"
	            "z|18446744073709551615|e\u0301\r\n"},
	    {{CSVOUT_TSV, ',', false, false, false, NULL, false, false}, true,
	        "name\t\"n|\"\"%\"\"\"\t\u00e9\na|b\t-0.25\t<i>&\\\n"
	        "\u6771\u4eac\t1204\t\"x\ny\"\n\t\t\nz\t18446744073709551615\te\u0301\n"},
	    {{CSVOUT_JSON, ',', false, false, false, NULL, false, false}, true,
	        "[\n{\"name\":\"a|b\",\"n|\\\"%\\\"\":-0.25,\"\u00e9\":\"<i>&\\\\\"},\n"
	        "{\"name\":\"\u6771\u4eac\",\"n|\\\"%\\\"\":1204,\"\u00e9\":"
	        "\"x\\u000ay\"},\n"
	        "{\"name\":null,\"n|\\\"%\\\"\":null,\"\u00e9\":null},\n"
	        "{\"name\":\"z\",\"n|\\\"%\\\"\":18446744073709551615,"
	        "\"\u00e9\":\"e\u0301\"}\n]\n"},
	    {{CSVOUT_MD, ',', false, false, false, NULL, false, false}, true,
	        "| name | n\\|\"%\" | \u00e9 |\n| --- | ---: | --- |\n"
	        "| a\\|b | -0.25 | &lt;i>&amp;\\\\ |\n"
	        "| \u6771\u4eac | 1204 | x<br>y |\n|  |  |  |\n"
	        "| z | 18446744073709551615 | e\u0301 |\n"},
	    {{CSVOUT_TABLE, ',', false, false, false, NULL, false, false}, true,
	        "name                 n|\"%\"  \u00e9\n"
	        "a|b                  -0.25  <i>&\\\n"
	        "\u6771\u4eac                  1204  x?y\n"
	        "                            \n"
	        "z     18446744073709551615  e\u0301\n"},
	    /* no rows: still a header */
	    {{CSVOUT_CSV, ',', false, false, false, NULL, false, false}, false,
	        "name,\"n|\"\"%\"\"\",\u00e9\n"},
	    {{CSVOUT_JSON, ',', false, false, false, NULL, false, false}, false, "[]\n"},
	    {{CSVOUT_MD, ',', false, false, false, NULL, false, false}, false,
	        "| name | n\\|\"%\" | \u00e9 |\n| --- | ---: | --- |\n"},
	    {{CSVOUT_TABLE, ',', false, false, false, NULL, false, false}, false,
	        "name  n|\"%\"  \u00e9\n"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		size_t n;
		struct csvout *out =
		    csvout_new(output_file(place->file), &rows[i].options);
		fill_example(out, rows[i].rows);
		csvout_finish(out);
		char *bytes = read_file(place->file, &n);
		CHECK_TEXT(bytes, rows[i].expected);
		free(bytes);
	}
}

/* A terminal obeys control characters, those of two bytes too, some also a lone byte. All
 * others stay. */
static void
test_table_controls(const struct place *place)
{
	static const struct {
		const char *cell, *expected;
	} rows[] = {
	    {"\x1b[31m", "h\n?[31m\n"},
	    {"\x7f\t\r", "h\n???\n"},
	    {"\xc2\x9b[31m", "h\n??[31m\n"},
	    {"\u00a0\u00e9", "h\n\u00a0\u00e9\n"},
	    {"\xc2", "h\n?\n"},
	    {"\xc2"
	     "a\x9b",
	        "h\n?a?\n"},
	    {"\u202eab\u2066", "h\n???ab???\n"},
	};
	const struct csvout_options table = {.format = CSVOUT_TABLE};
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_written(place, &table, CSVOUT_TEXT, slice_of(rows[i].cell),
		    slice_of(rows[i].expected));
}

int
main(void)
{
	srand(1);
	struct place place = make_place();
	test_awkward_cells(&place);
	test_random_tables(&place);
	test_where_quotes_are(&place);
	test_long_cells(&place);
	test_spreadsheet_safe(&place);
	test_spreadsheet_safe_columns(&place);
	test_json_text(&place);
	test_formats(&place);
	test_table_controls(&place);
	remove_place(&place);
	return check_result();
}
