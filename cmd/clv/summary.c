#include "summary.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

enum { CUSTOMER, FREQUENCY, RECENCY, AGE, MEAN, ROLES };

/* The other names are those of lifetimes, btyd and of what is published. */
static const struct reader_role roles[ROLES] = {
    [CUSTOMER] = {"customer", CLV_CUSTOMER_NAMES, true},
    [FREQUENCY] = {"frequency", "x|repeat purchases|repeat transactions", true},
    [RECENCY] = {"recency", "t_x|recency weeks|recency days|recency months", true},
    [AGE] = {"age", "t|t_cal|t_weeks|t_days|t_months|tenure", true},
    [MEAN] = {"mean_value", "monetary value|average value|average order value|m_x|zbar",
        false},
};

/* Beyond it a double doesn't tell one purchase from the next in sums. */
static const double most = 1e9;

struct reading {
	struct clv_book *book;
	struct clv_buyers *buyers;
	const struct clv_plan *plan;
	struct reader *reader;
	size_t *by; /* roles */
	struct slice *cells;
	size_t capacity;
};

static bool
take_number(struct reader *reader, size_t role, double *to)
{
	enum reader_value value = reader_number(reader, role, to);
	if (value == READER_MISSING)
		reader_bad_cell(reader, role, "is missing");
	else if (value == READER_VALUE && *to >= 0)
		return true;
	else if (value == READER_VALUE)
		reader_bad_cell(reader, role, "is below 0");
	return false;
}

static bool
take_history(struct reader *reader, struct clv_history *h)
{
	if (!take_number(reader, FREQUENCY, &h->x) ||
	    !take_number(reader, RECENCY, &h->tx) || !take_number(reader, AGE, &h->t))
		return false;
	if (h->x != floor(h->x) || h->x > most)
		reader_bad_cell(reader, FREQUENCY,
		    "isn't a whole number of repeat purchases, up to a thousand million");
	else if (h->tx > h->t)
		reader_bad_cell(reader, RECENCY,
		    "is more than the age: it is the time from the first purchase to the "
		    "last");
	else if (h->x == 0 && h->tx > 0)
		reader_bad_cell(reader, RECENCY,
		    "isn't 0, but the frequency is: the first purchase was the last");
	else if (h->t > most)
		reader_bad_cell(reader, AGE, "is more than a thousand million");
	else
		return true;
	return false;
}

/* What the repeat purchases come to: of none, nothing, whatever the cell says. */
static bool
take_value(struct reader *reader, struct clv_buyer *buyer)
{
	struct money mean;
	if (!reader_has(reader, MEAN))
		return true;
	enum reader_value value = reader_money(reader, MEAN, &mean);
	if (value == READER_BAD)
		return false;
	if (buyer->history.x == 0)
		return true;
	if (value == READER_MISSING)
		reader_bad_cell(
		    reader, MEAN, "is missing: it is that of the repeat purchases");
	else if (!money_add_times(&buyer->repeat_value, mean, (int64_t)buyer->history.x))
		reader_bad_cell(reader, MEAN, "comes to more than an amount can hold");
	else
		return true;
	return false;
}

static void
take_row(struct reading *reading)
{
	struct reader *reader = reading->reader;
	struct clv_buyers *buyers = reading->buyers;
	struct slice customer = slice_trim(reader_cell(reader, CUSTOMER));
	struct clv_buyer buyer = {.history.count = 1};
	if (customer.n == 0) {
		reader_bad_cell(reader, CUSTOMER, "is empty: who is it?");
		return;
	}
	if (!take_history(reader, &buyer.history) || !take_value(reader, &buyer))
		return;
	buyer.customer = strmap_add(reading->book->customers, customer);
	if (buyer.customer < buyers->count) {
		reader_bad_cell(
		    reader, CUSTOMER, "is there already: one row each is needed");
		return;
	}
	for (size_t i = 0; i < reading->plan->by.count; i++)
		reading->cells[i] = reader_cell(reader, reading->by[i]);
	buyer.group = group_add(reading->book->groups, reading->cells);
	buyers->list = mem_grow(
	    buyers->list, &reading->capacity, buyers->count + 1, sizeof *buyers->list);
	buyers->list[buyers->count++] = buyer;
}

void
clv_summary_read(struct clv_book *book, struct clv_buyers *buyers,
    const struct clv_plan *plan, const struct options_common *common)
{
	struct reading reading = {.book = book,
	    .buyers = buyers,
	    .plan = plan,
	    .reader = reader_open(roles, ROLES, common),
	    .by = mem_new(plan->by.count + 1, sizeof *reading.by),
	    .cells = mem_new(plan->by.count + 1, sizeof *reading.cells)};
	const size_t mean = MEAN;
	*book = (struct clv_book){.delimiter = reader_delimiter(reading.reader),
	    .has_amount = reader_has(reading.reader, MEAN),
	    .customers = strmap_new(),
	    .groups = group_new(plan->by.count)};
	*buyers = (struct clv_buyers){.count = 0};
	if (book->has_amount)
		reader_need_one_of(reading.reader, &mean, 1);
	for (size_t i = 0; i < plan->by.count; i++)
		reading.by[i] =
		    reader_add_column(reading.reader, plan->by.items[i], true);
	while (reader_next(reading.reader))
		take_row(&reading);
	reader_close(reading.reader);
	clv_buyers_add_models(buyers, book);
	free(reading.by);
	free(reading.cells);
}
