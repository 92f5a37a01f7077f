/*
 * Text on its way to a terminal. Pure.
 */
#ifndef MASK_H
#define MASK_H

#include <stddef.h>

/* Puts `?` in the place of control characters, so that no cell and no name can send a
 * terminal commands: those of ASCII and the C1 controls (U+0080 to U+009F, two bytes). */
static inline void
mask_controls(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = i + 1 < n ? (unsigned char)text[i + 1] : 0;
		if (c < 0x20 || c == 0x7f)
			text[i] = '?';
		else if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			text[i] = text[i + 1] = '?';
	}
}

#endif
