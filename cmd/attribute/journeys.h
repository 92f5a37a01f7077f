/*
 * Touches and conversions of many ids, noted in any order, and the paths that they make.
 *
 * The events of an id are put in the order of time; at equal times touches come first,
 * then milestones that somebody reached without a touch, then conversions, and within
 * each of these those noted first. The path of a conversion is the touches before it.
 */
#ifndef ATTR_JOURNEYS_H
#define ATTR_JOURNEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/money.h"
#include "../../common/slice.h"
#include "weights.h"

struct attr_journeys;

struct attr_journeys *attr_journeys_new(void);
void attr_journeys_free(struct attr_journeys *journeys);

/* The number of the id, counted from 0 in order of first sight. */
uint32_t attr_journeys_id(struct attr_journeys *journeys, struct slice id);

/* A touch by a channel, at which milestones may have been reached (bits). */
void attr_journeys_touch(struct attr_journeys *journeys, uint32_t id, struct date time,
    uint32_t channel, uint8_t milestones);

/* Milestones reached without a touch: the latest touch of the path takes them. */
void attr_journeys_reach(
    struct attr_journeys *journeys, uint32_t id, struct date time, uint8_t milestones);

/* A conversion. A date without a time of day is all of its day: touches of that day are
 * before it. */
void attr_journeys_convert(
    struct attr_journeys *journeys, uint32_t id, struct date time, struct money value);

struct attr_journeys_rules {
	int64_t lookback_us; /* touches that are so old still count; INT64_MAX: all */
	bool reset;          /* a conversion takes its touches from the next one's path */
};

/* A path that ended: its touches, in the order of time, valid during the call. */
struct attr_journey {
	const struct attr_touch *touches;
	size_t n;
	bool converted;
	struct money value; /* 0 unless converted */
};

/*
 * Calls `take` for every conversion, n being 0 where it had no touch, and for every path
 * that failed, of one touch at least: all touches of an id that never converted, and with
 * `reset` those after the last conversion too. Of a path that failed, the lookback counts
 * from its latest touch. Ids come in the order of first sight.
 */
void attr_journeys_each(struct attr_journeys *journeys,
    const struct attr_journeys_rules *rules,
    void (*take)(void *context, const struct attr_journey *journey), void *context);

#endif
