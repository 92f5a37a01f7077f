#include "sheet.h"

#include <math.h>

#include "chance.h"
#include "gap.h"

#define DAY_US 86400e6

static void
declare(struct csvout *out, const struct revplan_sheet *sheet, const char *const *texts,
    const char *const *numbers)
{
	if (sheet->grid->calendar)
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

/* period, step and stage */
static void
write_key(struct csvout *out, const struct revplan_sheet *sheet, size_t period,
    size_t stage, const char *name)
{
	char text[DATE_TEXT];
	const struct revplan_calendar *calendar = sheet->grid->calendar;
	if (calendar) {
		size_t n = revplan_calendar_name(calendar, period, text);
		csvout_text(out, (struct slice){text, n});
	}
	csvout_count(out, stage + 1);
	csvout_text(out, slice_of(name));
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
cost_per_win(const struct revplan_sheet *sheet, const struct revplan_stage *stage,
    struct money *cost, struct sums *sums)
{
	cost->units = 0;
	if (!stage->has_cost)
		return true;
	return money_scale(stage->per_win, stage->cost, MONEY_ONE,
	           sheet->funnel->decimals, MONEY_HALF_UP, cost) &&
	       money_add(&sums->per_win, *cost);
}

static void
write_chance(struct csvout *out, const struct revplan_sheet *sheet, size_t i)
{
	const struct revplan_funnel *funnel = sheet->funnel;
	struct revplan_odds odds = revplan_odds(funnel, i, sheet->z);
	double wins = money_to_double(funnel->stages[funnel->count - 1].whole_of);
	double volume = money_to_double(funnel->stages[i].whole_of);
	csvout_number(out, revplan_chance(&odds, volume, wins));
	csvout_number(out, revplan_safe_volume(&odds, wins, sheet->certainty));
}

static bool
write_stage(
    struct csvout *out, const struct revplan_sheet *sheet, size_t i, struct sums *sums)
{
	const struct revplan_stage *stage = &sheet->funnel->stages[i];
	const struct revplan_cell *cell = revplan_grid_cell(sheet->grid, 0, i);
	bool last = i + 1 == sheet->funnel->count;
	struct money per_win = stage->per_win, spend, cost;
	if (!money_round(&per_win, REVPLAN_VOLUME_DECIMALS, MONEY_HALF_UP) ||
	    !spend_of(stage, cell->whole, &spend, sums) ||
	    !cost_per_win(sheet, stage, &cost, sums))
		return false;
	write_key(out, sheet, 0, i, stage->name);
	write_text(out, stage->owner);
	write_ratio(out, stage->part, stage->whole);
	csvout_number(out, last ? NAN : (double)stage->lag_us / DAY_US);
	csvout_money(out, per_win);
	csvout_money(out, cell->volume);
	csvout_money(out, cell->whole);
	write_money(out, stage->has_cost, stage->cost);
	write_money(out, stage->has_cost, spend);
	write_money(out, stage->has_cost, cost);
	write_money(out, last, cell->revenue);
	write_chance(out, sheet, i);
	csvout_end_row(out);
	return true;
}

static bool
plan_whole(struct csvout *out, const struct revplan_sheet *sheet)
{
	static const char *const texts[] = {"owner", NULL};
	static const char *const numbers[] = {"step_rate", "lag_days", "per_win",
	    "volume", "whole_volume", "unit_cost", "spend", "cost_per_win", "revenue",
	    "chance", "safe_volume", NULL};
	struct sums sums = {.has_spend = false};
	declare(out, sheet, texts, numbers);
	for (size_t i = 0; i < sheet->funnel->count; i++)
		if (!write_stage(out, sheet, i, &sums))
			return false;
	if (!sheet->total)
		return true;
	csvout_empty(out);
	csvout_text(out, slice_of("TOTAL"));
	for (int i = 0; i < 7; i++)
		csvout_empty(out);
	write_money(out, sums.has_spend, sums.spend);
	write_money(out, sums.has_spend, sums.per_win);
	csvout_money(out, sheet->funnel->target);
	csvout_empty(out);
	csvout_empty(out);
	csvout_end_row(out);
	return true;
}

static bool
write_cell(struct csvout *out, const struct revplan_sheet *sheet, size_t period, size_t i,
    struct sums *sums)
{
	const struct revplan_stage *stage = &sheet->funnel->stages[i];
	const struct revplan_cell *cell = revplan_grid_cell(sheet->grid, period, i);
	struct money spend;
	if (!cell->needed)
		return true;
	if (!spend_of(stage, cell->whole, &spend, sums))
		return false;
	write_key(out, sheet, period, i, stage->name);
	write_text(out, stage->owner);
	csvout_money(out, cell->volume);
	csvout_money(out, cell->whole);
	write_money(out, stage->has_cost, stage->cost);
	write_money(out, stage->has_cost, spend);
	write_money(out, i + 1 == sheet->funnel->count, cell->revenue);
	csvout_end_row(out);
	return true;
}

static bool
plan_periods(struct csvout *out, const struct revplan_sheet *sheet)
{
	static const char *const texts[] = {"owner", NULL};
	static const char *const numbers[] = {
	    "volume", "whole_volume", "unit_cost", "spend", "revenue", NULL};
	struct sums sums = {.has_spend = false};
	declare(out, sheet, texts, numbers);
	for (size_t j = 0; j < sheet->grid->periods; j++)
		for (size_t i = 0; i < sheet->funnel->count; i++)
			if (!write_cell(out, sheet, j, i, &sums))
				return false;
	if (!sheet->total)
		return true;
	csvout_empty(out);
	csvout_empty(out);
	csvout_text(out, slice_of("TOTAL"));
	for (int i = 0; i < 4; i++)
		csvout_empty(out);
	write_money(out, sums.has_spend, sums.spend);
	csvout_money(out, sheet->funnel->target);
	csvout_end_row(out);
	return true;
}

bool
revplan_sheet_plan(struct csvout *out, const struct revplan_sheet *sheet)
{
	return sheet->grid->calendar ? plan_periods(out, sheet) : plan_whole(out, sheet);
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

static bool
write_actual(struct csvout *out, const struct revplan_sheet *sheet, size_t period,
    size_t i, const struct revplan_actual *actual, const struct level *before,
    struct level *level)
{
	const struct revplan_funnel *funnel = sheet->funnel;
	const struct revplan_stage *stage = &funnel->stages[i];
	*level =
	    (struct level){.planned = revplan_grid_cell(sheet->grid, period, i)->volume,
	        .actual = actual->volume,
	        .has_actual = actual->given,
	        .has_parts = actual->given && (!before || before->has_actual)};
	if (!revplan_gap(funnel, i, level->planned, level->actual,
	        level->has_parts && before ? &before->gap : NULL, &level->gap))
		return false;
	write_key(out, sheet, period, i, stage->name);
	write_text(out, i ? funnel->stages[i - 1].owner : stage->owner);
	write_text(out, i ? stage->owner : NULL);
	return write_level(out, level, before);
}

static bool
write_revenue(struct csvout *out, const struct revplan_sheet *sheet, size_t period,
    const struct revplan_actual *actual, const struct level *before)
{
	const struct revplan_stage *last =
	    &sheet->funnel->stages[sheet->funnel->count - 1];
	struct level level = {
	    .planned =
	        revplan_grid_cell(sheet->grid, period, sheet->funnel->count - 1)->revenue,
	    .actual = actual->value,
	    .has_actual = actual->has_value,
	    .has_parts = actual->has_value};
	if (!revplan_gap_revenue(level.planned, level.actual, &before->gap, &level.gap))
		return false;
	write_key(out, sheet, period, sheet->funnel->count, "REVENUE");
	write_text(out, last->owner);
	write_text(out, last->owner);
	return write_level(out, &level, before);
}

/* The stages of a period that it needs, or that came all the same. */
static bool
write_period(struct csvout *out, const struct revplan_sheet *sheet, size_t period,
    const struct revplan_actual *actuals)
{
	struct level levels[2];
	const struct level *before = NULL;
	bool shown = false;
	for (size_t i = 0; i < sheet->funnel->count; i++) {
		const struct revplan_actual *actual =
		    &actuals[period * sheet->funnel->count + i];
		shown =
		    revplan_grid_cell(sheet->grid, period, i)->needed || actual->given;
		if (!shown) {
			before = NULL;
			continue;
		}
		struct level *level = &levels[i % 2];
		if (!write_actual(out, sheet, period, i, actual, before, level))
			return false;
		before = level;
	}
	return !shown || write_revenue(out, sheet, period,
	                     &actuals[(period + 1) * sheet->funnel->count - 1], before);
}

bool
revplan_sheet_actual(struct csvout *out, const struct revplan_sheet *sheet,
    const struct revplan_actual *actuals)
{
	static const char *const texts[] = {"delivered_by", "converted_by", NULL};
	static const char *const numbers[] = {"planned", "actual", "gap", "attainment",
	    "planned_rate", "actual_rate", "revenue_gap", "volume_effect", "rate_effect",
	    NULL};
	declare(out, sheet, texts, numbers);
	for (size_t j = 0; j < sheet->grid->periods; j++)
		if (!write_period(out, sheet, j, actuals))
			return false;
	return true;
}
