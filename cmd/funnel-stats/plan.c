#include "plan.h"

#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/settings.h"

static char *
make_stages(const struct plan_texts *texts, struct plan *plan)
{
	const char *option;
	char *reason;
	plan->stages = stages_parse(texts->stages, texts->lost, &option, &reason);
	if (plan->stages)
		return NULL;
	char *message =
	    settings_wrong(option, *option == 's' ? texts->stages : texts->lost, reason);
	free(reason);
	return message;
}

/* The output has columns of its own, which a segment may not be called. */
static bool
is_taken(struct slice name)
{
	static const char *const taken[] = {"cohort", "step", "stage", "entered",
	    "converted", "lost", "open", "dropped", "step_rate", "step_rate_low",
	    "step_rate_high", "overall_rate", "adjusted_rate", "median_days", "p90_days",
	    "mean_days", "value", "leads", "won", "lead_to_won_rate", "win_rate",
	    "revenue", "average_deal_size", "median_cycle_days", "mean_cycle_days",
	    "sales_velocity_per_day"};
	return columns_among(name, taken, sizeof taken / sizeof *taken);
}

static char *
make_rules(const struct plan_texts *texts, struct plan *plan)
{
	static const char *const words[] = {
	    [PATH_ORDERED] = "ordered", [PATH_STRICT] = "strict", [PATH_ANY] = "any"};
	struct path_rules *rules = &plan->rules;
	*rules = (struct path_rules){
	    stages_count(plan->stages), PATH_ORDERED, texts->implied, INT64_MAX};
	if (texts->order) {
		size_t i = slice_find(slice_of(texts->order), words, 3);
		if (i == 3)
			return settings_wrong(
			    "order", texts->order, "not ordered, strict or any");
		rules->order = (enum path_order)i;
	}
	if (rules->implied && rules->order != PATH_ORDERED)
		return settings_wrong(
		    "order", texts->order, "--implied needs --order=ordered");
	if (texts->window) {
		const char *reason =
		    date_span_parse(slice_of(texts->window), &rules->window_us);
		if (reason)
			return settings_wrong("window", texts->window, reason);
	}
	return NULL;
}

char *
plan_make(const struct plan_texts *texts, struct plan *plan)
{
	*plan = (struct plan){0};
	char *message = make_stages(texts, plan);
	if (!message)
		message = settings_by(texts->by, is_taken, &plan->by);
	if (!message)
		message = settings_period(
		    "cohort", texts->cohort, &plan->has_cohort, &plan->cohort);
	if (!message)
		message =
		    settings_range(texts->from, texts->to, &plan->from_us, &plan->to_us);
	if (!message)
		message = make_rules(texts, plan);
	if (message)
		plan_release(plan);
	return message;
}

void
plan_release(struct plan *plan)
{
	stages_free(plan->stages);
	list_release(&plan->by);
}
