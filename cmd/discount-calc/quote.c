#include "quote.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "order.h"

static const struct money zero = {0};

/* The whole of it */

bool
quote_init(struct quote *quote, const struct policy *policy)
{
	size_t most = 1; /* tiers of a rule */
	for (size_t i = 0; i < policy->rules_count; i++)
		if (policy->rules[i].tiers_count > most)
			most = policy->rules[i].tiers_count;
	*quote = (struct quote){.policy = policy,
	    .uses = mem_new(policy->rules_count, sizeof *quote->uses),
	    .held = mem_new(most, sizeof *quote->held),
	    .trials = mem_new(policy->rules_count, sizeof *quote->trials),
	    .order = order_new(),
	    .unit = 1};
	for (int i = policy->decimals; i < MONEY_DECIMALS; i++)
		quote->unit *= 10;
	return schedule_init(&quote->schedule, policy);
}

void
quote_release(struct quote *quote)
{
	schedule_release(&quote->schedule);
	order_free(quote->order);
	free(quote->steps);
	free(quote->uses);
	free(quote->held);
	free(quote->trials);
	free(quote->outcomes);
}

void
quote_forget(struct quote *quote)
{
	quote->steps_count = 0;
}

/* What is noted on the way */

enum quote_outcome
quote_fail(struct quote *quote, enum quote_trouble trouble, size_t rule, size_t line,
    const struct policy_tier *const tiers[2])
{
	quote->fault =
	    (struct quote_fault){.trouble = trouble, .line = line, .rule = rule};
	if (tiers) {
		quote->fault.tier_line = tiers[0]->line;
		quote->fault.other_line = tiers[1]->line;
	}
	return QUOTE_FAULTY;
}

void
quote_record(struct quote *quote, size_t rule, size_t line, enum quote_outcome outcome)
{
	if (quote->explains)
		quote->outcomes[rule * quote->count + line] = (uint8_t)outcome;
}

enum quote_outcome
quote_outcome(const struct quote *quote, size_t rule, size_t line)
{
	return (enum quote_outcome)quote->outcomes[rule * quote->count + line];
}

void
quote_add_step(struct quote *quote, struct quote_line *line, size_t rule,
    struct money amount, bool beaten)
{
	quote->steps = mem_grow(quote->steps, &quote->steps_capacity,
	    quote->steps_count + 1, sizeof *quote->steps);
	uint32_t at = (uint32_t)quote->steps_count++;
	quote->steps[at] =
	    (struct quote_step){amount, (uint32_t)rule, QUOTE_NO_STEP, beaten};
	if (line->first_step == QUOTE_NO_STEP)
		line->first_step = at;
	else
		quote->steps[line->last_step].next = at;
	line->last_step = at;
}

bool
quote_shuts_out(const struct quote *quote, size_t rule, const struct quote_line *line)
{
	const struct schedule_exclusion *sets = &quote->schedule.exclusions[rule];
	return (line->closed & sets->member) || (line->touched & sets->closes);
}

void
quote_mark(const struct quote *quote, size_t rule, struct quote_line *line)
{
	line->touched |= quote->schedule.exclusions[rule].member;
	line->closed |= quote->schedule.exclusions[rule].closes;
}

/* Rounding */

static bool
by_order(const struct quote *quote)
{
	return quote->policy->round_at == POLICY_AT_ORDER;
}

/* How the line's amounts are rounded when a rule has changed them. */
static struct tiers_rounding
line_rounding(const struct quote *quote, const struct quote_line *line)
{
	const struct policy *policy = quote->policy;
	return (struct tiers_rounding){.decimals = policy->decimals,
	    .mode = policy->rounding,
	    .on = policy->round_on,
	    .units = policy->round_at == POLICY_AT_UNIT ? line->qty : zero,
	    .none = by_order(quote)};
}

/* A line, what it comes to rounded down, and the fraction left over. */
struct remainder {
	money_units fraction;
	size_t line;
};

static int
by_remainder(const void *x, const void *y)
{
	const struct remainder *a = x, *b = y;
	if (a->fraction != b->fraction)
		return a->fraction < b->fraction ? 1 : -1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Shows the lines in minor units, such that their sum is the rounded sum: each rounded
 * down, and what is missing given to the largest remainders. Returns stand alone. */
static bool
show_rounded(struct quote *quote)
{
	money_units unit = quote->unit;
	struct money exact = zero;
	money_units shown = 0;
	size_t n = 0;
	struct remainder *rest = mem_new(quote->count, sizeof *rest);
	bool fits = true;
	for (size_t i = 0; i < quote->count && fits; i++) {
		struct quote_line *line = quote->lines[i];
		line->shown = line->running;
		if (line->is_return) {
			fits = money_round(&line->shown, quote->policy->decimals,
			    quote->policy->rounding);
			continue;
		}
		fits = money_add(&exact, line->running);
		rest[n++] = (struct remainder){line->running.units % unit, i};
		line->shown.units -= line->running.units % unit;
		shown += line->shown.units;
	}
	fits =
	    fits && money_round(&exact, quote->policy->decimals, quote->policy->rounding);
	money_units missing = fits ? (exact.units - shown) / unit : 0;
	if (n)
		qsort(rest, n, sizeof *rest, by_remainder);
	for (size_t k = 0; k < n && missing > 0; k++, missing--)
		quote->lines[rest[k].line]->shown.units += unit;
	free(rest);
	return fits;
}

/* The lines at the top of the waterfall */

static bool
list_line(const struct quote *quote, struct quote_line *line)
{
	const struct policy *policy = quote->policy;
	struct money price = line->list_price;
	int decimals = by_order(quote) ? MONEY_DECIMALS : policy->decimals;
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
	if (line->has_cost && !tiers_multiply(line->cost, line->qty, &line->all_cost))
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

static bool
begin_line(struct quote *quote, size_t i)
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
	line->running = line->shown = line->list;
	for (size_t k = 0; k < policy->rules_count; k++) {
		if (policy->rules[k].stage == POLICY_GUARD && !raise_floor(quote, k, i)) {
			quote_fail(quote, QUOTE_OVERFLOW, k, i, NULL);
			return false;
		}
	}
	return true;
}

/* Turns of a line */

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
	    line->qty, line->running, line->list, line->term, line->has_term};
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

static struct money
difference(struct money a, struct money b)
{
	return (struct money){a.units - b.units};
}

static void
apply_to_line(struct quote *quote, size_t rule, size_t i, const struct quote_trial *trial)
{
	struct quote_line *line = quote->lines[i];
	struct money change = difference(trial->left, line->running);
	if (quote->uses[rule] != POLICY_ANY_USES)
		quote->uses[rule] -= trial->uses;
	quote_add_step(quote, line, rule, change, false);
	quote_record(quote, rule, i, QUOTE_APPLIED);
	quote_mark(quote, rule, line);
	line->running = trial->left;
	if (!by_order(quote))
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

static bool
line_turn(struct quote *quote, const struct schedule_turn *turn, size_t i)
{
	struct money running = quote->lines[i]->running;
	size_t best;
	if (!try_turn(quote, turn, i, &best))
		return false;
	if (best < turn->count)
		apply_to_line(quote, turn->rules[best], i, &quote->trials[best]);
	for (size_t k = 0; k < turn->count; k++) {
		struct money change = difference(quote->trials[k].left, running);
		if (k == best || !quote->trials[k].applies)
			continue;
		quote_record(quote, turn->rules[k], i, QUOTE_BEATEN);
		if (best < turn->count && change.units < 0)
			quote_add_step(
			    quote, quote->lines[i], turn->rules[k], change, true);
	}
	return true;
}

/* The guard cancels what goes below the floor. */
static void
guard_line(struct quote *quote, size_t i)
{
	struct quote_line *line = quote->lines[i];
	if (money_compare(line->running, line->floor) >= 0)
		return;
	const struct quote_trial trial = {line->floor, 1, true};
	apply_to_line(quote, line->floor_rule, i, &trial);
}

/* Turns, of lines or of the order */

/* Of the order's rules, or the line's where i is one. */
static bool
take_turn(struct quote *quote, const struct schedule_turn *turn, size_t i)
{
	if (turn->scope == POLICY_OF_ORDER)
		return order_turn(quote, turn);
	if (turn->stage != POLICY_GUARD)
		return line_turn(quote, turn, i);
	guard_line(quote, i);
	return true;
}

/* Where the lines stood before rules that are tied were tried in several orders. */
struct snapshot {
	size_t first, count; /* lines of the quote */
	struct quote_line *lines;
	size_t *uses;
	size_t steps;
	struct money *results; /* by line: what the first order left */
};

static void
take_snapshot(const struct quote *quote, const struct schedule_turn *turn, size_t i,
    struct snapshot *snapshot)
{
	bool of_order = turn->scope == POLICY_OF_ORDER;
	size_t rules = quote->policy->rules_count;
	*snapshot = (struct snapshot){.first = of_order ? 0 : i,
	    .count = of_order ? quote->count : 1,
	    .uses = mem_new(rules, sizeof *snapshot->uses),
	    .steps = quote->steps_count};
	snapshot->lines = mem_new(snapshot->count, sizeof *snapshot->lines);
	snapshot->results = mem_new(snapshot->count, sizeof *snapshot->results);
	for (size_t k = 0; k < snapshot->count; k++)
		snapshot->lines[k] = *quote->lines[snapshot->first + k];
	memcpy(snapshot->uses, quote->uses, rules * sizeof *snapshot->uses);
}

static void
release_snapshot(struct snapshot *snapshot)
{
	free(snapshot->lines);
	free(snapshot->uses);
	free(snapshot->results);
}

static void
go_back(struct quote *quote, const struct snapshot *snapshot)
{
	for (size_t k = 0; k < snapshot->count; k++) {
		*quote->lines[snapshot->first + k] = snapshot->lines[k];
		if (snapshot->lines[k].last_step != QUOTE_NO_STEP)
			quote->steps[snapshot->lines[k].last_step].next = QUOTE_NO_STEP;
	}
	memcpy(quote->uses, snapshot->uses,
	    quote->policy->rules_count * sizeof *quote->uses);
	quote->steps_count = snapshot->steps;
}

static bool
has_changed(const struct quote *quote, const struct snapshot *snapshot,
    const struct money *results)
{
	for (size_t k = 0; k < snapshot->count; k++)
		if (money_compare(quote->lines[snapshot->first + k]->running,
		        results ? results[k] : snapshot->lines[k].running) != 0)
			return true;
	return false;
}

/* The turns one after the other, with those numbered a and b swapped. */
static bool
take_swapped(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i,
    size_t a, size_t b)
{
	for (size_t k = 0; k < n; k++) {
		size_t turn = k == a ? b : k == b ? a : k;
		if (!take_turn(quote, &turns[turn], i))
			return false;
	}
	return true;
}

/* Would the turn, by itself, change anything from here? */
static bool
would_change(struct quote *quote, const struct schedule_turn *turn, size_t i,
    const struct snapshot *snapshot, bool *changes)
{
	bool done = take_turn(quote, turn, i);
	*changes = done && has_changed(quote, snapshot, NULL);
	go_back(quote, snapshot);
	return done;
}

/* Swaps each two of the turns that change something: the result must stay. */
static bool
check_orders(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i,
    const struct snapshot *snapshot, const bool *changes)
{
	for (size_t a = 0; a < n; a++) {
		for (size_t b = a + 1; b < n; b++) {
			if (!changes[a] || !changes[b])
				continue;
			if (!take_swapped(quote, turns, n, i, a, b))
				return false;
			bool differs = has_changed(quote, snapshot, snapshot->results);
			go_back(quote, snapshot);
			if (!differs)
				continue;
			quote_fail(quote, QUOTE_TIE, turns[a].rules[0], i, NULL);
			quote->fault.other = turns[b].rules[0];
			return false;
		}
	}
	return true;
}

/*
 * Turns of the same priority: their order must not matter, since nobody said what it is.
 * They are taken as they stand in the file, after it was seen that any two of them that
 * change something can be swapped.
 */
static bool
check_tied(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i)
{
	struct snapshot snapshot;
	bool *changes = mem_new(n, sizeof *changes), fine = true;
	size_t lively = 0;
	take_snapshot(quote, turns, i, &snapshot);
	for (size_t k = 0; k < n && fine; k++) {
		fine = would_change(quote, &turns[k], i, &snapshot, &changes[k]);
		lively += changes[k];
	}
	if (fine && lively > 1) {
		fine = take_swapped(quote, turns, n, i, n, n);
		for (size_t k = 0; k < snapshot.count; k++)
			snapshot.results[k] = quote->lines[snapshot.first + k]->running;
		go_back(quote, &snapshot);
		fine = fine && check_orders(quote, turns, n, i, &snapshot, changes);
	}
	release_snapshot(&snapshot);
	free(changes);
	return fine;
}

/* Turns in a row, which end where a tie does. */
static bool
take_turns(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i)
{
	for (size_t k = 0, tied = 0; k<n; k++, tied -= tied> 0) {
		if (tied == 0 && turns[k].tied > 1) {
			tied = turns[k].tied;
			if (!check_tied(quote, &turns[k], tied, i))
				return false;
		}
		if (!take_turn(quote, &turns[k], i))
			return false;
	}
	return true;
}

/* The waterfall */

static bool
sum_order(struct quote *quote)
{
	quote->total = zero;
	for (size_t i = 0; i < quote->count; i++)
		if (!quote->lines[i]->is_return &&
		    !money_add(&quote->total, quote->lines[i]->shown)) {
			quote_fail(quote, QUOTE_OVERFLOW, QUOTE_NO_RULE, i, NULL);
			return false;
		}
	return true;
}

/* Rounded by order, what a turn changed is known when all lines had it. */
static bool
show_changes(struct quote *quote, size_t first_step, size_t rule)
{
	struct money *before = mem_new(quote->count, sizeof *before);
	for (size_t i = 0; i < quote->count; i++)
		before[i] = quote->lines[i]->shown;
	bool fits = show_rounded(quote);
	for (size_t i = 0; i < quote->count && fits; i++) {
		struct quote_line *line = quote->lines[i];
		struct money change = difference(line->shown, before[i]);
		uint32_t step = line->first_step;
		while (step != QUOTE_NO_STEP &&
		       (step < first_step || quote->steps[step].beaten))
			step = quote->steps[step].next;
		if (step != QUOTE_NO_STEP)
			quote->steps[step].amount = change;
		else if (change.units != 0)
			quote_add_step(quote, line, rule, change, false);
	}
	free(before);
	if (!fits)
		quote_fail(quote, QUOTE_OVERFLOW, rule, 0, NULL);
	return fits;
}

/* How many turns, from this one on, each line can take before the next one does: those of
 * lines that ask for nothing that other lines change. */
static size_t
count_apart(const struct quote *quote, size_t from, size_t to)
{
	const struct schedule_turn *turns = quote->schedule.turns;
	size_t at = from;
	while (at < to && turns[at].scope == POLICY_OF_LINE && !turns[at].asks_amount)
		at += turns[at].tied;
	return at > from && !by_order(quote) ? at - from : turns[from].tied;
}

/* Rounded by order: each turn by all lines, so that their sum can be rounded. */
static bool
take_by_order(struct quote *quote, const struct schedule_turn *turns, size_t n)
{
	for (size_t i = 0; n > 1 && i < quote->count; i++)
		if (!check_tied(quote, turns, n, i))
			return false;
	for (size_t k = 0; k < n; k++) {
		size_t first_step = quote->steps_count;
		for (size_t i = 0; i < quote->count; i++)
			if (!take_turn(quote, &turns[k], i))
				return false;
		if (!show_changes(quote, first_step,
		        turns[k].count ? turns[k].rules[0] : QUOTE_NO_RULE))
			return false;
	}
	return true;
}

static bool
take_part(struct quote *quote, size_t from, size_t n)
{
	const struct schedule_turn *turns = &quote->schedule.turns[from];
	if (!sum_order(quote))
		return false;
	if (turns->scope == POLICY_OF_ORDER)
		return take_turns(quote, turns, n, 0);
	if (by_order(quote))
		return take_by_order(quote, turns, n);
	for (size_t i = 0; i < quote->count; i++)
		if (!take_turns(quote, turns, n, i))
			return false;
	return true;
}

static bool
descend(struct quote *quote, size_t from, size_t to)
{
	for (size_t n; from < to; from += n) {
		n = count_apart(quote, from, to);
		if (!take_part(quote, from, n))
			return false;
	}
	return true;
}

/* Approvals */

/* Is the discount, in per cent of the list total, at the tier or beyond? */
static bool
reaches_level(const struct policy_rule *rule, const struct policy_tier *tier,
    const struct quote_sums *sums)
{
	struct money list = sums->list, discount = difference(list, sums->net), least;
	if (rule->basis == POLICY_NO_BASIS)
		return true;
	if (list.units < 0) {
		list.units = -list.units;
		discount.units = -discount.units;
	}
	if (list.units == 0)
		return tier->from.units == 0 && !tier->above;
	/* discount × 100 ≥ from × list */
	static const struct money hundred = {100 * (money_units)1000000000000000000};
	if (!money_scale(
	        sums->list, tier->from, hundred, MONEY_DECIMALS, MONEY_DOWN, &least))
		return false;
	int order = money_compare(discount, least);
	struct money exact;
	if (order == 0 &&
	    money_scale(list, tier->from, hundred, MONEY_DECIMALS, MONEY_UP, &exact))
		order = money_compare(discount, exact);
	return order > 0 || (order == 0 && !tier->above);
}

/* The highest level that the rule asks for, judged by these sums; conditions are about
 * the line. */
static size_t
level_of(struct quote *quote, size_t number, size_t line, const struct quote_sums *sums)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	size_t level = 0;
	bool holds = false;
	quote->judged = sums;
	for (size_t t = 0; t < rule->tiers_count; t++) {
		const struct policy_tier *tier = &rule->tiers[t];
		if (!quote->holds(quote->context, quote, tier->condition, line))
			continue;
		holds = true;
		if (tier->level > level && reaches_level(rule, tier, sums))
			level = tier->level;
	}
	quote->judged = NULL;
	quote_record(quote, number, line,
	    level   ? QUOTE_APPLIED
	    : holds ? QUOTE_BELOW_TIERS
	            : QUOTE_DOES_NOT_HOLD);
	return level;
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

static bool
approve(struct quote *quote)
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
		const struct policy_rule *rule = &quote->policy->rules[k];
		for (size_t i = 0; rule->stage == POLICY_APPROVE && i < quote->count;
		     i++) {
			struct quote_sums sums = {.has_cost = true};
			sum_line(quote->lines[i], &sums);
			size_t here = level_of(
			    quote, k, i, rule->scope == POLICY_OF_LINE ? &sums : &whole);
			level = here > level ? here : level;
		}
	}
	for (size_t i = 0; i < quote->count; i++)
		quote->lines[i]->level = (uint32_t)level;
	return true;
}

/* The end */

static bool
close_invoice(struct quote *quote)
{
	for (size_t i = 0; i < quote->count; i++) {
		struct quote_line *line = quote->lines[i];
		line->net = line->shown;
		if (money_compare(line->net, line->list) > 0)
			line->flags |= QUOTE_ABOVE_LIST;
		if (line->has_cost && money_compare(line->net, line->all_cost) < 0)
			line->flags |= QUOTE_BELOW_COST;
	}
	return sum_order(quote) && approve(quote);
}

static bool
begin(struct quote *quote)
{
	const struct policy *policy = quote->policy;
	for (size_t k = 0; k < policy->rules_count; k++)
		quote->uses[k] = policy->rules[k].uses;
	if (quote->explains) {
		quote->outcomes = mem_grow(quote->outcomes, &quote->outcomes_capacity,
		    policy->rules_count * quote->count, 1);
		memset(
		    quote->outcomes, QUOTE_NO_TURN, policy->rules_count * quote->count);
	}
	for (size_t i = 0; i < quote->count; i++)
		if (!begin_line(quote, i))
			return false;
	if (!by_order(quote))
		return true;
	if (show_rounded(quote)) {
		for (size_t i = 0; i < quote->count; i++)
			quote->lines[i]->list = quote->lines[i]->shown;
		return true;
	}
	quote_fail(quote, QUOTE_OVERFLOW, QUOTE_NO_RULE, 0, NULL);
	return false;
}

bool
quote_price(struct quote *quote, struct quote_line **lines, size_t count)
{
	const struct schedule *schedule = &quote->schedule;
	quote->lines = lines;
	quote->count = count;
	return begin(quote) && descend(quote, 0, schedule->invoice) &&
	       close_invoice(quote) && descend(quote, schedule->invoice, schedule->count);
}
