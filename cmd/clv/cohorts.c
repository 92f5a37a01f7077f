#include "cohorts.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

/* The periods from the first purchase to now, by when they begin. */
struct calendar {
	int64_t *starts; /* days */
	size_t count, capacity;
};

struct cell {
	uint64_t active;
	struct money revenue;
};

static void
make_calendar(
    struct calendar *calendar, const struct clv_book *book, enum date_period period)
{
	int64_t first = book->as_of_day;
	*calendar = (struct calendar){0};
	for (size_t i = 0; i < book->count; i++)
		if (book->purchases[i].day < first)
			first = book->purchases[i].day;
	int64_t us = date_period_start(first * DATE_DAY, period);
	for (; us <= book->as_of_day * DATE_DAY; us = date_period_next(us, period)) {
		calendar->starts = mem_grow(calendar->starts, &calendar->capacity,
		    calendar->count + 1, sizeof *calendar->starts);
		calendar->starts[calendar->count++] = us / DATE_DAY;
	}
}

/* The last period that begins on the day or before it. */
static size_t
period_of(const struct calendar *calendar, int64_t day)
{
	size_t low = 0, high = calendar->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (calendar->starts[middle] <= day)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A customer's place: group, then cohort. */
struct member {
	uint32_t customer, group;
	size_t cohort;
};

static int
compare(const void *a, const void *b)
{
	const struct member *p = a, *q = b;
	if (p->group != q->group)
		return p->group < q->group ? -1 : 1;
	if (p->cohort != q->cohort)
		return p->cohort < q->cohort ? -1 : 1;
	return (p->customer > q->customer) - (p->customer < q->customer);
}

static void
add(struct money *sum, struct money amount)
{
	if (!money_add(sum, amount))
		diag_fatal(EX_DATAERR, "the amounts of a cohort add up to more than an "
		                       "amount can hold");
}

static void
count_customer(struct cell *cells, const struct calendar *calendar,
    const struct clv_book *book, const struct member *member)
{
	size_t before = SIZE_MAX;
	for (size_t i = book->first[member->customer];
	     i < book->first[member->customer + 1]; i++) {
		size_t at = period_of(calendar, book->purchases[i].day) - member->cohort;
		cells[at].active += at != before;
		add(&cells[at].revenue, book->purchases[i].amount);
		before = at;
	}
}

static void
write_ratio(struct csvout *out, struct money part, uint64_t of)
{
	char text[MONEY_TEXT];
	struct money whole = {0};
	money_add_times(&whole, MONEY_ONE, (int64_t)of);
	csvout_plain(out, (struct slice){text, money_format_ratio(part, whole, text)});
}

static void
write_cohort(struct csvout *out, const struct clv_plan *plan, const struct clv_book *book,
    const struct calendar *calendar, const struct member *first, size_t size)
{
	size_t periods = calendar->count - first->cohort;
	struct cell *cells = mem_new(periods, sizeof *cells);
	struct money total = {0};
	char name[DATE_TEXT];
	size_t n = date_period_name(
	    calendar->starts[first->cohort] * DATE_DAY, plan->cohort, name);
	for (size_t i = 0; i < size; i++)
		count_customer(cells, calendar, book, &first[i]);
	for (size_t i = 0; i < periods; i++) {
		for (size_t k = 0; k < plan->by.count; k++)
			csvout_text(out, group_cell(book->groups, first->group, k));
		csvout_text(out, (struct slice){name, n});
		csvout_count(out, i);
		csvout_count(out, size);
		csvout_count(out, cells[i].active);
		csvout_number(out, (double)cells[i].active / (double)size);
		add(&total, cells[i].revenue);
		if (book->has_amount) {
			csvout_money(out, cells[i].revenue);
			write_ratio(out, total, size);
		} else {
			csvout_empty(out);
			csvout_empty(out);
		}
		csvout_end_row(out);
	}
	free(cells);
}

void
clv_cohorts_report(
    struct csvout *out, const struct clv_plan *plan, const struct clv_book *book)
{
	static const char *const numbers[] = {"period", "customers", "active",
	    "retention", "revenue", "cumulative_revenue_per_customer"};
	uint32_t count = strmap_count(book->customers);
	struct member *members = mem_new((size_t)count + 1, sizeof *members);
	struct calendar calendar;
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	csvout_column(out, slice_of("cohort"), CSVOUT_TEXT);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		csvout_column(out, slice_of(numbers[i]), CSVOUT_NUMBER);
	make_calendar(&calendar, book, plan->cohort);
	for (uint32_t id = 0; id < count; id++)
		members[id] = (struct member){id, clv_book_group(book, id),
		    period_of(&calendar, book->purchases[book->first[id]].day)};
	qsort(members, count, sizeof *members, compare);
	for (size_t at = 0, end; at < count; at = end) {
		for (end = at + 1; end < count &&
		                   members[end].group == members[at].group &&
		                   members[end].cohort == members[at].cohort;)
			end++;
		write_cohort(out, plan, book, &calendar, &members[at], end - at);
	}
	free(calendar.starts);
	free(members);
}
