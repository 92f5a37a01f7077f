#include "totals.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

static void
declare(struct csvout *out, const char *const *names, size_t count, size_t texts_before,
    size_t texts_from, size_t texts_to)
{
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(names[i]),
		    i < texts_before || (i >= texts_from && i < texts_to)
		        ? CSVOUT_TEXT
		        : CSVOUT_NUMBER);
}

static DIAG_NORETURN void
too_large(const struct desk *desk, const struct desk_quote *quote)
{
	desk_fail(desk, quote->lines[0], "the quote comes to more than can be counted");
}

/* Sums */

static struct amounts
sum_quote(const struct desk *desk, const struct desk_quote *quote, unsigned *flags)
{
	struct amounts sum = {.has_cost = true}, amounts;
	*flags = 0;
	for (size_t i = 0; i < quote->count; i++) {
		amounts = amounts_of_line(quote->lines[i]);
		if (!amounts_add(&sum, &amounts))
			too_large(desk, quote);
		*flags |= quote->lines[i]->flags;
	}
	return sum;
}

/* Tax */

/* The number of the first tax row with the line's rate, the number of rows if it has
 * none. */
static size_t
tax_row(struct desk *desk, size_t line)
{
	const struct policy *policy = desk_policy(desk);
	const struct policy_tax *taxes = policy->taxes;
	size_t i = 0, first = 0;
	while (i < policy->taxes_count &&
	       !desk_holds(desk, desk_engine(desk), taxes[i].condition, line))
		i++;
	while (first < i && (i == policy->taxes_count ||
	                        money_compare(taxes[first].rate, taxes[i].rate) != 0))
		first++;
	return first;
}

/* The tax on the sum of the nets of a rate. */
static bool
tax_on(
    const struct policy *policy, struct money rate, struct money net, struct money *tax)
{
	struct money whole = MONEY_ONE;
	if (policy->prices_include_tax)
		whole.units += rate.units;
	return money_scale(net, rate, whole, policy->decimals, policy->rounding, tax);
}

/* The quote's tax, each rate's rounded by itself. The engine stands at the quote. */
static struct money
tax_of(struct desk *desk, const struct desk_quote *quote)
{
	const struct policy *policy = desk_policy(desk);
	struct money sum = {0};
	struct money *nets = mem_new(policy->taxes_count + 1, sizeof *nets);
	for (size_t i = 0; i < quote->count; i++) {
		const struct amounts amounts = amounts_of_line(quote->lines[i]);
		if (!money_add(&nets[tax_row(desk, i)], amounts.net))
			too_large(desk, quote);
	}
	for (size_t i = 0; i < policy->taxes_count; i++) {
		struct money tax;
		if (!tax_on(policy, policy->taxes[i].rate, nets[i], &tax) ||
		    !money_add(&sum, tax))
			too_large(desk, quote);
	}
	free(nets);
	return sum;
}

/* The payable total as cash can pay it. */
static struct money
round_to_cash(const struct policy *policy, struct money payable)
{
	struct money steps, rounded;
	if (policy->cash.units == 0 ||
	    !money_scale(payable, MONEY_ONE, policy->cash, 0, policy->rounding, &steps) ||
	    !money_scale(
	        steps, policy->cash, MONEY_ONE, MONEY_DECIMALS, MONEY_HALF_UP, &rounded))
		return payable;
	return rounded;
}

/* Totals */

static void
write_margin(struct csvout *out, const struct policy *policy, const struct amounts *sum)
{
	if (!sum->has_cost) {
		for (size_t i = 0; i < 3; i++)
			csvout_empty(out);
		return;
	}
	struct money margin = amounts_difference(sum->net, sum->cost);
	amounts_write(out, policy, sum->cost);
	amounts_write(out, policy, margin);
	amounts_write_ratio(out, margin, sum->net);
}

static void
write_payable(struct desk *desk, const struct desk_quote *quote, struct money net,
    struct csvout *out)
{
	const struct policy *policy = desk_policy(desk);
	struct money tax = tax_of(desk, quote), untaxed = net;
	if (policy->prices_include_tax && !money_subtract(&untaxed, tax))
		too_large(desk, quote);
	struct money payable = untaxed;
	if (!money_add(&payable, tax))
		too_large(desk, quote);
	struct money cash = round_to_cash(policy, payable);
	amounts_write(out, policy, untaxed);
	amounts_write(out, policy, tax);
	amounts_write(out, policy, cash);
	amounts_write(out, policy, amounts_difference(cash, payable));
}

static void
write_quote(struct desk *desk, const struct desk_settings *settings,
    const struct desk_quote *quote, struct csvout *out)
{
	const struct policy *policy = desk_policy(desk);
	unsigned flags;
	const struct amounts sum = sum_quote(desk, quote, &flags);
	struct money discount = amounts_difference(sum.list, sum.net);
	csvout_text(out, quote->id);
	csvout_text(out, desk_cell(desk_line_of(quote->lines[0]), DESK_DATE));
	csvout_count(out, quote->count);
	amounts_write(out, policy, sum.list);
	amounts_write(out, policy, discount);
	amounts_write(out, policy, sum.net);
	amounts_write_ratio(out, discount, sum.list);
	write_margin(out, policy, &sum);
	amounts_write(out, policy, sum.pocket);
	write_payable(desk, quote, sum.net, out);
	amounts_write_level(out, policy, quote->lines[0]->level);
	amounts_write_flags(out, flags);
	amounts_write_breakeven(out, policy, settings, &sum);
	csvout_end_row(out);
}

void
totals_write(struct desk *desk, const struct desk_settings *settings, struct csvout *out)
{
	static const char *const names[] = {"quote", "date", "lines", "list_total",
	    "discount", "net", "discount_pct", "cost", "margin", "margin_pct", "pocket",
	    "untaxed", "tax", "payable", "cash_rounding", "approval", "flags"};
	declare(out, names, sizeof names / sizeof *names, 2, 15, 17);
	amounts_declare_breakeven(out, settings);
	while (desk_next(desk)) {
		for (size_t i = 0; i < desk_quotes(desk); i++) {
			struct desk_quote *quote = desk_quote(desk, i);
			desk_price_quote(desk, quote, false);
			if (quote->count)
				write_quote(desk, settings, quote, out);
		}
	}
}

/* The waterfall */

struct waterfall {
	const struct policy *policy;
	struct slice quote;
	struct money balance;
	struct csvout *out;
};

static void
write_step(struct waterfall *waterfall, const char *step, const struct money *change)
{
	struct csvout *out = waterfall->out;
	csvout_text(out, waterfall->quote);
	csvout_text(out, slice_of(step));
	if (change) {
		waterfall->balance.units += change->units;
		amounts_write(out, waterfall->policy, *change);
	} else {
		csvout_empty(out);
	}
	amounts_write(out, waterfall->policy, waterfall->balance);
	csvout_end_row(out);
}

/* What the rules of each stage took, over the lines of the quote. */
static void
sum_stages(const struct desk *desk, const struct desk_quote *quote,
    struct money stages[POLICY_STAGES])
{
	const struct policy *policy = desk_policy(desk);
	const struct quote_step *steps = desk_engine(desk)->steps;
	for (size_t i = 0; i < quote->count; i++) {
		const struct quote_line *line = quote->lines[i];
		uint32_t at = line->first_step;
		for (; at != QUOTE_NO_STEP; at = steps[at].next) {
			struct money *sum = &stages[policy->rules[steps[at].rule].stage];
			if (steps[at].beaten)
				continue;
			if (!(line->is_return ? money_subtract(sum, steps[at].amount)
			                      : money_add(sum, steps[at].amount)))
				too_large(desk, quote);
		}
	}
}

static void
write_waterfall(
    const struct desk *desk, const struct desk_quote *quote, struct csvout *out)
{
	const struct policy *policy = desk_policy(desk);
	struct waterfall waterfall = {policy, quote->id, {0}, out};
	struct money stages[POLICY_STAGES] = {{0}};
	unsigned flags;
	const struct amounts sum = sum_quote(desk, quote, &flags);
	sum_stages(desk, quote, stages);
	write_step(&waterfall, "list", &sum.list);
	for (size_t i = 0; i < policy->stages_count; i++) {
		enum policy_stage stage = policy->stages[i];
		if (stage == POLICY_APPROVE)
			write_step(&waterfall, "invoice", NULL);
		else
			write_step(&waterfall, policy_stage_name(stage), &stages[stage]);
	}
	write_step(&waterfall, "pocket", NULL);
}

void
totals_write_waterfall(struct desk *desk, struct csvout *out)
{
	static const char *const names[] = {"quote", "step", "amount", "balance"};
	declare(out, names, sizeof names / sizeof *names, 2, 0, 0);
	while (desk_next(desk)) {
		for (size_t i = 0; i < desk_quotes(desk); i++) {
			struct desk_quote *quote = desk_quote(desk, i);
			desk_price_quote(desk, quote, false);
			if (quote->count)
				write_waterfall(desk, quote, out);
		}
	}
}
