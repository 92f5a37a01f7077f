#include "pathtext.h"

/* The beginning of the separator in the text, or the text's end. */
static size_t
find(struct slice text, struct slice separator)
{
	size_t at = 0;
	while (at + separator.n <= text.n) {
		size_t room = text.n - separator.n - at + 1;
		const char *p = memchr(text.p + at, separator.p[0], room);
		if (!p)
			break;
		at = (size_t)(p - text.p);
		if (memcmp(p, separator.p, separator.n) == 0)
			return at;
		at++;
	}
	return text.n;
}

void
attr_pathtext_init(
    struct attr_pathtext *reading, struct slice text, struct slice separator)
{
	reading->rest = text;
	reading->separator = separator;
	reading->more = slice_trim(text).n > 0;
}

bool
attr_pathtext_next(struct attr_pathtext *reading, struct slice *touch)
{
	struct slice rest = reading->rest;
	if (!reading->more)
		return false;
	size_t end = find(rest, reading->separator);
	*touch = slice_trim((struct slice){rest.p, end});
	reading->more = end < rest.n;
	if (reading->more) {
		size_t used = end + reading->separator.n;
		reading->rest = (struct slice){rest.p + used, rest.n - used};
	}
	return true;
}
