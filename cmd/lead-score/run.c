#include "run.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

enum { ID, ROLES };

static const struct reader_role roles_optional[ROLES] = {
    [ID] = {"id", "lead id|contact id|record id|user id|customer id|person id", false}};
static const struct reader_role roles_needed[ROLES] = {
    [ID] = {"id", "lead id|contact id|record id|user id|customer id|person id", true}};

/* Does any of the rules need to know what time it is? */
static bool
needs_now(const struct rules *rules)
{
	for (size_t i = 0; i < rules->rows_count; i++)
		if (condition_needs_now(rules->rows[i].when) ||
		    rules->rows[i].half_life_us != INT64_MAX ||
		    rules->rows[i].within_us != INT64_MAX)
			return true;
	for (size_t i = 0; i < rules->statuses_count; i++)
		if (condition_needs_now(rules->statuses[i].when))
			return true;
	return false;
}

/* Activities whose conditions ask for the time need it before all of them were read. */
static bool
activities_need_now(const struct rules *rules)
{
	for (size_t i = 0; i < rules->rows_count; i++)
		if (rules->rows[i].on_activity &&
		    condition_needs_now(rules->rows[i].when))
			return true;
	return false;
}

static bool
about_activities(const struct rules *rules)
{
	for (size_t i = 0; i < rules->rows_count; i++)
		if (rules->rows[i].on_activity)
			return true;
	return false;
}

static DIAG_NORETURN void
ask_for_now(const struct run_settings *settings)
{
	diag_usage(
	    "%s has rules that depend on the time: say --as-of=DATE or --as-of=today",
	    settings->rules);
}

static void
check_settings(const struct run *run)
{
	const struct run_settings *settings = run->settings;
	const struct rules *rules = &run->rules;
	if (about_activities(rules) && !settings->activities)
		diag_usage(
		    "%s has rules on activities: name their file with --activities",
		    settings->rules);
	if (settings->sorted && !settings->activities)
		diag_usage(
		    "--sorted is about leads and --activities: without these memory "
		    "is constant anyway");
	bool may_be_known =
	    run->common->as_of_given ||
	    (settings->activities && !settings->sorted && !activities_need_now(rules));
	if (needs_now(rules) && !may_be_known)
		ask_for_now(settings);
}

void
run_begin(
    struct run *run, const struct run_settings *settings, struct options_common *common)
{
	*run = (struct run){.settings = settings, .common = common};
	rules_read(settings->rules, &run->rules);
	check_settings(run);
	if (settings->activities)
		run->activities = activities_open(
		    settings->activities, common, &run->rules, settings->sorted);
	/* There may have been no activities to take the time from. */
	if (needs_now(&run->rules) && !common->as_of_given)
		ask_for_now(settings);
	if (settings->activities) {
		activities_choices(common, false, &run->lead_options);
	} else {
		run->lead_options = *common;
		common->choices = NULL; /* they are the leads' now */
	}
	bool needs_id = settings->activities || settings->explain;
	run->reader = reader_open(
	    needs_id ? roles_needed : roles_optional, ROLES, &run->lead_options);
	run->matcher = matcher_new(&run->rules, false, run->reader, &run->lead_options);
	run->parts = mem_new(run->rules.rows_count, sizeof *run->parts);
	score_init(&run->score, &run->rules);
}

void
run_end(struct run *run)
{
	reader_close(run->reader);
	activities_close(run->activities);
	matcher_free(run->matcher);
	score_release(&run->score);
	rules_release(&run->rules);
	options_release(&run->lead_options);
	free(run->parts);
	free(run->id);
}

bool
run_has_parts(const struct run *run)
{
	return !run->settings->sorted;
}

void
run_begin_part(struct run *part, const struct run *whole, struct reader *reader)
{
	*part = *whole;
	part->reader = reader;
	part->matcher = matcher_part(whole->matcher, reader);
	part->parts = mem_new(whole->rules.rows_count, sizeof *part->parts);
	score_init(&part->score, &whole->rules);
}

void
run_end_part(struct run *part)
{
	matcher_free(part->matcher);
	score_release(&part->score);
	free(part->parts);
}

struct slice
run_id(const struct run *run)
{
	return reader_cell(run->reader, ID);
}

static void
check_order(struct run *run)
{
	struct slice id = run_id(run), before = {run->id, run->id_length};
	if (run->id && slice_compare(id, before) < 0)
		diag_fatal(EX_DATAERR,
		    "%s: \"%s\" comes behind \"%s\": with --sorted the ids of both files "
		    "ascend byte by byte, as LC_ALL=C sort puts them",
		    reader_place(run->reader), diag_show(id).text,
		    diag_show(before).text);
	run->id = mem_grow(run->id, &run->id_capacity, id.n + 1, 1);
	memcpy(run->id, id.p, id.n);
	run->id_length = id.n;
}

const char *
run_row(struct run *run)
{
	if (!matcher_row(run->matcher, run->parts))
		return NULL;
	if (run->settings->sorted)
		check_order(run);
	if (run->activities)
		activities_parts(run->activities, run_id(run), run->parts);
	score_compute(&run->score, &run->rules, run->parts);
	if (!isfinite(run->score.sum) || !isfinite(run->score.value)) {
		reader_bad_row(run->reader, "the score is too large for a number");
		return NULL;
	}
	return matcher_status(run->matcher, &run->score);
}

const char *
run_next(struct run *run)
{
	const char *status = NULL;
	while (!status && reader_next(run->reader))
		status = run_row(run);
	return status;
}
