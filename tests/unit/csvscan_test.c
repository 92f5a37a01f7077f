/*
 * common/csvscan.c: what is written down of a stretch, in each way of looking at it,
 * against a loop over its bytes and by example. Whole inputs are what csvin_test has read
 * in each way.
 */
#include <stdlib.h>

#include "../../common/csvscan.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) text, sizeof(text) - 1

static const enum csvscan_kind kinds[] = {
    CSVSCAN_BEST, CSVSCAN_AVX2, CSVSCAN_SSE2, CSVSCAN_PORTABLE};

static bool
ends_row(char c)
{
	return c == '\n' || c == '\r';
}

/* Byte by byte, what csvscan.h says. */
static void
scan_slowly(struct csvscan *scan, char delimiter, const char *bytes, size_t n)
{
	enum { BEGINS, INSIDE, CLOSED, WITHIN } at = BEGINS;
	uint32_t ends = 0, lines = 0;
	scan->ends[0] = 0;
	scan->rows_count = 0;
	scan->odd = false;
	for (size_t i = 0; i < n && !scan->odd; i++) {
		const char c = bytes[i];
		const bool row = ends_row(c), quote = c == '"';
		if (c == '\0') {
			scan->odd = true;
		} else if (at == INSIDE) {
			lines |= row ? CSVSCAN_LINES_INSIDE : 0;
			at = quote ? CLOSED : INSIDE;
		} else if (quote) {
			scan->odd = at == WITHIN;
			at = INSIDE;
		} else if (row || c == delimiter) {
			scan->ends[++ends] = (uint32_t)i + 1;
			if (row)
				scan->rows[scan->rows_count++] = ends | lines;
			lines = row ? 0 : lines;
			at = BEGINS;
		} else {
			scan->odd = at == CLOSED;
			at = WITHIN;
		}
	}
}

static bool
same_scan(const struct csvscan *a, const struct csvscan *b)
{
	if (a->odd != b->odd || a->rows_count != b->rows_count)
		return false;
	if (a->rows_count == 0)
		return true;
	size_t cells = a->rows[a->rows_count - 1] & ~CSVSCAN_LINES_INSIDE;
	return memcmp(a->rows, b->rows, a->rows_count * sizeof *a->rows) == 0 &&
	       memcmp(a->ends, b->ends, (cells + 1) * sizeof *a->ends) == 0;
}

/* In each way that this machine can do. */
static void
test_scan(const char *bytes, size_t n, char delimiter)
{
	static struct csvscan scan, slow;
	scan_slowly(&slow, delimiter, bytes, n);
	for (size_t k = 0; k < LENGTH(kinds); k++) {
		csvscan_fill *fill = csvscan_choose(kinds[k]);
		if (!fill)
			continue;
		fill(&scan, delimiter, bytes, n);
		CHECK(same_scan(&scan, &slow));
	}
}

/* All bytes there are, and then more of those that matter and their neighbours, at all
 * places of a block and of words. */
static void
test_each_way(void)
{
	static const char some[] = {',', ';', '\n', '\r', '\x0b', '!', '#', '-', '\xac',
	    '\x8a', '\x7f', '\x80', '\xff', '\x01', 'a', 'b', '"', '"', '\0'};
	static const char delimiters[] = {
	    ',', ';', '\t', '|', '\x01', '\x7f', '\x80', '\xff'};
	char bytes[5 + 9 * CSVSCAN_BLOCK];
	const size_t most = sizeof bytes - 5 - CSVSCAN_BLOCK;
	srand(3);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i + 2);
	for (size_t round = 0; round < 4000; round++) {
		const char *from = bytes + round % 5;
		test_scan(from, round % 3 ? most : (size_t)rand() % most,
		    delimiters[round % LENGTH(delimiters)]);
		/* Without quotes and NULs it doesn't soon end. */
		size_t choice = LENGTH(some) - (round % 2 ? 3 : round % 8 ? 1 : 0);
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = some[(size_t)rand() % choice];
	}
	CHECK(csvscan_choose(CSVSCAN_BEST) != NULL);
	CHECK(csvscan_choose(CSVSCAN_PORTABLE) != NULL);
}

/* Cells that are quoted cleanly, which rarely come of luck. */
static void
test_quotes(void)
{
	static const char *const pieces[] = {"\"a\nb\"", "\"\"", "\"\"\"\"", "\"x,y\"",
	    "\"\"\"\r\n\"\"\"", "ab", "", ",", ",", ",", "\n", "\r\n"};
	char bytes[7 * CSVSCAN_BLOCK];
	srand(4);
	for (int round = 0; round < 4000; round++) {
		size_t n = 0;
		memset(bytes, '"', sizeof bytes);
		while (n < sizeof bytes - CSVSCAN_BLOCK - 10) {
			const char *piece = pieces[(size_t)rand() % LENGTH(pieces)];
			memcpy(bytes + n, piece, strlen(piece));
			n += strlen(piece);
			bytes[n++] = rand() % 8 ? ',' : '\n';
		}
		test_scan(bytes, n, ',');
	}
}

/* As text: each row as its cells' beginnings, `+` where it has line ends in quotes;
 * `odd`. */
static char *
found_text(const struct csvscan *scan)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	uint32_t cell = 0;
	for (size_t i = 0; i < scan->rows_count; i++) {
		for (; cell < (scan->rows[i] & ~CSVSCAN_LINES_INSIDE); cell++)
			fprintf(to, "%u ", scan->ends[cell]);
		fputs(scan->rows[i] & CSVSCAN_LINES_INSIDE ? "+; " : "; ", to);
	}
	fputs(scan->odd ? "odd" : "", to);
	fclose(to);
	return text;
}

static void
test_finding(void)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *found;
	} rows[] = {
	    {BYTES(""), ""},
	    {BYTES("a,b"), ""},
	    {BYTES("a,b\n"), "0 2 ; "},
	    {BYTES("a,b\r\nc,d\n"), "0 2 ; 4 ; 5 7 ; "},
	    {BYTES("\n,\nx"), "0 ; 1 2 ; "},
	    {BYTES("\"a,b\",c\nd\n"), "0 6 ; 8 ; "},
	    {BYTES("\"a\nb\",\"\"\n\"\r\n\"\nd\n"), "0 6 +; 9 +; 14 ; "},
	    {BYTES("\"a\"\"b\",\"\"\"\"\n"), "0 7 ; "},
	    {BYTES("\"a\n"), ""},
	    {BYTES("a\nb\"\nc\n"), "0 ; odd"},
	    {BYTES("a\n\"b\"c\nd\n"), "0 ; odd"},
	    {BYTES("a\nb,c\0\nd\n"), "0 ; odd"},
	};
	struct csvscan *scan = mem_new(1, sizeof *scan);
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char bytes[CSVSCAN_BLOCK]; /* what is behind must not matter */
		memset(bytes, i % 2 ? '"' : '\0', sizeof bytes);
		memcpy(bytes, rows[i].bytes, rows[i].n);
		csvscan_choose(CSVSCAN_BEST)(scan, ',', bytes, rows[i].n);
		char *text = found_text(scan);
		CHECK_TEXT(text, rows[i].found);
		free(text);
	}
	free(scan);
}

/* As full as a stretch can be: every byte ends a row, or a cell. */
static void
test_full(void)
{
	struct csvscan *scan = mem_new(1, sizeof *scan);
	char *bytes = mem_new(CSVSCAN_MOST, 1);
	memset(bytes, '\n', CSVSCAN_MOST);
	csvscan_choose(CSVSCAN_BEST)(scan, ',', bytes, CSVSCAN_MOST);
	CHECK(scan->rows_count == CSVSCAN_MOST && !scan->odd);
	CHECK(scan->rows[CSVSCAN_MOST - 1] == CSVSCAN_MOST);
	CHECK(scan->ends[CSVSCAN_MOST] == CSVSCAN_MOST);
	memset(bytes, ',', CSVSCAN_MOST - 1);
	csvscan_choose(CSVSCAN_BEST)(scan, ',', bytes, CSVSCAN_MOST);
	CHECK(scan->rows_count == 1 && scan->rows[0] == CSVSCAN_MOST);
	CHECK(scan->ends[CSVSCAN_MOST] == CSVSCAN_MOST);
	free(bytes);
	free(scan);
}

int
main(void)
{
	test_each_way();
	test_quotes();
	test_finding();
	test_full();
	return check_result();
}
