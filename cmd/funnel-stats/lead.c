#include "lead.h"

#include <stdlib.h>

#include "../../common/hash.h"
#include "../../common/mem.h"
#include "../../common/strmap.h"

/*
 * Millions of leads don't fit the processor's caches, and to look up the lead at each row
 * would take longer than all else: it means to wait for memory. So rows are only put
 * behind others whose ids have near hashes, a part of all, together with the id. When all
 * have come the parts are sorted by lead one after the other, within the caches.
 *
 * What is put is a run: events of one lead. A part that grows large is sorted ahead of
 * time, and put back with one run for each lead, so that an id isn't kept once an event.
 */
enum {
	PART_BITS = 8,
	PARTS = 1 << PART_BITS,
	PART_BYTES = 512 * 1024, /* until then, or twice what it last came to, it grows */
	PAGE_BYTES = 8 * 1024 - 64,
};

/* Runs, one behind the other: see put_run(). */
struct page {
	struct page *next;
	char *end; /* of the runs; the last page's is kept in the part */
	char bytes[];
};

struct part {
	char *end, *room; /* of the runs on the last page, and of that page */
	struct page *first, *last;
	size_t bytes, sorted_bytes; /* of all pages, now and when last sorted ahead */
};

struct leads {
	bool keep_groups;
	struct part parts[PARTS];
	size_t next_part;
	/* The part that has been sorted: its leads, of each where its events end in
	 * `events`, which has them lead by lead, and the amounts if there are any. */
	struct strmap *ids;
	struct path_event *events;
	size_t *ends;
	struct lead_amount *amounts;
	bool has_amounts;
	uint32_t next; /* lead */
	size_t events_capacity, ends_capacity, amounts_capacity;
	/* While it is sorted: the lead of each run. */
	uint32_t *runs;
	size_t runs_capacity;
};

void
lead_amount_note(struct lead_amount *amount, const struct lead_amount *other)
{
	bool older =
	    amount->given &&
	    (other->time_us < amount->time_us ||
	        (other->time_us == amount->time_us && other->step < amount->step));
	if (!older)
		*amount = *other;
}

void
lead_add(struct lead *lead, struct path_event event)
{
	lead->events = mem_grow(
	    lead->events, &lead->capacity, lead->count + 1, sizeof *lead->events);
	lead->events[lead->count++] = event;
}

void
lead_clear(struct lead *lead)
{
	lead->count = 0;
	lead->amount.given = false;
}

void
lead_release(struct lead *lead)
{
	free(lead->events);
	*lead = (struct lead){0};
}

struct leads *
leads_new(bool keep_groups)
{
	struct leads *leads = mem_new(1, sizeof *leads);
	leads->keep_groups = keep_groups;
	return leads;
}

static void
empty(struct part *part)
{
	for (struct page *page = part->first, *next; page; page = next) {
		next = page->next;
		free(page);
	}
	*part = (struct part){0};
}

void
leads_free(struct leads *leads)
{
	if (!leads)
		return;
	for (size_t i = 0; i < PARTS; i++)
		empty(&leads->parts[i]);
	strmap_free(leads->ids);
	free(leads->events);
	free(leads->ends);
	free(leads->amounts);
	free(leads->runs);
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
static char *
put_number(char *to, size_t x)
{
	for (; x > 127; x >>= 7)
		*to++ = (char)(x | 128);
	*to++ = (char)x;
	return to;
}

static const char *
get_number(const char *from, size_t *x)
{
	*x = 0;
	for (unsigned shift = 0;; shift += 7, from++) {
		*x |= (size_t)(*from & 127) << shift;
		if (!(*from & 128))
			return from + 1;
	}
}

static char *
put_bytes(char *to, const void *bytes, size_t n)
{
	memcpy(to, bytes, n);
	return to + n;
}

/* An event: its time, its step, and its group if it is kept. */
static size_t
event_size(const struct leads *leads)
{
	return sizeof(int64_t) + sizeof(int16_t) +
	       (leads->keep_groups ? sizeof(uint32_t) : 0);
}

static char *
put_event(char *to, const struct path_event *event, bool keep_group)
{
	int16_t step = (int16_t)event->step;
	to = put_bytes(to, &event->time_us, sizeof event->time_us);
	to = put_bytes(to, &step, sizeof step);
	return keep_group ? put_bytes(to, &event->group, sizeof event->group) : to;
}

static struct path_event
get_event(const char *from, bool has_group)
{
	struct path_event event = {0};
	int16_t step;
	memcpy(&event.time_us, from, sizeof event.time_us);
	memcpy(&step, from + sizeof event.time_us, sizeof step);
	event.step = step;
	if (has_group)
		memcpy(&event.group, from + sizeof event.time_us + sizeof step,
		    sizeof event.group);
	return event;
}

/* Opens a page with room for n bytes at least. */
static void
add_page(struct part *part, size_t n)
{
	size_t size = n > PAGE_BYTES ? n : PAGE_BYTES;
	struct page *page = mem_resize(NULL, sizeof *page + size, 1);
	page->next = NULL;
	if (part->last) {
		part->last->end = part->end;
		part->last->next = page;
	} else {
		part->first = page;
	}
	part->last = page;
	part->end = page->bytes;
	part->room = page->bytes + size;
	part->bytes += size;
}

static const char *
page_end(const struct part *part, const struct page *page)
{
	return page == part->last ? part->end : page->end;
}

/* A run: how long its id is, how many events it has and whether there is an amount; the
 * id, the events, the amount. */
static void
put_run(const struct leads *leads, struct part *part, struct slice id,
    const struct path_event *events, size_t count, const struct lead_amount *amount)
{
	size_t most = 2 * MOST_NUMBER + id.n + count * event_size(leads) + sizeof *amount;
	if ((size_t)(part->room - part->end) < most)
		add_page(part, most);
	char *to = put_number(part->end, id.n);
	to = put_number(to, count * 2 + (amount != NULL));
	to = put_bytes(to, id.p, id.n);
	for (size_t i = 0; i < count; i++)
		to = put_event(to, &events[i], leads->keep_groups);
	if (amount)
		to = put_bytes(to, amount, sizeof *amount);
	part->end = to;
}

/* Returns where the next one begins. */
static const char *
get_run(const struct leads *leads, const char *from, struct run *run)
{
	size_t count;
	from = get_number(from, &run->id.n);
	from = get_number(from, &count);
	run->count = count / 2;
	run->has_amount = count & 1;
	run->id.p = from;
	run->events = from + run->id.n;
	run->amount = run->events + run->count * event_size(leads);
	return run->amount + (run->has_amount ? sizeof(struct lead_amount) : 0);
}

/* Sorting a part by lead */

/* Which leads there are, of which run, and how many events each has: into ends. */
static void
count_events(struct leads *leads, const struct part *part)
{
	size_t runs = 0;
	struct run run;
	strmap_free(leads->ids);
	leads->ids = strmap_new();
	leads->has_amounts = false;
	for (const struct page *page = part->first; page; page = page->next) {
		const char *at = page->bytes, *end = page_end(part, page);
		while (at < end) {
			at = get_run(leads, at, &run);
			uint32_t known = strmap_count(leads->ids);
			uint32_t id = strmap_add(leads->ids, run.id);
			leads->runs = mem_grow(leads->runs, &leads->runs_capacity,
			    runs + 1, sizeof *leads->runs);
			leads->runs[runs++] = id;
			leads->ends = mem_grow(leads->ends, &leads->ends_capacity,
			    (size_t)id + 1, sizeof *leads->ends);
			leads->ends[id] = (id < known ? leads->ends[id] : 0) + run.count;
			leads->has_amounts |= run.has_amount;
		}
	}
}

static void
take_amount(struct leads *leads, uint32_t id, const struct run *run)
{
	struct lead_amount amount;
	memcpy(&amount, run->amount, sizeof amount);
	lead_amount_note(&leads->amounts[id], &amount);
}

/* Copies the events to where they belong. Each lead's end is its beginning at first. */
static void
deal_events(struct leads *leads, const struct part *part)
{
	size_t runs = 0;
	struct run run;
	for (const struct page *page = part->first; page; page = page->next) {
		const char *at = page->bytes, *end = page_end(part, page);
		while (at < end) {
			at = get_run(leads, at, &run);
			uint32_t id = leads->runs[runs++];
			struct path_event *to = leads->events + leads->ends[id];
			for (size_t i = 0; i < run.count; i++)
				to[i] = get_event(run.events + i * event_size(leads),
				    leads->keep_groups);
			leads->ends[id] += run.count;
			if (run.has_amount)
				take_amount(leads, id, &run);
		}
	}
}

/* Sorts the part, which is empty then. */
static void
sort_part(struct leads *leads, struct part *part)
{
	count_events(leads, part);
	uint32_t count = strmap_count(leads->ids);
	size_t begin = 0;
	for (uint32_t id = 0; id < count; id++) {
		size_t events = leads->ends[id];
		leads->ends[id] = begin;
		begin += events;
	}
	leads->events = mem_grow(
	    leads->events, &leads->events_capacity, begin, sizeof *leads->events);
	if (leads->has_amounts) {
		leads->amounts = mem_grow(leads->amounts, &leads->amounts_capacity, count,
		    sizeof *leads->amounts);
		for (uint32_t id = 0; id < count; id++)
			leads->amounts[id] = (struct lead_amount){0};
	}
	deal_events(leads, part);
	empty(part);
	leads->next = 0;
}

/* Makes *lead the next one of the part that has been sorted, and *id its id. */
static bool
next_of_part(struct leads *leads, struct lead *lead, struct slice *id)
{
	uint32_t i = leads->next;
	if (!leads->ids || i == strmap_count(leads->ids))
		return false;
	size_t begin = i ? leads->ends[i - 1] : 0;
	*lead = (struct lead){
	    .events = leads->events + begin, .count = leads->ends[i] - begin};
	if (leads->has_amounts)
		lead->amount = leads->amounts[i];
	*id = strmap_key(leads->ids, i);
	leads->next++;
	return true;
}

static void
sort_ahead(struct leads *leads, struct part *part)
{
	struct lead lead;
	struct slice id;
	sort_part(leads, part);
	while (next_of_part(leads, &lead, &id))
		put_run(leads, part, id, lead.events, lead.count,
		    lead.amount.given ? &lead.amount : NULL);
	part->sorted_bytes = part->bytes;
}

void
leads_note(struct leads *leads, struct slice id, const struct path_event *event,
    const struct lead_amount *amount)
{
	struct part *part = &leads->parts[hash_bytes(id, 0) >> (64 - PART_BITS)];
	put_run(leads, part, id, event, event != NULL, amount);
	if (part->bytes > PART_BYTES && part->bytes / 2 > part->sorted_bytes)
		sort_ahead(leads, part);
}

bool
leads_next(struct leads *leads, struct lead *lead)
{
	struct slice id;
	while (!next_of_part(leads, lead, &id)) {
		if (leads->next_part == PARTS)
			return false;
		sort_part(leads, &leads->parts[leads->next_part++]);
	}
	return true;
}
