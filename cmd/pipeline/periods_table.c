#include "periods_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "beside.h"
#include "sumdist.h"

/* What stands beside the periods, by group × periods + period. */
struct beside_cell {
	bool has_quota, has_baseline;
	struct money quota;
	double baseline, low, high;
};

/* What deals won so far brought, by group and, last, by all. */
struct won {
	struct money amount;
	int64_t deals;
};

struct table {
	struct csvout *out;
	const struct outlook *outlook;
	const struct periods_table_options *options;
	struct beside_cell *beside;
	struct won *won;
	struct sumdist_room room;
};

/* Groups */

void
periods_table_declare_group(struct csvout *out, const struct list *by)
{
	for (size_t i = 0; i < by->count; i++)
		csvout_column(out, slice_of(by->items[i]), CSVOUT_TEXT);
}

void
periods_table_write_group(
    struct csvout *out, const struct deals *deals, const struct list *by, uint32_t group)
{
	for (size_t i = 0; i < by->count; i++)
		csvout_text(out, group_cell(deals->groups, group, i));
}

/* Quotas and a baseline */

static bool
fits(struct money quota)
{
	return quota.units <= DEALS_MOST && quota.units >= -DEALS_MOST;
}

static bool
as_amount(const char *text, struct money *amount)
{
	static const struct number_style style = {'.', false};
	return money_parse(slice_of(text), &style, amount) == NULL;
}

static void
read_quota(struct table *table, const struct beside_options *file)
{
	static const struct reader_role roles[] = {
	    {"period", "month|quarter|date", true}, {"amount", "quota|target", true}};
	size_t at;
	struct money amount;
	struct beside *beside = beside_open(file, roles, 2, table->outlook);
	while (beside_next(beside, &at)) {
		if (reader_money(beside_reader(beside), 1, &amount) != READER_VALUE)
			continue;
		struct beside_cell *cell = &table->beside[at];
		cell->has_quota = true;
		if (!money_add(&cell->quota, amount) || !fits(cell->quota))
			diag_fatal(EX_DATAERR,
			    "%s: the quotas add up to more than can be held",
			    reader_place(beside_reader(beside)));
	}
	beside_close(beside, "quota");
}

static void
read_baseline(struct table *table, const struct beside_options *file)
{
	static const struct reader_role roles[] = {{"period", NULL, true},
	    {"forecast", NULL, true}, {"low_80", NULL, false}, {"high_80", NULL, false}};
	size_t at;
	struct beside *beside = beside_open(file, roles, 4, table->outlook);
	struct reader *reader = beside_reader(beside);
	while (beside_next(beside, &at)) {
		struct beside_cell *cell = &table->beside[at];
		if (reader_number(reader, 1, &cell->baseline) != READER_VALUE)
			continue;
		if (cell->has_baseline)
			diag_fatal(EX_DATAERR,
			    "%s: another row of this period: one series is put beside "
			    "the pipeline, or one for each group",
			    reader_place(reader));
		cell->has_baseline = true;
		if (reader_number(reader, 2, &cell->low) != READER_VALUE)
			cell->low = NAN;
		if (reader_number(reader, 3, &cell->high) != READER_VALUE)
			cell->high = NAN;
	}
	beside_close(beside, "baseline");
}

static void
read_beside(struct table *table)
{
	const struct periods_table_options *options = table->options;
	size_t count =
	    group_count(table->outlook->deals->groups) * table->outlook->periods.count;
	struct beside_options file = {options->quota, options->by, options->common};
	struct money amount;
	table->beside = mem_new(count, sizeof *table->beside);
	if (options->quota && as_amount(options->quota, &amount)) {
		if (!fits(amount))
			diag_usage(
			    "--quota: %s is more than can be held", options->quota);
		for (size_t i = 0; i < count; i++) {
			table->beside[i].has_quota = true;
			table->beside[i].quota = amount;
		}
	} else if (options->quota) {
		read_quota(table, &file);
	}
	file.path = options->baseline;
	if (options->baseline)
		read_baseline(table, &file);
}

static void
count_won(struct table *table)
{
	const struct deals *deals = table->outlook->deals;
	uint32_t groups = group_count(deals->groups);
	table->won = mem_new((size_t)groups + 1, sizeof *table->won);
	for (size_t i = 0; i < deals->count; i++) {
		const struct deals_deal *deal = &deals->list[i];
		if (deal->status != DEALS_WON || !deal->has_amount)
			continue;
		deals_sum(&table->won[deal->group].amount, deal->amount);
		deals_sum(&table->won[groups].amount, deal->amount);
		table->won[deal->group].deals++;
		table->won[groups].deals++;
	}
}

/* Rows */

void
periods_table_total(const struct outlook *outlook, uint32_t group, size_t period,
    struct sumdist_room *room, struct sumdist *sumdist)
{
	size_t periods = outlook->periods.count;
	size_t first = outlook->first[group], last = outlook->first[group + 1];
	struct sumdist_deal *deals = mem_new(last - first, sizeof *deals);
	struct sumdist_question question = {.deals = deals,
	    .rho = outlook->rho,
	    .sure =
	        outlook->cells[group * outlook_buckets(&outlook->periods) + 1 + period]
	            .closed};
	for (size_t i = first; i < last; i++) {
		double chance = outlook->chances[i * (periods + 1) + period];
		if (chance > 0)
			deals[question.count++] = (struct sumdist_deal){
			    outlook->deals->list[outlook->open[i].deal].amount, chance};
	}
	if (outlook->business) {
		const struct outlook_business *business =
		    &outlook->business[group * periods + period];
		question.others = business->totals;
		question.others_count = business->count;
	}
	sumdist_init(sumdist, &question, room);
	free(deals);
}

static void
write_cents(struct csvout *out, double x)
{
	csvout_number(out, round(x * 100) / 100);
}

static void
write_nothing(struct csvout *out, size_t cells)
{
	for (size_t i = 0; i < cells; i++)
		csvout_empty(out);
}

/* Commit, best case, pipeline; rolled up each holds what is surer than it. */
static void
write_categories(const struct table *table, const struct outlook_cell *cell)
{
	struct money commit = cell->commit, best = cell->best, pipeline = cell->pipeline;
	if (table->options->cumulative) {
		deals_sum(&commit, cell->closed);
		deals_sum(&best, commit);
		deals_sum(&pipeline, best);
	}
	csvout_money(table->out, commit);
	csvout_money(table->out, best);
	csvout_money(table->out, pipeline);
}

/* The mean of the past periods' totals, to cents. False if there is none. */
static bool
mean_business(
    const struct table *table, uint32_t group, size_t period, struct money *mean)
{
	struct money sum = {0};
	if (!table->outlook->business)
		return false;
	const struct outlook_business *business =
	    &table->outlook->business[group * table->outlook->periods.count + period];
	for (size_t i = 0; i < business->count; i++)
		deals_sum(&sum, business->totals[i]);
	struct money count = {MONEY_ONE.units * (money_units)business->count};
	return business->count &&
	       money_scale(sum, MONEY_ONE, count, 2, MONEY_HALF_UP, mean);
}

static void
write_ratio(struct csvout *out, struct money part, struct money whole)
{
	char text[MONEY_TEXT];
	size_t n = money_format_ratio(part, whole, text);
	if (n)
		csvout_plain(out, (struct slice){text, n});
	else
		csvout_empty(out);
}

/* How many deals of the size of those won before are still needed. */
static void
write_wins_needed(const struct table *table, uint32_t group, struct money missing)
{
	uint32_t groups = group_count(table->outlook->deals->groups);
	const struct won *won = &table->won[group];
	if (won->deals == 0)
		won = &table->won[groups];
	if (missing.units <= 0) {
		csvout_count(table->out, 0);
		return;
	}
	double size = money_to_double(won->amount) / (double)won->deals;
	if (won->deals == 0 || size <= 0)
		csvout_empty(table->out);
	else
		csvout_number(table->out, ceil(money_to_double(missing) / size - 1e-9));
}

static void
write_quota(struct table *table, uint32_t group, size_t period,
    const struct outlook_cell *cell, const struct sumdist *sumdist)
{
	struct csvout *out = table->out;
	const struct beside_cell *beside =
	    &table->beside[group * table->outlook->periods.count + period];
	if (!beside->has_quota) {
		write_nothing(out, 6);
		return;
	}
	struct money missing = beside->quota, open = cell->commit, gap, business;
	deals_sum(&open, cell->best);
	deals_sum(&open, cell->pipeline);
	missing.units -= cell->closed.units;
	csvout_money(out, beside->quota);
	write_ratio(out, cell->closed, beside->quota);
	if (missing.units > 0)
		write_ratio(out, open, missing);
	else
		csvout_empty(out);
	gap = missing;
	gap.units -= cell->weighted.units;
	if (mean_business(table, group, period, &business))
		gap.units -= business.units;
	if (sumdist)
		csvout_money(out, gap);
	else
		csvout_empty(out);
	csvout_number(out, sumdist ? sumdist_at_least(sumdist, beside->quota) : NAN);
	write_wins_needed(table, group, missing);
}

static void
write_baseline(const struct table *table, uint32_t group, size_t period)
{
	if (!table->options->baseline)
		return;
	const struct beside_cell *beside =
	    &table->beside[group * table->outlook->periods.count + period];
	csvout_number(table->out, beside->has_baseline ? beside->baseline : NAN);
	csvout_number(table->out, beside->has_baseline ? beside->low : NAN);
	csvout_number(table->out, beside->has_baseline ? beside->high : NAN);
}

/* Where a chance isn't known, nothing that depends on it is. */
static void
write_period(struct table *table, uint32_t group, size_t period)
{
	const struct outlook *outlook = table->outlook;
	struct csvout *out = table->out;
	const struct outlook_cell *cell =
	    &outlook->cells[group * outlook_buckets(&outlook->periods) + 1 + period];
	bool known = outlook->unknown[group] == 0;
	struct sumdist sumdist = {0};
	struct money business;
	csvout_money(out, cell->closed);
	write_categories(table, cell);
	if (known) {
		periods_table_total(outlook, group, period, &table->room, &sumdist);
		csvout_money(out, cell->weighted);
		write_cents(out, sumdist.mean);
	} else {
		write_nothing(out, 2);
	}
	if (mean_business(table, group, period, &business))
		csvout_money(out, business);
	else
		csvout_empty(out);
	for (size_t i = 0; i < 3; i++) {
		static const double levels[] = {0.1, 0.5, 0.9};
		write_cents(out, known ? sumdist_quantile(&sumdist, levels[i]) : NAN);
	}
	csvout_count(out, cell->deals);
	write_quota(table, group, period, cell, known ? &sumdist : NULL);
	write_baseline(table, group, period);
	if (known)
		sumdist_release(&sumdist);
}

/* What is overdue, due later or without a date. */
static void
write_rest(struct table *table, uint32_t group, size_t bucket)
{
	const struct outlook *outlook = table->outlook;
	const struct outlook_cell *cell =
	    &outlook->cells[group * outlook_buckets(&outlook->periods) + bucket];
	csvout_empty(table->out);
	write_categories(table, cell);
	if (outlook->unknown[group])
		csvout_empty(table->out);
	else
		csvout_money(table->out, cell->weighted);
	write_nothing(table->out, 5);
	csvout_count(table->out, cell->deals);
	write_nothing(table->out, table->options->baseline ? 9 : 6);
}

static void
declare(struct csvout *out, const struct periods_table_options *options)
{
	static const char *const names[] = {"closed", "commit", "best_case", "pipeline",
	    "weighted", "expected", "new_business", "p10", "p50", "p90", "deals", "quota",
	    "attainment", "coverage", "gap", "p_quota", "wins_needed", "baseline",
	    "baseline_low_80", "baseline_high_80"};
	size_t count = sizeof names / sizeof *names - (options->baseline ? 0 : 3);
	periods_table_declare_group(out, options->by);
	csvout_column(out, slice_of("period"), CSVOUT_TEXT);
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(names[i]), CSVOUT_NUMBER);
}

void
periods_table_write(struct csvout *out, const struct outlook *outlook,
    const struct periods_table_options *options)
{
	struct table table = {.out = out, .outlook = outlook, .options = options};
	const struct deals *deals = outlook->deals;
	uint32_t *order = group_order(deals->groups);
	declare(out, options);
	read_beside(&table);
	count_won(&table);
	for (uint32_t i = 0; i < group_count(deals->groups); i++) {
		for (size_t k = 0; k < outlook_buckets(&outlook->periods); k++) {
			struct outlook_name name =
			    outlook_bucket_name(&outlook->periods, k);
			periods_table_write_group(out, deals, options->by, order[i]);
			csvout_text(out, slice_of(name.text));
			if (k >= 1 && k <= outlook->periods.count)
				write_period(&table, order[i], k - 1);
			else
				write_rest(&table, order[i], k);
			csvout_end_row(out);
		}
	}
	sumdist_room_release(&table.room);
	free(table.beside);
	free(table.won);
	free(order);
}

/* Open deals */

static void
write_day(struct csvout *out, int32_t day)
{
	char text[DATE_TEXT];
	size_t n = 0;
	if (day != DEALS_NO_DAY)
		n = date_period_name(day * DATE_DAY, DATE_BY_DAY, text);
	csvout_text(out, (struct slice){text, n});
}

static void
write_deal(struct csvout *out, const struct outlook *outlook, size_t i)
{
	static const char *const categories[] = {[DEALS_COMMIT] = "commit",
	    [DEALS_BEST] = "best_case",
	    [DEALS_PIPELINE] = "pipeline"};
	const struct outlook_deal *open = &outlook->open[i];
	const struct deals *deals = outlook->deals;
	const struct deals_deal *deal = &deals->list[open->deal];
	csvout_text(out, strmap_key(deals->ids, deal->id));
	csvout_text(out, deal->owner == DEALS_NONE
	                     ? (struct slice){"", 0}
	                     : strmap_key(deals->owners, deal->owner));
	csvout_text(out, strmap_key(deals->stages, deal->stage));
	csvout_text(out, slice_of(categories[open->category]));
	if (deal->has_amount)
		csvout_money(out, deal->amount);
	else
		csvout_empty(out);
	write_day(out, deal->created);
	write_day(out, deal->close);
	if (deal->created == DEALS_NO_DAY)
		csvout_empty(out);
	else
		csvout_number(out, (double)deals->as_of - deal->created);
	csvout_text(out, slice_of(outlook_source_names[open->source]));
	csvout_text(out, slice_of(open->stale ? "yes" : ""));
	csvout_text(out, slice_of(open->bucket == 0 ? "yes" : ""));
	csvout_number(out, open->chance);
	for (size_t k = 0; k <= outlook->periods.count; k++)
		csvout_number(
		    out, isnan(open->chance)
		             ? NAN
		             : outlook->chances[i * (outlook->periods.count + 1) + k]);
	csvout_end_row(out);
}

void
periods_table_deals(
    struct csvout *out, const struct outlook *outlook, const struct list *by)
{
	static const char *const names[] = {"id", "owner", "stage", "category", "amount",
	    "created", "close_date", "age", "source", "stale", "overdue", "probability"};
	char name[32];
	periods_table_declare_group(out, by);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csvout_column(out, slice_of(names[i]),
		    i == 4 || i == 7 || i == 11 ? CSVOUT_NUMBER : CSVOUT_TEXT);
	for (size_t k = 0; k < outlook->periods.count; k++) {
		snprintf(name, sizeof name, "p_%zu", k + 1);
		csvout_column(out, slice_of(name), CSVOUT_NUMBER);
	}
	csvout_column(out, slice_of("p_later"), CSVOUT_NUMBER);
	uint32_t *order = group_order(outlook->deals->groups);
	for (uint32_t g = 0; g < group_count(outlook->deals->groups); g++)
		for (size_t i = outlook->first[order[g]];
		     i < outlook->first[order[g] + 1]; i++) {
			periods_table_write_group(out, outlook->deals, by, order[g]);
			write_deal(out, outlook, i);
		}
	free(order);
}
