#include "fc_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/threads.h"
#include "fc_series.h"

static const char *const forecast_columns[] = {
    "period", "actual", "forecast", "low_80", "high_80", "low_95", "high_95", "method"};
static const char *const backtest_columns[] = {"method", "horizon", "origins", "smape",
    "mase", "bias", "coverage_80", "coverage_95", "skill"};

enum {
	FORECAST_COLUMNS = sizeof forecast_columns / sizeof *forecast_columns,
	BACKTEST_COLUMNS = sizeof backtest_columns / sizeof *backtest_columns
};

/* Groups that threads share before their rows are written: the same whatever the number
 * of threads, and so is what stands on stdout when a later group ends the program. */
enum { BATCH = 256 };

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

/* Of all methods, over all groups. */
struct comparison {
	struct fc_measure totals[FC_METHODS];
	uint64_t wins[FC_METHODS], groups, without;
};

/* What both tables need. */
struct report {
	struct csvout *out;
	struct fc_sales *sales;
	const struct list *by;
	const struct fc_report_settings *settings;
	struct fc_backtest_settings backtest;
	enum fc_method methods[FC_METHODS]; /* that are tested */
	size_t methods_count;
	struct comparison comparison;
	struct fc_picture *picture; /* NULL: there is none */
	uint64_t missing, short_groups, empty_groups, negative_groups;
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

/* Counts what is to be said of the history; false if there's none to forecast from. */
static bool
take_history(struct report *report, const struct fc_sales_history *history)
{
	if (history->count == 0) {
		report->empty_groups++;
		return false;
	}
	report->missing += history->missing;
	report->short_groups += history->count < 5;
	bool negative = false;
	for (size_t i = 0; i < history->count; i++)
		negative = negative || history->values[i] < 0;
	report->negative_groups += negative;
	return true;
}

/* The next groups' histories; returns how many there are. */
static size_t
take_batch(struct report *report, size_t *group, struct fc_series *batch)
{
	size_t count = 0;
	while (count < BATCH && *group < fc_sales_groups(report->sales)) {
		batch[count] = (struct fc_series){
		    .group = *group, .history = fc_sales_history(report->sales, *group)};
		count += take_history(report, &batch[count].history);
		++*group;
	}
	return count;
}

/* A table's way with a series: found out beside others, and written in order. */
struct way {
	void (*find)(const struct report *report, struct fc_series *series);
	void (*write)(struct report *report, const struct fc_series *series);
};

struct batch {
	const struct report *report;
	const struct way *way;
	struct fc_series *series;
};

static void
find_one(void *data, size_t i)
{
	const struct batch *batch = data;
	batch->way->find(batch->report, &batch->series[i]);
}

static void
write_groups(struct report *report, const struct way *way)
{
	struct batch batch = {report, way, mem_new(BATCH, sizeof *batch.series)};
	size_t count, group = 0, threads = threads_count(report->settings->jobs);
	while ((count = take_batch(report, &group, batch.series)) > 0) {
		threads_run(threads, count, find_one, &batch);
		for (size_t i = 0; i < count; i++) {
			way->write(report, &batch.series[i]);
			fc_series_release(&batch.series[i]);
		}
	}
	free(batch.series);
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
write_past(const struct report *report, const struct fc_series *series)
{
	struct csvout *out = report->out;
	const struct fc_sales_history *history = &series->history;
	for (size_t t = 0; t < history->count; t++) {
		double f = series->answer.fitted[t];
		write_group(report, series->group);
		write_period(report, history->first + (int64_t)t);
		if (history->known[t])
			csvout_money(out, history->sums[t]);
		else
			csvout_number(out, history->values[t]);
		csvout_number(out, f < 0 && !report->settings->negative ? 0 : f);
		for (size_t i = 0; i < 4; i++)
			csvout_empty(out);
		write_method(report, series->answer.method);
		csvout_end_row(out);
	}
}

static void
write_future(const struct report *report, const struct fc_series *series)
{
	struct csvout *out = report->out;
	const struct fc_sales_history *history = &series->history;
	const struct fc_answer *answer = &series->answer;
	for (size_t h = 0; h < report->backtest.horizon; h++) {
		struct fc_range range = fc_interval_around(report->backtest.kind,
		    history->count, answer->forecast[h], answer->sigma[h],
		    report->settings->negative);
		write_group(report, series->group);
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
begin_picture(const struct report *report, const struct fc_series *series)
{
	size_t count = report->by->count;
	const struct fc_sales_history *history = &series->history;
	struct slice *cells = mem_new(count, sizeof *cells);
	for (size_t i = 0; i < count; i++)
		cells[i] = fc_sales_cell(report->sales, series->group, i);
	fc_picture_group(report->picture, cells, count, history->first, history->values,
	    history->count);
	free(cells);
}

static void
find_forecast(const struct report *report, struct fc_series *series)
{
	fc_series_forecast(series, report->settings->method, &report->backtest);
}

static void
write_forecast(struct report *report, const struct fc_series *series)
{
	if (report->picture)
		begin_picture(report, series);
	if (report->settings->fitted)
		write_past(report, series);
	write_future(report, series);
}

struct fc_picture *
fc_report_forecasts(struct csvout *out, struct fc_sales *sales, const struct list *by,
    const struct fc_report_settings *settings)
{
	static const struct way way = {find_forecast, write_forecast};
	struct report report = begin(out, sales, by, settings);
	if (csvout_is_page(out))
		report.picture =
		    fc_picture_new(fc_sales_kind(sales), report.backtest.horizon);
	for (size_t i = 0; i < FORECAST_COLUMNS; i++)
		csvout_column(out, slice_of(forecast_columns[i]),
		    i == 0 || i + 1 == FORECAST_COLUMNS ? CSVOUT_TEXT : CSVOUT_NUMBER);
	write_groups(&report, &way);
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
find_backtest(const struct report *report, struct fc_series *series)
{
	fc_series_backtest(series, report->methods, report->methods_count,
	    !report->settings->compare, &report->backtest);
}

static void
write_backtest(struct report *report, const struct fc_series *series)
{
	size_t horizon = report->backtest.horizon;
	for (size_t i = 0; i < report->methods_count; i++) {
		for (size_t h = 0; series->measures && h < horizon; h++)
			write_measure(report, series->group, report->methods[i], h + 1,
			    series->origins, &series->measures[i * horizon + h]);
		write_measure(report, series->group, report->methods[i], 0,
		    series->origins, &series->alls[i]);
	}
	if (series->origins < FC_BACKTEST_FEWEST)
		report->comparison.without++;
	else if (report->settings->compare)
		count_wins(&report->comparison, series->alls);
}

static void
say_best(const struct report *report)
{
	const struct comparison *comparison = &report->comparison;
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
	static const struct way way = {find_backtest, write_backtest};
	struct report report = begin(out, sales, by, settings);
	report.methods[0] = settings->method;
	report.methods_count = settings->compare ? FC_METHODS : 1;
	for (size_t i = 0; settings->compare && i < FC_METHODS; i++)
		report.methods[i] = (enum fc_method)i;
	for (size_t i = 0; i < BACKTEST_COLUMNS; i++)
		csvout_column(out, slice_of(backtest_columns[i]),
		    i < 2 ? CSVOUT_TEXT : CSVOUT_NUMBER);
	write_groups(&report, &way);
	note_groups(&report, report.comparison.without,
	    "is too short for 3 origins, and fewer are no evidence: its measures are "
	    "empty; a smaller --horizon may do");
	say_best(&report);
	finish(&report);
}
