#include "line.h"

#include "quote_inside.h"

static const struct money zero = {0};

/* How the line's amounts are rounded when a rule has changed them. */
static struct tiers_rounding
line_rounding(const struct quote *quote, const struct quote_line *line)
{
	const struct policy *policy = quote->policy;
	return (struct tiers_rounding){.decimals = policy->decimals,
	    .mode = policy->rounding,
	    .on = policy->round_on,
	    .units = policy->round_at == POLICY_AT_UNIT ? line->qty : zero,
	    .none = quote_rounds_by_order(quote)};
}

static size_t
hold_tiers(struct quote *quote, const struct policy_rule *rule, size_t line)
{
	size_t n = 0;
	if (rule->one_condition &&
	    !quote->holds(quote->context, quote, rule->tiers[0].condition, line))
		return 0;
	for (size_t t = 0; t < rule->tiers_count; t++)
		if (rule->one_condition ||
		    quote->holds(quote->context, quote, rule->tiers[t].condition, line))
			quote->held[n++] = &rule->tiers[t];
	return n;
}

static enum quote_outcome
effect_on_line(struct quote *quote, size_t number, size_t i, size_t tiers,
    struct tiers_effect *effect)
{
	const struct quote_line *line = quote->lines[i];
	const struct policy_tier *conflict[2];
	const struct tiers_basis basis = {
	    line->qty, line->running, line->full, line->term, line->has_term};
	switch (tiers_effect(&quote->policy->rules[number], quote->held, tiers, &basis,
	    quote->uses[number], effect, conflict)) {
	case TIERS_APPLIES:
		return QUOTE_APPLIED;
	case TIERS_BELOW:
		return QUOTE_BELOW_TIERS;
	case TIERS_NO_TERM:
		return QUOTE_NO_TERM;
	case TIERS_CONFLICT:
		return quote_fail(quote, QUOTE_CONFLICT, number, i, conflict);
	default:
		return quote_fail(quote, QUOTE_OVERFLOW, number, i, NULL);
	}
}

static enum quote_outcome
try_line(struct quote *quote, size_t number, size_t i, struct quote_trial *trial)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	const struct quote_line *line = quote->lines[i];
	struct tiers_effect effect;
	size_t tiers = hold_tiers(quote, rule, i);
	if (tiers == 0)
		return QUOTE_DOES_NOT_HOLD;
	if (quote_shuts_out(quote, number, line))
		return QUOTE_SHUT_OUT;
	if (quote->uses[number] == 0)
		return QUOTE_USED_UP;
	enum quote_outcome outcome = effect_on_line(quote, number, i, tiers, &effect);
	if (outcome != QUOTE_APPLIED)
		return outcome;
	const struct tiers_rounding rounding = line_rounding(quote, line);
	if (!tiers_settle(&effect, line->running, rule->cap, &rounding, &trial->left))
		return quote_fail(quote, QUOTE_OVERFLOW, number, i, NULL);
	trial->uses = effect.uses;
	if (money_compare(trial->left, line->running) == 0)
		return QUOTE_NO_CHANGE;
	return QUOTE_APPLIED;
}

static void
apply_to_line(struct quote *quote, size_t rule, size_t i, const struct quote_trial *trial)
{
	struct quote_line *line = quote->lines[i];
	struct money change = quote_change(trial->left, line->running);
	if (quote->uses[rule] != POLICY_ANY_USES)
		quote->uses[rule] -= trial->uses;
	quote_add_step(quote, line, rule, change, false);
	quote_record(quote, rule, i, QUOTE_APPLIED);
	quote_mark(quote, rule, line);
	line->running = trial->left;
	if (!quote_rounds_by_order(quote))
		line->shown = trial->left;
}

/* Tries the turn's rules from where the line stands. The one that leaves least is
 * *best, turn->count if none applies, or one that does keeps the price as it is. */
static bool
try_turn(struct quote *quote, const struct schedule_turn *turn, size_t i, size_t *best)
{
	struct money least = {0};
	bool any = false;
	*best = turn->count;
	for (size_t k = 0; k < turn->count; k++) {
		struct quote_trial *trial = &quote->trials[k];
		enum quote_outcome outcome = try_line(quote, turn->rules[k], i, trial);
		if (outcome == QUOTE_FAULTY)
			return false;
		quote_record(quote, turn->rules[k], i, outcome);
		trial->applies = outcome == QUOTE_APPLIED;
		if (!trial->applies && outcome != QUOTE_NO_CHANGE)
			continue;
		if (any && money_compare(trial->left, least) >= 0)
			continue;
		any = true;
		least = trial->left;
		*best = trial->applies ? k : turn->count;
	}
	return true;
}

bool
line_turn(struct quote *quote, const struct schedule_turn *turn, size_t i)
{
	struct money running = quote->lines[i]->running;
	size_t best;
	if (!try_turn(quote, turn, i, &best))
		return false;
	if (best < turn->count)
		apply_to_line(quote, turn->rules[best], i, &quote->trials[best]);
	for (size_t k = 0; k < turn->count; k++) {
		struct money change = quote_change(quote->trials[k].left, running);
		if (k == best || !quote->trials[k].applies)
			continue;
		quote_record(quote, turn->rules[k], i, QUOTE_BEATEN);
		if (best < turn->count && change.units < 0)
			quote_add_step(
			    quote, quote->lines[i], turn->rules[k], change, true);
	}
	return true;
}

void
line_guard(struct quote *quote, size_t i)
{
	struct quote_line *line = quote->lines[i];
	if (money_compare(line->running, line->floor) >= 0)
		return;
	const struct quote_trial trial = {line->floor, 1, true};
	apply_to_line(quote, line->floor_rule, i, &trial);
}
