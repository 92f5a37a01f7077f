/*
 * Which way somebody took through the funnel: the chain of events that gets furthest.
 * Pure.
 *
 * A chain begins at an event of the first step, its entry. Each next step is reached at
 * its earliest event not before the previous one, and the last one at the latest when
 * the window, counted from the entry, ends; the window's end counts. Of the chains that
 * get furthest the one that starts earliest is taken. At equal times the order of the
 * steps decides.
 *
 *   ordered  other events may lie between the steps. This is ClickHouse's windowFunnel
 *            in its default mode.
 *   strict   they may not, be they of a step or not; a repeat of the step just reached
 *            is none. At equal times what is no step comes last.
 *   any      how many different steps happen, in whatever order: the n-th is reached at
 *            the first event of the n-th different step. An entry is an event of any
 * step.
 *
 * With `implied`, for ordered only, an event of a step is one of all earlier steps too.
 */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an event is if not of a step: in the order they take at equal times. */
enum { PATH_LOST = -1, PATH_OTHER = -2 };

struct path_event {
	int64_t time_us;
	int32_t step;   /* counted from 0, or PATH_LOST, or PATH_OTHER */
	uint32_t group; /* the caller's */
};

enum path_order { PATH_ORDERED, PATH_STRICT, PATH_ANY };

struct path_rules {
	size_t steps; /* at least 1 */
	enum path_order order;
	bool implied;
	int64_t window_us; /* INT64_MAX: none */
};

struct path {
	size_t reached;  /* steps, 0: no entry */
	int64_t *times;  /* when each was reached; room for all steps, the caller's */
	uint32_t group;  /* of the entry event */
	bool lost;       /* a lost event at or after the last step that was reached, */
	int64_t lost_us; /* and the first such event's time; not if all steps were */
};

/* What the search needs besides. */
struct path_finder;

struct path_finder *path_finder_new(const struct path_rules *rules);
void path_finder_free(struct path_finder *finder);

/* Sorts the events by time, and finds the path. Events of equal time and step keep their
 * order. Takes time in proportion to n log n and to n × steps. */
void path_find(
    struct path_finder *finder, struct path_event *events, size_t n, struct path *path);

#endif
