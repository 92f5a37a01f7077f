#include "report.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

enum { BINS = 8 }; /* of repeat purchases: 0 to 6, and 7 or more */

static void
declare(struct csvout *out, const struct clv_plan *plan, const char *key,
    const char *const *numbers, size_t count)
{
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	csvout_column(out, slice_of(key), CSVOUT_TEXT);
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(numbers[i]), CSVOUT_NUMBER);
}

static void
write_group(struct csvout *out, const struct clv_plan *plan, const struct clv_book *book,
    uint32_t group)
{
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_text(out, group_cell(book->groups, group, i));
}

static void
write_history(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyer *buyer)
{
	write_group(out, plan, book, buyer->group);
	csvout_text(out, strmap_key(book->customers, buyer->customer));
	csvout_count(out, (uint64_t)buyer->history.x);
	csvout_number(out, buyer->history.tx);
	csvout_number(out, buyer->history.t);
}

/* The exact mean of the repeat purchases. */
static void
write_mean(struct csvout *out, const struct clv_book *book, const struct clv_buyer *buyer)
{
	char text[MONEY_TEXT];
	struct money count = {0};
	if (!book->has_amount || buyer->history.x <= 0 ||
	    !money_add_times(&count, MONEY_ONE, (int64_t)buyer->history.x)) {
		csvout_empty(out);
		return;
	}
	size_t n = money_format_ratio(buyer->repeat_value, count, text);
	csvout_plain(out, (struct slice){text, n});
}

void
clv_report_customers(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers)
{
	static const char *const numbers[] = {"frequency", "recency", "age", "mean_value",
	    "p_alive", "expected_purchases", "expected_value", "clv"};
	declare(out, plan, "customer", numbers, 8);
	for (size_t i = 0; i < buyers->count; i++) {
		const struct clv_buyer *buyer = &buyers->list[i];
		write_history(out, plan, book, buyer);
		write_mean(out, book, buyer);
		csvout_number(out, buyer->alive);
		csvout_number(out, buyer->expected);
		csvout_number(out, buyer->expected * buyer->mean_value);
		csvout_number(out, buyer->discounted * buyer->mean_value * plan->margin);
		csvout_end_row(out);
	}
}

static void
write_money(struct csvout *out, const struct clv_book *book, struct money amount)
{
	if (book->has_amount)
		csvout_money(out, amount);
	else
		csvout_empty(out);
}

void
clv_report_holdout(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers)
{
	static const char *const numbers[] = {"frequency", "recency", "age",
	    "actual_purchases", "expected_purchases", "actual_value", "expected_value"};
	declare(out, plan, "customer", numbers, 7);
	for (size_t i = 0; i < buyers->count; i++) {
		const struct clv_buyer *buyer = &buyers->list[i];
		write_history(out, plan, book, buyer);
		csvout_count(out, buyer->later);
		csvout_number(out, buyer->expected);
		write_money(out, book, buyer->later_value);
		csvout_number(out, buyer->expected * buyer->mean_value);
		csvout_end_row(out);
	}
}

struct bin {
	uint64_t customers, actual;
	double expected, expected_value;
	struct money actual_value;
};

static void
fill(struct bin *bins, const struct clv_buyers *buyers)
{
	for (size_t i = 0; i < buyers->count; i++) {
		const struct clv_buyer *buyer = &buyers->list[i];
		size_t at = buyer->history.x < BINS ? (size_t)buyer->history.x : BINS - 1;
		struct bin *bin = &bins[buyer->group * (size_t)BINS + at];
		bin->customers++;
		bin->actual += buyer->later;
		bin->expected += buyer->expected;
		bin->expected_value += buyer->expected * buyer->mean_value;
		if (!money_add(&bin->actual_value, buyer->later_value))
			diag_fatal(EX_DATAERR,
			    "the amounts of the holdout add up to more "
			    "than an amount can hold");
	}
}

void
clv_report_bins(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers)
{
	static const char *const names[BINS] = {"0", "1", "2", "3", "4", "5", "6", "7+"};
	static const char *const numbers[] = {"customers", "actual_purchases",
	    "expected_purchases", "actual_value", "expected_value"};
	struct bin *bins = mem_new(buyers->groups * BINS + 1, sizeof *bins);
	declare(out, plan, "frequency", numbers, 5);
	fill(bins, buyers);
	for (size_t i = 0; i < buyers->groups * BINS; i++) {
		write_group(out, plan, book, (uint32_t)(i / BINS));
		csvout_text(out, slice_of(names[i % BINS]));
		csvout_count(out, bins[i].customers);
		csvout_count(out, bins[i].actual);
		csvout_number(out, bins[i].expected);
		write_money(out, book, bins[i].actual_value);
		csvout_number(out, bins[i].expected_value);
		csvout_end_row(out);
	}
	free(bins);
}
