#include "asking.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

/* Numbers of columns that are computed, beyond any that is kept. */
#define COMPUTED ((size_t)1 << 32)

enum { BITS = 64 };

/* What a question asked later is about. */
struct later {
	const struct quote *quote;
	size_t line;
	const struct rowstore_row *cells;
	size_t first;
};

struct asking {
	const struct policy *policy;
	struct reader *reader;
	const struct options_common *options;
	size_t code; /* the role that holds a list */
	bool *early; /* by condition */
	struct number_style style;
	struct condition_memo *memos; /* by role of the reader */
	size_t roles;
	uint64_t row;
	size_t *kept; /* columns of the reader */
	size_t kept_count, kept_capacity;
	struct later later;
	char text[NUMBER_TEXT]; /* of the computed number that was asked for */
	char fault[300];
};

/* Is it about the columns of a line alone? */
static bool
is_early(const struct policy_condition *condition)
{
	for (size_t i = 0; i < condition_columns(condition->condition); i++) {
		enum policy_computed computed;
		if (policy_find_computed(condition_column(condition->condition, i),
		        condition->approves, &computed))
			return false;
	}
	return true;
}

bool
asking_needs_now(const struct policy *policy)
{
	for (size_t i = 0; i < policy->conditions_count; i++)
		if (condition_needs_now(policy->conditions[i].condition))
			return true;
	return false;
}

/* Lists */

/* The i-th text between semicolons. */
static bool
cut_item(struct slice list, size_t i, struct slice *item)
{
	for (;; i--) {
		const char *end = list.n ? memchr(list.p, ';', list.n) : NULL;
		size_t n = end ? (size_t)(end - list.p) : list.n;
		*item = slice_trim((struct slice){list.p, n});
		if (i == 0)
			return true;
		if (!end)
			return false;
		list = (struct slice){end + 1, list.n - n - 1};
	}
}

/* The sku of the i-th line that isn't a return. */
static bool
sku_of(const struct quote *quote, size_t i, struct slice *item)
{
	for (size_t k = 0; k < quote->count; k++) {
		if (quote->lines[k]->is_return)
			continue;
		if (i-- == 0) {
			*item = quote->lines[k]->sku;
			return true;
		}
	}
	return false;
}

/* Questions asked early: the row is the asking, which stands at the reader's. */

static struct slice
early_cell(const void *row, size_t number)
{
	const struct asking *asking = row;
	return reader_cell(asking->reader, number);
}

static bool
early_item(const void *row, size_t number, size_t i, struct slice *item)
{
	return cut_item(early_cell(row, number), i, item);
}

/* Questions asked later */

static struct slice
number_text(struct asking *asking, size_t n)
{
	/* It will be read as the input writes its numbers. */
	char *mark = memchr(asking->text, '.', n);
	if (mark)
		*mark = asking->style.decimal;
	return (struct slice){asking->text, n};
}

static struct slice
ratio_text(struct asking *asking, struct money part, struct money whole)
{
	if (whole.units == 0)
		return (struct slice){"", 0};
	return number_text(asking,
	    number_format(money_to_double(part) / money_to_double(whole), asking->text));
}

static struct slice
computed_cell(struct asking *asking, enum policy_computed which)
{
	const struct later *later = &asking->later;
	const struct quote_sums *sums = later->quote->judged;
	struct money amount = {0}, discount = {0}, margin = {0};
	if (sums) {
		discount.units = sums->list.units - sums->net.units;
		margin.units = sums->net.units - sums->cost.units;
	}
	switch (which) {
	case POLICY_ORDER_TOTAL:
		amount = later->quote->total;
		break;
	case POLICY_LINE_TOTAL:
		amount = later->quote->lines[later->line]->running;
		break;
	case POLICY_LIST_TOTAL:
		amount = sums->list;
		break;
	case POLICY_DISCOUNT:
		amount = discount;
		break;
	case POLICY_NET:
		amount = sums->net;
		break;
	case POLICY_DISCOUNT_PCT:
		return ratio_text(asking, discount, sums->list);
	case POLICY_MARGIN_PCT:
		if (!sums->has_cost)
			return (struct slice){"", 0};
		return ratio_text(asking, margin, sums->net);
	default:
		if (!sums->has_cost)
			return (struct slice){"", 0};
		amount = margin;
		break;
	}
	return number_text(asking, money_format(amount, asking->text));
}

static struct slice
later_cell(const void *row, size_t number)
{
	/* The row is the asking, whose buffer a computed number's text goes to. */
	struct asking *asking = *(struct asking *const *)row;
	if (number >= COMPUTED)
		return computed_cell(asking, (enum policy_computed)(number - COMPUTED));
	return rowstore_cell(asking->later.cells, asking->later.first + number);
}

static bool
later_item(const void *row, size_t number, size_t i, struct slice *item)
{
	struct asking *asking = *(struct asking *const *)row;
	if (number == COMPUTED + POLICY_HAS)
		return sku_of(asking->later.quote, i, item);
	return cut_item(later_cell(row, number), i, item);
}

/* Binding */

/* The number of the column's cell among those that are kept. */
static size_t
keep(struct asking *asking, size_t role)
{
	for (size_t i = 0; i < asking->kept_count; i++)
		if (asking->kept[i] == role)
			return i;
	asking->kept = mem_grow(asking->kept, &asking->kept_capacity,
	    asking->kept_count + 1, sizeof *asking->kept);
	asking->kept[asking->kept_count] = role;
	return asking->kept_count++;
}

static void
bind(struct asking *asking, const struct policy_condition *condition)
{
	bool early = is_early(condition);
	for (size_t i = 0; i < condition_columns(condition->condition); i++) {
		/* The condition's copy of the name has a NUL behind it. */
		struct slice name = condition_column(condition->condition, i);
		enum policy_computed computed;
		if (policy_find_computed(name, condition->approves, &computed)) {
			if (computed == POLICY_HAS)
				condition_bind_list(
				    condition->condition, i, COMPUTED + computed);
			else
				condition_bind(
				    condition->condition, i, COMPUTED + computed);
			continue;
		}
		size_t role = reader_column_for_rule(
		    asking->reader, name.p, asking->policy->path, condition->line);
		size_t number = early ? role : keep(asking, role);
		if (role == asking->code)
			condition_bind_list(condition->condition, i, number);
		else
			condition_bind(condition->condition, i, number);
	}
}

struct asking *
asking_new(const struct policy *policy, struct reader *reader, size_t code,
    const struct options_common *options)
{
	struct asking *asking = mem_new(1, sizeof *asking);
	asking->policy = policy;
	asking->reader = reader;
	asking->options = options;
	asking->code = code;
	asking->early = mem_new(policy->conditions_count, sizeof *asking->early);
	for (size_t i = 0; i < policy->conditions_count; i++) {
		asking->early[i] = is_early(&policy->conditions[i]);
		bind(asking, &policy->conditions[i]);
	}
	asking->roles = reader_roles(reader);
	asking->memos = mem_new(asking->roles, sizeof *asking->memos);
	return asking;
}

void
asking_free(struct asking *asking)
{
	if (!asking)
		return;
	free(asking->memos);
	free(asking->kept);
	free(asking->early);
	free(asking);
}

bool
asking_is_early(const struct asking *asking, size_t condition)
{
	return asking->early[condition];
}

size_t
asking_words(const struct asking *asking)
{
	return (asking->policy->conditions_count + BITS - 1) / BITS;
}

size_t
asking_columns(const struct asking *asking)
{
	return asking->kept_count;
}

size_t
asking_column(const struct asking *asking, size_t i)
{
	return asking->kept[i];
}

/* Asking */

bool
asking_row(struct asking *asking, uint64_t *answers)
{
	const struct policy *policy = asking->policy;
	asking->style = reader_number_style(asking->reader);
	const struct condition_world world = {.cell = early_cell,
	    .item = early_item,
	    .style = &asking->style,
	    .date_format = asking->options->date_format,
	    .now_us = asking->options->as_of_us,
	    .memos = asking->memos,
	    .memos_count = asking->roles,
	    .row = ++asking->row};
	for (size_t i = 0; i < asking_words(asking); i++)
		answers[i] = 0;
	for (size_t i = 0; i < policy->conditions_count; i++) {
		struct condition_fault fault;
		if (!asking->early[i])
			continue;
		enum condition_result result = condition_holds(
		    policy->conditions[i].condition, &world, asking, &fault);
		if (result == CONDITION_FAULT) {
			reader_bad_cell(asking->reader, fault.number, fault.reason);
			return false;
		}
		if (result == CONDITION_TRUE)
			answers[i / BITS] |= (uint64_t)1 << i % BITS;
	}
	return true;
}

enum condition_result
asking_later(struct asking *asking, size_t condition, const struct quote *quote,
    size_t line, const struct rowstore_row *cells, size_t first)
{
	struct condition_fault fault;
	const struct condition_world world = {.cell = later_cell,
	    .item = later_item,
	    .style = &asking->style,
	    .date_format = asking->options->date_format,
	    .now_us = asking->options->as_of_us};
	asking->later = (struct later){quote, line, cells, first};
	enum condition_result result = condition_holds(
	    asking->policy->conditions[condition].condition, &world, &asking, &fault);
	if (result == CONDITION_FAULT)
		snprintf(asking->fault, sizeof asking->fault,
		    "the condition of line %zu of %s: \"%s\" %s",
		    asking->policy->conditions[condition].line, asking->policy->path,
		    diag_show(fault.text).text, fault.reason);
	return result;
}

const char *
asking_fault(const struct asking *asking)
{
	return asking->fault;
}
