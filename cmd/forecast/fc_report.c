#include "fc_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

static const char *const forecast_columns[] = {
    "period", "actual", "forecast", "low_80", "high_80", "low_95", "high_95", "method"};
static const char *const backtest_columns[] = {"method", "horizon", "origins", "smape",
    "mase", "bias", "coverage_80", "coverage_95", "skill"};

enum {
	FORECAST_COLUMNS = sizeof forecast_columns / sizeof *forecast_columns,
	BACKTEST_COLUMNS = sizeof backtest_columns / sizeof *backtest_columns
};

bool
fc_report_has_column(struct slice name)
{
	for (size_t i = 0; i < FORECAST_COLUMNS; i++)
		if (columns_alike(name, slice_of(forecast_columns[i])))
			return true;
	for (size_t i = 0; i < BACKTEST_COLUMNS; i++)
		if (columns_alike(name, slice_of(backtest_columns[i])))
			return true;
	return false;
}

/* What both tables need. */
struct report {
	struct csvout *out;
	struct fc_sales *sales;
	const struct list *by;
	const struct fc_report_settings *settings;
	struct fc_backtest_settings backtest;
	struct fc_picture *picture; /* NULL: there is none */
	uint64_t missing, short_groups, empty_groups, negative_groups;
	bool any_negative;
};

static enum fc_interval_kind
interval_kind(enum fc_period_kind kind)
{
	switch (kind) {
	case FC_BY_MONTH:
		return FC_MONTHLY;
	case FC_BY_QUARTER:
		return FC_QUARTERLY;
	case FC_BY_YEAR:
		return FC_YEARLY;
	default:
		return FC_OTHER;
	}
}

/* As far as the M3 competition looked: 6 years, 8 quarters, but a year of months. */
static size_t
default_horizon(enum fc_period_kind kind)
{
	static const size_t horizons[FC_PERIOD_KINDS] = {[FC_BY_WEEK] = 13,
	    [FC_BY_MONTH] = 12,
	    [FC_BY_QUARTER] = 8,
	    [FC_BY_YEAR] = 6,
	    [FC_BY_NUMBER] = 8};
	return horizons[kind];
}

static struct report
begin(struct csvout *out, struct fc_sales *sales, const struct list *by,
    const struct fc_report_settings *settings)
{
	enum fc_period_kind kind = fc_sales_kind(sales);
	struct report report = {
	    .out = out, .sales = sales, .by = by, .settings = settings};
	report.backtest = (struct fc_backtest_settings){
	    .horizon = settings->horizon ? settings->horizon : default_horizon(kind),
	    .origins = settings->origins,
	    .history = {settings->season_given ? settings->season
	                                       : fc_period_season(kind),
	        settings->season_given},
	    .kind = interval_kind(kind),
	    .negative = settings->negative};
	for (size_t i = 0; i < by->count; i++)
		csvout_column(out, slice_of(by->items[i]), CSVOUT_TEXT);
	if (kind != FC_BY_NUMBER) {
		struct fc_period last = {kind, fc_sales_last(sales)};
		struct fc_period end = {FC_BY_YEAR, 9999};
		last.place += (int64_t)report.backtest.horizon;
		if (fc_period_end(last) > fc_period_end(end))
			diag_usage("--horizon=%zu: that is behind the year 9999",
			    report.backtest.horizon);
	}
	return report;
}

/* The group's history, NULL if there's none to forecast from. */
static const struct fc_sales_history *
history_of(struct report *report, size_t group)
{
	const struct fc_sales_history *history = fc_sales_history(report->sales, group);
	if (history->count == 0) {
		report->empty_groups++;
		return NULL;
	}
	report->missing += history->missing;
	report->short_groups += history->count < 5;
	bool negative = false;
	for (size_t i = 0; i < history->count; i++)
		negative = negative || history->values[i] < 0;
	report->negative_groups += negative;
	return history;
}

static void
note_groups(const struct report *report, uint64_t count, const char *what)
{
	if (!count || report->settings->quiet)
		return;
	if (report->by->count == 0)
		diag_note("note: the history %s", what);
	else
		diag_note("note: the history of %llu group%s %s",
		    (unsigned long long)count, count == 1 ? "" : "s", what);
}

static void
finish(const struct report *report)
{
	if (report->missing && report->settings->tell_missing && !report->settings->quiet)
		diag_note("note: %llu period%s without amounts count%s as zero: if they "
		          "aren't, say --missing=interpolate or --missing=error",
		    (unsigned long long)report->missing, report->missing == 1 ? "" : "s",
		    report->missing == 1 ? "s" : "");
	note_groups(report, report->empty_groups,
	    "has no period that is over: there is nothing to forecast from");
	note_groups(report, report->short_groups,
	    "has fewer than 5 periods, too few for anything but the last value, and for "
	    "any interval");
	if (!report->settings->negative)
		note_groups(report, report->negative_groups,
		    "has amounts below 0, but forecasts are cut there: say "
		    "--allow-negative");
}

static void
write_group(const struct report *report, size_t group)
{
	for (size_t i = 0; i < report->by->count; i++)
		csvout_text(report->out, fc_sales_cell(report->sales, group, i));
}

/* Forecasts */

static void
write_period(const struct report *report, int64_t place)
{
	char name[DATE_TEXT];
	struct fc_period period = {fc_sales_kind(report->sales), place};
	size_t n = fc_period_name(period, name);
	csvout_text(report->out, (struct slice){name, n});
}

static void
write_method(const struct report *report, enum fc_method method)
{
	csvout_text(report->out, slice_of(fc_method_name(method)));
}

static void
write_past(struct report *report, size_t group, const struct fc_sales_history *history,
    const struct fc_answer *answer)
{
	struct csvout *out = report->out;
	for (size_t t = 0; t < history->count; t++) {
		double f = answer->fitted[t];
		write_group(report, group);
		write_period(report, history->first + (int64_t)t);
		if (history->known[t])
			csvout_money(out, history->sums[t]);
		else
			csvout_number(out, history->values[t]);
		csvout_number(out, f < 0 && !report->settings->negative ? 0 : f);
		for (size_t i = 0; i < 4; i++)
			csvout_empty(out);
		write_method(report, answer->method);
		csvout_end_row(out);
	}
}

static void
write_future(struct report *report, size_t group, const struct fc_sales_history *history,
    const struct fc_answer *answer)
{
	struct csvout *out = report->out;
	for (size_t h = 0; h < report->backtest.horizon; h++) {
		struct fc_range range = fc_interval_around(report->backtest.kind,
		    history->count, answer->forecast[h], answer->sigma[h],
		    report->settings->negative);
		write_group(report, group);
		write_period(report, history->first + (int64_t)(history->count + h));
		csvout_empty(out);
		if (report->picture)
			fc_picture_range(report->picture, &range);
		csvout_number(out, range.forecast);
		csvout_number(out, range.low_80);
		csvout_number(out, range.high_80);
		csvout_number(out, range.low_95);
		csvout_number(out, range.high_95);
		write_method(report, answer->method);
		csvout_end_row(out);
	}
}

static void
begin_picture(
    const struct report *report, size_t group, const struct fc_sales_history *history)
{
	size_t count = report->by->count;
	struct slice *cells = mem_new(count, sizeof *cells);
	for (size_t i = 0; i < count; i++)
		cells[i] = fc_sales_cell(report->sales, group, i);
	fc_picture_group(report->picture, cells, count, history->first, history->values,
	    history->count);
	free(cells);
}

static void
write_forecast(struct report *report, size_t group, const struct fc_sales_history *sales)
{
	size_t n = sales->count, horizon = report->backtest.horizon;
	double *numbers = mem_new(n + 2 * horizon, sizeof *numbers);
	struct fc_answer answer = {FC_NAIVE, numbers, numbers + n, numbers + n + horizon};
	struct fc_history *history =
	    fc_history_new(sales->values, n, &report->backtest.history);
	fc_ask(history, report->settings->method, horizon, &answer);
	if (report->picture)
		begin_picture(report, group, sales);
	if (report->settings->fitted)
		write_past(report, group, sales, &answer);
	write_future(report, group, sales, &answer);
	fc_history_free(history);
	free(numbers);
}

struct fc_picture *
fc_report_forecasts(struct csvout *out, struct fc_sales *sales, const struct list *by,
    const struct fc_report_settings *settings)
{
	struct report report = begin(out, sales, by, settings);
	if (csvout_is_page(out))
		report.picture =
		    fc_picture_new(fc_sales_kind(sales), report.backtest.horizon);
	for (size_t i = 0; i < FORECAST_COLUMNS; i++)
		csvout_column(out, slice_of(forecast_columns[i]),
		    i == 0 || i + 1 == FORECAST_COLUMNS ? CSVOUT_TEXT : CSVOUT_NUMBER);
	for (size_t group = 0; group < fc_sales_groups(sales); group++) {
		const struct fc_sales_history *history = history_of(&report, group);
		if (history)
			write_forecast(&report, group, history);
	}
	finish(&report);
	return report.picture;
}

/* Backtests */

static void
write_measure(const struct report *report, size_t group, enum fc_method method,
    size_t horizon, size_t origins, const struct fc_measure *measure)
{
	struct csvout *out = report->out;
	char text[32];
	write_group(report, group);
	write_method(report, method);
	csvout_text(out, horizon ? (struct slice){text, (size_t)snprintf(text,
	                                                    sizeof text, "%zu", horizon)}
	                         : slice_of("all"));
	csvout_count(out, origins);
	if (origins < FC_BACKTEST_FEWEST) {
		for (size_t i = 3; i < BACKTEST_COLUMNS; i++)
			csvout_empty(out);
	} else {
		csvout_number(out, fc_measure_smape(measure));
		csvout_number(out, fc_measure_mase(measure));
		csvout_number(out, fc_measure_bias(measure));
		csvout_number(out, fc_measure_coverage_80(measure));
		csvout_number(out, fc_measure_coverage_95(measure));
		csvout_number(out, fc_measure_skill(measure));
	}
	csvout_end_row(out);
}

/* Of all methods, over all groups. */
struct comparison {
	struct fc_measure totals[FC_METHODS];
	uint64_t wins[FC_METHODS], groups, without;
};

static void
count_wins(struct comparison *comparison, const struct fc_measure *alls)
{
	size_t best = FC_METHODS;
	for (size_t i = 0; i < FC_METHODS; i++) {
		double mase = fc_measure_mase(&alls[i]);
		fc_measure_join(&comparison->totals[i], &alls[i]);
		if (!isnan(mase) &&
		    (best == FC_METHODS || mase < fc_measure_mase(&alls[best])))
			best = i;
	}
	comparison->groups++;
	if (best < FC_METHODS)
		comparison->wins[best]++;
}

static void
write_backtest(struct report *report, size_t group,
    const struct fc_sales_history *history, const enum fc_method *methods, size_t count,
    struct comparison *comparison)
{
	size_t horizon = report->backtest.horizon;
	size_t origins = fc_backtest_origins(history->count, &report->backtest);
	struct fc_measure *measures = mem_new(count * horizon, sizeof *measures);
	struct fc_measure alls[FC_METHODS] = {{0}};
	if (origins >= FC_BACKTEST_FEWEST)
		fc_backtest(history->values, history->count, &report->backtest, methods,
		    count, measures);
	else
		comparison->without++;
	for (size_t i = 0; i < count; i++) {
		for (size_t h = 0; h < horizon; h++) {
			const struct fc_measure *at = &measures[i * horizon + h];
			fc_measure_join(&alls[i], at);
			if (!report->settings->compare)
				write_measure(
				    report, group, methods[i], h + 1, origins, at);
		}
		write_measure(report, group, methods[i], 0, origins, &alls[i]);
	}
	if (origins >= FC_BACKTEST_FEWEST && count == FC_METHODS)
		count_wins(comparison, alls);
	free(measures);
}

static void
say_best(const struct report *report, const struct comparison *comparison)
{
	size_t best = FC_METHODS, most = 0;
	if (report->settings->quiet || !comparison->groups)
		return;
	for (size_t i = 0; i < FC_METHODS; i++) {
		double mase = fc_measure_mase(&comparison->totals[i]);
		if (!isnan(mase) &&
		    (best == FC_METHODS ||
		        mase < fc_measure_mase(&comparison->totals[best])))
			best = i;
		if (comparison->wins[i] > comparison->wins[most])
			most = i;
	}
	if (best == FC_METHODS)
		return;
	diag_note("note: on this history %s was best: MASE %.3f; combined %.3f, snaive "
	          "%.3f, linear %.3f, exponential %.3f",
	    fc_method_name((enum fc_method)best),
	    fc_measure_mase(&comparison->totals[best]),
	    fc_measure_mase(&comparison->totals[FC_COMBINED]),
	    fc_measure_mase(&comparison->totals[FC_SNAIVE]),
	    fc_measure_mase(&comparison->totals[FC_LINEAR]),
	    fc_measure_mase(&comparison->totals[FC_EXPONENTIAL]));
	if (comparison->groups > 1)
		diag_note("note: most often best was %s: for %llu of %llu groups",
		    fc_method_name((enum fc_method)most),
		    (unsigned long long)comparison->wins[most],
		    (unsigned long long)comparison->groups);
}

void
fc_report_backtest(struct csvout *out, struct fc_sales *sales, const struct list *by,
    const struct fc_report_settings *settings)
{
	enum fc_method methods[FC_METHODS] = {settings->method};
	struct comparison comparison = {0};
	struct report report = begin(out, sales, by, settings);
	for (size_t i = 0; settings->compare && i < FC_METHODS; i++)
		methods[i] = (enum fc_method)i;
	for (size_t i = 0; i < BACKTEST_COLUMNS; i++)
		csvout_column(out, slice_of(backtest_columns[i]),
		    i < 2 ? CSVOUT_TEXT : CSVOUT_NUMBER);
	for (size_t group = 0; group < fc_sales_groups(sales); group++) {
		const struct fc_sales_history *history = history_of(&report, group);
		if (history)
			write_backtest(&report, group, history, methods,
			    settings->compare ? FC_METHODS : 1, &comparison);
	}
	note_groups(&report, comparison.without,
	    "is too short for 3 origins, and fewer are no evidence: its measures are "
	    "empty; a smaller --horizon may do");
	say_best(&report, &comparison);
	finish(&report);
}
