#include "events_inside.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/recent.h"

/* The lead whose rows are passing, with --sorted. */
struct passing {
	char *id;
	size_t length, capacity;
	bool any;
	struct lead lead;
	struct recent *recent;
};

/* Is the row of the passing lead? If not, that one is done and the next one begins; false
 * if its id was there before. */
static bool
pass(struct events *events, struct passing *passing, struct slice id)
{
	if (passing->any && slice_equal((struct slice){passing->id, passing->length}, id))
		return true;
	if (!recent_add(passing->recent, id)) {
		reader_bad_cell(events->reader, EVENTS_ID,
		    "comes back after rows of another id: sort the input by id, or leave "
		    "out --sorted");
		return false;
	}
	if (passing->any)
		funnel_add(events->funnel, events->segments, &passing->lead);
	lead_clear(&passing->lead);
	passing->any = true;
	passing->id = mem_grow(passing->id, &passing->capacity, id.n, 1);
	memcpy(passing->id, id.p, id.n);
	passing->length = id.n;
	return true;
}

void
events_read_sorted(struct events *events)
{
	struct events_row row;
	struct passing passing = {.recent = recent_new()};
	while (reader_next(events->reader)) {
		if (!events_take(events, &row) || !pass(events, &passing, row.id))
			continue;
		if (events_matters(events, &row.event))
			lead_add(&passing.lead, row.event);
		if (row.amount.given)
			lead_amount_note(&passing.lead.amount, &row.amount);
	}
	if (passing.any)
		funnel_add(events->funnel, events->segments, &passing.lead);
	if (!recent_all_once(passing.recent))
		diag_fatal(EX_DATAERR, "an id came back long after its other rows: sort "
		                       "the input by id, or leave "
		                       "out --sorted");
	recent_free(passing.recent);
	lead_release(&passing.lead);
	free(passing.id);
}
