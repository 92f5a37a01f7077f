#include "amounts.h"

#include <math.h>

static struct money
negate(struct money x)
{
	return (struct money){-x.units};
}

struct amounts
amounts_of_line(const struct quote_line *line)
{
	struct amounts amounts = {.qty = line->qty,
	    .list = line->list,
	    .net = line->net,
	    .pocket = line->shown,
	    .cost = line->shown_cost,
	    .has_cost = line->has_cost};
	if (line->is_return) {
		amounts.qty = negate(amounts.qty);
		amounts.list = negate(amounts.list);
		amounts.net = negate(amounts.net);
		amounts.pocket = negate(amounts.pocket);
		amounts.cost = negate(amounts.cost);
	}
	return amounts;
}

bool
amounts_add(struct amounts *sum, const struct amounts *amounts)
{
	sum->has_cost &= amounts->has_cost;
	return money_add(&sum->qty, amounts->qty) &&
	       money_add(&sum->list, amounts->list) &&
	       money_add(&sum->net, amounts->net) &&
	       money_add(&sum->pocket, amounts->pocket) &&
	       money_add(&sum->cost, amounts->cost);
}

struct money
amounts_difference(struct money a, struct money b)
{
	return (struct money){a.units - b.units};
}

void
amounts_write(struct csvout *out, const struct policy *policy, struct money amount)
{
	char text[MONEY_TEXT];
	size_t n = money_format_fixed(amount, policy->decimals, text);
	csvout_plain(out, (struct slice){text, n});
}

void
amounts_write_ratio(struct csvout *out, struct money part, struct money whole)
{
	char text[MONEY_TEXT];
	size_t n = money_format_ratio(part, whole, text);
	if (n)
		csvout_plain(out, (struct slice){text, n});
	else
		csvout_empty(out);
}

void
amounts_write_flags(struct csvout *out, unsigned flags)
{
	static const char *const names[QUOTE_FLAGS] = {"floor_unreachable", "below_cost",
	    "cost_missing", "discount_cut", "above_list", "line_rejected"};
	char text[160];
	size_t n = 0;
	for (size_t i = 0; i < QUOTE_FLAGS; i++) {
		if (!(flags & 1U << i))
			continue;
		if (n) {
			memcpy(text + n, " | ", 3);
			n += 3;
		}
		memcpy(text + n, names[i], strlen(names[i]));
		n += strlen(names[i]);
	}
	csvout_text(out, (struct slice){text, n});
}

void
amounts_write_level(struct csvout *out, const struct policy *policy, size_t level)
{
	csvout_text(out, slice_of(level ? policy->levels[level - 1] : ""));
}

void
amounts_declare_breakeven(struct csvout *out, const struct desk_settings *settings)
{
	if (settings->breakeven)
		csvout_column(out, slice_of("breakeven_volume_change"), CSVOUT_NUMBER);
	if (settings->has_elasticity)
		csvout_column(out, slice_of("expected_profit_change"), CSVOUT_NUMBER);
}

void
amounts_write_breakeven(struct csvout *out, const struct policy *policy,
    const struct desk_settings *settings, const struct amounts *amounts)
{
	struct money margin = amounts_difference(amounts->net, amounts->cost);
	struct money change = amounts_difference(amounts->net, amounts->list);
	if (!settings->breakeven)
		return;
	if (!amounts->has_cost || margin.units <= 0)
		csvout_empty(out);
	else
		amounts_write_ratio(out, negate(change), margin);
	if (!settings->has_elasticity)
		return;
	if (!amounts->has_cost || amounts->list.units <= 0) {
		csvout_empty(out);
		return;
	}
	double volume = 1 + settings->elasticity * money_to_double(change) /
	                        money_to_double(amounts->list);
	double before = money_to_double(amounts_difference(amounts->list, amounts->cost));
	double scale = pow(10, policy->decimals);
	double profit = money_to_double(margin) * fmax(volume, 0) - before;
	csvout_number(out, round(profit * scale) / scale);
}
