#include "pathtext.h"

/* The beginning of the separator in the text, or the text's end. */
static size_t
find(struct slice text, struct slice separator)
{
	const char *at = text.p, *end = text.p + text.n;
	while ((at = memchr(at, separator.p[0], (size_t)(end - at))) != NULL) {
		struct slice here = {at, separator.n};
		if ((size_t)(end - at) >= here.n && slice_equal(here, separator))
			return (size_t)(at - text.p);
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
