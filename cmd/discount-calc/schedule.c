#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

/* A rule on its way to its turn. */
struct entry {
	const struct policy_rule *rule;
	size_t number;
	size_t stage;       /* its place in the order */
	int32_t priority;   /* its own, or the lowest of its group */
	size_t group_first; /* the first rule of its group, or itself */
};

static bool
is_grouped(const struct policy_rule *a, const struct policy_rule *b)
{
	return a->combine == POLICY_BEST && b->combine == POLICY_BEST &&
	       strcmp(a->group, b->group) == 0;
}

static struct entry
make_entry(const struct policy *policy, size_t number)
{
	const struct policy_rule *rule = &policy->rules[number];
	struct entry entry = {rule, number, 0, rule->priority, number};
	while (policy->stages[entry.stage] != rule->stage)
		entry.stage++;
	for (size_t i = policy->rules_count; i-- > 0;) {
		const struct policy_rule *other = &policy->rules[i];
		if (!is_grouped(rule, other))
			continue;
		entry.group_first = i;
		if (other->priority < entry.priority)
			entry.priority = other->priority;
	}
	return entry;
}

static int
compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
by_turn(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int order = compare(a->stage, b->stage);
	if (!order)
		order = compare(a->rule->scope, b->rule->scope);
	if (!order)
		order = (a->priority > b->priority) - (a->priority < b->priority);
	if (!order)
		order = compare(a->group_first, b->group_first);
	if (!order)
		order = (a->rule->priority > b->rule->priority) -
		        (a->rule->priority < b->rule->priority);
	return order ? order : compare(a->number, b->number);
}

static bool
asks_amount(const struct policy *policy, const struct policy_rule *rule)
{
	for (size_t i = 0; i < rule->tiers_count; i++)
		if (policy->conditions[rule->tiers[i].condition].asks_amount)
			return true;
	return false;
}

static bool
has_turn(const struct policy_rule *rule)
{
	return rule->stage != POLICY_GUARD && rule->stage != POLICY_APPROVE;
}

/* Where the guard stands in the order of stages. */
static size_t
guard_stage(const struct policy *policy)
{
	size_t i = 0;
	while (i < policy->stages_count && policy->stages[i] != POLICY_GUARD)
		i++;
	return i;
}

static void
add_guard(struct schedule *schedule)
{
	schedule->turns[schedule->count++] = (struct schedule_turn){
	    .stage = POLICY_GUARD, .scope = POLICY_OF_LINE, .tied = 1};
}

static void
add_turn(struct schedule *schedule, const struct policy *policy,
    const struct entry *entry, size_t at)
{
	const struct entry *before = at ? entry - 1 : NULL;
	schedule->order[at] = entry->number;
	if (before && before->group_first == entry->group_first) {
		struct schedule_turn *turn = &schedule->turns[schedule->count - 1];
		turn->count++;
		turn->asks_amount |= asks_amount(policy, entry->rule);
		return;
	}
	schedule->turns[schedule->count++] =
	    (struct schedule_turn){.rules = &schedule->order[at],
	        .count = 1,
	        .stage = entry->rule->stage,
	        .scope = entry->rule->scope,
	        .priority = entry->priority,
	        .asks_amount = asks_amount(policy, entry->rule)};
}

static void
count_ties(struct schedule *schedule)
{
	for (size_t i = schedule->count; i-- > 0;) {
		struct schedule_turn *turn = &schedule->turns[i], *next = turn + 1;
		turn->tied = 1;
		if (i + 1 < schedule->count && turn->stage != POLICY_GUARD &&
		    turn->stage == next->stage && turn->scope == next->scope &&
		    turn->priority == next->priority)
			turn->tied += next->tied;
	}
}

static void
make_turns(struct schedule *schedule, const struct policy *policy)
{
	size_t n = 0, guard = guard_stage(policy);
	bool guarded = guard == policy->stages_count;
	struct entry *entries = mem_new(policy->rules_count, sizeof *entries);
	for (size_t i = 0; i < policy->rules_count; i++)
		if (has_turn(&policy->rules[i]))
			entries[n++] = make_entry(policy, i);
	if (n)
		qsort(entries, n, sizeof *entries, by_turn);
	for (size_t i = 0; i < n; i++) {
		if (!guarded && entries[i].stage > guard) {
			add_guard(schedule);
			guarded = true;
		}
		add_turn(schedule, policy, &entries[i], i);
	}
	if (!guarded)
		add_guard(schedule);
	count_ties(schedule);
	schedule->invoice = schedule->count;
	while (schedule->invoice &&
	       schedule->turns[schedule->invoice - 1].stage == POLICY_OFFINVOICE)
		schedule->invoice--;
	free(entries);
}

/* Does the exclusive rule's set hold the other one: its group, or its stage? */
static bool
is_member(const struct policy_rule *exclusive, const struct policy_rule *rule)
{
	if (*exclusive->group)
		return strcmp(exclusive->group, rule->group) == 0;
	return exclusive->stage == rule->stage;
}

static bool
is_same_set(const struct policy_rule *a, const struct policy_rule *b)
{
	return b->combine == POLICY_EXCLUSIVE && strcmp(a->group, b->group) == 0 &&
	       (*a->group || a->stage == b->stage);
}

static bool
make_exclusions(struct schedule *schedule, const struct policy *policy)
{
	size_t sets = 0;
	for (size_t i = 0; i < policy->rules_count; i++) {
		const struct policy_rule *exclusive = &policy->rules[i];
		if (exclusive->combine != POLICY_EXCLUSIVE ||
		    schedule->exclusions[i].closes)
			continue;
		if (sets == SCHEDULE_SETS)
			return false;
		uint64_t set = (uint64_t)1 << sets++;
		for (size_t k = 0; k < policy->rules_count; k++) {
			const struct policy_rule *rule = &policy->rules[k];
			if (has_turn(rule) && is_member(exclusive, rule))
				schedule->exclusions[k].member |= set;
			if (is_same_set(exclusive, rule))
				schedule->exclusions[k].closes |= set;
		}
	}
	return true;
}

bool
schedule_init(struct schedule *schedule, const struct policy *policy)
{
	*schedule = (struct schedule){
	    .order = mem_new(policy->rules_count, sizeof *schedule->order),
	    .turns = mem_new(policy->rules_count + 1, sizeof *schedule->turns),
	    .exclusions = mem_new(policy->rules_count, sizeof *schedule->exclusions)};
	make_turns(schedule, policy);
	return make_exclusions(schedule, policy);
}

void
schedule_release(struct schedule *schedule)
{
	free(schedule->order);
	free(schedule->turns);
	free(schedule->exclusions);
}
