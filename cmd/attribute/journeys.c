#include "journeys.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/strmap.h"

/* At equal times in this order. */
enum kind { TOUCH, MILESTONE, CONVERSION };

struct event {
	int64_t time_us; /* of a conversion: the last moment that counts */
	uint32_t id;
	uint32_t what; /* a channel, or a conversion's number */
	uint8_t kind, milestones;
};

/* An event of the id at hand. */
struct placed {
	struct event event;
	uint32_t noted; /* its place among all events */
};

struct conversion {
	int64_t start_us; /* where a date without time begins */
	struct money value;
};

struct attr_journeys {
	struct strmap *ids;
	struct event *events;
	size_t count, capacity;
	struct conversion *conversions;
	size_t conversions_count, conversions_capacity;
	/* of the id at hand */
	struct placed *placed;
	size_t placed_capacity;
	struct attr_touch *touches;
	size_t touches_capacity;
};

struct attr_journeys *
attr_journeys_new(void)
{
	struct attr_journeys *journeys = mem_new(1, sizeof *journeys);
	journeys->ids = strmap_new();
	return journeys;
}

void
attr_journeys_free(struct attr_journeys *journeys)
{
	if (!journeys)
		return;
	strmap_free(journeys->ids);
	free(journeys->events);
	free(journeys->conversions);
	free(journeys->placed);
	free(journeys->touches);
	free(journeys);
}

uint32_t
attr_journeys_id(struct attr_journeys *journeys, struct slice id)
{
	return strmap_add(journeys->ids, id);
}

static void
note(struct attr_journeys *journeys, const struct event *event)
{
	if (journeys->count == UINT32_MAX - 1)
		diag_fatal(EX_OSERR, "more than 4294967294 touches and conversions");
	journeys->events = mem_grow(journeys->events, &journeys->capacity,
	    journeys->count + 1, sizeof *journeys->events);
	journeys->events[journeys->count++] = *event;
}

void
attr_journeys_touch(struct attr_journeys *journeys, uint32_t id, struct date time,
    uint32_t channel, uint8_t milestones)
{
	note(journeys, &(struct event){time.us, id, channel, TOUCH, milestones});
}

void
attr_journeys_reach(
    struct attr_journeys *journeys, uint32_t id, struct date time, uint8_t milestones)
{
	note(journeys,
	    &(struct event){date_end(time), id, ATTR_NO_CHANNEL, MILESTONE, milestones});
}

void
attr_journeys_convert(
    struct attr_journeys *journeys, uint32_t id, struct date time, struct money value)
{
	size_t i = journeys->conversions_count++;
	note(journeys, &(struct event){date_end(time), id, (uint32_t)i, CONVERSION, 0});
	journeys->conversions = mem_grow(journeys->conversions,
	    &journeys->conversions_capacity, i + 1, sizeof *journeys->conversions);
	journeys->conversions[i] = (struct conversion){time.us, value};
}

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	if (x->event.time_us != y->event.time_us)
		return x->event.time_us < y->event.time_us ? -1 : 1;
	if (x->event.kind != y->event.kind)
		return x->event.kind < y->event.kind ? -1 : 1;
	return (x->noted > y->noted) - (x->noted < y->noted);
}

/* The events' numbers by id; *begin has for each id where its own begin, and one more.
 * Both to be freed. */
static uint32_t *
by_id(const struct attr_journeys *journeys, size_t **begin)
{
	size_t ids = strmap_count(journeys->ids);
	uint32_t *order = mem_new(journeys->count, sizeof *order);
	size_t *at = mem_new(ids + 2, sizeof *at);
	for (size_t i = 0; i < journeys->count; i++)
		at[journeys->events[i].id + 2]++;
	for (size_t i = 2; i < ids + 2; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < journeys->count; i++)
		order[at[journeys->events[i].id + 1]++] = (uint32_t)i;
	*begin = at;
	return order;
}

/* Puts n events, by their numbers, into journeys->placed in their order. */
static void
place(struct attr_journeys *journeys, const uint32_t *numbers, size_t n)
{
	bool sorted = true;
	journeys->placed = mem_grow(
	    journeys->placed, &journeys->placed_capacity, n, sizeof *journeys->placed);
	journeys->touches = mem_grow(
	    journeys->touches, &journeys->touches_capacity, n, sizeof *journeys->touches);
	struct placed *placed = journeys->placed;
	for (size_t i = 0; i < n; i++) {
		placed[i] = (struct placed){journeys->events[numbers[i]], numbers[i]};
		sorted &= i == 0 || compare_placed(&placed[i - 1], &placed[i]) < 0;
	}
	if (!sorted)
		qsort(placed, n, sizeof *placed, compare_placed);
}

/* The touches from event `from` to before event `to`, those before `start_us` aside, into
 * journeys->touches; returns how many. */
static size_t
collect(struct attr_journeys *journeys, size_t from, size_t to, int64_t start_us)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		const struct event *event = &journeys->placed[i].event;
		if (event->time_us < start_us)
			continue;
		if (event->kind == TOUCH)
			journeys->touches[n++] = (struct attr_touch){
			    event->time_us, event->what, event->milestones};
		else if (event->kind == MILESTONE && n)
			journeys->touches[n - 1].milestones |= event->milestones;
	}
	return n;
}

/* The earliest moment that counts, from the one that the lookback counts from. */
static int64_t
look_back(const struct attr_journeys_rules *rules, int64_t us)
{
	int64_t start_us;
	return __builtin_sub_overflow(us, rules->lookback_us, &start_us) ? INT64_MIN
	                                                                 : start_us;
}

/* The paths of one id: its n events are in journeys->placed. */
static void
each_of(struct attr_journeys *journeys, size_t n, const struct attr_journeys_rules *rules,
    void (*take)(void *context, const struct attr_journey *journey), void *context)
{
	struct attr_journey journey;
	size_t from = 0;
	int64_t latest_us = INT64_MIN; /* of the touches since `from` */
	bool converted = false;
	for (size_t i = 0; i < n; i++) {
		const struct event *event = &journeys->placed[i].event;
		if (event->kind == TOUCH)
			latest_us = event->time_us;
		if (event->kind != CONVERSION)
			continue;
		const struct conversion *conversion = &journeys->conversions[event->what];
		journey.n =
		    collect(journeys, from, i, look_back(rules, conversion->start_us));
		journey.touches = journeys->touches;
		journey.converted = converted = true;
		journey.value = conversion->value;
		take(context, &journey);
		if (rules->reset) {
			from = i + 1;
			latest_us = INT64_MIN;
		}
	}
	if ((converted && !rules->reset) || latest_us == INT64_MIN)
		return;
	journey.n = collect(journeys, from, n, look_back(rules, latest_us));
	journey.touches = journeys->touches;
	journey.converted = false;
	journey.value = (struct money){0};
	take(context, &journey);
}

void
attr_journeys_each(struct attr_journeys *journeys,
    const struct attr_journeys_rules *rules,
    void (*take)(void *context, const struct attr_journey *journey), void *context)
{
	size_t *begin;
	uint32_t *order = by_id(journeys, &begin);
	for (size_t id = 0; id < strmap_count(journeys->ids); id++) {
		size_t n = begin[id + 1] - begin[id];
		place(journeys, order + begin[id], n);
		each_of(journeys, n, rules, take, context);
	}
	free(order);
	free(begin);
}
