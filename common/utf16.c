#include "utf16.h"

#include <stdint.h>

static uint32_t
unit(const char *p, bool big_endian)
{
	const unsigned char *bytes = (const unsigned char *)p;
	return big_endian ? (uint32_t)bytes[0] << 8 | bytes[1]
	                  : (uint32_t)bytes[1] << 8 | bytes[0];
}

/* How many bytes the character takes in UTF-8, as RFC 3629 has it. */
static size_t
length(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static void
put(char *to, uint32_t c, size_t n)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = n - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	to[0] = (char)(lead[n] | c);
}

size_t
utf16_convert(struct slice *in, bool big_endian, char *to, size_t n, bool *invalid)
{
	size_t written = 0;
	*invalid = false;
	while (in->n >= 2) {
		uint32_t c = unit(in->p, big_endian);
		size_t taken = 2;
		if (c >= 0xd800 && c < 0xdc00 && in->n < 4)
			break;
		if (c >= 0xd800 && c < 0xe000) {
			uint32_t low = in->n < 4 ? 0 : unit(in->p + 2, big_endian);
			*invalid = c >= 0xdc00 || low < 0xdc00 || low >= 0xe000;
			if (*invalid)
				break;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			taken = 4;
		}
		size_t size = length(c);
		if (size > n - written)
			break;
		put(to + written, c, size);
		written += size;
		in->p += taken;
		in->n -= taken;
	}
	return written;
}
