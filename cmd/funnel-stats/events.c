#include "events_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

#define AMOUNT_ALIASES                                                                   \
	"value|revenue|deal amount|deal value|opportunity amount|"                       \
	"amount in company currency"

static const struct reader_role event_roles[EVENTS_ROLES] = {
    [EVENTS_ID] = {"id",
        "lead id|contact id|record id|deal id|opportunity id|user id|customer id|"
        "person id|distinct id|user pseudo id",
        true},
    [EVENTS_STAGE] = {"stage",
        "event|event name|stage name|deal stage|lead status|lifecycle stage|status",
        true},
    [EVENTS_TIME] = {"time",
        "timestamp|date|datetime|event time|event date|event timestamp|stage date|"
        "occurred at|entered at|changed at",
        true},
    [EVENTS_AMOUNT] = {"amount", AMOUNT_ALIASES, false},
};

static const struct reader_role wide_roles[WIDE_ROLES] = {
    [WIDE_ID] = {"id", NULL, false},
    [WIDE_AMOUNT] = {"amount", AMOUNT_ALIASES, false},
};

/* What is read, in which way. */
static const struct layout {
	const struct reader_role *roles;
	size_t count;
	const char *late_what;
	void (*read)(struct events *events);
} layouts[] = {
    [EVENTS_SHUFFLED] = {event_roles, EVENTS_ROLES, "row", events_read_shuffled},
    [EVENTS_SORTED] = {event_roles, EVENTS_ROLES, "row", events_read_sorted},
    [EVENTS_WIDE] = {wide_roles, WIDE_ROLES, "date", events_read_wide},
};

static void
begin(struct events *events, const struct layout *layout,
    const struct options_common *options, struct funnel *funnel)
{
	const struct list *by = &funnel->plan->by;
	*events = (struct events){.options = options,
	    .plan = funnel->plan,
	    .reader = reader_open(layout->roles, layout->count, options),
	    .spellings = spellings_new(funnel->plan->stages),
	    .segments = group_new(by->count),
	    .first_by = layout->count,
	    .by = mem_new(by->count, sizeof *events->by),
	    .funnel = funnel};
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
note_what_was_left_out(const struct events *events, const char *late_what)
{
	uint64_t late = events->late, never = events->funnel->never_entered;
	if (late)
		diag_note("note: %llu %s%s later than --as-of ignored",
		    (unsigned long long)late, late_what, late == 1 ? "" : "s");
	if (never)
		diag_note("note: %llu lead%s never entered step 1 and %s counted",
		    (unsigned long long)never, never == 1 ? "" : "s",
		    never == 1 ? "isn't" : "aren't");
	note_steps_without_events(events->funnel);
}

/* Frees, and returns the delimiter. */
static char
finish(struct events *events, const char *late_what)
{
	char delimiter = reader_delimiter(events->reader);
	funnel_put_in_order(events->funnel);
	if (events->any)
		tally_saw(events->funnel->tally, events->latest_us);
	tally_check_sums(events->funnel->tally);
	if (!events->options->quiet)
		note_what_was_left_out(events, late_what);
	reader_close(events->reader);
	spellings_free(events->spellings);
	group_free(events->segments);
	free(events->by);
	return delimiter;
}

char
events_read(const struct options_common *options, enum events_layout layout,
    struct funnel *funnel)
{
	struct events events;
	begin(&events, &layouts[layout], options, funnel);
	layouts[layout].read(&events);
	return finish(&events, layouts[layout].late_what);
}

/* Rows */

uint32_t
events_segment(struct events *events)
{
	size_t count = events->plan->by.count;
	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		events->by[i] = reader_cell(events->reader, events->first_by + i);
	return group_add(events->segments, events->by);
}

/* Only an entry's segment is asked for. */
static bool
may_be_entry(const struct path_rules *rules, int32_t step)
{
	return step == 0 || (step > 0 && (rules->implied || rules->order == PATH_ANY));
}

void
events_saw(struct events *events, int64_t us)
{
	if (!events->any || us > events->latest_us)
		events->latest_us = us;
	events->any = true;
}

bool
events_is_late(struct events *events, int64_t us)
{
	const struct options_common *options = events->options;
	if (options->as_of_given && us > options->as_of_us) {
		events->late++;
		return true;
	}
	events_saw(events, us);
	return false;
}

bool
events_needed_cell(struct events *events, size_t role, struct slice *cell)
{
	*cell = reader_cell(events->reader, role);
	if (cell->n && (cell->p[0] > ' ' || slice_trim(*cell).n))
		return true;
	reader_bad_cell(events->reader, role, "is empty");
	return false;
}

bool
events_take(struct events *events, struct events_row *row)
{
	struct reader *reader = events->reader;
	struct slice stage;
	struct date date;
	if (!events_needed_cell(events, EVENTS_ID, &row->id) ||
	    !events_needed_cell(events, EVENTS_STAGE, &stage))
		return false;
	enum reader_value time = reader_date(reader, EVENTS_TIME, &date);
	if (time == READER_MISSING)
		reader_bad_cell(
		    reader, EVENTS_TIME, "is missing: every event needs its time");
	if (time != READER_VALUE)
		return false;
	enum reader_value amount = READER_MISSING;
	if (reader_has(reader, EVENTS_AMOUNT))
		amount = reader_money(reader, EVENTS_AMOUNT, &row->amount.money);
	if (amount == READER_BAD || events_is_late(events, date.us))
		return false;
	row->event.time_us = date.us;
	row->event.step = spellings_find(events->spellings, stage);
	row->event.group = may_be_entry(&events->plan->rules, row->event.step)
	                       ? events_segment(events)
	                       : 0;
	row->amount.time_us = row->event.time_us;
	row->amount.step = row->event.step;
	row->amount.given = amount == READER_VALUE;
	return true;
}

bool
events_matters(const struct events *events, const struct path_event *event)
{
	return event->step != PATH_OTHER || events->plan->rules.order == PATH_STRICT;
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
		uint32_t id =
		    strmap_add(stages, slice_trim(reader_cell(reader, EVENTS_STAGE)));
		counts = mem_grow(counts, &capacity, (size_t)id + 1, sizeof *counts);
		counts[id] = id == known ? 1 : counts[id] + 1;
	}
	return counts;
}

void
events_ask_for_stages(const struct options_common *options)
{
	struct reader_role roles[EVENTS_ROLES];
	for (size_t i = 0; i < EVENTS_ROLES; i++) {
		roles[i] = event_roles[i];
		roles[i].needed = i == EVENTS_STAGE;
	}
	struct reader *reader = reader_open(roles, EVENTS_ROLES, options);
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
