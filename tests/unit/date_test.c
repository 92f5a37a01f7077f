#include <stdint.h>
#include <stdlib.h>

#include "../../common/date.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A cell with the date it has, or behind a `!` a part of the reason it has none. */
struct row {
	const char *cell, *expected;
};

static const struct row iso[] = {
    {"2026-11-22", "2026-11-22"},
    {"20261122", "2026-11-22"},
    {" 2026-11-22\t", "2026-11-22"},
    {"2024-02-29", "2024-02-29"},
    {"2000-02-29", "2000-02-29"},
    {"0001-01-01", "0001-01-01"},
    {"9999-12-31", "9999-12-31"},
    {"2026-11-22T13:05", "2026-11-22T13:05:00Z"},
    {"2026-11-22 13:05", "2026-11-22T13:05:00Z"},
    {"2026-11-22T13:05:09", "2026-11-22T13:05:09Z"},
    {"2026-11-22T13:05:09Z", "2026-11-22T13:05:09Z"},
    {"2026-11-22 13:05:09 Z", "2026-11-22T13:05:09Z"},
    {"2026-11-22T130509", "2026-11-22T13:05:09Z"},
    {"20261122T130509Z", "2026-11-22T13:05:09Z"},
    {"20261122 13:05", "2026-11-22T13:05:00Z"},
    {"2026-11-22T13:05:09.123", "2026-11-22T13:05:09.123Z"},
    {"2026-11-22T13:05:09.000001", "2026-11-22T13:05:09.000001Z"},
    {"2026-11-22T13:05:09.1234569999999999", "2026-11-22T13:05:09.123456Z"},
    {"2026-11-22T13:05:09.000", "2026-11-22T13:05:09Z"},
    {"2026-11-22T130509.5", "2026-11-22T13:05:09.5Z"},
    {"1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999Z"},
    /* offsets */
    {"2024-01-15T23:59:59-05:00", "2024-01-16T04:59:59Z"},
    {"2026-11-22T13:05:09+02:00", "2026-11-22T11:05:09Z"},
    {"2026-11-22T13:05:09+0200", "2026-11-22T11:05:09Z"},
    {"2026-11-22T13:05:09+02", "2026-11-22T11:05:09Z"},
    {"2026-06-10 11:02:00 -0400", "2026-06-10T15:02:00Z"},
    {"2026-11-22T13:05:09.25+05:45", "2026-11-22T07:20:09.25Z"},
    {"2026-11-22T13:05+02:00", "2026-11-22T11:05:00Z"},
    {"2026-11-22T13:05:09-00:00", "2026-11-22T13:05:09Z"},
    {"2026-11-22T13:05:09+18:00", "2026-11-21T19:05:09Z"},
    {"2026-11-22T13:05:09-18:00", "2026-11-23T07:05:09Z"},
    {"2026-11-22T13:05:09+18:01", "!18 hours at most"},
    {"2026-11-22T13:05:09-19:00", "!18 hours at most"},
    {"2026-11-22T13:05:09+02:60", "!is not a date"},
    {"2026-11-22T13:05:09+2", "!is not a date"},
    {"2026-11-22T13:05:09+02:", "!is not a date"},
    {"2026-11-22T13:05:09+02:0", "!is not a date"},
    {"2026-11-22T13:05:09  Z", "!is not a date"},
    {"2026-11-22T13:05:09Z+02", "!is not a date"},
    {"2026-11-22T13:05:09 UTC", "!is not a date"},
    {"2026-11-22Z", "!is not a date"},
    {"2026-11-22+02:00", "!is not a date"},
    {"0001-01-01T00:30+01:00", "!in the years 0001 to 9999"},
    {"0001-01-01T00:30-01:00", "0001-01-01T01:30:00Z"},
    {"9999-12-31T23:30-01:00", "!in the years 0001 to 9999"},
    {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
    {"9999-12-31T23:59:60Z", "!in the years 0001 to 9999"},
    /* leap seconds */
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
    {"2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.5Z"},
    {"2015-06-30T16:59:60-07:00", "2015-07-01T00:00:00Z"},
    /* no such day or time */
    {"2024-02-30", "!there is no such day"},
    {"2023-02-29", "!there is no such day"},
    {"1900-02-29", "!there is no such day"},
    {"0000-00-00", "!there is no such day"},
    {"0000-01-01", "!there is no such day"},
    {"2026-13-01", "!there is no such day"},
    {"2026-00-01", "!there is no such day"},
    {"2026-01-00", "!there is no such day"},
    {"2026-04-31", "!there is no such day"},
    {"31122026", "!there is no such day"},
    {"2024-02-30T12:00", "!there is no such day"},
    {"2026-11-22T24:00", "!there is no such time"},
    {"2026-11-22T24:00:00", "!there is no such time"},
    {"2026-11-22T23:60", "!there is no such time"},
    {"2026-11-22T23:59:61", "!there is no such time"},
    /* other forms */
    {"", "!is not a date"},
    {" ", "!is not a date"},
    {"soon", "!is not a date"},
    {"2026", "!any other form needs --date-format"},
    {"2026-11", "!any other form needs --date-format"},
    {"2026-1-5", "!any other form needs --date-format"},
    {"202611-22", "!any other form needs --date-format"},
    {"2026-1122", "!any other form needs --date-format"},
    {"2026-11-22T", "!is not a date"},
    {"2026-11-22T13", "!is not a date"},
    {"2026-11-22T1305", "!is not a date"},
    {"2026-11-22T13:0509", "!is not a date"},
    {"2026-11-22T13:05:", "!is not a date"},
    {"2026-11-22T13:05:9", "!is not a date"},
    {"2026-11-22T13:05:09.", "!is not a date"},
    {"2026-11-22T13:05:09.Z", "!is not a date"},
    {"2026-11-22T13:05.5", "!is not a date"},
    {"2026-11-22t13:05:09", "!is not a date"},
    {"2026-11-22  13:05:09", "!is not a date"},
    {"2026-11-22x", "!is not a date"},
    {"+2026-11-22", "!is not a date"},
    {"-0001-11-22", "!is not a date"},
    {"12026-11-22", "!is not a date"},
    {"２026-11-22", "!is not a date"},
    {"22 Nov 2026", "!any other form needs --date-format"},
    {"2024-W05-1", "!it names a week"},
    {"2024W051", "!it names a week"},
    {"2024-W05", "!it names a week"},
    {"45306", "!a spreadsheet's serial number"},
    {"45306.54", "!a spreadsheet's serial number"},
    {"1732280709", "!say --date-format=%s"},
    {"1732280709.5", "!say --date-format=%s"},
    {"4530", "!any other form needs --date-format"},
    {"453061", "!any other form needs --date-format"},
};

/* The whole reason after `say `. */
static const struct row hints[] = {
    {"02/03/2024", "--date-format=%d/%m/%Y or --date-format=%m/%d/%Y"},
    {"9/1/2026", "--date-format=%d/%m/%Y or --date-format=%m/%d/%Y"},
    {"31/12/2024", "--date-format=%d/%m/%Y"},
    {"12/31/2024", "--date-format=%m/%d/%Y"},
    {"31.12.2024", "--date-format=%d.%m.%Y"},
    {"03.04.2026", "--date-format=%d.%m.%Y"},
    {"2024/12/31", "--date-format=%Y/%m/%d"},
    {"2024.12.31", "--date-format=%Y.%m.%d"},
    {"31-12-2024", "--date-format=%d-%m-%Y"},
    {"12-31-2024", "--date-format=%m-%d-%Y"},
    {"02-03-2024", "--date-format=%d-%m-%Y or --date-format=%m-%d-%Y"},
    {"31/12/24", "--date-format=%d/%m/%y"},
    {"12/31/24", "--date-format=%m/%d/%y"},
    {"02/03/24", "--date-format=%d/%m/%y or --date-format=%m/%d/%y"},
    {"31.12.24", "--date-format=%d.%m.%y"},
};

/* Hints for the day of a text that holds more. */
static const struct row partial_hints[] = {
    {"9/1/2026, 12:00 AM", "!say --date-format=%d/%m/%Y or --date-format=%m/%d/%Y"},
    {"31/12/2024 10:00", "!say --date-format=%d/%m/%Y"},
    {"31.12.2024 10:00:00", "!say --date-format=%d.%m.%Y"},
    {"12.31.2024", "!any other form"},
    {"31/31/2024", "!any other form"},
    {"30/02/2024", "!any other form"},
    {"1/2/3/4", "!any other form"},
    {"2024-12/31", "!any other form"},
};

static void
write_date(struct date date, char out[static DATE_TEXT])
{
	if (date.date_only)
		date_period_name(date.us, DATE_BY_DAY, out);
	else
		date_format(date.us, out);
}

/* Puts the cell in front, so that a failure names it. */
static void
check_row(struct row row, const char *format)
{
	char got[400], expected[400], text[DATE_TEXT];
	struct date date;
	const char *why = date_parse(slice_of(row.cell), format, &date);
	if (!why)
		write_date(date, text);
	if (why && row.expected[0] == '!' && strstr(why, row.expected + 1))
		snprintf(got, sizeof got, "%s: %s", row.cell, row.expected);
	else
		snprintf(got, sizeof got, "%s: %s%s", row.cell, why ? "!" : "",
		    why ? why : text);
	snprintf(expected, sizeof expected, "%s: %s", row.cell, row.expected);
	CHECK_TEXT(got, expected);
}

static void
test_iso(void)
{
	for (size_t i = 0; i < LENGTH(iso); i++)
		check_row(iso[i], NULL);
	for (size_t i = 0; i < LENGTH(partial_hints); i++)
		check_row(partial_hints[i], NULL);
	struct date date;
	CHECK(date_parse((struct slice){NULL, 0}, NULL, &date));
	CHECK(date_parse((struct slice){NULL, 0}, "%F", &date));
	CHECK(date_parse((struct slice){NULL, 0}, "%s", &date));
	CHECK(date_parse((struct slice){"2026-11-22\0", 11}, NULL, &date));
	CHECK(date_parse((struct slice){"2026-11-22\0", 11}, "%F", &date));
}

/* What a hint proposes must read the text that it was given for. */
static void
test_hints(void)
{
	for (size_t i = 0; i < LENGTH(hints); i++) {
		struct date date;
		struct slice cell = slice_of(hints[i].cell);
		const char *why = date_parse(cell, NULL, &date),
		           *say = strstr(why, "say ");
		CHECK_TEXT(say ? say + 4 : why, hints[i].expected);
		CHECK(!strstr(why, " or ") == !strstr(why, "is ambiguous"));
		for (const char *p = why; (p = strchr(p, '='));) {
			char format[40];
			p++;
			snprintf(format, sizeof format, "%.*s", (int)strcspn(p, " "), p);
			CHECK_TEXT(date_check_format(format), "(null)");
			CHECK_TEXT(date_parse(cell, format, &date), "(null)");
		}
	}
}

static void
test_formats(void)
{
	static const struct {
		const char *format;
		struct row row;
	} rows[] = {
	    {"%d/%m/%Y", {"03/04/2026", "2026-04-03"}},
	    {"%d/%m/%Y", {" 3/4/2026 ", "2026-04-03"}},
	    {"%m/%d/%Y", {"03/04/2026", "2026-03-04"}},
	    {"%-m/%-d/%Y", {"3/4/2026", "2026-03-04"}},
	    {"%d.%m.%y", {"31.12.68", "2068-12-31"}},
	    {"%d.%m.%y", {"31.12.69", "1969-12-31"}},
	    {"%d %b %Y", {"22 Nov 2026", "2026-11-22"}},
	    {"%d %B %Y", {"22 november 2026", "2026-11-22"}},
	    {"%A, %B %d, %Y", {"Sunday, November 22, 2026", "2026-11-22"}},
	    {"%F", {"2026-11-22", "2026-11-22"}},
	    {"%D", {"11/22/26", "2026-11-22"}},
	    {"%e.%m.%Y", {"2.11.2026", "2026-11-02"}},
	    {"%Y%m%d", {"20261122", "2026-11-22"}},
	    {"%Y-%m-%d %H:%M", {"2026-11-22 13:05", "2026-11-22T13:05:00Z"}},
	    {"%FT%T", {"2026-11-22T13:05:09", "2026-11-22T13:05:09Z"}},
	    {"%d/%m/%Y %R", {"03/04/2026 00:00", "2026-04-03T00:00:00Z"}},
	    {"%m/%d/%Y, %I:%M %p", {"9/1/2026, 12:00 AM", "2026-09-01T00:00:00Z"}},
	    {"%m/%d/%Y, %I:%M %p", {"9/2/2026, 11:59 PM", "2026-09-02T23:59:00Z"}},
	    {"%m/%d/%Y %r", {"9/2/2026 12:00:00 PM", "2026-09-02T12:00:00Z"}},
	    {"%c", {"Sun Nov 22 13:05:09 2026", "2026-11-22T13:05:09Z"}},
	    {"%F %T %z", {"2026-11-22 13:05:09 +0200", "2026-11-22T11:05:09Z"}},
	    {"%F %T%z", {"2026-11-22 13:05:09-05:30", "2026-11-22T18:35:09Z"}},
	    {"%F %T%z", {"2026-11-22 13:05:09Z", "2026-11-22T13:05:09Z"}},
	    {"%F %T%z", {"2026-11-22 13:05:09+1900", "!18 hours at most"}},
	    {"%F %T%z", {"0001-01-01 00:00:00+0100", "!in the years 0001 to 9999"}},
	    {"%F %T", {"2016-12-31 23:59:60", "2017-01-01T00:00:00Z"}},
	    {"%F %T", {"2016-12-31 23:59:61", "!there is no such time"}},
	    {"%F %T", {"2016-12-31 24:00:00", "!as --date-format has it"}},
	    {"%Y-%j", {"2026-001", "2026-01-01"}},
	    {"%Y-%j", {"2026-060", "2026-03-01"}},
	    {"%Y-%j", {"2024-060", "2024-02-29"}},
	    {"%Y-%j", {"2024-366", "2024-12-31"}},
	    {"%Y-%j", {"2026-365", "2026-12-31"}},
	    {"%Y-%j", {"2026-366", "!there is no such day"}},
	    {"%Y-%j", {"0000-366", "!there is no such day"}},
	    {"%j %Y", {"60 2026", "2026-03-01"}},
	    {"%d/%m/%Y", {"31/04/2026", "!there is no such day"}},
	    {"%d/%m/%Y", {"29/02/2023", "!there is no such day"}},
	    {"%d/%m/%Y", {"01/01/0000", "!there is no such day"}},
	    {"%d/%m/%Y", {"2026-11-22", "!as --date-format has it"}},
	    {"%d/%m/%Y", {"03/04/2026 10:00", "!as --date-format has it"}},
	    {"%d/%m/%Y", {"03/04/20261", "!as --date-format has it"}},
	    {"%d/%m/%Y", {"03/04", "!as --date-format has it"}},
	    {"%d/%m/%Y", {"", "!as --date-format has it"}},
	    {"%d/%m/%Y%%", {"03/04/2026%", "2026-04-03"}},
	    {"%s", {"0", "1970-01-01T00:00:00Z"}},
	    {"%s", {" 1732280709 ", "2024-11-22T13:05:09Z"}},
	    {"%s", {"+1732280709.25", "2024-11-22T13:05:09.25Z"}},
	    {"%s", {"-1.5", "1969-12-31T23:59:58.5Z"}},
	    {"%s", {"-62135596800", "0001-01-01T00:00:00Z"}},
	    {"%s", {"-62135596800.000001", "!in the years 0001 to 9999"}},
	    {"%s", {"-62135596801", "!in the years 0001 to 9999"}},
	    {"%s", {"253402300799.999999", "9999-12-31T23:59:59.999999Z"}},
	    {"%s", {"253402300800", "!in the years 0001 to 9999"}},
	    {"%s", {"99999999999999999999999999", "!in the years 0001 to 9999"}},
	    {"%s", {"-99999999999999999999999999", "!in the years 0001 to 9999"}},
	    {"%s", {"-", "!as --date-format has it"}},
	    {"%s", {"+-1", "!as --date-format has it"}},
	    {"%s", {"1.", "!as --date-format has it"}},
	    {"%s", {".5", "!as --date-format has it"}},
	    {"%s", {"1e9", "!as --date-format has it"}},
	    {"%s", {"2026-11-22", "!as --date-format has it"}},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		CHECK_TEXT(date_check_format(rows[i].format), "(null)");
		check_row(rows[i].row, rows[i].format);
	}
	char zeros[200];
	struct date date;
	memset(zeros, '0', sizeof zeros);
	CHECK(date_parse((struct slice){zeros, sizeof zeros}, "%F", &date));
}

static void
test_check_format(void)
{
	static const struct {
		const char *format, *reason; /* a part of it; NULL: none */
	} rows[] = {
	    {"%s", NULL},
	    {"%F", NULL},
	    {"%D", NULL},
	    {"%x", NULL},
	    {"%c", NULL},
	    {"%Y-%j", NULL},
	    {"%y%j", NULL},
	    {"%d %b %y", NULL},
	    {"%a %e %h %Y", NULL},
	    {"%_d/%0m/%Y", NULL},
	    {"%n%t%%%d%m%y", NULL},
	    {"%d/%m/%Y %k:%M", NULL},
	    {"%d/%m/%Y %l %p", NULL},
	    {"%d/%m/%Y %r", NULL},
	    {"%d/%m/%Y %X%z", NULL},
	    {"", "needs a year, a month and a day"},
	    {"dd/mm/yyyy", "needs a year, a month and a day"},
	    {"%Y", "needs a year, a month and a day"},
	    {"%Y-%m", "needs a year, a month and a day"},
	    {"%d/%m", "needs a year, a month and a day"},
	    {"%m/%j", "needs a year, a month and a day"},
	    {"%H:%M", "needs a year, a month and a day"},
	    {"%%Y-%%m-%%d", "needs a year, a month and a day"},
	    {"%F %Z", "names a time zone"},
	    {"%F %s", "must be all there is"},
	    {"%s ", "must be all there is"},
	    {"%F %", "can't be read"},
	    {"%F %-", "can't be read"},
	    {"%F %f", "can't be read"},
	    {"%F %Q", "can't be read"},
	    {"%Ey-%m-%d", "can't be read"},
	    {"%4Y-%m-%d", "can't be read"},
	    {"%G-W%V-%u", "can't be read"},
	    {"%F %I:%M", "%I and %p go together"},
	    {"%F %H:%M %p", "%I and %p go together"},
	    {"%F %z", "%z needs a time of day"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		const char *why = date_check_format(rows[i].format);
		bool same = why && rows[i].reason ? strstr(why, rows[i].reason) != NULL
		                                  : why == rows[i].reason;
		CHECK_TEXT(same ? rows[i].format : why, rows[i].format);
	}
}

/* A calendar that knows nothing but how long the months are, a day at a time. */
struct calendar {
	struct date_civil civil;
	int64_t day;
	int weekday; /* 0: Monday */
	int week, week_year;
};

static int
month_length(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
calendar_step(struct calendar *c)
{
	c->day++;
	if (++c->civil.day > month_length(c->civil.year, c->civil.month)) {
		c->civil.day = 1;
		if (++c->civil.month > 12) {
			c->civil.month = 1;
			c->civil.year++;
		}
	}
	c->weekday = (c->weekday + 1) % 7;
	if (c->weekday != 0)
		return;
	/* The first week is the one with January 4th in it. */
	bool first = (c->civil.month == 12 && c->civil.day >= 29) ||
	             (c->civil.month == 1 && c->civil.day <= 4);
	c->week = first ? 1 : c->week + 1;
	c->week_year = c->civil.year + (first && c->civil.month == 12);
}

static bool
name_is(int64_t us, enum date_period period, const char *expected)
{
	char name[DATE_TEXT];
	return date_period_name(us, period, name) == strlen(expected) &&
	       strcmp(name, expected) == 0;
}

/* The beginnings of the periods that hold the day, kept by noticing where they change. */
struct starts {
	int64_t of[DATE_BY_YEAR + 1];
};

static void
starts_step(struct starts *starts, const struct calendar *c)
{
	int64_t us = c->day * DATE_DAY;
	starts->of[DATE_BY_DAY] = us;
	if (c->weekday == 0)
		starts->of[DATE_BY_WEEK] = us;
	if (c->civil.day == 1)
		starts->of[DATE_BY_MONTH] = us;
	if (c->civil.day == 1 && c->civil.month % 3 == 1)
		starts->of[DATE_BY_QUARTER] = us;
	if (c->civil.day == 1 && c->civil.month == 1)
		starts->of[DATE_BY_YEAR] = us;
}

static bool
periods_fit(const struct starts *starts, const struct starts *before, int64_t us)
{
	for (enum date_period p = DATE_BY_DAY; p <= DATE_BY_YEAR; p++) {
		if (date_period_start(us, p) != starts->of[p] ||
		    date_period_start(us + DATE_DAY - 1, p) != starts->of[p])
			return false;
		if (starts->of[p] != before->of[p] &&
		    date_period_next(before->of[p], p) != starts->of[p])
			return false;
	}
	return true;
}

static bool
names_fit(const struct calendar *c)
{
	int64_t us = c->day * DATE_DAY;
	char day[DATE_TEXT], week[DATE_TEXT], month[DATE_TEXT], quarter[DATE_TEXT];
	snprintf(day, sizeof day, "%04d-%02d-%02d", c->civil.year, c->civil.month,
	    c->civil.day);
	snprintf(week, sizeof week, "%04d-W%02d", c->week_year, c->week);
	snprintf(month, sizeof month, "%04d-%02d", c->civil.year, c->civil.month);
	snprintf(quarter, sizeof quarter, "%04d-Q%d", c->civil.year,
	    (c->civil.month - 1) / 3 + 1);
	return name_is(us, DATE_BY_DAY, day) && name_is(us, DATE_BY_WEEK, week) &&
	       name_is(us, DATE_BY_MONTH, month) && name_is(us, DATE_BY_QUARTER, quarter);
}

static bool
day_fits(const struct calendar *c)
{
	struct date_civil civil = date_civil_of_days(c->day);
	return date_days(c->civil) == c->day && civil.year == c->civil.year &&
	       civil.month == c->civil.month && civil.day == c->civil.day &&
	       date_exists(civil.year, civil.month, civil.day);
}

/* 0001-01-01 was a Monday, 719162 days before 1970. */
static void
test_every_day(void)
{
	struct calendar c = {{1, 1, 1}, -719162, 0, 1, 1};
	struct starts starts = {{0}}, before;
	starts_step(&starts, &c);
	before = starts;
	bool fits = true;
	int64_t days = 0;
	for (; c.civil.year <= 9999 && fits; days++) {
		fits = day_fits(&c) && periods_fit(&starts, &before, c.day * DATE_DAY) &&
		       names_fit(&c);
		before = starts;
		calendar_step(&c);
		starts_step(&starts, &c);
	}
	CHECK(fits);
	CHECK(days == 3652059);
	CHECK(c.day == 2932897);
}

static void
test_exists(void)
{
	for (int year = -1; year <= 10001; year += year == 4 ? 1895 : 1) {
		int days = 0;
		for (int month = -1; month <= 14; month++)
			for (int day = -1; day <= 33; day++)
				days += date_exists(year, month, day);
		bool outside = year < 1 || year > 9999;
		int expected = outside ? 0 : 337 + month_length(year, 2);
		CHECK(days == expected);
	}
}

/* Known weeks, from calendars. */
static void
test_period_names(void)
{
	static const struct {
		const char *day;
		enum date_period period;
		const char *start, *name, *next;
	} rows[] = {
	    {"2026-11-22", DATE_BY_DAY, "2026-11-22", "2026-11-22", "2026-11-23"},
	    {"2026-11-22", DATE_BY_WEEK, "2026-11-16", "2026-W47", "2026-11-23"},
	    {"2026-11-22", DATE_BY_MONTH, "2026-11-01", "2026-11", "2026-12-01"},
	    {"2026-11-22", DATE_BY_QUARTER, "2026-10-01", "2026-Q4", "2027-01-01"},
	    {"2026-11-22", DATE_BY_YEAR, "2026-01-01", "2026", "2027-01-01"},
	    {"2020-12-31", DATE_BY_WEEK, "2020-12-28", "2020-W53", "2021-01-04"},
	    {"2021-01-03", DATE_BY_WEEK, "2020-12-28", "2020-W53", "2021-01-04"},
	    {"2021-01-04", DATE_BY_WEEK, "2021-01-04", "2021-W01", "2021-01-11"},
	    {"2027-01-01", DATE_BY_WEEK, "2026-12-28", "2026-W53", "2027-01-04"},
	    {"2024-12-30", DATE_BY_WEEK, "2024-12-30", "2025-W01", "2025-01-06"},
	    {"2016-01-03", DATE_BY_WEEK, "2015-12-28", "2015-W53", "2016-01-04"},
	    {"2005-01-01", DATE_BY_WEEK, "2004-12-27", "2004-W53", "2005-01-03"},
	    {"2008-12-29", DATE_BY_WEEK, "2008-12-29", "2009-W01", "2009-01-05"},
	    {"1969-12-31", DATE_BY_WEEK, "1969-12-29", "1970-W01", "1970-01-05"},
	    {"1969-12-31", DATE_BY_QUARTER, "1969-10-01", "1969-Q4", "1970-01-01"},
	    {"2024-02-29", DATE_BY_MONTH, "2024-02-01", "2024-02", "2024-03-01"},
	    {"2024-03-31", DATE_BY_QUARTER, "2024-01-01", "2024-Q1", "2024-04-01"},
	    {"0001-01-07", DATE_BY_WEEK, "0001-01-01", "0001-W01", "0001-01-08"},
	    {"9999-12-31", DATE_BY_WEEK, "9999-12-27", "9999-W52", NULL},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char text[DATE_TEXT];
		struct date date;
		CHECK(!date_parse(slice_of(rows[i].day), NULL, &date));
		int64_t start = date_period_start(date.us, rows[i].period);
		CHECK(date_period_start(date_end(date), rows[i].period) == start);
		date_period_name(start, DATE_BY_DAY, text);
		CHECK_TEXT(text, rows[i].start);
		date_period_name(start, rows[i].period, text);
		CHECK_TEXT(text, rows[i].name);
		if (!rows[i].next)
			continue;
		date_period_name(
		    date_period_next(start, rows[i].period), DATE_BY_DAY, text);
		CHECK_TEXT(text, rows[i].next);
	}
}

static void
test_end(void)
{
	struct date day = {0, true}, moment = {5, false};
	char text[DATE_TEXT];
	date_format(date_end(day), text);
	CHECK_TEXT(text, "1970-01-01T23:59:59.999999Z");
	CHECK(date_end(moment) == 5);
}

static void
test_random_moments(void)
{
	uint64_t state = 1;
	for (int i = 0; i < 100000; i++) {
		char text[DATE_TEXT];
		struct date date;
		state = state * 6364136223846793005U + 1442695040888963407U;
		int64_t us = (int64_t)((state >> 1) % (3652059 * (uint64_t)DATE_DAY)) -
		             719162 * DATE_DAY;
		if (i % 2)
			us -= us % DATE_SECOND;
		CHECK(date_format(us, text) == strlen(text));
		CHECK_TEXT(date_parse(slice_of(text), NULL, &date), "(null)");
		CHECK(date.us == us && !date.date_only);
		CHECK((strchr(text, '.') != NULL) == (us % DATE_SECOND != 0));
	}
}

static unsigned
random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*state >> 33) % n;
}

/* Marks may be left out, which is read by other means: nothing else may come of it. */
static void
test_with_marks_and_without(void)
{
	uint64_t state = 3;
	int good = 0;
	for (int i = 0; i < 300000; i++) {
		char text[80], bare[80];
		unsigned year = random_below(&state, 10000),
		         month = random_below(&state, 14), day = random_below(&state, 33),
		         hour = random_below(&state, 25),
		         minute = random_below(&state, 61),
		         second = random_below(&state, 62);
		snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u", year, month,
		    day, hour, minute, second);
		snprintf(bare, sizeof bare, "%04u%02u%02uT%02u%02u%02u", year, month, day,
		    hour, minute, second);
		if (i % 2)
			text[10] = bare[8] = '\0';
		struct date date = {-1, false}, other = {-1, false};
		const char *why = date_parse(slice_of(text), NULL, &date);
		const char *expected = date_parse(slice_of(bare), NULL, &other);
		CHECK(why == expected && date.us == other.us &&
		      date.date_only == other.date_only);
		good += !why;
	}
	CHECK(good > 100000);
}

/* One wrong byte, wherever it stands: no date. */
static void
test_wrong_bytes(void)
{
	static const char right[] = "2026-11-22T13:05:09";
	for (size_t i = 0; i < sizeof right - 1; i++) {
		for (int c = 0; c < 256; c++) {
			char text[sizeof right];
			struct date date;
			memcpy(text, right, sizeof right);
			text[i] = (char)c;
			bool digit =
			    c >= '0' && c <= '9' && right[i] >= '0' && right[i] <= '9';
			bool other = (i == 10 && c == ' ') || /* 13:05+09 */
			             (i == 16 && (c == '+' || c == '-'));
			if (!digit && !other && c != right[i])
				CHECK(date_parse((struct slice){text, sizeof text - 1},
				          NULL, &date) != NULL);
		}
	}
}

static void
test_spans(void)
{
	static const struct {
		const char *text;
		int64_t seconds; /* or -1 */
	} rows[] = {
	    {"30d", 2592000},
	    {"1d12h", 129600},
	    {"0d", 0},
	    {"0s", 0},
	    {"2w", 1209600},
	    {"1w1d1h1m1s", 694861},
	    {"90m", 5400},
	    {"007s", 7},
	    {"1w0s", 604800},
	    {"9999w", INT64_C(9999) * 604800},
	    {"3659634d", INT64_C(3659634) * 86400},
	    {"3659635d", -1},
	    {"3659634d1s", -1},
	    {"999999999999999999999999s", -1},
	    {"999999999999999999999999w", -1},
	    {"", -1},
	    {"d", -1},
	    {"30", -1},
	    {"30 d", -1},
	    {"30D", -1},
	    {"-30d", -1},
	    {"+30d", -1},
	    {"1.5d", -1},
	    {"1d1d", -1},
	    {"12h1d", -1},
	    {"1d12", -1},
	    {"1y", -1},
	    {"1s1", -1},
	    {"1s1s", -1},
	    {"30days", -1},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		int64_t us = -1;
		const char *why = date_span_parse(slice_of(rows[i].text), &us);
		bool same = rows[i].seconds < 0 ? why && strstr(why, "span of time")
		                                : us == rows[i].seconds * DATE_SECOND;
		CHECK_TEXT(same ? rows[i].text : "otherwise", rows[i].text);
	}
	int64_t us;
	CHECK(date_span_parse((struct slice){NULL, 0}, &us));
}

int
main(void)
{
	setenv("TZ", "XXX5YYY", 1); /* which must not show anywhere */
	test_iso();
	test_hints();
	test_formats();
	test_check_format();
	test_exists();
	test_every_day();
	test_period_names();
	test_end();
	test_random_moments();
	test_with_marks_and_without();
	test_wrong_bytes();
	test_spans();
	return check_result();
}
