#include "leads.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/hash.h"
#include "../../common/mem.h"

/*
 * Millions of leads don't fit the processor's caches, and to look up the lead at each row
 * would take longer than all else: it means to wait for memory. So rows are only put on a
 * shelf with others whose ids have near hashes, a part of all, together with the id. When
 * all have come the shelves are sorted by lead one after the other, within the caches.
 *
 * What is put is a run: events of one lead. A shelf that grows large is sorted ahead of
 * time, and put back with one run for each lead, so that an id isn't kept once an event.
 */
enum {
	SHELF_BITS = 8,
	SHELVES = 1 << SHELF_BITS,
	SHELF_BYTES =
	    512 * 1024, /* until then, or twice what it last came to, it grows */
	PAGE_BYTES = 8 * 1024 - 64,
	DIGIT_BITS = 11,
	DIGITS = 1 << DIGIT_BITS,
	FEW = 64,  /* runs that are as soon in order without counting */
	AHEAD = 8, /* runs that are asked for before they are looked at */
};

/* Whose events a page holds: their groups are another's to number. */
struct origin {
	uint32_t *groups; /* NULL: they are numbered as they should be */
	struct origin *next;
};

/* Runs, one behind the other: see put_run(). */
struct page {
	struct page *next;
	const struct origin *origin;
	char *end; /* of the runs; the last page's is kept on the shelf */
	char bytes[];
};

struct shelf {
	char *end, *room; /* of the runs on the last page, and of that page */
	struct page *first, *last;
	size_t bytes, sorted_bytes; /* of all pages, now and when last sorted ahead */
};

/* A run, and what it is sorted by: the hash of its id. */
struct entry {
	const char *run;
	uint32_t hash;
};

struct leads_walk {
	struct leads *leads;
	struct shelf shelf;              /* the one that is walked along */
	struct entry *entries, *scratch; /* its runs, and room for as many */
	size_t capacity, scratch_capacity;
	/* From `at` to `rest` are runs whose hashes are alike, of ids that weren't met
	 * yet; from `next` to `count` all that comes behind them. */
	size_t at, rest, next, count;
	struct slice id; /* of the lead */
	struct lead lead;
};

struct leads {
	bool keep_groups;
	struct shelf shelves[SHELVES];
	struct origin *origins; /* the first is our own */
	struct leads_walk *ahead;
	atomic_size_t next_shelf; /* to be walked along */
};

struct leads *
leads_new(bool keep_groups)
{
	struct leads *leads = mem_new(1, sizeof *leads);
	leads->keep_groups = keep_groups;
	leads->origins = mem_new(1, sizeof *leads->origins);
	return leads;
}

static void
empty(struct shelf *shelf)
{
	for (struct page *page = shelf->first, *next; page; page = next) {
		next = page->next;
		free(page);
	}
	*shelf = (struct shelf){0};
}

void
leads_free(struct leads *leads)
{
	if (!leads)
		return;
	for (size_t i = 0; i < SHELVES; i++)
		empty(&leads->shelves[i]);
	for (struct origin *origin = leads->origins, *next; origin; origin = next) {
		next = origin->next;
		free(origin->groups);
		free(origin);
	}
	leads_walk_free(leads->ahead);
	free(leads);
}

/* Runs in bytes */

struct run {
	struct slice id;
	size_t count; /* events */
	bool has_amount;
	const char *events, *amount; /* in the bytes */
};

enum { MOST_NUMBER = 10 }; /* bytes of a number */

/* Seven bits a byte, the last of which is below 128. */
static inline char *
put_number(char *to, size_t x)
{
	for (; x > 127; x >>= 7)
		*to++ = (char)(x | 128);
	*to++ = (char)x;
	return to;
}

static inline const char *
get_number(const char *from, size_t *x)
{
	*x = (unsigned char)*from & 127;
	for (unsigned shift = 7; *from++ & 128; shift += 7)
		*x |= (size_t)(*from & 127) << shift;
	return from;
}

static inline char *
put_bytes(char *to, const void *bytes, size_t n)
{
	memcpy(to, bytes, n);
	return to + n;
}

/* An event: its time, its step, and its group if it is kept. */
enum { EVENT_SIZE = sizeof(int64_t) + sizeof(int16_t) };

static inline size_t
event_size(bool keep_groups)
{
	return EVENT_SIZE + (keep_groups ? sizeof(uint32_t) : 0);
}

static inline char *
put_event(char *to, const struct path_event *event, bool keep_group)
{
	int16_t step = (int16_t)event->step;
	to = put_bytes(to, &event->time_us, sizeof event->time_us);
	to = put_bytes(to, &step, sizeof step);
	return keep_group ? put_bytes(to, &event->group, sizeof event->group) : to;
}

static inline struct path_event
get_event(const char *from, bool has_group)
{
	struct path_event event = {0};
	int16_t step;
	memcpy(&event.time_us, from, sizeof event.time_us);
	memcpy(&step, from + sizeof event.time_us, sizeof step);
	event.step = step;
	if (has_group)
		memcpy(&event.group, from + EVENT_SIZE, sizeof event.group);
	return event;
}

/* Opens a page with room for n bytes at least. */
static void
add_page(struct shelf *shelf, const struct origin *origin, size_t n)
{
	size_t size = n > PAGE_BYTES ? n : PAGE_BYTES;
	struct page *page = mem_resize(NULL, sizeof *page + size, 1);
	page->next = NULL;
	page->origin = origin;
	if (shelf->last) {
		shelf->last->end = shelf->end;
		shelf->last->next = page;
	} else {
		shelf->first = page;
	}
	shelf->last = page;
	shelf->end = page->bytes;
	shelf->room = page->bytes + size;
	shelf->bytes += size;
}

static const char *
page_end(const struct shelf *shelf, const struct page *page)
{
	return page == shelf->last ? shelf->end : page->end;
}

/* A run: how long its id is, how many events it has and whether there is an amount; the
 * id, the events, the amount. */
static void
put_run(const struct leads *leads, struct shelf *shelf, struct slice id,
    const struct path_event *events, size_t count, const struct lead_amount *amount)
{
	size_t most = 2 * MOST_NUMBER + id.n + count * event_size(leads->keep_groups) +
	              sizeof *amount;
	if (!shelf->last || shelf->last->origin != leads->origins ||
	    (size_t)(shelf->room - shelf->end) < most)
		add_page(shelf, leads->origins, most);
	char *to = put_number(shelf->end, id.n);
	to = put_number(to, count * 2 + (amount != NULL));
	to = put_bytes(to, id.p, id.n);
	for (size_t i = 0; i < count; i++)
		to = put_event(to, &events[i], leads->keep_groups);
	if (amount)
		to = put_bytes(to, amount, sizeof *amount);
	shelf->end = to;
}

/* Returns where the next one begins. */
static inline const char *
get_run(bool has_groups, const char *from, struct run *run)
{
	size_t count;
	from = get_number(from, &run->id.n);
	from = get_number(from, &count);
	run->count = count / 2;
	run->has_amount = count & 1;
	run->id.p = from;
	run->events = from + run->id.n;
	run->amount = run->events + run->count * event_size(has_groups);
	return run->amount + (run->has_amount ? sizeof(struct lead_amount) : 0);
}

/* Sorting a shelf by lead */

/* The shelf's place is by the highest bits of the hash, an entry's by the lowest. */
static inline uint32_t
digit(const struct entry *entry, unsigned shift)
{
	return entry->hash >> shift & (DIGITS - 1);
}

static inline bool
alike(const struct entry *a, const struct entry *b)
{
	return ((a->hash ^ b->hash) & (DIGITS * DIGITS - 1)) == 0;
}

/* Numbers the groups of the run's events anew. */
static void
translate(const struct run *run, char *events, const uint32_t *groups)
{
	for (size_t i = 0; i < run->count; i++) {
		uint32_t group;
		char *at = events + i * event_size(true) + EVENT_SIZE;
		memcpy(&group, at, sizeof group);
		group = groups[group];
		memcpy(at, &group, sizeof group);
	}
}

static void
list_page(struct leads_walk *walk, struct page *page, const char *end)
{
	bool has_groups = walk->leads->keep_groups;
	const uint32_t *groups = page->origin->groups;
	struct run run;
	for (const char *at = page->bytes, *next; at < end; at = next) {
		next = get_run(has_groups, at, &run);
		if (has_groups && groups)
			translate(&run, page->bytes + (run.events - page->bytes), groups);
		if (walk->count == walk->capacity)
			walk->entries = mem_grow(walk->entries, &walk->capacity,
			    walk->count + 1, sizeof *walk->entries);
		walk->entries[walk->count++] =
		    (struct entry){at, (uint32_t)hash_bytes(run.id, 0)};
	}
}

/* By one digit, those of equal digits in their order. */
static void
pass(const struct entry *from, struct entry *to, size_t n, unsigned shift)
{
	size_t begins[DIGITS] = {0}, begin = 0;
	for (size_t i = 0; i < n; i++)
		begins[digit(&from[i], shift)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		size_t count = begins[i];
		begins[i] = begin;
		begin += count;
	}
	for (size_t i = 0; i < n; i++)
		to[begins[digit(&from[i], shift)]++] = from[i];
}

static void
sort_few(struct entry *entries, size_t n)
{
	const uint32_t mask = DIGITS * DIGITS - 1;
	for (size_t i = 1; i < n; i++) {
		struct entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && (entry.hash & mask) < (entries[at - 1].hash & mask);
		     at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

/* Entries with alike hashes are together then, in the order they came in. */
static void
sort_entries(struct leads_walk *walk)
{
	if (walk->count <= FEW) {
		sort_few(walk->entries, walk->count);
		return;
	}
	walk->scratch = mem_grow(
	    walk->scratch, &walk->scratch_capacity, walk->count, sizeof *walk->scratch);
	pass(walk->entries, walk->scratch, walk->count, 0);
	pass(walk->scratch, walk->entries, walk->count, DIGIT_BITS);
}

/* Takes over what is on the shelf, which is empty then. */
static void
begin_shelf(struct leads_walk *walk, struct shelf *shelf)
{
	walk->shelf = *shelf;
	*shelf = (struct shelf){0};
	walk->count = walk->at = walk->rest = walk->next = 0;
	for (struct page *page = walk->shelf.first; page; page = page->next)
		list_page(walk, page, page_end(&walk->shelf, page));
	sort_entries(walk);
}

static void
take_run(struct leads_walk *walk, const struct run *run)
{
	struct lead *lead = &walk->lead;
	bool has_groups = walk->leads->keep_groups;
	size_t size = event_size(has_groups);
	struct lead_amount amount;
	if (lead->count + run->count > lead->capacity)
		lead->events = mem_grow(lead->events, &lead->capacity,
		    lead->count + run->count, sizeof *lead->events);
	for (size_t i = 0; i < run->count; i++)
		lead->events[lead->count++] =
		    get_event(run->events + i * size, has_groups);
	if (run->has_amount) {
		memcpy(&amount, run->amount, sizeof amount);
		lead_amount_note(&lead->amount, &amount);
	}
}

/* Goes on to the next runs whose hashes are alike; false if there are none. */
static bool
next_alike(struct leads_walk *walk)
{
	const struct entry *entries = walk->entries;
	if (walk->next == walk->count)
		return false;
	walk->at = walk->next;
	do
		walk->next++;
	while (
	    walk->next < walk->count && alike(&entries[walk->at], &entries[walk->next]));
	walk->rest = walk->next;
	return true;
}

/* Makes walk->lead the next one on the shelf. Few ids have hashes that are alike: their
 * runs are left for the next call. */
static bool
next_on_shelf(struct leads_walk *walk)
{
	struct entry *entries = walk->entries;
	bool has_groups = walk->leads->keep_groups;
	struct run first, run;
	if (walk->at == walk->rest && !next_alike(walk))
		return false;
	size_t left = walk->at;
	lead_clear(&walk->lead);
	get_run(has_groups, entries[left].run, &first);
	for (size_t i = left; i < walk->rest; i++) {
		if (i + AHEAD < walk->count)
			__builtin_prefetch(entries[i + AHEAD].run);
		get_run(has_groups, entries[i].run, &run);
		if (slice_equal(run.id, first.id))
			take_run(walk, &run);
		else
			entries[left++] = entries[i];
	}
	walk->id = first.id;
	walk->rest = left;
	return true;
}

/* Reading back */

struct leads_walk *
leads_walk_new(struct leads *leads)
{
	struct leads_walk *walk = mem_new(1, sizeof *walk);
	walk->leads = leads;
	return walk;
}

void
leads_walk_free(struct leads_walk *walk)
{
	if (!walk)
		return;
	empty(&walk->shelf);
	lead_release(&walk->lead);
	free(walk->entries);
	free(walk->scratch);
	free(walk);
}

struct lead *
leads_next(struct leads_walk *walk)
{
	while (!next_on_shelf(walk)) {
		size_t i = atomic_fetch_add(&walk->leads->next_shelf, 1);
		empty(&walk->shelf);
		if (i >= SHELVES)
			return NULL;
		begin_shelf(walk, &walk->leads->shelves[i]);
	}
	return &walk->lead;
}

/* Noting */

static void
sort_ahead(struct leads *leads, struct shelf *shelf)
{
	if (!leads->ahead)
		leads->ahead = leads_walk_new(leads);
	struct leads_walk *walk = leads->ahead;
	begin_shelf(walk, shelf);
	while (next_on_shelf(walk))
		put_run(leads, shelf, walk->id, walk->lead.events, walk->lead.count,
		    walk->lead.amount.given ? &walk->lead.amount : NULL);
	empty(&walk->shelf);
	shelf->sorted_bytes = shelf->bytes;
}

void
leads_note(struct leads *leads, struct slice id, const struct path_event *event,
    const struct lead_amount *amount)
{
	struct shelf *shelf = &leads->shelves[hash_bytes(id, 0) >> (64 - SHELF_BITS)];
	put_run(leads, shelf, id, event, event != NULL, amount);
	if (shelf->bytes > SHELF_BYTES && shelf->bytes / 2 > shelf->sorted_bytes)
		sort_ahead(leads, shelf);
}

static void
append_shelf(struct shelf *shelf, struct shelf *others)
{
	if (!others->first)
		return;
	if (!shelf->last) {
		*shelf = *others;
	} else {
		shelf->last->end = shelf->end;
		shelf->last->next = others->first;
		shelf->last = others->last;
		shelf->end = others->end;
		shelf->room = others->room;
		shelf->bytes += others->bytes;
	}
	*others = (struct shelf){0};
}

void
leads_append(struct leads *leads, struct leads *others, uint32_t *groups)
{
	struct origin *origin = others->origins;
	for (size_t i = 0; i < SHELVES; i++)
		append_shelf(&leads->shelves[i], &others->shelves[i]);
	origin->groups = groups;
	origin->next = leads->origins->next;
	leads->origins->next = origin;
	others->origins = mem_new(1, sizeof *others->origins);
}

size_t
leads_bytes(const struct leads *leads)
{
	size_t bytes = 0;
	for (size_t i = 0; i < SHELVES; i++)
		bytes += leads->shelves[i].bytes;
	return bytes;
}
