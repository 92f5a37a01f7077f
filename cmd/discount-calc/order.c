#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "quote_inside.h"

/* A line of those an order rule may take from, by the price of a unit. */
struct unit_price {
	struct money price;
	size_t line;
};

/* What a rule would take from each line, in grains. */
struct taken {
	money_units *parts;
	bool *in; /* the rule is about the line */
	money_units total;
	bool applies;
	bool cut;    /* there was no room for all of it */
	size_t uses; /* it took */
};

struct quote_order {
	size_t capacity;
	money_units *weights, *ceilings;
	bool *of_tier; /* the tier at hand holds for the line */
	struct unit_price *prices;
	struct taken *tries; /* by rule of the turn */
	size_t tries_count;
	struct taken *trial; /* the one at hand */
	struct spread_room room;
};

struct quote_order *
order_new(void)
{
	return mem_new(1, sizeof(struct quote_order));
}

void
order_free(struct quote_order *order)
{
	if (!order)
		return;
	free(order->weights);
	free(order->ceilings);
	free(order->of_tier);
	free(order->prices);
	for (size_t i = 0; i < order->tries_count; i++) {
		free(order->tries[i].parts);
		free(order->tries[i].in);
	}
	free(order->tries);
	spread_room_release(&order->room);
	free(order);
}

/* Room for so many lines and so many rules of a turn. */
static void
make_room(struct quote_order *order, size_t lines, size_t rules)
{
	size_t known = order->tries_count;
	bool grow = lines > order->capacity;
	if (rules > known) {
		order->tries = mem_resize(order->tries, rules, sizeof *order->tries);
		memset(order->tries + known, 0, (rules - known) * sizeof *order->tries);
		order->tries_count = rules;
	}
	order->capacity = grow ? lines : order->capacity;
	lines = order->capacity;
	for (size_t i = grow ? 0 : known; i < order->tries_count; i++) {
		struct taken *taken = &order->tries[i];
		taken->parts = mem_resize(taken->parts, lines, sizeof *taken->parts);
		taken->in = mem_resize(taken->in, lines, sizeof *taken->in);
	}
	if (!grow)
		return;
	order->weights = mem_resize(order->weights, lines, sizeof *order->weights);
	order->ceilings = mem_resize(order->ceilings, lines, sizeof *order->ceilings);
	order->of_tier = mem_resize(order->of_tier, lines, sizeof *order->of_tier);
	order->prices = mem_resize(order->prices, lines, sizeof *order->prices);
}

/* Amounts, in grains */

/* What can be told apart: the minor unit, or less where only orders are rounded. */
static money_units
grain(const struct quote *quote)
{
	return quote_rounds_by_order(quote) ? 1 : quote->unit;
}

/* How much the rule may take of the line. Floors are those of the invoice. */
static money_units
headroom(const struct quote *quote, const struct policy_rule *rule,
    const struct quote_line *line)
{
	money_units room = line->running.units;
	if (rule->stage != POLICY_OFFINVOICE)
		room -= line->floor.units;
	return room > 0 ? room / grain(quote) : 0;
}

static struct tiers_rounding
by_line(const struct quote *quote)
{
	return (struct tiers_rounding){.decimals = quote->policy->decimals,
	    .mode = quote->policy->rounding,
	    .on = quote->policy->round_on,
	    .none = quote_rounds_by_order(quote)};
}

/* Which lines, and what they come to */

/* Adds the lines that the tier holds for to the basis; false if there is none. *overflow
 * is set on overflow. */
static bool
sum_lines(struct quote *quote, const bool *in, struct tiers_basis *basis, bool *overflow)
{
	bool any = false;
	*basis = (struct tiers_basis){0};
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		if (!in[i])
			continue;
		any = true;
		if (!money_add(&basis->qty, line->qty) ||
		    !money_add(&basis->running, line->running) ||
		    !money_add(&basis->list, line->full))
			*overflow = true;
	}
	return any;
}

static void
find_lines(struct quote *quote, size_t rule, const struct policy_tier *tier, bool *in)
{
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		enum quote_outcome outcome = QUOTE_NO_CHANGE;
		in[i] = false;
		if (!quote_is_in_order(line))
			outcome = QUOTE_RETURNED;
		else if (!quote->holds(quote->context, quote, tier->condition, i))
			outcome = QUOTE_DOES_NOT_HOLD;
		else if (quote_shuts_out(quote, rule, line))
			outcome = QUOTE_SHUT_OUT;
		else
			in[i] = true;
		/* Of several tiers, the one that comes furthest is told of. */
		if (quote->explains &&
		    (outcome != QUOTE_DOES_NOT_HOLD ||
		        quote_outcome(quote, rule, i) == QUOTE_NO_TURN))
			quote_record(quote, rule, i, outcome);
	}
}

/* Bands all have the same condition, and begin where tiers_effect() says. */
static enum quote_outcome
choose_bands(struct quote *quote, size_t number, const struct policy_tier **chosen)
{
	struct quote_order *order = quote->order;
	bool any = false;
	*chosen = quote->policy->rules[number].tiers;
	find_lines(quote, number, *chosen, order->trial->in);
	for (size_t i = 0; i < quote->count; i++)
		any |= order->trial->in[i];
	return any ? QUOTE_APPLIED : QUOTE_DOES_NOT_HOLD;
}

/* The tier that the order reaches, and its lines in trial->in: where several begin at
 * one point, those of any. */
static enum quote_outcome
choose_tier(struct quote *quote, size_t number, const struct policy_tier **chosen)
{
	struct quote_order *order = quote->order;
	const struct policy_rule *rule = &quote->policy->rules[number];
	struct tiers_basis basis = {0};
	enum quote_outcome outcome = QUOTE_DOES_NOT_HOLD;
	*chosen = NULL;
	if (rule->mode == POLICY_GRADUATED)
		return choose_bands(quote, number, chosen);
	for (size_t t = rule->tiers_count; t-- > 0;) {
		const struct policy_tier *tier = &rule->tiers[t], *reached, *other;
		bool overflow = false;
		if (*chosen && rule->basis != POLICY_NO_BASIS &&
		    !tiers_begin_together(*chosen, tier))
			break;
		find_lines(quote, number, tier, order->of_tier);
		if (!sum_lines(quote, order->of_tier, &basis, &overflow))
			continue;
		if (overflow)
			return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
		outcome = *chosen ? outcome : QUOTE_BELOW_TIERS;
		if (tiers_choose(rule, &tier, 1, &basis, &reached, &other) !=
		    TIERS_APPLIES)
			continue;
		if (*chosen && (!tiers_begin_together(*chosen, tier) ||
		                   !tiers_are_same(*chosen, tier)))
			return quote_fail(quote, QUOTE_CONFLICT, number, 0,
			    (const struct policy_tier *const[]){tier, *chosen});
		for (size_t i = 0; i < quote->count; i++)
			order->trial->in[i] =
			    order->of_tier[i] || (*chosen && order->trial->in[i]);
		*chosen = tier;
		outcome = QUOTE_APPLIED;
	}
	return outcome;
}

/* Spreading */

/* Weighs the lines by what they come to, with room down to their floors. */
static void
weigh_lines(struct quote *quote, const struct policy_rule *rule)
{
	struct quote_order *order = quote->order;
	money_units unit = grain(quote);
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		struct money weight = rule->of_list ? line->full : line->running;
		order->weights[i] = order->trial->in[i] ? weight.units / unit : 0;
		order->ceilings[i] = headroom(quote, rule, line);
	}
}

static void
spread_amount(struct quote *quote, struct money amount)
{
	struct quote_order *order = quote->order;
	money_units total = amount.units / grain(quote);
	money_units left =
	    spread(total, order->weights, total > 0 ? order->ceilings : NULL,
	        quote->count, order->trial->parts, &order->room);
	order->trial->total = total - left;
	order->trial->cut = left != 0;
}

/* Takes what the effect takes of the amount, and spreads it by the weights. */
static enum quote_outcome
take_and_spread(struct quote *quote, size_t number, const struct tiers_effect *effect,
    struct money running)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	const struct tiers_rounding rounding = by_line(quote);
	struct money left, taken = running;
	if (!tiers_settle(effect, running, rule->cap, &rounding, &left) ||
	    !money_subtract(&taken, left))
		return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	spread_amount(quote, taken);
	return QUOTE_APPLIED;
}

static enum quote_outcome
try_amount(struct quote *quote, size_t number, const struct policy_tier *chosen,
    const struct tiers_basis *basis)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	const struct policy_tier *conflict[2];
	struct tiers_effect effect;
	size_t n = 0;
	if (rule->mode == POLICY_GRADUATED)
		for (; n < rule->tiers_count; n++)
			quote->held[n] = &rule->tiers[n];
	else
		quote->held[n++] = chosen;
	enum tiers_outcome outcome =
	    tiers_effect(rule, quote->held, n, basis, 1, &effect, conflict);
	if (outcome == TIERS_CONFLICT)
		return quote_fail(quote, QUOTE_CONFLICT, number, 0, conflict);
	if (outcome == TIERS_BELOW)
		return QUOTE_BELOW_TIERS;
	if (outcome != TIERS_APPLIES)
		return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	weigh_lines(quote, rule);
	return take_and_spread(quote, number, &effect, basis->running);
}

/* Buy some, get some free, over several lines: the cheapest units are free. */

static int
by_price(const void *x, const void *y)
{
	const struct unit_price *a = x, *b = y;
	int order = money_compare(a->price, b->price);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static money_units
whole_units(struct money qty)
{
	return qty.units / MONEY_ONE.units;
}

/* Lists the lines by the price of a unit; *units is how many there are. False on
 * overflow. */
static bool
sort_by_price(struct quote *quote, size_t *count, money_units *units)
{
	struct quote_order *order = quote->order;
	*count = 0;
	*units = 0;
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		if (!order->trial->in[i] || whole_units(line->qty) == 0)
			continue;
		struct unit_price *price = &order->prices[(*count)++];
		price->line = i;
		*units += whole_units(line->qty);
		if (!money_scale(line->running, MONEY_ONE, line->qty, MONEY_DECIMALS,
		        MONEY_HALF_EVEN, &price->price) ||
		    !quote_clear_noise(quote, &price->price))
			return false;
	}
	if (*count)
		qsort(order->prices, *count, sizeof *order->prices, by_price);
	return true;
}

/* Frees so many units of the line. False on overflow. */
static bool
free_units(struct quote *quote, const struct policy_rule *rule,
    const struct policy_tier *tier, size_t i, money_units units)
{
	struct tiers_rounding rounding = by_line(quote);
	const struct quote_line *line = quote->lines[i];
	struct tiers_effect effect = {
	    .x = rule->of_list ? line->full : line->running, .b = line->qty};
	struct money left, taken = line->running;
	if (quote->policy->round_at == POLICY_AT_UNIT)
		rounding.units = line->qty;
	if (!money_multiply(
	        (struct money){units * MONEY_ONE.units}, tier->value, &effect.a) ||
	    !tiers_settle(&effect, line->running, POLICY_NO_CAP, &rounding, &left) ||
	    !money_subtract(&taken, left))
		return false;
	money_units part = taken.units / grain(quote), room = headroom(quote, rule, line);
	if (part > room) {
		part = room;
		quote->order->trial->cut = true;
	}
	quote->order->trial->parts[i] = part;
	quote->order->trial->total += part;
	return true;
}

/* Takes no more than the cap, spread by what would have been taken. */
static void
cap_parts(struct quote *quote, struct money cap)
{
	struct quote_order *order = quote->order;
	money_units most = cap.units / grain(quote);
	if (cap.units == POLICY_NO_CAP.units || order->trial->total <= most)
		return;
	memcpy(order->weights, order->trial->parts, quote->count * sizeof(money_units));
	spread(
	    most, order->weights, NULL, quote->count, order->trial->parts, &order->room);
	order->trial->total = most;
}

static enum quote_outcome
try_bogo(struct quote *quote, size_t number, const struct policy_tier *tier)
{
	struct quote_order *order = quote->order;
	const struct policy_rule *rule = &quote->policy->rules[number];
	size_t count, uses = quote->uses[number];
	money_units units;
	memset(order->trial->parts, 0, quote->count * sizeof(money_units));
	if (!sort_by_price(quote, &count, &units))
		return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	money_units free = tiers_free_units(
	    units, whole_units(tier->from), whole_units(tier->size), &uses);
	for (size_t k = 0; k < count && free > 0; k++) {
		size_t i = order->prices[k].line;
		money_units here = whole_units(quote->lines[i]->qty);
		here = here < free ? here : free;
		free -= here;
		if (!free_units(quote, rule, tier, i, here))
			return quote_fail(quote, QUOTE_OVERFLOW, number, i, NULL);
	}
	cap_parts(quote, rule->cap);
	order->trial->uses = uses;
	return QUOTE_APPLIED;
}

/* Bundles */

/* Is the line one of the component's, and the bundle about it? */
static bool
is_part(const struct quote *quote, const struct policy_part *part, size_t i)
{
	return quote->order->trial->in[i] &&
	       slice_equal_nocase(slice_trim(quote->lines[i]->sku), slice_of(part->sku));
}

/* How many bundles the lines are enough for. */
static money_units
count_bundles(const struct quote *quote, const struct policy_tier *tier, size_t uses)
{
	money_units times = uses < INT64_MAX ? (money_units)uses : INT64_MAX;
	for (size_t k = 0; k < tier->parts_count; k++) {
		money_units units = 0;
		for (size_t i = 0; i < quote->count; i++)
			if (is_part(quote, &tier->parts[k], i))
				units += whole_units(quote->lines[i]->qty);
		money_units here = units / whole_units(tier->parts[k].units);
		times = here < times ? here : times;
	}
	return times;
}

/* Weighs the lines by what their units in the bundles come to, earlier lines giving
 * theirs first. *value is the sum, *running that of their lines. False on overflow. */
static bool
weigh_part(struct quote *quote, const struct policy_part *part, money_units times,
    struct money *value, struct money *running)
{
	money_units left = times * whole_units(part->units);
	for (size_t i = 0; i < quote->count && left > 0; i++) {
		const struct quote_line *line = quote->lines[i];
		if (!is_part(quote, part, i))
			continue;
		money_units units = whole_units(line->qty);
		units = units < left ? units : left;
		left -= units;
		struct money here;
		if (units == 0)
			continue;
		if (!money_scale(line->running, (struct money){units * MONEY_ONE.units},
		        line->qty, MONEY_DECIMALS, MONEY_HALF_EVEN, &here) ||
		    !money_add(value, here) || !money_add(running, line->running))
			return false;
		quote->order->weights[i] = here.units;
	}
	return true;
}

/* What so many bundles, whose units come to `value`, take off. False on overflow. */
static bool
bundle_effect(const struct quote *quote, const struct policy_tier *tier,
    money_units times, struct money value, struct tiers_effect *effect)
{
	struct money price = {0};
	*effect = (struct tiers_effect){.whole = value, .b = MONEY_ONE};
	if (tier->is_rate)
		return money_multiply(value, tier->value, &effect->whole) &&
		       quote_clear_noise(quote, &effect->whole);
	if (times > INT64_MAX || !money_add_times(&price, tier->value, (int64_t)times) ||
	    !money_subtract(&effect->whole, price) ||
	    !quote_clear_noise(quote, &effect->whole))
		return false;
	if (effect->whole.units < 0)
		effect->whole.units = 0;
	return true;
}

static enum quote_outcome
try_bundle(struct quote *quote, size_t number, const struct policy_tier *tier)
{
	struct quote_order *order = quote->order;
	struct money value = {0}, running = {0};
	struct tiers_effect effect;
	const struct policy_rule *rule = &quote->policy->rules[number];
	money_units times = count_bundles(quote, tier, quote->uses[number]);
	order->trial->uses = (size_t)times;
	if (times == 0)
		return QUOTE_INCOMPLETE;
	for (size_t i = 0; i < quote->count; i++) {
		order->weights[i] = 0;
		order->ceilings[i] = headroom(quote, rule, quote->lines[i]);
	}
	for (size_t k = 0; k < tier->parts_count; k++)
		if (!weigh_part(quote, &tier->parts[k], times, &value, &running))
			return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	if (!bundle_effect(quote, tier, times, value, &effect))
		return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	return take_and_spread(quote, number, &effect, running);
}

/* Turns */

/* What the rule would take, into the order's trial. */
static enum quote_outcome
try_rule(struct quote *quote, size_t number)
{
	const struct policy_rule *rule = &quote->policy->rules[number];
	struct taken *trial = quote->order->trial;
	const struct policy_tier *tier;
	struct tiers_basis basis;
	bool overflow = false;
	trial->total = 0;
	trial->cut = false;
	trial->uses = 1;
	enum quote_outcome outcome = choose_tier(quote, number, &tier);
	if (outcome != QUOTE_APPLIED)
		return outcome;
	if (quote->uses[number] == 0)
		return QUOTE_USED_UP;
	sum_lines(quote, trial->in, &basis, &overflow);
	if (overflow)
		return quote_fail(quote, QUOTE_OVERFLOW, number, 0, NULL);
	if (rule->kind == POLICY_BOGO)
		outcome = try_bogo(quote, number, tier);
	else if (rule->kind == POLICY_BUNDLE)
		outcome = try_bundle(quote, number, tier);
	else
		outcome = try_amount(quote, number, tier, &basis);
	if (outcome == QUOTE_APPLIED && trial->total == 0 && !trial->cut)
		outcome = QUOTE_NO_CHANGE;
	return outcome;
}

/* What came of the rule for the lines that it is about. */
static void
record_lines(struct quote *quote, size_t rule, enum quote_outcome outcome)
{
	for (size_t i = 0; quote->explains && i < quote->count; i++)
		if (quote_outcome(quote, rule, i) == QUOTE_NO_CHANGE)
			quote_record(quote, rule, i, outcome);
}

static struct money
change_of(const struct quote *quote, money_units part)
{
	return (struct money){-part * grain(quote)};
}

/* Notes what a beaten rule would have taken from the lines that the best one changed;
 * NULL: none did. */
static void
note_beaten(
    struct quote *quote, size_t rule, const struct taken *taken, const struct taken *best)
{
	for (size_t i = 0; i < quote->count; i++) {
		if (!taken->in[i])
			continue;
		quote_record(quote, rule, i, QUOTE_BEATEN);
		if (best && taken->parts[i] > 0 && best->parts[i])
			quote_add_step(quote, quote->lines[i], rule,
			    change_of(quote, taken->parts[i]), true);
	}
}

static void
apply(struct quote *quote, size_t rule, const struct taken *taken)
{
	if (quote->uses[rule] != POLICY_ANY_USES)
		quote->uses[rule] -= taken->uses;
	for (size_t i = 0; i < quote->count; i++) {
		struct quote_line *line = quote->lines[i];
		if (!taken->in[i])
			continue;
		if (taken->cut)
			line->flags |= QUOTE_DISCOUNT_CUT;
		quote_record(
		    quote, rule, i, taken->parts[i] ? QUOTE_APPLIED : QUOTE_NO_CHANGE);
		if (taken->parts[i] == 0)
			continue;
		struct money change = change_of(quote, taken->parts[i]);
		quote_mark(quote, rule, line);
		line->running.units += change.units;
		if (!quote_rounds_by_order(quote))
			line->shown = line->running;
		quote_add_step(quote, line, rule, change, false);
	}
}

/* Tries the turn's rules. The one that takes most is *best, turn->count if none applies,
 * or one that does takes nothing. */
static bool
try_turn(struct quote *quote, const struct schedule_turn *turn, size_t *best)
{
	struct quote_order *order = quote->order;
	money_units most = 0;
	bool any = false;
	*best = turn->count;
	for (size_t k = 0; k < turn->count; k++) {
		struct taken *trial = order->trial = &order->tries[k];
		enum quote_outcome outcome = try_rule(quote, turn->rules[k]);
		trial->applies = outcome == QUOTE_APPLIED;
		if (outcome == QUOTE_FAULTY)
			return false;
		if (!trial->applies)
			record_lines(quote, turn->rules[k], outcome);
		if (!trial->applies && outcome != QUOTE_NO_CHANGE)
			continue;
		if (any && trial->total <= most)
			continue;
		any = true;
		most = trial->total;
		*best = trial->applies ? k : turn->count;
	}
	return true;
}

bool
order_turn(struct quote *quote, const struct schedule_turn *turn)
{
	struct quote_order *order = quote->order;
	size_t best;
	make_room(order, quote->count, turn->count);
	if (!try_turn(quote, turn, &best))
		return false;
	if (best < turn->count)
		apply(quote, turn->rules[best], &order->tries[best]);
	for (size_t k = 0; k < turn->count; k++)
		if (k != best && order->tries[k].applies)
			note_beaten(quote, turn->rules[k], &order->tries[k],
			    best < turn->count ? &order->tries[best] : NULL);
	return true;
}
