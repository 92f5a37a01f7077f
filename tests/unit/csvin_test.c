/*
 * common/csvin.c: what every input gives, and that it gives the same however it comes.
 *
 * An input is read into a transcript, one line for each record: `LINE (cell)(cell)`, the
 * header first; `LINE bad (cell): REASON`, `LINE broken: REASON`, `end`. Expected reasons
 * are parts of the true ones, behind a `~`. Each input is read whole and in chunks, and
 * what csvin.h promises of all of them is checked on the way.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../common/csvin.h"
#include "../../common/input.h"
#include "../../common/mem.h"
#include "../../common/progress.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) text, sizeof(text) - 1
#define BOM "\xef\xbb\xbf"
#define LE "\xff\xfe"
#define BE "\xfe\xff"
#define AB "1 (a)(b)\n"

static const size_t chunks[] = {0, 1, 2, 3, 7};
static const enum csvscan_kind ways[] = {CSVSCAN_AVX2, CSVSCAN_SSE2, CSVSCAN_PORTABLE};

struct row {
	const char *bytes;
	size_t n;
	const char *expected;
};

static const struct csvin_options usual = {.delimiter = 0};

static const struct row quotes[] = {
    {BYTES("a,b\n1,2\n"), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b\n\"1\",\"2\"\n"), AB "2 (1)(2)\nend\n"},
    {BYTES("\"a\",\"b\"\n1,\"2\"\n"), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b\n,\n"), AB "2 ()()\nend\n"},
    {BYTES("a,b\n\"\",\"\"\n"), AB "2 ()()\nend\n"},
    {BYTES("a\n\"\"\n"), "1 (a)\n2 ()\nend\n"},
    {BYTES("a\n\"\"\"\"\n"), "1 (a)\n2 (\")\nend\n"},
    {BYTES("a\n\"\"\"\"\"\"\n"), "1 (a)\n2 (\"\")\nend\n"},
    {BYTES("a,b\n\"say \"\"hi\"\"\",2\n"), AB "2 (say \"hi\")(2)\nend\n"},
    {BYTES("a,b\n\"1,1\",2\n"), AB "2 (1,1)(2)\nend\n"},
    {BYTES("a,b\n 1 ,\t2\t\n"), AB "2 ( 1 )(\\t2\\t)\nend\n"},
    {BYTES("a,b\n\" 1 \",2\n"), AB "2 ( 1 )(2)\nend\n"},
    {BYTES("a,b\n\xff\xfe,\xc3\xa9\n"), AB "2 (\xff\xfe)(\xc3\xa9)\nend\n"},
    {BYTES(",\n,\n"), "1 ()()\n2 ()()\nend\n"},
    {BYTES("a,a\n1,2\n"), "1 (a)(a)\n2 (1)(2)\nend\n"},
    {BYTES(" \n \n"), "1 ( )\n2 ( )\nend\n"},
};

static const struct row line_ends[] = {
    {BYTES("a,b\r\n1,2\r\n"), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b\r1,2\r"), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b\n1,2\r\n3,4\r5,6"), AB "2 (1)(2)\n3 (3)(4)\n4 (5)(6)\nend\n"},
    {BYTES("a,b\n1,2"), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b\n1,"), AB "2 (1)()\nend\n"},
    {BYTES("a,b\n1,\"2\""), AB "2 (1)(2)\nend\n"},
    {BYTES("a,b"), AB "end\n"},
    {BYTES("a,b\n"), AB "end\n"},
    {BYTES("\n\r\n\ra,b\n\n\n1,2\n\n"), "4 (a)(b)\n7 (1)(2)\nend\n"},
    {BYTES("a,b\r\n\r\n1,2\r\n\r\n3,4\r\n"), AB "3 (1)(2)\n5 (3)(4)\nend\n"},
    {BYTES("a,b\r\r1,2"), AB "3 (1)(2)\nend\n"},
    {BYTES("a,b\n\r1,2"), AB "3 (1)(2)\nend\n"},
    {BYTES("a,b\n\"1\n1\",2\n3,4\n"), AB "2 (1\\n1)(2)\n4 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\r\n1\",2\n3,4\n"), AB "2 (1\\r\\n1)(2)\n4 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\r1\",2\n3,4\n"), AB "2 (1\\r1)(2)\n4 (3)(4)\nend\n"},
    {BYTES("a,b\n\"\n\r\n\",\"\r\"\n3,4\n"), AB "2 (\\n\\r\\n)(\\r)\n6 (3)(4)\nend\n"},
    {BYTES("\"a\nb\",c\r\n1,2\r\n"), "1 (a\\nb)(c)\n3 (1)(2)\nend\n"},
    {BYTES(""), "0 broken: ~is empty\n"},
    {BYTES("\n\r\n\n"), "3 broken: ~is empty\n"},
};

static const struct row encodings[] = {
    {BYTES(BOM "a,b\n1,2\n"), AB "2 (1)(2)\nend\n"},
    {BYTES(BOM "\"a\",b\n1,2\n"), AB "2 (1)(2)\nend\n"},
    {BYTES(BOM), "0 broken: ~is empty\n"},
    {BYTES(BOM "\n"), "1 broken: ~is empty\n"},
    {BYTES(BOM BOM "a,b\n"), "1 (" BOM "a)(b)\nend\n"},
    {BYTES("a,b\n" BOM "1,2\n"), AB "2 (" BOM "1)(2)\nend\n"},
    {BYTES("\xef\xbb,b\n"), "1 (\xef\xbb)(b)\nend\n"},
    {BYTES("\xef"), "1 (\xef)\nend\n"},
    {BYTES(LE "a\0,\0b\0\n\0001\0,\0\xac\x20\n\0"), AB "2 (1)(\u20ac)\nend\n"},
    {BYTES(BE "\0a\0,\0b\0\n\0001\0,\x20\xac\0\n"), AB "2 (1)(\u20ac)\nend\n"},
    {BYTES(LE "a\0\n\0\x3d\xd8\x00\xde\n\0"), "1 (a)\n2 (\U0001f600)\nend\n"},
    {BYTES(BE "\0a\0\n\xd8\x3d\xde\x00"), "1 (a)\n2 (\U0001f600)\nend\n"},
    {BYTES(LE "a\0\r\0\n\0\"\0\r\0\n\0\"\0"), "1 (a)\n2 (\\r\\n)\nend\n"},
    {BYTES(LE "a\0\n\0x"), "1 (a)\n1 broken: ~middle of a UTF-16 character\n"},
    {BYTES(LE "a\0\n\0b\0\n"), "1 (a)\n2 broken: ~middle of a UTF-16\n"},
    {BYTES(LE "a\0\n\0\x3d\xd8"), "1 (a)\n1 broken: ~middle of a UTF-16\n"},
    {BYTES(BE "\0a\0\n\0b\0\n\xde\x00\0c"), "1 (a)\n2 (b)\n2 broken: ~valid UTF-16\n"},
    {BYTES(LE "a\0\n\0\x3d\xd8z\0"), "1 (a)\n1 broken: ~valid UTF-16\n"},
    {BYTES(LE "a\0\n\0b\0\0\0"), "1 (a)\n2 broken: ~NUL\n"},
    {BYTES(LE), "0 broken: ~is empty\n"},
    {BYTES(LE "\0"), "0 broken: ~middle of a UTF-16\n"},
    {BYTES("a\0,\0b\0"), "0 broken: ~UTF-16LE\n"},
    {BYTES("\0a\0,\0b"), "0 broken: ~UTF-16BE\n"},
    {BYTES("\xff\xfe\0\0a\0\0\0"), "0 broken: ~UTF-32\n"},
    {BYTES("\0\0\xfe\xff\0\0\0a"), "0 broken: ~UTF-32\n"},
    {BYTES("\x1f\x8b\x08"), "0 broken: ~is compressed\n"},
    {BYTES("\x28\xb5\x2f\xfd"), "0 broken: ~is compressed\n"},
    {BYTES("PK\x03\x04"), "0 broken: ~zip file\n"},
    {BYTES("PK,b\n1,2\n"), "1 (PK)(b)\n2 (1)(2)\nend\n"},
};

static const struct row sep_lines[] = {
    {BYTES("sep=;\na;b\n1,1;2\n"), "2 (a)(b)\n3 (1,1)(2)\nend\n"},
    {BYTES("sep=;\r\na;b\r\n1;2\r\n"), "2 (a)(b)\n3 (1)(2)\nend\n"},
    {BYTES("sep=;\ra;b\r1;2\r"), "2 (a)(b)\n3 (1)(2)\nend\n"},
    {BYTES("sep=\t\n\na\tb\n1\t2\n"), "3 (a)(b)\n4 (1)(2)\nend\n"},
    {BYTES("sep=,\na,b\n"), "2 (a)(b)\nend\n"},
    {BYTES(BOM "sep=;\na;b\n"), "2 (a)(b)\nend\n"},
    {BYTES(LE "s\0e\0p\0=\0;\0\n\0a\0;\0b\0"), "2 (a)(b)\nend\n"},
    {BYTES("\"sep=;\"\n1\n"), "1 (sep=;)\n2 (1)\nend\n"},
    {BYTES("sep=;;\n1\n"), "1 (sep=;;)\n2 (1)\nend\n"},
    {BYTES("sep=\n1\n"), "1 (sep=)\n2 (1)\nend\n"},
    {BYTES("sep=\r\n1\n"), "1 (sep=)\n2 (1)\nend\n"},
    {BYTES("sep=,1\n1,2\n"), "1 (sep=)(1)\n2 (1)(2)\nend\n"},
    {BYTES("\nsep=;\n1\n"), "2 (sep=;)\n3 (1)\nend\n"},
    {BYTES("a\nsep=;\n"), "1 (a)\n2 (sep=;)\nend\n"},
    {BYTES("sep=;"), "0 broken: ~is empty\n"},
    {BYTES("sep=\"\n"), "1 broken: ~inside an unquoted\n"},
    {BYTES("sep=\0\na,b\n"), "1 broken: ~NUL\n"},
};

static const struct row wrong[] = {
    {BYTES("a,b\n1\n2,2\n"), AB "2 bad (1): ~1 cell where the header has 2\n3 (2)(2)\n"
                                "end\n"},
    {BYTES("a,b\n1,2,3\n4,5,\n6,7"),
        AB "2 bad (1)(2)(3): ~3 cells where the header has 2\n"
           "3 bad (4)(5)(): ~3 cells\n4 (6)(7)\nend\n"},
    {BYTES("Title\nx,y\n1\n"), "1 (Title)\n2 bad (x)(y): ~title lines\n3 (1)\nend\n"},
    /* a quote where none may be; the next line is a record again */
    {BYTES("a,b\n1\",2\n3,4\n"), AB "2 bad: ~inside an unquoted\n3 (3)(4)\nend\n"},
    {BYTES("a,b\n1,2\"\"\n3,4\n"), AB "2 bad: ~inside an unquoted\n3 (3)(4)\nend\n"},
    {BYTES("a,b\n \"1\",2\r\n3,4\n"), AB "2 bad: ~inside an unquoted\n3 (3)(4)\nend\n"},
    {BYTES("a,b\n1,2\"\n\"3\",4\n"), AB "2 bad: ~inside an unquoted\n3 (3)(4)\nend\n"},
    {BYTES("a,b\r1\",2\r\r\n3,4\r"), AB "2 bad: ~inside an unquoted\n4 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\"x,2\n3,4\n"),
        AB "2 bad: ~text behind the closing quote of a cell that begins in line 2\n"
           "3 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\" ,2\n3,4\n"), AB "2 bad: ~text behind\n3 (3)(4)\nend\n"},
    {BYTES("a,b\n1,\"2\n2\"x\n3,4\n"), AB "2 bad: ~begins in line 2\n4 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\n1\",\"2\n2\"x\n3,4\n"),
        AB "2 bad: ~begins in line 3\n5 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\r\n1\",\"2\r\n2\"x\r\n3,4\r\n"),
        AB "2 bad: ~begins in line 3\n5 (3)(4)\nend\n"},
    {BYTES("a,b\n\"1\"\"\"x,2\n1,\"2\"x"), AB "2 bad: ~text behind\n3 bad: ~text behind\n"
                                              "end\n"},
    {BYTES("a,b\n1\"\n2\n\"3\n,4\"5\n6,7\n8,9\""),
        AB "2 bad: ~inside an unquoted\n3 bad (2): ~1 cell\n"
           "4 bad: ~text behind\n6 (6)(7)\n7 bad: ~inside an unquoted\nend\n"},
    {BYTES("a\",b\n1,2\n"), "1 broken: ~inside an unquoted\n"},
    {BYTES("\"a\"b\n1,2\n"), "1 broken: ~text behind\n"},
    /* a quote still open at the end */
    {BYTES("a,b\n1,\"2"), AB "2 broken: ~the quote opened in line 2 is never closed\n"},
    {BYTES("a,b\n1,\"2\n"), AB "2 broken: ~opened in line 2\n"},
    {BYTES("a,b\n1,\""), AB "2 broken: ~opened in line 2\n"},
    {BYTES("a,b\n1,\"2\"\""), AB "2 broken: ~opened in line 2\n"},
    {BYTES("a,b\n\"1\n\n1\",\"2\n\n"), AB "2 broken: ~opened in line 4\n"},
    {BYTES("a,\"b\n1,2\n"), "1 broken: ~opened in line 1\n"},
    /* not text */
    {BYTES("a,b\n1,\0\n"), AB "2 broken: ~NUL\n"},
    {BYTES("a,b\n\"1\n\0\",2\n"), AB "2 broken: ~NUL\n"},
    {BYTES("a,b\n1,2\n\0"), AB "2 (1)(2)\n3 broken: ~NUL\n"},
    {BYTES("ab\0\n"), "1 broken: ~NUL\n"},
};

static const struct {
	char delimiter;
	struct row row;
} given_delimiters[] = {
    {';', {BYTES("a;b\n1,1;2\n"), AB "2 (1,1)(2)\nend\n"}},
    {'\t', {BYTES("a\tb\n1\t2\n"), AB "2 (1)(2)\nend\n"}},
    {' ', {BYTES("a b\n\" \" 2\n"), AB "2 ( )(2)\nend\n"}},
    {'\xa7', {BYTES("a\xa7 \n1\xa7\xa4\n"), "1 (a)( )\n2 (1)(\xa4)\nend\n"}},
    {',', {BYTES("sep=;\na,b\n1,2;\n"), "2 (a)(b)\n3 (1)(2;)\nend\n"}},
};

/* A record of exactly so many bytes may be, the line end that follows aside. */
static const struct csvin_options eight_bytes = {.max_record = 8};

static const struct row limits[] = {
    {BYTES("a\n1234567"), "1 (a)\n2 (1234567)\nend\n"},
    {BYTES("a\n12345678"), "1 (a)\n2 (12345678)\nend\n"},
    {BYTES("a\n12345678\n"), "1 (a)\n2 (12345678)\nend\n"},
    {BYTES("a\n12345678\r\n1\r\n"), "1 (a)\n2 (12345678)\n3 (1)\nend\n"},
    {BYTES("a\n123456789"), "1 (a)\n2 broken: ~longer than 8 bytes\n"},
    {BYTES("a\n123456789\n"), "1 (a)\n2 broken: ~longer than 8 bytes\n"},
    {BYTES("a\n1\n\"2\n3\n4\n5\n6\n7\n"), "1 (a)\n2 (1)\n"
                                          "3 broken: ~opened in line 3\n"},
    {BYTES("a\n\"1\n1\",\"\n3\n4\n5\n6\n7\n"), "1 (a)\n2 broken: ~opened in line 3\n"},
    {BYTES("\n\n\n\n\n\n\n\n\n\na\n\n\n\n\n\n\n\n\n\n\n1\n"), "11 (a)\n22 (1)\nend\n"},
    {BYTES("123456789\n1\n"), "1 broken: ~longer than 8 bytes\n"},
};

static struct csvin *
open_memory(struct slice bytes, const struct csvin_options *options, size_t chunk)
{
	return csvin_open(options, input_memory(bytes, chunk, "test"));
}

/* Transcripts */

static void
print_cell(FILE *to, struct slice cell)
{
	putc('(', to);
	for (size_t i = 0; i < cell.n; i++) {
		const char *at = strchr("\nn\rr\tt", cell.p[i]);
		if (at && *at && *at < ' ')
			fprintf(to, "\\%c", at[1]);
		else
			putc(cell.p[i], to);
	}
	putc(')', to);
}

static void
print_record(FILE *to, const struct csvin *in, enum csvin_status status, bool with_raw)
{
	fprintf(to, "%zu", csvin_line(in));
	if (status == CSVIN_BROKEN) {
		fprintf(to, " broken: %s\n", csvin_reason(in));
		return;
	}
	fputs(status == CSVIN_BAD ? " bad" : "", to);
	fputs(csvin_cells(in) ? " " : "", to);
	for (size_t i = 0; i < csvin_cells(in); i++)
		print_cell(to, csvin_cell(in, i));
	if (status == CSVIN_BAD)
		fprintf(to, ": %s", csvin_reason(in));
	if (with_raw)
		print_cell(to, csvin_raw(in));
	putc('\n', to);
}

/* The same again and again. */
static void
check_stays_ended(struct csvin *in, enum csvin_status status)
{
	size_t line = csvin_line(in);
	char *reason = mem_text(csvin_reason(in), strlen(csvin_reason(in)));
	for (int i = 0; i < 2; i++) {
		CHECK(csvin_next(in) == status);
		CHECK(csvin_cells(in) == 0 && csvin_line(in) == line);
		CHECK_TEXT(csvin_reason(in), reason);
	}
	free(reason);
}

static char *
transcript(
    struct slice bytes, const struct csvin_options *options, size_t chunk, bool with_raw)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct csvin *in = open_memory(bytes, options, chunk);
	enum csvin_status status = csvin_header_status(in);
	CHECK(status == CSVIN_RECORD || status == CSVIN_BROKEN);
	if (status == CSVIN_BROKEN)
		CHECK(csvin_next(in) == CSVIN_BROKEN);
	for (; status == CSVIN_RECORD || status == CSVIN_BAD; status = csvin_next(in))
		print_record(to, in, status, with_raw);
	if (status == CSVIN_END)
		fputs("end\n", to);
	else
		print_record(to, in, status, with_raw);
	check_stays_ended(in, status);
	csvin_close(in);
	fclose(to);
	return text;
}

static struct slice
cut_line(const char **text)
{
	struct slice line = {*text, strcspn(*text, "\n")};
	*text += line.n + ((*text)[line.n] == '\n');
	return line;
}

/* Is the line the expected one, its part behind `~` found somewhere behind the rest? */
static bool
line_matches(struct slice line, struct slice expected)
{
	const char *tilde = memchr(expected.p, '~', expected.n);
	if (!tilde)
		return slice_equal(line, expected);
	size_t n = (size_t)(tilde - expected.p), part = expected.n - n - 1;
	return line.n >= n && memcmp(line.p, expected.p, n) == 0 &&
	       memmem(line.p + n, line.n - n, tilde + 1, part);
}

static bool
transcript_matches(const char *text, const char *expected)
{
	while (*text && *expected)
		if (!line_matches(cut_line(&text), cut_line(&expected)))
			return false;
	return !*text && !*expected;
}

static void
check_transcript(const struct row *row, const struct csvin_options *options)
{
	char *text = transcript((struct slice){row->bytes, row->n}, options, 0, false);
	if (check_failed(transcript_matches(text, row->expected), __FILE__, __LINE__,
	        "transcript"))
		fprintf(stderr, " is\n%sexpected\n%s", text, row->expected);
	free(text);
}

/* In each way and in chunks it reads the same, to the byte of each reason and raw
 * record. */
static void
check_ways(struct slice bytes, const struct csvin_options *options)
{
	struct csvin_options how = *options;
	how.by_libcsv = true;
	char *whole = transcript(bytes, &how, 0, true);
	for (size_t i = 0; i < LENGTH(ways) * LENGTH(chunks); i++) {
		size_t chunk = chunks[i % LENGTH(chunks)];
		how.by_libcsv = false;
		how.scan = ways[i / LENGTH(chunks)];
		char *text = transcript(bytes, &how, chunk, true);
		if (check_failed(strcmp(text, whole) == 0, __FILE__, __LINE__, "ways"))
			fprintf(stderr, " %d in chunks of %zu give\n%slibcsv\n%s",
			    (int)how.scan, chunk, text, whole);
		free(text);
	}
	free(whole);
}

/* Behind a header of its own, the raw record has the same cells. */
static void
check_raw_again(const struct csvin *in)
{
	struct slice raw = csvin_raw(in);
	char *bytes = mem_new(raw.n + 2, 1);
	memcpy(bytes, "x\n", 2);
	memcpy(bytes + 2, raw.p, raw.n);
	const struct csvin_options options = {.delimiter = csvin_delimiter(in)};
	struct csvin *again = open_memory((struct slice){bytes, raw.n + 2}, &options, 0);
	csvin_next(again);
	CHECK(csvin_cells(again) == csvin_cells(in));
	for (size_t i = 0; i < csvin_cells(in) && i < csvin_cells(again); i++)
		CHECK_TEXT(csvin_cell(again, i), csvin_cell(in, i));
	CHECK_TEXT(csvin_raw(again), raw);
	csvin_close(again);
	free(bytes);
}

static void
pass_over(struct slice *bytes, size_t n)
{
	bytes->p += n;
	bytes->n -= n;
}

/* A byte order mark and a `sep=` line come before the first record. */
static void
pass_over_beginning(struct slice *rest, struct slice raw)
{
	const char *p = memmem(rest->p, rest->n, raw.p, raw.n);
	CHECK(p != NULL);
	pass_over(rest, p ? (size_t)(p - rest->p) : 0);
}

/* Raw records stand in the input one after the other with nothing but line ends between
 * them. Not for UTF-16. */
static void
check_raw(struct slice bytes, const struct csvin_options *options)
{
	struct csvin *in = open_memory(bytes, options, 0);
	struct slice rest = bytes;
	enum csvin_status status = csvin_header_status(in);
	if (status == CSVIN_RECORD)
		pass_over_beginning(&rest, csvin_raw(in));
	for (; status == CSVIN_RECORD || status == CSVIN_BAD; status = csvin_next(in)) {
		struct slice raw = csvin_raw(in);
		while (rest.n && (rest.p[0] == '\n' || rest.p[0] == '\r'))
			pass_over(&rest, 1);
		CHECK(raw.n > 0 && raw.n <= rest.n && !memcmp(raw.p, rest.p, raw.n));
		pass_over(&rest, raw.n);
		if (csvin_cells(in))
			check_raw_again(in);
	}
	csvin_close(in);
}

static bool
is_utf16(struct slice bytes)
{
	return bytes.n >= 2 &&
	       (memcmp(bytes.p, LE, 2) == 0 || memcmp(bytes.p, BE, 2) == 0);
}

static void
test_row(const struct row *row, const struct csvin_options *options)
{
	struct slice bytes = {row->bytes, row->n};
	check_transcript(row, options);
	check_ways(bytes, options);
	if (!is_utf16(bytes))
		check_raw(bytes, options);
}

static void
test_rows(const struct row *rows, size_t n, const struct csvin_options *options)
{
	for (size_t i = 0; i < n; i++)
		test_row(&rows[i], options);
}

static void
test_delimiters(void)
{
	test_rows(sep_lines, LENGTH(sep_lines), &usual);
	for (size_t i = 0; i < LENGTH(given_delimiters); i++) {
		const struct csvin_options options = {
		    .delimiter = given_delimiters[i].delimiter};
		test_row(&given_delimiters[i].row, &options);
	}
}

static void
test_limits(void)
{
	static const struct row sep_line = {
	    BYTES("sep=;\na\n1\n"), "2 (a)\n3 (1)\nend\n"};
	test_rows(limits, LENGTH(limits), &eight_bytes);
	test_row(&sep_line, &(struct csvin_options){.max_record = 2});
}

/* Lines above the header */

static void
test_skipping(void)
{
	static const struct {
		size_t lines;
		struct row row;
	} rows[] = {
	    {1, {BYTES("title\na,b\n1,2\n"), "2 (a)(b)\n3 (1)(2)\nend\n"}},
	    {2, {BYTES("x\r\n\r\na,b\r\n1,2\r\n"), "3 (a)(b)\n4 (1)(2)\nend\n"}},
	    {2, {BYTES("x\r\ra,b\r1,2\r"), "3 (a)(b)\n4 (1)(2)\nend\n"}},
	    {1, {BYTES("a \" b\na,b\n1,2\n"), "2 (a)(b)\n3 (1)(2)\nend\n"}},
	    {1, {BYTES("sep=;\nx\na;b\n1;2\n"), "3 (a)(b)\n4 (1)(2)\nend\n"}},
	    {1, {BYTES("x\n"), "0 broken: ~is empty\n"}},
	    {3, {BYTES("x"), "0 broken: ~is empty\n"}},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		test_row(
		    &rows[i].row, &(struct csvin_options){.skip_lines = rows[i].lines});
	/* However long they are */
	static const struct row title = {
	    BYTES("a long title\nb\n1\n"), "2 (b)\n3 (1)\nend\n"};
	test_row(&title, &(struct csvin_options){.max_record = 4, .skip_lines = 1});
}

/* Skips what stands above a line that begins with `H`, and splits by what is behind. */
static void
look_for_header(void *data, struct slice head, struct csvin_options *options)
{
	CHECK_TEXT(head, *(const char **)data);
	CHECK(options->delimiter == 0);
	for (size_t i = 0; i < head.n; i++) {
		if (head.p[i] == 'H') {
			options->delimiter = head.p[i + 1];
			break;
		}
		options->skip_lines += head.p[i] == '\n';
	}
}

static void
test_looking(void)
{
	const char *text = "# a;b\n\nH|x\n1|2\n";
	struct csvin_options options = {.look = look_for_header, .look_data = &text};
	const struct row row = {text, strlen(text), "3 (H)(x)\n4 (1)(2)\nend\n"};
	check_transcript(&row, &options);
	check_ways(slice_of(text), &options);
	text = "";
	const struct row none = {text, 0, "0 broken: ~is empty\n"};
	check_transcript(&none, &options);
}

static void
test_blank_lines(void)
{
	static const char bytes[] = "a\n1\n\n2\r\n3\r\n\r\n4\n\"5\n\n\"\n6\n \n\n\n7\n";
	static const bool after[] = {false, true, false, true, false, false, false, true};
	struct csvin *in = open_memory((struct slice){BYTES(bytes)}, &usual, 0);
	for (size_t i = 0; i < LENGTH(after); i++) {
		CHECK(csvin_next(in) == CSVIN_RECORD);
		CHECK(csvin_after_blank(in) == after[i]);
	}
	csvin_close(in);
}

static void
test_raw(void)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *raw; /* of the second record */
	} rows[] = {
	    {BYTES("a,b\n 1 ,\"2\"\n3,4\n"), " 1 ,\"2\""},
	    {BYTES("a,b\r\n1,\"\r\n\"\r\n3,4\r\n"), "1,\"\r\n\""},
	    {BYTES("a,b\r1,\"\"\"\"\r3,4\r"), "1,\"\"\"\""},
	    {BYTES("a,b\n\n\n1,2"), "1,2"},
	    {BYTES("a,b\n1,2,3\n"), "1,2,3"},
	    {BYTES("a,b\n\"1\n\"2,3\r\n4,5"), "\"1\n\"2,3"},
	    {BYTES(LE "a\0\n\0\xac\x20\n\0"), "\u20ac"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct csvin *in =
		    open_memory((struct slice){rows[i].bytes, rows[i].n}, &usual, 0);
		csvin_next(in);
		CHECK_TEXT(csvin_raw(in), rows[i].raw);
		csvin_close(in);
	}
}

/* The header outlives the records, and the delimiter is known. */
static void
test_header(void)
{
	const struct slice bytes = {BYTES("sep=;\n\"a\"\"\";;c\nxxxx;y;z\n1;2;3\n")};
	for (size_t chunk = 0; chunk < 3; chunk++) {
		struct csvin *in = open_memory(bytes, &usual, chunk);
		CHECK(csvin_delimiter(in) == ';' && csvin_columns(in) == 3);
		while (csvin_next(in) != CSVIN_END)
			;
		CHECK(csvin_columns(in) == 3);
		CHECK_TEXT(csvin_names(in)[0], "a\"");
		CHECK_TEXT(csvin_names(in)[1], "");
		CHECK_TEXT(csvin_names(in)[2], "c");
		CHECK_TEXT(input_name(csvin_input(in)), "test");
		csvin_close(in);
	}
}

/* Short random texts of the characters that matter. */
static void
test_random(void)
{
	static const char alphabet[] = ",,\"\"\n\r;ab";
	char bytes[24];
	srand(1);
	for (int i = 0; i < 3000; i++) {
		size_t n = (size_t)rand() % (sizeof bytes + 1);
		for (size_t j = 0; j < n; j++)
			bytes[j] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
		size_t max_record = i % 3 ? 0 : 5 + (size_t)rand() % 10;
		const struct csvin_options options = {.max_record = max_record};
		check_ways((struct slice){bytes, n}, &options);
		check_raw((struct slice){bytes, n}, &options);
	}
}

/* Parts */

/* Where each record of the input ends, and how many lines are before that. */
struct ends {
	int64_t offsets[400];
	size_t lines[400], count;
};

static void
note_end(struct csvin *in, struct ends *ends)
{
	CHECK(ends->count < LENGTH(ends->offsets));
	ends->offsets[ends->count] = csvin_offset(in);
	ends->lines[ends->count++] = csvin_lines(in);
}

/* All that comes, with the lines counted on from those before; to be freed. */
static char *
rest_of(struct csvin *in, size_t lines, struct ends *ends)
{
	char *text;
	size_t n;
	enum csvin_status status;
	FILE *to = open_memstream(&text, &n);
	while ((status = csvin_next(in)) == CSVIN_RECORD || status == CSVIN_BAD) {
		fprintf(to, "%zu ", csvin_line(in) + lines);
		for (size_t i = 0; i < csvin_cells(in); i++)
			print_cell(to, csvin_cell(in, i));
		print_cell(to, csvin_raw(in));
		fprintf(to, "%d %s\n", csvin_after_blank(in),
		    status == CSVIN_BAD ? csvin_reason(in) : "");
		if (ends)
			note_end(in, ends);
	}
	fputs(status == CSVIN_BROKEN ? csvin_reason(in) : "end", to);
	fclose(to);
	return text;
}

/* What begins where a record does reads as the rest of the whole, as a part and as the
 * whole that goes on there. */
static void
check_rest(struct csvin *whole, int64_t from, size_t lines)
{
	csvin_go_on(whole, from, lines);
	char *expected = rest_of(whole, 0, NULL);
	struct csvin *part = csvin_part(whole, from, INT64_MAX);
	char *text = rest_of(part, lines, NULL);
	/* A quote that stays open tells its line in the reason: that can't be the same.
	 */
	if (!strstr(expected, "in line"))
		CHECK_TEXT(text, expected);
	free(text);
	free(expected);
	csvin_close(part);
}

/* What begins at the offset is guessed for any place: where a record begins there, parts
 * are cut rightly, and the one before ends there. */
static void
check_guess(struct csvin *whole, int64_t from, const struct ends *ends, int64_t place)
{
	int64_t guess = csvin_guess(whole, place);
	CHECK(guess == -1 || guess > place);
	for (size_t i = 0; i < ends->count && guess >= 0; i++) {
		if (ends->offsets[i] != guess)
			continue;
		check_rest(whole, guess, ends->lines[i]);
		struct csvin *part = csvin_part(whole, from, guess);
		struct ends of_part = {.count = 0};
		free(rest_of(part, 0, &of_part));
		CHECK(csvin_offset(part) == guess);
		CHECK(csvin_lines(part) + ends->lines[0] == ends->lines[i]);
		csvin_close(part);
	}
}

static void
check_parts(struct slice bytes, const struct csvin_options *options, size_t chunk)
{
	struct csvin *whole = open_memory(bytes, options, chunk);
	struct ends ends = {.count = 0};
	if (csvin_header_status(whole) == CSVIN_RECORD) {
		note_end(whole, &ends);
		free(rest_of(whole, 0, &ends));
		check_rest(whole, ends.offsets[0], ends.lines[0]);
		for (size_t i = 0; i < 5; i++)
			check_guess(whole, ends.offsets[0], &ends,
			    ends.offsets[0] +
			        rand() % ((int)bytes.n + 1 - (int)ends.offsets[0]));
	}
	csvin_close(whole);
}

/* Pipes and what is converted have no offsets. */
static void
test_no_parts(void)
{
	struct csvin *in =
	    open_memory((struct slice){BYTES(LE "a\0\n\0b\0\n\0")}, &usual, 0);
	CHECK(csvin_offset(in) == -1);
	csvin_close(in);
	in = open_memory((struct slice){BYTES(BOM "a\r\nb\r\n")}, &usual, 1);
	CHECK(csvin_offset(in) == 6 && csvin_lines(in) == 1);
	CHECK(csvin_guess(in, 6) == 9 && csvin_guess(in, 8) == -1);
	csvin_close(in);
}

/* Longer ones, mostly right, so that records and quotes lie across the blocks that are
 * looked at together. */
static void
test_random_rows(void)
{
	static const char *const cells[] = {"", "a", "plain", "\"\"", "\"a,b\"",
	    "\"\"\"\"", "\"two\nlines\"", "\"\r\n\"", "\"say \"\"so\"\"\"",
	    "a cell of more than sixty-four bytes, as there are in notes and in "
	    "addresses"};
	static const char *const ends[] = {",", ",", ",", "\n", "\r\n", "\r", "\n\n"};
	static const char odd[] = "\"\"\n,x";
	srand(2);
	for (int i = 0; i < 500; i++) {
		char bytes[1200];
		size_t n = 0, most = (size_t)rand() % 1000;
		while (n < most)
			n += (size_t)sprintf(bytes + n, "%s%s",
			    cells[(size_t)rand() % LENGTH(cells)],
			    ends[(size_t)rand() % LENGTH(ends)]);
		if (i % 2 && n)
			bytes[(size_t)rand() % n] = odd[(size_t)rand() % 5];
		const struct csvin_options options = {
		    .max_record = i % 5 ? 0 : (size_t)rand() % 100 + 50};
		check_ways((struct slice){bytes, n}, &options);
		check_parts((struct slice){bytes, n}, &options, (size_t)i % 4 * 3);
	}
}

/* Size */

/* n times the text. */
static void
repeat(FILE *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputs(text, to);
}

static void
test_columns(size_t header, size_t row, enum csvin_status of_header,
    enum csvin_status of_row, const char *reason)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	repeat(to, ",", header - 1);
	fputs("h\n", to);
	repeat(to, ",", row - 1);
	fputs("r\n1\n", to);
	fclose(to);
	for (size_t chunk = 0; chunk < 4096; chunk += 4095) {
		struct csvin *in = open_memory((struct slice){text, n}, &usual, chunk);
		CHECK(csvin_header_status(in) == of_header);
		CHECK(csvin_next(in) == of_row);
		CHECK(strstr(csvin_reason(in), reason) != NULL);
		if (of_row == CSVIN_RECORD)
			CHECK_TEXT(csvin_cell(in, row - 1), "r");
		if (of_row == CSVIN_BAD)
			CHECK(csvin_next(in) == CSVIN_BAD);
		csvin_close(in);
	}
	free(text);
}

static void
test_many_columns(void)
{
	const enum csvin_status record = CSVIN_RECORD, broken = CSVIN_BROKEN;
	test_columns(65536, 65536, record, record, "");
	test_columns(65536, 65535, record, CSVIN_BAD, "65535 cells");
	test_columns(65536, 65537, record, broken, "more than 65536 columns");
	test_columns(2, 65537, record, broken, "more than 65536 columns");
	test_columns(65537, 65537, broken, broken, "more than 65536 columns");
}

/* What may stand across the edge of a buffer, and how it is read. */
static const struct feature {
	const char *bytes, *cell;
	size_t lines;
} features[] = {
    {"plain\n", "plain", 1},
    {"plain\r\n", "plain", 1},
    {"plain\r", "plain", 1},
    {"plain\n\r\n\r\r\n", "plain", 4},
    {"\"a\"\"\"\"b\"\"\"\n", "a\"\"b\"", 1},
    {"\"\r\n\n\r\"\r\n", "\r\n\n\r", 4},
    {"\u20ac\U0001f600\r\n", "\u20ac\U0001f600", 1},
};

static void
check_edge(struct slice bytes, size_t padding, const struct feature *feature)
{
	static const size_t sizes[] = {0, 4096, 65536};
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		struct csvin *in = open_memory(bytes, &usual, sizes[i]);
		CHECK(csvin_next(in) == CSVIN_RECORD && csvin_line(in) == 2);
		CHECK(csvin_cell(in, 0).n == padding);
		CHECK_TEXT(csvin_cell(in, 1), feature->cell);
		CHECK(csvin_next(in) == CSVIN_RECORD);
		CHECK(csvin_line(in) == 2 + feature->lines);
		CHECK_TEXT(csvin_cell(in, 1), "last");
		CHECK(csvin_next(in) == CSVIN_END);
		csvin_close(in);
	}
}

/* `a,b`, then a cell of x so long that the feature begins at `at`, then one more row. */
static void
test_edge(size_t at, const struct feature *feature)
{
	static const char header[] = "a,b\n", last[] = "1,last\n";
	size_t length = strlen(feature->bytes), n = at + length + strlen(last);
	size_t padding = at - strlen(header) - 1;
	char *bytes = mem_new(n, 1);
	memcpy(bytes, header, strlen(header));
	memset(bytes + strlen(header), 'x', padding);
	bytes[at - 1] = ',';
	memcpy(bytes + at, feature->bytes, length);
	memcpy(bytes + at + length, last, strlen(last));
	check_edge((struct slice){bytes, n}, padding, feature);
	free(bytes);
}

static void
test_edges(void)
{
	static const size_t edges[] = {65536, 131072, 196608, 262144, 327680};
	for (size_t i = 0; i < LENGTH(edges); i++)
		for (size_t j = 0; j < LENGTH(features); j++)
			for (size_t k = 0; k <= strlen(features[j].bytes); k++)
				test_edge(edges[i] - k, &features[j]);
}

/* Rows of every length, so that all of them lie across some edge or other. */
static void
test_many_rows(void)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	fputs("number,text\r\n", to);
	for (unsigned i = 0; i < 60000; i++) {
		fprintf(to, "%u,\"", i);
		repeat(to, i % 3 ? "z" : "\"\"", i % 37);
		fputs(i % 5 ? "\"\r\n" : "\"\r", to);
	}
	fclose(to);
	struct csvin *in = open_memory((struct slice){text, n}, &usual, 0);
	bool same = true;
	for (unsigned i = 0; i < 60000; i++) {
		char number[12];
		snprintf(number, sizeof number, "%u", i);
		same &= csvin_next(in) == CSVIN_RECORD && csvin_line(in) == i + 2 &&
		        slice_equal(csvin_cell(in, 0), slice_of(number)) &&
		        csvin_cell(in, 1).n == i % 37;
	}
	CHECK(same);
	CHECK(csvin_next(in) == CSVIN_END);
	csvin_close(in);
	free(text);
}

/* A cell of n doubled quotes, the record 2 × n + 2 bytes long. */
static void
test_huge(size_t n, enum csvin_status expected)
{
	size_t size = 2 * n + 6;
	char *bytes = mem_new(size, 1);
	memset(bytes, '"', size);
	memcpy(bytes, "a\n", 2);
	bytes[size - 1] = bytes[size - 2] = '\n';
	static const size_t sizes[] = {0, 7, 65536};
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		struct csvin *in =
		    open_memory((struct slice){bytes, size}, &usual, sizes[i]);
		CHECK(csvin_next(in) == expected && csvin_line(in) == 2);
		if (expected == CSVIN_RECORD) {
			struct slice cell = csvin_cell(in, 0);
			CHECK(cell.n == n && cell.p[0] == '"' && cell.p[n - 1] == '"');
			CHECK(csvin_next(in) == CSVIN_END);
		} else {
			CHECK(strstr(csvin_reason(in), "16777216 bytes") != NULL);
		}
		csvin_close(in);
	}
	free(bytes);
}

int
main(void)
{
	test_rows(quotes, LENGTH(quotes), &usual);
	test_rows(line_ends, LENGTH(line_ends), &usual);
	test_rows(encodings, LENGTH(encodings), &usual);
	test_delimiters();
	test_rows(wrong, LENGTH(wrong), &usual);
	test_limits();
	test_skipping();
	test_looking();
	test_blank_lines();
	test_raw();
	test_header();
	test_random();
	test_random_rows();
	test_no_parts();
	test_many_columns();
	test_edges();
	test_many_rows();
	test_huge(7000000, CSVIN_RECORD);
	test_huge(CSVIN_MAX_RECORD / 2, CSVIN_BROKEN);
	csvin_close(NULL);
	input_close(NULL);
	progress_row(NULL, "in.csv", 1, 2);
	progress_end(NULL);
	return check_result();
}
