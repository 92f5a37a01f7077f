#include "sheet.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/mem.h"
#include "chance.h"
#include "gap.h"

#define DAY_US 86400e6

static const char *const plan_texts[] = {"owner", NULL};
static const char *const plan_numbers[] = {"step_rate", "lag_days", "per_win", "volume",
    "whole_volume", "unit_cost", "spend", "cost_per_win", "revenue", "chance",
    "safe_volume", NULL};
static const char *const period_numbers[] = {
    "volume", "whole_volume", "unit_cost", "spend", "revenue", NULL};
static const char *const actual_texts[] = {"delivered_by", "converted_by", NULL};
static const char *const actual_numbers[] = {"planned", "actual", "gap", "attainment",
    "planned_rate", "actual_rate", "revenue_gap", "volume_effect", "rate_effect", NULL};
static const char *const keys[] = {"period", "step", "stage", NULL};

bool
revplan_sheet_has(struct slice name)
{
	const char *const *const lists[] = {
	    keys, plan_texts, plan_numbers, period_numbers, actual_texts, actual_numbers};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		size_t n = 0;
		while (lists[i][n])
			n++;
		if (columns_among(name, lists[i], n))
			return true;
	}
	return false;
}

/* What rows are written of: a segment, or all together. */
struct page {
	const struct revplan_sheet *sheet;
	const struct revplan_segment *segment;
	size_t number;                    /* of the segment; their count: all together */
	const struct revplan_beta *rates; /* of the steps */
};

static void
declare(struct csvout *out, const struct revplan_sheet *sheet, const char *const *texts,
    const char *const *numbers)
{
	const struct list *by = sheet->segments->by;
	for (size_t i = 0; i < by->count; i++)
		csvout_column(out, slice_of(by->items[i]), CSVOUT_TEXT);
	if (sheet->calendar)
		csvout_column(out, slice_of("period"), CSVOUT_TEXT);
	csvout_column(out, slice_of("step"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("stage"), CSVOUT_TEXT);
	for (; *texts; texts++)
		csvout_column(out, slice_of(*texts), CSVOUT_TEXT);
	for (; *numbers; numbers++)
		csvout_column(out, slice_of(*numbers), CSVOUT_NUMBER);
}

static void
write_text(struct csvout *out, const char *text)
{
	if (text)
		csvout_text(out, slice_of(text));
	else
		csvout_empty(out);
}

static void
write_money(struct csvout *out, bool known, struct money money)
{
	if (known)
		csvout_money(out, money);
	else
		csvout_empty(out);
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

/* The columns of --by. */
static void
write_cells(struct csvout *out, const struct page *page)
{
	const struct revplan_segments *segments = page->sheet->segments;
	bool all = page->number == revplan_segments_count(segments);
	for (size_t i = 0; i < segments->by->count; i++)
		if (!all)
			csvout_text(
			    out, group_cell(segments->groups, (uint32_t)page->number, i));
		else if (i == 0)
			csvout_text(out, slice_of("TOTAL"));
		else
			csvout_empty(out);
}

/* The columns of --by, period, step and stage. */
static void
write_key(struct csvout *out, const struct page *page, size_t period, size_t stage,
    const char *name)
{
	char text[DATE_TEXT];
	const struct revplan_calendar *calendar = page->sheet->calendar;
	write_cells(out, page);
	if (calendar) {
		size_t n = revplan_calendar_name(calendar, period, text);
		csvout_text(out, (struct slice){text, n});
	}
	csvout_count(out, stage + 1);
	csvout_text(out, slice_of(name));
}

/* The beginning of a last row. */
static void
write_total_key(struct csvout *out, const struct page *page)
{
	write_cells(out, page);
	if (page->sheet->calendar)
		csvout_empty(out);
	csvout_empty(out);
	csvout_text(out, slice_of("TOTAL"));
}

/* The plan */

/* What the columns have come to. */
struct sums {
	bool has_spend;
	struct money spend, per_win;
};

/* The spend of a whole volume. */
static bool
spend_of(const struct revplan_stage *stage, struct money whole, struct money *spend,
    struct sums *sums)
{
	spend->units = 0;
	if (!stage->has_cost)
		return true;
	sums->has_spend = true;
	return money_multiply(whole, stage->cost, spend) &&
	       money_add(&sums->spend, *spend);
}

static bool
cost_per_win(const struct revplan_funnel *funnel, const struct revplan_stage *stage,
    struct money *cost, struct sums *sums)
{
	cost->units = 0;
	if (!stage->has_cost)
		return true;
	return money_scale(stage->per_win, stage->cost, MONEY_ONE, funnel->decimals,
	           MONEY_HALF_UP, cost) &&
	       money_add(&sums->per_win, *cost);
}

static void
write_chance(struct csvout *out, const struct page *page, size_t i)
{
	const struct revplan_funnel *funnel = &page->segment->funnel;
	const struct revplan_beta *rates = page->rates + i;
	size_t steps = funnel->count - 1 - i;
	double wins = money_to_double(funnel->stages[funnel->count - 1].whole_of);
	double volume = money_to_double(funnel->stages[i].whole_of);
	csvout_number(out, revplan_chance(rates, steps, volume, wins));
	csvout_number(
	    out, revplan_safe_volume(rates, steps, wins, page->sheet->certainty));
}

static bool
write_stage(struct csvout *out, const struct page *page, size_t i, struct sums *sums)
{
	const struct revplan_funnel *funnel = &page->segment->funnel;
	const struct revplan_stage *stage = &funnel->stages[i];
	const struct revplan_cell *cell = revplan_grid_cell(&page->segment->grid, 0, i);
	bool last = i + 1 == funnel->count, timed = stage->lag_us != REVPLAN_NO_LAG;
	struct money per_win = stage->per_win, spend, cost;
	if (!money_round(&per_win, REVPLAN_VOLUME_DECIMALS, MONEY_HALF_UP) ||
	    !spend_of(stage, cell->whole, &spend, sums) ||
	    !cost_per_win(funnel, stage, &cost, sums))
		return false;
	write_key(out, page, 0, i, stage->name);
	write_text(out, stage->owner);
	write_ratio(out, stage->part, stage->whole);
	csvout_number(out, last || !timed ? NAN : (double)stage->lag_us / DAY_US);
	csvout_money(out, per_win);
	csvout_money(out, cell->volume);
	csvout_money(out, cell->whole);
	write_money(out, stage->has_cost, stage->cost);
	write_money(out, stage->has_cost, spend);
	write_money(out, stage->has_cost, cost);
	write_money(out, last, cell->revenue);
	write_chance(out, page, i);
	csvout_end_row(out);
	return true;
}

static bool
plan_whole(struct csvout *out, const struct page *page, bool total)
{
	struct sums sums = {.has_spend = false};
	const struct revplan_funnel *funnel = &page->segment->funnel;
	for (size_t i = 0; i < funnel->count; i++)
		if (!write_stage(out, page, i, &sums))
			return false;
	if (!total)
		return true;
	write_total_key(out, page);
	for (int i = 0; i < 7; i++)
		csvout_empty(out);
	write_money(out, sums.has_spend, sums.spend);
	write_money(out, sums.has_spend, sums.per_win);
	csvout_money(out, funnel->target);
	csvout_empty(out);
	csvout_empty(out);
	csvout_end_row(out);
	return true;
}

static bool
write_cell(struct csvout *out, const struct page *page, size_t period, size_t i,
    struct sums *sums)
{
	const struct revplan_funnel *funnel = &page->segment->funnel;
	const struct revplan_stage *stage = &funnel->stages[i];
	const struct revplan_cell *cell =
	    revplan_grid_cell(&page->segment->grid, period, i);
	struct money spend;
	if (!cell->needed)
		return true;
	if (!spend_of(stage, cell->whole, &spend, sums))
		return false;
	write_key(out, page, period, i, stage->name);
	write_text(out, stage->owner);
	csvout_money(out, cell->volume);
	csvout_money(out, cell->whole);
	write_money(out, stage->has_cost, stage->cost);
	write_money(out, stage->has_cost, spend);
	write_money(out, i + 1 == funnel->count, cell->revenue);
	csvout_end_row(out);
	return true;
}

static bool
plan_periods(struct csvout *out, const struct page *page, bool total)
{
	struct sums sums = {.has_spend = false};
	const struct revplan_funnel *funnel = &page->segment->funnel;
	for (size_t j = 0; j < page->segment->grid.periods; j++)
		for (size_t i = 0; i < funnel->count; i++)
			if (!write_cell(out, page, j, i, &sums))
				return false;
	if (!total)
		return true;
	write_total_key(out, page);
	for (int i = 0; i < 4; i++)
		csvout_empty(out);
	write_money(out, sums.has_spend, sums.spend);
	csvout_money(out, funnel->target);
	csvout_end_row(out);
	return true;
}

static bool
write_plan(struct csvout *out, const struct revplan_sheet *sheet,
    const struct revplan_segment *segment, size_t number, bool total)
{
	struct revplan_beta *rates = revplan_rates(&segment->funnel, sheet->z);
	struct page page = {sheet, segment, number, rates};
	bool fits = sheet->calendar ? plan_periods(out, &page, total)
	                            : plan_whole(out, &page, total);
	free(rates);
	return fits;
}

bool
revplan_sheet_plan(struct csvout *out, const struct revplan_sheet *sheet)
{
	const struct revplan_segments *segments = sheet->segments;
	size_t n = revplan_segments_count(segments);
	bool several = segments->by->count > 0, fits = true;
	declare(out, sheet, plan_texts, sheet->calendar ? period_numbers : plan_numbers);
	for (size_t i = 0; fits && i < n; i++)
		if (segments->list[i].planned)
			fits = write_plan(
			    out, sheet, &segments->list[i], i, sheet->total && !several);
	if (fits && several && sheet->total) {
		struct revplan_segment total;
		fits = revplan_segments_total(segments, &total) &&
		       write_plan(out, sheet, &total, n, true);
		revplan_segment_release(&total);
	}
	return fits;
}

/* Plan and actual */

/* A row: a stage of a period, or its revenue. */
struct level {
	struct money planned, actual;
	bool has_actual, has_parts;
	struct revplan_gap gap;
};

static bool
write_level(struct csvout *out, const struct level *level, const struct level *before)
{
	struct money gap = level->actual;
	if (!money_subtract(&gap, level->planned))
		return false;
	csvout_money(out, level->planned);
	write_money(out, level->has_actual, level->actual);
	write_money(out, level->has_actual, gap);
	if (level->has_actual)
		write_ratio(out, level->actual, level->planned);
	else
		csvout_empty(out);
	if (before)
		write_ratio(out, level->planned, before->planned);
	else
		csvout_empty(out);
	if (before && level->has_actual && before->has_actual)
		write_ratio(out, level->actual, before->actual);
	else
		csvout_empty(out);
	write_money(out, level->has_actual, level->gap.revenue);
	write_money(out, level->has_parts, level->gap.volume);
	write_money(out, level->has_parts, level->gap.rate);
	csvout_end_row(out);
	return true;
}

/* What the segments' rows come to: of each period and stage, and the revenue. */
struct level_sums {
	struct level *levels;
	size_t periods, stages; /* with that of the revenue */
	bool *any;
};

static bool
add_level(struct level *sum, const struct level *level)
{
	return money_add(&sum->planned, level->planned) &&
	       money_add(&sum->actual, level->actual) &&
	       money_add(&sum->gap.revenue, level->gap.revenue) &&
	       money_add(&sum->gap.volume, level->gap.volume) &&
	       money_add(&sum->gap.rate, level->gap.rate);
}

/* Adds it to the sum, which is known if all of it is. */
static bool
sum_level(struct level_sums *sums, size_t period, size_t stage, const struct level *level)
{
	size_t at = period * sums->stages + stage;
	struct level *sum = &sums->levels[at];
	sum->has_actual = (sum->has_actual || !sums->any[at]) && level->has_actual;
	sum->has_parts = (sum->has_parts || !sums->any[at]) && level->has_parts;
	sums->any[at] = true;
	return add_level(sum, level);
}

static void
write_level_key(struct csvout *out, const struct page *page, size_t period, size_t i)
{
	const struct revplan_funnel *funnel = &page->segment->funnel;
	const struct revplan_stage *stages = funnel->stages;
	bool revenue = i == funnel->count;
	write_key(out, page, period, i, revenue ? "REVENUE" : stages[i].name);
	write_text(out, i ? stages[i - 1].owner : stages[i].owner);
	write_text(out, revenue ? stages[i - 1].owner : i ? stages[i].owner : NULL);
}

static bool
write_actual(struct csvout *out, const struct page *page, size_t period, size_t i,
    const struct revplan_actual *actual, const struct level *before, struct level *level)
{
	const struct revplan_segment *segment = page->segment;
	*level = (struct level){
	    .planned = revplan_grid_cell(&segment->grid, period, i)->volume,
	    .actual = actual->volume,
	    .has_actual = actual->given,
	    .has_parts = actual->given && (!before || before->has_actual)};
	if (!revplan_gap(&segment->funnel, i, level->planned, level->actual,
	        level->has_parts && before ? &before->gap : NULL, &level->gap))
		return false;
	write_level_key(out, page, period, i);
	return write_level(out, level, before);
}

static bool
write_revenue(struct csvout *out, const struct page *page, size_t period,
    const struct revplan_actual *actual, const struct level *before, struct level *level)
{
	const struct revplan_segment *segment = page->segment;
	size_t last = segment->funnel.count - 1;
	*level = (struct level){
	    .planned = revplan_grid_cell(&segment->grid, period, last)->revenue,
	    .actual = actual->value,
	    .has_actual = actual->has_value,
	    .has_parts = actual->has_value};
	if (!revplan_gap_revenue(
	        level->planned, level->actual, &before->gap, &level->gap))
		return false;
	write_level_key(out, page, period, last + 1);
	return write_level(out, level, before);
}

/* The stages of a period that it needs, or that came all the same. */
static bool
write_period(struct csvout *out, const struct page *page, size_t period,
    const struct revplan_actual *actuals, struct level_sums *sums)
{
	struct level levels[2];
	const struct level *before = NULL;
	size_t n = page->segment->funnel.count;
	bool shown = false;
	for (size_t i = 0; i < n; i++) {
		const struct revplan_actual *actual = &actuals[period * n + i];
		const struct revplan_grid *grid = &page->segment->grid;
		shown = revplan_grid_cell(grid, period, i)->needed || actual->given;
		if (!shown) {
			before = NULL;
			continue;
		}
		struct level *level = &levels[i % 2];
		if (!write_actual(out, page, period, i, actual, before, level) ||
		    !sum_level(sums, period, i, level))
			return false;
		before = level;
	}
	if (!shown)
		return true;
	struct level *level = &levels[n % 2];
	return write_revenue(
	           out, page, period, &actuals[(period + 1) * n - 1], before, level) &&
	       sum_level(sums, period, n, level);
}

static bool
write_sums(struct csvout *out, const struct page *page, const struct level_sums *sums)
{
	for (size_t j = 0; j < sums->periods; j++) {
		const struct level *before = NULL;
		for (size_t i = 0; i < sums->stages; i++) {
			const struct level *level = &sums->levels[j * sums->stages + i];
			if (!sums->any[j * sums->stages + i]) {
				before = NULL;
				continue;
			}
			write_level_key(out, page, j, i);
			if (!write_level(out, level, before))
				return false;
			before = level;
		}
	}
	return true;
}

bool
revplan_sheet_actual(struct csvout *out, const struct revplan_sheet *sheet,
    const struct revplan_actual *actuals)
{
	const struct revplan_segments *segments = sheet->segments;
	size_t n = revplan_segments_count(segments);
	size_t stages = segments->list[0].funnel.count;
	size_t periods = sheet->calendar ? sheet->calendar->count : 1;
	struct level_sums sums = {mem_new(periods * (stages + 1), sizeof *sums.levels),
	    periods, stages + 1, mem_new(periods * (stages + 1), sizeof *sums.any)};
	bool fits = true;
	declare(out, sheet, actual_texts, actual_numbers);
	for (size_t k = 0; fits && k < n; k++) {
		struct page page = {sheet, &segments->list[k], k, NULL};
		for (size_t j = 0; page.segment->planned && fits && j < periods; j++)
			fits = write_period(
			    out, &page, j, &actuals[k * periods * stages], &sums);
	}
	if (fits && sheet->total)
		fits = write_sums(
		    out, &(struct page){sheet, &segments->list[0], n, NULL}, &sums);
	free(sums.levels);
	free(sums.any);
	return fits;
}
