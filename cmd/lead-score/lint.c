#include "lint.h"

#include <math.h>
#include <stdio.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/findings.h"

struct lint {
	const struct rules *rules;
	struct findings findings;
};

static bool
is_empty(const struct condition_range *range)
{
	return range->low > range->high ||
	       (range->low == range->high && !(range->low_closed && range->high_closed));
}

static bool
overlap(const struct condition_range *a, const struct condition_range *b)
{
	struct condition_range both = *a;
	if (b->low > both.low || (b->low == both.low && !b->low_closed)) {
		both.low = b->low;
		both.low_closed = b->low_closed;
	}
	if (b->high < both.high || (b->high == both.high && !b->high_closed)) {
		both.high = b->high;
		both.high_closed = b->high_closed;
	}
	return !is_empty(&both);
}

/* Does the one hold whatever the other holds? */
static bool
covers(const struct condition_range *a, const struct condition_range *b)
{
	bool low =
	    a->low < b->low || (a->low == b->low && (a->low_closed || !b->low_closed));
	bool high = a->high > b->high ||
	            (a->high == b->high && (a->high_closed || !b->high_closed));
	return low && high;
}

static bool
same_column(const struct rules_row *a, const struct condition_range *ra,
    const struct rules_row *b, const struct condition_range *rb)
{
	return columns_alike(
	    condition_column(a->when, ra->column), condition_column(b->when, rb->column));
}

/* A range that an earlier row of the same rule or category has in part already: such
 * bins are mostly meant to be apart. */
static void
check_overlap(struct lint *lint, size_t i, const struct condition_range *range)
{
	const struct rules_row *row = &lint->rules->rows[i];
	for (size_t k = 0; k < i; k++) {
		const struct rules_row *other = &lint->rules->rows[k];
		struct condition_range theirs;
		if (other->on_activity != row->on_activity ||
		    other->category != row->category || row->per || other->per ||
		    !condition_as_range(other->when, &theirs) ||
		    !same_column(row, range, other, &theirs) || !overlap(range, &theirs))
			continue;
		/* In one rule the first row that holds counts: only a bin all of which
		 * was there before is lost. */
		char finding[120];
		if (row->rule == other->rule && !covers(&theirs, range))
			continue;
		snprintf(finding, sizeof finding,
		    row->rule == other->rule
		        ? "can never hold: line %zu of the same rule holds before"
		        : "overlaps with line %zu: both give points for the same numbers",
		    other->line);
		findings_add(&lint->findings, row->line, row->name, "%s", finding);
		return;
	}
}

/* A row of no points is of use as an exception to others of its rule. */
static bool
is_alone(const struct rules *rules, size_t i)
{
	for (size_t k = 0; k < rules->rows_count; k++)
		if (k != i && rules->rows[k].rule == rules->rows[i].rule)
			return false;
	return true;
}

static void
check_row(struct lint *lint, size_t i)
{
	const struct rules *rules = lint->rules;
	const struct rules_row *row = &rules->rows[i];
	struct condition_range range;
	if (row->points == 0 && is_alone(rules, i))
		findings_add(&lint->findings, row->line, row->name, "gives no points");
	if (fabs(row->points) > row->cap && !row->per)
		findings_add(&lint->findings, row->line, row->name,
		    "the cap is below what the rule gives at once");
	if (row->category != RULES_NO_CATEGORY && !row->per &&
	    row->points > rules->categories[row->category].cap)
		findings_add(&lint->findings, row->line, row->name,
		    "gives more than the cap of its category");
	if (!condition_as_range(row->when, &range))
		return;
	if (is_empty(&range))
		findings_add(&lint->findings, row->line, row->name,
		    "can never hold: its range is empty");
	else
		check_overlap(lint, i, &range);
}

/* The least and the most that the score can be; infinite where a rule may give any. */
static struct condition_range
score_range(const struct rules *rules)
{
	struct condition_range range = {0, rules->base, rules->base, true, true};
	for (size_t i = 0; i < rules->rows_count; i++) {
		const struct rules_row *row = &rules->rows[i];
		double most = row->per || row->on_activity ? row->cap : fabs(row->points);
		double weight = row->category == RULES_NO_CATEGORY
		                    ? 1
		                    : rules->categories[row->category].weight;
		double points = most * fabs(weight);
		if (row->points * weight > 0 || row->per)
			range.high += points;
		if (row->points * weight < 0 || row->per)
			range.low -= points;
	}
	range.high = fmax(fmin(range.high, rules->cap), rules->floor);
	range.low = fmax(fmin(range.low, rules->cap), rules->floor);
	if (rules->link == RULES_LOGISTIC) {
		range.low = 0;
		range.high = 1;
	}
	range.low *= rules->scale;
	range.high *= rules->scale;
	return range;
}

static void
check_status(struct lint *lint, size_t i, const struct condition_range *score)
{
	const struct rules_status *status = &lint->rules->statuses[i];
	struct condition_range range;
	for (size_t k = 0; k < i; k++) {
		if (!*lint->rules->statuses[k].when_text) {
			findings_add(&lint->findings, status->line, status->status,
			    "can't be reached: a status above it always holds");
			return;
		}
	}
	if (!condition_as_range(status->when, &range))
		return;
	if (columns_alike(
	        condition_column(status->when, range.column), slice_of("score")) &&
	    !overlap(&range, score))
		findings_add(&lint->findings, status->line, status->status,
		    "can't be reached: the score never gets there");
	for (size_t k = 0; k < i; k++) {
		const struct rules_status *other = &lint->rules->statuses[k];
		struct condition_range theirs;
		if (condition_as_range(other->when, &theirs) &&
		    columns_alike(condition_column(other->when, theirs.column),
		        condition_column(status->when, range.column)) &&
		    covers(&theirs, &range)) {
			findings_add(&lint->findings, status->line, status->status,
			    "can't be reached: a status above it holds before");
			return;
		}
	}
}

static bool
is_computed(const struct rules *rules, struct slice name)
{
	bool computed = columns_alike(name, slice_of("score")) ||
	                columns_alike(name, slice_of("grade"));
	for (size_t i = 0; i < rules->categories_count && !computed; i++)
		computed = columns_alike(name, slice_of(rules->categories[i].name));
	return computed;
}

static void
check_column(struct lint *lint, size_t line, const char *rule, struct slice name,
    struct reader *reader)
{
	char finding[160];
	size_t role;
	/* The name has a NUL behind it: it is a condition's, or a text. */
	if (reader_find_role(reader, name, &role) ||
	    reader_has(reader, reader_add_column(reader, name.p, false)))
		return;
	snprintf(
	    finding, sizeof finding, "there is no column \"%s\"", diag_show(name).text);
	findings_add(&lint->findings, line, rule, "%s", finding);
}

static void
check_columns(struct lint *lint, struct reader *leads, struct reader *activities)
{
	const struct rules *rules = lint->rules;
	for (size_t i = 0; i < rules->rows_count; i++) {
		const struct rules_row *row = &rules->rows[i];
		struct reader *reader = row->on_activity ? activities : leads;
		if (!reader)
			continue;
		for (size_t k = 0; k < condition_columns(row->when); k++)
			check_column(lint, row->line, row->name,
			    condition_column(row->when, k), reader);
		if (row->per)
			check_column(
			    lint, row->line, row->name, slice_of(row->per), reader);
	}
	for (size_t i = 0; leads && i < rules->statuses_count; i++) {
		const struct rules_status *status = &rules->statuses[i];
		for (size_t k = 0; k < condition_columns(status->when); k++) {
			struct slice name = condition_column(status->when, k);
			if (!is_computed(rules, name))
				check_column(
				    lint, status->line, status->status, name, leads);
		}
	}
}

size_t
lint_rules(const struct rules *rules, struct reader *leads, struct reader *activities,
    struct csvout *out)
{
	struct lint lint = {rules, findings_begin(rules->path, out)};
	for (size_t i = 0; i < rules->rows_count; i++)
		check_row(&lint, i);
	struct condition_range score = score_range(rules);
	for (size_t i = 0; i < rules->statuses_count; i++)
		check_status(&lint, i, &score);
	check_columns(&lint, leads, activities);
	return lint.findings.count;
}
