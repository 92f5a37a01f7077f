/*
 * The funnels of a table, one for each segment of --by, or just one. What can't be
 * planned ends the program with status 65.
 */
#ifndef REVPLAN_SEGMENTS_H
#define REVPLAN_SEGMENTS_H

#include "../../common/group.h"
#include "../../common/list.h"
#include "funnel.h"
#include "grid.h"

struct revplan_segment {
	struct revplan_funnel funnel;
	struct money
	    value;    /* the last row's: what the wins brought, 0 if it isn't told */
	bool planned; /* it has a target above 0 */
	struct revplan_grid grid;
};

struct revplan_segments {
	const struct list *by;
	struct group *groups;         /* with as many cells as `by` */
	struct revplan_segment *list; /* by group */
	size_t capacity;
	int decimals; /* of money */
};

/* One segment, its funnel empty, if `by` is; else none yet. `by` must outlive them; they
 * are to be released. */
void revplan_segments_init(
    struct revplan_segments *segments, const struct list *by, int decimals);
void revplan_segments_release(struct revplan_segments *segments);

size_t revplan_segments_count(const struct revplan_segments *segments);

/* The segment with these cells, new or not. Until the next call. */
struct revplan_segment *
revplan_segments_of(struct revplan_segments *segments, const struct slice *cells);

/* `channel "web": `, or `` where there is just one. */
struct revplan_segment_name {
	char text[600];
};
struct revplan_segment_name
revplan_segments_name(const struct revplan_segments *segments, size_t i);

/* All have the same stages in the same order. */
void revplan_segments_check(const struct revplan_segments *segments);

/* Splits the target over the segments by what each brought, to the last decimal, or gives
 * it to the only one. Returns false if none brought anything. */
bool revplan_segments_split(struct revplan_segments *segments, struct money target);

/* Solves those that have a target, and notes those that don't, unless `quiet`. */
void revplan_segments_solve(struct revplan_segments *segments, bool quiet);

/* The longest time from the first stage to the win. */
int64_t revplan_segments_ahead_us(const struct revplan_segments *segments);

/* Fills in the grids; the calendar, or NULL, must outlive them. */
void revplan_segments_spread(
    struct revplan_segments *segments, const struct revplan_calendar *calendar);

/*
 * What the planned ones come to together, as a segment of its own: volumes, revenue and
 * target are sums, rates and per_win what these make. It has no lags and no intervals.
 * Returns false if a sum gets too large. To be freed with the release below.
 */
bool revplan_segments_total(
    const struct revplan_segments *segments, struct revplan_segment *total);
void revplan_segment_release(struct revplan_segment *segment);

#endif
