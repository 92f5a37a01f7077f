#include "paylint.h"

#include <string.h>

#include "../../common/diag.h"
#include "../../common/findings.h"

struct lint {
	const struct payplan *plan;
	struct findings findings;
};

static bool
has_grant(const struct payplan *plan, enum payplan_kind kind)
{
	for (size_t i = 0; i < plan->grants_count; i++)
		if (plan->grants[i].kind == kind)
			return true;
	return false;
}

static void
check_tiers(struct lint *lint, const struct payplan_rule *rule)
{
	for (size_t i = 0; i < rule->tiers_count; i++) {
		const struct payplan_rate *rate = &rule->tiers[i].rate;
		if (rate->of_quota && !has_grant(lint->plan, PAYPLAN_QUOTA))
			findings_add(&lint->findings, rule->tiers[i].line, rule->name,
			    "goes by the quota, but the plan has none");
		if (rate->of_target && !has_grant(lint->plan, PAYPLAN_TARGET))
			findings_add(&lint->findings, rule->tiers[i].line, rule->name,
			    "goes by the target, but the plan has none");
	}
	if (rule->basis == PAYPLAN_BY_ATTAINMENT && !has_grant(lint->plan, PAYPLAN_QUOTA))
		findings_add(&lint->findings, rule->line, rule->name,
		    "goes by attainment, but the plan has no quota");
	for (size_t i = 1; i < rule->tiers_count; i++) {
		const struct payplan_rate *a = &rule->tiers[i - 1].rate;
		const struct payplan_rate *b = &rule->tiers[i].rate;
		struct money x, y;
		if (a->of_quota != b->of_quota || a->of_target != b->of_target ||
		    money_compare(a->whole, b->whole) != 0 ||
		    !money_multiply(a->part, a->times, &x) ||
		    !money_multiply(b->part, b->times, &y))
			continue;
		/* Times less than 1 is a decelerator, said on purpose. */
		bool meant =
		    !rule->is_retroactive && money_compare(b->times, MONEY_ONE) < 0;
		if (money_compare(y, x) < 0 && !meant)
			findings_add(&lint->findings, rule->tiers[i].line, rule->name,
			    "pays less than the tier of line %zu, which begins before it",
			    rule->tiers[i - 1].line);
		if (money_compare(y, x) == 0)
			findings_add(&lint->findings, rule->tiers[i].line, rule->name,
			    "pays what the tier of line %zu does",
			    rule->tiers[i - 1].line);
	}
}

static void
check_rules(struct lint *lint)
{
	const struct payplan *plan = lint->plan;
	bool clawback = false;
	for (size_t i = 0; i < plan->rules_count; i++) {
		const struct payplan_rule *rule = &plan->rules[i];
		if (condition_apart(rule->condition, rule->condition))
			findings_add(&lint->findings, rule->line, rule->name,
			    "can never apply: its condition can't hold");
		if (rule->kind == PAYPLAN_RATE)
			check_tiers(lint, rule);
		else if (rule->value.units == 0)
			findings_add(&lint->findings, rule->line, rule->name,
			    "changes nothing: it is zero");
		if (rule->kind != PAYPLAN_CLAWBACK)
			continue;
		if (clawback)
			findings_add(&lint->findings, rule->line, rule->name,
			    "can never apply: a clawback before it takes every refund");
		clawback |= !*rule->when;
	}
	if (!payplan_has(plan, PAYPLAN_RATE) && !payplan_has(plan, PAYPLAN_SPIFF))
		findings_add(&lint->findings, 1, "",
		    "nothing is paid for deals: there is no rate or spiff");
}

static void
check_grants(struct lint *lint)
{
	const struct payplan *plan = lint->plan;
	for (size_t i = 0; i < plan->grants_count; i++) {
		const struct payplan_grant *cap = &plan->grants[i];
		for (size_t k = 0;
		     cap->kind == PAYPLAN_CAP && cap->scope == PAYPLAN_FOR_PERIOD &&
		     k < plan->grants_count;
		     k++) {
			const struct payplan_grant *draw = &plan->grants[k];
			if (draw->kind == PAYPLAN_DRAW && !draw->forgiven &&
			    (!*cap->rep || !*draw->rep ||
			        strcmp(cap->rep, draw->rep) == 0) &&
			    money_compare(cap->value, draw->value) <= 0)
				findings_add(&lint->findings, cap->line, cap->name,
				    "isn't above the draw of line %zu, which can't be "
				    "recovered then",
				    draw->line);
		}
	}
}

static void
check_columns(struct lint *lint, struct reader *deals)
{
	for (size_t i = 0; i < lint->plan->rules_count; i++) {
		const struct payplan_rule *rule = &lint->plan->rules[i];
		for (size_t k = 0; k < condition_columns(rule->condition); k++) {
			struct slice name = condition_column(rule->condition, k);
			size_t role;
			/* The condition's copy of the name has a NUL behind it. */
			if (reader_find_role(deals, name, &role) ||
			    reader_has(deals, reader_add_column(deals, name.p, false)))
				continue;
			findings_add(&lint->findings, rule->line, rule->name,
			    "the deals have no column \"%s\"", diag_show(name).text);
		}
	}
}

size_t
paylint(const struct payplan *plan, struct reader *deals, struct csvout *out)
{
	struct lint lint = {plan, findings_begin(plan->path, out)};
	check_rules(&lint);
	check_grants(&lint);
	if (deals)
		check_columns(&lint, deals);
	return lint.findings.count;
}
