#include "csvscan.h"

#include <endian.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#define X86 1
#else
#define X86 0
#endif

/*
 * All there is to do with a block is inlined into one function for each way of looking at
 * it: so it is compiled for the processor that can look in that way, which has better
 * instructions for the rest too.
 */
#define INLINE static inline __attribute__((always_inline))

/* What stands where in a block: bit i is its byte i. */
struct block {
	uint64_t ends;   /* delimiters, LF and CR */
	uint64_t rows;   /* LF and CR */
	uint64_t quotes; /* double quotes */
	uint64_t nuls;
};

typedef struct block look(const char *bytes, char delimiter);

/* Looking at blocks */

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

INLINE unsigned
count_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * EACH_BYTE >> 56);
}

/* 0x80 in each byte of x that is c. */
INLINE uint64_t
equal_bytes(uint64_t x, unsigned char c)
{
	x ^= c * EACH_BYTE;
	return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
}

/* The eight bits of what equal_bytes() gave, the first byte's the lowest. */
INLINE uint64_t
gather(uint64_t equal)
{
	return (equal >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

INLINE struct block
look_portable(const char *bytes, char delimiter)
{
	struct block block = {0};
	for (unsigned at = 0; at < CSVSCAN_BLOCK; at += 8) {
		uint64_t x;
		memcpy(&x, bytes + at, sizeof x);
		x = le64toh(x);
		uint64_t rows = equal_bytes(x, '\n') | equal_bytes(x, '\r');
		uint64_t ends = rows | equal_bytes(x, (unsigned char)delimiter);
		block.ends |= gather(ends) << at;
		block.rows |= gather(rows) << at;
		block.quotes |= gather(equal_bytes(x, '"')) << at;
		block.nuls |= gather(equal_bytes(x, '\0')) << at;
	}
	return block;
}

#if X86

/* What of 16 bytes is what: all bits of a byte, or none. */
struct marks_sse2 {
	__m128i ends, rows, quotes, nuls;
};

INLINE struct marks_sse2
mark_sse2(const char *bytes, char delimiter)
{
	const __m128i x = _mm_loadu_si128((const __m128i *)bytes),
	              rows = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\n')),
	                  _mm_cmpeq_epi8(x, _mm_set1_epi8('\r'))),
	              ends =
	                  _mm_or_si128(rows, _mm_cmpeq_epi8(x, _mm_set1_epi8(delimiter)));
	return (struct marks_sse2){ends, rows, _mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
	    _mm_cmpeq_epi8(x, _mm_setzero_si128())};
}

INLINE uint64_t
bits_sse2(__m128i a, __m128i b, __m128i c, __m128i d)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(a) |
	       (uint64_t)(unsigned)_mm_movemask_epi8(b) << 16 |
	       (uint64_t)(unsigned)_mm_movemask_epi8(c) << 32 |
	       (uint64_t)(unsigned)_mm_movemask_epi8(d) << 48;
}

INLINE struct block
look_sse2(const char *bytes, char delimiter)
{
	const struct marks_sse2 a = mark_sse2(bytes, delimiter),
	                        b = mark_sse2(bytes + 16, delimiter),
	                        c = mark_sse2(bytes + 32, delimiter),
	                        d = mark_sse2(bytes + 48, delimiter);
	return (struct block){bits_sse2(a.ends, b.ends, c.ends, d.ends),
	    bits_sse2(a.rows, b.rows, c.rows, d.rows),
	    bits_sse2(a.quotes, b.quotes, c.quotes, d.quotes),
	    bits_sse2(a.nuls, b.nuls, c.nuls, d.nuls)};
}

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

/* The same of 32. */
struct marks_avx2 {
	__m256i ends, rows, quotes, nuls;
};

AVX2 INLINE struct marks_avx2
mark_avx2(const char *bytes, char delimiter)
{
	const __m256i x = _mm256_loadu_si256((const __m256i *)bytes),
	              rows = _mm256_or_si256(_mm256_cmpeq_epi8(x, _mm256_set1_epi8('\n')),
	                  _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\r'))),
	              ends = _mm256_or_si256(
	                  rows, _mm256_cmpeq_epi8(x, _mm256_set1_epi8(delimiter)));
	return (struct marks_avx2){ends, rows,
	    _mm256_cmpeq_epi8(x, _mm256_set1_epi8('"')),
	    _mm256_cmpeq_epi8(x, _mm256_setzero_si256())};
}

AVX2 INLINE uint64_t
bits_avx2(__m256i low, __m256i high)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
	       (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

AVX2 INLINE struct block
look_avx2(const char *bytes, char delimiter)
{
	const struct marks_avx2 low = mark_avx2(bytes, delimiter),
	                        high = mark_avx2(bytes + 32, delimiter);
	struct block block = {
	    bits_avx2(low.ends, high.ends), bits_avx2(low.rows, high.rows), 0, 0};
	const __m256i rare = _mm256_or_si256(_mm256_or_si256(low.quotes, high.quotes),
	    _mm256_or_si256(low.nuls, high.nuls));
	if (_mm256_movemask_epi8(rare)) {
		block.quotes = bits_avx2(low.quotes, high.quotes);
		block.nuls = bits_avx2(low.nuls, high.nuls);
	}
	return block;
}

#endif

/* Quotes */

/* What of the last byte of a block the next one has to know. */
struct carry {
	uint64_t inside; /* all bits: it is in quotes; else 0 */
	uint64_t ended;  /* 1: it ended a cell, as the beginning of the stretch does */
	uint64_t closed; /* 1: it is a quote that closed */
};

/* Bit i: how many quotes up to and with byte i are there, odd or even? Between a quote
 * that opens and the one that closes, doubled quotes are an even number. */
INLINE uint64_t
parity(uint64_t quotes)
{
	for (unsigned shift = 1; shift < CSVSCAN_BLOCK; shift *= 2)
		quotes ^= quotes << shift;
	return quotes;
}

/* Takes the ends in quotes out of the block. Returns the bytes at which it turns out to
 * be odd; *lines are the line ends in quotes. */
INLINE uint64_t
mind_quotes(struct block *block, struct carry *carry, uint64_t *lines)
{
	uint64_t inside = parity(block->quotes) ^ carry->inside;
	uint64_t opens = block->quotes & inside, closes = block->quotes & ~inside;
	*lines = block->rows & inside;
	block->rows &= ~inside;
	block->ends &= ~inside;
	uint64_t behind_end = block->ends << 1 | carry->ended;
	uint64_t behind_close = closes << 1 | carry->closed;
	*carry = (struct carry){0 - (inside >> 63), block->ends >> 63, closes >> 63};
	return (opens & ~behind_end & ~behind_close) |
	       (behind_close & ~block->ends & ~block->quotes);
}

/* Writing down */

INLINE unsigned
lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

INLINE uint64_t
note_end(uint32_t *to, uint64_t ends, uint32_t behind_first)
{
	const uint64_t top = UINT64_C(1) << 63; /* there is always a lowest bit */
	*to = behind_first + lowest(ends | top);
	return ends & (ends - 1);
}

/* Eight at a time, though there may be fewer: how many there are differs from block to
 * block, and no branch predictor would know when to stop. */
INLINE void
note_ends(uint32_t *to, uint64_t ends, uint32_t behind_first)
{
	do {
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
		ends = note_end(to++, ends, behind_first);
	} while (ends);
}

struct notes {
	struct csvscan *scan;
	uint32_t ends;         /* written so far: the first is the beginning */
	uint32_t *row;         /* where the next one goes */
	uint32_t lines_inside; /* CSVSCAN_LINES_INSIDE if the row so far has any */
};

/* Whether a block has a row's end is as good as chance: one is written down in any case,
 * and counts if there is one. */
INLINE void
note_rows(struct notes *notes, const struct block *block, uint64_t lines)
{
	uint64_t rows = block->rows;
	do {
		uint64_t before = (rows & -rows) - 1; /* all, if there is none */
		if (lines & before)
			notes->lines_inside = CSVSCAN_LINES_INSIDE;
		uint32_t end = notes->ends + count_bits(block->ends & before);
		*notes->row = end | notes->lines_inside;
		notes->row += rows != 0;
		notes->lines_inside = rows ? 0 : notes->lines_inside;
		lines &= ~before;
		rows &= rows - 1;
	} while (rows);
	if (lines)
		notes->lines_inside = CSVSCAN_LINES_INSIDE;
}

/* A block `at` bytes from the beginning, with line ends in quotes at `lines`. */
INLINE void
note_block(struct notes *notes, const struct block *block, size_t at, uint64_t lines)
{
	note_ends(notes->scan->ends + notes->ends, block->ends, (uint32_t)at + 1);
	note_rows(notes, block, lines);
	notes->ends += count_bits(block->ends);
}

INLINE void
keep_only(struct block *block, uint64_t bytes)
{
	block->ends &= bytes;
	block->rows &= bytes;
	block->quotes &= bytes;
	block->nuls &= bytes;
}

/* The same of any block, of which `left` bytes count. False: it is odd before that. */
INLINE bool
note_any_block(
    struct notes *notes, struct block *block, struct carry *carry, size_t at, size_t left)
{
	if (left < CSVSCAN_BLOCK)
		keep_only(block, (UINT64_C(1) << left) - 1);
	uint64_t lines = 0, odd = block->nuls | mind_quotes(block, carry, &lines);
	if (odd)
		keep_only(block, (odd & -odd) - 1);
	note_block(notes, block, at, lines);
	return !odd || lowest(odd) >= left;
}

/* Most blocks are whole, and in no quotes. */
INLINE void
fill(struct csvscan *scan, look *find, char delimiter, const char *bytes, size_t n)
{
	struct carry carry = {.ended = 1};
	struct notes notes = {scan, 1, scan->rows, 0};
	scan->ends[0] = 0;
	scan->odd = false;
	for (size_t at = 0; at < n && !scan->odd; at += CSVSCAN_BLOCK) {
		struct block block = find(bytes + at, delimiter);
		uint64_t rare = block.quotes | block.nuls | carry.inside | carry.closed;
		if (!rare && n - at >= CSVSCAN_BLOCK) {
			note_block(&notes, &block, at, 0);
			carry.ended = block.ends >> 63;
		} else {
			scan->odd = !note_any_block(&notes, &block, &carry, at, n - at);
		}
	}
	scan->rows_count = (size_t)(notes.row - scan->rows);
}

static void
fill_portable(struct csvscan *scan, char delimiter, const char *bytes, size_t n)
{
	fill(scan, look_portable, delimiter, bytes, n);
}

#if X86

static void
fill_sse2(struct csvscan *scan, char delimiter, const char *bytes, size_t n)
{
	fill(scan, look_sse2, delimiter, bytes, n);
}

AVX2 static void
fill_avx2(struct csvscan *scan, char delimiter, const char *bytes, size_t n)
{
	fill(scan, look_avx2, delimiter, bytes, n);
}

/* The C library has asked the processor already, which takes its time in a virtual
 * machine: some 50 microseconds for all that there is to ask. */
static bool
has_avx2(void)
{
#ifdef CPU_FEATURE_ACTIVE
	return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1) &&
	       CPU_FEATURE_ACTIVE(POPCNT);
#else
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
#endif
}

#endif

csvscan_fill *
csvscan_choose(enum csvscan_kind kind)
{
#if X86
	if (has_avx2() && (kind == CSVSCAN_AVX2 || kind == CSVSCAN_BEST))
		return fill_avx2;
	if (kind == CSVSCAN_SSE2 || kind == CSVSCAN_BEST)
		return fill_sse2;
#endif
	return kind == CSVSCAN_PORTABLE || kind == CSVSCAN_BEST ? fill_portable : NULL;
}
