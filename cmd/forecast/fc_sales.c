#include "fc_sales.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/columns.h"
#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "fc_sales_inside.h"

enum { DATE, PERIOD, AMOUNT, ROLES };

_Static_assert(FC_SALES_LONGEST == 100000, "a message says so");

#define DATE_ALIASES                                                                     \
	"order date|invoice date|sale date|sales date|posting date|transaction date|"    \
	"created at|day|month|quarter|year|week"

static const struct reader_role roles[ROLES] = {
    [DATE] = {"date", DATE_ALIASES, false},
    [PERIOD] = {"period", NULL, false},
    [AMOUNT] = {"amount",
        "sales|revenue|value|turnover|net sales|total sales|order total", true},
};

/* Settings */

const char *
fc_sales_set_by(struct fc_sales_settings *settings, const char *text)
{
	struct list *by = &settings->by;
	list_release(by);
	settings->by_text = text;
	const char *reason = list_parse(text, by);
	for (size_t i = 0; !reason && i < by->count; i++)
		for (size_t k = 0; k < i; k++)
			if (columns_alike(slice_of(by->items[k]), slice_of(by->items[i])))
				reason = "a column is named twice";
	return reason;
}

const char *
fc_sales_set_period(struct fc_sales_settings *settings, const char *text)
{
	settings->period_given = true;
	settings->period_text = text;
	return fc_period_kind_named(text, &settings->period)
	           ? NULL
	           : "not week, month, quarter, year or number";
}

/* Columns */

/* Deals have a stage and a date on which they are expected to close. */
static void
refuse_deals(struct fc_sales *sales)
{
	size_t count;
	const struct slice *names = reader_header(sales->reader, &count);
	struct columns_match stage = columns_for_role(names, count, "stage",
	    "stage name|deal stage|opportunity stage|pipeline stage");
	struct columns_match close = columns_for_role(names, count, "close date",
	    "expected close date|closing date|expected closing|close");
	if (stage.outcome == COLUMNS_ABSENT || close.outcome == COLUMNS_ABSENT)
		return;
	struct diag_shown shown = diag_show(names[close.column]);
	diag_fatal(EX_DATAERR,
	    "the columns \"%s\" and \"%s\" are those of opportunities: pipeline "
	    "forecasts what open deals will bring; to forecast from the won ones, keep "
	    "those and say -c date=\"%s\"",
	    diag_show(names[stage.column]).text, shown.text, shown.text);
}

static void
open_input(struct fc_sales *sales)
{
	static const size_t when[] = {DATE, PERIOD};
	const struct list *by = &sales->settings->by;
	sales->reader = reader_open(roles, ROLES, sales->options);
	if (!reader_has(sales->reader, DATE) && !reader_has(sales->reader, PERIOD))
		refuse_deals(sales);
	reader_need_one_of(sales->reader, when, 2);
	for (size_t i = 0; i < by->count; i++)
		reader_add_column(sales->reader, by->items[i], true);
	sales->delimiter = reader_delimiter(sales->reader);
}

/* Rows */

struct row {
	struct fc_period period;
	bool is_date;
	int64_t us; /* of a date: its end, if it has no time of day */
	bool begins_period;
};

/* Why the cell's period doesn't fit, with what would make it fit. */
static void
refuse_period(struct fc_sales *sales, size_t role, const struct row *row)
{
	char reason[160];
	enum fc_period_kind cell = row->period.kind;
	const char *is = row->is_date ? "date" : fc_period_kind_name(cell);
	const char *wanted = fc_period_kind_name(sales->kind);
	struct fc_period period = {sales->kind, 0}, sum;
	if (sales->settings->period_given)
		snprintf(reason, sizeof reason,
		    "is a %s, of which --period=%s can't be made", is, wanted);
	else if (!row->is_date && (fc_period_coarser(period, cell, &sum) ||
	                              fc_period_coarser(row->period, sales->kind, &sum)))
		snprintf(reason, sizeof reason,
		    "is a %s, where another row has a %s: to add both up, say "
		    "--period=%s",
		    is, wanted, fc_period_kind_name(sum.kind));
	else
		snprintf(reason, sizeof reason, "is a %s, where another row has a %s", is,
		    wanted);
	reader_bad_cell(sales->reader, role, reason);
}

/* The row's period of the kind that was asked for, or else that of the first row. False
 * if the row was rejected. */
static bool
fit_period(struct fc_sales *sales, size_t role, struct row *row)
{
	bool given = sales->settings->period_given;
	if (!sales->kind_known) {
		sales->kind = given          ? sales->settings->period
		              : row->is_date ? FC_BY_MONTH
		                             : row->period.kind;
		sales->kind_known = true;
	}
	if (row->is_date && sales->kind != FC_BY_NUMBER) {
		row->period = fc_period_of(row->us, sales->kind);
		row->begins_period = row->us - fc_period_start(row->period) < DATE_DAY;
		return true;
	}
	if (!row->is_date && (given || row->period.kind == sales->kind) &&
	    fc_period_coarser(row->period, sales->kind, &row->period))
		return true;
	refuse_period(sales, role, row);
	return false;
}

static bool
take_when(struct fc_sales *sales, struct row *row)
{
	struct reader *reader = sales->reader;
	size_t role = reader_has(reader, DATE) ? DATE : PERIOD;
	struct slice cell = reader_cell(reader, role);
	const struct fc_sales_settings *settings = sales->settings;
	bool numbers = settings->period_given && settings->period == FC_BY_NUMBER;
	struct date date;
	*row = (struct row){0};
	if (!(numbers ? fc_period_parse_number(cell, &row->period)
	              : fc_period_parse(cell, &row->period))) {
		enum reader_value value = reader_date(reader, role, &date);
		if (value == READER_MISSING)
			reader_bad_cell(reader, role,
			    "is missing: every amount needs its date or period");
		if (value != READER_VALUE)
			return false;
		row->is_date = true;
		row->us = date_end(date);
	}
	return fit_period(sales, role, row);
}

/* Is it behind --as-of? */
static bool
is_late(struct fc_sales *sales, const struct row *row)
{
	const struct options_common *options = sales->options;
	if (!options->as_of_given || row->period.kind == FC_BY_NUMBER)
		return false;
	int64_t begin = row->is_date ? row->us : fc_period_start(row->period);
	/* A date's end is a microsecond before the next day. */
	return begin > options->as_of_us;
}

void
fc_sales_saw(struct fc_sales *sales, int64_t us, int64_t place)
{
	if (!sales->any || us > sales->latest_us)
		sales->latest_us = us;
	if (!sales->any || place > sales->latest_place)
		sales->latest_place = place;
	sales->any = true;
}

static void
note_latest(struct fc_sales *sales, const struct row *row)
{
	int64_t us = row->us;
	if (!row->is_date && row->period.kind != FC_BY_NUMBER)
		us = fc_period_end(row->period);
	if (row->is_date && !row->begins_period)
		sales->dates_begin_periods = false;
	fc_sales_saw(sales, us, row->period.place);
}

/* Room for the place, between the places that are there or beside them. */
static bool
make_room(struct fc_sums *sums, int64_t place)
{
	if (!sums->count)
		sums->first = place;
	int64_t first = place < sums->first ? place : sums->first;
	int64_t end = sums->first + (int64_t)sums->count;
	if (place >= end)
		end = place + 1;
	if (end - first > FC_SALES_LONGEST)
		return false;
	size_t count = (size_t)(end - first), before = (size_t)(sums->first - first);
	if (count == sums->count)
		return true;
	size_t capacity = sums->capacity;
	sums->sums = mem_grow(sums->sums, &capacity, count, sizeof *sums->sums);
	sums->known = mem_grow(sums->known, &sums->capacity, count, sizeof *sums->known);
	memmove(sums->sums + before, sums->sums, sums->count * sizeof *sums->sums);
	memmove(sums->known + before, sums->known, sums->count * sizeof *sums->known);
	size_t behind = before + sums->count;
	memset(sums->sums, 0, before * sizeof *sums->sums);
	memset(sums->known, 0, before * sizeof *sums->known);
	memset(sums->sums + behind, 0, (count - behind) * sizeof *sums->sums);
	memset(sums->known + behind, 0, (count - behind) * sizeof *sums->known);
	sums->first = first;
	sums->count = count;
	return true;
}

struct fc_sums *
fc_sales_sums(struct fc_sales *sales, const struct slice *cells)
{
	uint32_t id = group_add(sales->groups, cells);
	size_t known = sales->sums_capacity;
	sales->sums = mem_grow(
	    sales->sums, &sales->sums_capacity, (size_t)id + 1, sizeof *sales->sums);
	memset(
	    sales->sums + known, 0, (sales->sums_capacity - known) * sizeof *sales->sums);
	return &sales->sums[id];
}

const char *
fc_sums_add(struct fc_sums *sums, int64_t place, struct money amount)
{
	if (!make_room(sums, place))
		return "the period is more than 100000 periods from another of its group";
	size_t at = (size_t)(place - sums->first);
	if (!money_add(&sums->sums[at], amount))
		return "the period's amounts come to more than can be counted";
	sums->known[at] = true;
	return NULL;
}

/* False if the row was rejected. */
static bool
add_amount(struct fc_sales *sales, const struct row *row, struct money amount)
{
	for (size_t i = 0; i < sales->settings->by.count; i++)
		sales->by[i] = reader_cell(sales->reader, ROLES + i);
	const char *reason =
	    fc_sums_add(fc_sales_sums(sales, sales->by), row->period.place, amount);
	if (reason)
		reader_bad_row(sales->reader, "%s", reason);
	return !reason;
}

static void
read_rows(struct fc_sales *sales)
{
	struct row row;
	struct money amount;
	while (reader_next(sales->reader)) {
		if (!take_when(sales, &row))
			continue;
		enum reader_value value = reader_money(sales->reader, AMOUNT, &amount);
		if (value == READER_BAD)
			continue;
		if (is_late(sales, &row)) {
			sales->late++;
			continue;
		}
		if (value != READER_VALUE || add_amount(sales, &row, amount))
			note_latest(sales, &row);
	}
}

/* Where history ends */

static void
leave_out(const struct fc_sales *sales, struct fc_period period)
{
	char name[DATE_TEXT], end[DATE_TEXT], now[DATE_TEXT];
	if (sales->options->quiet)
		return;
	fc_period_name(period, name);
	date_period_name(fc_period_end(period), DATE_BY_DAY, end);
	date_period_name(
	    sales->options->as_of_given ? sales->options->as_of_us : sales->latest_us,
	    DATE_BY_DAY, now);
	if (sales->options->as_of_given)
		diag_note("note: %s isn't over by --as-of=%s and is left out", name, now);
	else
		diag_note("note: %s isn't over by %s, the latest date in the input, and "
		          "is left out: say --as-of=%s if nothing else will come",
		    name, now, end);
}

/* The last period that is over at the moment called now; one that has begun is left
 * out. */
static void
find_last(struct fc_sales *sales)
{
	const struct options_common *options = sales->options;
	sales->last = sales->latest_place;
	if (!sales->any || sales->kind == FC_BY_NUMBER)
		return;
	struct fc_period period = {sales->kind, sales->latest_place};
	int64_t now = options->as_of_given ? options->as_of_us : sales->latest_us;
	if (options->as_of_given)
		period = fc_period_of(now, sales->kind);
	else if (sales->dates_begin_periods)
		return;
	else if (now < INT64_MAX - DATE_DAY) /* the day counts as over */
		now = date_period_next(date_period_start(now, DATE_BY_DAY), DATE_BY_DAY) -
		      1;
	if (fc_period_end(period) > now) {
		if (period.place <= sales->latest_place)
			leave_out(sales, period);
		period.place--;
	}
	sales->last = period.place;
}

struct fc_sales *
fc_sales_new(
    const struct fc_sales_settings *settings, const struct options_common *options)
{
	struct fc_sales *sales = mem_new(1, sizeof *sales);
	*sales = (struct fc_sales){.settings = settings,
	    .options = options,
	    .groups = group_new(settings->by.count),
	    .by = mem_new(settings->by.count, sizeof *sales->by),
	    .dates_begin_periods = true};
	return sales;
}

void
fc_sales_finish(struct fc_sales *sales)
{
	find_last(sales);
	sales->order = group_order(sales->groups);
}

struct fc_sales *
fc_sales_read(
    const struct fc_sales_settings *settings, const struct options_common *options)
{
	struct fc_sales *sales = fc_sales_new(settings, options);
	open_input(sales);
	read_rows(sales);
	reader_close(sales->reader);
	if (!options->quiet && sales->late)
		diag_note("note: %llu row%s later than --as-of ignored",
		    (unsigned long long)sales->late, sales->late == 1 ? "" : "s");
	return sales;
}

void
fc_sales_free(struct fc_sales *sales)
{
	if (!sales)
		return;
	for (uint32_t i = 0; i < group_count(sales->groups); i++) {
		free(sales->sums[i].sums);
		free(sales->sums[i].known);
	}
	free(sales->sums);
	group_free(sales->groups);
	free(sales->order);
	free(sales->by);
	free(sales);
}

char
fc_sales_delimiter(const struct fc_sales *sales)
{
	return sales->delimiter;
}

enum fc_period_kind
fc_sales_kind(const struct fc_sales *sales)
{
	return sales->kind;
}

int64_t
fc_sales_last(const struct fc_sales *sales)
{
	return sales->last;
}

size_t
fc_sales_groups(const struct fc_sales *sales)
{
	return group_count(sales->groups);
}

struct slice
fc_sales_cell(const struct fc_sales *sales, size_t group, size_t i)
{
	return group_cell(sales->groups, sales->order[group], i);
}

/* Histories */

static DIAG_NORETURN void
complain_of_gap(const struct fc_sales *sales, size_t group, int64_t place)
{
	char name[DATE_TEXT], of[200] = "";
	size_t n = 0, cells = sales->settings->by.count;
	fc_period_name((struct fc_period){sales->kind, place}, name);
	for (size_t i = 0; i < cells && n < sizeof of; i++)
		n += (size_t)snprintf(of + n, sizeof of - n, "%s\"%s\"",
		    i ? ", " : " of ", diag_show(fc_sales_cell(sales, group, i)).text);
	diag_fatal(EX_DATAERR,
	    "there are no amounts in %s%s, and --missing=error: add them, or say "
	    "--missing=zero or --missing=interpolate",
	    name, of);
}

/* Values between two known ones are on the line between them; those behind the last one
 * are as that. */
static void
interpolate(struct fc_sales_history *history)
{
	size_t before = 0;
	for (size_t i = 1; i < history->count; i++) {
		if (!history->known[i]) {
			history->values[i] = history->values[before];
			continue;
		}
		double step =
		    (history->values[i] - history->values[before]) / (double)(i - before);
		for (size_t k = before + 1; k < i; k++)
			history->values[k] =
			    history->values[before] + step * (double)(k - before);
		before = i;
	}
}

struct fc_sales_history
fc_sales_history(struct fc_sales *sales, size_t group)
{
	struct fc_sums *sums = &sales->sums[sales->order[group]];
	struct fc_sales_history history = {.first = sums->first};
	if (sales->last < sums->first)
		return history;
	if (!make_room(sums, sales->last))
		diag_fatal(EX_DATAERR,
		    "a history has more than %d periods: is --as-of right?",
		    FC_SALES_LONGEST);
	history.count = (size_t)(sales->last - sums->first) + 1;
	history.known = sums->known;
	history.sums = sums->sums;
	history.values = mem_new(history.count, sizeof *history.values);
	for (size_t i = 0; i < history.count; i++) {
		if (!history.known[i] && sales->settings->missing == FC_MISSING_ERROR)
			complain_of_gap(sales, group, sums->first + (int64_t)i);
		history.missing += !history.known[i];
		history.values[i] = money_to_double(sums->sums[i]);
	}
	if (sales->settings->missing == FC_MISSING_INTERPOLATE)
		interpolate(&history);
	return history;
}
