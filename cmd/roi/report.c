#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "cashflow.h"

enum { NPV, IRR, PAYBACK_DATE, CUMULATIVE_LOW, FLOW_COLUMNS };

static const char *const flow_names[FLOW_COLUMNS] = {[NPV] = "npv",
    [IRR] = "irr",
    [PAYBACK_DATE] = "payback_date",
    [CUMULATIVE_LOW] = "cumulative_low"};

#define TOTAL UINT32_MAX

/* A table while it is made: a row is a group and its values. */
struct table {
	const struct roi_plan *plan;
	const struct roi_books *books;
	const char *const *names; /* of the values' columns */
	size_t columns, cells;    /* values of a row, cells of its group */
	struct row *rows;
	size_t count, capacity;
	size_t sort; /* by cell or, from `cells` on, by value; SIZE_MAX: not at all */
	bool reversed;
};

struct row {
	uint32_t group; /* or TOTAL */
	struct roi_value *values;
};

static struct table
table_begin(const struct roi_report *report, const char *const *names, size_t columns)
{
	const struct roi_plan *plan = report->plan;
	return (struct table){.plan = plan,
	    .books = report->books,
	    .names = names,
	    .columns = columns,
	    .cells = plan->by.count + (plan->has_period && !plan->cashflow),
	    .sort = SIZE_MAX};
}

static void
table_release(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		for (size_t k = 0; k < table->columns; k++)
			free(table->rows[i].values[k].text);
		free(table->rows[i].values);
	}
	free(table->rows);
}

static const char *
column_name(const struct table *table, size_t i)
{
	if (i < table->plan->by.count)
		return table->plan->by.items[i];
	return i < table->cells ? "period" : table->names[i - table->cells];
}

static struct roi_value *
add_row(struct table *table, uint32_t group)
{
	table->rows = mem_grow(
	    table->rows, &table->capacity, table->count + 1, sizeof *table->rows);
	struct row *row = &table->rows[table->count++];
	row->group = group;
	row->values = mem_new(table->columns, sizeof *row->values);
	return row->values;
}

/* Sorting */

static bool
find_sort(struct table *table, const char *sort)
{
	table->reversed = sort[0] == '-';
	struct slice wanted = slice_of(sort + table->reversed);
	for (size_t i = 0; i < table->cells + table->columns; i++) {
		if (!columns_alike(slice_of(column_name(table, i)), wanted))
			continue;
		table->sort = i;
		return true;
	}
	return false;
}

char *
roi_report_check_sort(const struct roi_plan *plan, const char *sort)
{
	struct roi_report report = {.plan = plan};
	struct table table = plan->cashflow
	                         ? table_begin(&report, flow_names, FLOW_COLUMNS)
	                         : table_begin(&report, roi_column_names, ROI_COLUMNS);
	char *reason = NULL;
	if (find_sort(&table, sort))
		return NULL;
	if (asprintf(&reason,
	        "--sort=%s: not a column of the output: those are the columns of --by, "
	        "then %s to %s",
	        diag_show(slice_of(sort)).text, table.names[0],
	        table.names[table.columns - 1]) < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return reason;
}

/* Numbers by size, texts bytewise. */
static int
compare_values(const struct roi_value *a, const struct roi_value *b)
{
	if (a->type == ROI_EXACT)
		return money_compare(a->exact, b->exact);
	if (a->type == ROI_NUMBER)
		return (a->number > b->number) - (a->number < b->number);
	return slice_compare(slice_of(a->text), slice_of(b->text));
}

/* Largest numbers first, names and dates as they follow each other; `-` turns it around.
 * What is empty is last in any case, and equals stay in the order of their groups. */
static int
compare_rows(const void *a, const void *b, void *data)
{
	const struct table *table = data;
	const struct row *x = a, *y = b;
	struct group *groups = table->books->groups;
	int order = 0;
	if (table->sort < table->cells) {
		order = slice_compare(group_cell(groups, x->group, table->sort),
		    group_cell(groups, y->group, table->sort));
	} else {
		const struct roi_value *v = &x->values[table->sort - table->cells];
		const struct roi_value *w = &y->values[table->sort - table->cells];
		if ((v->type == ROI_EMPTY) != (w->type == ROI_EMPTY))
			return v->type == ROI_EMPTY ? 1 : -1;
		if (v->type != ROI_EMPTY)
			order = v->type == w->type
			            ? compare_values(v, w)
			            : (v->type > w->type) - (v->type < w->type);
		if (v->type == ROI_EXACT || v->type == ROI_NUMBER)
			order = -order;
	}
	if (table->reversed)
		order = -order;
	return order ? order : group_compare(groups, x->group, y->group);
}

static void
sort_rows(struct table *table, const char *sort)
{
	if (sort && table->count && find_sort(table, sort))
		qsort_r(
		    table->rows, table->count, sizeof *table->rows, compare_rows, table);
}

/* Writing */

static void
write_value(struct csvout *out, const struct roi_value *value)
{
	switch (value->type) {
	case ROI_EMPTY:
		csvout_empty(out);
		break;
	case ROI_EXACT:
		csvout_money(out, value->exact);
		break;
	case ROI_NUMBER:
		csvout_number(out, value->number);
		break;
	case ROI_TEXT:
		csvout_text(out, slice_of(value->text));
		break;
	}
}

static void
write_table(struct csvout *out, const struct table *table)
{
	for (size_t i = 0; i < table->cells + table->columns; i++) {
		bool text = i < table->cells ||
		            (table->names == flow_names && i != table->cells + NPV &&
		                i != table->cells + CUMULATIVE_LOW);
		csvout_column(out, slice_of(column_name(table, i)),
		    text ? CSVOUT_TEXT : CSVOUT_NUMBER);
	}
	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = &table->rows[i];
		for (size_t k = 0; k < table->cells; k++)
			csvout_text(
			    out, row->group != TOTAL
			             ? group_cell(table->books->groups, row->group, k)
			             : slice_of(k ? "" : "TOTAL"));
		for (size_t k = 0; k < table->columns; k++)
			write_value(out, &row->values[k]);
		csvout_end_row(out);
	}
}

/* Returns */

/* How many months a row of --period is about. */
static double
months_of(const struct roi_plan *plan, double all)
{
	static const double months[] = {[DATE_BY_DAY] = 12 / 365.25,
	    [DATE_BY_WEEK] = 7 * 12 / 365.25,
	    [DATE_BY_MONTH] = 1,
	    [DATE_BY_QUARTER] = 3,
	    [DATE_BY_YEAR] = 12};
	return plan->has_period ? months[plan->period] : all;
}

bool
roi_report_returns(struct csvout *out, const struct roi_report *report)
{
	const struct roi_books *books = report->books;
	struct table table = table_begin(report, roi_column_names, ROI_COLUMNS);
	struct roi_terms terms = report->terms;
	struct roi_group all = {.has_margin = false};
	bool fits = true;
	terms.months = months_of(report->plan, report->terms.months);
	for (uint32_t i = 0; i < group_count(books->groups); i++) {
		const struct roi_group *group = &books->sums[books->order[i]];
		fits &= roi_figures(group, &terms, add_row(&table, books->order[i]));
		fits &= roi_group_add(&all, group);
	}
	sort_rows(&table, report->sort);
	if (report->total)
		fits &= roi_figures(&all, &report->terms, add_row(&table, TOTAL));
	if (fits)
		write_table(out, &table);
	table_release(&table);
	return fits;
}

/* Cash flow */

/* A day's flow, exact. */
struct day {
	int64_t us;
	struct money flow;
};

struct days {
	struct day *days;
	size_t count, capacity;
};

static int64_t
day_of(const struct table *table, uint32_t group)
{
	struct date date = {0, true};
	date_parse(group_cell(table->books->groups, group, table->cells), NULL, &date);
	return date.us;
}

/* What came in and went out. For want of cogs revenue counts, at the margin if there's
 * one; what is missing on one day is nothing that flowed. */
static bool
add_day(struct days *days, int64_t us, const struct roi_sums *sums, bool has_cogs,
    const struct roi_terms *terms)
{
	struct money flow = sums->sum[ROI_SUM_REVENUE];
	bool fits = true;
	if (has_cogs)
		fits = money_subtract(&flow, sums->sum[ROI_SUM_COGS]);
	else if (terms->has_margin)
		fits = money_multiply(flow, terms->margin, &flow);
	fits = fits && money_subtract(&flow, sums->sum[ROI_SUM_SPEND]);
	days->days =
	    mem_grow(days->days, &days->capacity, days->count + 1, sizeof *days->days);
	days->days[days->count++] = (struct day){us, flow};
	return fits;
}

static int
compare_days(const void *a, const void *b)
{
	const struct day *x = a, *y = b;
	return (x->us > y->us) - (x->us < y->us);
}

/* Puts the days in order, the flows of one day together. */
static bool
join_days(struct days *days)
{
	size_t count = 0;
	bool fits = true;
	qsort(days->days, days->count, sizeof *days->days, compare_days);
	for (size_t i = 0; i < days->count; i++) {
		if (count && days->days[count - 1].us == days->days[i].us)
			fits &=
			    money_add(&days->days[count - 1].flow, days->days[i].flow);
		else
			days->days[count++] = days->days[i];
	}
	days->count = count;
	return fits;
}

static void
put_text(struct roi_value *value, const char *text, size_t n)
{
	*value = (struct roi_value){.type = ROI_TEXT, .text = mem_text(text, n)};
}

/* The lowest sum, and the day from which on it isn't below zero any more. */
static bool
put_payback(struct roi_value *row, const struct days *days)
{
	struct money sum = {0}, low = {0};
	const struct day *paid_back = NULL;
	for (size_t i = 0; i < days->count; i++) {
		if (!money_add(&sum, days->days[i].flow))
			return false;
		if (money_compare(sum, low) < 0)
			low = sum;
		if (sum.units < 0)
			paid_back = NULL;
		else if (!paid_back)
			paid_back = &days->days[i];
	}
	row[CUMULATIVE_LOW] = (struct roi_value){.type = ROI_EXACT, .exact = low};
	if (paid_back) {
		char text[DATE_TEXT];
		size_t n = date_period_name(paid_back->us, DATE_BY_DAY, text);
		put_text(&row[PAYBACK_DATE], text, n);
	}
	return true;
}

/* All the roots, joined by ` | `, or `none`; a single one stays a number. */
static void
put_irr(struct roi_value *value, const struct roi_flow *flows, size_t n)
{
	enum { MOST = 20 };
	double rates[MOST];
	char text[MOST * (NUMBER_TEXT + 3)] = "none";
	size_t count = roi_irr(flows, n, rates, MOST), length = count ? 0 : strlen(text);
	if (count == 1) {
		*value = (struct roi_value){.type = ROI_NUMBER, .number = rates[0]};
		return;
	}
	for (size_t i = 0; i < count && i < MOST; i++) {
		if (i) {
			memcpy(text + length, " | ", 3);
			length += 3;
		}
		length += number_format(rates[i], text + length);
	}
	put_text(value, text, length);
}

static bool
put_flows(struct roi_value *row, struct days *days, double discount_rate)
{
	if (!join_days(days) || !put_payback(row, days))
		return false;
	struct roi_flow *flows = mem_new(days->count, sizeof *flows);
	for (size_t i = 0; i < days->count; i++) {
		int64_t us = days->days[i].us - days->days[0].us;
		flows[i] = (struct roi_flow){(double)us / (double)DATE_DAY / 365,
		    money_to_double(days->days[i].flow)};
	}
	double npv = roi_npv(flows, days->count, discount_rate);
	if (isfinite(npv))
		row[NPV] = (struct roi_value){.type = ROI_NUMBER, .number = npv};
	put_irr(&row[IRR], flows, days->count);
	free(flows);
	return true;
}

static void
put_picture(struct roi_picture *picture, const struct table *table, uint32_t group,
    const struct days *days)
{
	double sum = 0;
	if (!picture)
		return;
	struct slice *cells = mem_new(table->cells, sizeof *cells);
	for (size_t i = 0; i < table->cells; i++)
		cells[i] = group_cell(table->books->groups, group, i);
	roi_picture_series(picture, cells, table->cells);
	free(cells);
	for (size_t i = 0; i < days->count; i++)
		roi_picture_flow(picture, days->days[i].us,
		    sum += money_to_double(days->days[i].flow));
}

/* Do the groups differ in their day only? */
static bool
same_series(const struct table *table, uint32_t a, uint32_t b)
{
	struct group *groups = table->books->groups;
	for (size_t i = 0; i < table->cells; i++)
		if (!slice_equal(group_cell(groups, a, i), group_cell(groups, b, i)))
			return false;
	return true;
}

/* The row of the series that begins at `from` in the order; returns where it ends. */
static uint32_t
add_series(struct table *table, const struct roi_report *report, uint32_t from,
    struct days *all, bool *fits)
{
	const uint32_t money =
	    1U << ROI_SUM_SPEND | 1U << ROI_SUM_REVENUE | 1U << ROI_SUM_COGS;
	const struct roi_books *books = report->books;
	struct roi_value *row = add_row(table, books->order[from]);
	struct days days = {0};
	uint32_t end = from, seen = 0;
	for (; end < group_count(books->groups) &&
	       same_series(table, books->order[from], books->order[end]);
	     end++)
		seen |= books->sums[books->order[end]].all.seen;
	if (!(seen & money))
		return end; /* there's nothing to tell of it */
	for (uint32_t i = from; i < end; i++) {
		uint32_t group = books->order[i];
		*fits &= add_day(&days, day_of(table, group), &books->sums[group].all,
		    seen >> ROI_SUM_COGS & 1, &report->terms);
	}
	all->days = mem_grow(
	    all->days, &all->capacity, all->count + days.count, sizeof *all->days);
	memcpy(all->days + all->count, days.days, days.count * sizeof *days.days);
	all->count += days.count;
	*fits &= put_flows(row, &days, report->discount_rate);
	put_picture(report->picture, table, books->order[from], &days);
	free(days.days);
	return end;
}

bool
roi_report_cashflow(struct csvout *out, const struct roi_report *report)
{
	struct table table = table_begin(report, flow_names, FLOW_COLUMNS);
	struct days all = {0};
	bool fits = true;
	for (uint32_t i = 0; i < group_count(report->books->groups);)
		i = add_series(&table, report, i, &all, &fits);
	sort_rows(&table, report->sort);
	if (report->total) {
		struct roi_value *row = add_row(&table, TOTAL);
		fits &= !all.count || put_flows(row, &all, report->discount_rate);
	}
	if (fits)
		write_table(out, &table);
	free(all.days);
	table_release(&table);
	return fits;
}
