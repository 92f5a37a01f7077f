#include "lists.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/list.h"
#include "../../common/mem.h"

static const struct number_style plain = {'.', false};

/* An item of a list. */
struct pair {
	struct slice stage, value; /* value.p is NULL where there's no colon */
};

const char *
revplan_days(struct money days, int64_t *us)
{
	/* A day has 86,400,000,000 µs. */
	struct money day = {MONEY_ONE.units * 86400 * 1000000}, span;
	if (days.units < 0)
		return "is negative: a number of days, 0 or more, is needed";
	if (days.units > MONEY_ONE.units * 36525 ||
	    !money_scale(days, day, MONEY_ONE, 0, MONEY_HALF_UP, &span))
		return "is more than 100 years: a number of days is needed";
	*us = (int64_t)(span.units / MONEY_ONE.units);
	return NULL;
}

const char *
revplan_rate(struct money part, struct money whole)
{
	if (part.units == 0)
		return "means that nobody gets to the next stage: no volume makes the "
		       "target";
	if (part.units < 0 || money_compare(part, whole) > 0)
		return "is not a step rate: a share above 0 and up to 1, such as 0.25, "
		       "25% or 1/4";
	return NULL;
}

/* The name of a stage may hold a colon, a value can't: the last one parts them. */
static struct pair
part_item(const char *item)
{
	const char *colon = strrchr(item, ':');
	if (!colon)
		return (struct pair){slice_trim(slice_of(item)), {NULL, 0}};
	return (struct pair){slice_trim((struct slice){item, (size_t)(colon - item)}),
	    slice_trim(slice_of(colon + 1))};
}

DIAG_NORETURN static void
wrong(const char *option, const char *item, const char *reason)
{
	diag_usage("--%s: \"%s\" %s", option, diag_show(slice_of(item)).text, reason);
}

static void
parse_list(const char *option, const char *text, struct list *list)
{
	const char *reason = list_parse(text, list);
	if (reason)
		diag_usage("--%s=%s: %s", option, diag_show(slice_of(text)).text, reason);
}

static const char *
parse_rate(struct slice value, struct revplan_stage *stage)
{
	const char *slash = memchr(value.p, '/', value.n);
	const char *reason;
	if (!slash) {
		stage->whole = MONEY_ONE;
		reason = money_parse(value, &plain, &stage->part);
		return reason ? reason : revplan_rate(stage->part, stage->whole);
	}
	size_t n = (size_t)(slash - value.p);
	if ((reason = money_parse((struct slice){value.p, n}, &plain, &stage->part)) ||
	    (reason = money_parse(
	         (struct slice){slash + 1, value.n - n - 1}, &plain, &stage->whole)))
		return reason;
	if (stage->whole.units <= 0)
		return "is not a fraction: such as 1/4";
	return revplan_rate(stage->part, stage->whole);
}

void
revplan_lists_rates(const char *text, struct revplan_funnel *funnel)
{
	struct list list;
	parse_list("rates", text, &list);
	for (size_t i = 0; i < list.count; i++) {
		struct pair pair = part_item(list.items[i]);
		bool last = i + 1 == list.count;
		if (pair.stage.n == 0)
			wrong("rates", list.items[i], "names no stage: STAGE:RATE");
		if (revplan_funnel_find(funnel, pair.stage) < funnel->count)
			wrong("rates", list.items[i], "is a stage that is there already");
		if (last && pair.value.p)
			wrong("rates", list.items[i],
			    "is the last stage, the win: it has no rate; name what its "
			    "rate leads to behind it, as in SQL:25%,Won");
		if (!last && !pair.value.p)
			wrong("rates", list.items[i],
			    "has no rate to the next stage: STAGE:RATE");
		if (funnel->count == REVPLAN_MOST_STAGES)
			wrong("rates", list.items[i], "is one stage too many: 100");
		struct revplan_stage *stage = revplan_funnel_add(funnel, pair.stage);
		const char *reason = last ? NULL : parse_rate(pair.value, stage);
		if (reason)
			wrong("rates", list.items[i], reason);
	}
	list_release(&list);
}

/* What an option does with the value of a stage: returns NULL or the reason. */
typedef const char *setter(struct revplan_stage *stage, struct slice value);

static void
each(const char *option, const char *text, struct revplan_funnel *funnel, setter *set,
    bool not_last)
{
	struct list list;
	if (!text)
		return;
	parse_list(option, text, &list);
	bool *seen = mem_new(funnel->count, sizeof *seen);
	for (size_t i = 0; i < list.count; i++) {
		struct pair pair = part_item(list.items[i]);
		size_t at = revplan_funnel_find(funnel, pair.stage);
		const char *reason = NULL;
		if (!pair.value.p || pair.value.n == 0)
			reason = "has no value: STAGE:VALUE";
		else if (at == funnel->count)
			reason = "names no stage of the funnel";
		else if (seen[at])
			reason = "names a stage for the second time";
		else if (not_last && at + 1 == funnel->count)
			reason = "is the last stage: no step begins there";
		else
			reason = set(&funnel->stages[at], pair.value);
		if (reason)
			wrong(option, list.items[i], reason);
		seen[at] = true;
	}
	free(seen);
	list_release(&list);
}

static const char *
set_lag(struct revplan_stage *stage, struct slice value)
{
	struct money days;
	const char *reason = money_parse(value, &plain, &days);
	return reason ? reason : revplan_days(days, &stage->lag_us);
}

static const char *
set_cost(struct revplan_stage *stage, struct slice value)
{
	const char *reason = money_parse(value, &plain, &stage->cost);
	stage->has_cost = true;
	if (!reason && stage->cost.units < 0)
		reason = "is negative: a cost is 0 or more";
	return reason;
}

static const char *
set_owner(struct revplan_stage *stage, struct slice value)
{
	free(stage->owner);
	stage->owner = mem_text(value.p, value.n);
	return NULL;
}

void
revplan_lists_lags(const char *text, struct revplan_funnel *funnel)
{
	each("lags", text, funnel, set_lag, true);
}

void
revplan_lists_costs(const char *text, struct revplan_funnel *funnel)
{
	each("costs", text, funnel, set_cost, false);
}

void
revplan_lists_owners(const char *text, struct revplan_funnel *funnel)
{
	each("owners", text, funnel, set_owner, false);
}
