#include "quote.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "approval.h"
#include "line.h"
#include "listing.h"
#include "order.h"
#include "quote_inside.h"
#include "ties.h"

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
	if (beaten && quote_rounds_by_order(quote)) {
		money_round(&amount, quote->policy->decimals, quote->policy->rounding);
		if (amount.units == 0)
			return;
	}
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

/* Rounds the line down, and says what that leaves over; returns stand alone. *exact and
 * *shown are the sums so far. False on overflow. */
static bool
round_down(const struct quote *quote, struct quote_line *line, struct remainder *rest,
    struct money *exact, money_units *shown)
{
	line->shown = line->running;
	if (line->is_return)
		return money_round(
		    &line->shown, quote->policy->decimals, quote->policy->rounding);
	if (!money_add(exact, line->running) || !quote_clear_noise(quote, &line->shown))
		return false;
	rest->fraction = line->shown.units % quote->unit;
	line->shown.units -= rest->fraction;
	*shown += line->shown.units;
	return true;
}

/* Shows the lines in minor units, such that their sum is the rounded sum: each rounded
 * down, and what is missing given to the largest remainders. */
static bool
show_rounded(struct quote *quote)
{
	struct money exact = zero;
	money_units shown = 0;
	size_t n = 0;
	struct remainder *rest = mem_new(quote->count, sizeof *rest);
	bool fits = true;
	for (size_t i = 0; i < quote->count && fits; i++) {
		rest[n].line = i;
		fits = round_down(quote, quote->lines[i], &rest[n], &exact, &shown);
		n += !quote->lines[i]->is_return;
	}
	fits = fits && quote_clear_noise(quote, &exact) &&
	       money_round(&exact, quote->policy->decimals, quote->policy->rounding);
	money_units missing = fits ? (exact.units - shown) / quote->unit : 0;
	if (n)
		qsort(rest, n, sizeof *rest, by_remainder);
	for (size_t k = 0; k < n && missing > 0; k++, missing--)
		quote->lines[rest[k].line]->shown.units += quote->unit;
	/* Noise may have been cleared upwards in lines, and not in their sum. */
	for (size_t k = n; k-- > 0 && missing < 0; missing++)
		quote->lines[rest[k].line]->shown.units -= quote->unit;
	free(rest);
	return fits;
}

/* Turns, of lines or of the order */

bool
quote_take_turn(struct quote *quote, const struct schedule_turn *turn, size_t i)
{
	if (turn->scope == POLICY_OF_ORDER)
		return order_turn(quote, turn);
	if (turn->stage != POLICY_GUARD)
		return line_turn(quote, turn, i);
	line_guard(quote, i);
	return true;
}

/* Turns in a row, which end where a tie does. */
static bool
take_turns(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i)
{
	size_t tied = 0; /* turns to come that were seen to be in no need of an order */
	for (size_t k = 0; k < n; k++) {
		if (tied == 0 && turns[k].tied > 1) {
			tied = turns[k].tied;
			if (!ties_check(quote, &turns[k], tied, i))
				return false;
		}
		if (!quote_take_turn(quote, &turns[k], i))
			return false;
		tied -= tied > 0;
	}
	return true;
}

/* The waterfall */

static bool
sum_order(struct quote *quote)
{
	quote->total = zero;
	for (size_t i = 0; i < quote->count; i++)
		if (quote_is_in_order(quote->lines[i]) &&
		    !money_add(&quote->total, quote->lines[i]->shown)) {
			quote_fail(quote, QUOTE_OVERFLOW, QUOTE_NO_RULE, i, NULL);
			return false;
		}
	return true;
}

/* The first step from there on that wasn't beaten, or the count of steps. */
static size_t
find_step(const struct quote *quote, size_t from)
{
	while (from < quote->steps_count && quote->steps[from].beaten)
		from++;
	return from;
}

/* Shows what the line changed by: in the step that it got for it, or, where it is only
 * that another line was rounded otherwise, in one for the same rule. */
static void
show_change(struct quote *quote, struct quote_line *line, struct money before,
    size_t first_step, size_t rule)
{
	struct money change = quote_change(line->shown, before);
	uint32_t step = line->first_step;
	while (step != QUOTE_NO_STEP && (step < first_step || quote->steps[step].beaten))
		step = quote->steps[step].next;
	if (step != QUOTE_NO_STEP)
		quote->steps[step].amount = change;
	else if (change.units != 0)
		quote_add_step(quote, line, rule, change, false);
}

/* Rounded by order, what a turn changed is known when all lines had it. */
static bool
show_changes(struct quote *quote, size_t first_step)
{
	size_t first = find_step(quote, first_step);
	if (first == quote->steps_count)
		return true;
	size_t rule = quote->steps[first].rule;
	struct money *before = mem_new(quote->count, sizeof *before);
	for (size_t i = 0; i < quote->count; i++)
		before[i] = quote->lines[i]->shown;
	bool fits = show_rounded(quote);
	for (size_t i = 0; i < quote->count && fits; i++)
		show_change(quote, quote->lines[i], before[i], first_step, rule);
	free(before);
	if (!fits)
		quote_fail(quote, QUOTE_OVERFLOW, rule, 0, NULL);
	return fits;
}

static bool
any_asks_amount(const struct schedule_turn *turns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (turns[i].asks_amount)
			return true;
	return false;
}

/* How many turns, from this one on, each line can take before the next one does: those of
 * lines that ask for nothing that other lines change. */
static size_t
count_apart(const struct quote *quote, size_t from, size_t to)
{
	const struct schedule_turn *turns = quote->schedule.turns;
	size_t at = from;
	while (at < to && turns[at].scope == POLICY_OF_LINE &&
	       !any_asks_amount(&turns[at], turns[at].tied))
		at += turns[at].tied;
	return at > from && !quote_rounds_by_order(quote) ? at - from : turns[from].tied;
}

/* How often turns are taken: by each line, or once by the order. */
static size_t
takers(const struct quote *quote, const struct schedule_turn *turns)
{
	return turns->scope == POLICY_OF_ORDER ? 1 : quote->count;
}

/* Rounded by order: each turn by all, so that the sum can be rounded. */
static bool
take_by_order(struct quote *quote, const struct schedule_turn *turns, size_t n)
{
	for (size_t i = 0; n > 1 && i < takers(quote, turns); i++)
		if (!ties_check(quote, turns, n, i))
			return false;
	for (size_t k = 0; k < n; k++) {
		size_t first_step = quote->steps_count;
		for (size_t i = 0; i < takers(quote, turns); i++)
			if (!quote_take_turn(quote, &turns[k], i))
				return false;
		if (!show_changes(quote, first_step))
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
	if (quote_rounds_by_order(quote))
		return take_by_order(quote, turns, n);
	for (size_t i = 0; i < takers(quote, turns); i++)
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
	return sum_order(quote) && approval_find(quote);
}

static bool
begin(struct quote *quote)
{
	const struct policy *policy = quote->policy;
	for (size_t k = 0; k < policy->rules_count; k++)
		quote->uses[k] = policy->rules[k].uses;
	if (quote->explains && policy->rules_count) {
		quote->outcomes = mem_grow(quote->outcomes, &quote->outcomes_capacity,
		    policy->rules_count * quote->count, 1);
		memset(
		    quote->outcomes, QUOTE_NO_TURN, policy->rules_count * quote->count);
	}
	for (size_t i = 0; i < quote->count; i++)
		if (!listing_begin(quote, i))
			return false;
	if (!quote_rounds_by_order(quote))
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
