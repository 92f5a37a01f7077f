#include "lead.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/strmap.h"

#define NO_EVENT UINT32_MAX

/* One of the events of all leads, which are chained from the latest to the first. */
struct stored_event {
	int64_t time_us;
	uint32_t previous; /* of the same lead, or NO_EVENT */
	int16_t step;
};

_Static_assert(sizeof(struct stored_event) == 16, "an event takes 16 bytes");

struct leads {
	struct strmap *ids;
	uint32_t *latest; /* by id: its latest event */
	size_t latest_capacity;
	struct lead_amount *amounts; /* by id, as far as there are any */
	size_t amounts_count, amounts_capacity;
	struct stored_event *events;
	uint32_t *groups; /* by event */
	size_t count, events_capacity, groups_capacity;
	bool keep_groups;
};

void
lead_amount_note(
    struct lead_amount *amount, int64_t time_us, int32_t step, struct money money)
{
	bool older =
	    amount->given && (time_us < amount->time_us ||
	                         (time_us == amount->time_us && step < amount->step));
	if (!older)
		*amount = (struct lead_amount){money, time_us, step, true};
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
	leads->ids = strmap_new();
	leads->keep_groups = keep_groups;
	return leads;
}

void
leads_free(struct leads *leads)
{
	if (!leads)
		return;
	strmap_free(leads->ids);
	free(leads->latest);
	free(leads->amounts);
	free(leads->events);
	free(leads->groups);
	free(leads);
}

uint32_t
leads_count(const struct leads *leads)
{
	return strmap_count(leads->ids);
}

uint32_t
leads_id(struct leads *leads, struct slice id)
{
	uint32_t count = leads_count(leads);
	uint32_t number = strmap_add(leads->ids, id);
	if (number < count)
		return number;
	leads->latest = mem_grow(leads->latest, &leads->latest_capacity,
	    (size_t)count + 1, sizeof *leads->latest);
	leads->latest[number] = NO_EVENT;
	return number;
}

void
leads_add(struct leads *leads, uint32_t id, struct path_event event)
{
	size_t need = leads->count + 1;
	if (need == NO_EVENT)
		diag_fatal(EX_OSERR, "more than 4294967294 events; with --sorted there's "
		                     "no limit");
	leads->events =
	    mem_grow(leads->events, &leads->events_capacity, need, sizeof *leads->events);
	leads->events[leads->count] =
	    (struct stored_event){event.time_us, leads->latest[id], (int16_t)event.step};
	if (leads->keep_groups) {
		leads->groups = mem_grow(
		    leads->groups, &leads->groups_capacity, need, sizeof *leads->groups);
		leads->groups[leads->count] = event.group;
	}
	leads->latest[id] = (uint32_t)leads->count++;
}

/* The first amount may come late: a column of it is optional in each file. */
void
leads_amount(
    struct leads *leads, uint32_t id, int64_t time_us, int32_t step, struct money money)
{
	leads->amounts = mem_grow(leads->amounts, &leads->amounts_capacity,
	    (size_t)id + 1, sizeof *leads->amounts);
	while (leads->amounts_count <= id)
		leads->amounts[leads->amounts_count++] = (struct lead_amount){0};
	lead_amount_note(&leads->amounts[id], time_us, step, money);
}

static void
reverse(struct path_event *events, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct path_event event = events[i];
		events[i] = events[n - 1 - i];
		events[n - 1 - i] = event;
	}
}

void
leads_get(const struct leads *leads, uint32_t id, struct lead *lead)
{
	lead_clear(lead);
	for (uint32_t at = leads->latest[id]; at != NO_EVENT;
	     at = leads->events[at].previous) {
		const struct stored_event *event = &leads->events[at];
		uint32_t group = leads->keep_groups ? leads->groups[at] : 0;
		lead_add(lead, (struct path_event){event->time_us, event->step, group});
	}
	reverse(lead->events, lead->count);
	if (id < leads->amounts_count)
		lead->amount = leads->amounts[id];
}
