/*
 * Any bytes as a discount policy: it is read, or refused with a message; what can be read
 * is checked and prices a few lines, whose steps lead from list to net.
 */
#include "../../cmd/discount-calc/policy_lint.h"
#include "../../cmd/discount-calc/quote.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Conditions: a column's cell is one of these, whichever column it is; computed ones are
 * what they are. */

enum { CELLS = 4 };

static const char *const cells[CELLS] = {"5", "web", "2026-05-01", ""};

struct asked {
	const struct quote *quote;
	size_t line;
	char *amount; /* text of a computed one */
};

static struct slice
cell_of(const void *row, size_t number)
{
	const struct asked *asked = row;
	const struct quote *quote = asked->quote;
	if (number < CELLS)
		return slice_of(cells[number]);
	struct money amount = quote->total;
	if (number == CELLS + POLICY_LINE_TOTAL)
		amount = quote->lines[asked->line]->running;
	else if (quote->judged)
		amount = number % 2 ? quote->judged->net : quote->judged->list;
	return (struct slice){asked->amount, money_format(amount, asked->amount)};
}

static bool
item_of(const void *row, size_t number, size_t i, struct slice *item)
{
	const struct quote *quote = ((const struct asked *)row)->quote;
	(void)number;
	if (i >= quote->count)
		return false;
	*item = quote->lines[i]->sku;
	return true;
}

static void
bind(const struct policy *policy)
{
	for (size_t i = 0; i < policy->conditions_count; i++) {
		const struct policy_condition *asked = &policy->conditions[i];
		struct condition *condition = asked->condition;
		for (size_t k = 0; k < condition_columns(condition); k++) {
			struct slice name = condition_column(condition, k);
			enum policy_computed computed;
			if (!policy_find_computed(name, asked->approves, &computed))
				condition_bind(condition, k,
				    name.n ? (unsigned char)name.p[0] % CELLS : 0);
			else if (computed == POLICY_HAS)
				condition_bind_list(condition, k, CELLS);
			else
				condition_bind(condition, k, CELLS + computed);
		}
	}
}

static bool
holds(void *context, const struct quote *quote, size_t condition, size_t line)
{
	static const struct number_style style = {'.', false};
	static const struct condition_world world = {
	    .cell = cell_of, .item = item_of, .style = &style};
	char amount[MONEY_TEXT];
	struct condition_fault fault;
	struct asked asked = {quote, line, amount};
	(void)context;
	return condition_holds(quote->policy->conditions[condition].condition, &world,
	           &asked, &fault) == CONDITION_TRUE;
}

/* Prices */

static void
check_line(const struct quote *quote, const struct quote_line *line)
{
	struct money at = line->list;
	for (uint32_t i = line->first_step; i != QUOTE_NO_STEP;
	     i = quote->steps[i].next) {
		require(i < quote->steps_count);
		const struct quote_step *step = &quote->steps[i];
		require(step->rule < quote->policy->rules_count);
		if (!step->beaten)
			at.units += step->amount.units;
		require(at.units >= 0);
	}
	require(at.units == line->shown.units && line->net.units >= 0);
	require(line->net.units % quote->unit == 0 && at.units % quote->unit == 0);
	require(line->level <= quote->policy->levels_count);
}

static void
price(const struct policy *policy)
{
	const struct money one = MONEY_ONE;
	struct quote_line lines[] = {
	    {.qty = {one.units * 12},
	        .list_price = {one.units / 100 * 333},
	        .cost = one,
	        .has_cost = true,
	        .term = {one.units * 12},
	        .has_term = true,
	        .sku = slice_of("cup")},
	    {.qty = {one.units / 2},
	        .list_price = {one.units * 1000},
	        .sku = slice_of("tea")},
	    {.qty = one,
	        .list_price = {one.units * 7},
	        .sku = slice_of("cup"),
	        .is_return = true},
	    {.sku = slice_of("pie")},
	};
	enum { LINES = sizeof lines / sizeof *lines };
	struct quote_line *order[LINES];
	struct quote quote;
	for (size_t i = 0; i < LINES; i++)
		order[i] = &lines[i];
	bool fits = quote_init(&quote, policy);
	quote.holds = holds;
	quote.explains = true;
	if (fits && quote_price(&quote, order, LINES))
		for (size_t i = 0; i < LINES; i++)
			check_line(&quote, &lines[i]);
	quote_release(&quote);
}

static void
check(const struct policy *policy)
{
	struct schedule schedule;
	if (schedule_init(&schedule, policy)) {
		struct csvout *out = csvout_new(
		    output_file("/dev/null"), &(struct csvout_options){.delimiter = ','});
		policy_lint(policy, &schedule, NULL, out);
		csvout_finish(out);
	}
	schedule_release(&schedule);
}

static void
read_and_price(const char *path)
{
	struct policy policy;
	policy_read(path, &policy);
	check(&policy);
	bind(&policy);
	price(&policy);
	policy_release(&policy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(data, size, read_and_price);
	return 0;
}
