#include "payplan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "payplan_cells.h"

static const char *const columns[PAYPLAN_COLUMNS] = {"rule", "kind", "when", "rep",
    "period", "base", "basis", "mode", "scope", "from", "value", "within"};

#define BIT(column) (1U << PAYPLAN_##column##_COLUMN)
#define OF_GRANT (BIT(RULE) | BIT(KIND) | BIT(REP) | BIT(PERIOD) | BIT(VALUE))

static const struct kind {
	const char *name;
	unsigned used;
} kinds[PAYPLAN_KINDS] = {
    [PAYPLAN_RATE] = {"rate", BIT(RULE) | BIT(KIND) | BIT(WHEN) | BIT(BASE) | BIT(BASIS) |
                                  BIT(MODE) | BIT(FROM) | BIT(VALUE)},
    [PAYPLAN_SPIFF] = {"spiff",
        BIT(RULE) | BIT(KIND) | BIT(WHEN) | BIT(BASE) | BIT(VALUE)},
    [PAYPLAN_CLAWBACK] = {"clawback",
        BIT(RULE) | BIT(KIND) | BIT(WHEN) | BIT(VALUE) | BIT(WITHIN)},
    [PAYPLAN_GATE] = {"gate", OF_GRANT},
    [PAYPLAN_CAP] = {"cap", OF_GRANT | BIT(SCOPE)},
    [PAYPLAN_QUOTA] = {"quota", OF_GRANT},
    [PAYPLAN_TARGET] = {"target", OF_GRANT},
    [PAYPLAN_SALARY] = {"salary", OF_GRANT},
    [PAYPLAN_DRAW] = {"draw", OF_GRANT | BIT(MODE)},
    [PAYPLAN_GUARANTEE] = {"guarantee", OF_GRANT},
};

const char *
payplan_kind_name(enum payplan_kind kind)
{
	return kinds[kind].name;
}

const char *
payplan_period_word(size_t i)
{
	static const char *const words[] = {[DATE_BY_DAY] = "day",
	    [DATE_BY_WEEK] = "week",
	    [DATE_BY_MONTH] = "month",
	    [DATE_BY_QUARTER] = "quarter",
	    [DATE_BY_YEAR] = "year"};
	return i < sizeof words / sizeof *words ? words[i] : NULL;
}

/* Names of periods */

static bool
take_digits(struct slice *text, size_t n, int *number)
{
	*number = 0;
	if (text->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text->p[i] < '0' || text->p[i] > '9')
			return false;
		*number = *number * 10 + (text->p[i] - '0');
	}
	*text = (struct slice){text->p + n, text->n - n};
	return true;
}

static bool
take_text(struct slice *text, const char *wanted)
{
	size_t n = strlen(wanted);
	if (text->n < n || memcmp(text->p, wanted, n) != 0)
		return false;
	*text = (struct slice){text->p + n, text->n - n};
	return true;
}

/* The day that the name begins with, at least roughly: the way back will tell. */
static bool
read_period(struct slice text, enum date_period period, int64_t *days)
{
	int year, number = 1, day = 1;
	if (!take_digits(&text, 4, &year) || year < 1)
		return false;
	bool ok = true;
	if (period == DATE_BY_WEEK)
		ok = take_text(&text, "-W") && take_digits(&text, 2, &number);
	else if (period == DATE_BY_QUARTER)
		ok = take_text(&text, "-Q") && take_digits(&text, 1, &number);
	else if (period != DATE_BY_YEAR)
		ok = take_text(&text, "-") && take_digits(&text, 2, &number);
	if (ok && period == DATE_BY_DAY)
		ok = take_text(&text, "-") && take_digits(&text, 2, &day);
	if (!ok || text.n || number < 1 || number > 53)
		return false;
	if (period == DATE_BY_WEEK) {
		*days = date_days((struct date_civil){year, 1, 4}) + 7 * (number - 1);
		return year < 9999;
	}
	if (period == DATE_BY_QUARTER)
		number = 3 * number - 2;
	if (!date_exists(year, number, day))
		return false;
	*days = date_days((struct date_civil){year, number, day});
	return true;
}

bool
payplan_period(struct slice name, enum date_period period, int64_t *start)
{
	char text[DATE_TEXT];
	int64_t days;
	if (!read_period(name, period, &days))
		return false;
	*start = date_period_start(days * DATE_DAY, period);
	size_t n = date_period_name(*start, period, text);
	return slice_equal(name, (struct slice){text, n});
}

/* Rows */

static void
check_name(const struct rulefile *file)
{
	struct slice name = rulefile_cell(file, PAYPLAN_RULE_COLUMN);
	if (name.n == 0)
		rulefile_fault(file, PAYPLAN_RULE_COLUMN, "every row needs a rule");
	for (size_t i = 0; i < name.n; i++)
		if (strchr("|:=(),", name.p[i]))
			rulefile_fault(file, PAYPLAN_RULE_COLUMN,
			    "\"%s\" holds `%c`, which has a meaning in the column why: "
			    "name the rule without it",
			    diag_show(name).text, name.p[i]);
}

static enum payplan_kind
read_kind(const struct rulefile *file)
{
	const char *names[PAYPLAN_KINDS];
	size_t used[PAYPLAN_COLUMNS], n = 0;
	for (size_t i = 0; i < PAYPLAN_KINDS; i++)
		names[i] = kinds[i].name;
	size_t kind =
	    rulefile_choice(file, PAYPLAN_KIND_COLUMN, names, PAYPLAN_KINDS, SIZE_MAX);
	for (size_t i = 0; i < PAYPLAN_COLUMNS; i++)
		if (kinds[kind].used & 1U << i)
			used[n++] = i;
	rulefile_only(file, used, n);
	return (enum payplan_kind)kind;
}

static enum payplan_base
read_base(const struct rulefile *file)
{
	static const char *const names[] = {"amount", "margin"};
	return (enum payplan_base)rulefile_choice(
	    file, PAYPLAN_BASE_COLUMN, names, PAYPLAN_BASES, PAYPLAN_OF_AMOUNT);
}

static void
read_basis(const struct rulefile *file, struct payplan_rule *rule)
{
	static const char *const names[] = {"none", "attainment", "credited"};
	static const char *const modes[] = {"marginal", "retroactive"};
	bool tiered = rulefile_cell(file, PAYPLAN_BASIS_COLUMN).n > 0;
	rule->basis = (enum payplan_basis)rulefile_choice(
	    file, PAYPLAN_BASIS_COLUMN, names, PAYPLAN_BASIS_COUNT, PAYPLAN_NO_BASIS);
	if (tiered && rule->basis == PAYPLAN_NO_BASIS)
		rulefile_fault(file, PAYPLAN_BASIS_COLUMN,
		    "\"none\" isn't one of: attainment, credited");
	if (!tiered) {
		if (rulefile_cell(file, PAYPLAN_FROM_COLUMN).n)
			rulefile_fault(file, PAYPLAN_FROM_COLUMN,
			    "from what? name the basis: attainment or credited");
		if (rulefile_cell(file, PAYPLAN_MODE_COLUMN).n)
			rulefile_fault(file, PAYPLAN_MODE_COLUMN,
			    "tiers have a mode: name the basis, attainment or credited");
		return;
	}
	/* Which of the two is worth money: it has to be said. */
	rule->is_retroactive =
	    rulefile_choice(file, PAYPLAN_MODE_COLUMN, modes, 2, SIZE_MAX) == 1;
}

static struct payplan_rule *
find_rule(const struct payplan *plan, struct slice name)
{
	for (size_t i = 0; i < plan->rules_count; i++)
		if (slice_equal(slice_of(plan->rules[i].name), name))
			return &plan->rules[i];
	return NULL;
}

/* A further row of the rule: what it says has to be the same. */
static void
check_same(
    const struct rulefile *file, const struct payplan_rule *rule, enum payplan_kind kind)
{
	struct payplan_rule again = {0};
	if (rule->kind != kind || kind != PAYPLAN_RATE)
		rulefile_fault(file, PAYPLAN_RULE_COLUMN,
		    "line %zu is called %s already: only tiers of a rate share a name",
		    rule->line, rule->name);
	read_basis(file, &again);
	if (again.basis != rule->basis || again.is_retroactive != rule->is_retroactive)
		rulefile_fault(file, PAYPLAN_BASIS_COLUMN,
		    "line %zu says otherwise: all tiers of a rule have the same basis "
		    "and mode",
		    rule->line);
	if (rule->basis == PAYPLAN_NO_BASIS)
		rulefile_fault(file, PAYPLAN_RULE_COLUMN,
		    "line %zu is called %s already: several rows are tiers, which need "
		    "a basis",
		    rule->line, rule->name);
	if (read_base(file) != rule->base)
		rulefile_fault(
		    file, PAYPLAN_BASE_COLUMN, "line %zu says otherwise", rule->line);
	if (!slice_equal(slice_of(rule->when), rulefile_cell(file, PAYPLAN_WHEN_COLUMN)))
		rulefile_fault(file, PAYPLAN_WHEN_COLUMN,
		    "line %zu says otherwise: all tiers of a rule have the same "
		    "condition",
		    rule->line);
}

static void
add_tier(const struct rulefile *file, struct payplan_rule *rule)
{
	struct payplan_tier tier = {.line = rulefile_line(file)};
	if (rule->basis != PAYPLAN_NO_BASIS)
		payplan_cell_from(file, rule->basis, &tier);
	tier.rate = payplan_cell_rate(file, rule);
	rule->tiers = mem_grow(rule->tiers, &rule->tiers_capacity, rule->tiers_count + 1,
	    sizeof *rule->tiers);
	size_t at = rule->tiers_count++;
	for (; at > 0; at--) {
		const struct payplan_tier *before = &rule->tiers[at - 1];
		int order = money_compare(before->from, tier.from);
		if (order == 0 && (before->above == tier.above || !rule->is_retroactive))
			rulefile_fault(file, PAYPLAN_FROM_COLUMN,
			    "line %zu has a tier of %s from there already", before->line,
			    rule->name);
		if (order < 0 || (order == 0 && tier.above))
			break;
		rule->tiers[at] = *before;
	}
	rule->tiers[at] = tier;
}

static void
read_rule(const struct rulefile *file, struct payplan *plan, enum payplan_kind kind)
{
	struct payplan_rule *rule =
	    find_rule(plan, rulefile_cell(file, PAYPLAN_RULE_COLUMN));
	if (rule) {
		check_same(file, rule, kind);
		add_tier(file, rule);
		return;
	}
	plan->rules = mem_grow(plan->rules, &plan->rules_capacity, plan->rules_count + 1,
	    sizeof *plan->rules);
	rule = &plan->rules[plan->rules_count++];
	*rule = (struct payplan_rule){.kind = kind, .line = rulefile_line(file)};
	rule->name = rulefile_text(file, PAYPLAN_RULE_COLUMN);
	rule->when = rulefile_text(file, PAYPLAN_WHEN_COLUMN);
	rule->condition = rulefile_condition(file, PAYPLAN_WHEN_COLUMN);
	rule->base = read_base(file);
	if (kind == PAYPLAN_RATE) {
		read_basis(file, rule);
		add_tier(file, rule);
		return;
	}
	struct slice value = rulefile_cell(file, PAYPLAN_VALUE_COLUMN);
	rule->is_rate = kind == PAYPLAN_CLAWBACK || rulefile_is_percent(value);
	if (rule->is_rate)
		rule->value = payplan_cell_share(file);
	else
		rule->value = payplan_cell_number(file, PAYPLAN_VALUE_COLUMN, value);
	if (!rule->is_rate && rulefile_cell(file, PAYPLAN_BASE_COLUMN).n)
		rulefile_fault(file, PAYPLAN_BASE_COLUMN,
		    "an amount has no base: is the value per cent? write 1%%");
	rule->has_window = rulefile_span(file, PAYPLAN_WITHIN_COLUMN, &rule->window_us);
}

static void
read_grant(const struct rulefile *file, struct payplan *plan, enum payplan_kind kind)
{
	static const char *const modes[] = {"recoverable", "nonrecoverable"};
	static const char *const scopes[] = {"period", "deal", "quota"};
	struct slice value = rulefile_cell(file, PAYPLAN_VALUE_COLUMN);
	plan->grants = mem_grow(plan->grants, &plan->grants_capacity,
	    plan->grants_count + 1, sizeof *plan->grants);
	struct payplan_grant *grant = &plan->grants[plan->grants_count++];
	*grant = (struct payplan_grant){.kind = kind, .line = rulefile_line(file)};
	grant->name = rulefile_text(file, PAYPLAN_RULE_COLUMN);
	grant->rep = rulefile_text(file, PAYPLAN_REP_COLUMN);
	payplan_cell_periods(file, grant);
	grant->value = payplan_cell_number(file, PAYPLAN_VALUE_COLUMN, value);
	grant->is_rate = rulefile_is_percent(value);
	if (grant->is_rate && kind != PAYPLAN_GATE)
		rulefile_fault(file, PAYPLAN_VALUE_COLUMN,
		    "\"%s\" is per cent, but a %s is an amount", diag_show(value).text,
		    kinds[kind].name);
	if (kind == PAYPLAN_QUOTA && grant->value.units == 0)
		rulefile_fault(file, PAYPLAN_VALUE_COLUMN, "\"%s\" isn't above zero",
		    diag_show(value).text);
	if (kind == PAYPLAN_DRAW)
		grant->forgiven =
		    rulefile_choice(file, PAYPLAN_MODE_COLUMN, modes, 2, SIZE_MAX) == 1;
	if (kind == PAYPLAN_CAP)
		grant->scope = (enum payplan_scope)rulefile_choice(
		    file, PAYPLAN_SCOPE_COLUMN, scopes, PAYPLAN_SCOPES, 0);
}

/* The whole */

/* Is it of the quota's period? */
static bool
is_of_span(const struct payplan_grant *grant)
{
	return grant->kind == PAYPLAN_QUOTA || grant->kind == PAYPLAN_TARGET ||
	       grant->kind == PAYPLAN_GATE || grant->scope == PAYPLAN_FOR_SPAN;
}

int64_t
payplan_span_start(const struct payplan *plan, int64_t us)
{
	return date_period_start(us, plan->span);
}

static int64_t
period_of(const struct payplan *plan, const struct payplan_grant *grant, const char *name)
{
	enum date_period period = is_of_span(grant) ? plan->span : plan->period;
	int64_t start;
	if (!payplan_period(slice_of(name), period, &start))
		diag_fatal(EX_DATAERR,
		    "%s:%zu: column \"period\": \"%s\" isn't a %s, such as %s",
		    plan->path, grant->line, diag_show(slice_of(name)).text,
		    payplan_period_word(period),
		    period == DATE_BY_DAY       ? "2026-01-31"
		    : period == DATE_BY_WEEK    ? "2026-W05"
		    : period == DATE_BY_MONTH   ? "2026-01"
		    : period == DATE_BY_QUARTER ? "2026-Q1"
		                                : "2026");
	return start;
}

static bool
overlap(const struct payplan_grant *a, const struct payplan_grant *b)
{
	return a->kind == b->kind && a->scope == b->scope &&
	       strcmp(a->rep, b->rep) == 0 && !*a->first == !*b->first &&
	       (!*a->first || (a->first_us <= b->last_us && b->first_us <= a->last_us));
}

/* Periods can only be told when the settings are known, which may stand anywhere. */
static void
check_grants(struct payplan *plan)
{
	for (size_t i = 0; i < plan->grants_count; i++) {
		struct payplan_grant *grant = &plan->grants[i];
		if (!*grant->first)
			continue;
		grant->first_us = period_of(plan, grant, grant->first);
		grant->last_us = period_of(plan, grant, grant->last);
		if (grant->last_us < grant->first_us)
			diag_fatal(EX_DATAERR,
			    "%s:%zu: column \"period\": %s comes before %s", plan->path,
			    grant->line, grant->last, grant->first);
	}
	for (size_t i = 0; i < plan->grants_count; i++)
		for (size_t k = 0; k < i; k++)
			if (overlap(&plan->grants[i], &plan->grants[k]))
				diag_fatal(EX_DATAERR,
				    "%s:%zu: line %zu has a %s for the same rep and "
				    "period already",
				    plan->path, plan->grants[i].line,
				    plan->grants[k].line,
				    kinds[plan->grants[i].kind].name);
}

/* A quota's period is made of whole periods: weeks lie in no other. */
static void
check_span(struct payplan *plan, size_t line)
{
	if (!line)
		plan->span = plan->period;
	bool whole = plan->span == plan->period || plan->period == DATE_BY_DAY ||
	             (plan->period < plan->span && plan->period != DATE_BY_WEEK);
	if (!whole)
		diag_fatal(EX_DATAERR,
		    "%s:%zu: a %s, which quotas are for, isn't made of whole %ss, which "
		    "are paid for: it may be of days, or months in quarters in years",
		    plan->path, line, payplan_period_word(plan->span),
		    payplan_period_word(plan->period));
}

void
payplan_read(const char *path, const enum date_period *period, struct payplan *plan)
{
	size_t seen[PAYPLAN_SETTINGS] = {0};
	*plan = (struct payplan){.path = strcmp(path, "-") == 0 ? "<stdin>" : path,
	    .decimals = 2,
	    .period = DATE_BY_MONTH};
	struct rulefile *file = rulefile_open(path, columns, PAYPLAN_COLUMNS);
	while (rulefile_next(file)) {
		check_name(file);
		if (rulefile_is(file, PAYPLAN_RULE_COLUMN, "set")) {
			payplan_set(file, plan, seen);
			continue;
		}
		enum payplan_kind kind = read_kind(file);
		if (kind <= PAYPLAN_CLAWBACK)
			read_rule(file, plan, kind);
		else
			read_grant(file, plan, kind);
	}
	rulefile_close(file);
	if (period)
		plan->period = *period;
	check_span(plan, seen[PAYPLAN_SPAN_SETTING]);
	check_grants(plan);
}

void
payplan_release(struct payplan *plan)
{
	for (size_t i = 0; i < plan->rules_count; i++) {
		condition_free(plan->rules[i].condition);
		free(plan->rules[i].name);
		free(plan->rules[i].when);
		free(plan->rules[i].tiers);
	}
	for (size_t i = 0; i < plan->grants_count; i++) {
		free(plan->grants[i].name);
		free(plan->grants[i].rep);
		free(plan->grants[i].first);
		free(plan->grants[i].last);
	}
	free(plan->rules);
	free(plan->grants);
}

/* Questions */

const struct payplan_grant *
payplan_find(const struct payplan *plan, enum payplan_kind kind, enum payplan_scope scope,
    struct slice rep, int64_t start)
{
	int64_t span = payplan_span_start(plan, start);
	const struct payplan_grant *best = NULL;
	int best_score = -1;
	for (size_t i = 0; i < plan->grants_count; i++) {
		const struct payplan_grant *grant = &plan->grants[i];
		int score = (*grant->rep ? 2 : 0) + (*grant->first ? 1 : 0);
		int64_t at = is_of_span(grant) ? span : start;
		if (grant->kind != kind || grant->scope != scope ||
		    (*grant->rep && !slice_equal(slice_of(grant->rep), rep)) ||
		    (*grant->first && (at < grant->first_us || at > grant->last_us)) ||
		    score <= best_score)
			continue;
		best = grant;
		best_score = score;
	}
	return best;
}

bool
payplan_has(const struct payplan *plan, enum payplan_kind kind)
{
	for (size_t i = 0; i < plan->rules_count; i++)
		if (plan->rules[i].kind == kind)
			return true;
	return false;
}

bool
payplan_needs_margin(const struct payplan *plan)
{
	for (size_t i = 0; i < plan->rules_count; i++)
		if (plan->rules[i].base == PAYPLAN_OF_MARGIN)
			return true;
	return plan->credit == PAYPLAN_OF_MARGIN;
}
