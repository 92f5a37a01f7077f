#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/stats.h"

static double
ratio(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

/* What all tables begin with. */
static void
declare_group(struct csvout *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	if (plan->has_cohort)
		csvout_column(out, slice_of("cohort"), CSVOUT_TEXT);
}

static void
write_group(struct csvout *out, const struct funnel *funnel, uint32_t group)
{
	for (size_t i = 0; i < funnel_cells(funnel->plan); i++)
		csvout_text(out, group_cell(funnel->groups, group, i));
}

static void
declare_numbers(struct csvout *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(names[i]), CSVOUT_NUMBER);
}

static void
write_money(struct csvout *out, bool known, struct money money)
{
	if (known)
		csvout_money(out, money);
	else
		csvout_empty(out);
}

/* How the leads of a step went on; empty at the last one. */
static void
write_conversion(struct csvout *out, const struct tally_step *result, double z)
{
	struct stats_interval rate = stats_wilson(result->converted, result->entered, z);
	csvout_count(out, result->converted);
	csvout_count(out, result->lost);
	csvout_count(out, result->open);
	csvout_count(out, result->entered - result->converted);
	csvout_number(out, rate.value);
	csvout_number(out, rate.low);
	csvout_number(out, rate.high);
}

static void
write_step_label(struct csvout *out, const struct plan *plan, size_t step)
{
	char any[40];
	csvout_count(out, step + 1);
	if (plan->rules.order == PATH_ANY)
		csvout_text(out, (struct slice){any, (size_t)snprintf(any, sizeof any,
		                                         "any %zu", step + 1)});
	else
		csvout_text(out, slice_of(stages_step(plan->stages, step)->label));
}

static void
write_step(struct csvout *out, const struct plan *plan, const struct tally_step *first,
    size_t step, double z)
{
	const struct tally_step *result = &first[step];
	bool last = step + 1 == plan->rules.steps;
	write_step_label(out, plan, step);
	csvout_count(out, result->entered);
	if (last)
		for (size_t i = 0; i < 7; i++)
			csvout_empty(out);
	else
		write_conversion(out, result, z);
	csvout_number(out, ratio(result->entered, first->entered));
	csvout_number(out, last ? NAN : result->adjusted_rate);
	csvout_number(out, last ? NAN : result->median_days);
	csvout_number(out, last ? NAN : result->p90_days);
	csvout_number(out, last ? NAN : result->mean_days);
	write_money(out, result->valued, result->value);
	csvout_end_row(out);
}

void
report_steps(struct csvout *out, const struct funnel *funnel,
    const struct tally_step *results, double z)
{
	static const char *const numbers[] = {"entered", "converted", "lost", "open",
	    "dropped", "step_rate", "step_rate_low", "step_rate_high", "overall_rate",
	    "adjusted_rate", "median_days", "p90_days", "mean_days", "value"};
	const struct plan *plan = funnel->plan;
	declare_group(out, plan);
	csvout_column(out, slice_of("step"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("stage"), CSVOUT_TEXT);
	declare_numbers(out, numbers, sizeof numbers / sizeof *numbers);
	uint32_t *order = group_order(funnel->groups);
	for (uint32_t i = 0; i < group_count(funnel->groups); i++) {
		for (size_t step = 0; step < plan->rules.steps; step++) {
			write_group(out, funnel, order[i]);
			write_step(
			    out, plan, results + order[i] * plan->rules.steps, step, z);
		}
	}
	free(order);
}

static void
write_summary(struct csvout *out, const struct tally_step *first, size_t steps)
{
	const struct tally_step *last = &first[steps - 1];
	uint64_t leads = first->entered, won = last->entered, lost = 0, open = 0;
	for (size_t step = 0; step + 1 < steps; step++) {
		lost += first[step].lost;
		open += first[step].open;
	}
	double win_rate = ratio(won, won + lost);
	double deal_size =
	    last->valued ? money_to_double(last->value) / (double)last->valued : NAN;
	csvout_count(out, leads);
	csvout_count(out, won);
	csvout_count(out, lost);
	csvout_count(out, open);
	csvout_number(out, ratio(won, leads));
	csvout_number(out, win_rate);
	write_money(out, last->valued, last->value);
	csvout_number(out, deal_size);
	csvout_number(out, last->cycle_median_days);
	csvout_number(out, last->cycle_mean_days);
	csvout_number(
	    out, last->cycle_mean_days > 0
	             ? (double)leads * win_rate * deal_size / last->cycle_mean_days
	             : NAN);
	csvout_end_row(out);
}

void
report_summary(
    struct csvout *out, const struct funnel *funnel, const struct tally_step *results)
{
	static const char *const numbers[] = {"leads", "won", "lost", "open",
	    "lead_to_won_rate", "win_rate", "revenue", "average_deal_size",
	    "median_cycle_days", "mean_cycle_days", "sales_velocity_per_day"};
	size_t steps = funnel->plan->rules.steps;
	declare_group(out, funnel->plan);
	declare_numbers(out, numbers, sizeof numbers / sizeof *numbers);
	uint32_t *order = group_order(funnel->groups);
	for (uint32_t i = 0; i < group_count(funnel->groups); i++) {
		write_group(out, funnel, order[i]);
		write_summary(out, results + order[i] * steps, steps);
	}
	free(order);
}
