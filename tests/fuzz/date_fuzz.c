/*
 * A date that can be read comes back from its text, its periods hold it, and no format
 * that passes the check leads anywhere else than into the years 0001 to 9999.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../common/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct date_civil first_day = {1, 1, 1}, last_day = {9999, 12, 31};

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_text(struct date date)
{
	char text[DATE_TEXT];
	struct date back;
	size_t n = date_format(date.us, text);
	require(n < DATE_TEXT && text[n] == '\0');
	require(!date_parse(slice_of(text), NULL, &back));
	require(back.us == date.us && !back.date_only);
	if (!date.date_only)
		return;
	require(date.us % DATE_DAY == 0);
	date_period_name(date.us, DATE_BY_DAY, text);
	require(!date_parse(slice_of(text), NULL, &back));
	require(back.us == date.us && back.date_only);
}

/* The name of a period and of the one behind it, which sorts behind it too. */
static void
check_period(int64_t us, enum date_period period)
{
	char name[DATE_TEXT], next_name[DATE_TEXT];
	int64_t start = date_period_start(us, period),
	        next = date_period_next(start, period);
	require(start <= us && us < next && start % DATE_DAY == 0);
	require(date_period_start(start, period) == start);
	require(date_period_start(next, period) == next);
	require(date_period_start(next - 1, period) == start);
	date_period_name(start, period, name);
	require(date_period_name(us, period, next_name) < DATE_TEXT);
	require(strcmp(name, next_name) == 0);
	if (next > date_days(last_day) * DATE_DAY)
		return;
	date_period_name(next, period, next_name);
	require(strcmp(name, next_name) < 0);
}

static void
check_date(struct date date)
{
	require(date.us >= date_days(first_day) * DATE_DAY);
	require(date.us < (date_days(last_day) + 1) * DATE_DAY);
	check_text(date);
	for (enum date_period period = DATE_BY_DAY; period <= DATE_BY_YEAR; period++)
		check_period(date.us, period);
	require(date_end(date) == date.us + (date.date_only ? DATE_DAY - 1 : 0));
}

/* Without its dashes a date says the same, and is read by other means. */
static void
check_dashes(struct slice cell, bool read, struct date date)
{
	char text[64];
	struct date other;
	if (cell.n < 10 || cell.n > sizeof text || cell.p[4] != '-' || cell.p[7] != '-' ||
	    cell.p[5] == '-' || cell.p[0] == ' ' || cell.p[0] == '\t')
		return;
	memcpy(text, cell.p, 4);
	memcpy(text + 4, cell.p + 5, 2);
	memcpy(text + 6, cell.p + 8, cell.n - 8);
	require(read == !date_parse((struct slice){text, cell.n - 2}, NULL, &other));
	if (read)
		require(other.us == date.us && other.date_only == date.date_only);
}

/* The input is a format up to a NUL, and the cell behind it; without one all is cell. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice cell = {(const char *)data, size};
	const char *format = size ? memchr(data, '\0', size) : NULL;
	struct date date = {0};
	int64_t span;
	if (format) {
		cell.p = format + 1;
		cell.n = size - (size_t)(cell.p - (const char *)data);
		format = (const char *)data;
		if (date_check_format(format))
			return -1;
	}
	bool read = !date_parse(cell, format, &date);
	if (read)
		check_date(date);
	if (!format)
		check_dashes(cell, read, date);
	if (!date_span_parse(cell, &span))
		require(span >= 0 && span % DATE_SECOND == 0);
	return 0;
}
