#include "events_inside.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/parts.h"
#include "../../common/threads.h"
#include "leads.h"

enum {
	WORTHWHILE = 4 * 1024 * 1024
}; /* bytes of leads, where nobody asked for threads */

/* What rows are noted in: those of the whole, or of a part of a file. */
struct notes {
	struct events *events;
	struct leads *leads;
	struct events own; /* a part's */
};

static void
take_row(void *data, struct reader *reader)
{
	struct notes *notes = data;
	struct events *events = notes->events;
	struct events_row row;
	events->reader = reader;
	if (events_take(events, &row))
		leads_note(notes->leads, row.id,
		    events_matters(events, &row.event) ? &row.event : NULL,
		    row.amount.given ? &row.amount : NULL);
}

/* Parts of a file */

static bool
has_groups(const struct events *events)
{
	return events->plan->by.count > 0;
}

static void *
begin_part(void *data)
{
	const struct events *whole = ((const struct notes *)data)->events;
	struct notes *part = mem_new(1, sizeof *part);
	part->own = (struct events){.options = whole->options,
	    .plan = whole->plan,
	    .spellings = spellings_new(whole->plan->stages),
	    .segments = group_new(whole->plan->by.count),
	    .first_by = whole->first_by,
	    .by = mem_new(whole->plan->by.count, sizeof *whole->by)};
	part->events = &part->own;
	part->leads = leads_new(has_groups(whole));
	return part;
}

/* What the segments of others are numbered here; to be freed. */
static uint32_t *
map_segments(struct events *events, const struct group *others)
{
	uint32_t count = group_count(others);
	uint32_t *segments = mem_new(count, sizeof *segments);
	for (uint32_t id = 0; id < count; id++) {
		for (size_t i = 0; i < events->plan->by.count; i++)
			events->by[i] = group_cell(others, id, i);
		segments[id] = group_add(events->segments, events->by);
	}
	return segments;
}

static bool
merge_part(void *data, void *part_data, size_t lines)
{
	struct notes *whole = data, *part = part_data;
	struct events *events = whole->events;
	(void)lines;
	leads_append(whole->leads, part->leads,
	    has_groups(events) ? map_segments(events, part->own.segments) : NULL);
	events->late += part->own.late;
	if (part->own.any)
		events_saw(events, part->own.latest_us);
	return true;
}

static void
end_part(void *data)
{
	struct notes *part = data;
	leads_free(part->leads);
	spellings_free(part->own.spellings);
	group_free(part->own.segments);
	free(part->own.by);
	free(part);
}

static const struct parts_task parts = {
    .begin = begin_part, .row = take_row, .merge = merge_part, .end = end_part};

/* Measuring: the leads are shared out among funnels, which are then made one. */

struct measuring {
	struct leads *leads;
	const struct group *segments;
	struct funnel *funnels;
};

static void
measure(void *data, size_t i)
{
	struct measuring *measuring = data;
	struct leads_walk *walk = leads_walk_new(measuring->leads);
	struct lead *lead;
	while ((lead = leads_next(walk)))
		funnel_add(&measuring->funnels[i], measuring->segments, lead);
	leads_walk_free(walk);
}

static size_t
threads_for(const struct events *events, const struct leads *leads)
{
	size_t jobs = events->options->jobs;
	return jobs == 0 && leads_bytes(leads) < WORTHWHILE ? 1 : threads_count(jobs);
}

static void
measure_all(struct events *events, struct leads *leads)
{
	size_t count = threads_for(events, leads);
	struct funnel *funnels = mem_new(count, sizeof *funnels);
	for (size_t i = 0; i < count; i++)
		funnel_init(&funnels[i], events->plan);
	threads_run(
	    count, count, measure, &(struct measuring){leads, events->segments, funnels});
	for (size_t i = 0; i < count; i++) {
		funnel_absorb(events->funnel, &funnels[i]);
		funnel_release(&funnels[i]);
	}
	free(funnels);
}

void
events_read_shuffled(struct events *events)
{
	struct notes notes = {.events = events, .leads = leads_new(has_groups(events))};
	struct reader *reader = events->reader;
	parts_read(reader, events->options->jobs, &parts, &notes);
	events->reader = reader;
	measure_all(events, notes.leads);
	leads_free(notes.leads);
}
