/*
 * pipeline: what open deals will bring, period by period.
 */
#include <math.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/number.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "deals.h"
#include "flow.h"
#include "hindsight.h"
#include "outlook.h"
#include "periods_table.h"
#include "picture.h"
#include "rates.h"
#include "snapshot.h"

struct settings {
	const char *by, *learn_by, *won, *lost, *history;
	const char *rates, *rates_out, *quota, *baseline, *flow;
	struct outlook_options outlook;
	bool cumulative, deals, backtest, partial, merge;
};

static const char *
set_period(void *field, const char *argument)
{
	static const char *const words[] = {[DATE_BY_WEEK] = "week",
	    [DATE_BY_MONTH] = "month",
	    [DATE_BY_QUARTER] = "quarter",
	    [DATE_BY_YEAR] = "year"};
	for (size_t i = DATE_BY_WEEK; i <= DATE_BY_YEAR; i++) {
		if (strcmp(argument, words[i]) == 0) {
			*(enum date_period *)field = (enum date_period)i;
			return NULL;
		}
	}
	return "not week, month, quarter or year";
}

static const char *
set_horizon(void *field, const char *argument)
{
	char *end;
	unsigned long n = strtoul(argument, &end, 10);
	if (argument[0] < '0' || argument[0] > '9' || *end || n < 1 ||
	    n > OUTLOOK_MOST_PERIODS)
		return "not a whole number from 1 to 120";
	*(size_t *)field = n;
	return NULL;
}

static const char *
set_share(void *field, const char *argument)
{
	static const struct number_style style = {'.', false};
	double x;
	if (number_parse_double(slice_of(argument), &style, &x) != NULL || x < 0 || x > 1)
		return "not a number from 0 to 1";
	*(double *)field = x;
	return NULL;
}

static const char *
set_rho(void *field, const char *argument)
{
	const char *reason = set_share(field, argument);
	if (reason || *(double *)field > 0.9)
		return "not a number from 0 to 0.9";
	return NULL;
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"by", 'b', "COL[,COL]", "one forecast for each value of these columns", options_text,
        FIELD(by), OPTIONS_COLUMNS},
    {"period", 0, "PERIOD", "week, month (default), quarter or year", set_period,
        FIELD(outlook.period), "week|month|quarter|year"},
    {"horizon", 0, "N", "how many periods, the present one first (default: 3)",
        set_horizon, FIELD(outlook.horizon), NULL},
    {"won", 0, "LIST", "the stages that mean won (default: Closed Won, closedwon, Won)",
        options_text, FIELD(won), NULL},
    {"lost", 0, "LIST",
        "the stages that mean lost (default: Closed Lost, closedlost, Lost, Abandoned)",
        options_text, FIELD(lost), NULL},
    {"history", 0, "FILE", "changes of stage (id, stage, time): learn by stage too",
        options_text, FIELD(history), OPTIONS_FILE},
    {"learn-by", 0, "COL", "learn rates for each value of this column", options_text,
        FIELD(learn_by), OPTIONS_COLUMN},
    {"rates", 0, "FILE", "take rates from FILE where deals have no probability",
        options_text, FIELD(rates), OPTIONS_FILE},
    {"rates-out", 0, "FILE", "write the learned rates too, for --rates", options_text,
        FIELD(rates_out), OPTIONS_FILE},
    {"rho", 0, "X",
        "how much deals move together, 0: not at all (default: learned from past "
        "periods)",
        set_rho, FIELD(outlook.rho), NULL},
    {"new-business", 0, NULL, "add what isn't in the pipeline yet, as in past periods",
        options_flag, FIELD(outlook.new_business), NULL},
    {"commit", 0, "P",
        "deals without a category are committed from this chance on (default: 0.9)",
        set_share, FIELD(outlook.commit), NULL},
    {"best", 0, "P", "and are a best case from this one on (default: 0.5)", set_share,
        FIELD(outlook.best), NULL},
    {"cumulative", 0, NULL,
        "categories hold what is surer too: commit is closed and commit", options_flag,
        FIELD(cumulative), NULL},
    {"quota", 0, "AMOUNT|FILE",
        "the quota of each period, or a file: period, amount, columns of --by",
        options_text, FIELD(quota), OPTIONS_FILE},
    {"baseline", 0, "FILE", "put what `forecast` wrote beside the periods", options_text,
        FIELD(baseline), OPTIONS_FILE},
    {"deals", 0, NULL, "a row for each open deal instead: its chances and their source",
        options_flag, FIELD(deals), NULL},
    {"flow", 0, "FILE", "instead: what became of the open deals of this older snapshot",
        options_text, FIELD(flow), OPTIONS_FILE},
    {"backtest", 0, NULL,
        "instead: past periods, forecast from what was known then, and what happened",
        options_flag, FIELD(backtest), NULL},
    {"partial", 0, NULL, "write the deals as --merge reads them, instead of the table",
        options_flag, FIELD(partial), NULL},
    {"merge", 0, NULL, "read what --partial wrote, any number of times", options_flag,
        FIELD(merge), NULL},
};

static const struct options_tool tool = {
    .name = "pipeline",
    .synopsis = "[OPTION]... [FILE]...",
    .summary = "Tell what open deals will bring, period by period, with ranges: from "
               "opportunities\n(amount, stage, created, close_date) and their past.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS,
};

/* Checks */

/* The output has columns of its own, which a group may not be called. */
static bool
is_taken(const struct settings *settings, const char *name)
{
	static const char *const taken[] = {"period", "closed", "commit", "best_case",
	    "pipeline", "weighted", "expected", "new_business", "p10", "p50", "p90",
	    "deals", "quota", "attainment", "coverage", "gap", "p_quota", "wins_needed",
	    "flow", "amount", "origins", "actual", "bias"};
	static const char *const of_deals[] = {"id", "owner", "stage", "category",
	    "created", "close_date", "age", "source", "stale", "overdue", "probability"};
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (columns_alike(slice_of(name), slice_of(taken[i])))
			return true;
	for (size_t i = 0; settings->deals && i < sizeof of_deals / sizeof *of_deals; i++)
		if (columns_alike(slice_of(name), slice_of(of_deals[i])))
			return true;
	return false;
}

static void
read_list(const char *option, const char *text, const char *defaults, struct list *list)
{
	const char *reason = list_parse(text ? text : defaults, list);
	if (reason)
		diag_usage("--%s=%s: %s", option, diag_show(slice_of(text)).text, reason);
}

static void
read_lists(const struct settings *settings, struct deals_options *own)
{
	read_list("won", settings->won, DEALS_WON_NAMES, &own->won);
	read_list("lost", settings->lost, DEALS_LOST_NAMES, &own->lost);
	if (settings->by)
		read_list("by", settings->by, NULL, &own->by);
	for (size_t i = 0; i < own->by.count; i++)
		if (is_taken(settings, own->by.items[i]))
			diag_usage(
			    "--by=%s: the output has a column of that name already: "
			    "rename the input's",
			    diag_show(slice_of(own->by.items[i])).text);
	for (size_t i = 0; i < own->won.count; i++)
		for (size_t k = 0; k < own->lost.count; k++)
			if (columns_alike(slice_of(own->won.items[i]),
			        slice_of(own->lost.items[k])))
				diag_usage("--lost=%s: the stage means won already",
				    diag_show(slice_of(own->lost.items[k])).text);
}

/* What one option asks and another rules out: nothing is accepted and then ignored. */
static void
check_settings(const struct settings *settings, const struct options_common *common)
{
	unsigned tables = (unsigned)settings->deals + (settings->flow != NULL) +
	                  settings->backtest + settings->partial;
	if (tables > 1)
		diag_usage(
		    "--deals, --flow, --backtest and --partial are tables of their "
		    "own: choose one");
	if (tables && (settings->quota || settings->baseline || settings->cumulative))
		diag_usage("--quota, --baseline and --cumulative are about the table of "
		           "periods");
	if (tables && settings->outlook.new_business)
		diag_usage("--new-business is about the table of periods");
	if (settings->partial && (common->as_of_given || settings->history))
		diag_usage("--partial has no use for --as-of and --history: say them to "
		           "--merge");
	if (settings->partial &&
	    (common->format != CSVOUT_CSV || common->spreadsheet_safe))
		diag_usage(
		    "--partial writes what --merge reads: CSV, with nothing changed");
	if (settings->merge && (common->choices_count || common->date_format ||
	                           common->decimal || common->rejects))
		diag_usage("--merge reads what --partial wrote: options that say how to "
		           "read deals don't apply");
	if (settings->backtest && settings->rates)
		diag_usage("--backtest learns what could be known: leave --rates out");
	if (settings->outlook.best > settings->outlook.commit)
		diag_usage("--best is more than --commit: a commit is surer than a best "
		           "case");
}

/* Tables */

static void
write_flow(const struct settings *settings, const struct deals_options *own,
    const struct options_common *common, const struct deals *deals, struct csvout *out)
{
	struct options_common of_old = *common;
	struct deals_options own_old = *own;
	struct outlook_periods periods;
	struct deals old;
	char *path = (char *)settings->flow;
	of_old.files = &path;
	of_old.files_count = 1;
	of_old.as_of_given = false;
	of_old.rejects = NULL;
	own_old.history = NULL;
	deals_read(&old, &own_old, &of_old);
	outlook_periods_make(
	    &periods, settings->outlook.period, settings->outlook.horizon, deals->as_of);
	flow_write(out, &old, deals, &periods, &own->by);
	deals_release(&old);
}

static void
write_rates(const struct settings *settings, const struct outlook *outlook)
{
	struct csvout *out = csvout_new(output_file(settings->rates_out),
	    &(struct csvout_options){.format = CSVOUT_CSV, .delimiter = ','});
	rates_write(out, &outlook->learned, outlook->deals);
	csvout_finish(out);
}

static void
write_outlook(const struct settings *settings, const struct deals_options *own,
    const struct options_common *common, const struct deals *deals, struct csvout *out)
{
	struct outlook outlook;
	struct periods_table_options table = {
	    &own->by, settings->quota, settings->baseline, settings->cumulative, common};
	outlook_make(&outlook, deals, &settings->outlook, common->quiet);
	csvout_picture(out,
	    settings->deals ? pipeline_picture_deals : pipeline_picture_periods, NULL);
	if (settings->deals)
		periods_table_deals(out, &outlook, &own->by);
	else
		periods_table_write(out, &outlook, &table);
	if (settings->rates_out)
		write_rates(settings, &outlook);
	outlook_release(&outlook);
}

static void
write_table(const struct settings *settings, const struct deals_options *own,
    const struct options_common *common, const struct deals *deals, struct output *output)
{
	struct csvout_options options = options_csvout(common, deals->delimiter);
	struct csvout *out = csvout_new(output, &options);
	if (settings->flow)
		csvout_picture(out, pipeline_picture_flow, NULL);
	else if (settings->backtest)
		csvout_picture(out, pipeline_picture_backtest, NULL);
	if (settings->partial)
		snapshot_write(out, deals, own);
	else if (settings->flow)
		write_flow(settings, own, common, deals, out);
	else if (settings->backtest)
		hindsight_write(out, deals, &settings->outlook, &own->by, common->quiet);
	else
		write_outlook(settings, own, common, deals, out);
	csvout_finish(out);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.outlook = {.period = DATE_BY_MONTH,
	                                .horizon = 3,
	                                .rho = NAN,
	                                .commit = 0.9,
	                                .best = 0.5}};
	struct options_common common = {0};
	struct deals deals;
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings, &common);
	struct deals_options own = {.learn_by = settings.learn_by,
	    .history = settings.history,
	    .needs_id = settings.deals || settings.flow || settings.history,
	    .partial = settings.partial,
	    .merge = settings.merge};
	read_lists(&settings, &own);
	settings.outlook.rates = settings.rates;
	struct output *output = options_output(&common);
	deals_read(&deals, &own, &common);
	write_table(&settings, &own, &common, &deals, output);
	deals_release(&deals);
	list_release(&own.by);
	list_release(&own.won);
	list_release(&own.lost);
	options_release(&common);
	return 0;
}
