#include "events_inside.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

/* A column of --wide and what its dates mean. */
struct stage_column {
	size_t role;
	int32_t step;
};

struct stage_columns {
	struct stage_column *columns;
	size_t count, capacity;
};

/* Of a step's alternatives each file has to have one. */
static void
add_columns(struct events *events, struct stage_columns *all, const struct list *names,
    int32_t step)
{
	all->columns = mem_grow(all->columns, &all->capacity, all->count + names->count,
	    sizeof *all->columns);
	size_t *roles = mem_new(names->count, sizeof *roles);
	for (size_t i = 0; i < names->count; i++) {
		roles[i] = reader_add_column(events->reader, names->items[i], false);
		all->columns[all->count++] = (struct stage_column){roles[i], step};
	}
	reader_need_one_of(events->reader, roles, names->count);
	free(roles);
}

/* Fills the lead with the row's dates; false if the row can't be used. */
static bool
take_dates(struct events *events, const struct stage_columns *all, struct lead *lead)
{
	struct reader *reader = events->reader;
	struct date date;
	lead_clear(lead);
	for (size_t i = 0; i < all->count; i++) {
		enum reader_value value =
		    reader_date(reader, all->columns[i].role, &date);
		if (value == READER_BAD)
			return false;
		if (value == READER_MISSING)
			continue;
		int32_t step = all->columns[i].step;
		if (!events_is_late(events, date.us))
			lead_add(lead, (struct path_event){date.us, step, 0});
	}
	enum reader_value amount = reader_money(reader, WIDE_AMOUNT, &lead->amount.money);
	lead->amount.given = amount == READER_VALUE;
	return amount != READER_BAD;
}

/* Is the id, where the file has one, new? */
static bool
is_new(struct events *events, struct strmap *ids)
{
	struct slice id;
	uint32_t count = strmap_count(ids);
	if (!reader_has(events->reader, WIDE_ID))
		return true;
	if (!events_needed_cell(events, WIDE_ID, &id))
		return false;
	if (strmap_add(ids, id) == count)
		return true;
	reader_bad_cell(
	    events->reader, WIDE_ID, "comes twice: --wide is one row per lead");
	return false;
}

void
events_read_wide(struct events *events)
{
	const struct stages *stages = events->plan->stages;
	struct stage_columns all = {0};
	for (size_t i = 0; i < stages_count(stages); i++)
		add_columns(events, &all, &stages_step(stages, i)->names, (int32_t)i);
	add_columns(events, &all, stages_lost(stages), PATH_LOST);
	struct strmap *ids = strmap_new();
	struct lead lead = {0};
	while (reader_next(events->reader)) {
		if (!take_dates(events, &all, &lead) || !is_new(events, ids))
			continue;
		uint32_t group = events_segment(events);
		for (size_t i = 0; i < lead.count; i++)
			lead.events[i].group = group;
		funnel_add(events->funnel, events->segments, &lead);
	}
	lead_release(&lead);
	strmap_free(ids);
	free(all.columns);
}
