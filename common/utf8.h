/*
 * UTF-8 (RFC 3629), byte by byte. Pure.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdint.h>

#include "slice.h"

#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* How many bytes of a valid character s begins with, 0 if none. s isn't empty. */
static inline size_t
utf8_length(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = p[0] < 0x80                    ? 1
	           : p[0] >= 0xc2 && p[0] <= 0xdf ? 2
	           : p[0] >= 0xe0 && p[0] <= 0xef ? 3
	           : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
	                                          : 0;
	if (n == 0 || n > s.n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
	bool surrogate = p[0] == 0xed && p[1] > 0x9f;
	bool too_far = p[0] == 0xf4 && p[1] > 0x8f;
	return overlong || surrogate || too_far ? 0 : n;
}

/* The character that s begins with, whose length is n = utf8_length(s) > 0. */
static inline uint32_t
utf8_character(struct slice s, size_t n)
{
	static const unsigned char heads[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t c = p[0] & heads[n];
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	return c;
}

#endif
