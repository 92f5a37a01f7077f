#include "asking.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

/* The parts of a condition, by when they can be asked. */
enum part { OF_ROW, OF_QUOTE, OF_AMOUNTS };

enum { BITS = 64 };

struct asking {
	const struct policy *policy;
	struct reader *reader;
	const struct options_common *options;
	struct number_style style;
	struct condition_memo *memos; /* by role of the reader */
	size_t roles;
	uint64_t row;
	bool *asks_amounts; /* by condition */
	/* The quote: */
	struct slice *skus; /* of its lines with units, but for returns */
	size_t skus_count, skus_capacity;
	uint64_t *of_quote; /* answers, in bits */
	const struct quote *quote;
	size_t line;
	char text[NUMBER_TEXT]; /* of the computed number that was asked for */
	bool is_part, trouble;
};

bool
asking_needs_now(const struct policy *policy)
{
	for (size_t i = 0; i < policy->conditions_count; i++)
		if (condition_needs_now(policy->conditions[i].condition))
			return true;
	return false;
}

/* Asking a row: what conditions see of it is the asking, which stands at the reader's. */

static struct slice
row_cell(const void *row, size_t number)
{
	const struct asking *asking = row;
	return reader_cell(asking->reader, number);
}

/* The i-th text between semicolons. */
static bool
row_item(const void *row, size_t number, size_t i, struct slice *item)
{
	struct slice list = row_cell(row, number);
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

/* Asking a quote */

static bool
quote_item(const void *row, size_t number, size_t i, struct slice *item)
{
	const struct asking *asking = row;
	(void)number;
	if (i >= asking->skus_count)
		return false;
	*item = asking->skus[i];
	return true;
}

/* Asking amounts */

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
	return number_text(asking, money_format_ratio(part, whole, asking->text));
}

static struct slice
computed_cell(struct asking *asking, enum policy_computed which)
{
	const struct quote_sums *sums = asking->quote->judged;
	struct money amount = {0}, discount = {0}, margin = {0};
	if (sums) {
		discount.units = sums->list.units - sums->net.units;
		margin.units = sums->net.units - sums->cost.units;
	}
	switch (which) {
	case POLICY_ORDER_TOTAL:
		amount = asking->quote->total;
		break;
	case POLICY_LINE_TOTAL:
		amount = asking->quote->lines[asking->line]->running;
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
amount_cell(const void *row, size_t number)
{
	/* The row is the asking, whose buffer the number's text goes to. */
	struct asking *asking = *(struct asking *const *)row;
	return computed_cell(asking, (enum policy_computed)number);
}

/* Binding */

static void
bind_computed(struct condition *condition, size_t i, enum policy_computed computed)
{
	if (computed == POLICY_HAS)
		condition_bind_list(condition, i, computed);
	else
		condition_bind(condition, i, computed);
	condition_set_part(condition, i, computed == POLICY_HAS ? OF_QUOTE : OF_AMOUNTS);
}

static void
bind(struct asking *asking, const struct policy_condition *bound, size_t code)
{
	struct condition *condition = bound->condition;
	const char *path = asking->policy->path;
	for (size_t i = 0; i < condition_columns(condition); i++) {
		/* The condition's copy of the name has a NUL behind it. */
		struct slice name = condition_column(condition, i);
		enum policy_computed computed;
		if (policy_find_computed(name, bound->approves, &computed)) {
			bind_computed(condition, i, computed);
			if (computed == POLICY_HAS)
				reader_column_for_rule(
				    asking->reader, "sku", path, bound->line);
			continue;
		}
		size_t role =
		    reader_column_for_rule(asking->reader, name.p, path, bound->line);
		if (role == code)
			condition_bind_list(condition, i, role);
		else
			condition_bind(condition, i, role);
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
	asking->asks_amounts =
	    mem_new(policy->conditions_count, sizeof *asking->asks_amounts);
	for (size_t i = 0; i < policy->conditions_count; i++) {
		bind(asking, &policy->conditions[i], code);
		asking->asks_amounts[i] =
		    condition_has_part(policy->conditions[i].condition, OF_AMOUNTS);
	}
	asking->roles = reader_roles(reader);
	asking->memos = mem_new(asking->roles, sizeof *asking->memos);
	asking->of_quote = mem_new(asking_words(asking), sizeof *asking->of_quote);
	return asking;
}

struct asking *
asking_part(const struct asking *whole, struct reader *part)
{
	struct asking *asking = mem_new(1, sizeof *asking);
	*asking = *whole;
	asking->is_part = true;
	asking->reader = part;
	asking->row = 0;
	asking->memos = mem_new(whole->roles, sizeof *asking->memos);
	asking->skus = NULL;
	asking->skus_capacity = 0;
	asking->of_quote = mem_new(asking_words(asking), sizeof *asking->of_quote);
	return asking;
}

bool
asking_is_in_trouble(const struct asking *asking)
{
	return asking->trouble;
}

void
asking_free(struct asking *asking)
{
	if (!asking)
		return;
	if (!asking->is_part)
		free(asking->asks_amounts);
	free(asking->memos);
	free(asking->skus);
	free(asking->of_quote);
	free(asking);
}

size_t
asking_words(const struct asking *asking)
{
	return (asking->policy->conditions_count + BITS - 1) / BITS;
}

/* Asking */

static void
set_answer(uint64_t *answers, size_t condition, bool holds)
{
	uint64_t bit = (uint64_t)1 << condition % BITS;
	if (holds)
		answers[condition / BITS] |= bit;
	else
		answers[condition / BITS] &= ~bit;
}

static bool
has_answer(const uint64_t *answers, size_t condition)
{
	return answers[condition / BITS] >> condition % BITS & 1;
}

bool
asking_row(struct asking *asking, uint64_t *answers)
{
	const struct policy *policy = asking->policy;
	asking->style = reader_number_style(asking->reader);
	const struct condition_world world = {.cell = row_cell,
	    .item = row_item,
	    .style = &asking->style,
	    .date_format = asking->options->date_format,
	    .now_us = asking->options->as_of_us,
	    .memos = asking->memos,
	    .memos_count = asking->roles,
	    .row = ++asking->row};
	for (size_t i = 0; i < policy->conditions_count; i++) {
		struct condition_fault fault;
		enum condition_result result = condition_part_holds(
		    policy->conditions[i].condition, OF_ROW, &world, asking, &fault);
		if (result == CONDITION_FAULT) {
			reader_bad_cell(asking->reader, fault.number, fault.reason);
			return false;
		}
		set_answer(answers, i, result == CONDITION_TRUE);
	}
	return true;
}

/* Ends the program: what isn't about the row can't be answered. */
static void
fail(struct asking *asking, size_t condition, const struct condition_fault *fault)
{
	asking->trouble = true;
	if (asking->is_part)
		return;
	diag_fatal(EX_DATAERR, "%s:%zu: column \"when\": \"%s\" %s", asking->policy->path,
	    asking->policy->conditions[condition].line, diag_show(fault->text).text,
	    fault->reason);
}

void
asking_quote(struct asking *asking, struct quote_line *const *lines, size_t count)
{
	const struct policy *policy = asking->policy;
	const struct condition_world world = {.item = quote_item,
	    .style = &asking->style,
	    .date_format = asking->options->date_format,
	    .now_us = asking->options->as_of_us};
	asking->skus_count = 0;
	asking->skus =
	    mem_grow(asking->skus, &asking->skus_capacity, count, sizeof *asking->skus);
	for (size_t i = 0; i < count; i++)
		if (!lines[i]->is_return && lines[i]->qty.units > 0)
			asking->skus[asking->skus_count++] = lines[i]->sku;
	for (size_t i = 0; i < policy->conditions_count; i++) {
		struct condition_fault fault;
		enum condition_result result = condition_part_holds(
		    policy->conditions[i].condition, OF_QUOTE, &world, asking, &fault);
		if (result == CONDITION_FAULT)
			fail(asking, i, &fault);
		set_answer(asking->of_quote, i, result == CONDITION_TRUE);
	}
}

static bool
amounts_hold(
    struct asking *asking, size_t condition, const struct quote *quote, size_t line)
{
	struct condition_fault fault;
	const struct condition_world world = {
	    .cell = amount_cell, .style = &asking->style};
	asking->quote = quote;
	asking->line = line;
	enum condition_result result =
	    condition_part_holds(asking->policy->conditions[condition].condition,
	        OF_AMOUNTS, &world, &asking, &fault);
	if (result == CONDITION_FAULT)
		fail(asking, condition, &fault);
	return result == CONDITION_TRUE;
}

bool
asking_holds(struct asking *asking, size_t condition, const struct quote *quote,
    size_t line, const uint64_t *answers)
{
	return has_answer(answers, condition) &&
	       has_answer(asking->of_quote, condition) &&
	       (!asking->asks_amounts[condition] ||
	           amounts_hold(asking, condition, quote, line));
}
