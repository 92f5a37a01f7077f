#include "policy_cells.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"

struct money
policy_cell_rate(
    const struct rulefile *file, enum policy_column column, struct slice text)
{
	struct money rate = rulefile_money(file, column, text);
	if (money_compare(rate, MONEY_ONE) > 0 ||
	    money_compare(rate, (struct money){-MONEY_ONE.units}) < 0)
		rulefile_fault(file, column,
		    rulefile_is_percent(text)
		        ? "\"%s\" is more than 100%%"
		        : "\"%s\" is more than 1, all of it: for per cent "
		          "write 10%%",
		    diag_show(text).text);
	return rate;
}

void
policy_cell_from(
    const struct rulefile *file, enum policy_basis basis, struct policy_tier *tier)
{
	struct slice cell = rulefile_cell(file, POLICY_FROM_COLUMN);
	if (cell.n && cell.p[0] == '>') {
		tier->above = true;
		cell = slice_trim((struct slice){cell.p + 1, cell.n - 1});
	}
	tier->from = rulefile_money(file, POLICY_FROM_COLUMN, cell);
	if (tier->from.units < 0)
		rulefile_fault(file, POLICY_FROM_COLUMN, "\"%s\" is below zero",
		    diag_show(cell).text);
	static const struct money hundred = {100 * (money_units)1000000000000000000};
	if (basis != POLICY_BY_DISCOUNT)
		return;
	if (rulefile_is_percent(cell))
		money_scale(tier->from, hundred, MONEY_ONE, MONEY_DECIMALS, MONEY_HALF_UP,
		    &tier->from);
	else if (tier->from.units > 0 && money_compare(tier->from, MONEY_ONE) < 0)
		rulefile_fault(file, POLICY_FROM_COLUMN,
		    "\"%s\" is ambiguous: write 0.5%% or 50%%", diag_show(cell).text);
}

/* Cuts the text at the first of that character; *rest is what stands behind it. False if
 * there is none. */
static bool
cut(struct slice *text, char at, struct slice *rest)
{
	const char *found = text->n ? memchr(text->p, at, text->n) : NULL;
	if (!found)
		return false;
	size_t n = (size_t)(found - text->p);
	*rest = slice_trim((struct slice){found + 1, text->n - n - 1});
	*text = slice_trim((struct slice){text->p, n});
	return true;
}

static struct money
positive(const struct rulefile *file, enum policy_column column, struct slice text)
{
	struct money number = rulefile_money(file, column, text);
	if (number.units <= 0)
		rulefile_fault(
		    file, column, "\"%s\" isn't above zero", diag_show(text).text);
	return number;
}

static struct money
not_negative(const struct rulefile *file, struct slice text)
{
	struct money number = rulefile_money(file, POLICY_VALUE_COLUMN, text);
	if (number.units < 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN, "\"%s\" is below zero",
		    diag_show(text).text);
	return number;
}

static bool
is_whole(struct money x)
{
	return x.units % MONEY_ONE.units == 0;
}

static void
read_amount(const struct rulefile *file, struct policy_rule *rule,
    struct policy_tier *tier, struct slice text)
{
	struct slice whole = text, unit = {"", 0};
	bool is_said = cut(&text, '/', &unit);
	bool known = slice_equal_nocase(unit, slice_of("unit")) ||
	             slice_equal_nocase(unit, slice_of("line"));
	if (is_said != (rule->scope == POLICY_OF_LINE) || (is_said && !known))
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    rule->scope == POLICY_OF_LINE
		        ? "\"%s\" doesn't say of what: write %.*s/unit or %.*s/line"
		        : "\"%s\" is of the whole order: write %.*s",
		    diag_show(whole).text, (int)text.n, text.p, (int)text.n, text.p);
	rule->per_unit = slice_equal_nocase(unit, slice_of("unit"));
	tier->value = rulefile_money(file, POLICY_VALUE_COLUMN, text);
}

static void
read_price(const struct rulefile *file, struct policy_tier *tier, struct slice text)
{
	struct slice fee;
	if (cut(&text, '+', &fee))
		tier->flat = not_negative(file, fee);
	tier->value = not_negative(file, text);
}

static void
read_package(const struct rulefile *file, struct policy_tier *tier, struct slice text)
{
	struct slice size;
	if (!cut(&text, '/', &size))
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "\"%s\" isn't PRICE/UNITS, such as 10/12 for 10 a dozen",
		    diag_show(text).text);
	tier->value = not_negative(file, text);
	tier->size = positive(file, POLICY_VALUE_COLUMN, size);
}

static void
read_bogo(const struct rulefile *file, struct policy_tier *tier, struct slice text)
{
	struct slice off;
	tier->value = MONEY_ONE;
	if (cut(&text, '@', &off)) {
		tier->value = policy_cell_rate(file, POLICY_VALUE_COLUMN, off);
		if (tier->value.units <= 0)
			rulefile_fault(file, POLICY_VALUE_COLUMN,
			    "\"%s\" isn't above zero", diag_show(off).text);
	}
	tier->size = positive(file, POLICY_VALUE_COLUMN, text);
	if (!is_whole(tier->size))
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "\"%s\" isn't a whole number of units", diag_show(text).text);
	if (tier->from.units <= 0 || !is_whole(tier->from) || tier->above)
		rulefile_fault(file, POLICY_FROM_COLUMN,
		    "the whole number of units to buy is needed here");
}

/* `cup*2` */
static struct policy_part
read_part(const struct rulefile *file, struct slice text)
{
	struct policy_part part = {NULL, MONEY_ONE};
	struct slice units;
	if (cut(&text, '*', &units))
		part.units = positive(file, POLICY_VALUE_COLUMN, units);
	if (text.n == 0 || !is_whole(part.units))
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "a bundle is made of SKU or SKU*UNITS, such as cup*2+cookie=2.50");
	part.sku = mem_text(text.p, text.n);
	return part;
}

static void
read_bundle(const struct rulefile *file, struct policy_tier *tier, struct slice text)
{
	struct slice price, rest = text;
	if (!cut(&rest, '=', &price))
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "\"%s\" has no price: write it as in cup*2+cookie=2.50 or "
		    "cup+cookie=10%%",
		    diag_show(text).text);
	tier->is_rate = rulefile_is_percent(price);
	tier->value = tier->is_rate ? policy_cell_rate(file, POLICY_VALUE_COLUMN, price)
	                            : not_negative(file, price);
	if (tier->value.units < 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN, "\"%s\" is below zero",
		    diag_show(price).text);
	size_t capacity = 0;
	for (bool more = true; more;) {
		struct slice part = rest;
		more = cut(&part, '+', &rest);
		tier->parts = mem_grow(
		    tier->parts, &capacity, tier->parts_count + 1, sizeof *tier->parts);
		tier->parts[tier->parts_count++] = read_part(file, part);
	}
	for (size_t i = 0; i < tier->parts_count; i++)
		for (size_t k = 0; k < i; k++)
			if (slice_equal_nocase(slice_of(tier->parts[i].sku),
			        slice_of(tier->parts[k].sku)))
				rulefile_fault(file, POLICY_VALUE_COLUMN,
				    "\"%s\" is named twice: write %s*2",
				    diag_show(slice_of(tier->parts[i].sku)).text,
				    tier->parts[i].sku);
}

void
policy_cell_value(
    const struct rulefile *file, struct policy_rule *rule, struct policy_tier *tier)
{
	struct slice text = rulefile_cell(file, POLICY_VALUE_COLUMN);
	if (text.n == 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN, "a value is needed here");
	switch (rule->kind) {
	case POLICY_PERCENT:
		tier->value = policy_cell_rate(file, POLICY_VALUE_COLUMN, text);
		break;
	case POLICY_AMOUNT:
		read_amount(file, rule, tier, text);
		break;
	case POLICY_PRICE:
		read_price(file, tier, text);
		break;
	case POLICY_PACKAGE:
		read_package(file, tier, text);
		break;
	case POLICY_BOGO:
		read_bogo(file, tier, text);
		break;
	case POLICY_BUNDLE:
		read_bundle(file, tier, text);
		break;
	case POLICY_FLOOR_PRICE:
		tier->value = not_negative(file, text);
		break;
	case POLICY_FLOOR_MARGIN:
		tier->value = policy_cell_rate(file, POLICY_VALUE_COLUMN, text);
		if (tier->value.units < 0 || tier->value.units == MONEY_ONE.units)
			rulefile_fault(file, POLICY_VALUE_COLUMN,
			    "a margin is from 0%% to below 100%%");
		break;
	default:
		break;
	}
}

static void
read_cap(const struct rulefile *file, struct policy_rule *rule, struct slice word)
{
	if (word.p[word.n - 1] != 'x' && word.p[word.n - 1] != 'X') {
		if (rule->cap.units != POLICY_NO_CAP.units)
			rulefile_fault(
			    file, POLICY_CAP_COLUMN, "there are two amounts here");
		rule->cap = positive(file, POLICY_CAP_COLUMN, word);
		return;
	}
	struct money uses =
	    positive(file, POLICY_CAP_COLUMN, (struct slice){word.p, word.n - 1});
	if (rule->uses != POLICY_ANY_USES || !is_whole(uses) ||
	    uses.units / MONEY_ONE.units > INT32_MAX)
		rulefile_fault(file, POLICY_CAP_COLUMN,
		    "\"%s\" isn't a number of uses, such as 3x", diag_show(word).text);
	rule->uses = (size_t)(uses.units / MONEY_ONE.units);
}

void
policy_cell_cap(const struct rulefile *file, struct policy_rule *rule)
{
	struct slice word = rulefile_cell(file, POLICY_CAP_COLUMN), rest;
	rule->cap = POLICY_NO_CAP;
	rule->uses = POLICY_ANY_USES;
	if (word.n == 0)
		return;
	while (cut(&word, ' ', &rest)) {
		read_cap(file, rule, word);
		word = rest;
	}
	read_cap(file, rule, word);
}
