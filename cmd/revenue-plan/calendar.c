#include "calendar.h"

#include <stdlib.h>

#include "../../common/mem.h"

static int64_t
year_one(void)
{
	return date_days((struct date_civil){1, 1, 1}) * DATE_DAY;
}

const char *
revplan_calendar_make(int64_t from_us, int64_t to_us, enum date_period period,
    int64_t ahead_us, struct revplan_calendar *calendar)
{
	size_t capacity = 0;
	*calendar = (struct revplan_calendar){.period = period};
	/* A week's beginning may lie in the year before. */
	if (from_us - ahead_us < year_one() + 7 * DATE_DAY)
		return "the volumes would be needed before the year 1";
	int64_t start = date_period_start(from_us - ahead_us, period);
	for (;; start = date_period_next(start, period)) {
		calendar->starts = mem_grow(calendar->starts, &capacity,
		    calendar->count + 1, sizeof *calendar->starts);
		calendar->starts[calendar->count] = start;
		if (start >= to_us)
			break;
		if (start < from_us)
			calendar->first++;
		if (++calendar->count > REVPLAN_MOST_PERIODS)
			return "there are more than 10000 periods: choose a longer "
			       "--period";
	}
	calendar->weights =
	    mem_new(calendar->count - calendar->first, sizeof *calendar->weights);
	for (size_t i = 0; i < calendar->count - calendar->first; i++)
		calendar->weights[i] = 1;
	return NULL;
}

void
revplan_calendar_release(struct revplan_calendar *calendar)
{
	free(calendar->starts);
	free(calendar->weights);
	*calendar = (struct revplan_calendar){.count = 0};
}

size_t
revplan_calendar_name(
    const struct revplan_calendar *calendar, size_t i, char out[static DATE_TEXT])
{
	return date_period_name(calendar->starts[i], calendar->period, out);
}

size_t
revplan_calendar_find(const struct revplan_calendar *calendar, struct slice name)
{
	char text[DATE_TEXT];
	size_t low = 0, high = calendar->count;
	name = slice_trim(name);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t n = revplan_calendar_name(calendar, middle, text);
		int order = slice_compare(name, (struct slice){text, n});
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return calendar->count;
}

size_t
revplan_calendar_earliest(const struct revplan_calendar *calendar, int64_t ahead_us)
{
	int64_t begin = calendar->starts[calendar->first] - ahead_us;
	size_t i = 0;
	while (calendar->starts[i + 1] <= begin)
		i++;
	return i;
}

size_t
revplan_calendar_latest(const struct revplan_calendar *calendar, int64_t ahead_us)
{
	int64_t end = calendar->starts[calendar->count] - ahead_us;
	size_t i = calendar->count - 1;
	while (calendar->starts[i] >= end)
		i--;
	return i;
}

void
revplan_calendar_spread(const struct revplan_calendar *calendar, money_units total,
    int64_t ahead_us, money_units *parts)
{
	size_t wins = calendar->count - calendar->first, j = 0;
	struct spread_room room = {NULL, 0};
	money_units *of_wins = mem_new(wins, sizeof *of_wins);
	money_units *overlaps = mem_new(calendar->count, sizeof *overlaps);
	money_units *shares = mem_new(calendar->count, sizeof *shares);
	spread(total, calendar->weights, NULL, wins, of_wins, &room);
	for (size_t i = 0; i < calendar->count; i++)
		parts[i] = 0;
	for (size_t i = 0; i < wins; i++) {
		const int64_t *starts = calendar->starts;
		int64_t begin = starts[calendar->first + i] - ahead_us;
		int64_t end = starts[calendar->first + i + 1] - ahead_us;
		size_t n = 0;
		while (starts[j + 1] <= begin)
			j++;
		for (; j + n < calendar->count && starts[j + n] < end; n++) {
			int64_t from = starts[j + n] > begin ? starts[j + n] : begin;
			int64_t to = starts[j + n + 1] < end ? starts[j + n + 1] : end;
			overlaps[n] = to - from;
		}
		spread(of_wins[i], overlaps, NULL, n, shares, &room);
		for (size_t k = 0; k < n; k++)
			parts[j + k] += shares[k];
	}
	free(of_wins);
	free(overlaps);
	free(shares);
	spread_room_release(&room);
}
