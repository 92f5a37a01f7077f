#include "history.h"

#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

enum { ID, STAGE, TIME, ROLES, MOST_STATES = 100 };

static const struct reader_role roles[ROLES] = {
    [ID] = {"id", "opportunity id|deal id|record id|opportunityid", true},
    [STAGE] = {"stage", "stage name|to stage|new value|deal stage|stagename", true},
    [TIME] = {"time",
        "timestamp|date|stage date|edit date|changed at|entered at|created date", true},
};

struct entry {
	uint32_t deal, state;
	int64_t us;
	size_t row;
};

struct entries {
	struct entry *list;
	size_t count, capacity;
};

static bool
named(const struct list *names, struct slice stage)
{
	for (size_t i = 0; i < names->count; i++)
		if (columns_alike(slice_of(names->items[i]), slice_trim(stage)))
			return true;
	return false;
}

/* By id the place in the list; DEALS_NONE for those that were taken out. */
static uint32_t *
deals_by_id(const struct deals *deals)
{
	uint32_t *at = mem_new(strmap_count(deals->ids), sizeof *at);
	for (uint32_t i = 0; i < strmap_count(deals->ids); i++)
		at[i] = DEALS_NONE;
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].id != DEALS_NONE)
			at[deals->list[i].id] = (uint32_t)i;
	return at;
}

static void
take_row(struct reader *reader, struct deals *deals, const struct deals_options *own,
    const uint32_t *at, struct entries *entries)
{
	uint32_t id;
	struct date date;
	enum reader_value value = reader_date(reader, TIME, &date);
	if (value == READER_MISSING)
		reader_bad_cell(
		    reader, TIME, "is missing: every change of stage needs its time");
	struct slice stage = reader_cell(reader, STAGE);
	if (slice_trim(stage).n == 0)
		reader_bad_cell(reader, STAGE, "is empty");
	if (!strmap_find(deals->ids, reader_cell(reader, ID), &id) ||
	    at[id] == DEALS_NONE || named(&own->won, stage) || named(&own->lost, stage))
		return;
	uint32_t state = strmap_add(deals->states, stage);
	if (state >= MOST_STATES)
		diag_fatal(EX_DATAERR, "%s: more than %d stages: is this the column?",
		    reader_place(reader), MOST_STATES);
	entries->list = mem_grow(
	    entries->list, &entries->capacity, entries->count + 1, sizeof *entries->list);
	entries->list[entries->count] =
	    (struct entry){at[id], state, date.us, entries->count};
	entries->count++;
}

static int
by_deal_and_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->deal != y->deal)
		return x->deal < y->deal ? -1 : 1;
	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void
add_visit(struct deals *deals, const struct entry *entry)
{
	struct deals_deal *deal = &deals->list[entry->deal];
	int64_t us = entry->us >= 0 ? entry->us : entry->us - DATE_DAY + 1;
	int32_t day = (int32_t)(us / DATE_DAY);
	if (day > deals->as_of || deal->created == DEALS_NO_DAY)
		return;
	if (day < deal->created)
		day = deal->created;
	struct deals_visit *last =
	    deal->visits_count ? &deals->visits[deals->visits_count - 1] : NULL;
	if (last && last->day == day) {
		last->state = entry->state;
		return;
	}
	if ((last && last->state == entry->state) || deal->visits_count == UINT16_MAX)
		return;
	deals->visits = mem_grow(deals->visits, &deals->visits_capacity,
	    deals->visits_count + 1, sizeof *deals->visits);
	if (!last)
		deal->visits = (uint32_t)deals->visits_count;
	deal->visits_count++;
	deals->visits[deals->visits_count++] =
	    (struct deals_visit){entry->deal, day, entry->state};
}

void
history_read(struct deals *deals, const struct deals_options *own,
    const struct options_common *options)
{
	struct options_common of_file = *options;
	char *path = (char *)own->history;
	struct entries entries = {0};
	of_file.files = &path;
	of_file.files_count = 1;
	of_file.choices_count = 0;
	of_file.rejects = NULL;
	struct reader *reader = reader_open(roles, ROLES, &of_file);
	uint32_t *at = deals_by_id(deals);
	deals->states = strmap_new();
	while (reader_next(reader))
		take_row(reader, deals, own, at, &entries);
	reader_close(reader);
	/* The stages that open deals are in, so that each has a state. */
	for (size_t i = 0; i < deals->count; i++)
		if (deals->stage_status[deals->list[i].stage] == DEALS_OPEN)
			strmap_add(deals->states,
			    strmap_key(deals->stages, deals->list[i].stage));
	strmap_add(deals->states, slice_of(""));
	qsort(entries.list, entries.count, sizeof *entries.list, by_deal_and_time);
	for (size_t i = 0; i < entries.count; i++)
		add_visit(deals, &entries.list[i]);
	free(entries.list);
	free(at);
}
