/*
 * Text on its way to a terminal. Pure.
 */
#ifndef MASK_H
#define MASK_H

#include <stddef.h>

/* How many bytes the UTF-8 character at text[0..n) has; 1 where there is none. */
static inline size_t
mask_character(const char *text, size_t n)
{
	unsigned char c = (unsigned char)text[0];
	size_t length = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;
	for (size_t i = 1; i < length; i++)
		if (i >= n || ((unsigned char)text[i] & 0xc0) != 0x80)
			return 1;
	return length;
}

/* Puts `?` in the place of control characters, so that no cell and no name can send a
 * terminal commands: those of ASCII and the C1 controls, U+0080 to U+009F as two bytes,
 * or as the one that they are where text isn't UTF-8. */
static inline void
mask_controls(char *text, size_t n)
{
	for (size_t i = 0, length; i < n; i += length) {
		unsigned char c = (unsigned char)text[i];
		length = mask_character(text + i, n - i);
		if (length == 1 && (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0)))
			text[i] = '?';
		else if (length == 2 && c == 0xc2 && (unsigned char)text[i + 1] < 0xa0)
			text[i] = text[i + 1] = '?';
	}
}

#endif
