#include "lead.h"

#include <stdlib.h>

#include "../../common/mem.h"

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
