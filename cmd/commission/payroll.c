#include "payroll.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "advance.h"

static const struct money zero = {0};

/* What was paid for a deal to a rep, for clawbacks. */
struct record {
	bool is_there;
	uint32_t deal, rep;
	int64_t first_us;
	struct money amount, commission, refunded;
	struct money counted, taken; /* refunds by the rule's share; clawed back */
};

struct run {
	struct payroll *payroll;
	const struct payplan *plan;
	struct deals *deals;
	size_t *order; /* credits by rep, period, moment and place in the input */
	struct record *records;
	size_t records_count;
	/* The period: */
	struct payroll_statement *at;
	size_t begin, end; /* of the order */
	/* The rep's quota period, up to now: */
	int64_t span; /* where it begins */
	struct money to_date, pay, capped;
	struct money held;      /* by a gate that isn't open yet */
	struct ladder *ladders; /* by rule */
	bool *is_open;
};

static DIAG_NORETURN void
too_large(const struct run *run, const struct deals_credit *credit)
{
	deals_fail(run->deals, credit, "an amount is too large");
}

/* Adds to a sum of a period, which stays so small that differences of a few fit. */
static void
add_up(const struct run *run, const struct deals_credit *credit, struct money *sum,
    struct money x)
{
	const struct money most = {PAYPLAN_MOST.units * 10};
	if (!money_add(sum, x) || money_compare(*sum, most) > 0 ||
	    money_compare(*sum, (struct money){-most.units}) < 0)
		too_large(run, credit);
}

/* Steps */

static void
add_step(struct run *run, struct deals_credit *credit, struct payroll_step step)
{
	struct payroll *payroll = run->payroll;
	payroll->steps = mem_grow(payroll->steps, &payroll->steps_capacity,
	    payroll->steps_count + 1, sizeof *payroll->steps);
	uint32_t number = (uint32_t)payroll->steps_count++;
	step.next = DEALS_NO_STEP;
	payroll->steps[number] = step;
	if (credit->last_step == DEALS_NO_STEP)
		credit->first_step = number;
	else
		payroll->steps[credit->last_step].next = number;
	credit->last_step = number;
	add_up(run, credit, &credit->commission, step.amount);
}

/* Ladders */

static bool
resolve(const struct payplan_rate *rate, struct money quota, struct money target,
    struct ladder_tier *tier)
{
	tier->whole = rate->of_quota ? quota : rate->whole;
	return money_multiply(
	    rate->of_target ? target : rate->part, rate->times, &tier->part);
}

const char *
payroll_ladder(const struct payplan *plan, const struct payplan_rule *rule,
    struct money quota, struct money target, struct ladder *ladder)
{
	*ladder = (struct ladder){.is_retroactive = rule->is_retroactive,
	    .count = rule->tiers_count,
	    .decimals = plan->decimals,
	    .rounding = plan->rounding};
	for (size_t i = 0; i < rule->tiers_count; i++) {
		const struct payplan_rate *rate = &rule->tiers[i].rate;
		if (quota.units == 0 &&
		    (rate->of_quota || rule->basis == PAYPLAN_BY_ATTAINMENT))
			return "quota";
		if (rate->of_target && target.units < 0)
			return "target";
	}
	ladder->tiers = mem_new(rule->tiers_count, sizeof *ladder->tiers);
	for (size_t i = 0; i < rule->tiers_count; i++) {
		struct ladder_tier *tier = &ladder->tiers[i];
		tier->from = rule->tiers[i].from;
		tier->above = rule->tiers[i].above;
		if (!resolve(&rule->tiers[i].rate, quota, target, tier))
			return "room for such amounts";
		if (rule->basis == PAYPLAN_BY_ATTAINMENT &&
		    !money_multiply(quota, rule->tiers[i].from, &tier->from))
			return "room for such amounts";
	}
	return NULL;
}

static struct ladder *
ladder_of(struct run *run, size_t number, const struct deals_credit *credit)
{
	const struct payplan_rule *rule = &run->plan->rules[number];
	struct ladder *ladder = &run->ladders[number];
	char period[DATE_TEXT];
	if (run->is_open[number])
		return ladder;
	const char *lacks = payroll_ladder(run->plan, rule, run->at->quota,
	    run->at->has_target ? run->at->target : (struct money){-1}, ladder);
	date_period_name(run->span, run->plan->span, period);
	if (lacks)
		deals_fail(run->deals, credit,
		    "\"%s\" has no %s in %s, and %s (%s:%zu) goes by it: a row of the "
		    "plan "
		    "says it",
		    diag_show(run->at->rep).text, lacks, period, rule->name,
		    run->plan->path, rule->line);
	run->is_open[number] = true;
	return ladder;
}

/* What a deal earns */

static void
pay_rate(struct run *run, struct deals_credit *credit, size_t number, bool holds,
    struct money from, struct money to)
{
	const struct payplan_rule *rule = &run->plan->rules[number];
	struct ladder *ladder = ladder_of(run, number, credit);
	struct money base =
	    rule->base == PAYPLAN_OF_MARGIN ? credit->margin : credit->amount;
	struct ladder_step *steps = mem_new(ladder->count + 1, sizeof *steps);
	size_t n;
	if (!holds)
		base = zero;
	if (rule->basis != PAYPLAN_BY_ATTAINMENT) {
		from = to = ladder->base;
		add_up(run, credit, &to, base);
	}
	if (!ladder_climb(ladder, from, to, base, steps, &n))
		too_large(run, credit);
	/* The way of the rule's own deals; retroactive ladders keep it themselves. */
	if (!ladder->is_retroactive)
		add_up(run, credit, &ladder->base, base);
	for (size_t i = 0; i < n; i++)
		if (holds || steps[i].amount.units != 0)
			add_step(run, credit,
			    (struct payroll_step){.what = steps[i].is_catch_up
			                                      ? PAYROLL_CATCH_UP
			                                      : PAYROLL_TIER,
			        .rule = (uint32_t)number,
			        .amount = steps[i].amount,
			        .base = steps[i].base,
			        .part = ladder->tiers[steps[i].tier].part,
			        .whole = ladder->tiers[steps[i].tier].whole});
	free(steps);
}

/* The rep's share of a fixed amount: what the shares up to his come to, less what those
 * before him do, so that all of them add up. */
static struct money
share_of(const struct run *run, const struct deals_credit *credit, struct money value)
{
	struct money upto = credit->share_before, before, all;
	upto.units += credit->share.units;
	if (!money_scale(
	        value, upto, MONEY_ONE, run->plan->decimals, run->plan->rounding, &all) ||
	    !money_scale(value, credit->share_before, MONEY_ONE, run->plan->decimals,
	        run->plan->rounding, &before))
		too_large(run, credit);
	return (struct money){all.units - before.units};
}

static void
pay_spiff(struct run *run, struct deals_credit *credit, size_t number)
{
	const struct payplan_rule *rule = &run->plan->rules[number];
	struct money base = credit->amount, amount;
	if (rule->base == PAYPLAN_OF_MARGIN)
		base = credit->margin;
	if (!rule->is_rate && credit->amount.units < 0)
		return;
	if (!rule->is_rate)
		amount = share_of(run, credit, rule->value);
	else if (!money_scale(base, rule->value, MONEY_ONE, run->plan->decimals,
	             run->plan->rounding, &amount))
		too_large(run, credit);
	add_step(run, credit,
	    (struct payroll_step){.what = PAYROLL_SPIFF,
	        .rule = (uint32_t)number,
	        .amount = amount,
	        .base = rule->is_rate ? base : zero,
	        .part = rule->value,
	        .whole = MONEY_ONE});
}

static void
pay_credit(struct run *run, size_t i)
{
	struct deals_credit *credit = deals_credit(run->deals, i);
	struct payroll_statement *at = run->at;
	struct money before = run->to_date, counts = credit->amount;
	credit->quota = at->quota;
	credit->credited = before;
	if (credit->is_refund)
		return;
	if (run->plan->credit == PAYPLAN_OF_MARGIN)
		counts = credit->margin;
	add_up(run, credit, &at->credited, counts);
	add_up(run, credit, &run->to_date, counts);
	at->deals += credit->amount.units >= 0;
	credit->credited = run->to_date;
	for (size_t k = 0; k < run->plan->rules_count; k++) {
		const struct payplan_rule *rule = &run->plan->rules[k];
		bool holds = deals_holds(run->deals, i, k);
		/* Credit of other deals may reach a tier that is that of all before. */
		bool moves = run->is_open[k] && rule->is_retroactive &&
		             rule->basis == PAYPLAN_BY_ATTAINMENT;
		if (rule->kind == PAYPLAN_RATE && (holds || moves))
			pay_rate(run, credit, k, holds, before, run->to_date);
		else if (rule->kind == PAYPLAN_SPIFF && holds)
			pay_spiff(run, credit, k);
	}
}

/* Gates and caps */

static const struct payplan_grant *
grant_of(const struct run *run, enum payplan_kind kind, enum payplan_scope scope)
{
	return payplan_find(run->plan, kind, scope, run->at->rep, run->at->start);
}

static void
take(struct run *run, struct deals_credit *credit, enum payroll_what what,
    const struct payplan_grant *grant, struct money amount)
{
	if (amount.units == 0)
		return;
	credit->flags |= what == PAYROLL_GATE ? PAYROLL_GATED : PAYROLL_CAPPED;
	add_step(run, credit,
	    (struct payroll_step){.what = what,
	        .rule = (uint32_t)(grant - run->plan->grants),
	        .amount = amount});
}

/* What the rates came to. */
static struct money
rates_of(const struct run *run, const struct deals_credit *credit)
{
	struct money sum = credit->commission;
	const struct payroll_step *steps = run->payroll->steps;
	for (uint32_t i = credit->first_step; i != DEALS_NO_STEP; i = steps[i].next)
		if (steps[i].what == PAYROLL_SPIFF)
			sum.units -= steps[i].amount.units;
	return sum;
}

/* The credit that opens the gate, as an amount. */
static struct money
need_of(const struct run *run, const struct payplan_grant *gate)
{
	struct deals_credit *first = deals_credit(run->deals, run->order[run->begin]);
	struct money need = gate->value;
	if (!gate->is_rate)
		return need;
	if (run->at->quota.units == 0)
		deals_fail(run->deals, first,
		    "\"%s\" has no quota, and %s (%s:%zu) goes by it: a row of the plan "
		    "says it",
		    diag_show(run->at->rep).text, gate->name, run->plan->path,
		    gate->line);
	if (!money_multiply(run->at->quota, gate->value, &need))
		too_large(run, first);
	return need;
}

/* What the gate kept back is paid with the deal that opened it. */
static void
open_gate(struct run *run, const struct payplan_grant *gate, struct money need)
{
	size_t i = run->begin;
	while (i + 1 < run->end &&
	       money_compare(deals_credit(run->deals, run->order[i])->credited, need) < 0)
		i++;
	if (run->held.units != 0)
		add_step(run, deals_credit(run->deals, run->order[i]),
		    (struct payroll_step){.what = PAYROLL_GATE,
		        .rule = (uint32_t)(gate - run->plan->grants),
		        .amount = run->held});
	run->held = zero;
}

static void
shut_gate(struct run *run)
{
	const struct payplan_grant *gate =
	    grant_of(run, PAYPLAN_GATE, PAYPLAN_FOR_PERIOD);
	if (!gate || run->begin == run->end)
		return;
	struct money need = need_of(run, gate);
	if (money_compare(run->to_date, need) >= 0) {
		open_gate(run, gate, need);
		return;
	}
	for (size_t i = run->begin; i < run->end; i++) {
		struct deals_credit *credit = deals_credit(run->deals, run->order[i]);
		struct money rates = rates_of(run, credit);
		add_up(run, credit, &run->held, rates);
		take(run, credit, PAYROLL_GATE, gate, (struct money){-rates.units});
	}
}

static struct money
at_most(struct money x, struct money most)
{
	return money_compare(x, most) > 0 ? most : x;
}

static void
cap_deals(struct run *run)
{
	const struct payplan_grant *cap = grant_of(run, PAYPLAN_CAP, PAYPLAN_FOR_DEAL);
	for (size_t i = run->begin; cap && i < run->end; i++) {
		struct deals_credit *credit = deals_credit(run->deals, run->order[i]);
		struct money amount = at_most(credit->commission, cap->value);
		amount.units -= credit->commission.units;
		take(run, credit, PAYROLL_DEAL_CAP, cap, amount);
	}
}

/* What deals come to from *sum on is at most the cap's. */
static void
cap_sum(struct run *run, enum payplan_scope scope, struct money *sum)
{
	const struct payplan_grant *cap = grant_of(run, PAYPLAN_CAP, scope);
	for (size_t i = run->begin; cap && i < run->end; i++) {
		struct deals_credit *credit = deals_credit(run->deals, run->order[i]);
		struct money before = *sum, amount = credit->commission;
		add_up(run, credit, sum, amount);
		struct money allowed = {
		    at_most(*sum, cap->value).units - at_most(before, cap->value).units};
		allowed.units -= amount.units;
		take(run, credit, PAYROLL_CAP, cap, allowed);
	}
}

static void
cap_all(struct run *run)
{
	struct money sum = zero;
	cap_deals(run);
	cap_sum(run, PAYPLAN_FOR_PERIOD, &sum);
	cap_sum(run, PAYPLAN_FOR_SPAN, &run->capped);
}

/* Clawbacks */

/* The record of the credit's deal and rep: by the place of both in a table of open
 * addresses, twice as large as there are credits. */
static struct record *
record_of(struct run *run, const struct deals_credit *credit)
{
	uint64_t hash =
	    ((uint64_t)credit->deal << 32 | credit->rep) * 0x9E3779B97F4A7C15U;
	size_t i = (size_t)(hash >> 20) % run->records_count;
	while (run->records[i].is_there && (run->records[i].deal != credit->deal ||
	                                       run->records[i].rep != credit->rep))
		i = (i + 1) % run->records_count;
	return &run->records[i];
}

static void
keep_record(struct run *run, const struct deals_credit *credit)
{
	struct record *record = record_of(run, credit);
	if (!record->is_there)
		*record = (struct record){.is_there = true,
		    .deal = credit->deal,
		    .rep = credit->rep,
		    .first_us = credit->us};
	if (!money_add(&record->amount, credit->amount) ||
	    !money_add(&record->commission, credit->commission))
		too_large(run, credit);
}

static void
claw_back(struct run *run, size_t i)
{
	struct deals_credit *credit = deals_credit(run->deals, i);
	struct record *record = record_of(run, credit);
	const struct payplan_rule *rule = NULL;
	size_t k = 0;
	if (!record->is_there || record->first_us > credit->us)
		deals_fail(run->deals, credit,
		    "a refund of deal \"%s\", which \"%s\" has no row of before it",
		    diag_show(deals_name(run->deals, credit)).text,
		    diag_show(run->at->rep).text);
	record->refunded.units -= credit->amount.units;
	if (money_compare(record->refunded, record->amount) > 0)
		deals_fail(run->deals, credit,
		    "more of deal \"%s\" is refunded than it was",
		    diag_show(deals_name(run->deals, credit)).text);
	for (; k < run->plan->rules_count && !rule; k++)
		if (run->plan->rules[k].kind == PAYPLAN_CLAWBACK &&
		    deals_holds(run->deals, i, k))
			rule = &run->plan->rules[k];
	if (!rule)
		return;
	if (rule->has_window && credit->us - record->first_us > rule->window_us) {
		credit->flags |= PAYROLL_EXPIRED;
		return;
	}
	/* All that was clawed back is rounded once, so that a deal that is refunded bit
	 * by bit gives back just what it paid. */
	struct money counts, part, all;
	struct money refund = {-credit->amount.units};
	if (!money_multiply(refund, rule->value, &counts) ||
	    !money_add(&record->counted, counts) || record->amount.units == 0)
		too_large(run, credit);
	part = record->counted;
	if (!money_scale(record->commission, part, record->amount, run->plan->decimals,
	        run->plan->rounding, &all))
		too_large(run, credit);
	struct money amount = {all.units - record->taken.units};
	record->taken = all;
	add_step(run, credit,
	    (struct payroll_step){.what = PAYROLL_CLAWBACK,
	        .rule = (uint32_t)(k - 1),
	        .amount = {-amount.units},
	        .base = credit->amount,
	        .part = rule->value,
	        .whole = MONEY_ONE});
}

/* Periods */

static void
sum_up(struct run *run)
{
	struct payroll_statement *at = run->at;
	const struct payroll_step *steps = run->payroll->steps;
	for (size_t k = run->begin; k < run->end; k++) {
		const struct deals_credit *credit =
		    deals_credit(run->deals, run->order[k]);
		for (uint32_t i = credit->first_step; i != DEALS_NO_STEP;
		     i = steps[i].next)
			add_up(run, credit,
			    steps[i].what == PAYROLL_SPIFF      ? &at->spiffs
			    : steps[i].what == PAYROLL_CLAWBACK ? &at->clawbacks
			                                        : &at->commission,
			    steps[i].amount);
		add_up(run, credit, &at->earned, credit->commission);
	}
}

static struct money
value_of(const struct run *run, enum payplan_kind kind)
{
	const struct payplan_grant *grant = grant_of(run, kind, PAYPLAN_FOR_PERIOD);
	return grant ? grant->value : zero;
}

static void
settle(struct run *run, struct money *balance)
{
	struct payroll_statement *at = run->at;
	const struct payplan_grant *draw =
	    grant_of(run, PAYPLAN_DRAW, PAYPLAN_FOR_PERIOD);
	struct advance advance = {.earned = at->earned,
	    .guarantee = value_of(run, PAYPLAN_GUARANTEE),
	    .draw = draw ? draw->value : zero,
	    .forgiven = draw && draw->forgiven};
	if (!advance_settle(&advance, balance))
		diag_fatal(EX_DATAERR, "%s: what \"%s\" owes is too large",
		    run->plan->path, diag_show(at->rep).text);
	at->draw = advance.draw;
	at->top_up = advance.top_up;
	at->advanced = advance.advanced;
	at->recovered = advance.recovered;
	at->paid = advance.paid;
	at->balance = *balance;
	at->to_date = run->to_date;
	if (!money_add(&run->pay, at->salary) || !money_add(&run->pay, at->paid))
		diag_fatal(EX_DATAERR, "%s: what \"%s\" is paid is too large",
		    run->plan->path, diag_show(at->rep).text);
	at->pay_to_date = run->pay;
}

static void
close_ladders(struct run *run)
{
	for (size_t k = 0; k < run->plan->rules_count; k++) {
		if (run->is_open[k])
			free(run->ladders[k].tiers);
		run->is_open[k] = false;
	}
}

static void
begin_span(struct run *run, int64_t span)
{
	close_ladders(run);
	run->span = span;
	run->to_date = run->pay = run->capped = run->held = zero;
}

/* The target and the salaries of the quota's period. */
static struct money
on_target(const struct run *run)
{
	const struct payplan *plan = run->plan;
	struct money sum = run->at->target;
	int64_t end = date_period_next(run->span, plan->span);
	for (int64_t start = run->span; start < end;
	     start = date_period_next(start, plan->period)) {
		const struct payplan_grant *salary = payplan_find(
		    plan, PAYPLAN_SALARY, PAYPLAN_FOR_PERIOD, run->at->rep, start);
		if (salary && !money_add(&sum, salary->value))
			diag_fatal(EX_DATAERR, "%s:%zu: the salary is too large",
			    plan->path, salary->line);
	}
	return sum;
}

static void
begin_period(struct run *run, struct slice rep, int64_t start)
{
	struct payroll *payroll = run->payroll;
	payroll->statements = mem_grow(payroll->statements, &payroll->capacity,
	    payroll->count + 1, sizeof *payroll->statements);
	run->at = &payroll->statements[payroll->count++];
	*run->at = (struct payroll_statement){.rep = rep, .start = start};
	const struct payplan_grant *target =
	    grant_of(run, PAYPLAN_TARGET, PAYPLAN_FOR_PERIOD);
	run->at->has_target = target != NULL;
	run->at->target = target ? target->value : zero;
	run->at->quota = value_of(run, PAYPLAN_QUOTA);
	run->at->salary = value_of(run, PAYPLAN_SALARY);
	run->at->ote = on_target(run);
}

static void
run_period(struct run *run, struct slice rep, int64_t start, struct money *balance)
{
	int64_t span = payplan_span_start(run->plan, start);
	if (span != run->span)
		begin_span(run, span);
	begin_period(run, rep, start);
	for (size_t i = run->begin; i < run->end; i++)
		pay_credit(run, run->order[i]);
	shut_gate(run);
	cap_all(run);
	for (size_t i = run->begin; i < run->end; i++)
		if (!deals_credit(run->deals, run->order[i])->is_refund)
			keep_record(run, deals_credit(run->deals, run->order[i]));
	for (size_t i = run->begin; i < run->end; i++)
		if (deals_credit(run->deals, run->order[i])->is_refund)
			claw_back(run, run->order[i]);
	sum_up(run);
	settle(run, balance);
}

/* Reps */

struct placed {
	uint32_t rank;
	int64_t us;
	size_t i;
};

static int
by_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->us != b->us)
		return a->us < b->us ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

static int
by_text(const void *x, const void *y)
{
	return slice_compare(*(const struct slice *)x, *(const struct slice *)y);
}

/* Those who sold, and those whom a row of the plan names, by name, each once. */
static struct slice *
list_reps(const struct run *run, size_t *count)
{
	size_t n = deals_reps(run->deals), unique = 0;
	struct slice *reps = mem_new(n + run->plan->grants_count + 1, sizeof *reps);
	for (size_t i = 0; i < n; i++)
		reps[i] = deals_rep(run->deals, (uint32_t)i);
	for (size_t i = 0; i < run->plan->grants_count; i++)
		if (*run->plan->grants[i].rep)
			reps[n++] = slice_of(run->plan->grants[i].rep);
	qsort(reps, n, sizeof *reps, by_text);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !slice_equal(reps[i], reps[unique - 1]))
			reps[unique++] = reps[i];
	*count = unique;
	return reps;
}

static void
order_credits(struct run *run, const struct slice *reps, size_t reps_count)
{
	size_t n = deals_count(run->deals);
	struct placed *placed = mem_new(n + 1, sizeof *placed);
	uint32_t *ranks = mem_new(deals_reps(run->deals) + 1, sizeof *ranks);
	for (size_t i = 0; i < deals_reps(run->deals); i++) {
		struct slice rep = deals_rep(run->deals, (uint32_t)i);
		const struct slice *at =
		    bsearch(&rep, reps, reps_count, sizeof *reps, by_text);
		ranks[i] = (uint32_t)(at - reps);
	}
	for (size_t i = 0; i < n; i++) {
		const struct deals_credit *credit = deals_credit(run->deals, i);
		placed[i] = (struct placed){ranks[credit->rep], credit->us, i};
	}
	qsort(placed, n, sizeof *placed, by_place);
	run->order = mem_new(n + 1, sizeof *run->order);
	for (size_t i = 0; i < n; i++)
		run->order[i] = placed[i].i;
	free(ranks);
	free(placed);
}

/* The first and the last period of the deals; false if there are none. */
static bool
find_span(const struct deals *deals, int64_t *first, int64_t *last)
{
	size_t n = deals_count(deals);
	*first = INT64_MAX;
	*last = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		int64_t start = deals_credit(deals, i)->start;
		*first = start < *first ? start : *first;
		*last = start > *last ? start : *last;
	}
	return n > 0;
}

/* Where the rep's periods begin: at the first deal, or what the plan gives him by name.
 */
static int64_t
first_period(const struct run *run, struct slice rep, int64_t first)
{
	int64_t start = INT64_MAX;
	if (run->begin < deals_count(run->deals)) {
		const struct deals_credit *credit =
		    deals_credit(run->deals, run->order[run->begin]);
		if (slice_equal(deals_rep(run->deals, credit->rep), rep))
			start = credit->start;
	}
	for (size_t i = 0; i < run->plan->grants_count; i++) {
		const struct payplan_grant *grant = &run->plan->grants[i];
		int64_t begins = *grant->first ? grant->first_us : first;
		if (slice_equal(slice_of(grant->rep), rep) && begins < start)
			start = begins;
	}
	return start;
}

static void
run_rep(struct run *run, struct slice rep, int64_t first, int64_t last)
{
	struct money balance = zero;
	size_t n = deals_count(run->deals);
	begin_span(run, INT64_MIN);
	for (int64_t start = first_period(run, rep, first); start <= last;
	     start = date_period_next(start, run->plan->period)) {
		for (run->end = run->begin; run->end < n; run->end++) {
			const struct deals_credit *credit =
			    deals_credit(run->deals, run->order[run->end]);
			if (credit->start != start ||
			    !slice_equal(deals_rep(run->deals, credit->rep), rep))
				break;
		}
		run_period(run, rep, start, &balance);
		run->begin = run->end;
	}
}

void
payroll_run(struct payroll *payroll, const struct payplan *plan, struct deals *deals)
{
	struct run run = {.payroll = payroll, .plan = plan, .deals = deals};
	int64_t first, last;
	size_t n;
	*payroll = (struct payroll){.plan = plan, .deals = deals};
	run.ladders = mem_new(plan->rules_count + 1, sizeof *run.ladders);
	run.is_open = mem_new(plan->rules_count + 1, sizeof *run.is_open);
	run.records_count = 2 * deals_count(deals) + 1;
	run.records = mem_new(run.records_count, sizeof *run.records);
	struct slice *reps = list_reps(&run, &n);
	order_credits(&run, reps, n);
	if (find_span(deals, &first, &last))
		for (size_t i = 0; i < n; i++)
			run_rep(&run, reps[i], first, last);
	close_ladders(&run);
	free(reps);
	free(run.order);
	free(run.records);
	free(run.ladders);
	free(run.is_open);
}

void
payroll_release(struct payroll *payroll)
{
	free(payroll->steps);
	free(payroll->statements);
}
