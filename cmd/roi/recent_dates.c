#include "recent_dates.h"

#include <stdlib.h>

#include "../../common/decimal.h"
#include "../../common/hash.h"
#include "../../common/mem.h"

enum { TEXTS = 4096, LONGEST = 23, DAYS = 1024, LONGEST_NAME = 11, MONTH_BITS = 8 };

struct text {
	uint8_t length; /* 0: empty */
	char text[LONGEST];
	int64_t us;
};

struct month {
	uint64_t text; /* the eight bytes `2026-11-`; 0: empty */
	int64_t first_us;
	uint32_t days;
};

struct day {
	int32_t day;
	uint8_t length; /* of the period's name, 0: empty */
	char name[LONGEST_NAME];
};

struct roi_recent_dates {
	struct text *texts;                   /* by hash; NULL as long as there's none */
	struct day days[DAYS];                /* by number */
	struct month months[1 << MONTH_BITS]; /* by hash */
};

struct roi_recent_dates *
roi_recent_dates_new(void)
{
	return mem_new(1, sizeof(struct roi_recent_dates));
}

void
roi_recent_dates_free(struct roi_recent_dates *dates)
{
	if (dates)
		free(dates->texts);
	free(dates);
}

void
roi_recent_dates_forget(struct roi_recent_dates *dates)
{
	free(dates->texts);
	dates->texts = NULL;
}

/* The month that the text is of a day of; false if it isn't. */
static bool
learn_month(struct month *month, struct slice text)
{
	char first[10];
	struct date date;
	memcpy(first, text.p, 8);
	memcpy(first + 8, "01", 2);
	if (!date_parse_plain((struct slice){first, sizeof first}, &date))
		return false;
	int64_t next_us = date_period_next(date.us, DATE_BY_MONTH);
	*month = (struct month){
	    decimal_load(text.p), date.us, (uint32_t)((next_us - date.us) / DATE_DAY)};
	return true;
}

bool
roi_recent_dates_day(struct roi_recent_dates *dates, struct slice text, int64_t *us)
{
	if (text.n != 10)
		return false;
	const uint64_t start = decimal_load(text.p);
	const unsigned tens = (unsigned)text.p[8] - '0', ones = (unsigned)text.p[9] - '0';
	const unsigned before = tens * 10 + ones - 1;
	struct month *month =
	    &dates->months[start * 0x9e3779b97f4a7c15U >> (64 - MONTH_BITS)];
	if (tens > 9 || ones > 9 || (month->text != start && !learn_month(month, text)))
		return false;
	if (before >= month->days)
		return false;
	*us = month->first_us + before * DATE_DAY;
	return true;
}

bool
roi_recent_dates_find(
    const struct roi_recent_dates *dates, struct slice text, int64_t *us)
{
	if (!dates->texts)
		return false;
	const struct text *known = &dates->texts[hash_bytes(text, 0) % TEXTS];
	if (!known->length ||
	    !slice_equal((struct slice){known->text, known->length}, text))
		return false;
	*us = known->us;
	return true;
}

void
roi_recent_dates_note(struct roi_recent_dates *dates, struct slice text, int64_t us)
{
	if (text.n > LONGEST)
		return;
	if (!dates->texts)
		dates->texts = mem_new(TEXTS, sizeof *dates->texts);
	struct text *known = &dates->texts[hash_bytes(text, 0) % TEXTS];
	known->length = (uint8_t)text.n;
	if (text.n)
		memcpy(known->text, text.p, text.n);
	known->us = us;
}

struct slice
roi_recent_dates_period(
    struct roi_recent_dates *dates, int64_t us, enum date_period period)
{
	int32_t number = (int32_t)(date_period_start(us, DATE_BY_DAY) / DATE_DAY);
	struct day *day = &dates->days[(uint32_t)number % DAYS];
	if (day->length == 0 || day->day != number) {
		char name[DATE_TEXT];
		day->day = number;
		day->length = (uint8_t)date_period_name(
		    date_period_start(us, period), period, name);
		memcpy(day->name, name, day->length);
	}
	return (struct slice){day->name, day->length};
}
