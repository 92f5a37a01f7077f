/*
 * Dates and times: ISO 8601 in and out, a strptime format where the input isn't ISO.
 * A moment is a count of microseconds since 1970-01-01T00:00:00Z in the proleptic
 * Gregorian calendar, years 0001 to 9999, by our own arithmetic: no time zone database,
 * no TZ, no locale, no clock. Pure.
 */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

#define DATE_SECOND INT64_C(1000000)
#define DATE_DAY (INT64_C(86400) * DATE_SECOND)

enum { DATE_TEXT = 40 }; /* room for any text written here and its NUL */

struct date {
	int64_t us;     /* the moment; the beginning of the day for a date */
	bool date_only; /* no time of day was given */
};

/* A day of the calendar. */
struct date_civil {
	int year, month, day; /* 1..9999, 1..12, 1..31 */
};

enum date_period {
	DATE_BY_DAY,
	DATE_BY_WEEK,
	DATE_BY_MONTH,
	DATE_BY_QUARTER,
	DATE_BY_YEAR
};

/*
 * Reads a cell. With format NULL it must be ISO 8601: 2026-11-22, 20261122, either with
 * a time behind `T` or a space: 13:05, 13:05:09, 13:05:09.123 (further digits than
 * microseconds are cut), 130509; then nothing (UTC), Z, or an offset +02:00, +0200, +02,
 * also behind a space and up to 18 hours. The second 60 is the one behind it. Else format
 * is one that date_check_format passed. Spaces and tabs around the cell don't count.
 *
 * Returns NULL, or the reason as number_parse does; it names the fix where the text
 * gives a hint: 03/04/2026 is ambiguous, 31/12/2026 and 31.12.2026 want --date-format,
 * 45306 looks like a spreadsheet's serial number.
 */
const char *date_parse(struct slice cell, const char *format, struct date *out);

/* date_parse() for what most cells hold: a day as 2026-11-22, perhaps with 13:05:09
 * behind a space or `T`, and then perhaps a `Z`; false if it isn't that. */
bool date_parse_plain(struct slice cell, struct date *out);

/*
 * May the text be a --date-format? It needs a year, month and day (or %j, or a shorthand
 * such as %F or %D), or is `%s` alone: seconds since 1970, which may have a sign and a
 * fraction. %y is 1969 to 2068. Refused are %Z, which names a time zone, a %s among
 * others, %I without %p and the reverse, %z without a time of day, and what strptime
 * doesn't know. A format without a time of day gives dates. Returns NULL or the reason,
 * which reads on from `--date-format=FMT: `.
 */
const char *date_check_format(const char *format);

/* The last microsecond that `date` covers: of its day, or the moment itself. */
int64_t date_end(struct date date);

/* Days since 1970-01-01. The day must exist. */
int64_t date_days(struct date_civil civil);
struct date_civil date_civil_of_days(int64_t days);

/* Is there such a day, in a year from 1 to 9999? */
bool date_exists(int year, int month, int day);

/* The period that holds the moment: its beginning; weeks begin on Monday (ISO 8601).
 * Here and below a moment is in the years 1 to 9999. */
int64_t date_period_start(int64_t us, enum date_period period);

/* The beginning of the period after the one that begins at `start`. */
int64_t date_period_next(int64_t start, enum date_period period);

/* `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`: the period's name, which sorts
 * by time. Returns the length. */
size_t
date_period_name(int64_t start, enum date_period period, char out[static DATE_TEXT]);

/* `2026-11-22T13:05:09Z`, with a fraction only where there is one. Returns the length. */
size_t date_format(int64_t us, char out[static DATE_TEXT]);

/*
 * A span of time such as 30d or 1d12h: whole numbers with a unit each, the larger unit
 * first: w, d, h, m (minutes), s. Zero is allowed. Returns NULL, or the reason, which
 * reads on from `"TEXT" `.
 */
const char *date_span_parse(struct slice text, int64_t *us);

#endif
