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

enum {
	DECIMAL_LONGEST = 16,
	DECIMAL_WORD = 19, /* digits: 64 bits hold all numbers of that many */
};

/* 10^0 to 10^19 */
extern const uint64_t decimal_powers[DECIMAL_WORD + 1];

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

#define DECIMAL_ZEROS UINT64_C(0x3030303030303030)

/* What n bytes, 1 to 8, differ in from '0', in the highest places: digits are their own
 * values, and those that aren't there are 0. */
static inline uint64_t
decimal_load_some(const char *p, size_t n)
{
	uint64_t word;
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
	return (word ^ DECIMAL_ZEROS) << 8 * (8 - n);
}

/* The highest bit of each byte that is no digit's value; a byte behind the first of them
 * may be wrong about itself. */
static inline uint64_t
decimal_others(uint64_t word)
{
	return (word | (word + UINT64_C(0x7676767676767676))) &
	       UINT64_C(0x8080808080808080);
}

/*
 * Takes out the mark, which must be all that is no digit: those before it move up, and
 * `first` comes in front. False if it isn't so; *behind is how many stand behind it.
 */
static inline bool
decimal_drop_mark(
    uint64_t *word, uint64_t others, char mark, uint64_t first, unsigned *behind)
{
	unsigned at = (unsigned)__builtin_ctzll(others) & ~7U; /* its lowest bit */
	uint64_t below = (UINT64_C(1) << at) - 1, upto = below << 8 | 0xff;
	if ((char)(*word >> at & 0xff) != (mark ^ '0') || others & ~upto)
		return false;
	*word = (*word & ~upto) | (*word & below) << 8 | first;
	*behind = 7 - at / 8;
	return true;
}

/* The number that eight digits make: pairs, fours and then all of them at a time. */
static inline uint64_t
decimal_of_digits(uint64_t word)
{
	word = word * (10 << 8 | 1) >> 8 & UINT64_C(0x00ff00ff00ff00ff);
	word = word * (100 << 16 | 1) >> 16 & UINT64_C(0x0000ffff0000ffff);
	return word * (UINT64_C(10000) << 32 | 1) >> 32;
}

/* Is a text without a sign a plain decimal, of more than 8 characters? */
bool decimal_read_long(struct slice text, char mark, struct decimal *out);

/* Is the text a plain decimal with this mark? */
static inline bool
decimal_read(struct slice text, char mark, struct decimal *out)
{
	out->negative = false;
	if (text.n && (*text.p == '-' || *text.p == '+')) {
		out->negative = *text.p == '-';
		text.p++, text.n--;
	}
	if (text.n - 1 >= 8) /* of 0 too */
		return decimal_read_long(text, mark, out);
	uint64_t word = decimal_load_some(text.p, text.n), others = decimal_others(word);
	out->decimals = 0;
	if (others &&
	    (text.n == 1 || !decimal_drop_mark(&word, others, mark, 0, &out->decimals)))
		return false;
	out->digits = decimal_of_digits(word);
	return true;
}

/* Writes n before `end`, with zeros in front of it where it has fewer than `least`
 * digits; of 0 and no least, nothing. Returns where it begins. */
char *decimal_put_before(char *end, uint64_t n, unsigned least);

#endif
