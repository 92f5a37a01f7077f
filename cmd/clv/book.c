#include "book.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

enum { CUSTOMER, DATE, AMOUNT, ROLES };

static const struct reader_role roles[ROLES] = {
    [CUSTOMER] = {"customer", CLV_CUSTOMER_NAMES, true},
    [DATE] = {"date",
        "time|timestamp|datetime|order date|transaction date|purchase date|invoice date|"
        "created at|paid at|processed at|day",
        true},
    [AMOUNT] = {"amount",
        "value|revenue|sales|total|order value|net|net sales|total price|order total|"
        "price",
        false},
};

struct reading {
	struct clv_book *book;
	struct reader *reader;
	const struct options_common *common;
	size_t *by; /* roles */
	struct slice *cells;
	size_t by_count;
	uint64_t late;
};

/* Days begin at midnight, also before 1970. */
static int64_t
day_of(int64_t us)
{
	int64_t day = us / DATE_DAY;
	return us % DATE_DAY < 0 ? day - 1 : day;
}

void
clv_book_init(struct clv_book *book, size_t by_count)
{
	*book =
	    (struct clv_book){.customers = strmap_new(), .groups = group_new(by_count)};
}

bool
clv_book_add(struct clv_book *book, struct slice customer, int64_t day,
    const struct slice *cells, struct money amount)
{
	if (book->count == UINT32_MAX)
		return false;
	book->purchases = mem_grow(
	    book->purchases, &book->capacity, book->count + 1, sizeof *book->purchases);
	book->purchases[book->count] = (struct clv_purchase){
	    .customer = strmap_add(book->customers, customer),
	    .day = (int32_t)day,
	    .group = group_add(book->groups, cells),
	    .order = (uint32_t)book->count,
	    .amount = amount,
	};
	book->count++;
	return true;
}

static void
take_row(struct reading *reading)
{
	struct clv_book *book = reading->book;
	struct reader *reader = reading->reader;
	struct date date;
	struct money amount = {0};
	struct slice customer = slice_trim(reader_cell(reader, CUSTOMER));
	if (customer.n == 0) {
		reader_bad_cell(reader, CUSTOMER, "is empty: whose purchase is it?");
		return;
	}
	enum reader_value value = reader_date(reader, DATE, &date);
	if (value == READER_MISSING)
		reader_bad_cell(
		    reader, DATE, "is missing: every transaction needs its date");
	if (value != READER_VALUE)
		return;
	if (reading->common->as_of_given && date.us > reading->common->as_of_us) {
		reading->late++;
		return;
	}
	value = book->has_amount ? reader_money(reader, AMOUNT, &amount) : READER_VALUE;
	if (value == READER_MISSING)
		reader_bad_cell(
		    reader, AMOUNT, "is missing: 0 if the transaction was free");
	if (value != READER_VALUE)
		return;
	for (size_t i = 0; i < reading->by_count; i++)
		reading->cells[i] = reader_cell(reader, reading->by[i]);
	if (!clv_book_add(book, customer, day_of(date.us), reading->cells, amount))
		diag_fatal(EX_DATAERR, "%s: more than 4294967295 transactions",
		    reader_place(reader));
}

/* Of one customer. */
static int
compare(const void *a, const void *b)
{
	const struct clv_purchase *p = a, *q = b;
	if (p->day != q->day)
		return p->day < q->day ? -1 : 1;
	return (p->order > q->order) - (p->order < q->order);
}

/* Sorts n purchases that most likely are in order. */
static void
sort_some(struct clv_purchase *purchases, size_t n)
{
	bool sorted = true;
	for (size_t i = 1; sorted && i < n; i++)
		sorted = compare(&purchases[i - 1], &purchases[i]) <= 0;
	if (!sorted)
		qsort(purchases, n, sizeof *purchases, compare);
}

/* Customers are counted, and each gets its purchases together: files are by date more
 * often than not, and then that's all. */
static void
sort(struct clv_book *book)
{
	size_t customers = strmap_count(book->customers);
	size_t *ends = mem_new(customers + 1, sizeof *ends);
	struct clv_purchase *sorted = mem_new(book->count, sizeof *sorted);
	for (size_t i = 0; i < book->count; i++)
		ends[book->purchases[i].customer + 1]++;
	for (size_t i = 1; i <= customers; i++)
		ends[i] += ends[i - 1];
	for (size_t i = 0; i < book->count; i++)
		sorted[ends[book->purchases[i].customer]++] = book->purchases[i];
	for (size_t i = 0, start = 0; i < customers; start = ends[i++])
		sort_some(sorted + start, ends[i] - start);
	free(ends);
	free(book->purchases);
	book->purchases = sorted;
	book->capacity = book->count;
}

/* Those of a customer's day are one. */
static void
merge_days(struct clv_book *book)
{
	size_t to = 0;
	for (size_t i = 0; i < book->count; i++) {
		struct clv_purchase *at = &book->purchases[i];
		struct clv_purchase *last = to ? &book->purchases[to - 1] : NULL;
		if (!last || last->customer != at->customer || last->day != at->day)
			book->purchases[to++] = *at;
		else if (!money_add(&last->amount, at->amount))
			diag_fatal(EX_DATAERR,
			    "customer \"%s\": the amounts of a day add up to more than "
			    "an amount can hold",
			    diag_show(strmap_key(book->customers, at->customer)).text);
	}
	book->count = to;
}

static void
find_customers(struct clv_book *book)
{
	uint32_t count = strmap_count(book->customers);
	book->first = mem_new((size_t)count + 1, sizeof *book->first);
	for (size_t i = book->count; i-- > 0;)
		book->first[book->purchases[i].customer] = i;
	book->first[count] = book->count;
}

static void
find_as_of(struct clv_book *book, const struct options_common *common)
{
	if (common->as_of_given) {
		book->as_of_day = day_of(common->as_of_us);
		return;
	}
	for (size_t i = 0; i < book->count; i++)
		if (i == 0 || book->purchases[i].day > book->as_of_day)
			book->as_of_day = book->purchases[i].day;
}

void
clv_book_finish(struct clv_book *book, const struct options_common *common)
{
	sort(book);
	merge_days(book);
	find_customers(book);
	find_as_of(book, common);
}

void
clv_book_read(struct clv_book *book, const struct clv_plan *plan,
    const struct options_common *common)
{
	struct reading reading = {
	    .book = book, .common = common, .by_count = plan->by.count};
	const size_t amount = AMOUNT;
	struct reader *reader = reader_open(roles, ROLES, common);
	clv_book_init(book, plan->by.count);
	book->delimiter = reader_delimiter(reader);
	book->has_amount = reader_has(reader, AMOUNT);
	if (book->has_amount)
		reader_need_one_of(reader, &amount, 1);
	reading.reader = reader;
	reading.by = mem_new(plan->by.count + 1, sizeof *reading.by);
	reading.cells = mem_new(plan->by.count + 1, sizeof *reading.cells);
	for (size_t i = 0; i < plan->by.count; i++)
		reading.by[i] = reader_add_column(reader, plan->by.items[i], true);
	while (reader_next(reader))
		take_row(&reading);
	reader_close(reader);
	free(reading.by);
	free(reading.cells);
	if (reading.late && !common->quiet)
		diag_note("note: %llu row%s later than --as-of ignored",
		    (unsigned long long)reading.late, reading.late == 1 ? "" : "s");
	clv_book_finish(book, common);
}

void
clv_book_release(struct clv_book *book)
{
	strmap_free(book->customers);
	group_free(book->groups);
	free(book->purchases);
	free(book->first);
}

uint32_t
clv_book_group(const struct clv_book *book, uint32_t customer)
{
	return book->purchases[book->first[customer]].group;
}
