/*
 * lead-train: a scorecard from leads whose outcome is known.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "../../common/stats.h"
#include "drift.h"
#include "notes.h"
#include "picture.h"
#include "points.h"
#include "scorecard.h"
#include "training.h"
#include "trial.h"

enum { FOLDS = 5, BINS = 20, BINS_OF_POINTS = 5, PAIRS = 10, MOST_PAIRS = 1000 };

#define HALF_LIFE_US (365 * DATE_DAY)
#define CONFIDENCE 0.95

struct settings {
	char *outcome, *success; /* success: NULL where none is named */
	struct list features, exclude, keep, monotone;
	size_t bins, pairs, points, folds;
	bool bins_given, pairs_given, folds_given, half_life_given, evaluate;
	double ridge;
	const char *time, *holdout;
	int64_t half_life_us;
};

static const char *
set_outcome(void *field, const char *argument)
{
	struct settings *settings = field;
	const char *equals = strchr(argument, '=');
	free(settings->outcome);
	free(settings->success);
	settings->outcome =
	    mem_text(argument, equals ? (size_t)(equals - argument) : strlen(argument));
	settings->success = equals ? mem_text(equals + 1, strlen(equals + 1)) : NULL;
	if (equals == argument || (equals && !equals[1]))
		return "not COLUMN or COLUMN=VALUE";
	return NULL;
}

static const char *
set_list(void *field, const char *argument)
{
	list_release(field);
	return list_parse(argument, field);
}

static const char *
set_bins(void *field, const char *argument)
{
	struct settings *settings = field;
	settings->bins_given = true;
	return options_count(argument, 0, CELLS_BINS, &settings->bins)
	           ? NULL
	           : "not a whole number from 0 to 1000";
}

static const char *
set_pairs(void *field, const char *argument)
{
	struct settings *settings = field;
	settings->pairs_given = true;
	return options_count(argument, 0, MOST_PAIRS, &settings->pairs)
	           ? NULL
	           : "not a whole number from 0 to 1000";
}

static const char *
set_points(void *field, const char *argument)
{
	return options_count(argument, 10, 1000000, field)
	           ? NULL
	           : "not a whole number from 10 to 1000000";
}

static const char *
set_folds(void *field, const char *argument)
{
	struct settings *settings = field;
	settings->folds_given = true;
	return options_count(argument, 2, 100, &settings->folds)
	           ? NULL
	           : "not a whole number from 2 to 100";
}

static const char *
set_ridge(void *field, const char *argument)
{
	double x;
	if (!options_number(argument, &x) || x < 1e-6 || x > 1e6)
		return "not a number from 0.000001 to 1000000";
	*(double *)field = x;
	return NULL;
}

static const char *
set_half_life(void *field, const char *argument)
{
	struct settings *settings = field;
	settings->half_life_given = true;
	return date_span_parse(slice_of(argument), &settings->half_life_us);
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"outcome", 0, "COLUMN[=VALUE]",
        "what is learned (needed): whether COLUMN holds VALUE; without it, the column "
        "holds 1/0, yes/no, true/false or won/lost",
        set_outcome, 0, OPTIONS_COLUMN},
    {"features", 0, "LIST",
        "learn from these columns, whatever they look like (default: all that seem fit)",
        set_list, FIELD(features), OPTIONS_COLUMNS},
    {"exclude", 0, "LIST", "learn from all columns but these", set_list, FIELD(exclude),
        OPTIONS_COLUMNS},
    {"keep", 0, "LIST",
        "learn from these columns too, though they look like leaks, identifiers or dates",
        set_list, FIELD(keep), OPTIONS_COLUMNS},
    {"bins", 0, "N", "the most bins of a number (default: 20; 0: only linear terms)",
        set_bins, 0, NULL},
    {"interactions", 0, "K", "the most pairs of columns (default: 10)", set_pairs, 0,
        NULL},
    {"ridge", 0, "X",
        "strength of the penalty on points (default: chosen by cross-validation)",
        set_ridge, FIELD(ridge), NULL},
    {"monotone", 0, "LIST",
        "numbers whose points never turn back: +COLUMN rise, -COLUMN fall, COLUMN either",
        set_list, FIELD(monotone), NULL},
    {"points", 0, "N",
        "whole points from 0 to N that people can add, instead of log-odds", set_points,
        FIELD(points), NULL},
    {"time", 0, "COLUMN",
        "when the lead was: recent ones weigh more, and --evaluate learns from the past",
        options_text, FIELD(time), OPTIONS_COLUMN},
    {"half-life", 0, "SPAN",
        "a lead so much older weighs half (default: 365d; 0d: all weigh the same)",
        set_half_life, 0, NULL},
    {"evaluate", 0, NULL,
        "write how good the scores are on leads not learned from, instead of the rules",
        options_flag, FIELD(evaluate), NULL},
    {"folds", 0, "K",
        "parts of the cross-validation of --evaluate (default: 5); with --time the last "
        "of K parts is judged",
        set_folds, 0, NULL},
    {"holdout", 0, "FILE", "the same as --evaluate, on the leads of FILE", options_text,
        FIELD(holdout), OPTIONS_FILE},
};

static const struct options_tool tool = {
    .name = "lead-train",
    .synopsis = "--outcome=COLUMN[=VALUE] [OPTION]... [FILE]...",
    .summary =
        "Learn a scorecard from leads whose outcome is known: points that lead-score "
        "adds up\nand that people can read, question and edit.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS,
};

/* What one option asks and another rules out. */
static void
check_settings(struct settings *settings, const struct options_common *common)
{
	if (!settings->outcome)
		diag_usage("--outcome is needed: the column that says who was won");
	if (common->choices_count)
		diag_usage("-c: columns are named by --outcome, --features and --time");
	if (settings->features.count && settings->exclude.count)
		diag_usage("--features and --exclude don't go together");
	if (!settings->time && (settings->half_life_given || common->as_of_given))
		diag_usage("--%s needs --time",
		    settings->half_life_given ? "half-life" : "as-of");
	if (settings->evaluate && settings->holdout)
		diag_usage("--evaluate and --holdout don't go together: the one judges "
		           "within the input, the other by another file");
	if (settings->folds_given && !settings->evaluate)
		diag_usage("--folds needs --evaluate");
	if (settings->points && settings->pairs_given)
		diag_usage("--points has no --interactions: nobody could add them");
	if (settings->bins_given && settings->bins < 2 &&
	    (settings->points || settings->monotone.count))
		diag_usage("--%s needs --bins=2 or more",
		    settings->points ? "points" : "monotone");
}

/* What there is to learn from, and how. */
struct work {
	const struct settings *settings;
	const struct options_common *common;
	struct training training;
	struct trial_plan plan;
	double *weight; /* NULL: all 1 */
	uint32_t *rows; /* to learn from; with --time in the order of time, */
	size_t count;
	size_t later; /* of which the last part begins here */
	struct csvout *out;
};

/* Half for each half-life before the latest of these rows; they average 1. */
static void
weigh(struct work *work, size_t count)
{
	const int64_t *time_us = work->training.table.time_us;
	double sum = 0, half_life_us = (double)work->settings->half_life_us;
	for (size_t i = 0; work->weight && i < count; i++) {
		double age_us =
		    (double)(time_us[work->rows[count - 1]] - time_us[work->rows[i]]);
		sum += work->weight[work->rows[i]] = exp2(-age_us / half_life_us);
	}
	for (size_t i = 0; work->weight && i < count; i++)
		work->weight[work->rows[i]] *= (double)count / sum;
}

static void
order_by_time(struct work *work)
{
	work->later = drift_part(&work->training.table, work->rows, work->count,
	    1 / (double)work->settings->folds);
	if (work->settings->half_life_us)
		work->weight = mem_new(work->count, sizeof *work->weight);
	weigh(work, work->count);
}

static void
make_plan(struct work *work)
{
	const struct settings *settings = work->settings;
	bool points = settings->points > 0;
	work->plan = (struct trial_plan){.points = settings->points};
	work->plan.learn = (struct learn_plan){.table = &work->training.table,
	    .kept = work->training.kept,
	    .monotone = work->training.monotone,
	    .bins = points && !settings->bins_given ? BINS_OF_POINTS : settings->bins,
	    .pairs = points ? 0 : settings->pairs,
	    .ridge = settings->ridge,
	    .slopes = !points,
	    .fixed = points,
	    .weight = work->weight};
}

static void
work_init(struct work *work, const struct settings *settings,
    const struct options_common *common)
{
	const struct training_plan plan = {settings->outcome, settings->success,
	    &settings->features, &settings->exclude, &settings->keep, &settings->monotone,
	    settings->time, settings->holdout};
	*work = (struct work){.settings = settings, .common = common};
	training_read(&plan, common, &work->training);
	work->count = work->training.table.learned;
	work->rows = mem_new(work->count, sizeof *work->rows);
	for (size_t i = 0; i < work->count; i++)
		work->rows[i] = (uint32_t)i;
	if (settings->time)
		order_by_time(work);
	make_plan(work);
	bool some =
	    notes_columns(&work->plan.learn, work->rows, work->count, common->quiet);
	if (!some)
		diag_fatal(EX_DATAERR, "no column is left to learn from: see --keep");
	if (work->later && !common->quiet)
		notes_drift(&work->plan.learn, work->rows, work->later, work->count);
}

static void
work_release(struct work *work)
{
	training_release(&work->training);
	free(work->weight);
	free(work->rows);
}

/* Judging */

static void
write_metric(struct csvout *out, const char *name, struct stats_interval x)
{
	csvout_text(out, slice_of(name));
	csvout_number(out, x.value);
	csvout_number(out, x.low);
	csvout_number(out, x.high);
	csvout_end_row(out);
}

static void
write_value(struct csvout *out, const char *name, double x)
{
	write_metric(out, name, (struct stats_interval){x, NAN, NAN});
}

static void
write_tenths(struct csvout *out, const char *name, const double *values)
{
	char text[40];
	for (size_t k = 0; k < MEASURE_TENTHS; k++) {
		snprintf(text, sizeof text, "%s_decile_%zu", name, k + 1);
		write_value(out, text, values[k]);
	}
}

static void
write_measure(struct csvout *out, const struct measure *measure)
{
	csvout_column(out, slice_of("metric"), CSVOUT_TEXT);
	csvout_column(out, slice_of("value"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("low"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("high"), CSVOUT_NUMBER);
	write_metric(out, "auc", measure->auc);
	write_metric(out, "log_loss", measure->log_loss);
	write_metric(out, "brier", measure->brier);
	write_value(out, "ece", measure->ece);
	write_metric(out, "base_rate", measure->base_rate);
	write_tenths(out, "lift", measure->lift);
	write_tenths(out, "capture", measure->capture);
	write_value(out, "rows", (double)measure->rows);
	write_value(out, "positives", (double)measure->positives);
}

static void
write_scores(struct work *work, const uint32_t *rows, size_t count, const double *scores)
{
	struct measure measured;
	uint8_t *outcomes = mem_new(count, sizeof *outcomes);
	for (size_t i = 0; i < count; i++)
		outcomes[i] = work->training.table.outcome[rows[i]];
	measure(&measured, scores, outcomes, count, stats_z_of_confidence(CONFIDENCE));
	write_measure(work->out, &measured);
	free(outcomes);
}

/* Learns from some rows and judges others. */
static void
judge(struct work *work, size_t learn_count, const uint32_t *rows, size_t count)
{
	double *scores = mem_new(count, sizeof *scores);
	const struct trial_split split = {work->rows, rows, learn_count, count};
	if (!trial_enough(&work->training.table, work->rows, learn_count))
		diag_fatal(EX_DATAERR, "the past has fewer than 5 successes, or fewer "
		                       "than 5 others: use fewer --folds");
	trial_run(&work->plan, &split, scores);
	write_scores(work, rows, count, scores);
	free(scores);
}

static void
judge_later(struct work *work)
{
	if (!work->later)
		diag_fatal(EX_DATAERR,
		    "column \"%s\" doesn't part the past from the rest",
		    diag_show(slice_of(work->settings->time)).text);
	weigh(work, work->later);
	judge(work, work->later, work->rows + work->later, work->count - work->later);
}

static void
judge_across(struct work *work)
{
	double *scores = mem_new(work->count, sizeof *scores);
	if (!trial_cross(
	        &work->plan, work->rows, work->count, work->settings->folds, scores))
		diag_fatal(EX_DATAERR, "a fold leaves fewer than 5 successes, or fewer "
		                       "than 5 others, to learn from");
	write_scores(work, work->rows, work->count, scores);
	free(scores);
}

static void
judge_holdout(struct work *work)
{
	const struct table *table = &work->training.table;
	size_t count = table->rows - table->learned;
	uint32_t *rows = mem_new(count, sizeof *rows);
	for (size_t i = 0; i < count; i++)
		rows[i] = (uint32_t)(table->learned + i);
	judge(work, work->count, rows, count);
	free(rows);
}

/* Learning */

/* What whole points cost: the same leads with all that log-odds may have. */
static void
note_cost(struct work *work, const struct learned *learned)
{
	struct learn_plan full = work->plan.learn;
	full.bins = BINS;
	full.pairs = PAIRS;
	full.slopes = true;
	full.fixed = false;
	struct learned richest;
	learn(&full, work->rows, work->count, &richest);
	notes_points(points_auc(&work->plan.learn, learned, work->rows, work->count,
	                 work->settings->points),
	    trial_auc(&work->training.table, work->rows, work->count, richest.eta));
	learned_release(&richest);
}

static void
write_rules(struct work *work)
{
	struct learned learned;
	bool quiet = work->common->quiet;
	learn(&work->plan.learn, work->rows, work->count, &learned);
	if (!learned.converged)
		diag_fatal(EX_DATAERR, "the points don't converge: try a larger --ridge");
	if (!quiet && work->settings->points)
		note_cost(work, &learned);
	if (!quiet && !work->settings->points)
		notes_learned(&work->plan.learn, &learned, work->rows, work->count);
	if (work->settings->points)
		points_round(&learned.card, work->settings->points);
	scorecard_write(work->out, &learned.card, work->settings->points == 0);
	learned_release(&learned);
}

static void
train(const struct settings *settings, const struct options_common *common,
    struct output *output)
{
	struct work work;
	work_init(&work, settings, common);
	struct csvout_options options = options_csvout(common, work.training.delimiter);
	work.out = csvout_new(output, &options);
	if (settings->evaluate || settings->holdout)
		csvout_picture(work.out, lead_train_picture, NULL);
	if (settings->holdout)
		judge_holdout(&work);
	else if (settings->evaluate && settings->time)
		judge_later(&work);
	else if (settings->evaluate)
		judge_across(&work);
	else
		write_rules(&work);
	csvout_finish(work.out);
	work_release(&work);
}

static void
settings_release(struct settings *settings)
{
	free(settings->outcome);
	free(settings->success);
	list_release(&settings->features);
	list_release(&settings->exclude);
	list_release(&settings->keep);
	list_release(&settings->monotone);
}

int
main(int argc, char **argv)
{
	struct settings settings = {
	    .bins = BINS, .pairs = PAIRS, .folds = FOLDS, .half_life_us = HALF_LIFE_US};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings, &common);
	struct output *output = options_output(&common);
	train(&settings, &common, output);
	settings_release(&settings);
	options_release(&common);
	return 0;
}
