#include "approval.h"

#include "../../common/wide.h"
#include "quote_inside.h"

/* Is the discount, in per cent of the list total, at the tier or beyond? As an exact
 * product: discount × 100 against from × list. */
static bool
reaches_level(const struct policy_rule *rule, const struct policy_tier *tier,
    const struct quote_sums *sums)
{
	static const money_units hundred = 100 * (money_units)1000000000000000000;
	money_units list = sums->list.units, discount = list - sums->net.units;
	if (rule->basis == POLICY_NO_BASIS)
		return true;
	if (list < 0) {
		list = -list;
		discount = -discount;
	}
	if (list == 0)
		discount = 0;
	if (discount < 0)
		return false;
	int order = wide_compare(wide_multiply((wide_half)discount, (wide_half)hundred),
	    wide_multiply((wide_half)tier->from.units, (wide_half)list));
	if (list == 0)
		order = tier->from.units == 0 ? 0 : -1;
	return order > 0 || (order == 0 && !tier->above);
}

static bool
add_signed(struct money *sum, struct money x, bool negative)
{
	return negative ? money_subtract(sum, x) : money_add(sum, x);
}

/* The line's sums, and the quote's as far as it goes. */
static bool
sum_line(const struct quote_line *line, struct quote_sums *sums)
{
	sums->has_cost &= line->has_cost;
	return add_signed(&sums->list, line->list, line->is_return) &&
	       add_signed(&sums->net, line->net, line->is_return) &&
	       add_signed(&sums->cost, line->shown_cost, line->is_return);
}

/* The highest level that the rule asks of the line, judged by these sums. */
static size_t
level_of_line(
    struct quote *quote, size_t number, size_t line, const struct quote_sums *sums)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	size_t level = 0;
	bool holds = false;
	for (size_t t = 0; t < rule->tiers_count; t++) {
		const struct policy_tier *tier = &rule->tiers[t];
		if (!quote->holds(quote->context, quote, tier->condition, line))
			continue;
		holds = true;
		if (tier->level > level && reaches_level(rule, tier, sums))
			level = tier->level;
	}
	quote_record(quote, number, line,
	    level   ? QUOTE_APPLIED
	    : holds ? QUOTE_BELOW_TIERS
	            : QUOTE_DOES_NOT_HOLD);
	return level;
}

/* Can the order reach any of the rule's levels? Lines needn't be asked otherwise. */
static bool
reaches_any(const struct policy_rule *rule, const struct quote_sums *sums)
{
	for (size_t t = 0; t < rule->tiers_count; t++)
		if (reaches_level(rule, &rule->tiers[t], sums))
			return true;
	return false;
}

/* The highest level that the rule asks for, of any line: of the order, if for one line
 * its condition holds. */
static size_t
level_of(struct quote *quote, size_t number, const struct quote_sums *whole)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	bool of_line = rule->scope == POLICY_OF_LINE;
	size_t level = 0;
	if (!of_line && !quote->explains && !reaches_any(rule, whole))
		return 0;
	for (size_t i = 0; i < quote->count; i++) {
		struct quote_sums sums = {.has_cost = true};
		if (of_line)
			sum_line(quote->lines[i], &sums);
		quote->judged = of_line ? &sums : whole;
		size_t here = level_of_line(quote, number, i, quote->judged);
		level = here > level ? here : level;
		quote->judged = NULL;
	}
	return level;
}

bool
approval_find(struct quote *quote)
{
	struct quote_sums whole = {.has_cost = true};
	size_t level = 0;
	for (size_t i = 0; i < quote->count; i++) {
		if (!sum_line(quote->lines[i], &whole)) {
			quote_fail(quote, QUOTE_OVERFLOW, QUOTE_NO_RULE, i, NULL);
			return false;
		}
	}
	for (size_t k = 0; k < quote->policy->rules_count; k++) {
		if (quote->policy->rules[k].stage != POLICY_APPROVE)
			continue;
		size_t here = level_of(quote, k, &whole);
		level = here > level ? here : level;
	}
	for (size_t i = 0; i < quote->count; i++)
		quote->lines[i]->level = (uint32_t)level;
	return true;
}
