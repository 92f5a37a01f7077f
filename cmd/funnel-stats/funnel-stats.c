/*
 * funnel-stats: who moves through the funnel, and how fast.
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "../../common/stats.h"
#include "../../common/threads.h"
#include "events.h"
#include "picture.h"
#include "report.h"
#include "state.h"

struct settings {
	struct plan_texts plan;
	bool sorted, wide, summary, partial, merge;
	double confidence; /* 0: not said */
};

static const char *
set_confidence(void *field, const char *argument)
{
	double x;
	if (!options_number(argument, &x) || x <= 0 || x >= 1)
		return "not a number between 0 and 1";
	*(double *)field = x;
	return NULL;
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"stages", 's', "LIST",
        "the steps in their order (needed): Lead,MQL,Won; a step may have alternatives "
        "and a "
        "label, Won=Closed Won|6; names with commas in CSV quotes",
        options_text, FIELD(plan.stages), NULL},
    {"lost", 0, "STAGE", "the stage, or stages A|B, that mean lost", options_text,
        FIELD(plan.lost), NULL},
    {"by", 'b', "COL[,COL]",
        "one funnel for each value of these columns, on the entry event", options_text,
        FIELD(plan.by), OPTIONS_COLUMNS},
    {"cohort", 0, "PERIOD",
        "one funnel for each day, week, month, quarter or year of entry", options_text,
        FIELD(plan.cohort), "day|week|month|quarter|year"},
    {"from", 0, "DATE", "leads that entered at or after DATE", options_text,
        FIELD(plan.from), NULL},
    {"to", 0, "DATE", "leads that entered at or before DATE, a date means its end",
        options_text, FIELD(plan.to), NULL},
    {"window", 'w', "SPAN",
        "the last step has to be reached within 30d (w, d, h, m for minutes, s) of entry",
        options_text, FIELD(plan.window), NULL},
    {"order", 0, "ORDER",
        "ordered (default), strict (no other event between the steps) or any",
        options_text, FIELD(plan.order), "ordered|strict|any"},
    {"implied", 0, NULL, "a step implies those before it", options_yes,
        FIELD(plan.implied), NULL},
    {"wide", 0, NULL, "a row is a lead, the stages are columns of dates", options_flag,
        FIELD(wide), NULL},
    {"sorted", 0, NULL,
        "the rows of an id are together: memory doesn't grow with their number",
        options_flag, FIELD(sorted), NULL},
    {"confidence", 0, "P", "confidence of the intervals (default: 0.95)", set_confidence,
        FIELD(confidence), NULL},
    {"summary", 0, NULL, "one row: leads, win rate, deal size, cycle, sales velocity",
        options_flag, FIELD(summary), NULL},
    {"partial", 0, NULL, "write a state that --merge reads, instead of the table",
        options_flag, FIELD(partial), NULL},
    {"merge", 0, NULL, "read states, any number of them, instead of events", options_flag,
        FIELD(merge), NULL},
};

static const struct options_tool tool = {
    .name = "funnel-stats",
    .synopsis = "--stages=LIST [OPTION]... [FILE]...",
    .summary = "Tell who moves through the funnel, and how fast: from a log of events "
               "(id,\nstage, time), or a table of leads with a date for each stage.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

/* What one option asks and another rules out: nothing is accepted and then ignored. */

static void
check_partial(const struct settings *settings, const struct options_common *common)
{
	if (settings->summary)
		diag_usage("--partial writes no --summary: ask --merge for it");
	if (settings->confidence != 0)
		diag_usage("--partial has no use for --confidence: say it to --merge");
	statefile_check_partial(common);
}

static void
check_settings(struct settings *settings, const struct options_common *common)
{
	if (settings->wide && settings->sorted)
		diag_usage("--wide and --sorted don't go together: each row is a lead");
	if (settings->partial)
		check_partial(settings, common);
	if (settings->merge)
		statefile_check_merge(&state_kind, &settings->plan, common,
		    settings->wide || settings->sorted, "events");
	else if (!settings->plan.stages && settings->wide)
		diag_usage(
		    "--stages is needed: the columns with the dates of the steps, in "
		    "their order");
	else if (!settings->plan.stages)
		events_ask_for_stages(common);
}

static void
write_tables(const struct settings *settings, const struct options_common *common,
    struct csvout *out, struct funnel *funnel)
{
	int64_t as_of_us = common->as_of_us;
	if (!common->as_of_given)
		tally_latest(funnel->tally, &as_of_us);
	struct tally_step *results = tally_results(funnel->tally,
	    group_count(funnel->groups), as_of_us, threads_count(common->jobs));
	if (!results)
		diag_fatal(
		    EX_DATAERR, "the states don't add up: is one of them cut short?");
	csvout_picture(out, settings->summary ? picture_summary : picture_steps, NULL);
	if (settings->summary)
		report_summary(out, funnel, results);
	else
		report_steps(out, funnel, results,
		    stats_z_of_confidence(
		        settings->confidence != 0 ? settings->confidence : 0.95));
	free(results);
}

static void
write_results(struct settings *settings, const struct options_common *common,
    struct output *output, char delimiter, struct funnel *funnel)
{
	struct csvout_options options = options_csvout(common, delimiter);
	struct csvout *out = csvout_new(output, &options);
	if (settings->partial)
		state_write(out, funnel, &settings->plan, common);
	else
		write_tables(settings, common, out, funnel);
	csvout_finish(out);
}

static void
measure(struct settings *settings, struct options_common *common, struct output *output)
{
	struct plan plan;
	struct funnel funnel;
	char *reason = plan_make(&settings->plan, &plan);
	if (reason)
		diag_usage("%s", reason);
	funnel_init(&funnel, &plan);
	enum events_layout layout = settings->wide     ? EVENTS_WIDE
	                            : settings->sorted ? EVENTS_SORTED
	                                               : EVENTS_SHUFFLED;
	char delimiter = events_read(common, layout, &funnel);
	write_results(settings, common, output, delimiter, &funnel);
	funnel_release(&funnel);
	plan_release(&plan);
}

static void
merge(struct settings *settings, struct options_common *common, struct output *output)
{
	struct state *state = state_read(common);
	settings->plan = *state_texts(state);
	write_results(
	    settings, common, output, state_delimiter(state), state_funnel(state));
	state_free(state);
}

int
main(int argc, char **argv)
{
	struct settings settings = {0};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings, &common);
	struct output *output = options_output(&common);
	if (settings.merge)
		merge(&settings, &common, output);
	else
		measure(&settings, &common, output);
	options_release(&common);
	return 0;
}
