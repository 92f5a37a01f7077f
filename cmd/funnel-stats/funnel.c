#include "funnel.h"

#include <stdlib.h>

#include "../../common/mem.h"

void
funnel_init(struct funnel *funnel, const struct plan *plan)
{
	size_t steps = plan->rules.steps;
	*funnel = (struct funnel){
	    .plan = plan,
	    .groups = group_new(funnel_cells(plan)),
	    .cells = mem_new(funnel_cells(plan), sizeof *funnel->cells),
	    .finder = path_finder_new(&plan->rules),
	    .path.times = mem_new(steps, sizeof *funnel->path.times),
	    .tally = tally_new(steps),
	    .events = mem_new(steps, sizeof *funnel->events),
	};
}

void
funnel_release(struct funnel *funnel)
{
	group_free(funnel->groups);
	path_finder_free(funnel->finder);
	free(funnel->cells);
	free(funnel->events);
	free(funnel->path.times);
	tally_free(funnel->tally);
}

size_t
funnel_cells(const struct plan *plan)
{
	return plan->by.count + plan->has_cohort;
}

static uint32_t
group_of(struct funnel *funnel, const struct group *segments, uint32_t segment,
    int64_t entry_us)
{
	const struct plan *plan = funnel->plan;
	struct slice *cells = funnel->cells;
	char cohort[DATE_TEXT];
	if (funnel_cells(plan) == 0 && group_count(funnel->groups))
		return 0; /* the only one there is */
	for (size_t i = 0; i < plan->by.count; i++)
		cells[i] = group_cell(segments, segment, i);
	if (plan->has_cohort)
		cells[plan->by.count] = (struct slice){
		    cohort, date_period_name(date_period_start(entry_us, plan->cohort),
		                plan->cohort, cohort)};
	return group_add(funnel->groups, cells);
}

void
funnel_add(struct funnel *funnel, const struct group *segments, struct lead *lead)
{
	struct path *path = &funnel->path;
	for (size_t i = 0; i < lead->count; i++)
		if (lead->events[i].step >= 0)
			funnel->events[lead->events[i].step]++;
	path_find(funnel->finder, lead->events, lead->count, path);
	if (path->reached == 0) {
		funnel->never_entered++;
		return;
	}
	int64_t entry_us = path->times[0];
	if (entry_us < funnel->plan->from_us || entry_us > funnel->plan->to_us) {
		funnel->out_of_range++;
		return;
	}
	tally_add(funnel->tally, group_of(funnel, segments, path->group, entry_us), path,
	    lead->amount.given ? &lead->amount.money : NULL);
}

static uint32_t
copy_group(struct funnel *funnel, const struct group *others, uint32_t id)
{
	for (size_t i = 0; i < funnel_cells(funnel->plan); i++)
		funnel->cells[i] = group_cell(others, id, i);
	return group_add(funnel->groups, funnel->cells);
}

void
funnel_absorb(struct funnel *funnel, struct funnel *other)
{
	uint32_t count = group_count(other->groups);
	uint32_t *numbers = mem_new(count, sizeof *numbers);
	for (uint32_t id = 0; id < count; id++)
		numbers[id] = copy_group(funnel, other->groups, id);
	tally_absorb(funnel->tally, other->tally, numbers);
	free(numbers);
	for (size_t step = 0; step < funnel->plan->rules.steps; step++)
		funnel->events[step] += other->events[step];
	funnel->never_entered += other->never_entered;
	funnel->out_of_range += other->out_of_range;
}

static bool
is_in_order(const struct group *groups)
{
	for (uint32_t id = 1; id < group_count(groups); id++)
		if (group_compare(groups, id - 1, id) > 0)
			return false;
	return true;
}

void
funnel_put_in_order(struct funnel *funnel)
{
	struct funnel ordered;
	if (is_in_order(funnel->groups))
		return;
	uint32_t *order = group_order(funnel->groups);
	funnel_init(&ordered, funnel->plan);
	for (uint32_t i = 0; i < group_count(funnel->groups); i++)
		copy_group(&ordered, funnel->groups, order[i]);
	free(order);
	funnel_absorb(&ordered, funnel);
	funnel_release(funnel);
	*funnel = ordered;
}
