/*
 * A path of attribute, any bytes behind the separator, whose length the first byte says:
 * its touches, put together again, are the path; none holds the separator, none has
 * spaces at its ends.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../cmd/attribute/pathtext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_blank(struct slice text)
{
	return slice_trim(text).n == 0;
}

static void
require_without(struct slice touch, struct slice separator)
{
	for (size_t i = 0; i + separator.n <= touch.n; i++)
		require(memcmp(touch.p + i, separator.p, separator.n) != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || data[0] % 4 + 2U > size)
		return 0;
	struct slice separator = {(const char *)data + 1, data[0] % 4 + 1U};
	struct slice text = {separator.p + separator.n, size - 1 - separator.n};
	struct attr_pathtext reading;
	struct slice touch;
	const char *at = text.p;
	size_t n = 0;
	attr_pathtext_init(&reading, text, separator);
	for (; attr_pathtext_next(&reading, &touch); n++) {
		require(slice_trim(touch).n == touch.n);
		require_without(touch, separator);
		/* Between the last touch and this one: spaces, and one separator. */
		struct slice before = {at, (size_t)(touch.p - at)};
		if (n == 0) {
			require(is_blank(before));
		} else {
			size_t i = 0;
			while (i + separator.n < before.n &&
			       memcmp(at + i, separator.p, separator.n) != 0)
				i++;
			require(memcmp(at + i, separator.p, separator.n) == 0);
			require(is_blank((struct slice){at, i}));
			require(is_blank((struct slice){
			    at + i + separator.n, before.n - i - separator.n}));
		}
		at = touch.p + touch.n;
	}
	require((n == 0) == is_blank(text));
	require(n == 0 || is_blank((struct slice){at, (size_t)(text.p + text.n - at)}));
	return 0;
}
