/*
 * common/csvscan.c: each way of looking at a block against a loop over its bytes, and
 * what is written down of a stretch. Whole inputs are what csvin_test has read in each
 * way.
 */
#include <stdlib.h>

#include "../../common/csvscan.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) text, sizeof(text) - 1

static const enum csvscan_kind kinds[] = {
    CSVSCAN_BEST, CSVSCAN_AVX2, CSVSCAN_SSE2, CSVSCAN_PORTABLE};

static struct csvscan_block
look_slowly(const char *bytes, char delimiter)
{
	struct csvscan_block block = {0};
	for (int i = 0; i < CSVSCAN_BLOCK; i++) {
		const uint64_t bit = UINT64_C(1) << i;
		if (bytes[i] == '\n' || bytes[i] == '\r')
			block.rows |= bit;
		if (bytes[i] == delimiter || block.rows & bit)
			block.ends |= bit, block.count++;
		if (bytes[i] == '"')
			block.quotes |= bit;
		if (bytes[i] == '\0')
			block.nuls |= bit;
	}
	return block;
}

static bool
same_block(struct csvscan_block a, struct csvscan_block b)
{
	return a.ends == b.ends && a.rows == b.rows && a.quotes == b.quotes &&
	       a.nuls == b.nuls && a.count == b.count;
}

/* All bytes there are, and then more of those that matter and their neighbours. */
static void
test_looking(void)
{
	static const char some[] = {',', ';', '"', '\n', '\r', '\0', '\x0b', '!', '#',
	    '-', '\xac', '\x8a', '\x7f', '\x80', '\xff', '\x01'};
	static const char delimiters[] = {
	    ',', ';', '\t', '|', '\x01', '\x7f', '\x80', '\xff'};
	char bytes[5 + 8 * CSVSCAN_BLOCK];
	struct csvscan_block blocks[8];
	srand(3);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i - 5);
	for (int round = 0; round < 200; round++) {
		char delimiter = delimiters[(size_t)round % LENGTH(delimiters)];
		const char *from = bytes + round % 5;
		for (size_t k = 0; k < LENGTH(kinds); k++) {
			csvscan_look *look = csvscan_choose(kinds[k]);
			if (!look)
				continue; /* not on this machine */
			look(from, 8, delimiter, blocks);
			for (int i = 0; i < 8; i++)
				CHECK(same_block(blocks[i],
				    look_slowly(from + CSVSCAN_BLOCK * i, delimiter)));
		}
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = some[(size_t)rand() % LENGTH(some)];
	}
	CHECK(csvscan_choose(CSVSCAN_BEST) != NULL);
	CHECK(csvscan_choose(CSVSCAN_PORTABLE) != NULL);
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
		csvscan(scan, csvscan_choose(CSVSCAN_BEST), ',', bytes, rows[i].n);
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
	csvscan(scan, csvscan_choose(CSVSCAN_BEST), ',', bytes, CSVSCAN_MOST);
	CHECK(scan->rows_count == CSVSCAN_MOST && !scan->odd);
	CHECK(scan->rows[CSVSCAN_MOST - 1] == CSVSCAN_MOST);
	CHECK(scan->ends[CSVSCAN_MOST] == CSVSCAN_MOST);
	memset(bytes, ',', CSVSCAN_MOST - 1);
	csvscan(scan, csvscan_choose(CSVSCAN_BEST), ',', bytes, CSVSCAN_MOST);
	CHECK(scan->rows_count == 1 && scan->rows[0] == CSVSCAN_MOST);
	CHECK(scan->ends[CSVSCAN_MOST] == CSVSCAN_MOST);
	free(bytes);
	free(scan);
}

int
main(void)
{
	test_looking();
	test_finding();
	test_full();
	return check_result();
}
