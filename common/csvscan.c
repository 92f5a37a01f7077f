#include "csvscan.h"

#include <endian.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#define X86 1
#else
#define X86 0
#endif

enum { AT_ONCE = 16 }; /* blocks: a call through a pointer for each would cost more */

/* Looking at blocks */

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

static unsigned
count_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * EACH_BYTE >> 56);
}

/* 0x80 in each byte of x that is c. */
static uint64_t
equal_bytes(uint64_t x, unsigned char c)
{
	x ^= c * EACH_BYTE;
	return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
}

/* The eight bits of what equal_bytes() gave, the first byte's the lowest. */
static uint64_t
gather(uint64_t equal)
{
	return (equal >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static void
look_portable(const char *bytes, size_t blocks, char delimiter, struct csvscan_block *to)
{
	for (; blocks--; to++) {
		*to = (struct csvscan_block){0};
		for (unsigned at = 0; at < CSVSCAN_BLOCK; at += 8, bytes += 8) {
			uint64_t x;
			memcpy(&x, bytes, sizeof x);
			x = le64toh(x);
			uint64_t rows = equal_bytes(x, '\n') | equal_bytes(x, '\r');
			uint64_t ends = rows | equal_bytes(x, (unsigned char)delimiter);
			to->ends |= gather(ends) << at;
			to->rows |= gather(rows) << at;
			to->quotes |= gather(equal_bytes(x, '"')) << at;
			to->nuls |= gather(equal_bytes(x, '\0')) << at;
		}
		to->count = count_bits(to->ends);
	}
}

#if X86

static uint64_t
bits_sse2(const __m128i *equal)
{
	uint64_t bits = 0;
	for (int i = 0; i < 4; i++)
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(equal[i]) << 16 * i;
	return bits;
}

static void
look_sse2(const char *bytes, size_t blocks, char delimiter, struct csvscan_block *to)
{
	const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'),
	              quote = _mm_set1_epi8('"'), nul = _mm_setzero_si128(),
	              end = _mm_set1_epi8(delimiter);
	for (; blocks--; to++, bytes += CSVSCAN_BLOCK) {
		__m128i ends[4], rows[4], quotes[4], nuls[4], rare = nul;
		for (int i = 0; i < 4; i++) {
			__m128i x = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
			rows[i] =
			    _mm_or_si128(_mm_cmpeq_epi8(x, lf), _mm_cmpeq_epi8(x, cr));
			ends[i] = _mm_or_si128(rows[i], _mm_cmpeq_epi8(x, end));
			quotes[i] = _mm_cmpeq_epi8(x, quote);
			nuls[i] = _mm_cmpeq_epi8(x, nul);
			rare = _mm_or_si128(rare, _mm_or_si128(quotes[i], nuls[i]));
		}
		to->ends = bits_sse2(ends);
		to->rows = bits_sse2(rows);
		to->quotes = to->nuls = 0;
		if (_mm_movemask_epi8(rare)) {
			to->quotes = bits_sse2(quotes);
			to->nuls = bits_sse2(nuls);
		}
		to->count = count_bits(to->ends);
	}
}

#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline uint64_t
bits_avx2(__m256i low, __m256i high)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
	       (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

AVX2 static void
look_avx2(const char *bytes, size_t blocks, char delimiter, struct csvscan_block *to)
{
	const __m256i lf = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r'),
	              quote = _mm256_set1_epi8('"'), nul = _mm256_setzero_si256(),
	              end = _mm256_set1_epi8(delimiter);
	for (; blocks--; to++, bytes += CSVSCAN_BLOCK) {
		__m256i ends[2], rows[2], quotes[2], nuls[2], rare = nul;
		for (int i = 0; i < 2; i++) {
			__m256i x = _mm256_loadu_si256((const __m256i *)(bytes + 32 * i));
			rows[i] = _mm256_or_si256(
			    _mm256_cmpeq_epi8(x, lf), _mm256_cmpeq_epi8(x, cr));
			ends[i] = _mm256_or_si256(rows[i], _mm256_cmpeq_epi8(x, end));
			quotes[i] = _mm256_cmpeq_epi8(x, quote);
			nuls[i] = _mm256_cmpeq_epi8(x, nul);
			rare = _mm256_or_si256(rare, _mm256_or_si256(quotes[i], nuls[i]));
		}
		to->ends = bits_avx2(ends[0], ends[1]);
		to->rows = bits_avx2(rows[0], rows[1]);
		to->quotes = to->nuls = 0;
		if (_mm256_movemask_epi8(rare)) {
			to->quotes = bits_avx2(quotes[0], quotes[1]);
			to->nuls = bits_avx2(nuls[0], nuls[1]);
		}
		to->count = (unsigned)__builtin_popcountll(to->ends);
	}
}

#endif

csvscan_look *
csvscan_choose(enum csvscan_kind kind)
{
#if X86
	bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
	if (avx2 && (kind == CSVSCAN_AVX2 || kind == CSVSCAN_BEST))
		return look_avx2;
	if (kind == CSVSCAN_SSE2 || kind == CSVSCAN_BEST)
		return look_sse2;
#endif
	return kind == CSVSCAN_PORTABLE || kind == CSVSCAN_BEST ? look_portable : NULL;
}

/* Quotes */

/* What of the last byte of a block the next one has to know. */
struct carry {
	uint64_t inside; /* all bits: it is in quotes; else 0 */
	uint64_t ended;  /* 1: it ended a cell, as the beginning of the stretch does */
	uint64_t closed; /* 1: it is a quote that closed */
};

/* Bit i: how many quotes up to and with byte i are there, odd or even? Between a quote
 * that opens and the one that closes, doubled quotes are an even number. */
static uint64_t
parity(uint64_t quotes)
{
	for (unsigned shift = 1; shift < CSVSCAN_BLOCK; shift *= 2)
		quotes ^= quotes << shift;
	return quotes;
}

/* Takes the ends in quotes out of the block. Returns the bytes at which it turns out to
 * be odd; *lines are the line ends in quotes. */
static uint64_t
mind_quotes(struct csvscan_block *block, struct carry *carry, uint64_t *lines)
{
	uint64_t inside = parity(block->quotes) ^ carry->inside;
	uint64_t opens = block->quotes & inside, closes = block->quotes & ~inside;
	*lines = block->rows & inside;
	block->rows &= ~inside;
	block->ends &= ~inside;
	block->count = count_bits(block->ends);
	uint64_t behind_end = block->ends << 1 | carry->ended;
	uint64_t behind_close = closes << 1 | carry->closed;
	*carry = (struct carry){0 - (inside >> 63), block->ends >> 63, closes >> 63};
	return (opens & ~behind_end & ~behind_close) |
	       (behind_close & ~block->ends & ~block->quotes);
}

/* Writing down */

static unsigned
lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

/* Eight at a time, though there may be fewer: how many there are differs from block to
 * block, and no branch predictor would know when to stop. */
static void
note_ends(uint32_t *to, uint64_t ends, unsigned count, uint32_t behind_first)
{
	const uint64_t top = UINT64_C(1) << 63; /* there is always a lowest bit */
	for (unsigned done = 0; done < count; done += 8) {
		for (unsigned i = 0; i < 8; i++) {
			to[done + i] = behind_first + lowest(ends | top);
			ends &= ends - 1;
		}
	}
}

struct notes {
	struct csvscan *scan;
	uint32_t ends;         /* written so far: the first is the beginning */
	uint32_t lines_inside; /* CSVSCAN_LINES_INSIDE if the row so far has any */
};

static void
note_rows(struct notes *notes, const struct csvscan_block *block, uint64_t lines)
{
	for (uint64_t rows = block->rows; rows; rows &= rows - 1) {
		uint64_t before = (rows & -rows) - 1;
		if (lines & before) {
			notes->lines_inside = CSVSCAN_LINES_INSIDE;
			lines &= ~before;
		}
		uint32_t end = notes->ends + count_bits(block->ends & before);
		notes->scan->rows[notes->scan->rows_count++] = end | notes->lines_inside;
		notes->lines_inside = 0;
	}
	if (lines)
		notes->lines_inside = CSVSCAN_LINES_INSIDE;
}

static void
keep_only(struct csvscan_block *block, uint64_t bytes)
{
	block->ends &= bytes;
	block->rows &= bytes;
	block->quotes &= bytes;
	block->nuls &= bytes;
	block->count = count_bits(block->ends);
}

/* One block, `at` bytes from the beginning. False: it is odd. */
static bool
note_block(
    struct notes *notes, struct csvscan_block *block, struct carry *carry, size_t at)
{
	uint64_t lines = 0, odd = block->nuls;
	if (block->quotes | carry->inside | carry->closed)
		odd |= mind_quotes(block, carry, &lines);
	else
		carry->ended = block->ends >> 63;
	if (odd)
		keep_only(block, (odd & -odd) - 1);
	note_ends(
	    notes->scan->ends + notes->ends, block->ends, block->count, (uint32_t)at + 1);
	note_rows(notes, block, lines);
	notes->ends += block->count;
	return !odd;
}

void
csvscan(
    struct csvscan *scan, csvscan_look *look, char delimiter, const char *bytes, size_t n)
{
	struct csvscan_block blocks[AT_ONCE];
	struct carry carry = {.ended = 1};
	struct notes notes = {scan, 1, 0};
	scan->ends[0] = 0;
	scan->rows_count = 0;
	scan->odd = false;
	for (size_t at = 0; at < n;) {
		size_t left = (n - at + CSVSCAN_BLOCK - 1) / CSVSCAN_BLOCK;
		size_t count = left < AT_ONCE ? left : AT_ONCE;
		look(bytes + at, count, delimiter, blocks);
		for (size_t i = 0; i < count; i++, at += CSVSCAN_BLOCK) {
			if (n - at < CSVSCAN_BLOCK)
				keep_only(&blocks[i], (UINT64_C(1) << (n - at)) - 1);
			if (!note_block(&notes, &blocks[i], &carry, at)) {
				scan->odd = true;
				return;
			}
		}
	}
}
