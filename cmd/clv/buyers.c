#include "buyers.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

static void
add_money(struct money *sum, struct money amount, const struct clv_book *book,
    uint32_t customer)
{
	if (!money_add(sum, amount))
		diag_fatal(EX_DATAERR,
		    "customer \"%s\": the amounts add up to more than an amount can hold",
		    diag_show(strmap_key(book->customers, customer)).text);
}

static void
find_buyer(struct clv_buyer *buyer, const struct clv_plan *plan,
    const struct clv_book *book, int64_t end)
{
	const struct clv_purchase *first = &book->purchases[book->first[buyer->customer]];
	const struct clv_purchase *stop =
	    &book->purchases[book->first[buyer->customer + 1]];
	buyer->history.t = (double)(end - first->day) / plan->unit_days;
	buyer->history.count = 1;
	for (const struct clv_purchase *p = first + 1; p < stop; p++) {
		if (p->day > end) {
			buyer->later++;
			add_money(&buyer->later_value, p->amount, book, buyer->customer);
			continue;
		}
		buyer->history.x++;
		buyer->history.tx = (double)(p->day - first->day) / plan->unit_days;
		add_money(&buyer->repeat_value, p->amount, book, buyer->customer);
	}
}

void
clv_buyers_add_models(struct clv_buyers *buyers, const struct clv_book *book)
{
	buyers->groups = group_count(book->groups);
	buyers->purchases = mem_new(buyers->groups + 1, sizeof *buyers->purchases);
	buyers->spend = mem_new(buyers->groups + 1, sizeof *buyers->spend);
}

void
clv_buyers_find(
    struct clv_buyers *buyers, const struct clv_plan *plan, const struct clv_book *book)
{
	uint32_t customers = strmap_count(book->customers);
	int64_t end = plan->calibrated ? plan->calibration_day : book->as_of_day;
	*buyers = (struct clv_buyers){.count = 0};
	clv_buyers_add_models(buyers, book);
	buyers->list = mem_new((size_t)customers + 1, sizeof *buyers->list);
	for (uint32_t id = 0; id < customers; id++) {
		struct clv_buyer *buyer = &buyers->list[buyers->count];
		if (book->purchases[book->first[id]].day > end) {
			buyers->not_yet++;
			continue;
		}
		buyer->customer = id;
		buyer->group = clv_book_group(book, id);
		find_buyer(buyer, plan, book, end);
		buyers->count++;
	}
	if (buyers->not_yet && !plan->quiet)
		diag_note("note: %llu customer%s acquired after --calibration-end left "
		          "out",
		    (unsigned long long)buyers->not_yet, buyers->not_yet == 1 ? "" : "s");
}

void
clv_buyers_release(struct clv_buyers *buyers)
{
	free(buyers->list);
	free(buyers->purchases);
	free(buyers->spend);
}

static int
order(double a, double b)
{
	return (a > b) - (a < b);
}

static int
compare_histories(const void *a, const void *b)
{
	const struct clv_history *p = a, *q = b;
	int by = order(p->x, q->x);
	by = by ? by : order(p->t, q->t);
	return by ? by : order(p->tx, q->tx);
}

static int
compare_spent(const void *a, const void *b)
{
	const struct clv_spent *p = a, *q = b;
	int by = order(p->x, q->x);
	return by ? by : order(p->z, q->z);
}

/* Sorts the histories and makes equal ones one: the likelihood of a million customers is
 * that of a few thousand. Returns how many are left. */
static size_t
gather_histories(struct clv_history *list, size_t count)
{
	size_t to = 0;
	qsort(list, count, sizeof *list, compare_histories);
	for (size_t i = 0; i < count; i++)
		if (to && compare_histories(&list[to - 1], &list[i]) == 0)
			list[to - 1].count += list[i].count;
		else
			list[to++] = list[i];
	return to;
}

static size_t
gather_spent(struct clv_spent *list, size_t count)
{
	size_t to = 0;
	qsort(list, count, sizeof *list, compare_spent);
	for (size_t i = 0; i < count; i++)
		if (to && compare_spent(&list[to - 1], &list[i]) == 0)
			list[to - 1].count += list[i].count;
		else
			list[to++] = list[i];
	return to;
}

/* The mean of the repeat purchases. */
static double
mean_of(const struct clv_buyer *buyer)
{
	return money_to_double(buyer->repeat_value) / buyer->history.x;
}

/* `` or ` of "web","shop"`. */
static struct diag_shown
name_of(const struct clv_plan *plan, const struct clv_book *book, uint32_t group)
{
	struct diag_shown none = {""};
	return plan->by.count ? diag_show(group_cell(book->groups, group, 0)) : none;
}

static void
note_fit(const struct clv_plan *plan, const struct clv_book *book, uint32_t group,
    const struct clv_estimate *estimate, const char *why)
{
	struct diag_shown name = name_of(plan, book, group);
	const char *of = plan->by.count ? " of " : "";
	if (plan->quiet)
		return;
	if (!estimate->known)
		diag_note("note: no %s model%s%s: %s", clv_kind_name(estimate->kind), of,
		    name.text, why);
	else if (!estimate->converged)
		diag_note("note: the %s model%s%s has no maximum inside: its parameters "
		          "run off, as where customers are few or all alike",
		    clv_kind_name(estimate->kind), of, name.text);
}

/* The buyers of a group as they come: from *at on. */
static void
fit_group(struct clv_buyers *buyers, const struct clv_plan *plan,
    const struct clv_book *book, uint32_t group, const uint32_t *members, size_t count)
{
	struct clv_history *histories = mem_new(count + 1, sizeof *histories);
	struct clv_spent *spent = mem_new(count + 1, sizeof *spent);
	size_t spenders = 0;
	for (size_t i = 0; i < count; i++) {
		const struct clv_buyer *buyer = &buyers->list[members[i]];
		histories[i] = buyer->history;
		if (buyer->history.x > 0 && mean_of(buyer) > 0)
			spent[spenders++] =
			    clv_spent_of(buyer->history.x, mean_of(buyer), 1);
	}
	clv_fit_purchases(plan->kind, histories, gather_histories(histories, count),
	    &buyers->purchases[group]);
	note_fit(plan, book, group, &buyers->purchases[group],
	    "nobody bought again, so there is nothing to learn from");
	clv_fit_spend(spent, gather_spent(spent, spenders), &buyers->spend[group]);
	if (book->has_amount)
		note_fit(plan, book, group, &buyers->spend[group],
		    "it takes 3 customers who bought again, for different amounts");
	free(histories);
	free(spent);
}

void
clv_buyers_fit(
    struct clv_buyers *buyers, const struct clv_plan *plan, const struct clv_book *book)
{
	size_t *start = mem_new(buyers->groups + 2, sizeof *start);
	uint32_t *members = mem_new(buyers->count + 1, sizeof *members);
	for (size_t i = 0; i < buyers->count; i++)
		start[buyers->list[i].group + 2]++;
	for (size_t g = 1; g <= buyers->groups; g++)
		start[g + 1] += start[g];
	for (size_t i = 0; i < buyers->count; i++)
		members[start[buyers->list[i].group + 1]++] = (uint32_t)i;
	for (uint32_t g = 0; g < buyers->groups; g++)
		fit_group(
		    buyers, plan, book, g, members + start[g], start[g + 1] - start[g]);
	free(start);
	free(members);
}

static int
compare_buyers(const void *a, const void *b, void *list)
{
	const struct clv_buyer *p = (const struct clv_buyer *)list + *(const uint32_t *)a;
	const struct clv_buyer *q = (const struct clv_buyer *)list + *(const uint32_t *)b;
	int by = (p->group > q->group) - (p->group < q->group);
	by = by ? by : order(p->history.x, q->history.x);
	return by ? by : order(p->history.t, q->history.t);
}

static void
score_value(struct clv_buyer *buyer, const struct clv_estimate *spend)
{
	double z = buyer->history.x > 0 ? mean_of(buyer) : 0;
	buyer->mean_value = clv_mean_value(spend, buyer->history.x, z > 0 ? z : 0);
}

/* Who is alive is expected to buy by x and T alone: that is worked out once for all who
 * have the same. */
void
clv_buyers_score(struct clv_buyers *buyers, const struct clv_plan *plan, double days)
{
	uint32_t *sorted = mem_new(buyers->count + 1, sizeof *sorted);
	double t = days / plan->unit_days, year = CLV_YEAR_DAYS / plan->unit_days;
	double expected = NAN, discounted = NAN;
	for (size_t i = 0; i < buyers->count; i++)
		sorted[i] = (uint32_t)i;
	qsort_r(sorted, buyers->count, sizeof *sorted, compare_buyers, buyers->list);
	for (size_t i = 0; i < buyers->count; i++) {
		struct clv_buyer *buyer = &buyers->list[sorted[i]];
		const struct clv_history *h = &buyer->history;
		const struct clv_estimate *model = &buyers->purchases[buyer->group];
		score_value(buyer, &buyers->spend[buyer->group]);
		if (!model->known) {
			buyer->alive = buyer->expected = buyer->discounted = NAN;
			continue;
		}
		if (i == 0 ||
		    compare_buyers(&sorted[i - 1], &sorted[i], buyers->list) != 0) {
			expected = clv_expected(model, h->x, h->t, t);
			discounted = plan->discount_rate == 0
			                 ? expected
			                 : clv_discounted(model, h->x, h->t, t,
			                       plan->discount_rate, year);
		}
		buyer->alive = clv_alive(model, h);
		buyer->expected = buyer->alive * expected;
		buyer->discounted = buyer->alive * discounted;
	}
	free(sorted);
}
