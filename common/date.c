#include "date.h"

#include <limits.h>
#include <time.h>

#include "decimal.h"

#define NOT_A_DATE "is not a date"
#define NO_SUCH_DAY NOT_A_DATE ": there is no such day"
#define NO_SUCH_TIME NOT_A_DATE ": there is no such time of day"
#define NOT_IN_FORMAT NOT_A_DATE " as --date-format has it, which must read all of it"
#define NOT_A_SPAN "is not a span of time such as 30d or 1d12h (w, d, h, m, s)"
#define TOO_LONG "is too long a span of time"
#define OUT_OF_RANGE NOT_A_DATE " in the years 0001 to 9999"

static const int64_t earliest = -719162 * DATE_DAY; /* 0001-01-01 */
static const int64_t latest = 2932897 * DATE_DAY;   /* the end of 9999-12-31 */

enum {
	FORMATTED_TEXT = 128, /* room for a cell that a format reads, and its NUL */
	OFFSET = 18 * 3600,   /* from UTC, in seconds, at most */
};

/* What a cell says: the fields, before they are known to make sense. */
struct fields {
	struct date_civil civil;
	bool has_time;
	int hour, minute, second, us;
	int64_t offset; /* of the local time from UTC, in seconds */
};

/* ---- the calendar ---- */

/* Rounded down, also below zero. */
static int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Both directions by Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (2013): years that begin in March, so that the leap day is the last one, in eras of 400
 * years, which are all of the same length. March 1st of the year 0 is day -719468.
 */
enum { ERA_DAYS = 146097, MARCH_OF_0 = 719468 };

/* An era is added first, so that no number is below zero. */
static inline int64_t
days_of(struct date_civil civil)
{
	bool late = civil.month > 2;
	uint32_t year = (uint32_t)(civil.year + 400 - !late);
	uint32_t month = (uint32_t)(civil.month + (late ? -3 : 9));
	uint32_t of_year = (153 * month + 2) / 5 + (uint32_t)civil.day - 1;
	uint32_t days = year * 365 + year / 4 - year / 100 + year / 400 + of_year;
	return (int64_t)days - ERA_DAYS - MARCH_OF_0;
}

int64_t
date_days(struct date_civil civil)
{
	return days_of(civil);
}

struct date_civil
date_civil_of_days(int64_t days)
{
	int64_t era = floor_divide(days + MARCH_OF_0, ERA_DAYS);
	int64_t of_era = days + MARCH_OF_0 - era * ERA_DAYS;
	int64_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * month + 2) / 5 + 1;
	month += month < 10 ? 3 : -9;
	year += era * 400 + (month <= 2);
	return (struct date_civil){(int)year, (int)month, (int)day};
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool
date_exists(int year, int month, int day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month - 1] || (month == 2 && day == 29 && is_leap(year));
}

int64_t
date_end(struct date date)
{
	return date.date_only ? date.us + DATE_DAY - 1 : date.us;
}

/* ---- reading ---- */

/* Second 60 is a leap second; the count has none, so it is the second behind it. */
static const char *
date_of_fields(const struct fields *in, struct date *out)
{
	if (!date_exists(in->civil.year, in->civil.month, in->civil.day))
		return NO_SUCH_DAY;
	if (in->hour > 23 || in->minute > 59 || in->second > 60)
		return NO_SUCH_TIME;
	if (in->offset < -OFFSET || in->offset > OFFSET)
		return NOT_A_DATE ": an offset from UTC is 18 hours at most";
	int64_t second = in->hour * 3600 + in->minute * 60 + in->second - in->offset;
	int64_t us = date_days(in->civil) * DATE_DAY + second * DATE_SECOND + in->us;
	if (us < earliest || us >= latest)
		return OUT_OF_RANGE;
	*out = (struct date){us, !in->has_time};
	return NULL;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The take_ functions read from the front of *in what they are named for, or nothing. */

static bool
take(struct slice *in, char c)
{
	if (in->n == 0 || *in->p != c)
		return false;
	in->p++, in->n--;
	return true;
}

/* Exactly n digits. */
static bool
take_digits(struct slice *in, size_t n, int *value)
{
	int sum = 0;
	if (in->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(in->p[i]))
			return false;
		sum = sum * 10 + (in->p[i] - '0');
	}
	*value = sum;
	in->p += n, in->n -= n;
	return true;
}

/* Any number of digits. Where they are too many for any use here, the count is too. */
static bool
take_count(struct slice *in, int64_t *count)
{
	int digit;
	if (in->n == 0 || !is_digit(*in->p))
		return false;
	for (*count = 0; take_digits(in, 1, &digit);)
		if (*count < INT64_C(1000000000000))
			*count = *count * 10 + digit;
	return true;
}

/*
 * What most cells hold is read eight bytes at a time: digits with a mark among them, as
 * one word. `pattern` has '0' for each digit and zero in `marks`; the number that the
 * digit in each byte makes with the one behind it comes back there, the first in the
 * lowest.
 */
static inline bool
take_eight(struct slice *in, uint64_t pattern, uint64_t marks, uint64_t *pairs)
{
	const uint64_t upper = UINT64_C(0xf0f0f0f0f0f0f0f0);
	if (in->n < 8)
		return false;
	uint64_t word = decimal_load(in->p) ^ pattern;
	if (((word | (word + UINT64_C(0x0606060606060606))) & upper) | (word & marks))
		return false;
	*pairs = word * 10 + (word >> 8);
	in->p += 8, in->n -= 8;
	return true;
}

/* That of the two digits from byte `at` on. */
static inline int
two_of(uint64_t pairs, int at)
{
	return (int)(pairs >> 8 * at & 0xff);
}

/* 2026-11- with the day behind it: false if it's anything else. */
static inline bool
take_dashed_day(struct slice *in, struct date_civil *civil)
{
	struct slice rest = *in;
	uint64_t pairs;
	if (!take_eight(&rest, UINT64_C(0x2d30302d30303030), UINT64_C(0xff0000ff00000000),
	        &pairs))
		return false;
	if (rest.n < 2 || !is_digit(rest.p[0]) || !is_digit(rest.p[1]))
		return false;
	civil->year = two_of(pairs, 0) * 100 + two_of(pairs, 2);
	civil->month = two_of(pairs, 5);
	civil->day = (rest.p[0] - '0') * 10 + (rest.p[1] - '0');
	*in = (struct slice){rest.p + 2, rest.n - 2};
	return true;
}

/* 2026-11-22 or 20261122 */
static bool
take_day(struct slice *in, struct date_civil *civil)
{
	if (take_dashed_day(in, civil))
		return true;
	if (!take_digits(in, 4, &civil->year))
		return false;
	bool dashes = take(in, '-');
	return take_digits(in, 2, &civil->month) && (!dashes || take(in, '-')) &&
	       take_digits(in, 2, &civil->day);
}

/* The digits behind a decimal mark, as microseconds; those that are smaller are cut. */
static bool
take_fraction(struct slice *in, int *us)
{
	int unit = DATE_SECOND / 10, digit;
	if (in->n == 0 || !is_digit(*in->p))
		return false;
	for (; take_digits(in, 1, &digit); unit /= 10)
		*us += digit * unit;
	return true;
}

/* 13:05, 13:05:09, 13:05:09.123 or 130509 */
static bool
take_time(struct slice *in, struct fields *out)
{
	uint64_t pairs;
	if (take_eight(
	        in, UINT64_C(0x30303a30303a3030), UINT64_C(0x0000ff0000ff0000), &pairs)) {
		out->hour = two_of(pairs, 0);
		out->minute = two_of(pairs, 3);
		out->second = two_of(pairs, 6);
		return !take(in, '.') || take_fraction(in, &out->us);
	}
	if (!take_digits(in, 2, &out->hour))
		return false;
	bool colons = take(in, ':');
	if (!take_digits(in, 2, &out->minute))
		return false;
	if (colons && !take(in, ':'))
		return true;
	return take_digits(in, 2, &out->second) &&
	       (!take(in, '.') || take_fraction(in, &out->us));
}

/* Z, +02:00, +0200 or +02 */
static bool
take_zone(struct slice *in, int64_t *offset)
{
	int hours, minutes = 0;
	if (take(in, 'Z'))
		return true;
	bool west = take(in, '-');
	if ((!west && !take(in, '+')) || !take_digits(in, 2, &hours))
		return false;
	if ((take(in, ':') || in->n) && !take_digits(in, 2, &minutes))
		return false;
	*offset = hours * 3600 + minutes * 60;
	if (west)
		*offset = -*offset;
	return minutes < 60;
}

static bool
take_iso(struct slice *in, struct fields *out)
{
	if (!take_day(in, &out->civil))
		return false;
	if (in->n == 0)
		return true;
	if (!take(in, 'T') && !take(in, ' '))
		return false;
	out->has_time = true;
	if (!take_time(in, out))
		return false;
	if (in->n == 0)
		return true;
	take(in, ' ');
	return take_zone(in, &out->offset) && in->n == 0;
}

/* ---- reading by a format ---- */

/* What a conversion of strptime tells. */
enum {
	YEAR = 1,
	MONTH = 2,
	DAY = 4,
	DAY_OF_YEAR = 8,
	TIME = 16,
	HALF = 32, /* an hour of the twelve-hour clock */
	NOON = 64, /* before or after noon */
	ZONE = 128,
	NOTHING = 256, /* that matters here */
};

/* Returns 0 for a conversion that isn't read here. */
static unsigned
conversion_tells(char conversion)
{
	static const struct {
		const char *conversions;
		unsigned tell;
	} rows[] = {
	    {"Yy", YEAR},
	    {"mbBh", MONTH},
	    {"de", DAY},
	    {"DFx", YEAR | MONTH | DAY},
	    {"j", DAY_OF_YEAR},
	    {"HMSTRXkr", TIME},
	    {"Il", TIME | HALF},
	    {"p", NOON},
	    {"z", ZONE},
	    {"c", YEAR | MONTH | DAY | TIME},
	    {"aAuwnt%", NOTHING},
	};
	for (size_t i = 0; conversion && i < sizeof rows / sizeof *rows; i++)
		if (strchr(rows[i].conversions, conversion))
			return rows[i].tell;
	return 0;
}

/* The next conversion in the format, past the flags that glibc skips; NULL at the end. */
static const char *
next_conversion(const char *format)
{
	format = strchr(format, '%');
	return format ? format + 1 + strspn(format + 1, "-_0^#") : NULL;
}

static unsigned
format_tells(const char *format)
{
	unsigned all = 0;
	while ((format = next_conversion(format)) && *format)
		all |= conversion_tells(*format++);
	return all;
}

static bool
is_epoch(const char *format)
{
	return strcmp(format, "%s") == 0;
}

static bool
has_all(unsigned set, unsigned bits)
{
	return (set & bits) == bits;
}

const char *
date_check_format(const char *format)
{
	if (is_epoch(format))
		return NULL;
	for (const char *p = format; (p = next_conversion(p)); p++) {
		if (*p == 'Z')
			return "%Z names a time zone, which no rule here can place; "
			       "%z reads an offset";
		if (*p == 's')
			return "%s, seconds since 1970, must be all there is";
		if (!conversion_tells(*p))
			return "it holds a conversion that can't be read";
	}
	unsigned all = format_tells(format);
	if (!has_all(all, YEAR | MONTH | DAY) && !has_all(all, YEAR | DAY_OF_YEAR))
		return "it needs a year, a month and a day, such as %d/%m/%Y";
	if (has_all(all, HALF) != has_all(all, NOON))
		return "%I and %p go together; %H is the hour of 24";
	if (has_all(all, ZONE) && !has_all(all, TIME))
		return "%z needs a time of day";
	return NULL;
}

/* Seconds since 1970, with a sign and a fraction where they are there. */
static const char *
parse_epoch(struct slice in, struct date *out)
{
	int64_t second;
	int us = 0;
	bool before = take(&in, '-');
	if (!before)
		take(&in, '+');
	if (!take_count(&in, &second))
		return NOT_IN_FORMAT;
	if ((take(&in, '.') && !take_fraction(&in, &us)) || in.n)
		return NOT_IN_FORMAT;
	if (second > latest / DATE_SECOND)
		return OUT_OF_RANGE;
	int64_t moment = second * DATE_SECOND + us;
	if (before)
		moment = -moment;
	if (moment < earliest || moment >= latest)
		return OUT_OF_RANGE;
	*out = (struct date){moment, false};
	return NULL;
}

/*
 * strptime checks neither that a day exists nor that an offset makes sense, and what it
 * finds for %j differs between libraries, so it is only asked for the numbers.
 */
static const char *
parse_formatted(struct slice cell, const char *format, struct date *out)
{
	char text[FORMATTED_TEXT];
	struct tm tm = {0};
	if (is_epoch(format))
		return parse_epoch(cell, out);
	if (cell.n == 0 || cell.n >= sizeof text)
		return NOT_IN_FORMAT;
	memcpy(text, cell.p, cell.n);
	text[cell.n] = '\0';
	if (strptime(text, format, &tm) != text + cell.n)
		return NOT_IN_FORMAT;
	unsigned all = format_tells(format);
	struct fields fields = {
	    .civil = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday},
	    .has_time = has_all(all, TIME),
	    .hour = tm.tm_hour,
	    .minute = tm.tm_min,
	    .second = tm.tm_sec,
	    .offset = tm.tm_gmtoff,
	};
	if (!has_all(all, MONTH | DAY)) {
		struct date_civil civil = {fields.civil.year, 1, 1};
		fields.civil = date_civil_of_days(date_days(civil) + tm.tm_yday);
		if (fields.civil.year != civil.year)
			return NO_SUCH_DAY;
	}
	return date_of_fields(&fields, out);
}

/* ---- hints: what isn't ISO 8601 may be recognised ---- */

#define SAY(format) NOT_A_DATE " by ISO 8601; say --date-format=" format
#define EITHER(a, b) "is ambiguous: say --date-format=" a " or --date-format=" b
#define ONE(format) format, NULL, SAY(format), NULL, NULL
#define TWO(a, b) a, b, SAY(a), SAY(b), EITHER(a, b)

/* Formats to try, and what to say where the first, the second or both read the text. %y
 * is before %Y, which would take the two digits for the year 26. */
static const struct {
	const char *first, *second;
	const char *say_first, *say_second, *say_either;
} hints[] = {
    {TWO("%d/%m/%y", "%m/%d/%y")},
    {TWO("%d/%m/%Y", "%m/%d/%Y")},
    {TWO("%d-%m-%y", "%m-%d-%y")},
    {TWO("%d-%m-%Y", "%m-%d-%Y")},
    {ONE("%d.%m.%y")},
    {ONE("%d.%m.%Y")},
    {ONE("%Y/%m/%d")},
    {ONE("%Y.%m.%d")},
};

static const char *
hint_of_formats(struct slice day)
{
	struct date unused;
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		bool first = !parse_formatted(day, hints[i].first, &unused);
		bool second =
		    hints[i].second && !parse_formatted(day, hints[i].second, &unused);
		if (first && second)
			return hints[i].say_either;
		if (first)
			return hints[i].say_first;
		if (second)
			return hints[i].say_second;
	}
	return NULL;
}

/* How many bytes at the beginning of the text are of the set? */
static size_t
span(struct slice text, const char *set)
{
	size_t n = 0;
	while (n < text.n && text.p[n] && strchr(set, text.p[n]))
		n++;
	return n;
}

/* 2026-W47-7, 2026W477 and shorter */
static bool
names_week(struct slice text)
{
	int year;
	if (!take_digits(&text, 4, &year))
		return false;
	take(&text, '-');
	return take(&text, 'W');
}

static const char *
explain(struct slice cell)
{
	size_t digits = span(cell, "0123456789");
	bool one_number = span(cell, "0123456789.") == cell.n;
	if (digits == 5 && one_number)
		return NOT_A_DATE ": it looks like a spreadsheet's serial number; "
		                  "format the column as a date there";
	if (digits == 10 && one_number)
		return SAY("%s") " if it counts seconds since 1970";
	if (names_week(cell))
		return NOT_A_DATE " that can be read: it names a week";
	struct slice day = {cell.p, span(cell, "0123456789/-.")};
	const char *why = hint_of_formats(day);
	return why ? why
	           : NOT_A_DATE " (ISO 8601, such as 2026-11-22); "
	                        "any other form needs --date-format";
}

/* Most days are of those that any month has. */
static inline bool
is_day(struct date_civil civil)
{
	bool usual = civil.year > 0 && civil.month > 0 && civil.month <= 12 &&
	             civil.day > 0 && civil.day <= 28;
	return usual || date_exists(civil.year, civil.month, civil.day);
}

/* 13:05:09, as the seconds since midnight. */
static inline bool
take_second(struct slice *in, int32_t *second)
{
	uint64_t pairs;
	if (!take_eight(
	        in, UINT64_C(0x30303a30303a3030), UINT64_C(0x0000ff0000ff0000), &pairs))
		return false;
	int hours = two_of(pairs, 0), minutes = two_of(pairs, 3);
	int seconds = two_of(pairs, 6);
	*second = hours * 3600 + minutes * 60 + seconds;
	return hours < 24 && minutes < 60 && seconds < 60;
}

bool
date_parse_plain(struct slice cell, struct date *out)
{
	struct date_civil civil;
	int32_t second = 0;
	bool date_only = cell.n == 10;
	if (!date_only && cell.n != 19 && (cell.n != 20 || cell.p[19] != 'Z'))
		return false;
	if (!take_dashed_day(&cell, &civil) || !is_day(civil))
		return false;
	if (!date_only &&
	    ((!take(&cell, ' ') && !take(&cell, 'T')) || !take_second(&cell, &second)))
		return false;
	*out = (struct date){days_of(civil) * DATE_DAY + second * DATE_SECOND, date_only};
	return true;
}

const char *
date_parse(struct slice cell, const char *format, struct date *out)
{
	if (!format && date_parse_plain(cell, out))
		return NULL;
	cell = slice_trim(cell);
	if (format)
		return parse_formatted(cell, format, out);
	struct fields fields = {0};
	struct slice rest = cell;
	if (take_iso(&rest, &fields))
		return date_of_fields(&fields, out);
	return explain(cell);
}

/* ---- periods ---- */

/* The Monday of its week; day 0 was a Thursday. */
static int64_t
monday_of(int64_t day)
{
	return floor_divide(day + 3, 7) * 7 - 3;
}

static int
first_month(int month, enum date_period period)
{
	if (period == DATE_BY_YEAR)
		return 1;
	return period == DATE_BY_QUARTER ? (month - 1) / 3 * 3 + 1 : month;
}

int64_t
date_period_start(int64_t us, enum date_period period)
{
	int64_t day = floor_divide(us, DATE_DAY);
	if (period == DATE_BY_DAY)
		return day * DATE_DAY;
	if (period == DATE_BY_WEEK)
		return monday_of(day) * DATE_DAY;
	struct date_civil civil = date_civil_of_days(day);
	civil.month = first_month(civil.month, period);
	civil.day = 1;
	return date_days(civil) * DATE_DAY;
}

/* The longest of its kind reaches into the next period and never beyond that. */
int64_t
date_period_next(int64_t start, enum date_period period)
{
	static const int longest[] = {
	    1, 7, 31, 92, 366}; /* in days, as they are listed */
	return date_period_start(start + longest[period] * DATE_DAY, period);
}

/* ---- writing ---- */

/* The last n digits of the value. */
static char *
put(char *p, int value, int n)
{
	for (int i = n; i-- > 0; value /= 10)
		p[i] = (char)('0' + value % 10);
	return p + n;
}

static char *
put_day(char *p, struct date_civil civil)
{
	p = put(p, civil.year, 4);
	*p++ = '-';
	p = put(p, civil.month, 2);
	*p++ = '-';
	return put(p, civil.day, 2);
}

static char *
put_week(char *p, int64_t monday)
{
	/* A week is of the year that its Thursday is in: ISO 8601. */
	int64_t thursday = monday + 3;
	int year = date_civil_of_days(thursday).year;
	int64_t of_year = thursday - date_days((struct date_civil){year, 1, 1});
	p = put(p, year, 4);
	*p++ = '-';
	*p++ = 'W';
	return put(p, (int)(of_year / 7 + 1), 2);
}

size_t
date_period_name(int64_t start, enum date_period period, char out[static DATE_TEXT])
{
	int64_t day = floor_divide(start, DATE_DAY);
	struct date_civil civil = date_civil_of_days(day);
	char *p = out;
	if (period == DATE_BY_DAY) {
		p = put_day(p, civil);
	} else if (period == DATE_BY_WEEK) {
		p = put_week(p, monday_of(day));
	} else {
		p = put(p, civil.year, 4);
		if (period == DATE_BY_QUARTER) {
			*p++ = '-', *p++ = 'Q';
			p = put(p, (civil.month + 2) / 3, 1);
		} else if (period == DATE_BY_MONTH) {
			*p++ = '-';
			p = put(p, civil.month, 2);
		}
	}
	*p = '\0';
	return (size_t)(p - out);
}

size_t
date_format(int64_t us, char out[static DATE_TEXT])
{
	int64_t day = floor_divide(us, DATE_DAY), of_day = us - day * DATE_DAY;
	int second = (int)(of_day / DATE_SECOND), fraction = (int)(of_day % DATE_SECOND);
	char *p = put_day(out, date_civil_of_days(day));
	*p++ = 'T';
	p = put(p, second / 3600, 2);
	*p++ = ':';
	p = put(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put(p, second % 60, 2);
	if (fraction) {
		*p++ = '.';
		p = put(p, fraction, 6);
		while (p[-1] == '0')
			p--;
	}
	*p++ = 'Z';
	*p = '\0';
	return (size_t)(p - out);
}

/* ---- spans ---- */

const char *
date_span_parse(struct slice text, int64_t *us)
{
	static const struct {
		char name;
		int64_t seconds;
	} units[] = {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
	enum { UNITS = sizeof units / sizeof *units };
	static const int64_t longest = INT64_C(9999) * 366 * 86400;
	int64_t seconds = 0, count;
	for (size_t unit = 0; unit == 0 || text.n; unit++) {
		if (!take_count(&text, &count))
			return NOT_A_SPAN;
		while (unit < UNITS && !take(&text, units[unit].name))
			unit++;
		if (unit == UNITS)
			return NOT_A_SPAN;
		if (count > longest / units[unit].seconds)
			return TOO_LONG;
		seconds += count * units[unit].seconds;
	}
	if (seconds > longest)
		return TOO_LONG;
	*us = seconds * DATE_SECOND;
	return NULL;
}
