/*
 * A CSV input reads the same in each way, whole and in chunks: by libcsv alone, or by
 * csvscan with libcsv for what is odd. Every other time also: each raw record, read
 * alone, has the same cells; and what is read is what libcsv makes of the bytes, up to
 * the first error.
 *
 * The first three bytes say how to read the rest: the delimiter, the way and how long a
 * record is put behind the header, so that what follows lies elsewhere in the blocks that
 * csvscan looks at; the size of the chunks; the longest record.
 */
#include <csv.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../common/csvin.h"
#include "../../common/mem.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

struct bytes {
	char *p;
	size_t n, capacity;
};

static void
append(struct bytes *bytes, const void *p, size_t n)
{
	bytes->p = mem_grow(bytes->p, &bytes->capacity, bytes->n + n, 1);
	if (n)
		memcpy(bytes->p + bytes->n, p, n);
	bytes->n += n;
}

/* A log of records: each cell as its length and its bytes, and a mark that ends the row.
 */
struct log {
	struct bytes bytes;
	size_t rows_end; /* a row that has no end isn't a record */
};

static void
log_cell(void *bytes, size_t n, void *data)
{
	struct log *log = data;
	append(&log->bytes, &n, sizeof n);
	append(&log->bytes, bytes, n);
}

static void
log_row(int c, void *data)
{
	static const size_t end_of_row = SIZE_MAX;
	struct log *log = data;
	(void)c;
	append(&log->bytes, &end_of_row, sizeof end_of_row);
	log->rows_end = log->bytes.n;
}

static void
log_record(const struct csvin *in, struct log *log)
{
	for (size_t i = 0; i < csvin_cells(in); i++)
		log_cell((char *)csvin_cell(in, i).p, csvin_cell(in, i).n, log);
	log_row('\n', log);
}

static void
require_equal(const struct log *a, const struct log *b)
{
	require(slice_equal((struct slice){a->bytes.p, a->rows_end},
	    (struct slice){b->bytes.p, b->rows_end}));
}

/* In all ways */

static void
require_same_record(
    const struct csvin *a, const struct csvin *b, enum csvin_status status)
{
	require(csvin_line(a) == csvin_line(b));
	require(csvin_cells(a) == csvin_cells(b));
	for (size_t i = 0; i < csvin_cells(a); i++)
		require(slice_equal(csvin_cell(a, i), csvin_cell(b, i)));
	if (status == CSVIN_BAD || status == CSVIN_BROKEN)
		require(strcmp(csvin_reason(a), csvin_reason(b)) == 0);
	if (status == CSVIN_RECORD || status == CSVIN_BAD)
		require(slice_equal(csvin_raw(a), csvin_raw(b)));
	if (status == CSVIN_RECORD)
		require(csvin_cells(a) == csvin_columns(a));
}

static void
require_same_header(const struct csvin *a, const struct csvin *b)
{
	enum csvin_status status = csvin_header_status(a);
	require(status == CSVIN_RECORD || status == CSVIN_BROKEN);
	require(csvin_header_status(b) == status);
	require(csvin_delimiter(a) == csvin_delimiter(b));
	require(csvin_columns(a) == csvin_columns(b));
	for (size_t i = 0; i < csvin_columns(a); i++)
		require(slice_equal(csvin_names(a)[i], csvin_names(b)[i]));
	if (status == CSVIN_RECORD)
		require_same_record(a, b, status);
}

enum { WAYS = 3 };

/* What has cells is logged, and its raw bytes are noted. */
static void
read_all(struct csvin *const *ways, struct log *log, struct bytes *raw)
{
	struct csvin *a = ways[0];
	enum csvin_status status;
	for (size_t i = 1; i < WAYS; i++)
		require_same_header(a, ways[i]);
	do {
		status = csvin_next(a);
		for (size_t i = 1; i < WAYS; i++) {
			require(csvin_next(ways[i]) == status);
			require_same_record(a, ways[i], status);
		}
		if (log && csvin_cells(a)) {
			log_record(a, log);
			append(raw, csvin_raw(a).p, csvin_raw(a).n);
			append(raw, "\n", 1);
		}
	} while (status == CSVIN_RECORD || status == CSVIN_BAD);
	for (size_t i = 0; i < WAYS; i++) {
		require(csvin_next(ways[i]) == status);
		require_same_record(a, ways[i], status);
	}
}

/* The raw records, behind a header of their own, are the same records. */
static void
require_raw_says_all(const struct bytes *raw, char delimiter, const struct log *log)
{
	struct log again = {0};
	struct csvin *in = csvin_open(&(struct csvin_options){.delimiter = delimiter},
	    input_memory((struct slice){raw->p, raw->n}, 0, "raw"));
	while (csvin_next(in) != CSVIN_END) {
		require(csvin_cells(in) > 0);
		log_record(in, &again);
	}
	require_equal(&again, log);
	csvin_close(in);
	free(again.bytes.p);
}

static void
test_ways(struct slice bytes, const struct csvin_options *options, size_t chunk,
    bool thoroughly)
{
	struct log log = {0};
	struct bytes raw = {0};
	struct csvin_options libcsv = *options;
	libcsv.by_libcsv = true;
	struct csvin *const ways[WAYS] = {
	    csvin_open(&libcsv, input_memory(bytes, 0, "libcsv")),
	    csvin_open(options, input_memory(bytes, 0, "whole")),
	    csvin_open(options, input_memory(bytes, chunk, "chunks")),
	};
	append(&raw, "x\n", 2);
	read_all(ways, thoroughly ? &log : NULL, &raw);
	if (thoroughly)
		require_raw_says_all(&raw, csvin_delimiter(ways[0]), &log);
	for (size_t i = 0; i < WAYS; i++)
		csvin_close(ways[i]);
	free(log.bytes.p);
	free(raw.p);
}

/* Against libcsv */

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

/* True if all of it is CSV. */
static bool
log_of_libcsv(struct slice bytes, char delimiter, struct log *log)
{
	struct csv_parser parser;
	require(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
	csv_set_delim(&parser, (unsigned char)delimiter);
	csv_set_space_func(&parser, never);
	size_t used = csv_parse(&parser, bytes.p, bytes.n, log_cell, log_row, log);
	bool good = used == bytes.n && csv_fini(&parser, log_cell, log_row, log) == 0;
	csv_free(&parser);
	return good;
}

/* Rows that are ragged have cells, rows that aren't CSV have none. */
static bool
log_of_csvin(struct csvin *in, struct log *log)
{
	if (csvin_header_status(in) == CSVIN_BROKEN)
		return strstr(csvin_reason(in), "is empty") != NULL;
	enum csvin_status status = CSVIN_RECORD;
	for (; csvin_cells(in); status = csvin_next(in))
		log_record(in, log);
	return status == CSVIN_END;
}

/* What csvin doesn't leave to libcsv. */
static bool
is_plain(struct slice bytes)
{
	static const char *const beginnings[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff",
	    "\x1f\x8b", "\x28\xb5\x2f\xfd", "\xfd\x37zX", "PK\x03\x04", "sep="};
	for (size_t i = 0; i < LENGTH(beginnings); i++) {
		size_t n = strlen(beginnings[i]);
		if (bytes.n >= n && memcmp(bytes.p, beginnings[i], n) == 0)
			return false;
	}
	return bytes.n == 0 || !memchr(bytes.p, '\0', bytes.n);
}

static void
test_against_libcsv(struct slice bytes, char delimiter)
{
	struct log expected = {0}, log = {0};
	struct csvin *in = csvin_open(&(struct csvin_options){.delimiter = delimiter},
	    input_memory(bytes, 0, "libcsv"));
	bool good = log_of_libcsv(bytes, csvin_delimiter(in), &expected);
	require(log_of_csvin(in, &log) == good);
	require_equal(&log, &expected);
	csvin_close(in);
	free(log.bytes.p);
	free(expected.bytes.p);
}

/* Puts a record of so many bytes behind the first line. */
static struct slice
with_filler(struct slice bytes, size_t filler, struct bytes *to)
{
	const char *end = memchr(bytes.p, '\n', bytes.n);
	if (!filler || !end)
		return bytes;
	size_t n = (size_t)(end - bytes.p) + 1;
	append(to, bytes.p, n);
	for (size_t i = 0; i < filler; i++)
		append(to, "x", 1);
	append(to, "\n", 1);
	append(to, bytes.p + n, bytes.n - n);
	return (struct slice){to->p, to->n};
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Buffers are taken and given back all the time: not from and to the system. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = {'\0', ',', ';', '\t', '|', ' ', 'a', '\xc3'};
	static const enum csvscan_kind kinds[] = {
	    CSVSCAN_BEST, CSVSCAN_AVX2, CSVSCAN_SSE2, CSVSCAN_PORTABLE};
	static const size_t fillers[] = {0, 0, 0, 56, 60, 61, 62, 190};
	if (size < 3)
		return 0;
	const struct csvin_options options = {.delimiter = delimiters[data[0] % 8],
	    .scan = kinds[data[0] / 8 % 4],
	    .max_record = data[2] ? 8U + data[2] : 0};
	struct bytes filled = {0};
	const struct slice bytes =
	    with_filler((struct slice){(const char *)data + 3, size - 3},
	        fillers[data[0] / 32], &filled);
	const bool thoroughly = data[2] % 2 == 0;
	test_ways(bytes, &options, 1U + data[1] % 40, thoroughly);
	if (thoroughly && is_plain(bytes))
		test_against_libcsv(bytes, options.delimiter);
	free(filled.p);
	return 0;
}
