#include "events.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "../../common/recent.h"
#include "../../common/strmap.h"

enum { ID, STAGE, TIME, AMOUNT, ROLES };

#define AMOUNT_ALIASES                                                                   \
	"value|revenue|deal amount|deal value|opportunity amount|"                       \
	"amount in company currency"

static const struct reader_role event_roles[ROLES] = {
    [ID] = {"id",
        "lead id|contact id|record id|deal id|opportunity id|user id|customer id|"
        "person id|distinct id|user pseudo id",
        true},
    [STAGE] = {"stage",
        "event|event name|stage name|deal stage|lead status|lifecycle stage|status",
        true},
    [TIME] = {"time",
        "timestamp|date|datetime|event time|event date|event timestamp|stage date|"
        "occurred at|entered at|changed at",
        true},
    [AMOUNT] = {"amount", AMOUNT_ALIASES, false},
};

enum { WIDE_ID, WIDE_AMOUNT, WIDE_ROLES };

static const struct reader_role wide_roles[WIDE_ROLES] = {
    [WIDE_ID] = {"id", NULL, false},
    [WIDE_AMOUNT] = {"amount", AMOUNT_ALIASES, false},
};

/* What both layouts need. */
struct events {
	const struct options_common *options;
	struct reader *reader;
	struct funnel *funnel;
	size_t first_by; /* the role of the first --by column */
	struct slice *by;
	const char *late_what;
	uint64_t late; /* later than --as-of: rows, or with --wide dates */
};

static void
begin(struct events *events, const struct options_common *options, struct funnel *funnel,
    const struct reader_role *roles, size_t count)
{
	const struct list *by = &funnel->plan->by;
	*events = (struct events){.options = options,
	    .funnel = funnel,
	    .late_what = roles == wide_roles ? "date" : "row"};
	events->reader = reader_open(roles, count, options);
	events->by = mem_new(by->count, sizeof *events->by);
	events->first_by = count;
	for (size_t i = 0; i < by->count; i++)
		reader_add_column(events->reader, by->items[i], true);
}

/* A misspelt stage would otherwise pass for one that nobody reached. */
static void
note_steps_without_events(const struct funnel *funnel)
{
	const struct stages *stages = funnel->plan->stages;
	for (size_t i = 0; i < stages_count(stages); i++)
		if (funnel->events[i] == 0)
			diag_note("note: no event is of step %zu, %s", i + 1,
			    stages_step(stages, i)->label);
}

static void
note_what_was_left_out(const struct events *events)
{
	uint64_t late = events->late, never = events->funnel->never_entered;
	if (late)
		diag_note("note: %llu %s%s later than --as-of ignored",
		    (unsigned long long)late, events->late_what, late == 1 ? "" : "s");
	if (never)
		diag_note("note: %llu lead%s never entered step 1 and %s counted",
		    (unsigned long long)never, never == 1 ? "" : "s",
		    never == 1 ? "isn't" : "aren't");
	note_steps_without_events(events->funnel);
}

/* Frees, and returns the delimiter. */
static char
finish(struct events *events)
{
	char delimiter = reader_delimiter(events->reader);
	if (!events->options->quiet)
		note_what_was_left_out(events);
	reader_close(events->reader);
	free(events->by);
	return delimiter;
}

/* The number of the row's segment; any, where there is no --by. */
static uint32_t
segment(struct events *events)
{
	size_t count = events->funnel->plan->by.count;
	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		events->by[i] = reader_cell(events->reader, events->first_by + i);
	return group_add(events->funnel->segments, events->by);
}

/* Only an entry's segment is asked for. */
static bool
may_be_entry(const struct path_rules *rules, int32_t step)
{
	return step == 0 || (step > 0 && (rules->implied || rules->order == PATH_ANY));
}

/* Does it lie behind --as-of? Those that don't are candidates for its default. */
static bool
is_late(struct events *events, int64_t us)
{
	const struct options_common *options = events->options;
	if (options->as_of_given && us > options->as_of_us)
		return true;
	tally_saw(events->funnel->tally, us);
	return false;
}

/* One event a row */

struct event_row {
	struct slice id; /* valid until the next row */
	struct path_event event;
	struct lead_amount amount;
};

static bool
needed_cell(struct events *events, size_t role, struct slice *cell)
{
	*cell = reader_cell(events->reader, role);
	if (slice_trim(*cell).n)
		return true;
	reader_bad_cell(events->reader, role, "is empty");
	return false;
}

/* False if the row is of no use. */
static bool
take_event(struct events *events, struct event_row *row)
{
	struct reader *reader = events->reader;
	struct slice stage;
	struct date date;
	if (!needed_cell(events, ID, &row->id) || !needed_cell(events, STAGE, &stage))
		return false;
	enum reader_value time = reader_date(reader, TIME, &date);
	if (time == READER_MISSING)
		reader_bad_cell(reader, TIME, "is missing: every event needs its time");
	if (time != READER_VALUE)
		return false;
	enum reader_value amount = reader_money(reader, AMOUNT, &row->amount.money);
	if (amount == READER_BAD)
		return false;
	if (is_late(events, date.us)) {
		events->late++;
		return false;
	}
	row->event.time_us = date.us;
	row->event.step = stages_find(events->funnel->plan->stages, stage);
	row->event.group = may_be_entry(&events->funnel->plan->rules, row->event.step)
	                       ? segment(events)
	                       : 0;
	row->amount.time_us = row->event.time_us;
	row->amount.step = row->event.step;
	row->amount.given = amount == READER_VALUE;
	return true;
}

/* Events of no step matter to --order=strict only. */
static bool
matters(const struct events *events, const struct path_event *event)
{
	return event->step != PATH_OTHER ||
	       events->funnel->plan->rules.order == PATH_STRICT;
}

static void
read_shuffled(struct events *events)
{
	struct event_row row;
	struct leads *leads = leads_new(events->funnel->plan->by.count > 0);
	while (reader_next(events->reader)) {
		if (!take_event(events, &row))
			continue;
		leads_note(leads, row.id, matters(events, &row.event) ? &row.event : NULL,
		    row.amount.given ? &row.amount : NULL);
	}
	struct lead lead;
	while (leads_next(leads, &lead))
		funnel_add(events->funnel, &lead);
	leads_free(leads);
}

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
		reader_bad_cell(events->reader, ID,
		    "comes back after rows of another id: sort the input by id, or leave "
		    "out --sorted");
		return false;
	}
	if (passing->any)
		funnel_add(events->funnel, &passing->lead);
	lead_clear(&passing->lead);
	passing->any = true;
	passing->id = mem_grow(passing->id, &passing->capacity, id.n, 1);
	memcpy(passing->id, id.p, id.n);
	passing->length = id.n;
	return true;
}

static void
read_sorted(struct events *events)
{
	struct event_row row;
	struct passing passing = {.recent = recent_new()};
	while (reader_next(events->reader)) {
		if (!take_event(events, &row) || !pass(events, &passing, row.id))
			continue;
		if (matters(events, &row.event))
			lead_add(&passing.lead, row.event);
		if (row.amount.given)
			lead_amount_note(&passing.lead.amount, &row.amount);
	}
	if (passing.any)
		funnel_add(events->funnel, &passing.lead);
	if (!recent_all_once(passing.recent))
		diag_fatal(EX_DATAERR, "an id came back long after its other rows: sort "
		                       "the input by id, or leave "
		                       "out --sorted");
	recent_free(passing.recent);
	lead_release(&passing.lead);
	free(passing.id);
}

/* One lead a row */

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
		if (is_late(events, date.us))
			events->late++;
		else
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
	if (!needed_cell(events, WIDE_ID, &id))
		return false;
	if (strmap_add(ids, id) == count)
		return true;
	reader_bad_cell(
	    events->reader, WIDE_ID, "comes twice: --wide is one row per lead");
	return false;
}

static void
read_wide(struct events *events)
{
	const struct stages *stages = events->funnel->plan->stages;
	struct stage_columns all = {0};
	for (size_t i = 0; i < stages_count(stages); i++)
		add_columns(events, &all, &stages_step(stages, i)->names, (int32_t)i);
	add_columns(events, &all, stages_lost(stages), PATH_LOST);
	struct strmap *ids = strmap_new();
	struct lead lead = {0};
	while (reader_next(events->reader)) {
		if (!take_dates(events, &all, &lead) || !is_new(events, ids))
			continue;
		uint32_t group = segment(events);
		for (size_t i = 0; i < lead.count; i++)
			lead.events[i].group = group;
		funnel_add(events->funnel, &lead);
	}
	lead_release(&lead);
	strmap_free(ids);
	free(all.columns);
}

char
events_read(const struct options_common *options, enum events_layout layout,
    struct funnel *funnel)
{
	struct events events;
	if (layout == EVENTS_WIDE) {
		begin(&events, options, funnel, wide_roles, WIDE_ROLES);
		read_wide(&events);
	} else {
		begin(&events, options, funnel, event_roles, ROLES);
		if (layout == EVENTS_SORTED)
			read_sorted(&events);
		else
			read_shuffled(&events);
	}
	return finish(&events);
}

/* For want of --stages */

enum { LISTED_STAGES = 40 };

/* How many events each stage has, by its number in `stages`; to be freed. */
static uint64_t *
count_stages(struct reader *reader, struct strmap *stages)
{
	size_t capacity = LISTED_STAGES;
	uint64_t *counts = mem_new(capacity, sizeof *counts);
	while (reader_next(reader)) {
		uint32_t known = strmap_count(stages);
		uint32_t id = strmap_add(stages, slice_trim(reader_cell(reader, STAGE)));
		counts = mem_grow(counts, &capacity, (size_t)id + 1, sizeof *counts);
		counts[id] = id == known ? 1 : counts[id] + 1;
	}
	return counts;
}

void
events_ask_for_stages(const struct options_common *options)
{
	struct reader_role roles[ROLES];
	for (size_t i = 0; i < ROLES; i++) {
		roles[i] = event_roles[i];
		roles[i].needed = i == STAGE;
	}
	struct reader *reader = reader_open(roles, ROLES, options);
	struct strmap *stages = strmap_new();
	const uint64_t *counts = count_stages(reader, stages);
	char text[LISTED_STAGES * 110] = "none";
	size_t n = 0;
	for (uint32_t i = 0; i < strmap_count(stages) && i < LISTED_STAGES; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s (%llu)",
		    i ? ", " : "", diag_show(strmap_key(stages, i)).text,
		    (unsigned long long)counts[i]);
	diag_usage("--stages is needed: the steps in their order, as in "
	           "--stages=Lead,MQL,Won; the stages in the input, with their events: "
	           "%s%s",
	    text, strmap_count(stages) > LISTED_STAGES ? ", ..." : "");
}
