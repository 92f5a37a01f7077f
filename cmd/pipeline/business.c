#include "business.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

/* Past periods, back from the one before the present: where each begins, and the day in
 * it that today is. */
struct origins {
	size_t count;
	int32_t starts[BUSINESS_MOST + 2]; /* [0]: the present period; [count + 1] */
	int32_t days[BUSINESS_MOST + 1];   /* [0]: today */
};

static void
make_origins(const struct outlook *outlook, struct origins *origins)
{
	const struct outlook_periods *periods = &outlook->periods;
	const struct deals *deals = outlook->deals;
	int32_t first = INT32_MAX, elapsed = periods->day - periods->starts[0];
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].created != DEALS_NO_DAY &&
		    deals->list[i].created < first)
			first = deals->list[i].created;
	origins->count = 0;
	origins->starts[0] = periods->starts[0];
	origins->days[0] = periods->day;
	for (size_t k = 1; k <= BUSINESS_MOST; k++) {
		int32_t next = origins->starts[k - 1];
		int32_t start = learned_period_start(next - 1, periods->period);
		if (start < first)
			break;
		origins->starts[k] = start;
		origins->days[k] = start + elapsed < next ? start + elapsed : next - 1;
		origins->count = k;
	}
}

/* Which past period holds the day: 1 for the one before the present, 0 for none. */
static size_t
origin_of(const struct origins *origins, int32_t day)
{
	if (day >= origins->starts[0])
		return 0;
	for (size_t k = 1; k <= origins->count; k++)
		if (day >= origins->starts[k])
			return k;
	return 0;
}

static void
add_deal(const struct outlook *outlook, const struct origins *origins,
    const struct deals_deal *deal, struct outlook_business *business)
{
	size_t k = origin_of(origins, deal->close), periods = outlook->periods.count;
	if (k == 0)
		return;
	/* It was won `ahead` periods after one of the origins. */
	for (size_t ahead = 0; ahead < periods && k + ahead <= origins->count; ahead++) {
		if (deal->created <= origins->days[k + ahead])
			continue;
		struct outlook_business *of = &business[deal->group * periods + ahead];
		if (of->count)
			deals_sum(&of->totals[k - 1], deal->amount);
	}
}

struct outlook_business *
business_make(const struct outlook *outlook, bool quiet)
{
	const struct deals *deals = outlook->deals;
	struct origins origins;
	size_t periods = outlook->periods.count, groups = group_count(deals->groups);
	bool lacking = false;
	struct outlook_business *business = mem_new(groups * periods, sizeof *business);
	make_origins(outlook, &origins);
	for (size_t i = 0; i < groups * periods; i++) {
		size_t ahead = i % periods;
		if (origins.count < ahead + BUSINESS_LEAST) {
			lacking = true;
			continue;
		}
		business[i].count = origins.count - ahead;
		business[i].totals =
		    mem_new(business[i].count, sizeof *business[i].totals);
	}
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].status == DEALS_WON &&
		    deals->list[i].created != DEALS_NO_DAY)
			add_deal(outlook, &origins, &deals->list[i], business);
	if (lacking && !quiet)
		diag_note(
		    "note: insufficient_history: fewer than %d past periods tell of "
		    "new business in some of the periods to come",
		    BUSINESS_LEAST);
	return business;
}
