#include "policy_settings.h"

#include "../../common/mem.h"
#include "../../common/rulemoney.h"
#include "policy_cells.h"

enum { DEFAULT_DECIMALS = 2 };

static struct slice
value(const struct rulefile *file)
{
	return rulefile_cell(file, POLICY_VALUE_COLUMN);
}

static void
set_currency(const struct rulefile *file, struct policy *policy)
{
	policy->decimals =
	    rulemoney_currency(file, POLICY_VALUE_COLUMN, policy->currency);
}

static void
set_decimals(const struct rulefile *file, struct policy *policy)
{
	policy->decimals = rulemoney_decimals(file, POLICY_VALUE_COLUMN);
}

static void
set_round(const struct rulefile *file, struct policy *policy)
{
	policy->rounding = rulemoney_rounding(file, POLICY_VALUE_COLUMN);
}

static void
set_round_on(const struct rulefile *file, struct policy *policy)
{
	static const char *const names[] = {
	    [POLICY_ON_PRICE] = "price", [POLICY_ON_DISCOUNT] = "discount"};
	policy->round_on = (enum policy_round_on)rulefile_choice(
	    file, POLICY_VALUE_COLUMN, names, sizeof names / sizeof *names, SIZE_MAX);
}

static void
set_round_at(const struct rulefile *file, struct policy *policy)
{
	static const char *const names[] = {[POLICY_AT_LINE] = "line",
	    [POLICY_AT_UNIT] = "unit",
	    [POLICY_AT_ORDER] = "order"};
	policy->round_at = (enum policy_round_at)rulefile_choice(
	    file, POLICY_VALUE_COLUMN, names, sizeof names / sizeof *names, SIZE_MAX);
}

static enum policy_stage
find_stage(const struct rulefile *file, struct slice name)
{
	for (size_t i = 0; i < POLICY_STAGES; i++)
		if (slice_equal_nocase(
		        name, slice_of(policy_stage_name((enum policy_stage)i))))
			return (enum policy_stage)i;
	rulefile_fault(
	    file, POLICY_VALUE_COLUMN, "there is no stage \"%s\"", diag_show(name).text);
}

static void
add_stage(const struct rulefile *file, struct policy *policy, struct slice name)
{
	enum policy_stage stage = find_stage(file, name);
	for (size_t i = 0; i < policy->stages_count; i++) {
		enum policy_stage before = policy->stages[i];
		if (before == stage)
			rulefile_fault(file, POLICY_VALUE_COLUMN,
			    "stage %s is named twice", policy_stage_name(stage));
		if (before == POLICY_OFFINVOICE ||
		    (before == POLICY_APPROVE && stage != POLICY_OFFINVOICE))
			rulefile_fault(file, POLICY_VALUE_COLUMN,
			    "%s comes behind %s: approve and then offinvoice are the "
			    "last",
			    policy_stage_name(stage), policy_stage_name(before));
	}
	policy->stages[policy->stages_count++] = stage;
}

/* The two that are always there, if they weren't named. */
static void
close_stages(struct policy *policy)
{
	size_t n = policy->stages_count;
	bool offinvoice = n && policy->stages[n - 1] == POLICY_OFFINVOICE;
	bool approve =
	    n > offinvoice && policy->stages[n - 1 - offinvoice] == POLICY_APPROVE;
	policy->stages_count = n - offinvoice - approve;
	policy->stages[policy->stages_count++] = POLICY_APPROVE;
	policy->stages[policy->stages_count++] = POLICY_OFFINVOICE;
}

static void
set_stages(const struct rulefile *file, struct policy *policy)
{
	struct slice rest = value(file);
	policy->stages_count = 0;
	for (;;) {
		const char *bar = memchr(rest.p, '|', rest.n);
		size_t n = bar ? (size_t)(bar - rest.p) : rest.n;
		add_stage(file, policy, slice_trim((struct slice){rest.p, n}));
		if (!bar)
			break;
		rest = (struct slice){bar + 1, rest.n - n - 1};
	}
	close_stages(policy);
}

static void
set_includes_tax(const struct rulefile *file, struct policy *policy)
{
	static const char *const names[] = {"no", "yes"};
	policy->prices_include_tax = rulefile_choice(
	    file, POLICY_VALUE_COLUMN, names, sizeof names / sizeof *names, SIZE_MAX);
}

static void
set_cash(const struct rulefile *file, struct policy *policy)
{
	policy->cash = rulefile_money(file, POLICY_VALUE_COLUMN, value(file));
	if (policy->cash.units <= 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "\"%s\" isn't a step above zero, such as 0.05",
		    diag_show(value(file)).text);
}

static const struct setting {
	const char *name;
	void (*set)(const struct rulefile *, struct policy *);
} settings[] = {
    {"currency", set_currency},
    {"decimals", set_decimals},
    {"round", set_round},
    {"round_on", set_round_on},
    {"round_at", set_round_at},
    {"stages", set_stages},
    {"prices_include_tax", set_includes_tax},
    {"cash", set_cash},
};

enum { SETTINGS = sizeof settings / sizeof *settings };

/* The first whose `when` holds counts, so there may be several. */
static void
set_tax(const struct rulefile *file, struct policy *policy, size_t condition)
{
	struct policy_tax tax = {
	    condition, policy_cell_rate(file, POLICY_VALUE_COLUMN, value(file))};
	if (tax.rate.units < 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN, "\"%s\" is below zero",
		    diag_show(value(file)).text);
	policy->taxes = mem_grow(policy->taxes, &policy->taxes_capacity,
	    policy->taxes_count + 1, sizeof *policy->taxes);
	policy->taxes[policy->taxes_count++] = tax;
}

static void
check_cells(const struct rulefile *file, bool is_tax)
{
	static const size_t used[] = {POLICY_RULE_COLUMN, POLICY_KIND_COLUMN,
	    POLICY_VALUE_COLUMN, POLICY_WHEN_COLUMN};
	rulefile_only(file, used, is_tax ? 4 : 3);
	if (rulefile_cell(file, POLICY_VALUE_COLUMN).n == 0)
		rulefile_fault(file, POLICY_VALUE_COLUMN, "a value is needed here");
}

void
policy_set(const struct rulefile *file, struct policy *policy, struct policy_seen *seen,
    size_t condition)
{
	bool is_tax = rulefile_is(file, POLICY_KIND_COLUMN, "tax");
	check_cells(file, is_tax);
	if (is_tax) {
		set_tax(file, policy, condition);
		return;
	}
	_Static_assert(SETTINGS <= sizeof seen->lines / sizeof *seen->lines, "room");
	for (size_t i = 0; i < SETTINGS; i++) {
		if (!rulefile_is(file, POLICY_KIND_COLUMN, settings[i].name))
			continue;
		if (seen->lines[i])
			rulefile_fault(file, POLICY_KIND_COLUMN,
			    "line %zu has set %s already", seen->lines[i],
			    settings[i].name);
		seen->lines[i] = rulefile_line(file);
		settings[i].set(file, policy);
		return;
	}
	rulefile_fault(file, POLICY_KIND_COLUMN,
	    "\"%s\" isn't a setting: currency, decimals, round, round_on, round_at, "
	    "stages, tax, prices_include_tax or cash",
	    diag_show(rulefile_cell(file, POLICY_KIND_COLUMN)).text);
}

void
policy_defaults(struct policy *policy)
{
	policy->decimals = DEFAULT_DECIMALS;
	for (size_t i = 0; i < POLICY_STAGES; i++)
		policy->stages[policy->stages_count++] = (enum policy_stage)i;
}
