#include "pathtext.h"

/* The beginning of the separator in the text, or the text's end. Names are short, and a
 * loop is faster than calls. */
static size_t
find(struct slice text, struct slice separator)
{
	for (size_t at = 0; at + separator.n <= text.n; at++)
		if (text.p[at] == separator.p[0] &&
		    slice_equal((struct slice){text.p + at, separator.n}, separator))
			return at;
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
