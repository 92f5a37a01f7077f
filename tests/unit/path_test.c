/*
 * cmd/funnel-stats/path.c against an oracle that takes path.h at its word: it tries every
 * chain there is, and keeps the one that gets furthest, then starts earliest, then
 * reaches each step earliest.
 */
#include <stdlib.h>

#include "../../cmd/funnel-stats/path.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { STEPS = 5, EVENTS = 48 };

/* The oracle: the events in the order of the file, and the best chain so far. */
struct oracle {
	const struct path_rules *rules;
	const struct path_event *events;
	size_t n;
	size_t sorted[EVENTS]; /* the events in the order of time, steps, file */
	int64_t times[STEPS];  /* the chain at hand */
	size_t reached;
	int64_t best[STEPS];
};

static bool
can_be(const struct oracle *oracle, const struct path_event *event, size_t step)
{
	if (event->step < 0)
		return false;
	return oracle->rules->implied ? (size_t)event->step >= step
	                              : (size_t)event->step == step;
}

static bool
in_window(const struct oracle *oracle, int64_t time_us)
{
	return time_us - oracle->times[0] <= oracle->rules->window_us;
}

/* Is the chain at hand, of so many steps, better than the best? */
static void
consider(struct oracle *oracle, size_t reached)
{
	if (reached < oracle->reached)
		return;
	size_t i = 0;
	while (i < reached && reached == oracle->reached &&
	       oracle->times[i] == oracle->best[i])
		i++;
	bool better = reached > oracle->reached ||
	              (i < reached && oracle->times[i] < oracle->best[i]);
	if (better)
		memcpy(oracle->best, oracle->times, reached * sizeof *oracle->times);
	oracle->reached = reached;
}

/* Ordered: time alone says what may come next. */
static void
try_ordered(struct oracle *oracle, size_t reached)
{
	consider(oracle, reached);
	if (reached == oracle->rules->steps)
		return;
	for (size_t i = 0; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[i];
		if (!can_be(oracle, event, reached) ||
		    event->time_us < oracle->times[reached - 1] ||
		    !in_window(oracle, event->time_us))
			continue;
		oracle->times[reached] = event->time_us;
		try_ordered(oracle, reached + 1);
	}
}

static void
start_ordered(struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->n; i++) {
		if (!can_be(oracle, &oracle->events[i], 0))
			continue;
		oracle->times[0] = oracle->events[i].time_us;
		try_ordered(oracle, 1);
	}
}

/* PATH_OTHER behind PATH_LOST behind the steps. */
static int
rank(const struct path_event *event)
{
	return event->step >= 0 ? event->step : STEPS - event->step;
}

static bool
comes_before(const struct path_event *a, const struct path_event *b)
{
	if (a->time_us != b->time_us)
		return a->time_us < b->time_us;
	return rank(a) < rank(b);
}

/* The first of those that are left, again and again. */
static void
sort_events(struct oracle *oracle)
{
	bool taken[EVENTS] = {false};
	for (size_t i = 0; i < oracle->n; i++) {
		size_t first = EVENTS;
		for (size_t j = 0; j < oracle->n; j++)
			if (!taken[j] &&
			    (first == EVENTS ||
			        comes_before(&oracle->events[j], &oracle->events[first])))
				first = j;
		taken[first] = true;
		oracle->sorted[i] = first;
	}
}

/* Strict: whatever lies between two steps must be a repeat of the former. */
static void
try_strict(struct oracle *oracle, size_t at, size_t reached)
{
	consider(oracle, reached);
	if (reached == oracle->rules->steps)
		return;
	for (size_t i = at + 1; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[oracle->sorted[i]];
		if (event->step == (int32_t)reached &&
		    in_window(oracle, event->time_us)) {
			oracle->times[reached] = event->time_us;
			try_strict(oracle, i, reached + 1);
		}
		if (event->step != (int32_t)reached - 1)
			return;
	}
}

static void
start_strict(struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[oracle->sorted[i]];
		if (event->step != 0)
			continue;
		oracle->times[0] = event->time_us;
		try_strict(oracle, i, 1);
	}
}

/* Any: the first time of each step in the window, sorted as it's filled in. */
static void
try_any(struct oracle *oracle, int64_t entry)
{
	size_t reached = 0;
	int64_t *times = oracle->times;
	bool seen[STEPS] = {false};
	times[0] = entry;
	for (size_t i = 0; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[oracle->sorted[i]];
		if (event->step < 0 || seen[event->step] || event->time_us < entry ||
		    !in_window(oracle, event->time_us))
			continue;
		seen[event->step] = true;
		times[reached++] = event->time_us;
	}
	consider(oracle, reached);
}

static void
start_any(struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->n; i++)
		if (oracle->events[i].step >= 0)
			try_any(oracle, oracle->events[i].time_us);
}

/* The entry event: of those at the time of entry the first one of the lowest step. */
static uint32_t
entry_group(const struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[oracle->sorted[i]];
		bool entry = oracle->rules->order == PATH_ANY ? event->step >= 0
		                                              : can_be(oracle, event, 0);
		if (entry && event->time_us == oracle->best[0])
			return event->group;
	}
	return UINT32_MAX;
}

/* The first time of a lost event that isn't before the last step; false if none. */
static bool
find_lost(const struct oracle *oracle, int64_t *lost_us)
{
	if (oracle->reached == 0 || oracle->reached == oracle->rules->steps)
		return false;
	for (size_t i = 0; i < oracle->n; i++) {
		const struct path_event *event = &oracle->events[oracle->sorted[i]];
		*lost_us = event->time_us;
		if (event->step == PATH_LOST &&
		    event->time_us >= oracle->best[oracle->reached - 1])
			return true;
	}
	return false;
}

static void
run_oracle(struct oracle *oracle)
{
	static void (*const start[])(struct oracle *) = {
	    [PATH_ORDERED] = start_ordered,
	    [PATH_STRICT] = start_strict,
	    [PATH_ANY] = start_any,
	};
	sort_events(oracle);
	start[oracle->rules->order](oracle);
}

/* Comparing */

static void
print_case(const struct oracle *oracle, const struct path *path)
{
	const struct path_rules *rules = oracle->rules;
	fprintf(stderr, ": order %d, implied %d, window %lld, %zu steps; (time step)",
	    rules->order, rules->implied, (long long)rules->window_us, rules->steps);
	for (size_t i = 0; i < oracle->n; i++)
		fprintf(stderr, " (%lld %d)", (long long)oracle->events[i].time_us,
		    oracle->events[i].step);
	fprintf(stderr, "\n  got      %zu", path->reached);
	for (size_t i = 0; i < path->reached; i++)
		fprintf(stderr, " %lld", (long long)path->times[i]);
	fprintf(stderr, " group %u lost %d\n  expected %zu", path->group, path->lost,
	    oracle->reached);
	for (size_t i = 0; i < oracle->reached; i++)
		fprintf(stderr, " %lld", (long long)oracle->best[i]);
	fprintf(stderr, " group %u\n", entry_group(oracle));
}

/* The group is the event's place in the file. */
static bool
is_sorted(const struct oracle *oracle, const struct path_event *events)
{
	for (size_t i = 0; i < oracle->n; i++)
		if (events[i].group != oracle->sorted[i])
			return false;
	return true;
}

static bool
agrees(const struct oracle *oracle, const struct path *path)
{
	int64_t lost_us = 0;
	bool lost = find_lost(oracle, &lost_us);
	if (path->reached != oracle->reached || path->lost != lost)
		return false;
	if (path->reached == 0)
		return true;
	return memcmp(path->times, oracle->best, path->reached * sizeof *path->times) ==
	           0 &&
	       path->group == entry_group(oracle) && (!lost || path->lost_us == lost_us);
}

static void
compare(struct path_finder *finder, const struct path_rules *rules,
    const struct path_event *events, size_t n)
{
	struct path_event sorted[EVENTS];
	int64_t times[STEPS];
	struct path path = {.times = times, .lost = true}; /* as after another lead */
	struct oracle oracle = {.rules = rules, .events = events, .n = n};
	memcpy(sorted, events, n * sizeof *events);
	path_find(finder, sorted, n, &path);
	run_oracle(&oracle);
	if (check_failed(agrees(&oracle, &path), __FILE__, __LINE__, "path"))
		print_case(&oracle, &path);
	CHECK(is_sorted(&oracle, sorted));
}

/* Few different times, so that many are equal; the steps, lost, and others alike. */
static void
make_events(struct path_event *events, size_t n, size_t steps, int span)
{
	for (size_t i = 0; i < n; i++)
		events[i] = (struct path_event){
		    rand() % span, rand() % ((int)steps + 2) - 2, (uint32_t)i};
}

/* One finder for several leads, as in the tool. */
static void
test_leads(const struct path_rules *rules, int leads, size_t most_events)
{
	struct path_event events[EVENTS];
	struct path_finder *finder = path_finder_new(rules);
	for (int i = 0; i < leads; i++) {
		size_t n = (size_t)rand() % (most_events + 1);
		make_events(events, n, rules->steps, 1 + rand() % 10);
		compare(finder, rules, events, n);
	}
	path_finder_free(finder);
}

static const int64_t windows[] = {INT64_MAX, 0, 1, 2, 3, 5, 8};

static void
test_rules(enum path_order order, bool implied)
{
	for (size_t i = 0; i < LENGTH(windows); i++) {
		for (size_t steps = 1; steps <= STEPS; steps++) {
			const struct path_rules rules = {
			    steps, order, implied, windows[i]};
			test_leads(&rules, 1500, 9);
		}
		/* more events than are sorted by insertion; few steps, or the oracle
		 * takes for ever */
		const struct path_rules rules = {3, order, implied, windows[i]};
		test_leads(&rules, 60, implied ? 36 : EVENTS);
	}
}

/* Examples */

struct example {
	struct path_rules rules;
	const char *events; /* a letter each: steps A, B, C, lost x, others any; `.` is
	                       the next moment */
	const char
	    *expected; /* when the steps were reached, then x and when it was lost */
};

static const struct example examples[] = {
    /* a lead that failed once and converted later */
    {{3, PATH_ORDERED, false, 3}, "A.B.....A.B.C", "678"},
    /* the window's end counts */
    {{3, PATH_ORDERED, false, 3}, "A..B..C", "02"},
    {{3, PATH_ORDERED, false, 4}, "A..B..C", "024"},
    /* the same reached twice: the one that starts earliest */
    {{3, PATH_ORDERED, false, INT64_MAX}, "A.A.B", "02"},
    /* equal times, whatever the order in the file */
    {{3, PATH_ORDERED, false, 0}, "CBA", "000"},
    {{3, PATH_ORDERED, false, INT64_MAX}, "C.B.A", "2"},
    {{3, PATH_ORDERED, false, INT64_MAX}, "B.C", ""},
    /* skipped stages */
    {{3, PATH_ORDERED, true, INT64_MAX}, "B.C", "001"},
    {{3, PATH_ORDERED, true, INT64_MAX}, "C.B.A", "000"},
    {{3, PATH_ORDERED, true, 0}, "A.C.B", "111"},
    /* lost at or after the last step */
    {{3, PATH_ORDERED, false, INT64_MAX}, "A.x.B.x.x", "02x3"},
    {{3, PATH_ORDERED, false, INT64_MAX}, "A.xB", "01x1"},
    {{3, PATH_ORDERED, false, INT64_MAX}, "A.x.B.C.x", "023"},
    {{3, PATH_ORDERED, false, INT64_MAX}, "x", ""},
    /* strict: nothing between, but repeats of the step just reached */
    {{3, PATH_STRICT, false, INT64_MAX}, "A.B.C", "012"},
    {{3, PATH_STRICT, false, INT64_MAX}, "A.A.B.B.C", "024"},
    {{3, PATH_STRICT, false, INT64_MAX}, "A.B.A.C", "01"},
    {{3, PATH_STRICT, false, INT64_MAX}, "A.o.B.A.B", "34"},
    {{3, PATH_STRICT, false, INT64_MAX}, "A.x.B", "0x1"},
    {{3, PATH_STRICT, false, INT64_MAX}, "A.oB.C", "01"},
    {{3, PATH_STRICT, false, INT64_MAX}, "Ao.B", "0"},
    {{3, PATH_STRICT, false, 2}, "A.A.B.C", "123"},
    {{3, PATH_STRICT, false, 1}, "A.A.B.C", "12"},
    /* any order */
    {{3, PATH_ANY, false, INT64_MAX}, "C.B.A", "012"},
    {{3, PATH_ANY, false, INT64_MAX}, "C.C.o.A", "03"},
    {{3, PATH_ANY, false, 1}, "C.A..B.A", "01"},
    {{3, PATH_ANY, false, 2}, "C.A...B.A.C", "456"},
    {{3, PATH_ANY, false, INT64_MAX}, "B.x", "0x1"},
    {{3, PATH_ANY, false, INT64_MAX}, "o.x", ""},
};

static int32_t
step_of(char letter)
{
	return letter >= 'A' && letter <= 'C' ? letter - 'A'
	       : letter == 'x'                ? PATH_LOST
	                                      : PATH_OTHER;
}

static size_t
read_events(const char *text, struct path_event *events)
{
	size_t n = 0;
	int64_t now = 0;
	for (; *text; text++) {
		if (*text == '.') {
			now++;
			continue;
		}
		events[n] = (struct path_event){now, step_of(*text), (uint32_t)n};
		n++;
	}
	return n;
}

static void
test_examples(void)
{
	for (size_t i = 0; i < LENGTH(examples); i++) {
		struct path_event events[EVENTS];
		int64_t times[STEPS];
		struct path path = {.times = times};
		const struct path_rules *rules = &examples[i].rules;
		struct path_finder *finder = path_finder_new(rules);
		size_t n = read_events(examples[i].events, events);
		compare(finder, rules, events, n);
		path_find(finder, events, n, &path);
		char text[40] = "";
		for (size_t j = 0; j < path.reached; j++)
			text[j] = (char)('0' + times[j]);
		if (path.lost)
			snprintf(
			    text + path.reached, 3, "x%c", (char)('0' + path.lost_us));
		CHECK_TEXT(text, examples[i].expected);
		path_finder_free(finder);
	}
}

/* Many events, each step once in turn, or each in a run of its own. Were it not in
 * proportion to their number, this would take minutes. */
static void
test_many_events(enum path_order order, bool implied, bool runs)
{
	enum { MANY = 100000, MOST = 20, PRESENT = MOST - 1 };
	struct path_event *events = mem_new(MANY, sizeof *events);
	int64_t times[MOST];
	struct path path = {.times = times};
	const struct path_rules rules = {MOST, order, implied, MANY};
	struct path_finder *finder = path_finder_new(&rules);
	for (int32_t i = 0; i < MANY; i++)
		events[i] = (struct path_event){
		    i, runs ? i / (MANY / PRESENT + 1) : i % PRESENT, 0};
	path_find(finder, events, MANY, &path);
	CHECK(path.reached == PRESENT && times[0] == 0 && !path.lost);
	CHECK(times[PRESENT - 1] ==
	      (runs ? (PRESENT - 1) * (MANY / PRESENT + 1) : PRESENT - 1));
	path_finder_free(finder);
	free(events);
}

static void
test_many(enum path_order order, bool implied)
{
	test_many_events(order, implied, false);
	test_many_events(order, implied, true);
}

int
main(void)
{
	srand(1);
	test_examples();
	test_rules(PATH_ORDERED, false);
	test_rules(PATH_ORDERED, true);
	test_rules(PATH_STRICT, false);
	test_rules(PATH_ANY, false);
	test_many(PATH_ORDERED, false);
	test_many(PATH_ORDERED, true);
	test_many(PATH_STRICT, false);
	test_many(PATH_ANY, false);
	path_finder_free(NULL);
	return check_result();
}
