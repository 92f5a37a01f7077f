#include "contracts.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/csvout.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "params.h"
#include "picture.h"

/* --model=sbg */

enum { PERIOD, SURVIVORS, RETENTION_ROLES };

static const struct reader_role retention_roles[RETENTION_ROLES] = {
    [PERIOD] = {"period", "year|month|renewal|t", true},
    [SURVIVORS] = {"survivors", "customers|active|remaining|subscribers|alive", true},
};

struct segment {
	double *survivors;
	size_t count, capacity;
};

struct retention {
	const struct clv_plan *plan;
	struct reader *reader;
	struct group *groups;
	size_t *by;
	struct slice *cells;
	struct segment *segments;
	size_t capacity;
};

/* The columns of --by of the row at hand. */
static const struct slice *
read_by(struct reader *reader, const size_t *by, struct slice *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cells[i] = reader_cell(reader, by[i]);
	return cells;
}

static size_t *
add_by(struct reader *reader, const struct list *by)
{
	size_t *roles = mem_new(by->count + 1, sizeof *roles);
	for (size_t i = 0; i < by->count; i++)
		roles[i] = reader_add_column(reader, by->items[i], true);
	return roles;
}

static struct segment *
segment_of(struct retention *retention)
{
	size_t before = group_count(retention->groups);
	uint32_t g = group_add(
	    retention->groups, read_by(retention->reader, retention->by, retention->cells,
	                           retention->plan->by.count));
	if (g == before) {
		retention->segments = mem_grow(retention->segments, &retention->capacity,
		    (size_t)g + 1, sizeof *retention->segments);
		retention->segments[g] = (struct segment){0};
	}
	return &retention->segments[g];
}

static void
take_survivors(struct retention *retention)
{
	struct reader *reader = retention->reader;
	double period, survivors;
	enum reader_value value = reader_number(reader, PERIOD, &period);
	if (value == READER_MISSING)
		reader_bad_cell(reader, PERIOD, "is missing");
	if (value != READER_VALUE)
		return;
	value = reader_number(reader, SURVIVORS, &survivors);
	if (value == READER_MISSING)
		reader_bad_cell(reader, SURVIVORS, "is missing");
	if (value != READER_VALUE)
		return;
	struct segment *segment = segment_of(retention);
	size_t n = segment->count;
	if (period != (double)n)
		reader_bad_cell(reader, PERIOD,
		    "isn't the next: periods are 0, 1, 2 and so on, 0 with all customers "
		    "(segments have a column of --by)");
	else if (survivors < 0 || (n && survivors > segment->survivors[n - 1]))
		reader_bad_cell(reader, SURVIVORS,
		    n ? "is below 0, or more than there were the period before"
		      : "is below 0");
	else {
		segment->survivors = mem_grow(segment->survivors, &segment->capacity,
		    n + 1, sizeof *segment->survivors);
		segment->survivors[segment->count++] = survivors;
	}
}

static void
write_curve(struct csvout *out, const struct retention *retention, uint32_t group,
    const struct clv_estimate *estimate)
{
	const struct clv_plan *plan = retention->plan;
	const struct segment *segment = &retention->segments[group];
	const struct clv_sbg model = clv_sbg_of(estimate);
	uint64_t last = segment->count - 1;
	bool known = estimate->known;
	last = plan->horizon_periods > last ? plan->horizon_periods : last;
	for (uint64_t t = 0; t <= last; t++) {
		double x = (double)t, there = NAN, before = NAN;
		if (t < segment->count)
			there = segment->survivors[t];
		if (t && t < segment->count)
			before = segment->survivors[t - 1];
		for (size_t k = 0; k < plan->by.count; k++)
			csvout_text(out, group_cell(retention->groups, group, k));
		csvout_count(out, t);
		csvout_number(out, there);
		csvout_number(out, before > 0 ? there / before : NAN);
		csvout_number(out, known ? clv_sbg_survival(&model, x) : NAN);
		csvout_number(out, known && t ? clv_sbg_retention(&model, x) : NAN);
		csvout_number(
		    out, known ? clv_sbg_residual(&model, x, plan->discount_rate) : NAN);
		csvout_end_row(out);
	}
}

static void
declare_curve(struct csvout *out, const struct clv_plan *plan)
{
	static const char *const numbers[] = {"period", "survivors", "retention",
	    "expected_survival", "expected_retention", "residual_lifetime"};
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		csvout_column(out, slice_of(numbers[i]), CSVOUT_NUMBER);
}

static void
write_segment(struct csvout *out, const struct retention *retention, uint32_t group)
{
	const struct clv_plan *plan = retention->plan;
	const struct segment *segment = &retention->segments[group];
	struct clv_estimate estimate = {.kind = CLV_SBG};
	if (segment->count == 0)
		return;
	clv_fit_sbg(segment->survivors, segment->count - 1, &estimate);
	if (!plan->quiet && !estimate.converged)
		diag_note(estimate.known
		              ? "note: the sbg model%s%s has no maximum inside: its "
		                "parameters run off, as where all leave at the same rate"
		              : "note: no sbg model%s%s: it takes customers who left and "
		                "customers who stayed",
		    plan->by.count ? " of " : "",
		    plan->by.count
		        ? diag_show(group_cell(retention->groups, group, 0)).text
		        : "");
	if (plan->table == CLV_TABLE_PARAMS)
		clv_params_write(out, plan, retention->groups, group, &estimate);
	else
		write_curve(out, retention, group, &estimate);
}

void
clv_retention(const struct clv_plan *plan, const struct options_common *common,
    struct output *output)
{
	struct retention retention = {.plan = plan,
	    .reader = reader_open(retention_roles, RETENTION_ROLES, common),
	    .groups = group_new(plan->by.count),
	    .cells = mem_new(plan->by.count + 1, sizeof(struct slice))};
	struct csvout_options how =
	    options_csvout(common, reader_delimiter(retention.reader));
	retention.by = add_by(retention.reader, &plan->by);
	while (reader_next(retention.reader))
		take_survivors(&retention);
	reader_close(retention.reader);
	struct csvout *out = csvout_new(output, &how);
	if (plan->table == CLV_TABLE_PARAMS)
		clv_params_declare(out, plan);
	else
		declare_curve(out, plan);
	if (plan->table != CLV_TABLE_PARAMS && plan->by.count == 0)
		csvout_picture(out, clv_picture_survival, NULL);
	for (uint32_t g = 0; g < group_count(retention.groups); g++) {
		write_segment(out, &retention, g);
		free(retention.segments[g].survivors);
	}
	csvout_finish(out);
	group_free(retention.groups);
	free(retention.segments);
	free(retention.by);
	free(retention.cells);
}

/* --simple */

enum { ARPA, REVENUE, CUSTOMERS, MARGIN, CHURN, SIMPLE_ROLES };

static const struct reader_role simple_roles[SIMPLE_ROLES] = {
    [ARPA] = {"arpa", "arpu|revenue per account|revenue per customer", false},
    [REVENUE] = {"revenue", "sales|mrr|total revenue", false},
    [CUSTOMERS] = {"customers", "accounts|subscribers|users", false},
    [MARGIN] = {"margin", "gross margin", false},
    [CHURN] = {"churn", "churn rate|customer churn", true},
};

/* Any cell missing leaves the value missing. */
struct totals {
	struct money revenue, customers, margin, churn;
	bool known;
};

static bool
take_money(struct reader *reader, size_t role, struct money *to, bool *known)
{
	enum reader_value value = reader_money(reader, role, to);
	*known &= value == READER_VALUE;
	return value != READER_BAD;
}

static bool
check_totals(struct reader *reader, const struct totals *totals)
{
	if (!totals->known)
		return true;
	if (totals->churn.units <= 0 || money_compare(totals->churn, MONEY_ONE) > 0)
		reader_bad_cell(reader, CHURN,
		    "isn't above 0 and at most 1: it is the share of customers who "
		    "leave in a period, such as 0.02 or 2%");
	else if (totals->customers.units <= 0)
		reader_bad_cell(reader, CUSTOMERS, "isn't above 0");
	else
		return true;
	return false;
}

static bool
read_totals(struct reader *reader, struct totals *totals)
{
	bool arpa = reader_has(reader, ARPA);
	*totals = (struct totals){
	    .customers = MONEY_ONE, .margin = totals->margin, .known = true};
	return take_money(
	           reader, arpa ? ARPA : REVENUE, &totals->revenue, &totals->known) &&
	       (arpa ||
	           take_money(reader, CUSTOMERS, &totals->customers, &totals->known)) &&
	       (!reader_has(reader, MARGIN) ||
	           take_money(reader, MARGIN, &totals->margin, &totals->known)) &&
	       take_money(reader, CHURN, &totals->churn, &totals->known) &&
	       check_totals(reader, totals);
}

static void
write_ratio(struct csvout *out, struct money part, struct money whole)
{
	char text[MONEY_TEXT];
	csvout_plain(out, (struct slice){text, money_format_ratio(part, whole, text)});
}

/* False if an amount is too large. */
static bool
write_totals(struct csvout *out, const struct totals *totals)
{
	struct money part, whole;
	if (!totals->known) {
		for (int i = 0; i < 4; i++)
			csvout_empty(out);
		return true;
	}
	if (!money_multiply(totals->revenue, totals->margin, &part) ||
	    !money_multiply(totals->customers, totals->churn, &whole))
		return false;
	write_ratio(out, totals->revenue, totals->customers);
	csvout_money(out, totals->margin);
	csvout_money(out, totals->churn);
	write_ratio(out, part, whole);
	return true;
}

void
clv_simple(const struct clv_plan *plan, const struct options_common *common,
    struct output *output)
{
	static const char *const numbers[] = {"arpa", "margin", "churn", "clv"};
	struct reader *reader = reader_open(simple_roles, SIMPLE_ROLES, common);
	size_t *by = add_by(reader, &plan->by), revenue[] = {ARPA, REVENUE};
	size_t customers[] = {ARPA, CUSTOMERS};
	struct csvout_options how = options_csvout(common, reader_delimiter(reader));
	struct csvout *out = csvout_new(output, &how);
	reader_need_one_of(reader, revenue, 2);
	reader_need_one_of(reader, customers, 2);
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	for (size_t i = 0; i < 4; i++)
		csvout_column(out, slice_of(numbers[i]), CSVOUT_NUMBER);
	while (reader_next(reader)) {
		char text[NUMBER_TEXT];
		struct totals totals = {0};
		size_t n = number_format(plan->margin, text);
		static const struct number_style style = {'.', false};
		money_parse((struct slice){text, n}, &style, &totals.margin);
		if (!read_totals(reader, &totals))
			continue;
		for (size_t i = 0; i < plan->by.count; i++)
			csvout_text(out, reader_cell(reader, by[i]));
		if (!write_totals(out, &totals))
			diag_fatal(EX_DATAERR, "%s: the amounts are too large",
			    reader_place(reader));
		csvout_end_row(out);
	}
	reader_close(reader);
	csvout_finish(out);
	free(by);
}
