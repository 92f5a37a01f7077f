#include "path.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

#define NONE ((size_t)-1)

enum { FEW = 32 };

struct path_finder {
	struct path_rules rules;
	size_t *next;   /* ordered: see follow(); strict: where the run's chain goes on */
	size_t *chain;  /* the events of the chain at hand */
	size_t *counts; /* any: events of each step in the window at hand */
	struct path_event *scratch; /* for merging */
	size_t capacity;
};

struct path_finder *
path_finder_new(const struct path_rules *rules)
{
	struct path_finder *finder = mem_new(1, sizeof *finder);
	finder->rules = *rules;
	finder->next = mem_new(rules->steps, sizeof *finder->next);
	finder->chain = mem_new(rules->steps, sizeof *finder->chain);
	finder->counts = mem_new(rules->steps, sizeof *finder->counts);
	return finder;
}

void
path_finder_free(struct path_finder *finder)
{
	if (!finder)
		return;
	free(finder->next);
	free(finder->chain);
	free(finder->counts);
	free(finder->scratch);
	free(finder);
}

/* Sorting */

/* Steps in their order, then PATH_LOST, then PATH_OTHER. */
static uint32_t
rank(const struct path_event *event)
{
	return event->step >= 0 ? (uint32_t)event->step
	                        : (uint32_t)INT32_MAX + (uint32_t)-event->step;
}

static bool
before(const struct path_event *a, const struct path_event *b)
{
	if (a->time_us != b->time_us)
		return a->time_us < b->time_us;
	return rank(a) < rank(b);
}

static void
insertion_sort(struct path_event *events, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct path_event event = events[i];
		size_t at = i;
		for (; at > 0 && before(&event, &events[at - 1]); at--)
			events[at] = events[at - 1];
		events[at] = event;
	}
}

/* A merge sort, since qsort needn't be stable; most ids have few events. */
static void
sort(struct path_event *events, size_t n, struct path_event *scratch)
{
	if (n <= FEW) {
		insertion_sort(events, n);
		return;
	}
	size_t half = n / 2, a = 0, b = half, to = 0;
	sort(events, half, scratch);
	sort(events + half, n - half, scratch);
	memcpy(scratch, events, half * sizeof *events);
	while (a < half && b < n)
		events[to++] =
		    before(&events[b], &scratch[a]) ? events[b++] : scratch[a++];
	memcpy(events + to, scratch + a, (half - a) * sizeof *events);
}

/* Ordered */

static bool
is_of_step(const struct path_finder *finder, const struct path_event *event, size_t step)
{
	return finder->rules.implied ? event->step >= (int32_t)step
	                             : event->step == (int32_t)step;
}

/*
 * Follows the chain that begins at events[start]; returns the steps reached. next[step]
 * is how far the search for that step has come: a chain that starts later reaches each
 * step no earlier, so that no event is looked at twice for a step. *exhausted is set when
 * the chain ended because no event of the step was left: then no later one gets further.
 */
static size_t
follow(struct path_finder *finder, const struct path_event *events, size_t n,
    size_t start, bool *exhausted)
{
	size_t *next = finder->next, at = start, step = 1;
	finder->chain[0] = start;
	for (; step < finder->rules.steps; step++) {
		if (next[step] < at)
			next[step] = at;
		while (next[step] < n && !is_of_step(finder, &events[next[step]], step))
			next[step]++;
		at = next[step];
		*exhausted = at == n;
		if (at == n ||
		    events[at].time_us - events[start].time_us > finder->rules.window_us)
			break;
		finder->chain[step] = at;
	}
	return step;
}

static void
keep_if_better(struct path_finder *finder, const struct path_event *events,
    size_t reached, struct path *path)
{
	if (reached <= path->reached)
		return;
	path->reached = reached;
	path->group = events[finder->chain[0]].group;
	for (size_t step = 0; step < reached; step++)
		path->times[step] = events[finder->chain[step]].time_us;
}

static void
find_ordered(struct path_finder *finder, const struct path_event *events, size_t n,
    struct path *path)
{
	bool exhausted = false;
	memset(finder->next, 0, finder->rules.steps * sizeof *finder->next);
	for (size_t i = 0; i < n && path->reached < finder->rules.steps; i++) {
		if (!is_of_step(finder, &events[i], 0))
			continue;
		size_t reached = follow(finder, events, n, i, &exhausted);
		keep_if_better(finder, events, reached, path);
		if (exhausted)
			return;
	}
}

/* Strict */

/* Where the chain of the run of first-step events at `start` goes on, the window aside;
 * returns the steps it reaches. All entries of the run share it. */
static size_t
run_chain(
    struct path_finder *finder, const struct path_event *events, size_t n, size_t start)
{
	size_t step = 0;
	for (size_t i = start + 1; i < n && step + 1 < finder->rules.steps; i++) {
		if (events[i].step == (int32_t)step)
			continue;
		if (events[i].step != (int32_t)step + 1)
			break;
		finder->next[++step] = i;
	}
	return step + 1;
}

static void
find_strict(struct path_finder *finder, const struct path_event *events, size_t n,
    struct path *path)
{
	size_t longest = 0;
	for (size_t i = 0; i < n && path->reached < finder->rules.steps; i++) {
		if (events[i].step != 0)
			continue;
		if (i == 0 || events[i - 1].step != 0)
			longest = run_chain(finder, events, n, i);
		size_t reached = 1;
		finder->chain[0] = i;
		while (reached < longest &&
		       events[finder->next[reached]].time_us - events[i].time_us <=
		           finder->rules.window_us) {
			finder->chain[reached] = finder->next[reached];
			reached++;
		}
		keep_if_better(finder, events, reached, path);
	}
}

/* Any order */

/* The first event of each different step from `start` on, within the window. */
static size_t
different_steps(
    struct path_finder *finder, const struct path_event *events, size_t n, size_t start)
{
	size_t reached = 0;
	memset(finder->counts, 0, finder->rules.steps * sizeof *finder->counts);
	for (size_t i = start; i < n && reached < finder->rules.steps; i++) {
		if (events[i].time_us - events[start].time_us > finder->rules.window_us)
			break;
		if (events[i].step >= 0 && finder->counts[events[i].step]++ == 0)
			finder->chain[reached++] = i;
	}
	return reached;
}

/* The entry whose window holds the most different steps, by a window that slides. */
static size_t
best_window(struct path_finder *finder, const struct path_event *events, size_t n)
{
	size_t best = NONE, most = 0, different = 0, end = 0;
	size_t *counts = finder->counts;
	memset(counts, 0, finder->rules.steps * sizeof *counts);
	for (size_t start = 0; start < n && most < finder->rules.steps; start++) {
		for (; end < n && events[end].time_us - events[start].time_us <=
		                      finder->rules.window_us;
		     end++)
			if (events[end].step >= 0)
				different += counts[events[end].step]++ == 0;
		if (events[start].step < 0)
			continue;
		if (different > most) {
			most = different;
			best = start;
		}
		different -= --counts[events[start].step] == 0;
	}
	return best;
}

static void
find_any(struct path_finder *finder, const struct path_event *events, size_t n,
    struct path *path)
{
	size_t start = best_window(finder, events, n);
	if (start == NONE)
		return;
	size_t reached = different_steps(finder, events, n, start);
	keep_if_better(finder, events, reached, path);
}

/* The end of it */

static void
find_loss(const struct path_event *events, size_t n, struct path *path)
{
	int64_t last = path->times[path->reached - 1];
	for (size_t i = 0; i < n && !path->lost; i++) {
		if (events[i].step == PATH_LOST && events[i].time_us >= last) {
			path->lost = true;
			path->lost_us = events[i].time_us;
		}
	}
}

void
path_find(
    struct path_finder *finder, struct path_event *events, size_t n, struct path *path)
{
	static void (*const find[])(
	    struct path_finder *, const struct path_event *, size_t, struct path *) = {
	    [PATH_ORDERED] = find_ordered,
	    [PATH_STRICT] = find_strict,
	    [PATH_ANY] = find_any,
	};
	if (n > FEW)
		finder->scratch = mem_grow(
		    finder->scratch, &finder->capacity, n, sizeof *finder->scratch);
	sort(events, n, finder->scratch);
	path->reached = 0;
	path->lost = false;
	find[finder->rules.order](finder, events, n, path);
	if (path->reached && path->reached < finder->rules.steps)
		find_loss(events, n, path);
}
