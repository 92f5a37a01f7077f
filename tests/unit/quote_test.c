/*
 * A million quotes drawn at random, priced by policies drawn at random, and what must
 * hold for each of them. `quote_test SEED [POLICIES]` begins elsewhere: a case that fails
 * prints its seed, and policy and quote as files that discount-calc reads.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/discount-calc/quote.h"
#include "check.h"

enum {
	MOST_RULES = 7,
	MOST_TIERS = 3,
	MOST_LINES = 6,
	QUOTES = 4, /* by policy */
	MOST_FAILURES = 5,
#if defined __SANITIZE_ADDRESS__
	POLICIES = 20000,
#else
	POLICIES = 265000,
#endif
};

/* Drawing */

static uint64_t state; /* set anew for each case, which it makes */

/* 0 to n - 1 (splitmix64). */
static int
draw(int n)
{
	uint64_t x = state += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (int)((x >> 33) % (uint64_t)n);
}

static bool
chance(int percent)
{
	return draw(100) < percent;
}

static struct money
thousandths(int64_t n)
{
	return (struct money){(money_units)n * 1000000000000000};
}

static struct money
whole(int64_t n)
{
	return thousandths(n * 1000);
}

/* What is priced */

enum {
	ALWAYS,
	IF_A,
	IF_B,
	IF_CUP,
	IF_HAS_TEA,
	IF_DEAR,  /* the order comes to 50 */
	IF_LARGE, /* the line comes to 20 */
	CONDITIONS
};

static const char *const condition_texts[CONDITIONS] = {
    "", "a=1", "b=1", "sku=cup", "has=tea", "amount>=50", "line_amount>=20"};
static const char *const skus[] = {"cup", "tea", "pie", "hat"};

struct cells {
	bool a, b;
};

struct store {
	uint64_t seed;
	struct policy policy;
	struct policy_rule rules[MOST_RULES + 1];
	struct policy_tier tiers[MOST_RULES + 1][MOST_TIERS];
	struct policy_condition conditions[CONDITIONS];
	struct policy_part parts[2];
	char names[MOST_RULES + 1][24], groups[MOST_RULES + 1][24];
	money_units unit;
	bool may_raise, guard_is_last, excludes, plain_lines;
	struct quote_line lines[MOST_LINES];
	struct cells cells[MOST_LINES];
	size_t lines_count;
};

static money_units
minor_unit(const struct policy *policy)
{
	money_units unit = 1;
	for (int i = policy->decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	return unit;
}

static void
shuffle_stages(struct policy *policy)
{
	static const enum policy_stage usual[] = {POLICY_CONTRACT, POLICY_VOLUME,
	    POLICY_TERM, POLICY_PROMO, POLICY_PARTNER, POLICY_DISTRIBUTOR, POLICY_ORDER,
	    POLICY_GUARD,
	    /* No rule drawn is of stage manual: it is for one on top of all. */
	    POLICY_MANUAL, POLICY_APPROVE, POLICY_OFFINVOICE};
	memcpy(policy->stages, usual, sizeof usual);
	policy->stages_count = POLICY_STAGES;
	if (chance(70))
		return;
	for (int i = 6; i > 0; i--) {
		int k = draw(i + 1);
		enum policy_stage stage = policy->stages[i];
		policy->stages[i] = policy->stages[k];
		policy->stages[k] = stage;
	}
	if (chance(30)) {
		int at = draw(7);
		policy->stages[7] = policy->stages[at];
		policy->stages[at] = POLICY_GUARD;
	}
}

static struct money
draw_rate(void)
{
	switch (draw(7)) {
	case 0:
		/* Times an amount, it has 18 decimals. */
		return (struct money){333333333333333000};
	case 1:
		return MONEY_ONE;
	case 2:
		return thousandths(draw(1001));
	case 3:
		return (struct money){-MONEY_ONE.units / 100 * draw(40)};
	default:
		return thousandths(10 * draw(101));
	}
}

static struct money
draw_amount(int most)
{
	return chance(80) ? thousandths(10 * draw(100 * most))
	                  : thousandths(draw(1000 * most));
}

static void
draw_value(struct policy_rule *rule, struct policy_tier *tier)
{
	switch (rule->kind) {
	case POLICY_PERCENT:
		tier->value = draw_rate();
		break;
	case POLICY_AMOUNT:
		tier->value = draw_amount(rule->per_unit ? 5 : 30);
		if (chance(12))
			tier->value.units = -tier->value.units;
		break;
	case POLICY_PRICE:
		tier->value = draw_amount(60);
		tier->flat = chance(30) ? draw_amount(5) : (struct money){0};
		break;
	case POLICY_PACKAGE:
		tier->value = draw_amount(200);
		tier->size =
		    chance(80) ? whole(1 + draw(12)) : thousandths(1 + draw(5000));
		tier->from = whole(chance(80) ? 1 : draw(5));
		break;
	case POLICY_BOGO:
		tier->value = chance(60) ? MONEY_ONE : thousandths(1 + draw(1000));
		tier->from = whole(1 + draw(4));
		tier->size = whole(1 + draw(3));
		break;
	case POLICY_FLOOR_PRICE:
		tier->value = draw_amount(50);
		break;
	case POLICY_FLOOR_MARGIN:
		tier->value = thousandths(draw(900));
		break;
	default:
		break;
	}
}

static void
draw_bundle(struct store *store, struct policy_tier *tier)
{
	static char cup[] = "cup", tea[] = "tea";
	store->parts[0] = (struct policy_part){cup, whole(1 + draw(3))};
	store->parts[1] = (struct policy_part){tea, whole(1 + draw(2))};
	tier->parts = store->parts;
	tier->parts_count = 1 + (size_t)draw(2);
	tier->is_rate = chance(40);
	tier->value = tier->is_rate ? thousandths(draw(1001)) : draw_amount(80);
}

static size_t
draw_condition(const struct policy_rule *rule)
{
	bool may_ask = rule->stage != POLICY_GUARD && rule->stage != POLICY_APPROVE;
	if (chance(50))
		return ALWAYS;
	return (size_t)draw(may_ask ? CONDITIONS : IF_DEAR);
}

static void
draw_tiers(struct store *store, struct policy_rule *rule)
{
	bool has_basis = rule->basis != POLICY_NO_BASIS;
	bool together = chance(80) || (rule->mode == POLICY_GRADUATED &&
	                                  rule->scope == POLICY_OF_ORDER);
	size_t condition = draw_condition(rule);
	bool counts = rule->mode == POLICY_GRADUATED && rule->basis == POLICY_BY_QTY;
	int start = chance(50) ? 0 : draw(rule->basis == POLICY_BY_QTY ? 4 : 30);
	rule->tiers_count = has_basis ? 1 + (size_t)draw(MOST_TIERS) : 1;
	for (size_t i = 0; i < rule->tiers_count; i++) {
		struct policy_tier *tier = &rule->tiers[i];
		*tier = (struct policy_tier){.line = 1,
		    .condition = together ? condition : draw_condition(rule),
		    .level = (size_t)(1 + draw(3))};
		draw_value(rule, tier);
		if (rule->kind == POLICY_BUNDLE)
			draw_bundle(store, tier);
		if (has_basis) {
			/* Bands of units begin before the one that `from` names. */
			tier->above = chance(15);
			tier->start = whole(start);
			tier->starts_above =
			    tier->above && rule->mode != POLICY_GRADUATED;
			tier->from = whole(start + (counts && !tier->above));
			start += 1 + draw(rule->basis == POLICY_BY_AMOUNT ? 60 : 8);
		}
		rule->one_condition &= tier->condition == rule->tiers[0].condition;
		store->may_raise |= tier->value.units < 0;
	}
	store->may_raise |= rule->kind == POLICY_PRICE || rule->kind == POLICY_PACKAGE;
}

static enum policy_kind
draw_kind(bool plain)
{
	static const enum policy_kind kinds[] = {POLICY_PERCENT, POLICY_PERCENT,
	    POLICY_PERCENT, POLICY_PERCENT, POLICY_PERCENT, POLICY_AMOUNT, POLICY_AMOUNT,
	    POLICY_AMOUNT, POLICY_PRICE, POLICY_PACKAGE, POLICY_BOGO, POLICY_BOGO,
	    POLICY_FLOOR_PRICE, POLICY_FLOOR_MARGIN, POLICY_LEVEL, POLICY_BUNDLE};
	return kinds[draw((int)(sizeof kinds / sizeof *kinds) - plain)];
}

static void
draw_combination(struct store *store, struct policy_rule *rule, char group[static 24])
{
	rule->group = group;
	*group = '\0';
	if (chance(18)) {
		rule->combine = POLICY_BEST;
		snprintf(
		    group, 24, "best-%s-%d", policy_stage_name(rule->stage), rule->scope);
	} else if (chance(8)) {
		rule->combine = POLICY_EXCLUSIVE;
		store->excludes = true;
		snprintf(group, 24, "%s", chance(50) ? "shared" : "");
	} else if (chance(20)) {
		snprintf(group, 24, "shared");
	}
	rule->priority = (int32_t)(chance(90) ? rule - store->rules : draw(3));
	if (chance(5))
		rule->priority = POLICY_LAST_PRIORITY;
}

static void
draw_shape(struct policy_rule *rule)
{
	bool line = rule->scope == POLICY_OF_LINE;
	if (rule->kind <= POLICY_PRICE && chance(50))
		rule->basis = (enum policy_basis)(1 + draw(line ? 3 : 2));
	if (rule->kind == POLICY_LEVEL && chance(80))
		rule->basis = POLICY_BY_DISCOUNT;
	bool bands =
	    rule->kind == POLICY_PERCENT
	        ? rule->basis == POLICY_BY_QTY || rule->basis == POLICY_BY_AMOUNT
	        : rule->kind <= POLICY_PRICE && rule->basis == POLICY_BY_QTY && line;
	if (bands && chance(50))
		rule->mode = POLICY_GRADUATED;
	if (rule->kind == POLICY_PACKAGE)
		rule->mode = (enum policy_mode)(POLICY_ROUND_UP + draw(3));
	if (rule->kind == POLICY_PERCENT || rule->kind == POLICY_BOGO ||
	    (rule->kind == POLICY_AMOUNT && rule->basis == POLICY_BY_AMOUNT))
		rule->of_list = chance(40);
	if (rule->kind == POLICY_AMOUNT && line)
		rule->per_unit = rule->mode == POLICY_GRADUATED || chance(50);
}

static void
draw_rule(struct store *store, size_t i)
{
	static const enum policy_stage stages[] = {POLICY_CONTRACT, POLICY_VOLUME,
	    POLICY_TERM, POLICY_PROMO, POLICY_PARTNER, POLICY_DISTRIBUTOR, POLICY_ORDER,
	    POLICY_OFFINVOICE};
	struct policy_rule *rule = &store->rules[i];
	snprintf(store->names[i], sizeof store->names[i], "R%zu", i);
	*rule = (struct policy_rule){.name = store->names[i],
	    .line = i + 2,
	    .kind = draw_kind(store->plain_lines),
	    .tiers = store->tiers[i],
	    .stage = stages[draw(8)],
	    .cap = POLICY_NO_CAP,
	    .uses = POLICY_ANY_USES,
	    .one_condition = true,
	    .group = store->groups[i]};
	bool floors =
	    rule->kind == POLICY_FLOOR_PRICE || rule->kind == POLICY_FLOOR_MARGIN;
	bool either = rule->kind == POLICY_PERCENT || rule->kind == POLICY_AMOUNT ||
	              rule->kind == POLICY_BOGO || rule->kind == POLICY_LEVEL;
	if (rule->kind == POLICY_BUNDLE || (either && !store->plain_lines && chance(45)))
		rule->scope = POLICY_OF_ORDER;
	rule->stage = floors                       ? POLICY_GUARD
	              : rule->kind == POLICY_LEVEL ? POLICY_APPROVE
	                                           : rule->stage;
	draw_shape(rule);
	rule->priority = POLICY_LAST_PRIORITY;
	if (!floors && rule->kind != POLICY_LEVEL) {
		draw_combination(store, rule, store->groups[i]);
		if (chance(20))
			rule->cap = (struct money){store->unit * (1 + draw(2000))};
		if (!store->plain_lines && chance(10) &&
		    (rule->scope == POLICY_OF_LINE || rule->kind == POLICY_BOGO ||
		        rule->kind == POLICY_BUNDLE))
			rule->uses = 1 + (size_t)draw(3);
	}
	draw_tiers(store, rule);
}

static void
draw_policy(struct store *store, uint64_t seed)
{
	static const int decimals[] = {2, 2, 2, 2, 0, 3};
	struct policy *policy = &store->policy;
	state = seed * 0x2545f4914f6cdd1d;
	*store = (struct store){.seed = seed, .plain_lines = draw(100) < 40};
	*policy = (struct policy){.path = "random",
	    .decimals = decimals[draw(6)],
	    .rounding = (enum money_rounding)(chance(40) ? 0 : draw(5)),
	    .round_on = (enum policy_round_on)draw(2),
	    .round_at = (enum policy_round_at)(chance(60) ? 0 : draw(3)),
	    .rules = store->rules,
	    .rules_count = 1 + (size_t)draw(MOST_RULES),
	    .conditions = store->conditions,
	    .conditions_count = CONDITIONS,
	    .levels_count = 3};
	store->unit = minor_unit(policy);
	for (size_t i = IF_DEAR; i < CONDITIONS; i++)
		store->conditions[i].asks_amount = true;
	shuffle_stages(policy);
	store->guard_is_last = policy->stages[7] == POLICY_GUARD;
	for (size_t i = 0; i < policy->rules_count; i++)
		draw_rule(store, i);
}

static void
draw_line(struct store *store, size_t i)
{
	struct quote_line *line = &store->lines[i];
	store->cells[i] = (struct cells){chance(50), chance(50)};
	*line = (struct quote_line){
	    .qty = chance(85) ? whole(1 + draw(30)) : thousandths(draw(5000)),
	    .list_price = draw_amount(100),
	    .has_cost = chance(80),
	    .has_term = chance(70),
	    .term = whole(draw(37)),
	    .sku = slice_of(skus[draw(4)]),
	    .is_return = chance(8),
	    .row = &store->cells[i]};
	line->list_price.units = chance(3) ? 0 : line->list_price.units;
	line->cost = (struct money){line->list_price.units / 10 * draw(12)};
}

static void
draw_quote(struct store *store)
{
	store->lines_count = 1 + (size_t)draw(MOST_LINES);
	for (size_t i = 0; i < store->lines_count; i++)
		draw_line(store, i);
}

/* What failed, as files that discount-calc reads */

static const char *
shown(struct money x)
{
	static char texts[8][MONEY_TEXT];
	static size_t next;
	char *text = texts[next++ % 8];
	money_format(x, text);
	return text;
}

static void
print_value(const struct policy_rule *rule, const struct policy_tier *tier)
{
	static const char *const levels[] = {"low", "middle", "high"};
	const char *value = shown(tier->value);
	switch (rule->kind) {
	case POLICY_AMOUNT:
		fprintf(stderr, "%s%s", value,
		    rule->scope == POLICY_OF_ORDER ? ""
		    : rule->per_unit               ? "/unit"
		                                   : "/line");
		break;
	case POLICY_PRICE:
		fprintf(stderr, "%s+%s", value, shown(tier->flat));
		break;
	case POLICY_PACKAGE:
		fprintf(stderr, "%s/%s", value, shown(tier->size));
		break;
	case POLICY_BOGO:
		fprintf(stderr, "%s@%s", shown(tier->size), value);
		break;
	case POLICY_BUNDLE:
		fprintf(stderr, "cup*%s", shown(tier->parts[0].units));
		if (tier->parts_count > 1)
			fprintf(stderr, "+tea*%s", shown(tier->parts[1].units));
		if (tier->is_rate)
			value = shown((struct money){tier->value.units * 100});
		fprintf(stderr, "=%s%s", value, tier->is_rate ? "%" : "");
		break;
	case POLICY_LEVEL:
		fprintf(stderr, "%s", levels[tier->level - 1]);
		break;
	default:
		fprintf(stderr, "%s", value);
		break;
	}
}

static void
print_tier(const struct policy_rule *rule, const struct policy_tier *tier)
{
	static const char *const bases[] = {"", "qty", "amount", "term", "discount_pct"};
	static const char *const modes[] = {"", "graduated", "up", "down", "rest"};
	static const char *const ways[] = {"stack", "best", "exclusive"};
	bool from =
	    rule->basis || rule->kind == POLICY_PACKAGE || rule->kind == POLICY_BOGO;
	bool plain = rule->stage == POLICY_GUARD || rule->stage == POLICY_APPROVE;
	fprintf(stderr, "%s,%s,%s,%s,%s,%s,%s,%s%s,", rule->name,
	    policy_stage_name(rule->stage), policy_kind_name(rule->kind),
	    rule->scope ? "order" : "line", condition_texts[tier->condition],
	    bases[rule->basis], modes[rule->mode], tier->above ? ">" : "",
	    from ? shown(tier->from) : "");
	print_value(rule, tier);
	fprintf(stderr, ",%s,%s,%s,", rule->of_list ? "list" : "",
	    plain ? "" : ways[rule->combine], rule->group);
	if (rule->priority != POLICY_LAST_PRIORITY)
		fprintf(stderr, "%d", (int)rule->priority);
	fprintf(stderr, ",%s", rule->cap.units >= 0 ? shown(rule->cap) : "");
	if (rule->uses != POLICY_ANY_USES)
		fprintf(stderr, " %zux", rule->uses);
	fprintf(stderr, "\n");
}

static void
print_case(const struct store *store)
{
	static const char *const roundings[] = {
	    "half-up", "half-even", "half-down", "up", "down"};
	static const char *const places[] = {"line", "unit", "order"};
	const struct policy *policy = &store->policy;
	fprintf(stderr, "seed %" PRIu64 "\n", store->seed);
	fprintf(stderr, "rule,stage,kind,scope,when,basis,mode,from,value,base,combine,"
	                "group,priority,cap\n");
	fprintf(stderr, "set,,decimals,,,,,,%d,,,,,\nset,,round,,,,,,%s,,,,,\n",
	    policy->decimals, roundings[policy->rounding]);
	fprintf(stderr, "set,,round_on,,,,,,%s,,,,,\nset,,round_at,,,,,,%s,,,,,\n",
	    policy->round_on ? "discount" : "price", places[policy->round_at]);
	fprintf(stderr, "set,,stages,,,,,,");
	for (size_t i = 0; i < policy->stages_count; i++)
		fprintf(
		    stderr, "%s%s", i ? "|" : "", policy_stage_name(policy->stages[i]));
	fprintf(stderr, ",,,,,\n");
	for (size_t i = 0; i < policy->rules_count; i++)
		for (size_t t = 0; t < policy->rules[i].tiers_count; t++)
			print_tier(&policy->rules[i], &policy->rules[i].tiers[t]);
	fprintf(stderr, "\nline,sku,qty,list_price,cost,term,a,b\n");
	for (size_t i = 0; i < store->lines_count; i++) {
		const struct quote_line *line = &store->lines[i];
		const struct cells *cells = line->row;
		fprintf(stderr, "%zu,%.*s,%s%s,%s,%s,%s,%d,%d\n", i + 1, (int)line->sku.n,
		    line->sku.p, line->is_return ? "-" : "", shown(line->qty),
		    shown(line->list_price), line->has_cost ? shown(line->cost) : "",
		    line->has_term ? shown(line->term) : "", cells->a, cells->b);
	}
	fprintf(stderr, "\n");
}

static const struct store *at_hand;
static bool has_failed; /* the case at hand */
static unsigned failed_cases;

static void
require(bool holds, int line, const char *what)
{
	if (!check_failed(holds, __FILE__, line, what))
		return;
	fprintf(stderr, " is false\n");
	if (!has_failed)
		print_case(at_hand);
	has_failed = true;
}

#define REQUIRE(condition) require((condition), __LINE__, #condition)

/* A quote that was priced */

struct result {
	struct quote_line lines[MOST_LINES];
	struct quote_line *order[MOST_LINES];
	size_t count;
	bool fits;
};

/* Is the line one of those that make up the order? */
static bool
is_in_order(const struct quote_line *line)
{
	return !line->is_return && line->qty.units > 0;
}

/* By what the lines came to before a rule. */
static bool
holds_at(const struct quote_line *const *lines, size_t count, size_t condition, size_t i,
    struct money total, struct money running)
{
	const struct cells *cells = lines[i]->row;
	switch (condition) {
	case IF_A:
		return cells->a;
	case IF_B:
		return cells->b;
	case IF_CUP:
		return slice_equal(lines[i]->sku, slice_of("cup"));
	case IF_HAS_TEA:
		for (size_t k = 0; k < count; k++)
			if (is_in_order(lines[k]) &&
			    slice_equal(lines[k]->sku, slice_of("tea")))
				return true;
		return false;
	case IF_DEAR:
		return money_compare(total, whole(50)) >= 0;
	case IF_LARGE:
		return money_compare(running, whole(20)) >= 0;
	default:
		return true;
	}
}

static bool
holds(void *context, const struct quote *quote, size_t condition, size_t line)
{
	(void)context;
	return holds_at((const struct quote_line *const *)quote->lines, quote->count,
	    condition, line, quote->total, quote->lines[line]->running);
}

/* The lines from `first` on, the last being followed by the first. */
static void
price(const struct store *store, struct quote *quote, size_t first, struct result *result)
{
	result->count = store->lines_count;
	for (size_t i = 0; i < result->count; i++) {
		result->lines[i] = store->lines[i];
		result->order[i] = &result->lines[(first + i) % result->count];
	}
	quote_forget(quote);
	result->fits = quote_price(quote, result->order, result->count);
	if (!result->fits)
		REQUIRE(quote->fault.trouble == QUOTE_TIE);
}

/* Turns by rule; those of floors are the guard's. */
static void
number_turns(const struct quote *quote, size_t turns[static MOST_RULES + 1])
{
	size_t guard = 0;
	for (size_t t = 0; t < quote->schedule.count; t++) {
		const struct schedule_turn *turn = &quote->schedule.turns[t];
		if (turn->stage == POLICY_GUARD)
			guard = t;
		for (size_t k = 0; k < turn->count; k++)
			turns[turn->rules[k]] = t;
	}
	for (size_t i = 0; i < quote->policy->rules_count; i++)
		if (quote->policy->rules[i].stage >= POLICY_GUARD &&
		    quote->policy->rules[i].stage != POLICY_OFFINVOICE)
			turns[i] = guard;
}

static bool
by_order(const struct store *store)
{
	return store->policy.round_at == POLICY_AT_ORDER;
}

/* Does the rule only ever take? */
static bool
only_takes(const struct policy_rule *rule)
{
	bool takes = rule->kind == POLICY_PERCENT || rule->kind == POLICY_AMOUNT ||
	             rule->kind == POLICY_BOGO || rule->kind == POLICY_BUNDLE;
	for (size_t t = 0; t < rule->tiers_count; t++)
		takes &= rule->tiers[t].value.units >= 0;
	return takes;
}

/* Rounded by order, lines may differ by a minor unit from what they come to, and their
 * sum from what it did before. */
static money_units
spare_of(const struct store *store)
{
	return by_order(store) ? store->unit : 0;
}

static struct money
at_most(struct money a, struct money b)
{
	return money_compare(a, b) < 0 ? a : b;
}

/* One step of a line from where it stands. */
static void
check_step(const struct store *store, const struct quote_line *line,
    const struct policy_rule *rule, struct money before, struct money amount)
{
	bool of_order = rule->scope == POLICY_OF_ORDER;
	money_units after = before.units + amount.units, spare = spare_of(store);
	REQUIRE(amount.units % store->unit == 0);
	REQUIRE(amount.units != 0 || by_order(store));
	REQUIRE(after >= 0);
	if (only_takes(rule))
		REQUIRE(amount.units <= spare);
	/* Line rules may have gone below the floor before, and it is the invoice's. */
	if (of_order && amount.units < 0 && rule->stage != POLICY_OFFINVOICE)
		REQUIRE(after + spare >= at_most(line->floor, before).units);
	if (rule->stage == POLICY_GUARD)
		REQUIRE(amount.units >= 0 || by_order(store));
	if (rule->cap.units >= 0 && store->policy.round_at == POLICY_AT_LINE)
		REQUIRE(
		    amount.units <= rule->cap.units && -amount.units <= rule->cap.units);
}

/* The line's steps lead from list to invoice to pocket. */
static void
check_line(const struct store *store, const struct quote *quote,
    const struct quote_line *line, const size_t *turns)
{
	struct money at = line->list;
	size_t before = 0;
	bool billed = false;
	for (uint32_t i = line->first_step; i != QUOTE_NO_STEP;
	     i = quote->steps[i].next) {
		const struct quote_step *step = &quote->steps[i];
		REQUIRE(i < quote->steps_count && step->rule < store->policy.rules_count);
		if (has_failed)
			return;
		const struct policy_rule *rule = &store->policy.rules[step->rule];
		if (step->beaten) {
			REQUIRE(rule->combine == POLICY_BEST && step->amount.units < 0);
			continue;
		}
		if (!billed && rule->stage == POLICY_OFFINVOICE) {
			REQUIRE(at.units == line->net.units);
			billed = true;
		}
		check_step(store, line, rule, at, step->amount);
		REQUIRE(turns[step->rule] >= before);
		before = turns[step->rule];
		at.units += step->amount.units;
	}
	REQUIRE(billed || at.units == line->net.units);
	REQUIRE(at.units == line->shown.units);
	REQUIRE(
	    line->list.units % store->unit == 0 && line->net.units % store->unit == 0);
	REQUIRE(line->net.units >= 0 && line->shown.units >= 0);
	money_units spare = spare_of(store);
	if (!store->may_raise)
		REQUIRE(line->net.units <= line->list.units + spare);
	if (store->guard_is_last)
		REQUIRE(line->net.units > line->floor.units - spare ||
		        (spare == 0 && line->net.units == line->floor.units));
}

/* The lines' sum is the rounded sum of what they come to, to 12 decimals of the minor
 * unit: what is behind them is what thirds lost where they were cut off. */
static void
check_sum(const struct store *store, const struct quote *quote)
{
	struct money shown_sum = {0}, exact = {0};
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		money_units rest = line->shown.units - line->running.units;
		REQUIRE(rest > -store->unit && rest < store->unit);
		if (!is_in_order(line))
			continue;
		shown_sum.units += line->shown.units;
		exact.units += line->running.units;
	}
	int decimals = store->policy.decimals + 12;
	REQUIRE(money_round(&exact, decimals < MONEY_DECIMALS ? decimals : MONEY_DECIMALS,
	    MONEY_HALF_EVEN));
	REQUIRE(money_round(&exact, store->policy.decimals, store->policy.rounding));
	REQUIRE(shown_sum.units == exact.units);
}

/* What rules have to take */

struct share {
	money_units n, d; /* in minor units: n / d */
};

static money_units
round_share(money_units n, money_units d, enum money_rounding mode)
{
	money_units sign = n < 0 ? -1 : 1, size = n * sign;
	money_units quotient = size / d, rest = size % d, twice = 2 * rest;
	bool up = mode == MONEY_UP ? rest > 0 : mode == MONEY_DOWN ? false : twice > d;
	if (twice == d && rest)
		up = mode == MONEY_HALF_UP || mode == MONEY_UP ||
		     (mode == MONEY_HALF_EVEN && quotient % 2);
	return sign * (quotient + up);
}

/* The basis of a rule: minor units, and thousandths of units. */
struct stand {
	money_units running, list, qty, term;
	bool has_term;
};

static money_units
tier_start(
    const struct policy_rule *rule, const struct policy_tier *tier, money_units scale)
{
	money_units start = tier->from.units / (MONEY_ONE.units / scale);
	if (rule->basis == POLICY_BY_QTY && !tier->above)
		start -= scale;
	return start > 0 ? start : 0;
}

static bool
reaches(const struct policy_tier *tier, money_units at, money_units scale)
{
	money_units from = tier->from.units / (MONEY_ONE.units / scale);
	return at > from || (at == from && !tier->above);
}

/* What it takes by the tiers, each in its band. */
static void
share_of_bands(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct stand *stand, money_units unit, struct share *share)
{
	bool by_qty = rule->basis == POLICY_BY_QTY;
	money_units scale = by_qty ? 1000 : MONEY_ONE.units / unit;
	money_units base = rule->of_list ? stand->list : stand->running;
	money_units whole_basis = by_qty ? stand->qty : base, sum = 0;
	for (size_t t = 0; t < count; t++) {
		money_units from = tier_start(rule, tiers[t], scale), to = whole_basis;
		if (t + 1 < count && tier_start(rule, tiers[t + 1], scale) < to)
			to = tier_start(rule, tiers[t + 1], scale);
		if (to > from)
			sum += (to - from) * tiers[t]->value.units;
	}
	if (rule->kind == POLICY_AMOUNT)
		*share = (struct share){sum, 1000 * unit};
	else if (by_qty)
		*share = (struct share){stand->qty ? base * (sum / 1000) : 0,
		    stand->qty ? stand->qty * (MONEY_ONE.units / 1000) : 1};
	else
		*share = (struct share){sum, MONEY_ONE.units};
}

enum verdict { TAKES, TAKES_NOTHING, NOT_TOLD };

static enum verdict
share_of(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct stand *stand, money_units unit, struct share *share)
{
	const struct policy_tier *tier = NULL;
	money_units base = rule->of_list ? stand->list : stand->running;
	if (count == 0 || (rule->basis == POLICY_BY_TERM && !stand->has_term))
		return TAKES_NOTHING;
	if (rule->mode == POLICY_GRADUATED && rule->kind == POLICY_PRICE)
		return NOT_TOLD;
	if (rule->mode == POLICY_GRADUATED) {
		share_of_bands(rule, tiers, count, stand, unit, share);
		return TAKES;
	}
	for (size_t t = 0; t < count; t++) {
		money_units at = rule->basis == POLICY_BY_QTY    ? stand->qty
		                 : rule->basis == POLICY_BY_TERM ? stand->term
		                                                 : base;
		money_units scale =
		    rule->basis == POLICY_BY_AMOUNT ? MONEY_ONE.units / unit : 1000;
		if (rule->basis == POLICY_NO_BASIS || reaches(tiers[t], at, scale))
			tier = tiers[t];
	}
	if (!tier)
		return TAKES_NOTHING;
	if (rule->kind == POLICY_PERCENT)
		*share = (struct share){base * tier->value.units, MONEY_ONE.units};
	else if (rule->kind == POLICY_AMOUNT && rule->per_unit)
		*share = (struct share){tier->value.units * stand->qty, 1000 * unit};
	else if (rule->kind == POLICY_AMOUNT)
		*share = (struct share){tier->value.units, unit};
	else
		*share = (struct share){stand->running * 1000 * unit -
		                            tier->value.units * stand->qty -
		                            tier->flat.units * 1000,
		    1000 * unit};
	return TAKES;
}

/* Capped and rounded. */
static money_units
settle_share(const struct policy *policy, const struct policy_rule *rule,
    struct share share, money_units running, money_units unit)
{
	money_units left;
	if (rule->cap.units >= 0) {
		money_units cap = rule->cap.units / unit;
		if (share.n > cap * share.d)
			share = (struct share){cap, 1};
		else if (share.n < -cap * share.d)
			share = (struct share){-cap, 1};
	}
	if (policy->round_on == POLICY_ON_PRICE)
		left =
		    round_share(running * share.d - share.n, share.d, policy->rounding);
	else
		left = running - round_share(share.n, share.d, policy->rounding);
	return share.n > 0 && left < 0 ? running : running - left;
}

/* Where the lines stood before a turn, and what the rule made of them. */
struct scene {
	const struct store *store;
	const struct quote *quote;
	struct money at[MOST_LINES], change[MOST_LINES], total;
};

static void
set_scene(struct scene *scene, const size_t *turns, size_t turn, size_t rule)
{
	const struct quote *quote = scene->quote;
	scene->total = (struct money){0};
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		scene->at[i] = line->list;
		scene->change[i] = (struct money){0};
		for (uint32_t k = line->first_step; k != QUOTE_NO_STEP;
		     k = quote->steps[k].next) {
			const struct quote_step *step = &quote->steps[k];
			if (!step->beaten && turns[step->rule] < turn)
				scene->at[i].units += step->amount.units;
			if (!step->beaten && step->rule == rule)
				scene->change[i] = step->amount;
		}
		if (is_in_order(line))
			scene->total.units += scene->at[i].units;
	}
}

static bool
holds_in(const struct scene *scene, const struct policy_tier *tier, size_t i)
{
	const struct quote *quote = scene->quote;
	return holds_at((const struct quote_line *const *)quote->lines, quote->count,
	    tier->condition, i, scene->total, scene->at[i]);
}

static void
check_rule_of_lines(const struct scene *scene, const struct policy_rule *rule)
{
	money_units unit = scene->store->unit;
	for (size_t i = 0; i < scene->quote->count; i++) {
		const struct quote_line *line = scene->quote->lines[i];
		const struct policy_tier *tiers[MOST_TIERS];
		struct share share = {0, 1};
		size_t n = 0;
		for (size_t t = 0; t < rule->tiers_count; t++)
			if (holds_in(scene, &rule->tiers[t], i))
				tiers[n++] = &rule->tiers[t];
		const struct stand stand = {scene->at[i].units / unit,
		    line->list.units / unit, line->qty.units / thousandths(1).units,
		    line->term.units / thousandths(1).units, line->has_term};
		if (share_of(rule, tiers, n, &stand, unit, &share) == NOT_TOLD)
			continue;
		money_units taken =
		    settle_share(&scene->store->policy, rule, share, stand.running, unit);
		REQUIRE(scene->change[i].units == -taken * unit);
	}
}

/* What the lines of an order rule can take, as far as they can. */
static money_units
room_for(const struct scene *scene, const struct policy_rule *rule, const bool *in,
    money_units taken)
{
	money_units unit = scene->store->unit, room = 0;
	bool weighs = false;
	for (size_t i = 0; i < scene->quote->count; i++) {
		const struct quote_line *line = scene->quote->lines[i];
		struct money weight = rule->of_list ? line->list : scene->at[i];
		if (!in[i] || weight.units <= 0)
			continue;
		weighs = true;
		struct money floor =
		    rule->stage == POLICY_OFFINVOICE ? (struct money){0} : line->floor;
		if (scene->at[i].units > floor.units)
			room += (scene->at[i].units - floor.units) / unit;
	}
	if (taken < 0)
		return weighs ? taken : 0;
	return taken < room ? taken : room;
}

static void
check_rule_of_order(const struct scene *scene, const struct policy_rule *rule)
{
	money_units unit = scene->store->unit, changed = 0;
	const struct policy_tier *tiers[MOST_TIERS];
	struct stand stand = {0};
	struct share share = {0, 1};
	bool in[MOST_LINES] = {false}, any = false;
	if (!rule->one_condition)
		return;
	for (size_t t = 0; t < rule->tiers_count; t++)
		tiers[t] = &rule->tiers[t];
	for (size_t i = 0; i < scene->quote->count; i++) {
		const struct quote_line *line = scene->quote->lines[i];
		changed += scene->change[i].units / unit;
		in[i] = is_in_order(line) && holds_in(scene, tiers[0], i);
		if (!in[i]) {
			REQUIRE(scene->change[i].units == 0);
			continue;
		}
		any = true;
		stand.running += scene->at[i].units / unit;
		stand.list += line->list.units / unit;
		stand.qty += line->qty.units / thousandths(1).units;
	}
	if (share_of(rule, tiers, any ? rule->tiers_count : 0, &stand, unit, &share) ==
	    NOT_TOLD)
		return;
	money_units taken =
	    settle_share(&scene->store->policy, rule, share, stand.running, unit);
	REQUIRE(changed == -room_for(scene, rule, in, taken));
}

/* Rules that are alone in their turn, against their own words. */
static void
check_amounts(const struct store *store, const struct quote *quote, const size_t *turns)
{
	struct scene scene = {.store = store, .quote = quote};
	for (size_t i = 0; i < store->policy.rules_count && !has_failed; i++) {
		const struct policy_rule *rule = &store->policy.rules[i];
		const struct schedule_turn *turn = &quote->schedule.turns[turns[i]];
		if (rule->kind > POLICY_PRICE || turn->count > 1 || turn->tied > 1 ||
		    rule->uses != POLICY_ANY_USES || (turns[i] > 0 && turn[-1].tied > 1))
			continue;
		set_scene(&scene, turns, turns[i], i);
		if (rule->scope == POLICY_OF_ORDER)
			check_rule_of_order(&scene, rule);
		else if (store->policy.round_at == POLICY_AT_LINE)
			check_rule_of_lines(&scene, rule);
	}
}

/* Order rules take no more than their cap, and line rules no more often. */
static void
check_limits(const struct store *store, const struct quote *quote)
{
	for (size_t r = 0; r < store->policy.rules_count; r++) {
		const struct policy_rule *rule = &store->policy.rules[r];
		money_units sum = 0;
		size_t lines = 0;
		for (size_t i = 0; i < quote->count; i++) {
			uint32_t k = quote->lines[i]->first_step;
			for (; k != QUOTE_NO_STEP; k = quote->steps[k].next) {
				const struct quote_step *step = &quote->steps[k];
				if (step->beaten || step->rule != r)
					continue;
				sum += step->amount.units;
				lines++;
			}
		}
		if (rule->scope == POLICY_OF_ORDER && rule->cap.units >= 0)
			REQUIRE(sum <= rule->cap.units + spare_of(store) &&
			        -sum <= rule->cap.units + spare_of(store));
		if (rule->scope == POLICY_OF_LINE && rule->uses != POLICY_ANY_USES &&
		    !by_order(store))
			REQUIRE(lines <= rule->uses);
	}
}

/* Floors */

/* What the guard keeps, by the floors that hold: rounded up, and no more than the list.
 */
static void
check_floors(const struct store *store, const struct quote *quote)
{
	money_units unit = store->unit;
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		money_units qty = line->qty.units / thousandths(1).units, most = 0;
		for (size_t r = 0; r < store->policy.rules_count; r++) {
			const struct policy_rule *rule = &store->policy.rules[r];
			const struct policy_tier *tier = rule->tiers;
			bool margin = rule->kind == POLICY_FLOOR_MARGIN;
			if (rule->stage != POLICY_GUARD || (margin && !line->has_cost) ||
			    !holds(NULL, quote, tier->condition, i))
				continue;
			money_units n = margin ? line->cost.units : tier->value.units;
			money_units d =
			    margin ? 1000 - tier->value.units / thousandths(1).units
			           : 1000;
			money_units floor =
			    round_share(n * qty, d * unit, MONEY_UP) * unit;
			floor = floor < line->full.units ? floor : line->full.units;
			most = floor > most ? floor : most;
		}
		REQUIRE(line->floor.units == most);
	}
}

/* Rules beside others */

/* What a line changed by for the rule, or 0. */
static money_units
change_by(const struct quote *quote, const struct quote_line *line, size_t rule)
{
	for (uint32_t k = line->first_step; k != QUOTE_NO_STEP; k = quote->steps[k].next)
		if (quote->steps[k].rule == rule && !quote->steps[k].beaten)
			return quote->steps[k].amount.units;
	return 0;
}

/* What an exclusive rule has changed, no other of its set has. */
static void
check_exclusive(const struct store *store, const struct quote *quote,
    const struct quote_line *line, size_t number)
{
	const struct policy_rule *rule = &store->policy.rules[number];
	if (rule->combine != POLICY_EXCLUSIVE || change_by(quote, line, number) == 0)
		return;
	for (size_t k = 0; k < store->policy.rules_count; k++) {
		const struct policy_rule *other = &store->policy.rules[k];
		bool is_member = *rule->group ? strcmp(rule->group, other->group) == 0
		                              : rule->stage == other->stage;
		if (k != number && is_member)
			REQUIRE(change_by(quote, line, k) == 0);
	}
}

/* The best takes as much from its line as any that it beats. */
static void
check_best(
    const struct store *store, const struct quote *quote, const struct quote_line *line)
{
	const struct quote_step *best = NULL;
	for (uint32_t k = line->first_step; k != QUOTE_NO_STEP;
	     k = quote->steps[k].next) {
		const struct quote_step *step = &quote->steps[k];
		if (!step->beaten) {
			best = step;
			continue;
		}
		REQUIRE(best != NULL);
		if (best && store->policy.rules[step->rule].scope == POLICY_OF_LINE)
			REQUIRE(best->amount.units <= step->amount.units);
	}
}

static void
check_combinations(const struct store *store, const struct quote *quote)
{
	for (size_t i = 0; i < quote->count && !by_order(store); i++) {
		check_best(store, quote, quote->lines[i]);
		for (size_t r = 0; r < store->policy.rules_count; r++)
			check_exclusive(store, quote, quote->lines[i], r);
	}
}

/* Approvals */

static bool
reaches_level(const struct policy_rule *rule, const struct policy_tier *tier,
    money_units list, money_units net)
{
	if (rule->basis == POLICY_NO_BASIS)
		return true;
	money_units sign = list < 0 ? -1 : 1;
	money_units left = (list - net) * sign * 100;
	money_units right = list * sign * (tier->from.units / MONEY_ONE.units);
	if (list == 0)
		return tier->from.units == 0 && !tier->above;
	return left > right || (left == right && !tier->above);
}

static void
check_level(const struct store *store, const struct quote *quote)
{
	money_units list = 0, net = 0;
	size_t level = 0;
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		list += (line->is_return ? -line->list.units : line->list.units) /
		        store->unit;
		net +=
		    (line->is_return ? -line->net.units : line->net.units) / store->unit;
	}
	for (size_t r = 0; r < store->policy.rules_count; r++) {
		const struct policy_rule *rule = &store->policy.rules[r];
		if (rule->kind != POLICY_LEVEL)
			continue;
		for (size_t i = 0; i < quote->count; i++) {
			const struct quote_line *line = quote->lines[i];
			money_units sign = line->is_return ? -1 : 1;
			for (size_t t = 0; t < rule->tiers_count; t++) {
				const struct policy_tier *tier = &rule->tiers[t];
				bool line_scope = rule->scope == POLICY_OF_LINE;
				if (tier->level > level &&
				    holds(NULL, quote, tier->condition, i) &&
				    reaches_level(rule, tier,
				        line_scope ? sign * line->list.units / store->unit
				                   : list,
				        line_scope ? sign * line->net.units / store->unit
				                   : net))
					level = tier->level;
			}
		}
	}
	for (size_t i = 0; i < quote->count; i++)
		REQUIRE(quote->lines[i]->level == level);
}

/* The same again */

static bool
is_same_line(const struct quote_line *a, const struct quote_line *b)
{
	return a->list.units == b->list.units && a->running.units == b->running.units &&
	       a->shown.units == b->shown.units && a->floor.units == b->floor.units &&
	       a->net.units == b->net.units && a->flags == b->flags;
}

/* Have the lines the same steps? */
static bool
are_same_steps(const struct quote_step *steps, const struct quote_line *line,
    const struct quote_step *others, const struct quote_line *other)
{
	uint32_t i = line->first_step, k = other->first_step;
	while (i != QUOTE_NO_STEP && k != QUOTE_NO_STEP) {
		const struct quote_step *a = &steps[i], *b = &others[k];
		if (a->amount.units != b->amount.units || a->rule != b->rule ||
		    a->beaten != b->beaten)
			return false;
		i = a->next;
		k = b->next;
	}
	return i == k;
}

enum { MOST_STEPS = 2 * MOST_LINES * (MOST_RULES + 1) };

struct memory {
	struct result result;
	struct quote_step steps[MOST_STEPS];
};

static void
remember(const struct quote *quote, struct memory *memory)
{
	size_t n = quote->steps_count < MOST_STEPS ? quote->steps_count : MOST_STEPS;
	REQUIRE(n == quote->steps_count);
	if (n)
		memcpy(memory->steps, quote->steps, n * sizeof *quote->steps);
}

/* Priced again, perhaps with the lines in another order. */
static void
check_again(const struct store *store, struct quote *quote, const struct memory *memory,
    size_t first)
{
	struct result again;
	price(store, quote, first, &again);
	REQUIRE(again.fits);
	for (size_t i = 0; again.fits && i < store->lines_count; i++) {
		const struct quote_line *line = &memory->result.lines[i];
		REQUIRE(is_same_line(line, &again.lines[i]));
		REQUIRE(line->level == again.lines[i].level);
		REQUIRE(
		    are_same_steps(memory->steps, line, quote->steps, &again.lines[i]));
	}
}

/* Does a tier ask for the order's total? */
static bool
asks_total(const struct policy_rule *rule)
{
	for (size_t t = 0; t < rule->tiers_count; t++)
		if (rule->tiers[t].condition == IF_DEAR)
			return true;
	return false;
}

/* Are there tied rules whose order in the file can be turned around? Of three or more,
 * not all orders are looked at; of equals in a group, the first is the best; uses are
 * counted, and totals taken, as rules stand in the file. */
static bool
may_turn_around(const struct store *store, const struct quote *quote)
{
	bool any = false;
	for (size_t t = 0; t < quote->schedule.count; t++) {
		any |= quote->schedule.turns[t].tied == 2;
		if (quote->schedule.turns[t].tied > 2)
			return false;
	}
	for (size_t i = 0; i < store->policy.rules_count; i++) {
		const struct policy_rule *rule = &store->policy.rules[i];
		if (rule->combine == POLICY_BEST)
			return false;
	}
	return any;
}

/* Tied rules in the opposite order of the file. */
static void
check_turned_around(
    const struct store *store, const struct quote *quote, const struct result *result)
{
	struct policy policy = store->policy;
	struct policy_rule rules[MOST_RULES];
	struct quote other;
	struct result again;
	if (!may_turn_around(store, quote))
		return;
	for (size_t i = 0; i < policy.rules_count; i++)
		rules[i] = store->rules[policy.rules_count - 1 - i];
	policy.rules = rules;
	quote_init(&other, &policy);
	other.holds = holds;
	price(store, &other, 0, &again);
	REQUIRE(again.fits);
	for (size_t i = 0; again.fits && i < result->count; i++) {
		REQUIRE(result->lines[i].net.units == again.lines[i].net.units);
		REQUIRE(result->lines[i].shown.units == again.lines[i].shown.units);
	}
	quote_release(&other);
}

/* All of it off */

/* Adds the rule behind all the others: 100% off, of the lines or the order. */
static void
add_everything(struct store *store, bool of_order)
{
	static char name[] = "ALL", group[] = "";
	size_t i = store->policy.rules_count++;
	store->tiers[i][0] =
	    (struct policy_tier){.value = MONEY_ONE, .condition = ALWAYS};
	store->rules[i] = (struct policy_rule){.name = name,
	    .stage = POLICY_MANUAL,
	    .kind = POLICY_PERCENT,
	    .scope = of_order ? POLICY_OF_ORDER : POLICY_OF_LINE,
	    .group = group,
	    .cap = POLICY_NO_CAP,
	    .uses = POLICY_ANY_USES,
	    .priority = POLICY_LAST_PRIORITY,
	    .one_condition = true,
	    .tiers = store->tiers[i],
	    .tiers_count = 1};
}

static void
check_nothing_left(struct store *store, bool of_order)
{
	struct quote quote;
	struct result result;
	money_units spare = by_order(store) ? store->unit - 1 : 0;
	add_everything(store, of_order);
	quote_init(&quote, &store->policy);
	quote.holds = holds;
	price(store, &quote, 0, &result);
	for (size_t i = 0; result.fits && i < result.count; i++) {
		const struct quote_line *line = &result.lines[i];
		if (!of_order)
			REQUIRE(line->net.units == 0);
		else if (is_in_order(line))
			REQUIRE(line->net.units == 0 ||
			        line->net.units <= line->floor.units + spare);
	}
	quote_release(&quote);
	store->policy.rules_count--;
}

/* The test */

struct tally {
	uint64_t digest;
	unsigned priced, tied;
};

static void
digest_result(struct tally *tally, const struct result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct quote_line *line = &result->lines[i];
		tally->digest ^= (uint64_t)line->net.units + line->flags;
		tally->digest *= 0x100000001b3;
		tally->digest ^= (uint64_t)line->shown.units + line->level;
		tally->digest *= 0x100000001b3;
	}
}

static void
check_quote(struct store *store, struct quote *quote, struct tally *tally)
{
	struct memory memory;
	size_t turns[MOST_RULES + 1];
	draw_quote(store);
	price(store, quote, 0, &memory.result);
	tally->priced += memory.result.fits;
	tally->tied += !memory.result.fits;
	if (!memory.result.fits)
		return;
	digest_result(tally, &memory.result);
	number_turns(quote, turns);
	for (size_t i = 0; i < memory.result.count; i++)
		check_line(store, quote, memory.result.order[i], turns);
	check_sum(store, quote);
	check_limits(store, quote);
	check_floors(store, quote);
	check_combinations(store, quote);
	check_level(store, quote);
	if (!has_failed && !by_order(store) && !store->excludes)
		check_amounts(store, quote, turns);
	check_turned_around(store, quote, &memory.result);
	remember(quote, &memory);
	check_again(store, quote, &memory, 0);
	for (size_t i = 0; i < store->policy.rules_count; i++)
		if (asks_total(&store->policy.rules[i]))
			return;
	if (store->plain_lines && !by_order(store))
		check_again(
		    store, quote, &memory, (size_t)draw((int)memory.result.count));
}

static void
check_policy(uint64_t seed, struct tally *tally)
{
	static struct store store;
	struct quote quote;
	at_hand = &store;
	has_failed = false;
	draw_policy(&store, seed);
	REQUIRE(quote_init(&quote, &store.policy));
	quote.holds = holds;
	for (int i = 0; i < QUOTES && !has_failed; i++)
		check_quote(&store, &quote, tally);
	if (!has_failed)
		check_nothing_left(&store, seed % 2);
	quote_release(&quote);
	failed_cases += has_failed;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t end = seed + (argc > 2      ? strtoull(argv[2], NULL, 10)
	                          : argc > 1 ? 1
	                                     : POLICIES);
	struct tally tally = {.digest = 0xcbf29ce484222325};
	for (; seed < end && failed_cases < MOST_FAILURES; seed++)
		check_policy(seed, &tally);
	printf("%u quotes, %u more where rules are tied, digest %016" PRIx64 "\n",
	    tally.priced, tally.tied, tally.digest);
	return check_result();
}
