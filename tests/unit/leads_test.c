/*
 * cmd/funnel-stats/leads.c: what rows say of leads comes back lead by lead, the events in
 * their order, whether shelves were sorted ahead or not, and whether it was noted in one
 * store or in several that were put together.
 */
#include <stdlib.h>

#include "../../cmd/funnel-stats/leads.h"
#include "../../common/hash.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct source {
	uint64_t rows, ids;
	size_t id_length; /* at least */
	bool groups, amounts;
	uint64_t
	    stores; /* 0: one; more: their rows go there by turns, 1000 and more each */
};

/* Groups of a store's events are numbered by the store: the one of all is some other. */
enum { GROUPS = 1000 };

static uint64_t
luck(uint64_t i, uint64_t seed)
{
	return hash_bytes((struct slice){(const char *)&i, sizeof i}, seed);
}

/* What the i-th row says. Its lead, and where it stands among the rows, show in the time.
 */
struct row {
	uint64_t who;
	struct path_event event;
	bool has_event;
	struct lead_amount amount;
};

static struct row
make_row(const struct source *source, uint64_t i)
{
	static const int32_t steps[] = {0, 1, 998, 999, PATH_LOST, PATH_OTHER};
	struct row row = {.who = luck(i, 1) % source->ids, .has_event = luck(i, 2) % 16};
	row.event = (struct path_event){(int64_t)(row.who << 32 | i),
	    steps[luck(i, 3) % LENGTH(steps)],
	    source->groups ? (uint32_t)(luck(i, 4) % GROUPS) : 0};
	if (source->amounts && luck(i, 5) % 4 == 0)
		row.amount = (struct lead_amount){(struct money){(money_units)i},
		    (int64_t)(luck(i, 6) % 100), row.event.step, true};
	return row;
}

/* The lead's id: of some length, and zeros in it. */
static struct slice
make_id(const struct source *source, uint64_t who, char *room)
{
	size_t n = source->id_length + who % 3;
	memset(room, 0, n + sizeof who);
	memcpy(room + n, &who, sizeof who);
	return (struct slice){room, n + sizeof who};
}

/* The group of a row in its store, given that among all. */
static uint32_t
group_in_store(uint32_t group, uint64_t store)
{
	return (uint32_t)((group + store * 7) % GROUPS);
}

static void
append(const struct source *source, struct leads *leads, struct leads *store, uint64_t n)
{
	uint32_t *groups = source->groups ? mem_new(GROUPS, sizeof *groups) : NULL;
	for (uint32_t i = 0; groups && i < GROUPS; i++)
		groups[group_in_store(i, n)] = i;
	leads_append(leads, store, groups);
	leads_free(store);
}

/* Every third store is the one of all itself. */
static void
note_all(const struct source *source, struct leads *leads, struct lead *expected)
{
	char *room = mem_new(source->id_length + 16, 1);
	struct leads *store = leads;
	uint64_t n = 0, left = 0;
	for (uint64_t i = 0; i < source->rows; i++, left--) {
		if (source->stores && left == 0) {
			if (store != leads)
				append(source, leads, store, n);
			left = 1 + source->rows / source->stores;
			store = ++n % 3 ? leads_new(source->groups) : leads;
		}
		struct row row = make_row(source, i);
		if (row.has_event)
			lead_add(&expected[row.who], row.event);
		if (row.amount.given)
			lead_amount_note(&expected[row.who].amount, &row.amount);
		if (store != leads && source->groups)
			row.event.group = group_in_store(row.event.group, n);
		leads_note(store, make_id(source, row.who, room),
		    row.has_event ? &row.event : NULL,
		    row.amount.given ? &row.amount : NULL);
	}
	if (store != leads)
		append(source, leads, store, n);
	free(room);
}

static bool
same_events(const struct lead *a, const struct lead *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->events[i].time_us != b->events[i].time_us ||
		    a->events[i].step != b->events[i].step ||
		    a->events[i].group != b->events[i].group)
			return false;
	return true;
}

static bool
same_amount(const struct lead_amount *a, const struct lead_amount *b)
{
	return a->given == b->given &&
	       (!a->given || (a->time_us == b->time_us && a->step == b->step &&
	                         money_compare(a->money, b->money) == 0));
}

/* Two walks by turns. */
static void
test_source(const struct source *source)
{
	struct leads *leads = leads_new(source->groups);
	struct lead *expected = mem_new(source->ids, sizeof *expected), *lead;
	uint64_t wrong = 0, without_events = 0, with_events = 0;
	note_all(source, leads, expected);
	struct leads_walk *walks[] = {leads_walk_new(leads), leads_walk_new(leads)};
	for (size_t i = 0;
	     (lead = leads_next(walks[i])) || (lead = leads_next(walks[!i])); i = !i) {
		if (lead->count == 0) {
			without_events++;
			continue;
		}
		const struct lead *right = &expected[lead->events[0].time_us >> 32];
		wrong += !same_events(lead, right) ||
		         !same_amount(&lead->amount, &right->amount);
		with_events++;
	}
	CHECK(wrong == 0);
	CHECK(!leads_next(walks[0]));
	CHECK(!leads_next(walks[1]));
	for (uint64_t who = 0; who < source->ids; who++) {
		with_events -= expected[who].count > 0;
		lead_release(&expected[who]);
	}
	CHECK(with_events == 0);
	CHECK(without_events <= source->ids);
	leads_walk_free(walks[0]);
	leads_walk_free(walks[1]);
	leads_free(leads);
	free(expected);
}

/* A lead of which only an amount is known, and one of which nothing is. */
static void
test_without_events(void)
{
	struct leads *leads = leads_new(false);
	const struct lead *lead;
	struct lead_amount amount = {{5}, 7, PATH_OTHER, true};
	size_t n = 0, given = 0;
	leads_note(leads, slice_of("a"), NULL, NULL);
	leads_note(leads, slice_of(""), NULL, &amount);
	leads_note(leads, slice_of("a"), NULL, NULL);
	struct leads_walk *walk = leads_walk_new(leads);
	while ((lead = leads_next(walk))) {
		CHECK(lead->count == 0);
		n++;
		given += lead->amount.given;
	}
	CHECK(n == 2);
	CHECK(given == 1);
	leads_walk_free(walk);
	leads_free(leads);
	leads_walk_free(NULL);
	leads_free(NULL);
}

int
main(void)
{
	static const struct source sources[] = {
	    {0, 1, 0, false, false, 0},
	    {1, 1, 0, false, false, 0},
	    {20000, 5000, 2, false, false, 0},
	    {20000, 5000, 2, true, true, 0},
	    /* ids longer than a page, and than 127 */
	    {300, 20, 9000, true, true, 0},
	    {5000, 700, 126, false, true, 0},
	    /* so many events of few leads that their shelves are sorted ahead, several
	       times */
	    {200000, 2, 0, true, false, 0},
	    {200000, 3, 40, false, true, 0},
	    /* several stores */
	    {20000, 5000, 2, false, false, 2},
	    {20000, 5000, 2, true, true, 13},
	    {300, 20, 9000, true, true, 7},
	    {200000, 2, 0, true, false, 3},
	    {400000, 3, 40, true, true, 5},
	};
	for (size_t i = 0; i < LENGTH(sources); i++)
		test_source(&sources[i]);
	test_without_events();
	return check_result();
}
