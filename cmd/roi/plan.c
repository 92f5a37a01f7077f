#include "plan.h"

#include "../../common/columns.h"
#include "../../common/settings.h"
#include "figures.h"

/* The output has columns of its own, which a group may not be called. */
static bool
is_taken(struct slice name)
{
	static const char *const others[] = {
	    "period", "npv", "irr", "payback_date", "cumulative_low"};
	return columns_among(name, roi_column_names, ROI_COLUMNS) ||
	       columns_among(name, others, sizeof others / sizeof *others);
}

static char *
make_range(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	plan->has_range = texts->from || texts->to;
	plan->whole_range = texts->from && texts->to;
	return settings_range(texts->from, texts->to, &plan->from_us, &plan->to_us);
}

static char *
make_paid(const char *text, struct roi_plan *plan)
{
	if (!text)
		return NULL;
	const char *reason = list_parse(text, &plan->paid);
	plan->has_paid = true;
	return reason ? settings_wrong("paid", text, reason) : NULL;
}

/* Flows are told apart by day, which takes the place of a period. */
static char *
make_cashflow(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	plan->cashflow = texts->cashflow;
	if (!plan->cashflow)
		return NULL;
	if (texts->period)
		return settings_wrong("period", texts->period,
		    "--cashflow is about all the time there is: leave one out");
	if (texts->paid)
		return settings_wrong("paid", texts->paid,
		    "--cashflow has no cac that it would change: leave one out");
	plan->has_period = true;
	plan->period = DATE_BY_DAY;
	return NULL;
}

char *
roi_plan_make(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	*plan = (struct roi_plan){0};
	char *message = settings_by(texts->by, is_taken, &plan->by);
	if (!message)
		message = settings_period(
		    "period", texts->period, &plan->has_period, &plan->period);
	if (!message)
		message = make_range(texts, plan);
	if (!message)
		message = make_paid(texts->paid, plan);
	if (!message)
		message = make_cashflow(texts, plan);
	if (message)
		roi_plan_release(plan);
	return message;
}

void
roi_plan_release(struct roi_plan *plan)
{
	list_release(&plan->by);
	list_release(&plan->paid);
}

bool
roi_plan_needs_dates(const struct roi_plan *plan)
{
	return plan->has_period || plan->has_range;
}

bool
roi_plan_is_paid(const struct roi_plan *plan, struct slice channel)
{
	for (size_t i = 0; i < plan->paid.count; i++)
		if (slice_equal_nocase(
		        slice_trim(channel), slice_of(plan->paid.items[i])))
			return true;
	return false;
}
