#include "settings.h"

#include <stdio.h>

#include "columns.h"
#include "diag.h"

char *
settings_wrong(const char *option, const char *text, const char *reason)
{
	char *message;
	if (asprintf(&message, "--%s=%s: %s", option, diag_show(slice_of(text)).text,
	        reason) < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return message;
}

char *
settings_by(const char *text, bool (*is_taken)(struct slice name), struct list *by)
{
	if (!text)
		return NULL;
	const char *reason = list_parse(text, by);
	if (reason)
		return settings_wrong("by", text, reason);
	for (size_t i = 0; i < by->count; i++) {
		const char *name = by->items[i];
		if (is_taken(slice_of(name)))
			return settings_wrong("by", name,
			    "the output has a column of that name already: rename the "
			    "input's");
		if (columns_among(slice_of(name), (const char *const *)by->items, i))
			return settings_wrong("by", text, "a column is named twice");
	}
	return NULL;
}

char *
settings_period(
    const char *option, const char *text, bool *given, enum date_period *period)
{
	static const char *const words[] = {[DATE_BY_DAY] = "day",
	    [DATE_BY_WEEK] = "week",
	    [DATE_BY_MONTH] = "month",
	    [DATE_BY_QUARTER] = "quarter",
	    [DATE_BY_YEAR] = "year"};
	enum { WORDS = sizeof words / sizeof *words };
	if (!text)
		return NULL;
	size_t i = slice_find(slice_of(text), words, WORDS);
	if (i == WORDS)
		return settings_wrong(
		    option, text, "not day, week, month, quarter or year");
	*given = true;
	*period = (enum date_period)i;
	return NULL;
}

char *
settings_range(const char *from, const char *to, int64_t *from_us, int64_t *to_us)
{
	struct date date;
	const char *reason;
	*from_us = INT64_MIN;
	*to_us = INT64_MAX;
	if (from) {
		if ((reason = date_parse(slice_of(from), NULL, &date)))
			return settings_wrong("from", from, reason);
		*from_us = date.us;
	}
	if (to) {
		if ((reason = date_parse(slice_of(to), NULL, &date)))
			return settings_wrong("to", to, reason);
		*to_us = date_end(date);
	}
	if (*from_us > *to_us)
		return settings_wrong("from", from, "later than --to");
	return NULL;
}
