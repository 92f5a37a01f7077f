#include "fc_period.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum date_period period; /* not of numbers */
	int64_t months;          /* 0: isn't made of months */
	size_t season;
} kinds[FC_PERIOD_KINDS] = {
    [FC_BY_WEEK] = {"week", DATE_BY_WEEK, 0, 52},
    [FC_BY_MONTH] = {"month", DATE_BY_MONTH, 1, 12},
    [FC_BY_QUARTER] = {"quarter", DATE_BY_QUARTER, 3, 4},
    [FC_BY_YEAR] = {"year", DATE_BY_YEAR, 12, 1},
    [FC_BY_NUMBER] = {"number", DATE_BY_DAY, 0, 1},
};

const char *
fc_period_kind_name(enum fc_period_kind kind)
{
	return kinds[kind].name;
}

bool
fc_period_kind_named(const char *name, enum fc_period_kind *kind)
{
	for (size_t i = 0; i < FC_PERIOD_KINDS; i++) {
		if (strcmp(name, kinds[i].name) != 0)
			continue;
		*kind = (enum fc_period_kind)i;
		return true;
	}
	return false;
}

size_t
fc_period_season(enum fc_period_kind kind)
{
	return kinds[kind].season;
}

/* Reading names */

/* Takes all of the digits at the beginning, at most 15; returns how many. */
static size_t
take_digits(struct slice *text, int64_t *number)
{
	size_t n = 0;
	*number = 0;
	while (n < text->n && n < 15 && text->p[n] >= '0' && text->p[n] <= '9')
		*number = *number * 10 + (text->p[n++] - '0');
	text->p += n;
	text->n -= n;
	return n;
}

static bool
take_char(struct slice *text, char c)
{
	if (!text->n || slice_lower(*text->p) != c)
		return false;
	text->p++;
	text->n--;
	return true;
}

bool
fc_period_parse_number(struct slice cell, struct fc_period *period)
{
	struct slice text = slice_trim(cell);
	bool negative = take_char(&text, '-');
	*period = (struct fc_period){FC_BY_NUMBER, 0};
	if (!take_digits(&text, &period->place) || text.n)
		return false;
	if (negative)
		period->place = -period->place;
	return true;
}

/* The Monday of the ISO week; the week with the year's January 4th is its first. */
static bool
week(int64_t year, int64_t number, struct fc_period *period)
{
	int64_t fourth = date_days((struct date_civil){(int)year, 1, 4}) * DATE_DAY;
	int64_t monday = date_period_start(fourth, DATE_BY_WEEK);
	monday += (number - 1) * 7 * DATE_DAY;
	int64_t thursday = monday + 3 * DATE_DAY;
	if (number < 1 ||
	    date_civil_of_days(thursday / DATE_DAY - (thursday % DATE_DAY < 0)).year !=
	        year)
		return false;
	*period = fc_period_of(monday, FC_BY_WEEK);
	return true;
}

/* `Q4 2026` */
static bool
parse_quarter_first(struct slice text, struct fc_period *period)
{
	int64_t quarter, year;
	if (!take_char(&text, 'q') || take_digits(&text, &quarter) != 1)
		return false;
	while (take_char(&text, ' ') || take_char(&text, '-'))
		;
	if (take_digits(&text, &year) != 4 || text.n || year < 1000 || quarter < 1 ||
	    quarter > 4)
		return false;
	*period = (struct fc_period){FC_BY_QUARTER, year * 4 + quarter - 1};
	return true;
}

bool
fc_period_parse(struct slice cell, struct fc_period *period)
{
	struct slice text = slice_trim(cell);
	int64_t year, number;
	if (parse_quarter_first(text, period))
		return true;
	size_t digits = take_digits(&text, &year);
	if (digits > 0 && digits < 4 && !text.n) {
		*period = (struct fc_period){FC_BY_NUMBER, year};
		return true;
	}
	if (digits != 4 || year < 1000)
		return false;
	*period = (struct fc_period){FC_BY_YEAR, year};
	if (!text.n)
		return true;
	bool dash = take_char(&text, '-') || take_char(&text, ' ');
	bool is_quarter = take_char(&text, 'q'), is_week = take_char(&text, 'w');
	digits = take_digits(&text, &number);
	if (text.n || (!dash && !is_quarter && !is_week) || (is_quarter && is_week))
		return false;
	if (is_quarter) {
		*period = (struct fc_period){FC_BY_QUARTER, year * 4 + number - 1};
		return digits == 1 && number >= 1 && number <= 4;
	}
	if (is_week)
		return digits == 2 && week(year, number, period);
	*period = (struct fc_period){FC_BY_MONTH, year * 12 + number - 1};
	return digits == 2 && number >= 1 && number <= 12;
}

/* Places and moments */

struct fc_period
fc_period_of(int64_t us, enum fc_period_kind kind)
{
	int64_t days = us / DATE_DAY - (us % DATE_DAY < 0);
	struct date_civil civil = date_civil_of_days(days);
	if (kind == FC_BY_WEEK) {
		int64_t monday = date_period_start(us, DATE_BY_WEEK) / DATE_DAY;
		/* The week of 1970-01-01 began three days before. */
		int64_t place = (monday + 3) / 7;
		return (struct fc_period){kind, place};
	}
	int64_t months = (int64_t)civil.year * 12 + civil.month - 1;
	return (struct fc_period){kind, months / kinds[kind].months};
}

bool
fc_period_coarser(
    struct fc_period period, enum fc_period_kind kind, struct fc_period *coarser)
{
	int64_t fine = kinds[period.kind].months, coarse = kinds[kind].months;
	if (period.kind == kind)
		fine = coarse = 1;
	if (!fine || coarse < fine)
		return false;
	*coarser = (struct fc_period){kind, period.place * fine / coarse};
	return true;
}

int64_t
fc_period_start(struct fc_period period)
{
	if (period.kind == FC_BY_WEEK)
		return (period.place * 7 - 3) * DATE_DAY;
	int64_t months = period.place * kinds[period.kind].months;
	struct date_civil civil = {(int)(months / 12), (int)(months % 12) + 1, 1};
	return date_days(civil) * DATE_DAY;
}

int64_t
fc_period_end(struct fc_period period)
{
	period.place++;
	return fc_period_start(period) - 1;
}

size_t
fc_period_name(struct fc_period period, char out[static DATE_TEXT])
{
	if (period.kind != FC_BY_NUMBER)
		return date_period_name(
		    fc_period_start(period), kinds[period.kind].period, out);
	return (size_t)snprintf(out, DATE_TEXT, "%lld", (long long)period.place);
}
