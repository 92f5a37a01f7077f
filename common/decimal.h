/*
 * Plain decimals, which most cells with figures are: an optional sign, digits, an
 * optional mark before, among or behind them, 16 characters at most behind the sign and
 * nothing else. Pure. What isn't one may still be a number: see number.h.
 *
 * Eight characters are read at a time, as the bytes of one word: cells have all lengths,
 * and a loop over characters costs most where the processor guesses its end wrong.
 */
#ifndef DECIMAL_H
#define DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

enum { DECIMAL_LONGEST = 16 };

/* (negative ? -1 : 1) × digits / 10^decimals; zero may be negative here. */
struct decimal {
	uint64_t digits; /* below 10^16 */
	unsigned decimals;
	bool negative;
};

/* Eight bytes, the first of them in the lowest place on any machine. */
static inline uint64_t
decimal_load(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* n of 1 to 8 bytes in the highest places, behind as many '0' as there is room for. */
static inline uint64_t
decimal_load_some(const char *p, size_t n)
{
	uint64_t word;
	if (n == 8)
		return decimal_load(p);
	if (n >= 4) {
		uint32_t first, last;
		memcpy(&first, p, 4);
		memcpy(&last, p + n - 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		first = __builtin_bswap32(first), last = __builtin_bswap32(last);
#endif
		word = first | (uint64_t)last << 8 * (n - 4);
	} else {
		word = (uint64_t)(unsigned char)p[0] |
		       (uint64_t)(unsigned char)p[n / 2] << 8 * (n / 2) |
		       (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
	}
	return word << 8 * (8 - n) | UINT64_C(0x3030303030303030) >> 8 * n;
}

/* Which byte is the first that equals the mark? 8 if none. */
static inline unsigned
decimal_find(uint64_t word, char mark)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t differs = word ^ ones * (unsigned char)mark;
	uint64_t zero = (differs - ones) & ~differs & ones << 7;
	return zero ? (unsigned)__builtin_ctzll(zero) / 8 : 8;
}

/* Takes byte `at` out: those before it move up, and `first` comes in front. */
static inline uint64_t
decimal_close_gap(uint64_t word, unsigned at, uint64_t first)
{
	uint64_t below = (UINT64_C(1) << 8 * at) - 1;
	return (word & ~(below << 8 | 0xff)) | (word & below) << 8 | first;
}

static inline bool
decimal_all_digits(uint64_t word)
{
	const uint64_t upper = UINT64_C(0xf0f0f0f0f0f0f0f0),
	               zeros = UINT64_C(0x3030303030303030);
	return (word & upper) == zeros &&
	       ((word + UINT64_C(0x0606060606060606)) & upper) == zeros;
}

/* The number that eight digits make: pairs, fours and then all of them at a time. */
static inline uint64_t
decimal_of_digits(uint64_t word)
{
	const uint64_t fours = UINT64_C(0x0000ffff0000ffff);
	word = (word & UINT64_C(0x0f0f0f0f0f0f0f0f)) * (10 << 8 | 1) >> 8;
	word = (word & UINT64_C(0x00ff00ff00ff00ff)) * (100 << 16 | 1) >> 16;
	return (word & fours) * (UINT64_C(10000) << 32 | 1) >> 32;
}

/* Is the text a plain decimal with this mark? */
static inline bool
decimal_read(struct slice text, char mark, struct decimal *out)
{
	const char *p = text.p;
	size_t n = text.n;
	out->negative = false;
	if (n && (*p == '-' || *p == '+')) {
		out->negative = *p == '-';
		p++, n--;
	}
	if (n == 0 || n > DECIMAL_LONGEST)
		return false;
	uint64_t last = decimal_load_some(n > 8 ? p + n - 8 : p, n > 8 ? 8 : n);
	unsigned at = decimal_find(last, mark);
	out->decimals = at < 8 ? 7 - at : 0;
	if (n <= 8) {
		if (at < 8)
			last = decimal_close_gap(last, at, '0');
		out->digits = decimal_of_digits(last);
		return decimal_all_digits(last) && (n > 1 || at == 8);
	}
	uint64_t first = decimal_load_some(p, n - 8);
	if (at < 8) {
		last = decimal_close_gap(last, at, first >> 56);
		first = first << 8 | '0';
	} else if ((at = decimal_find(first, mark)) < 8) {
		first = decimal_close_gap(first, at, '0');
		out->decimals = 15 - at;
	}
	out->digits = decimal_of_digits(first) * 100000000 + decimal_of_digits(last);
	return decimal_all_digits(first) && decimal_all_digits(last);
}

/* Writes n before `end`, with zeros in front of it where it has fewer than `least`
 * digits; of 0 and no least, nothing. Returns where it begins. */
char *decimal_put_before(char *end, uint64_t n, unsigned least);

#endif
