/*
 * clv: what customers are worth.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/number.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "buyers.h"
#include "cohorts.h"
#include "contracts.h"
#include "params.h"
#include "picture.h"
#include "report.h"
#include "state.h"
#include "summary.h"

struct settings {
	const char *model, *calibration_end, *unit, *horizon, *params_in, *holdout,
	    *cohorts;
	struct list by;
	struct clv_state_texts texts; /* of it */
	double discount_rate, margin; /* NAN: not said */
	bool params, simple, summary, partial, merge;
};

static const char *
set_by(void *field, const char *argument)
{
	struct settings *settings = field;
	list_release(&settings->by);
	settings->texts.by = argument;
	return list_parse(argument, &settings->by);
}

static const char *
set_share(double *to, const char *argument)
{
	static const struct number_style style = {'.', false};
	return number_parse_double(slice_of(argument), &style, to);
}

static const char *
set_rate(void *field, const char *argument)
{
	double rate;
	if (set_share(&rate, argument) != NULL || rate < 0)
		return "not a rate such as 0.1 or 10%";
	*(double *)field = rate;
	return NULL;
}

static const char *
set_margin(void *field, const char *argument)
{
	double margin;
	if (set_share(&margin, argument) != NULL || !(margin > 0 && margin <= 1))
		return "not a share above 0 and at most 1, such as 0.4 or 40%";
	*(double *)field = margin;
	return NULL;
}

/* One of the words that `choices` of an option lists. */
static const char *
set_word(const char *choices, const char *complaint, void *field, const char *argument)
{
	size_t n = strlen(argument);
	for (const char *at = choices; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (n && strncmp(at, argument, n) == 0 && (!at[n] || at[n] == '|')) {
			*(const char **)field = argument;
			return NULL;
		}
	}
	return complaint;
}

#define MODELS "bgnbd|pareto-nbd|sbg"
#define UNITS "week|day|month"
#define COHORTS "day|week|month|quarter|year"

static const char *
set_model(void *field, const char *argument)
{
	return set_word(MODELS, "not bgnbd, pareto-nbd or sbg", field, argument);
}

static const char *
set_unit(void *field, const char *argument)
{
	return set_word(UNITS, "not week, day or month", field, argument);
}

static const char *
set_cohorts(void *field, const char *argument)
{
	return set_word(
	    COHORTS, "not day, week, month, quarter or year", field, argument);
}

static const char *
set_holdout(void *field, const char *argument)
{
	return set_word("customer|bin", "neither customer nor bin", field, argument);
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"model", 'm', "MODEL",
        "bgnbd (default), pareto-nbd, or for contracts sbg, which reads survivors by "
        "period",
        set_model, FIELD(model), MODELS},
    {"by", 'b', "COL[,COL]",
        "a model for each value of these columns, on the first purchase", set_by, 0,
        OPTIONS_COLUMNS},
    {"calibration-end", 0, "DATE",
        "the models learn from what was until then; the rest is held out", options_text,
        FIELD(calibration_end), NULL},
    {"unit", 0, "UNIT", "time is counted in weeks (default), days or months", set_unit,
        FIELD(unit), UNITS},
    {"horizon", 0, "SPAN",
        "look so far ahead (default: 52w); sbg: go on to this period, a number",
        options_text, FIELD(horizon), NULL},
    {"discount-rate", 0, "RATE", "of a year, such as 10% (default: 0); sbg: of a period",
        set_rate, FIELD(discount_rate), NULL},
    {"margin", 0, "SHARE", "of the revenue that is earned (default: 1)", set_margin,
        FIELD(margin), NULL},
    {"params", 0, NULL, "write the parameters with their errors instead", options_flag,
        FIELD(params), NULL},
    {"params-in", 0, "FILE", "take the parameters from FILE: fit nothing", options_text,
        FIELD(params_in), OPTIONS_FILE},
    {"holdout", 0, "HOW",
        "write bought against expected after --calibration-end instead, by customer or "
        "by bin of frequency",
        set_holdout, FIELD(holdout), "customer|bin"},
    {"cohorts", 0, "PERIOD",
        "write instead what customers of each day, week, month, quarter or year did "
        "since",
        set_cohorts, FIELD(cohorts), COHORTS},
    {"summary", 0, NULL,
        "read a row for each customer instead: customer, frequency, recency, age, "
        "mean_value",
        options_flag, FIELD(summary), NULL},
    {"simple", 0, NULL, "read totals instead: revenue per account x margin / churn",
        options_flag, FIELD(simple), NULL},
    {"partial", 0, NULL, "write a state that --merge reads, instead of a table",
        options_flag, FIELD(partial), NULL},
    {"merge", 0, NULL, "read states, any number of them, instead of transactions",
        options_flag, FIELD(merge), NULL},
};

static const struct options_tool tool = {
    .name = "clv",
    .synopsis = "[OPTION]... [FILE]...",
    .summary = "Tell what customers are worth: from transactions (customer, date, "
               "amount) by\nmodels of who buys again, from survivors of contracts, or "
               "from totals.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS,
};

/* What one option asks and another has no use for: nothing is accepted and then ignored.
 */

static void
refuse(const char *what, bool given, const char *option)
{
	if (given)
		diag_usage("%s has no use for --%s", what, option);
}

/* What only dates can be asked. */
static void
check_dates(const struct settings *settings, const struct options_common *common,
    const char *without)
{
	if (!without)
		return;
	refuse(without, settings->calibration_end, "calibration-end");
	refuse(without, settings->cohorts, "cohorts");
	refuse(without, settings->holdout, "holdout");
	refuse(without, common->as_of_given, "as-of");
	refuse(without, common->date_format, "date-format");
}

/* States hold purchases: what is made of them is for --merge. */
static void
check_partial(const struct settings *settings, const struct options_common *common)
{
	if (settings->model || settings->calibration_end || settings->unit ||
	    settings->horizon || settings->params_in || settings->holdout ||
	    settings->cohorts || settings->params || settings->simple ||
	    settings->summary || !isnan(settings->discount_rate) ||
	    !isnan(settings->margin))
		diag_usage("--partial adds up purchases: options that say what to make "
		           "of them are for --merge");
	statefile_check_partial(common);
}

/* Is it about contracts, not purchases? */
static bool
is_sbg(const struct settings *settings)
{
	return settings->model && strcmp(settings->model, "sbg") == 0;
}

static void
check_merge(struct settings *settings, const struct options_common *common)
{
	refuse("--merge", settings->simple, "simple");
	refuse("--merge", settings->summary, "summary");
	refuse("--merge", is_sbg(settings), "model=sbg");
	statefile_check_merge(
	    &clv_state_kind, &settings->texts, common, false, "transactions");
}

static void
check_settings(const struct settings *settings, const struct options_common *common)
{
	bool sbg = is_sbg(settings);
	const char *what = settings->simple    ? "--simple"
	                   : settings->cohorts ? "--cohorts"
	                   : sbg               ? "--model=sbg"
	                   : settings->params  ? "--params"
	                   : settings->holdout ? "--holdout"
	                                       : NULL;
	bool fitted = !settings->simple && !settings->cohorts;
	bool transactions = fitted && !sbg;
	if (!fitted) {
		refuse(what, settings->model, "model");
		refuse(what, settings->params, "params");
	}
	check_dates(settings, common,
	    settings->summary  ? "--summary"
	    : settings->simple ? "--simple"
	    : sbg              ? "--model=sbg"
	                       : NULL);
	if (!transactions) {
		refuse(what, settings->calibration_end, "calibration-end");
		refuse(what, settings->unit, "unit");
		refuse(what, settings->params_in, "params-in");
		refuse(what, settings->holdout, "holdout");
		refuse(what, settings->summary, "summary");
	}
	if (!transactions && !(sbg && !settings->params))
		refuse(what, settings->horizon, "horizon");
	if ((what && !sbg) || settings->params)
		refuse(what, !isnan(settings->discount_rate), "discount-rate");
	if (what && !settings->simple)
		refuse(what, !isnan(settings->margin), "margin");
	if (transactions && what) {
		refuse(what, settings->horizon, "horizon");
		refuse(what, settings->params && settings->holdout, "holdout");
		refuse(what, settings->params && settings->params_in, "params-in");
	}
	if (settings->holdout && !settings->calibration_end)
		diag_usage("--holdout needs --calibration-end=DATE: what comes behind it "
		           "is held out");
}

static void
set_horizon(struct clv_plan *plan, const char *text)
{
	int64_t us;
	double periods;
	static const struct number_style style = {'.', false};
	if (plan->kind == CLV_SBG && text) {
		if (number_parse_double(slice_of(text), &style, &periods) != NULL ||
		    periods < 1 || periods > 1e6 || periods != floor(periods))
			diag_usage("--horizon=%s: not a whole number of periods, from 1 "
			           "to 1000000",
			    text);
		plan->horizon_periods = (uint64_t)periods;
	} else if (text) {
		const char *reason = date_span_parse(slice_of(text), &us);
		if (reason)
			diag_usage("--horizon=%s: \"%s\" %s", text, text, reason);
		if (us < DATE_DAY || us > 36500 * DATE_DAY)
			diag_usage("--horizon=%s: not from 1d to 36500d", text);
		plan->horizon_days = (double)us / DATE_DAY;
	}
}

static void
set_calibration(
    struct clv_plan *plan, const char *text, const struct options_common *common)
{
	struct date date;
	const char *reason = date_parse(slice_of(text), NULL, &date);
	if (reason)
		diag_usage("--calibration-end=%s: \"%s\" %s", text, text, reason);
	if (!date.date_only)
		diag_usage("--calibration-end=%s: not a date without a time", text);
	if (common->as_of_given && date.us > common->as_of_us)
		diag_usage("--calibration-end=%s: later than --as-of", text);
	plan->calibrated = true;
	plan->calibration_day = (date_end(date) + 1) / DATE_DAY - 1;
}

static enum date_period
period_named(const char *name)
{
	switch (name[0]) {
	case 'd':
		return DATE_BY_DAY;
	case 'w':
		return DATE_BY_WEEK;
	case 'm':
		return DATE_BY_MONTH;
	case 'q':
		return DATE_BY_QUARTER;
	default:
		return DATE_BY_YEAR;
	}
}

static struct clv_plan
make_plan(const struct settings *settings, const struct options_common *common)
{
	const char *model = settings->model ? settings->model : "bgnbd";
	struct clv_plan plan = {
	    .by = settings->by,
	    .summary = settings->summary,
	    .unit = settings->unit ? settings->unit : "week",
	    .horizon_days = 52 * 7,
	    .discount_rate = isnan(settings->discount_rate) ? 0 : settings->discount_rate,
	    .margin = isnan(settings->margin) ? 1 : settings->margin,
	    .params_in = settings->params_in,
	    .quiet = common->quiet,
	};
	plan.kind = model[0] == 'b'   ? CLV_BGNBD
	            : model[0] == 'p' ? CLV_PARETONBD
	                              : CLV_SBG;
	plan.unit_days = plan.unit[0] == 'w'   ? 7
	                 : plan.unit[0] == 'd' ? 1
	                                       : CLV_YEAR_DAYS / 12;
	if (settings->cohorts) {
		plan.table = CLV_TABLE_COHORTS;
		plan.cohort = period_named(settings->cohorts);
	} else if (settings->simple) {
		plan.table = CLV_TABLE_SIMPLE;
	} else if (settings->params) {
		plan.table = CLV_TABLE_PARAMS;
	} else if (settings->holdout) {
		plan.table =
		    settings->holdout[0] == 'c' ? CLV_TABLE_HOLDOUT : CLV_TABLE_BINS;
	}
	set_horizon(&plan, settings->horizon);
	if (settings->calibration_end)
		set_calibration(&plan, settings->calibration_end, common);
	return plan;
}

static void
write_params(struct csvout *out, const struct clv_plan *plan, const struct clv_book *book,
    const struct clv_buyers *buyers)
{
	clv_params_declare(out, plan);
	for (uint32_t g = 0; g < buyers->groups; g++) {
		clv_params_write(out, plan, book->groups, g, &buyers->purchases[g]);
		if (book->has_amount)
			clv_params_write(out, plan, book->groups, g, &buyers->spend[g]);
	}
}

static void
write_models(struct csvout *out, const struct clv_plan *plan,
    const struct options_common *common, const struct clv_book *book,
    struct clv_buyers *buyers)
{
	double days = plan->horizon_days;
	if (plan->params_in)
		clv_params_read(
		    plan, common, book->groups, buyers->purchases, buyers->spend);
	else
		clv_buyers_fit(buyers, plan, book);
	if (plan->table == CLV_TABLE_HOLDOUT || plan->table == CLV_TABLE_BINS)
		days = fmax(0, (double)(book->as_of_day - plan->calibration_day));
	if (plan->table != CLV_TABLE_PARAMS)
		clv_buyers_score(buyers, plan, days);
	if (plan->table == CLV_TABLE_PARAMS)
		write_params(out, plan, book, buyers);
	else if (plan->table == CLV_TABLE_HOLDOUT)
		clv_report_holdout(out, plan, book, buyers);
	else if (plan->table == CLV_TABLE_BINS)
		clv_report_bins(out, plan, book, buyers);
	else
		clv_report_customers(out, plan, book, buyers);
}

/* Parameters, and forecasts of single customers beside what came, have none. */
static void
ask_for_picture(struct csvout *out, const struct clv_plan *plan)
{
	if (plan->table == CLV_TABLE_COHORTS)
		csvout_picture(out, clv_picture_cohorts, NULL);
	else if (plan->table == CLV_TABLE_BINS)
		csvout_picture(out, clv_picture_bins, NULL);
	else if (plan->table == CLV_TABLE_CUSTOMERS)
		csvout_picture(out, clv_picture_customers, NULL);
}

/* Writes what comes of purchases, or of the buyers of --summary. */
static void
write_table(struct csvout *out, const struct clv_plan *plan,
    const struct options_common *common, const struct clv_book *book,
    struct clv_buyers *buyers)
{
	ask_for_picture(out, plan);
	if (plan->table == CLV_TABLE_COHORTS) {
		clv_cohorts_report(out, plan, book);
		return;
	}
	if (!plan->summary)
		clv_buyers_find(buyers, plan, book);
	write_models(out, plan, common, book, buyers);
}

static void
clv(struct settings *settings, struct options_common *common)
{
	struct clv_plan plan = make_plan(settings, common);
	struct output *output = options_output(common);
	struct clv_book book;
	struct clv_buyers buyers = {.count = 0};
	struct clv_state *state = NULL;
	if (plan.table == CLV_TABLE_SIMPLE) {
		clv_simple(&plan, common, output);
		return;
	}
	if (plan.kind == CLV_SBG) {
		clv_retention(&plan, common, output);
		return;
	}
	if (settings->merge) {
		state = clv_state_read(&settings->texts, &settings->by, common, &book);
		/* States say by which columns, and as of when. */
		plan = make_plan(settings, common);
	} else if (plan.summary) {
		clv_summary_read(&book, &buyers, &plan, common);
	} else {
		clv_book_read(&book, &plan, common);
	}
	struct csvout_options how = options_csvout(common, book.delimiter);
	struct csvout *out = csvout_new(output, &how);
	if (settings->partial)
		clv_state_write(out, &book, &settings->texts, common);
	else
		write_table(out, &plan, common, &book, &buyers);
	csvout_finish(out);
	clv_buyers_release(&buyers);
	clv_book_release(&book);
	clv_state_free(state);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.discount_rate = NAN, .margin = NAN};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	if (settings.partial)
		check_partial(&settings, &common);
	if (settings.merge)
		check_merge(&settings, &common);
	check_settings(&settings, &common);
	clv(&settings, &common);
	list_release(&settings.by);
	options_release(&common);
	return 0;
}
