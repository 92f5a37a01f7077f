#include "payplan_cells.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/rulemoney.h"

struct money
payplan_cell_number(
    const struct rulefile *file, enum payplan_column column, struct slice text)
{
	struct money number = rulefile_money(file, column, text);
	if (number.units < 0)
		rulefile_fault(
		    file, column, "\"%s\" is below zero", diag_show(text).text);
	if (money_compare(number, PAYPLAN_MOST) > 0)
		rulefile_fault(
		    file, column, "\"%s\" is more than 10^18", diag_show(text).text);
	return number;
}

static struct slice
value(const struct rulefile *file)
{
	return rulefile_cell(file, PAYPLAN_VALUE_COLUMN);
}

struct money
payplan_cell_share(const struct rulefile *file)
{
	struct money rate = payplan_cell_number(file, PAYPLAN_VALUE_COLUMN, value(file));
	if (money_compare(rate, MONEY_ONE) > 0)
		rulefile_fault(file, PAYPLAN_VALUE_COLUMN,
		    rulefile_is_percent(value(file))
		        ? "\"%s\" is more than 100%%"
		        : "\"%s\" is more than 1, all of it: for per cent write 10%%",
		    diag_show(value(file)).text);
	return rate;
}

static struct money
positive(const struct rulefile *file, struct slice text)
{
	struct money number = payplan_cell_number(file, PAYPLAN_VALUE_COLUMN, text);
	if (number.units == 0)
		rulefile_fault(file, PAYPLAN_VALUE_COLUMN, "\"%s\" isn't above zero",
		    diag_show(text).text);
	return number;
}

static struct payplan_rate
read_quotient(const struct rulefile *file, struct slice text, size_t slash)
{
	struct payplan_rate rate = {MONEY_ONE, MONEY_ONE, MONEY_ONE, false, false};
	struct slice part = slice_trim((struct slice){text.p, slash});
	struct slice whole =
	    slice_trim((struct slice){text.p + slash + 1, text.n - slash - 1});
	rate.of_target = slice_equal_nocase(part, slice_of("target"));
	rate.of_quota = slice_equal_nocase(whole, slice_of("quota"));
	if (!rate.of_target)
		rate.part = payplan_cell_number(file, PAYPLAN_VALUE_COLUMN, part);
	if (!rate.of_quota)
		rate.whole = positive(file, whole);
	return rate;
}

struct payplan_rate
payplan_cell_rate(const struct rulefile *file, const struct payplan_rule *rule)
{
	struct slice text = value(file);
	const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	if (slash)
		return read_quotient(file, text, (size_t)(slash - text.p));
	if (text.n && slice_lower(text.p[0]) == 'x') {
		if (rule->tiers_count == 0)
			rulefile_fault(file, PAYPLAN_VALUE_COLUMN,
			    "\"%s\" is times the rate of the rule's first row, which is "
			    "this one: say a rate, such as 5%% or target/quota",
			    diag_show(text).text);
		struct payplan_rate rate = rule->tiers[0].rate;
		for (size_t i = 1; i < rule->tiers_count; i++)
			if (rule->tiers[i].line == rule->line)
				rate = rule->tiers[i].rate;
		rate.times = payplan_cell_number(
		    file, PAYPLAN_VALUE_COLUMN, (struct slice){text.p + 1, text.n - 1});
		return rate;
	}
	return (struct payplan_rate){
	    payplan_cell_share(file), MONEY_ONE, MONEY_ONE, false, false};
}

void
payplan_cell_from(
    const struct rulefile *file, enum payplan_basis basis, struct payplan_tier *tier)
{
	struct slice cell = rulefile_cell(file, PAYPLAN_FROM_COLUMN);
	if (cell.n && cell.p[0] == '>') {
		tier->above = true;
		cell = slice_trim((struct slice){cell.p + 1, cell.n - 1});
	}
	tier->from = payplan_cell_number(file, PAYPLAN_FROM_COLUMN, cell);
	bool rate = rulefile_is_percent(cell);
	if (rate != (basis == PAYPLAN_BY_ATTAINMENT) && tier->from.units)
		rulefile_fault(file, PAYPLAN_FROM_COLUMN,
		    rate ? "\"%s\" is per cent, but tiers by credit begin at an amount"
		         : "\"%s\" is an amount, but attainment is in per cent: write "
		           "100%%",
		    diag_show(cell).text);
}

void
payplan_cell_periods(const struct rulefile *file, struct payplan_grant *grant)
{
	struct slice cell = rulefile_cell(file, PAYPLAN_PERIOD_COLUMN), last = cell;
	for (size_t i = 0; i + 1 < cell.n; i++) {
		if (cell.p[i] != '.' || cell.p[i + 1] != '.')
			continue;
		last = slice_trim((struct slice){cell.p + i + 2, cell.n - i - 2});
		cell = slice_trim((struct slice){cell.p, i});
		if (last.n == 0 || cell.n == 0)
			rulefile_fault(file, PAYPLAN_PERIOD_COLUMN,
			    "a range has both ends: 2026-01..2026-03");
		break;
	}
	grant->first = mem_text(cell.p, cell.n);
	grant->last = mem_text(last.p, last.n);
}

/* Settings */

static void
set_currency(const struct rulefile *file, struct payplan *plan)
{
	plan->decimals = rulemoney_currency(file, PAYPLAN_VALUE_COLUMN, plan->currency);
}

static void
set_decimals(const struct rulefile *file, struct payplan *plan)
{
	plan->decimals = rulemoney_decimals(file, PAYPLAN_VALUE_COLUMN);
}

static void
set_round(const struct rulefile *file, struct payplan *plan)
{
	plan->rounding = rulemoney_rounding(file, PAYPLAN_VALUE_COLUMN);
}

static enum date_period
read_period(const struct rulefile *file)
{
	const char *names[DATE_BY_YEAR + 1];
	for (size_t i = 0; i <= DATE_BY_YEAR; i++)
		names[i] = payplan_period_word(i);
	return (enum date_period)rulefile_choice(
	    file, PAYPLAN_VALUE_COLUMN, names, DATE_BY_YEAR + 1, SIZE_MAX);
}

static void
set_period(const struct rulefile *file, struct payplan *plan)
{
	plan->period = read_period(file);
}

static void
set_span(const struct rulefile *file, struct payplan *plan)
{
	plan->span = read_period(file);
}

static void
set_credit(const struct rulefile *file, struct payplan *plan)
{
	static const char *const names[] = {"amount", "margin"};
	plan->credit = (enum payplan_base)rulefile_choice(
	    file, PAYPLAN_VALUE_COLUMN, names, 2, SIZE_MAX);
}

static void
set_shares(const struct rulefile *file, struct payplan *plan)
{
	static const char *const names[] = {"exact", "overlay"};
	plan->overlay = rulefile_choice(file, PAYPLAN_VALUE_COLUMN, names, 2, SIZE_MAX);
}

static const struct setting {
	const char *name;
	void (*set)(const struct rulefile *, struct payplan *);
} settings[PAYPLAN_SETTINGS] = {
    {"currency", set_currency},
    {"decimals", set_decimals},
    {"round", set_round},
    {"period", set_period},
    {"credit", set_credit},
    {"shares", set_shares},
    [PAYPLAN_SPAN_SETTING] = {"quota_period", set_span},
};

void
payplan_set(const struct rulefile *file, struct payplan *plan, size_t *seen)
{
	static const size_t used[] = {
	    PAYPLAN_RULE_COLUMN, PAYPLAN_KIND_COLUMN, PAYPLAN_VALUE_COLUMN};
	rulefile_only(file, used, 3);
	for (size_t i = 0; i < PAYPLAN_SETTINGS; i++) {
		if (!rulefile_is(file, PAYPLAN_KIND_COLUMN, settings[i].name))
			continue;
		if (seen[i])
			rulefile_fault(file, PAYPLAN_KIND_COLUMN,
			    "line %zu has set %s already", seen[i], settings[i].name);
		seen[i] = rulefile_line(file);
		settings[i].set(file, plan);
		return;
	}
	rulefile_fault(file, PAYPLAN_KIND_COLUMN,
	    "\"%s\" isn't a setting: currency, decimals, round, period, quota_period, "
	    "credit or "
	    "shares",
	    diag_show(rulefile_cell(file, PAYPLAN_KIND_COLUMN)).text);
}
