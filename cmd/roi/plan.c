#include "plan.h"

#include <stdio.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "figures.h"

#define FIELD(name)                                                                      \
	{                                                                                \
#name, offsetof(struct roi_plan_texts, name)                             \
	}

const struct roi_plan_field roi_plan_fields[] = {
    FIELD(by), FIELD(period), FIELD(from), FIELD(to), FIELD(paid), FIELD(cashflow)};
const size_t roi_plan_fields_count = sizeof roi_plan_fields / sizeof *roi_plan_fields;

const char **
roi_plan_text(struct roi_plan_texts *texts, const struct roi_plan_field *field)
{
	return (const char **)(void *)((char *)texts + field->offset);
}

static char *
wrong(const char *option, const char *text, const char *reason)
{
	char *message;
	if (asprintf(&message, "--%s=%s: %s", option, diag_show(slice_of(text)).text,
	        reason) < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return message;
}

/* The output has columns of its own, which a group may not be called. */
static bool
is_taken(struct slice name)
{
	static const char *const others[] = {
	    "period", "npv", "irr", "payback_date", "cumulative_low"};
	for (size_t i = 0; i < ROI_COLUMNS; i++)
		if (columns_alike(name, slice_of(roi_column_names[i])))
			return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (columns_alike(name, slice_of(others[i])))
			return true;
	return false;
}

static char *
make_by(const char *text, struct roi_plan *plan)
{
	if (!text)
		return NULL;
	const char *reason = list_parse(text, &plan->by);
	if (reason)
		return wrong("by", text, reason);
	for (size_t i = 0; i < plan->by.count; i++) {
		const char *name = plan->by.items[i];
		if (is_taken(slice_of(name)))
			return wrong("by", name,
			    "the output has a column of that name already: rename the "
			    "input's");
		for (size_t k = 0; k < i; k++)
			if (columns_alike(slice_of(plan->by.items[k]), slice_of(name)))
				return wrong("by", text, "a column is named twice");
	}
	return NULL;
}

static char *
make_period(const char *text, struct roi_plan *plan)
{
	static const char *const words[] = {[DATE_BY_DAY] = "day",
	    [DATE_BY_WEEK] = "week",
	    [DATE_BY_MONTH] = "month",
	    [DATE_BY_QUARTER] = "quarter",
	    [DATE_BY_YEAR] = "year"};
	const int count = sizeof words / sizeof *words;
	if (!text)
		return NULL;
	int i = 0;
	while (i < count && strcmp(text, words[i]) != 0)
		i++;
	if (i == count)
		return wrong("period", text, "not day, week, month, quarter or year");
	plan->has_period = true;
	plan->period = (enum date_period)i;
	return NULL;
}

static char *
make_range(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	struct date date;
	const char *reason;
	plan->from_us = INT64_MIN;
	plan->to_us = INT64_MAX;
	if (texts->from) {
		if ((reason = date_parse(slice_of(texts->from), NULL, &date)))
			return wrong("from", texts->from, reason);
		plan->from_us = date.us;
	}
	if (texts->to) {
		if ((reason = date_parse(slice_of(texts->to), NULL, &date)))
			return wrong("to", texts->to, reason);
		plan->to_us = date_end(date);
	}
	if (plan->from_us > plan->to_us)
		return wrong("from", texts->from, "later than --to");
	plan->has_range = texts->from || texts->to;
	plan->whole_range = texts->from && texts->to;
	return NULL;
}

static char *
make_paid(const char *text, struct roi_plan *plan)
{
	if (!text)
		return NULL;
	const char *reason = list_parse(text, &plan->paid);
	plan->has_paid = true;
	return reason ? wrong("paid", text, reason) : NULL;
}

/* Flows are told apart by day, which takes the place of a period. */
static char *
make_cashflow(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	plan->cashflow = texts->cashflow;
	if (!plan->cashflow)
		return NULL;
	if (texts->period)
		return wrong("period", texts->period,
		    "--cashflow is about all the time there is: leave one out");
	if (texts->paid)
		return wrong("paid", texts->paid,
		    "--cashflow has no cac that it would change: leave one out");
	plan->has_period = true;
	plan->period = DATE_BY_DAY;
	return NULL;
}

char *
roi_plan_make(const struct roi_plan_texts *texts, struct roi_plan *plan)
{
	*plan = (struct roi_plan){0};
	char *message = make_by(texts->by, plan);
	if (!message)
		message = make_period(texts->period, plan);
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
