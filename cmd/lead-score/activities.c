#include "activities.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "../../common/strmap.h"
#include "match.h"

#define NO_ENTRY UINT32_MAX

enum { ID, ACTIVITY, TIME, ROLES };

static const struct reader_role roles[ROLES] = {
    [ID] = {"activity id",
        "id|lead id|contact id|record id|user id|customer id|person id", true},
    [ACTIVITY] = {"activity", "activity type|type|event|event name|action", false},
    [TIME] = {"activity time",
        "time|timestamp|date|datetime|activity date|event time|event date|occurred at",
        true},
};

/* An activity for which a row of the rules holds. */
struct entry {
	int64_t time_us;
	double points;
	uint32_t row;
	uint32_t previous; /* of the same lead, or NO_ENTRY */
};

struct activities {
	const char *path;
	struct options_common options; /* as they are for this file */
	const struct rules *rules;
	struct reader *reader;
	struct matcher *matcher;
	struct score_part *parts; /* of the activity at hand */
	bool sorted;
	uint64_t late; /* rows behind --as-of */

	/* unsorted: the entries of each lead */
	struct strmap *ids;
	uint32_t *latest;
	size_t latest_capacity;
	struct entry *entries;
	size_t count, capacity;

	/* sorted: the parts of the lead before, which may come again */
	struct score_part *before;
	char *before_id;
	size_t before_length, before_capacity;
	/* and the id of the row that the reader stands on */
	bool any;
	char *id;
	size_t id_length, id_capacity;
};

void
activities_choices(
    const struct options_common *options, bool about, struct options_common *own)
{
	const size_t n = strlen(ACTIVITIES_ROLE);
	*own = *options;
	own->choices = mem_new(options->choices_count, sizeof *own->choices);
	own->choices_count = 0;
	for (size_t i = 0; i < options->choices_count; i++) {
		struct slice role = options->choices[i].role;
		bool is_about =
		    role.n >= n && slice_equal_nocase((struct slice){role.p, n},
		                       slice_of(ACTIVITIES_ROLE));
		if (is_about == about)
			own->choices[own->choices_count++] = options->choices[i];
	}
}

static void
own_options(struct activities *activities, const struct options_common *options)
{
	struct options_common *own = &activities->options;
	activities_choices(options, true, own);
	own->files = (char **)&activities->path;
	own->files_count = 1;
	own->rejects = NULL; /* it has the leads' columns */
}

/* The next activity that counts; its time goes to *time, its points to parts. */
static bool
next_activity(struct activities *activities, struct date *time)
{
	while (reader_next(activities->reader)) {
		enum reader_value value = reader_date(activities->reader, TIME, time);
		if (value == READER_MISSING)
			reader_bad_cell(activities->reader, TIME,
			    "is missing: every activity needs its time");
		if (slice_trim(reader_cell(activities->reader, ID)).n == 0)
			reader_bad_cell(activities->reader, ID, "is empty");
		if (activities->options.as_of_given &&
		    time->us > activities->options.as_of_us) {
			activities->late++;
			continue;
		}
		if (matcher_row(activities->matcher, activities->parts))
			return true;
	}
	return false;
}

/* Unsorted */

static uint32_t
lead_of(struct activities *activities, struct slice id)
{
	uint32_t count = strmap_count(activities->ids);
	uint32_t lead = strmap_add(activities->ids, id);
	if (lead == count) {
		activities->latest =
		    mem_grow(activities->latest, &activities->latest_capacity,
		        (size_t)count + 1, sizeof *activities->latest);
		activities->latest[lead] = NO_ENTRY;
	}
	return lead;
}

static void
keep(struct activities *activities, uint32_t lead, size_t row, int64_t time_us)
{
	if (activities->count == NO_ENTRY - 1)
		diag_fatal(EX_OSERR,
		    "more activities than can be kept: sort both files by "
		    "id and say --sorted");
	activities->entries = mem_grow(activities->entries, &activities->capacity,
	    activities->count + 1, sizeof *activities->entries);
	activities->entries[activities->count] = (struct entry){time_us,
	    activities->parts[row].points, (uint32_t)row, activities->latest[lead]};
	activities->latest[lead] = (uint32_t)activities->count++;
}

static void
read_all(struct activities *activities, struct options_common *options)
{
	struct date time;
	bool any = false;
	int64_t latest_us = 0;
	while (next_activity(activities, &time)) {
		if (!any || time.us > latest_us)
			latest_us = time.us;
		any = true;
		uint32_t lead = lead_of(activities, reader_cell(activities->reader, ID));
		for (size_t row = 0; row < activities->rules->rows_count; row++)
			if (activities->parts[row].times)
				keep(activities, lead, row, time.us);
	}
	if (any && !options->as_of_given) {
		options->as_of_given = activities->options.as_of_given = true;
		options->as_of_us = activities->options.as_of_us = latest_us;
	}
}

/* Points */

/* Adds what is left of an activity's points at --as-of: 2^(-age / half-life) of them. */
static void
count_in(const struct activities *activities, size_t i, double points, int64_t time_us,
    struct score_part *parts)
{
	const struct rules_row *row = &activities->rules->rows[i];
	int64_t age_us = activities->options.as_of_us - time_us;
	if (age_us > row->within_us)
		return;
	if (row->half_life_us != INT64_MAX)
		points *= exp2(-(double)age_us / (double)row->half_life_us);
	parts[i].points += points;
	parts[i].times++;
}

static void
parts_of_kept(
    const struct activities *activities, struct slice id, struct score_part *parts)
{
	uint32_t lead;
	if (!strmap_find(activities->ids, id, &lead))
		return;
	for (uint32_t at = activities->latest[lead]; at != NO_ENTRY;
	     at = activities->entries[at].previous) {
		const struct entry *entry = &activities->entries[at];
		count_in(activities, entry->row, entry->points, entry->time_us, parts);
	}
}

/* Sorted */

/* Moves the reader on to the next activity that counts, and notes its id. */
static void
advance(struct activities *activities, struct date *time)
{
	activities->any = next_activity(activities, time);
	if (!activities->any)
		return;
	struct slice id = reader_cell(activities->reader, ID);
	if (slice_compare(id, (struct slice){activities->id, activities->id_length}) < 0)
		diag_fatal(EX_DATAERR,
		    "%s: \"%s\" comes behind \"%s\": with --sorted the ids of both files "
		    "ascend byte by byte, as LC_ALL=C sort puts them",
		    reader_place(activities->reader), diag_show(id).text,
		    diag_show((struct slice){activities->id, activities->id_length})
		        .text);
	activities->id = mem_grow(activities->id, &activities->id_capacity, id.n, 1);
	memcpy(activities->id, id.p, id.n);
	activities->id_length = id.n;
}

static void
pass(struct activities *activities, struct slice id, struct score_part *parts)
{
	struct date time;
	while (activities->any) {
		struct slice here = {activities->id, activities->id_length};
		int order = slice_compare(here, id);
		if (order > 0)
			return;
		reader_date(activities->reader, TIME, &time);
		for (size_t row = 0; order == 0 && row < activities->rules->rows_count;
		     row++)
			if (activities->parts[row].times)
				count_in(activities, row, activities->parts[row].points,
				    time.us, parts);
		advance(activities, &time);
	}
}

/* A lead may have several rows: what it did counts for each. */
static void
parts_of_passing(struct activities *activities, struct slice id, struct score_part *parts)
{
	struct slice before = {activities->before_id, activities->before_length};
	if (!activities->before_id || !slice_equal(before, id)) {
		for (size_t row = 0; row < activities->rules->rows_count; row++)
			activities->before[row] = (struct score_part){0, 0};
		pass(activities, id, activities->before);
		activities->before_id = mem_grow(
		    activities->before_id, &activities->before_capacity, id.n + 1, 1);
		memcpy(activities->before_id, id.p, id.n);
		activities->before_length = id.n;
	}
	for (size_t row = 0; row < activities->rules->rows_count; row++)
		if (activities->rules->rows[row].on_activity)
			parts[row] = activities->before[row];
}

void
activities_parts(struct activities *activities, struct slice id, struct score_part *parts)
{
	for (size_t row = 0; row < activities->rules->rows_count; row++)
		if (activities->rules->rows[row].on_activity)
			parts[row] = (struct score_part){0, 0};
	if (activities->sorted)
		parts_of_passing(activities, id, parts);
	else
		parts_of_kept(activities, id, parts);
}

struct activities *
activities_open(
    const char *path, struct options_common *options, struct rules *rules, bool sorted)
{
	struct activities *activities = mem_new(1, sizeof *activities);
	struct date time;
	activities->path = path;
	own_options(activities, options);
	activities->rules = rules;
	activities->sorted = sorted;
	activities->reader = reader_open(roles, ROLES, &activities->options);
	activities->matcher =
	    matcher_new(rules, true, activities->reader, &activities->options);
	activities->parts = mem_new(rules->rows_count, sizeof *activities->parts);
	if (sorted) {
		activities->id = mem_grow(NULL, &activities->id_capacity, 1, 1);
		activities->before =
		    mem_new(rules->rows_count, sizeof *activities->before);
		advance(activities, &time);
	} else {
		activities->ids = strmap_new();
		read_all(activities, options);
	}
	return activities;
}

void
activities_close(struct activities *activities)
{
	if (!activities)
		return;
	if (activities->late && !activities->options.quiet)
		diag_note("note: %llu activit%s later than --as-of ignored",
		    (unsigned long long)activities->late,
		    activities->late == 1 ? "y" : "ies");
	reader_close(activities->reader);
	matcher_free(activities->matcher);
	strmap_free(activities->ids);
	options_release(&activities->options);
	free(activities->latest);
	free(activities->entries);
	free(activities->parts);
	free(activities->id);
	free(activities->before);
	free(activities->before_id);
	free(activities);
}
