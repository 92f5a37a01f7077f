#include "policy_lint.h"

#include <string.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/findings.h"
#include "tiers.h"

struct lint {
	const struct policy *policy;
	struct findings findings;
};

/* Conditions */

static const struct condition *
condition_of(const struct lint *lint, const struct policy_tier *tier)
{
	return lint->policy->conditions[tier->condition].condition;
}

/* Could both hold for one line? Only what can be told for sure is denied. */
static bool
can_both_hold(const struct condition *a, const struct condition *b)
{
	return !condition_apart(a, b);
}

/* Columns that hold lists may equal several texts at once. */
static void
bind_lists(const struct policy *policy)
{
	for (size_t i = 0; i < policy->conditions_count; i++) {
		struct condition *condition = policy->conditions[i].condition;
		for (size_t k = 0; k < condition_columns(condition); k++) {
			struct slice name = condition_column(condition, k);
			if (columns_alike(name, slice_of("code")) ||
			    columns_alike(name, slice_of("has")))
				condition_bind_list(condition, k, 0);
		}
	}
}

/* Rules by themselves */

static void
check_condition(
    struct lint *lint, const struct policy_rule *rule, const struct policy_tier *tier)
{
	const struct condition *condition = condition_of(lint, tier);
	if (condition_apart(condition, condition))
		findings_add(&lint->findings, tier->line, rule->name,
		    "can never apply: its condition can't hold");
}

/* Tiers of lines that begin at one point, differ, and may hold together. */
static void
check_overlap(struct lint *lint, const struct policy_rule *rule, size_t i)
{
	const struct policy_tier *tier = &rule->tiers[i];
	for (size_t k = 0; k < i; k++) {
		const struct policy_tier *other = &rule->tiers[k];
		bool together =
		    tiers_begin_together(tier, other) || rule->basis == POLICY_NO_BASIS;
		if (rule->kind == POLICY_LEVEL || rule->stage == POLICY_GUARD ||
		    !together || tiers_are_same(tier, other) ||
		    !can_both_hold(condition_of(lint, tier), condition_of(lint, other)))
			continue;
		findings_add(&lint->findings, tier->line, rule->name,
		    "overlaps with line %zu: where both hold, the two differ and the run "
		    "ends",
		    other->line);
	}
}

static void
check_value(
    struct lint *lint, const struct policy_rule *rule, const struct policy_tier *tier)
{
	bool takes = rule->kind == POLICY_PERCENT || rule->kind == POLICY_AMOUNT;
	bool floors =
	    rule->kind == POLICY_FLOOR_PRICE || rule->kind == POLICY_FLOOR_MARGIN;
	if (takes && tier->value.units == 0 && rule->tiers_count == 1)
		findings_add(&lint->findings, tier->line, rule->name, "takes nothing");
	if (floors && tier->value.units == 0)
		findings_add(
		    &lint->findings, tier->line, rule->name, "is no floor: it is zero");
}

/* A tier from where on less is taken than before: likely a slip. */
static void
check_order(struct lint *lint, const struct policy_rule *rule, size_t i)
{
	const struct policy_tier *tier = &rule->tiers[i], *before = tier - 1;
	if (i == 0 || rule->basis == POLICY_NO_BASIS ||
	    tier->condition != before->condition)
		return;
	if (rule->kind == POLICY_LEVEL) {
		if (tier->level < before->level)
			findings_add(&lint->findings, tier->line, rule->name,
			    "is a lower level than that of line %zu, which begins before "
			    "it",
			    before->line);
		return;
	}
	bool takes = rule->kind == POLICY_PERCENT || rule->kind == POLICY_AMOUNT;
	if (takes && tier->value.units >= 0 &&
	    money_compare(tier->value, before->value) < 0)
		findings_add(&lint->findings, tier->line, rule->name,
		    "gives less than the tier of line %zu, which begins before it",
		    before->line);
}

static void
check_rule(struct lint *lint, const struct policy_rule *rule)
{
	for (size_t i = 0; i < rule->tiers_count; i++) {
		check_condition(lint, rule, &rule->tiers[i]);
		check_value(lint, rule, &rule->tiers[i]);
		check_overlap(lint, rule, i);
		check_order(lint, rule, i);
	}
}

/* Rules beside others */

static bool
may_meet(
    const struct lint *lint, const struct policy_rule *a, const struct policy_rule *b)
{
	for (size_t i = 0; i < a->tiers_count; i++)
		for (size_t k = 0; k < b->tiers_count; k++)
			if (can_both_hold(condition_of(lint, &a->tiers[i]),
			        condition_of(lint, &b->tiers[k])))
				return true;
	return false;
}

/* Does what it takes depend on what others left? */
static bool
is_fixed(const struct policy_rule *rule)
{
	if (rule->kind == POLICY_AMOUNT)
		return rule->basis != POLICY_BY_AMOUNT || rule->of_list;
	return rule->of_list &&
	       (rule->kind == POLICY_PERCENT || rule->kind == POLICY_BOGO);
}

static bool
is_lonely(const struct lint *lint, const struct policy_rule *rule)
{
	for (size_t i = 0; i < lint->policy->rules_count; i++) {
		const struct policy_rule *other = &lint->policy->rules[i];
		bool same_set = *rule->group ? strcmp(other->group, rule->group) == 0
		                             : other->stage == rule->stage;
		if (other != rule && same_set)
			return false;
	}
	return true;
}

static void
check_combination(struct lint *lint, const struct policy_rule *rule)
{
	if (rule->combine == POLICY_STACK || !is_lonely(lint, rule))
		return;
	findings_add(&lint->findings, rule->line, rule->name,
	    rule->combine == POLICY_BEST
	        ? "is the only rule of its group: the best of one"
	        : "is exclusive, but there is nothing to shut "
	          "out");
}

/* Turns of one priority whose order matters if they meet. */
static void
check_ties(struct lint *lint, const struct schedule *schedule)
{
	const struct policy *policy = lint->policy;
	for (size_t i = 0; i < schedule->count; i++) {
		const struct schedule_turn *turn = &schedule->turns[i];
		for (size_t k = 1; k < turn->tied; k++) {
			const struct policy_rule *a = &policy->rules[turn->rules[0]];
			const struct policy_rule *b = &policy->rules[turn[k].rules[0]];
			if ((is_fixed(a) && is_fixed(b)) || !may_meet(lint, a, b))
				continue;
			findings_add(&lint->findings, b->line, b->name,
			    "has the priority of %s, line %zu: where both apply and "
			    "their "
			    "order matters, the run ends",
			    a->name, a->line);
		}
	}
}

/* A price below a floor that may hold for the same line. */
static void
check_floor(struct lint *lint, const struct policy_rule *floor)
{
	for (size_t i = 0; i < lint->policy->rules_count; i++) {
		const struct policy_rule *rule = &lint->policy->rules[i];
		for (size_t k = 0; rule->kind == POLICY_PRICE && k < rule->tiers_count;
		     k++)
			for (size_t t = 0; t < floor->tiers_count; t++)
				if (money_compare(rule->tiers[k].value,
				        floor->tiers[t].value) < 0 &&
				    can_both_hold(condition_of(lint, &rule->tiers[k]),
				        condition_of(lint, &floor->tiers[t])))
					findings_add(&lint->findings, rule->tiers[k].line,
					    rule->name,
					    "this price is below the floor of %s, line "
					    "%zu",
					    floor->name, floor->tiers[t].line);
	}
}

/* Stages behind the guard, where nothing keeps lines above their floors. */
static void
check_guard(struct lint *lint)
{
	const struct policy *policy = lint->policy;
	size_t guard = 0;
	bool floors = false;
	for (size_t i = 0; i < policy->rules_count; i++)
		floors |= policy->rules[i].stage == POLICY_GUARD;
	while (guard < policy->stages_count && policy->stages[guard] != POLICY_GUARD)
		guard++;
	for (size_t i = 0; floors && i < policy->rules_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];
		for (size_t k = guard; k < policy->stages_count; k++)
			if (policy->stages[k] == rule->stage &&
			    rule->scope == POLICY_OF_LINE &&
			    rule->stage != POLICY_GUARD &&
			    rule->stage != POLICY_APPROVE &&
			    rule->stage != POLICY_OFFINVOICE)
				findings_add(&lint->findings, rule->line, rule->name,
				    "comes behind the guard: lines may go below their "
				    "floors");
	}
}

/* Columns that conditions ask for and the quotes lack. */
static void
check_columns(struct lint *lint, struct reader *quotes)
{
	for (size_t i = 0; i < lint->policy->conditions_count; i++) {
		const struct policy_condition *condition = &lint->policy->conditions[i];
		for (size_t k = 0; k < condition_columns(condition->condition); k++) {
			struct slice name = condition_column(condition->condition, k);
			enum policy_computed computed;
			size_t role;
			/* The condition's copy of the name has a NUL behind it. */
			if (policy_find_computed(name, condition->approves, &computed) ||
			    reader_find_role(quotes, name, &role) ||
			    reader_has(quotes, reader_add_column(quotes, name.p, false)))
				continue;
			findings_add(&lint->findings, condition->line, "",
			    "the quotes have no column \"%s\"", diag_show(name).text);
		}
	}
}

size_t
policy_lint(const struct policy *policy, const struct schedule *schedule,
    struct reader *quotes, struct csvout *out)
{
	struct lint lint = {policy, findings_begin(policy->path, out)};
	bind_lists(policy);
	for (size_t i = 0; i < policy->rules_count; i++) {
		check_rule(&lint, &policy->rules[i]);
		check_combination(&lint, &policy->rules[i]);
		if (policy->rules[i].kind == POLICY_FLOOR_PRICE)
			check_floor(&lint, &policy->rules[i]);
	}
	check_ties(&lint, schedule);
	check_guard(&lint);
	if (quotes)
		check_columns(&lint, quotes);
	return lint.findings.count;
}
