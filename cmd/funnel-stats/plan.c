#include "plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

#define FIELD(name)                                                                      \
	{                                                                                \
#name, offsetof(struct plan_texts, name)                                 \
	}

const struct plan_field plan_fields[] = {FIELD(stages), FIELD(lost), FIELD(by),
    FIELD(cohort), FIELD(from), FIELD(to), FIELD(window), FIELD(order), FIELD(implied)};
const size_t plan_fields_count = sizeof plan_fields / sizeof *plan_fields;

const char **
plan_text(struct plan_texts *texts, const struct plan_field *field)
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

/* Which of the words is it? count if none. */
static size_t
choose(const char *text, const char *const *words, size_t count)
{
	size_t i = 0;
	while (i < count && strcmp(text, words[i]) != 0)
		i++;
	return i;
}

static char *
make_stages(const struct plan_texts *texts, struct plan *plan)
{
	const char *option;
	char *reason;
	plan->stages = stages_parse(texts->stages, texts->lost, &option, &reason);
	if (plan->stages)
		return NULL;
	char *message =
	    wrong(option, *option == 's' ? texts->stages : texts->lost, reason);
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
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (columns_alike(name, slice_of(taken[i])))
			return true;
	return false;
}

static char *
make_by(const char *text, struct plan *plan)
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
make_cohort(const char *text, struct plan *plan)
{
	static const char *const words[] = {[DATE_BY_DAY] = "day",
	    [DATE_BY_WEEK] = "week",
	    [DATE_BY_MONTH] = "month",
	    [DATE_BY_QUARTER] = "quarter",
	    [DATE_BY_YEAR] = "year"};
	if (!text)
		return NULL;
	size_t i = choose(text, words, 5);
	if (i == 5)
		return wrong("cohort", text, "not day, week, month, quarter or year");
	plan->has_cohort = true;
	plan->cohort = (enum date_period)i;
	return NULL;
}

static char *
make_range(const struct plan_texts *texts, struct plan *plan)
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
	return NULL;
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
		size_t i = choose(texts->order, words, 3);
		if (i == 3)
			return wrong("order", texts->order, "not ordered, strict or any");
		rules->order = (enum path_order)i;
	}
	if (rules->implied && rules->order != PATH_ORDERED)
		return wrong("order", texts->order, "--implied needs --order=ordered");
	if (texts->window) {
		const char *reason =
		    date_span_parse(slice_of(texts->window), &rules->window_us);
		if (reason)
			return wrong("window", texts->window, reason);
	}
	return NULL;
}

char *
plan_make(const struct plan_texts *texts, struct plan *plan)
{
	*plan = (struct plan){0};
	char *message = make_stages(texts, plan);
	if (!message)
		message = make_by(texts->by, plan);
	if (!message)
		message = make_cohort(texts->cohort, plan);
	if (!message)
		message = make_range(texts, plan);
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
