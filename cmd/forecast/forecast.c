/*
 * forecast: what will be sold, from what was sold.
 */
#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/number.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "fc_report.h"
#include "fc_season.h"
#include "fc_state.h"

enum { MOST_HORIZON = 1000, MOST_ORIGINS = 1000, DEFAULT_ORIGINS = 12 };

struct settings {
	struct fc_sales_settings sales;
	struct fc_report_settings report;
	bool partial, merge;
};

/* A whole number from low to high. */
static bool
read_count(const char *argument, size_t low, size_t high, size_t *n)
{
	static const struct number_style style = {'.', false};
	double x;
	if (number_parse_double(slice_of(argument), &style, &x) || x != floor(x) ||
	    x < (double)low || x > (double)high)
		return false;
	*n = (size_t)x;
	return true;
}

static const char *
set_by(void *field, const char *argument)
{
	struct fc_sales_settings *sales = field;
	const char *reason = fc_sales_set_by(sales, argument);
	for (size_t i = 0; !reason && i < sales->by.count; i++)
		if (fc_report_has_column(slice_of(sales->by.items[i])))
			reason = "the output has a column of that name already: rename "
			         "the input's";
	return reason;
}

static const char *
set_period(void *field, const char *argument)
{
	return fc_sales_set_period(field, argument);
}

static const char *
set_horizon(void *field, const char *argument)
{
	return read_count(argument, 1, MOST_HORIZON, field)
	           ? NULL
	           : "not a number of periods from 1 to 1000";
}

static const char *
set_season(void *field, const char *argument)
{
	struct fc_report_settings *report = field;
	report->season_given = strcmp(argument, "auto") != 0;
	report->season = 1;
	if (!report->season_given || strcmp(argument, "none") == 0)
		return NULL;
	return read_count(argument, 2, FC_SEASON_MOST, &report->season)
	           ? NULL
	           : "not auto, none or a number of periods from 2 to 366";
}

static const char *
set_method(void *field, const char *argument)
{
	return fc_method_named(argument, field)
	           ? NULL
	           : "not auto, naive, snaive, drift, linear, exponential, ses, holt, "
	             "holt-winters, ets, theta, dotm or combined";
}

static const char *
set_missing(void *field, const char *argument)
{
	struct fc_sales_settings *sales = field;
	static const char *const words[] = {[FC_MISSING_ZERO] = "zero",
	    [FC_MISSING_INTERPOLATE] = "interpolate",
	    [FC_MISSING_ERROR] = "error"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(argument, words[i]) != 0)
			continue;
		sales->missing = (enum fc_sales_missing)i;
		sales->missing_given = true;
		return NULL;
	}
	return "not zero, interpolate or error";
}

static const char *
set_backtest(void *field, const char *argument)
{
	return read_count(argument, 1, MOST_ORIGINS, field)
	           ? NULL
	           : "not a number of origins from 1 to 1000";
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"period", 'p', "PERIOD",
        "sum amounts by week, month (default), quarter or year; number: periods are "
        "whole numbers",
        set_period, FIELD(sales), "week|month|quarter|year|number"},
    {"horizon", 'n', "N", "how many periods to forecast (default: about a year)",
        set_horizon, FIELD(report.horizon), NULL},
    {"by", 'b', "COL[,COL]", "one forecast for each value of these columns", set_by,
        FIELD(sales), OPTIONS_COLUMNS},
    {"method", 'm', "METHOD",
        "auto (default, which is combined), naive, snaive, drift, linear, exponential, "
        "ses, holt, holt-winters, ets, theta, dotm, combined",
        set_method, FIELD(report.method),
        "auto|naive|snaive|drift|linear|exponential|ses|holt|holt-winters|ets|theta|"
        "dotm|combined"},
    {"season", 's', "SEASON",
        "auto (default: by the period, if a test finds it), none, or its number of "
        "periods",
        set_season, FIELD(report), "auto|none"},
    {"missing", 0, "WHAT",
        "what a period without rows is: zero (default), interpolate or error",
        set_missing, FIELD(sales), "zero|interpolate|error"},
    {"fitted", 0, NULL,
        "write the history too, with what would have been forecast for it a period ahead",
        options_flag, FIELD(report.fitted), NULL},
    {"backtest", 0, "K",
        "write how good the forecasts from the last K possible moments were, instead",
        set_backtest, FIELD(report.origins), NULL},
    {"compare", 0, NULL,
        "the same for all methods, one row for each (default: --backtest=12)",
        options_flag, FIELD(report.compare), NULL},
    {"allow-negative", 0, NULL, "forecasts may be below 0", options_flag,
        FIELD(report.negative), NULL},
    {"partial", 0, NULL, "write a state that --merge reads, instead of forecasts",
        options_flag, FIELD(partial), NULL},
    {"merge", 0, NULL, "read states, any number of them, instead of sales", options_flag,
        FIELD(merge), NULL},
};

static const struct options_tool tool = {
    .name = "forecast",
    .synopsis = "[OPTION]... [FILE]...",
    .summary = "Forecast what will be sold from what was sold: amounts with their dates "
               "or\nperiods in, future periods with their ranges out.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

static void
check_partial(const struct settings *settings, const struct options_common *common)
{
	const struct fc_report_settings *report = &settings->report;
	if (report->horizon || report->method != FC_METHODS || report->season_given ||
	    report->fitted || report->origins || report->compare || report->negative ||
	    settings->sales.missing_given)
		diag_usage("--partial adds up sales: options that say how to forecast "
		           "are for --merge");
	statefile_check_partial(common);
}

/* Options that ask for one thing instead of another. */
static void
check_settings(struct settings *settings, const struct options_common *common)
{
	struct fc_report_settings *report = &settings->report;
	if (settings->partial)
		check_partial(settings, common);
	if (settings->merge)
		statefile_check_merge(
		    &fc_state_kind, &settings->sales, common, false, "sales");
	if (report->fitted && (report->compare || report->origins))
		diag_usage("--fitted adds to forecasts, which --backtest and --compare "
		           "don't write");
	if (report->compare && report->method != FC_METHODS)
		diag_usage("--compare shows all methods: --method doesn't go with it");
	if (report->compare && !report->origins)
		report->origins = DEFAULT_ORIGINS;
	report->tell_missing = !settings->sales.missing_given;
	if (report->method == FC_METHODS)
		report->method = FC_COMBINED;
}

static void
write_table(struct csvout *out, struct fc_sales *sales, const struct settings *settings)
{
	const struct list *by = &settings->sales.by;
	struct fc_picture *picture = NULL;
	fc_sales_finish(sales);
	if (settings->report.origins)
		fc_report_backtest(out, sales, by, &settings->report);
	else
		picture = fc_report_forecasts(out, sales, by, &settings->report);
	csvout_picture(
	    out, picture ? fc_picture_forecasts : fc_picture_backtest, picture);
	csvout_finish(out);
	fc_picture_free(picture);
}

static void
write_results(struct settings *settings, const struct options_common *common,
    struct output *output, struct fc_sales *sales)
{
	struct csvout_options options = options_csvout(common, fc_sales_delimiter(sales));
	struct csvout *out = csvout_new(output, &options);
	if (settings->partial) {
		fc_state_write(out, sales, &settings->sales, common);
		csvout_finish(out);
	} else {
		write_table(out, sales, settings);
	}
}

int
main(int argc, char **argv)
{
	struct settings settings = {.report.method = FC_METHODS};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings, &common);
	settings.report.quiet = common.quiet;
	settings.report.jobs = common.jobs;
	struct output *output = options_output(&common);
	if (settings.merge) {
		struct fc_state *state = fc_state_read(&settings.sales, &common);
		write_results(&settings, &common, output, fc_state_sales(state));
		fc_state_free(state);
	} else {
		struct fc_sales *sales = fc_sales_read(&settings.sales, &common);
		write_results(&settings, &common, output, sales);
		fc_sales_free(sales);
	}
	list_release(&settings.sales.by);
	options_release(&common);
	return 0;
}
