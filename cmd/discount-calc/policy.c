#include "policy.h"

#include <stdint.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/mem.h"
#include "policy_cells.h"
#include "policy_settings.h"
#include "tiers.h"

static const char *const columns[POLICY_COLUMNS] = {
    [POLICY_RULE_COLUMN] = "rule",
    [POLICY_STAGE_COLUMN] = "stage",
    [POLICY_KIND_COLUMN] = "kind",
    [POLICY_SCOPE_COLUMN] = "scope",
    [POLICY_WHEN_COLUMN] = "when",
    [POLICY_BASIS_COLUMN] = "basis",
    [POLICY_MODE_COLUMN] = "mode",
    [POLICY_FROM_COLUMN] = "from",
    [POLICY_VALUE_COLUMN] = "value",
    [POLICY_BASE_COLUMN] = "base",
    [POLICY_COMBINE_COLUMN] = "combine",
    [POLICY_GROUP_COLUMN] = "group",
    [POLICY_PRIORITY_COLUMN] = "priority",
    [POLICY_CAP_COLUMN] = "cap",
};

static const char *const stages[POLICY_STAGES] = {"contract", "volume", "term", "promo",
    "manual", "partner", "distributor", "order", "guard", "approve", "offinvoice"};

/* What a kind of rule may be about. */
static const struct kind {
	const char *name;
	bool line, order;         /* scopes */
	bool basis, graduated;    /* tiers by something; in bands */
	bool from;                /* without a basis too */
	bool base, combines, cap; /* cells that have a meaning */
	bool order_uses;          /* uses are counted in an order rule */
} kinds[POLICY_KINDS] = {
    [POLICY_PERCENT] = {"percent", true, true, true, true, false, true, true, true,
        false},
    [POLICY_AMOUNT] = {"amount", true, true, true, true, false, true, true, true, false},
    [POLICY_PRICE] = {"price", true, false, true, true, false, false, true, true, false},
    [POLICY_PACKAGE] = {"package", true, false, false, false, true, false, true, true,
        false},
    [POLICY_BOGO] = {"bogo", true, true, false, false, true, true, true, true, true},
    [POLICY_BUNDLE] = {"bundle", false, true, false, false, false, false, true, true,
        true},
    [POLICY_FLOOR_PRICE] = {"floor_price", true, false, false, false, false, false, false,
        false, false},
    [POLICY_FLOOR_MARGIN] = {"floor_margin", true, false, false, false, false, false,
        false, false, false},
    [POLICY_LEVEL] = {"approve", true, true, true, false, false, false, false, false,
        false},
};

static const struct {
	const char *name;
	bool always; /* else only to approvals */
} computed_names[POLICY_COMPUTED] = {
    [POLICY_HAS] = {"has", true},
    [POLICY_ORDER_TOTAL] = {"amount", true},
    [POLICY_LINE_TOTAL] = {"line_amount", true},
    [POLICY_LIST_TOTAL] = {"list_total", false},
    [POLICY_DISCOUNT] = {"discount", false},
    [POLICY_NET] = {"net", false},
    [POLICY_DISCOUNT_PCT] = {"discount_pct", false},
    [POLICY_MARGIN] = {"margin", false},
    [POLICY_MARGIN_PCT] = {"margin_pct", false},
};

const char *
policy_stage_name(enum policy_stage stage)
{
	return stages[stage];
}

const char *
policy_kind_name(enum policy_kind kind)
{
	return kinds[kind].name;
}

bool
policy_find_computed(struct slice name, bool approves, enum policy_computed *computed)
{
	for (size_t i = 0; i < POLICY_COMPUTED; i++) {
		if (columns_alike(name, slice_of(computed_names[i].name)) &&
		    (approves || computed_names[i].always)) {
			*computed = (enum policy_computed)i;
			return true;
		}
	}
	return false;
}

/* Conditions */

static bool
asks_amount(const struct rulefile *file, const struct condition *condition, bool approves,
    bool may_ask)
{
	bool asks = false;
	for (size_t i = 0; i < condition_columns(condition); i++) {
		enum policy_computed computed;
		struct slice name = condition_column(condition, i);
		if (!policy_find_computed(name, approves, &computed) ||
		    computed == POLICY_HAS)
			continue;
		if (!may_ask)
			rulefile_fault(file, POLICY_WHEN_COLUMN,
			    "\"%s\" changes from rule to rule: floors and taxes can't "
			    "depend on it",
			    diag_show(name).text);
		asks = true;
	}
	return asks;
}

/* The number of the row's condition. */
static size_t
take_condition(
    const struct rulefile *file, struct policy *policy, bool approves, bool may_ask)
{
	struct slice text = rulefile_cell(file, POLICY_WHEN_COLUMN);
	struct condition *parsed = rulefile_condition(file, POLICY_WHEN_COLUMN);
	bool asks = asks_amount(file, parsed, approves, may_ask);
	for (size_t i = 0; i < policy->conditions_count; i++) {
		const struct policy_condition *known = &policy->conditions[i];
		if (known->approves == approves &&
		    slice_equal(slice_of(known->text), text)) {
			condition_free(parsed);
			return i;
		}
	}
	policy->conditions = mem_grow(policy->conditions, &policy->conditions_capacity,
	    policy->conditions_count + 1, sizeof *policy->conditions);
	policy->conditions[policy->conditions_count] = (struct policy_condition){parsed,
	    rulefile_text(file, POLICY_WHEN_COLUMN), rulefile_line(file), approves, asks};
	return policy->conditions_count++;
}

/* Rules */

static void
check_name(const struct rulefile *file)
{
	struct slice name = rulefile_cell(file, POLICY_RULE_COLUMN);
	if (name.n == 0)
		rulefile_fault(file, POLICY_RULE_COLUMN, "every row needs a rule");
	for (size_t i = 0; i < name.n; i++)
		if (strchr("|:=(),", name.p[i]))
			rulefile_fault(file, POLICY_RULE_COLUMN,
			    "\"%s\" holds `%c`, which has a meaning in the column why: "
			    "name the rule without it",
			    diag_show(name).text, name.p[i]);
}

static enum policy_kind
read_kind(const struct rulefile *file)
{
	const char *names[POLICY_KINDS];
	for (size_t i = 0; i < POLICY_KINDS; i++)
		names[i] = kinds[i].name;
	return (enum policy_kind)rulefile_choice(
	    file, POLICY_KIND_COLUMN, names, POLICY_KINDS, SIZE_MAX);
}

static enum policy_stage
read_stage(const struct rulefile *file, enum policy_kind kind)
{
	enum policy_stage stage = (enum policy_stage)rulefile_choice(
	    file, POLICY_STAGE_COLUMN, stages, POLICY_STAGES, SIZE_MAX);
	bool floors = kind == POLICY_FLOOR_PRICE || kind == POLICY_FLOOR_MARGIN;
	if (floors != (stage == POLICY_GUARD))
		rulefile_fault(file, POLICY_STAGE_COLUMN,
		    "stage guard is for floor_price and floor_margin, and these are for "
		    "it alone");
	if ((kind == POLICY_LEVEL) != (stage == POLICY_APPROVE))
		rulefile_fault(file, POLICY_STAGE_COLUMN,
		    "stage approve is for kind approve, and this is for it alone");
	return stage;
}

static enum policy_scope
read_scope(const struct rulefile *file, enum policy_kind kind)
{
	static const char *const names[POLICY_SCOPES] = {"line", "order"};
	bool wide = kind == POLICY_BUNDLE || kind == POLICY_LEVEL;
	enum policy_scope scope =
	    (enum policy_scope)rulefile_choice(file, POLICY_SCOPE_COLUMN, names,
	        POLICY_SCOPES, wide ? POLICY_OF_ORDER : POLICY_OF_LINE);
	if (!(scope == POLICY_OF_LINE ? kinds[kind].line : kinds[kind].order))
		rulefile_fault(file, POLICY_SCOPE_COLUMN, "%s is never of scope %s",
		    kinds[kind].name, names[scope]);
	return scope;
}

static enum policy_basis
read_basis(const struct rulefile *file, enum policy_kind kind, enum policy_scope scope)
{
	static const char *const names[POLICY_BASES] = {
	    "none", "qty", "amount", "term", "discount_pct"};
	enum policy_basis basis = (enum policy_basis)rulefile_choice(
	    file, POLICY_BASIS_COLUMN, names, POLICY_BASES, POLICY_NO_BASIS);
	if (basis == POLICY_NO_BASIS)
		return basis;
	/* Their `from` counts units anyway, which the cell may say. */
	if (kinds[kind].from && basis == POLICY_BY_QTY)
		return POLICY_NO_BASIS;
	if (kinds[kind].from)
		rulefile_fault(file, POLICY_BASIS_COLUMN,
		    "%s counts units: its basis is qty", kinds[kind].name);
	if ((basis == POLICY_BY_DISCOUNT) != (kind == POLICY_LEVEL))
		rulefile_fault(file, POLICY_BASIS_COLUMN,
		    "the basis discount_pct is for kind approve, and no other is");
	if (basis == POLICY_BY_TERM && scope == POLICY_OF_ORDER)
		rulefile_fault(file, POLICY_BASIS_COLUMN,
		    "a term is a line's: scope order has none");
	return basis;
}

/* Can the rule's tiers be bands? */
static bool
can_graduate(const struct policy_rule *rule)
{
	if (rule->kind == POLICY_PERCENT)
		return rule->basis == POLICY_BY_QTY || rule->basis == POLICY_BY_AMOUNT;
	return kinds[rule->kind].graduated && rule->basis == POLICY_BY_QTY &&
	       rule->scope == POLICY_OF_LINE;
}

static enum policy_mode
read_mode(const struct rulefile *file, const struct policy_rule *rule)
{
	static const char *const names[POLICY_MODES] = {
	    "all", "graduated", "up", "down", "rest"};
	bool package = rule->kind == POLICY_PACKAGE;
	enum policy_mode mode =
	    (enum policy_mode)rulefile_choice(file, POLICY_MODE_COLUMN, names,
	        POLICY_MODES, package ? POLICY_ROUND_UP : POLICY_ALL);
	if (package != (mode >= POLICY_ROUND_UP))
		rulefile_fault(file, POLICY_MODE_COLUMN,
		    package ? "a package's mode is up, down or rest"
		            : "the mode %s is for kind package",
		    names[mode]);
	if (mode == POLICY_GRADUATED && !can_graduate(rule))
		rulefile_fault(file, POLICY_MODE_COLUMN,
		    "bands are for basis qty (percent, and of a line price and "
		    "amount/unit) "
		    "and basis amount (percent)");
	return mode;
}

static bool
read_base(const struct rulefile *file)
{
	static const char *const names[] = {"running", "list"};
	return rulefile_choice(file, POLICY_BASE_COLUMN, names, 2, 0) == 1;
}

static void
read_combine(const struct rulefile *file, struct policy_rule *rule)
{
	static const char *const names[POLICY_COMBINES] = {"stack", "best", "exclusive"};
	rule->combine = (enum policy_combine)rulefile_choice(
	    file, POLICY_COMBINE_COLUMN, names, POLICY_COMBINES, POLICY_STACK);
	struct slice group = rulefile_cell(file, POLICY_GROUP_COLUMN);
	if (rule->combine == POLICY_BEST && group.n == 0)
		rulefile_fault(file, POLICY_GROUP_COLUMN,
		    "the best of which rules? name their group here");
	rule->group = mem_text(group.p, group.n);
}

static void
read_priority(const struct rulefile *file, struct policy_rule *rule)
{
	struct slice cell = rulefile_cell(file, POLICY_PRIORITY_COLUMN);
	rule->priority = POLICY_LAST_PRIORITY;
	if (cell.n == 0)
		return;
	struct money n = rulefile_money(file, POLICY_PRIORITY_COLUMN, cell);
	if (n.units % MONEY_ONE.units || n.units < 0 ||
	    n.units / MONEY_ONE.units >= POLICY_LAST_PRIORITY)
		rulefile_fault(file, POLICY_PRIORITY_COLUMN,
		    "\"%s\" isn't a whole number from 0 on", diag_show(cell).text);
	rule->priority = (int32_t)(n.units / MONEY_ONE.units);
}

/* Cells that mean nothing to a rule of the kind are refused, not ignored. */
static void
check_cells(const struct rulefile *file, enum policy_kind kind)
{
	size_t used[POLICY_COLUMNS], n = 0;
	used[n++] = POLICY_RULE_COLUMN;
	used[n++] = POLICY_STAGE_COLUMN;
	used[n++] = POLICY_KIND_COLUMN;
	used[n++] = POLICY_SCOPE_COLUMN;
	used[n++] = POLICY_WHEN_COLUMN;
	used[n++] = POLICY_VALUE_COLUMN;
	if (kinds[kind].basis || kinds[kind].from)
		used[n++] = POLICY_BASIS_COLUMN;
	if (kinds[kind].graduated || kind == POLICY_PACKAGE)
		used[n++] = POLICY_MODE_COLUMN;
	if (kinds[kind].basis || kinds[kind].from)
		used[n++] = POLICY_FROM_COLUMN;
	if (kinds[kind].base)
		used[n++] = POLICY_BASE_COLUMN;
	if (kinds[kind].combines) {
		used[n++] = POLICY_COMBINE_COLUMN;
		used[n++] = POLICY_GROUP_COLUMN;
		used[n++] = POLICY_PRIORITY_COLUMN;
	}
	if (kinds[kind].cap)
		used[n++] = POLICY_CAP_COLUMN;
	rulefile_only(file, used, n);
}

/* What the row says of the rule as a whole. */
static struct policy_rule
read_rule(const struct rulefile *file)
{
	struct policy_rule rule = {.line = rulefile_line(file), .one_condition = true};
	check_name(file);
	rule.kind = read_kind(file);
	check_cells(file, rule.kind);
	rule.stage = read_stage(file, rule.kind);
	rule.scope = read_scope(file, rule.kind);
	rule.basis = read_basis(file, rule.kind, rule.scope);
	rule.mode = read_mode(file, &rule);
	rule.of_list = read_base(file);
	read_priority(file, &rule);
	policy_cell_cap(file, &rule);
	if (rule.uses != POLICY_ANY_USES && rule.scope == POLICY_OF_ORDER &&
	    !kinds[rule.kind].order_uses)
		rulefile_fault(file, POLICY_CAP_COLUMN,
		    "an order rule of kind %s is used once a quote anyway",
		    kinds[rule.kind].name);
	read_combine(file, &rule);
	rule.name = rulefile_text(file, POLICY_RULE_COLUMN);
	return rule;
}

static void
release_rule(struct policy_rule *rule)
{
	for (size_t i = 0; i < rule->tiers_count; i++) {
		for (size_t k = 0; k < rule->tiers[i].parts_count; k++)
			free(rule->tiers[i].parts[k].sku);
		free(rule->tiers[i].parts);
	}
	free(rule->tiers);
	free(rule->name);
	free(rule->group);
}

static void
check_agreement(
    const struct rulefile *file, const struct policy_rule *a, const struct policy_rule *b)
{
	const struct {
		bool agree;
		enum policy_column column;
	} checks[] = {
	    {a->stage == b->stage, POLICY_STAGE_COLUMN},
	    {a->kind == b->kind, POLICY_KIND_COLUMN},
	    {a->scope == b->scope, POLICY_SCOPE_COLUMN},
	    {a->basis == b->basis, POLICY_BASIS_COLUMN},
	    {a->mode == b->mode, POLICY_MODE_COLUMN},
	    {a->of_list == b->of_list, POLICY_BASE_COLUMN},
	    {a->combine == b->combine, POLICY_COMBINE_COLUMN},
	    {strcmp(a->group, b->group) == 0, POLICY_GROUP_COLUMN},
	    {a->priority == b->priority, POLICY_PRIORITY_COLUMN},
	    {money_compare(a->cap, b->cap) == 0 && a->uses == b->uses, POLICY_CAP_COLUMN},
	};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (!checks[i].agree)
			rulefile_fault(file, checks[i].column,
			    "line %zu says otherwise: the rows of a rule are its tiers, "
			    "and "
			    "differ in when, from and value only",
			    a->line);
}

/* The policy's rule that the row belongs to; a new one is added. */
static struct policy_rule *
take_rule(const struct rulefile *file, struct policy *policy)
{
	struct policy_rule rule = read_rule(file);
	for (size_t i = 0; i < policy->rules_count; i++) {
		struct policy_rule *known = &policy->rules[i];
		if (strcmp(known->name, rule.name) == 0) {
			check_agreement(file, known, &rule);
			release_rule(&rule);
			return known;
		}
	}
	policy->rules = mem_grow(policy->rules, &policy->rules_capacity,
	    policy->rules_count + 1, sizeof *policy->rules);
	policy->rules[policy->rules_count] = rule;
	return &policy->rules[policy->rules_count++];
}

/* Tiers */

static size_t
take_level(const struct rulefile *file, struct policy *policy)
{
	struct slice name = rulefile_cell(file, POLICY_VALUE_COLUMN);
	for (size_t i = 0; i < policy->levels_count; i++)
		if (slice_equal(slice_of(policy->levels[i]), name))
			return i + 1;
	policy->levels = mem_grow(policy->levels, &policy->levels_capacity,
	    policy->levels_count + 1, sizeof *policy->levels);
	policy->levels[policy->levels_count++] = rulefile_text(file, POLICY_VALUE_COLUMN);
	return policy->levels_count;
}

static void
read_from(
    const struct rulefile *file, const struct policy_rule *rule, struct policy_tier *tier)
{
	bool is_there = rulefile_cell(file, POLICY_FROM_COLUMN).n != 0;
	bool stands_alone = kinds[rule->kind].from;
	if (is_there && rule->basis == POLICY_NO_BASIS && !stands_alone)
		rulefile_fault(file, POLICY_FROM_COLUMN,
		    "from what? name the basis: qty, amount, term or discount_pct");
	if (!is_there && rule->basis != POLICY_NO_BASIS)
		rulefile_fault(file, POLICY_FROM_COLUMN,
		    "where the tier begins is needed here: 0 for the lowest");
	if (is_there)
		policy_cell_from(file, rule->basis, tier);
	else if (rule->kind == POLICY_PACKAGE)
		tier->from = MONEY_ONE;
	tier->start = tier->from;
	tier->starts_above = tier->above;
	if (rule->mode != POLICY_GRADUATED)
		return;
	tier->starts_above = false;
	if (rule->basis == POLICY_BY_QTY && !tier->above)
		tier->start.units -= MONEY_ONE.units;
	if (tier->start.units < 0)
		tier->start.units = 0;
}

/* Puts the tier in its place, behind those that begin as early. */
static void
add_tier(
    const struct rulefile *file, struct policy_rule *rule, const struct policy_tier *tier)
{
	rule->tiers = mem_grow(rule->tiers, &rule->tiers_capacity, rule->tiers_count + 1,
	    sizeof *rule->tiers);
	size_t at = rule->tiers_count++;
	for (; at > 0; at--) {
		const struct policy_tier *before = &rule->tiers[at - 1];
		int order = money_compare(before->start, tier->start);
		if (tiers_begin_together(before, tier) &&
		    before->condition == tier->condition)
			rulefile_fault(file, POLICY_FROM_COLUMN,
			    "line %zu has a tier of %s from there already", before->line,
			    rule->name);
		if (order < 0 ||
		    (order == 0 && before->starts_above <= tier->starts_above))
			break;
		rule->tiers[at] = *before;
	}
	rule->tiers[at] = *tier;
	for (size_t i = 0; i < rule->tiers_count; i++)
		rule->one_condition &= rule->tiers[i].condition == tier->condition;
	if (!rule->one_condition && rule->mode == POLICY_GRADUATED &&
	    rule->scope == POLICY_OF_ORDER)
		rulefile_fault(file, POLICY_WHEN_COLUMN,
		    "bands of an order all have the same condition: line %zu says "
		    "otherwise",
		    rule->line);
}

static const struct policy_rule *
read_tier(const struct rulefile *file, struct policy *policy)
{
	struct policy_rule *rule = take_rule(file, policy);
	bool approves = rule->stage == POLICY_APPROVE;
	bool was_per_unit = rule->per_unit;
	struct policy_tier tier = {.line = rulefile_line(file),
	    .condition =
	        take_condition(file, policy, approves, rule->stage != POLICY_GUARD)};
	read_from(file, rule, &tier);
	policy_cell_value(file, rule, &tier);
	if (rule->kind == POLICY_LEVEL)
		tier.level = take_level(file, policy);
	if (rule->tiers_count && was_per_unit != rule->per_unit)
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "line %zu says otherwise: all tiers are /unit or all are /line",
		    rule->line);
	if (rule->kind == POLICY_AMOUNT && rule->mode == POLICY_GRADUATED &&
	    !rule->per_unit)
		rulefile_fault(file, POLICY_VALUE_COLUMN,
		    "bands of units need an amount of each: write AMOUNT/unit");
	add_tier(file, rule, &tier);
	return rule;
}

/* A best one is chosen where all stand at the same point. */
static void
check_group(const struct rulefile *file, const struct policy *policy,
    const struct policy_rule *rule)
{
	for (size_t i = 0; *rule->group && i < policy->rules_count; i++) {
		const struct policy_rule *other = &policy->rules[i];
		if (strcmp(other->group, rule->group) != 0)
			continue;
		if ((rule->combine == POLICY_BEST) != (other->combine == POLICY_BEST))
			rulefile_fault(file, POLICY_COMBINE_COLUMN,
			    "line %zu says otherwise: in a group all are best or none is",
			    other->line);
		if (rule->combine == POLICY_BEST &&
		    (rule->stage != other->stage || rule->scope != other->scope))
			rulefile_fault(file, POLICY_GROUP_COLUMN,
			    "line %zu has another stage or scope: the best of a group is "
			    "chosen among rules that have their turn together",
			    other->line);
	}
}

static void
read_row(const struct rulefile *file, struct policy *policy, struct policy_seen *seen)
{
	if (rulefile_is(file, POLICY_RULE_COLUMN, "set")) {
		size_t condition = 0;
		if (rulefile_is(file, POLICY_KIND_COLUMN, "tax"))
			condition = take_condition(file, policy, false, false);
		policy_set(file, policy, seen, condition);
		return;
	}
	check_group(file, policy, read_tier(file, policy));
}

/* What can only be told when all rows are known, for settings may stand anywhere. */
static void
check_whole(const struct policy *policy)
{
	for (size_t i = 0; i < policy->rules_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];
		size_t at = 0;
		while (at < policy->stages_count && policy->stages[at] != rule->stage)
			at++;
		if (at == policy->stages_count)
			diag_fatal(EX_DATAERR,
			    "%s:%zu: column \"stage\": %s isn't among those of `set "
			    "stages`: "
			    "the rule would never have its turn",
			    policy->path, rule->line, stages[rule->stage]);
	}
	struct money cash = policy->cash;
	if (!money_round(&cash, policy->decimals, MONEY_DOWN) ||
	    money_compare(cash, policy->cash) != 0)
		diag_fatal(EX_DATAERR,
		    "%s: the cash step has more decimals than amounts have, %d",
		    policy->path, policy->decimals);
}

void
policy_init(struct policy *policy, const char *path)
{
	*policy = (struct policy){.path = strcmp(path, "-") == 0 ? "<stdin>" : path};
	policy_defaults(policy);
}

void
policy_read(const char *path, struct policy *policy)
{
	struct policy_seen seen = {{0}};
	policy_init(policy, path);
	struct rulefile *file = rulefile_open(path, columns, POLICY_COLUMNS);
	while (rulefile_next(file))
		read_row(file, policy, &seen);
	rulefile_close(file);
	check_whole(policy);
}

void
policy_release(struct policy *policy)
{
	for (size_t i = 0; i < policy->rules_count; i++)
		release_rule(&policy->rules[i]);
	for (size_t i = 0; i < policy->conditions_count; i++) {
		condition_free(policy->conditions[i].condition);
		free(policy->conditions[i].text);
	}
	for (size_t i = 0; i < policy->levels_count; i++)
		free(policy->levels[i]);
	free(policy->rules);
	free(policy->conditions);
	free(policy->levels);
	free(policy->taxes);
}
