/*
 * A plan's periods, and the earlier ones in which its volumes have to come in. Pure but
 * for memory.
 *
 * The wins of a period are spread evenly over its days. A stage that lies t days before
 * the win is needed t days before them: that stretch of time is laid over the calendar,
 * and each period gets of the volume what it has of the stretch.
 */
#ifndef REVPLAN_CALENDAR_H
#define REVPLAN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/money.h"
#include "../../common/slice.h"
#include "../../common/spread.h"

enum { REVPLAN_MOST_PERIODS = 10000 };

struct revplan_calendar {
	enum date_period period;
	int64_t *starts; /* of each period, and the end of the last: count + 1 */
	size_t count;
	size_t first; /* the first period of the plan: those before are earlier */
	money_units
	    *weights; /* of the plan's periods, count - first, the season: all 1 */
};

/*
 * The periods from the moment `from_us` to before `to_us`, both beginnings of periods,
 * and those that reach back ahead_us from there. Returns NULL, or what is wrong: more
 * than REVPLAN_MOST_PERIODS, or before the year 1. To be released in either case.
 */
const char *revplan_calendar_make(int64_t from_us, int64_t to_us, enum date_period period,
    int64_t ahead_us, struct revplan_calendar *calendar);
void revplan_calendar_release(struct revplan_calendar *calendar);

/* The period's name (date.h). Returns the length. */
size_t revplan_calendar_name(
    const struct revplan_calendar *calendar, size_t i, char out[static DATE_TEXT]);

/* The period of that name, count if there's none. Names sort by time. */
size_t revplan_calendar_find(const struct revplan_calendar *calendar, struct slice name);

/* The first and the last period in which what lies ahead_us before the win is needed. */
size_t
revplan_calendar_earliest(const struct revplan_calendar *calendar, int64_t ahead_us);
size_t revplan_calendar_latest(const struct revplan_calendar *calendar, int64_t ahead_us);

/* Spreads the total, in the caller's units, over all periods: the parts, count of them,
 * add up to it. */
void revplan_calendar_spread(const struct revplan_calendar *calendar, money_units total,
    int64_t ahead_us, money_units *parts);

#endif
