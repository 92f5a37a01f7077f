#include "../../common/utf16.h"

#include <iconv.h>
#include <stdlib.h>

#include "check.h"

enum { LAST = 0x10ffff, SURROGATE = 0xd800, BEHIND_SURROGATES = 0xe000 };

/* Every character there is, but NUL, in the order of their numbers. */
static size_t
all_characters(char *to, bool big_endian)
{
	char *p = to;
	for (unsigned c = 1; c <= LAST; c++) {
		unsigned units[2] = {c, 0}, n = 1;
		if (c >= SURROGATE && c < BEHIND_SURROGATES)
			continue;
		if (c > 0xffff) {
			units[0] = 0xd7c0 + (c >> 10);
			units[1] = 0xdc00 | (c & 0x3ff);
			n = 2;
		}
		for (unsigned i = 0; i < n; i++) {
			*p++ = (char)(big_endian ? units[i] >> 8 : units[i] & 0xff);
			*p++ = (char)(big_endian ? units[i] & 0xff : units[i] >> 8);
		}
	}
	return (size_t)(p - to);
}

/* iconv says the same, whatever the room for each step. */
static void
test_against_iconv(bool big_endian)
{
	size_t room = 4 * (LAST + 1);
	char *from = malloc(room), *expected = malloc(room), *got = malloc(room);
	size_t n = all_characters(from, big_endian);
	iconv_t decoder = iconv_open("UTF-8", big_endian ? "UTF-16BE" : "UTF-16LE");
	char *in = from, *out = expected;
	size_t in_left = n, out_left = room;
	CHECK(decoder != (iconv_t)-1);
	CHECK(iconv(decoder, &in, &in_left, &out, &out_left) == 0);
	iconv_close(decoder);
	for (size_t step = 4; step < 7; step++) {
		struct slice rest = {from, n};
		size_t written = 0;
		bool invalid = false;
		while (rest.n && !invalid)
			written += utf16_convert(
			    &rest, big_endian, got + written, step, &invalid);
		CHECK(!invalid && written == room - out_left);
		CHECK(memcmp(got, expected, written) == 0);
	}
	free(from);
	free(expected);
	free(got);
}

/* What is written of bytes in big-endian order, what is left, and whether that is bad. */
static void
check_case(struct slice in, const char *expected, size_t left, bool bad)
{
	char to[64];
	bool invalid;
	struct slice rest = in;
	size_t n = utf16_convert(&rest, true, to, sizeof to, &invalid);
	CHECK_TEXT(((struct slice){to, n}), expected);
	CHECK(rest.n == left && invalid == bad);
}

#define BYTES(text) ((struct slice){text, sizeof text - 1})

int
main(void)
{
	test_against_iconv(false);
	test_against_iconv(true);
	check_case(BYTES(""), "", 0, false);
	check_case(BYTES("\0A\0"), "A", 1, false);
	check_case(BYTES("\0A\xd8\x3d"), "A", 2, false);
	check_case(BYTES("\0A\xd8\x3d\xde"), "A", 3, false);
	check_case(BYTES("\0A\xd8\x3d\xde\x00"), "A\xf0\x9f\x98\x80", 0, false);
	check_case(BYTES("\0A\xde\x00\0B"), "A", 4, true);
	check_case(BYTES("\0A\xd8\x3d\0B"), "A", 4, true);
	check_case(BYTES("\0A\xd8\x3d\xd8\x3d"), "A", 4, true);
	check_case(BYTES("\xfe\xff\0A"),
	    "\xef\xbb\xbf"
	    "A",
	    0, false);
	return check_result();
}
