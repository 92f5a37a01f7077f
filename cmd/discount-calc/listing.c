#include "listing.h"

#include "quote_inside.h"

static const struct money zero = {0};

static bool
list_line(const struct quote *quote, struct quote_line *line)
{
	const struct policy *policy = quote->policy;
	struct money price = line->list_price;
	int decimals = quote_rounds_by_order(quote) ? MONEY_DECIMALS : policy->decimals;
	if (policy->round_at == POLICY_AT_UNIT &&
	    !money_round(&price, policy->decimals, policy->rounding))
		return false;
	return money_scale(
	    price, line->qty, MONEY_ONE, decimals, policy->rounding, &line->list);
}

static bool
cost_line(const struct policy *policy, struct quote_line *line)
{
	line->all_cost = zero;
	if (line->has_cost && !money_multiply(line->cost, line->qty, &line->all_cost))
		return false;
	line->shown_cost = line->all_cost;
	return money_round(&line->shown_cost, policy->decimals, policy->rounding);
}

static struct money
at_most(struct money a, struct money b)
{
	return money_compare(a, b) < 0 ? a : b;
}

/* What the line may not go below by this tier of a floor; false on overflow. */
static bool
tier_floor(const struct quote *quote, const struct policy_rule *rule,
    const struct policy_tier *tier, const struct quote_line *line, struct money *floor)
{
	int decimals = quote->policy->decimals;
	if (rule->kind == POLICY_FLOOR_PRICE)
		return money_scale(
		    tier->value, line->qty, MONEY_ONE, decimals, MONEY_UP, floor);
	struct money share = {MONEY_ONE.units - tier->value.units};
	return money_scale(line->all_cost, MONEY_ONE, share, decimals, MONEY_UP, floor);
}

static bool
raise_floor(struct quote *quote, size_t number, size_t i)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	struct quote_line *line = quote->lines[i];
	quote_record(quote, number, i, QUOTE_DOES_NOT_HOLD);
	for (size_t t = 0; t < rule->tiers_count; t++) {
		const struct policy_tier *tier = &rule->tiers[t];
		struct money floor;
		if (!quote->holds(quote->context, quote, tier->condition, i))
			continue;
		quote_record(quote, number, i, QUOTE_NO_CHANGE);
		if (rule->kind == POLICY_FLOOR_MARGIN && !line->has_cost) {
			quote_record(quote, number, i, QUOTE_NO_COST);
			line->flags |= QUOTE_COST_MISSING;
			continue;
		}
		if (!tier_floor(quote, rule, tier, line, &floor))
			return false;
		if (money_compare(floor, line->list) > 0)
			line->flags |= QUOTE_FLOOR_UNREACHABLE;
		floor = at_most(floor, line->list);
		if (money_compare(floor, line->floor) <= 0)
			continue;
		line->floor = floor;
		line->floor_rule = number;
	}
	return true;
}

bool
listing_begin(struct quote *quote, size_t i)
{
	const struct policy *policy = quote->policy;
	struct quote_line *line = quote->lines[i];
	line->first_step = line->last_step = QUOTE_NO_STEP;
	line->floor_rule = QUOTE_NO_RULE;
	line->floor = zero;
	line->level = 0;
	line->touched = line->closed = 0;
	if (!list_line(quote, line) || !cost_line(policy, line)) {
		quote_fail(quote, QUOTE_OVERFLOW, QUOTE_NO_RULE, i, NULL);
		return false;
	}
	line->running = line->shown = line->full = line->list;
	for (size_t k = 0; k < policy->rules_count; k++) {
		if (policy->rules[k].stage == POLICY_GUARD && !raise_floor(quote, k, i)) {
			quote_fail(quote, QUOTE_OVERFLOW, k, i, NULL);
			return false;
		}
	}
	return true;
}
