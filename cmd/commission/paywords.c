#include "paywords.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "parity.h"

static const char *const results[] = {"payee", "period", "share", "credited",
    "attainment", "rates", "commission", "why", "flags"};

enum { RESULTS = sizeof results / sizeof *results };

const char *const *
paywords_columns(size_t *count)
{
	*count = RESULTS;
	return results;
}

static void
write_amount(struct csvout *out, const struct payplan *plan, struct money amount)
{
	char text[MONEY_TEXT];
	/* Credits may have more decimals than what is paid. */
	struct money rounded = amount;
	bool fits = money_round(&rounded, plan->decimals, MONEY_DOWN) &&
	            rounded.units == amount.units;
	size_t n = fits ? money_format_fixed(amount, plan->decimals, text)
	                : money_format(amount, text);
	csvout_plain(out, (struct slice){text, n});
}

static void
write_ratio(struct csvout *out, struct money part, struct money whole)
{
	char text[MONEY_TEXT];
	size_t n = money_format_ratio(part, whole, text);
	if (n)
		csvout_plain(out, (struct slice){text, n});
	else
		csvout_empty(out);
}

static void
write_period(struct csvout *out, const struct payplan *plan, int64_t start)
{
	char text[DATE_TEXT];
	csvout_text(
	    out, (struct slice){text, date_period_name(start, plan->period, text)});
}

/* Texts */

struct text {
	char *p;
	size_t n, capacity;
};

static void
put(struct text *text, struct slice more)
{
	text->p = mem_grow(text->p, &text->capacity, text->n + more.n + 1, 1);
	memcpy(text->p + text->n, more.p, more.n);
	text->n += more.n;
}

static void
put_money(struct text *text, struct money amount)
{
	char number[MONEY_TEXT];
	put(text, (struct slice){number, money_format(amount, number)});
}

static void
put_change(struct text *text, const struct payplan *plan, struct money amount)
{
	char number[MONEY_TEXT];
	if (amount.units >= 0)
		put(text, slice_of("+"));
	put(text,
	    (struct slice){number, money_format_fixed(amount, plan->decimals, number)});
}

static void
put_ratio(struct text *text, struct money part, struct money whole)
{
	char number[MONEY_TEXT];
	put(text, (struct slice){number, money_format_ratio(part, whole, number)});
}

static const char *
name_of(const struct payplan *plan, const struct payroll_step *step)
{
	bool granted = step->what == PAYROLL_GATE || step->what == PAYROLL_CAP ||
	               step->what == PAYROLL_DEAL_CAP;
	return granted ? plan->grants[step->rule].name : plan->rules[step->rule].name;
}

/* ` (100000 x 0.05)`: how the amount came about. */
static void
put_how(struct text *text, const struct payroll_step *step)
{
	if (step->what == PAYROLL_CATCH_UP)
		put(text, slice_of(" (catch-up)"));
	if (step->what != PAYROLL_TIER &&
	    (step->what != PAYROLL_SPIFF || !step->base.units))
		return;
	put(text, slice_of(" ("));
	put_money(text, step->base);
	put(text, slice_of(" x "));
	put_ratio(text, step->part, step->whole);
	put(text, slice_of(")"));
}

static void
put_why(
    struct text *text, const struct payroll *payroll, const struct deals_credit *credit)
{
	text->n = 0;
	for (uint32_t i = credit->first_step; i != DEALS_NO_STEP;
	     i = payroll->steps[i].next) {
		const struct payroll_step *step = &payroll->steps[i];
		if (step->amount.units == 0)
			continue;
		if (text->n)
			put(text, slice_of(" | "));
		put(text, slice_of(name_of(payroll->plan, step)));
		put(text, slice_of(":"));
		put_change(text, payroll->plan, step->amount);
		put_how(text, step);
	}
}

static void
put_rates(
    struct text *text, const struct payroll *payroll, const struct deals_credit *credit)
{
	text->n = 0;
	for (uint32_t i = credit->first_step; i != DEALS_NO_STEP;
	     i = payroll->steps[i].next) {
		const struct payroll_step *step = &payroll->steps[i];
		if (step->what != PAYROLL_TIER)
			continue;
		if (text->n)
			put(text, slice_of(" | "));
		put_ratio(text, step->part, step->whole);
	}
}

static void
write_text(struct csvout *out, const struct text *text)
{
	csvout_text(out, (struct slice){text->n ? text->p : "", text->n});
}

static void
write_flags(struct csvout *out, unsigned flags)
{
	static const char *const names[] = {"gated", "capped", "clawback_expired"};
	struct text text = {NULL, 0, 0};
	for (size_t i = 0; i < 3; i++) {
		if (!(flags & 1U << i))
			continue;
		if (text.n)
			put(&text, slice_of(" | "));
		put(&text, slice_of(names[i]));
	}
	write_text(out, &text);
	free(text.p);
}

/* Deals */

static struct money
counted(const struct payplan *plan, const struct deals_credit *credit)
{
	if (credit->is_refund)
		return (struct money){0};
	return plan->credit == PAYPLAN_OF_MARGIN ? credit->margin : credit->amount;
}

static void
write_credit(const struct payroll *payroll, const struct deals_credit *credit,
    struct text *text, struct csvout *out)
{
	const struct payplan *plan = payroll->plan;
	size_t n = passthrough_columns(deals_columns(payroll->deals));
	for (size_t i = 0; i < n; i++)
		csvout_text(out, rowstore_cell(credit->cells, i));
	csvout_text(out, deals_rep(payroll->deals, credit->rep));
	write_period(out, plan, credit->start);
	write_ratio(out, credit->share, MONEY_ONE);
	write_amount(out, plan, counted(plan, credit));
	write_ratio(out, credit->credited, credit->quota);
	put_rates(text, payroll, credit);
	write_text(out, text);
	write_amount(out, plan, credit->commission);
	put_why(text, payroll, credit);
	write_text(out, text);
	write_flags(out, credit->flags);
	csvout_end_row(out);
}

void
paywords_write_deals(const struct payroll *payroll, struct csvout *out)
{
	struct text text = {NULL, 0, 0};
	passthrough_declare(deals_columns(payroll->deals), out);
	for (size_t i = 0; i < RESULTS; i++)
		csvout_column(out, slice_of(results[i]),
		    (i >= 2 && i <= 4) || i == 6 ? CSVOUT_NUMBER : CSVOUT_TEXT);
	for (size_t i = 0; i < deals_count(payroll->deals); i++)
		write_credit(payroll, deals_credit(payroll->deals, i), &text, out);
	free(text.p);
}

/* Totals */

static void
declare(struct csvout *out, const char *const *names, size_t count, size_t texts)
{
	for (size_t i = 0; i < count; i++)
		csvout_column(
		    out, slice_of(names[i]), i < texts ? CSVOUT_TEXT : CSVOUT_NUMBER);
}

static void
write_statement(
    const struct payplan *plan, const struct payroll_statement *at, struct csvout *out)
{
	struct money due = {at->paid.units - at->draw.units};
	struct money pay = {at->salary.units + at->paid.units};
	csvout_text(out, at->rep);
	write_period(out, plan, at->start);
	csvout_count(out, at->deals);
	write_amount(out, plan, at->credited);
	write_amount(out, plan, at->to_date);
	if (at->quota.units)
		write_amount(out, plan, at->quota);
	else
		csvout_empty(out);
	write_ratio(out, at->to_date, at->quota);
	const struct money amounts[] = {at->commission, at->spiffs, at->clawbacks,
	    at->earned, at->top_up, at->draw, at->advanced, at->recovered, at->balance,
	    at->paid, due, pay};
	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
		write_amount(out, plan, amounts[i]);
	if (at->has_target) {
		write_amount(out, plan, at->ote);
		write_ratio(out, at->pay_to_date, at->ote);
	} else {
		csvout_empty(out);
		csvout_empty(out);
	}
	csvout_end_row(out);
}

void
paywords_write_totals(const struct payroll *payroll, struct csvout *out)
{
	static const char *const names[] = {"payee", "period", "deals", "credited",
	    "credited_to_date", "quota", "attainment", "commission", "spiffs",
	    "clawbacks", "earned", "top_up", "draw", "advanced", "recovered",
	    "draw_balance", "paid", "due", "pay", "ote", "ote_pct"};
	declare(out, names, sizeof names / sizeof *names, 2);
	for (size_t i = 0; i < payroll->count; i++)
		write_statement(payroll->plan, &payroll->statements[i], out);
}

/* The explanation */

static const char *
reason_of(
    const struct payroll *payroll, size_t i, const struct payplan_rule *rule, size_t k)
{
	const struct deals_credit *credit = deals_credit(payroll->deals, i);
	if (!deals_holds(payroll->deals, i, k))
		return "its condition doesn't hold";
	if (rule->kind == PAYPLAN_CLAWBACK)
		return !credit->is_refund ? "the deal isn't refunded here"
		       : credit->flags & PAYROLL_EXPIRED
		           ? "the refund came too late"
		           : "nothing was paid, or an earlier "
		             "clawback holds";
	if (credit->is_refund)
		return "a refund earns nothing";
	if (rule->kind == PAYPLAN_SPIFF)
		return "a credit below zero earns none";
	return "no tier begins so low";
}

static void
explain_rule(const struct payroll *payroll, size_t i, size_t k, struct csvout *out)
{
	const struct payplan_rule *rule = &payroll->plan->rules[k];
	const struct deals_credit *credit = deals_credit(payroll->deals, i);
	struct money sum = {0};
	bool any = false;
	for (uint32_t s = credit->first_step; s != DEALS_NO_STEP;
	     s = payroll->steps[s].next) {
		const struct payroll_step *step = &payroll->steps[s];
		bool granted = step->what == PAYROLL_GATE || step->what == PAYROLL_CAP ||
		               step->what == PAYROLL_DEAL_CAP;
		if (granted || step->rule != k)
			continue;
		any = true;
		sum.units += step->amount.units;
	}
	csvout_text(out, deals_rep(payroll->deals, credit->rep));
	csvout_text(out, slice_of(rule->name));
	csvout_count(out, rule->line);
	csvout_text(out, slice_of(payplan_kind_name(rule->kind)));
	csvout_text(out, slice_of(any ? "applied" : "not applied"));
	if (any)
		write_amount(out, payroll->plan, sum);
	else
		csvout_empty(out);
	csvout_text(out, slice_of(any ? "" : reason_of(payroll, i, rule, k)));
	csvout_end_row(out);
}

static void
explain_grants(const struct payroll *payroll, size_t i, struct csvout *out)
{
	const struct payplan *plan = payroll->plan;
	const struct deals_credit *credit = deals_credit(payroll->deals, i);
	struct slice rep = deals_rep(payroll->deals, credit->rep);
	static const struct {
		enum payplan_kind kind;
		enum payplan_scope scope;
	} asked[] = {{PAYPLAN_CAP, PAYPLAN_FOR_DEAL}, {PAYPLAN_GATE, PAYPLAN_FOR_PERIOD},
	    {PAYPLAN_CAP, PAYPLAN_FOR_PERIOD}, {PAYPLAN_CAP, PAYPLAN_FOR_SPAN}};
	for (size_t a = 0; a < sizeof asked / sizeof *asked; a++) {
		const struct payplan_grant *grant =
		    payplan_find(plan, asked[a].kind, asked[a].scope, rep, credit->start);
		struct money sum = {0};
		for (uint32_t s = credit->first_step; grant && s != DEALS_NO_STEP;
		     s = payroll->steps[s].next)
			if (payroll->steps[s].what >= PAYROLL_DEAL_CAP &&
			    payroll->steps[s].what <= PAYROLL_CAP &&
			    &plan->grants[payroll->steps[s].rule] == grant)
				sum.units += payroll->steps[s].amount.units;
		if (!grant)
			continue;
		csvout_text(out, rep);
		csvout_text(out, slice_of(grant->name));
		csvout_count(out, grant->line);
		csvout_text(out, slice_of(payplan_kind_name(grant->kind)));
		csvout_text(out, slice_of(sum.units ? "applied" : "not applied"));
		if (sum.units)
			write_amount(out, plan, sum);
		else
			csvout_empty(out);
		csvout_text(out,
		    slice_of(sum.units                     ? ""
		             : grant->kind == PAYPLAN_GATE ? "the gate is open"
		                                           : "the cap isn't reached"));
		csvout_end_row(out);
	}
}

void
paywords_explain(const struct payroll *payroll, const char *deal, struct csvout *out)
{
	static const char *const names[] = {
	    "payee", "rule", "plan_line", "kind", "outcome", "amount", "reason"};
	bool any = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csvout_column(out, slice_of(names[i]),
		    i == 2 || i == 5 ? CSVOUT_NUMBER : CSVOUT_TEXT);
	for (size_t i = 0; i < deals_count(payroll->deals); i++) {
		const struct deals_credit *credit = deals_credit(payroll->deals, i);
		if (!credit->has_deal ||
		    !slice_equal(deals_name(payroll->deals, credit), slice_of(deal)))
			continue;
		any = true;
		for (size_t k = 0; k < payroll->plan->rules_count; k++)
			explain_rule(payroll, i, k, out);
		explain_grants(payroll, i, out);
	}
	if (!any)
		diag_fatal(EX_DATAERR, "--explain=%s: there is no such deal",
		    diag_show(slice_of(deal)).text);
}

/* The comparison */

/* The cap of the quota's period: that of its only period, or the one that says so. Caps
 * of the periods in it depend on when what is sold. */
static const struct payplan_grant *
cap_of_span(const struct payplan *plan, const struct payroll_statement *at)
{
	const struct payplan_grant *of_span =
	    payplan_find(plan, PAYPLAN_CAP, PAYPLAN_FOR_SPAN, at->rep, at->start);
	const struct payplan_grant *of_period =
	    payplan_find(plan, PAYPLAN_CAP, PAYPLAN_FOR_PERIOD, at->rep, at->start);
	if (plan->span != plan->period || !of_period)
		return of_span;
	return !of_span || money_compare(of_period->value, of_span->value) < 0 ? of_period
	                                                                       : of_span;
}

static void
prepare(const struct payroll *payroll, const struct payroll_statement *at,
    struct parity *parity)
{
	const struct payplan *plan = payroll->plan;
	const struct payplan_grant *gate =
	    payplan_find(plan, PAYPLAN_GATE, PAYPLAN_FOR_PERIOD, at->rep, at->start);
	const struct payplan_grant *cap = cap_of_span(plan, at);
	*parity = (struct parity){.decimals = plan->decimals,
	    .ladders = mem_new(plan->rules_count + 1, sizeof *parity->ladders),
	    .has_cap = cap != NULL,
	    .cap = cap ? cap->value : (struct money){0},
	    .has_gate = gate != NULL,
	    .gate = gate ? gate->value : (struct money){0}};
	if (gate && gate->is_rate &&
	    !money_multiply(at->quota, gate->value, &parity->gate))
		diag_fatal(
		    EX_DATAERR, "%s:%zu: the gate is too large", plan->path, gate->line);
	for (size_t k = 0; k < plan->rules_count; k++) {
		const struct payplan_rule *rule = &plan->rules[k];
		if (rule->kind != PAYPLAN_RATE)
			continue;
		if (*rule->when || rule->base != plan->credit)
			diag_fatal(EX_DATAERR,
			    "%s:%zu: --compare asks what a volume of sales pays, but %s "
			    "depends on which deals they are",
			    plan->path, rule->line, rule->name);
		size_t i = parity->count++;
		const char *lacks = payroll_ladder(plan, rule, at->quota,
		    at->has_target ? at->target : (struct money){-1},
		    &parity->ladders[i]);
		/* The break-even is of what is earned, before it is rounded. */
		parity->ladders[i].decimals = MONEY_DECIMALS;
		if (lacks)
			diag_fatal(EX_DATAERR,
			    "%s:%zu: \"%s\" has no %s, and %s goes by it", plan->path,
			    rule->line, diag_show(at->rep).text, lacks, rule->name);
	}
}

static bool
of_one_span(const struct payplan *plan, const struct payroll_statement *a,
    const struct payroll_statement *b)
{
	return slice_equal(a->rep, b->rep) &&
	       payplan_span_start(plan, a->start) == payplan_span_start(plan, b->start);
}

/* The last of a quota's period knows what it has come to. */
static void
compare_statement(const struct payroll *payroll, const struct payroll_statement *at,
    struct money salary, struct csvout *out)
{
	const struct payplan *plan = payroll->plan;
	struct money own = {at->ote.units - at->target.units}, volume;
	struct money wanted = {salary.units - own.units};
	struct money difference = {at->pay_to_date.units - salary.units};
	struct parity parity;
	char name[DATE_TEXT];
	prepare(payroll, at, &parity);
	csvout_text(out, at->rep);
	csvout_text(out,
	    (struct slice){name,
	        date_period_name(payplan_span_start(plan, at->start), plan->span, name)});
	write_amount(out, plan, at->to_date);
	write_amount(out, plan, at->pay_to_date);
	write_amount(out, plan, salary);
	write_amount(out, plan, difference);
	if (parity_find(&parity, wanted, &volume)) {
		write_amount(out, plan, volume);
		write_ratio(out, volume, at->quota);
	} else {
		csvout_empty(out);
		csvout_empty(out);
	}
	csvout_end_row(out);
	for (size_t i = 0; i < parity.count; i++)
		free(parity.ladders[i].tiers);
	free(parity.ladders);
}

void
paywords_compare(const struct payroll *payroll, struct money salary, struct csvout *out)
{
	static const char *const names[] = {"payee", "period", "credited", "pay",
	    "salary", "difference", "breakeven_volume", "breakeven_attainment"};
	declare(out, names, sizeof names / sizeof *names, 2);
	for (size_t i = 0; i < payroll->count; i++) {
		const struct payroll_statement *at = &payroll->statements[i];
		if (i + 1 == payroll->count || !of_one_span(payroll->plan, at, at + 1))
			compare_statement(payroll, at, salary, out);
	}
}
