#include "learned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "vasicek.h"

int32_t
learned_period_start(int32_t day, enum date_period period)
{
	return (int32_t)(date_period_start(day * DATE_DAY, period) / DATE_DAY);
}

int32_t
learned_period_next(int32_t start, enum date_period period)
{
	return (int32_t)(date_period_next(start * DATE_DAY, period) / DATE_DAY);
}

static int32_t
age_since(int32_t created, int32_t day)
{
	int64_t age = (int64_t)day - created;
	return age > HAZARD_OLDEST ? HAZARD_OLDEST : (int32_t)age;
}

static int32_t
age_at(const struct deals_deal *deal, int32_t day)
{
	return age_since(deal->created, day);
}

/* Is it known on the day and fit to learn from? */
static bool
teaches(const struct deals_deal *deal, int32_t day)
{
	return deal->created != DEALS_NO_DAY && deal->created <= day &&
	       (deal->status == DEALS_OPEN || deal->close >= deal->created);
}

static bool
closed_by(const struct deals_deal *deal, int32_t day)
{
	return deal->status != DEALS_OPEN && deal->close <= day;
}

/* Who closed at which age: an array of HAZARD_OLDEST + 1, to be freed. */
static uint32_t *
count_closed(struct learned *learned, const struct deals *deals, int32_t day)
{
	uint32_t *closed = mem_new(HAZARD_OLDEST + 1, sizeof *closed);
	for (size_t i = 0; i < deals->count; i++) {
		const struct deals_deal *deal = &deals->list[i];
		if (!teaches(deal, day) || !closed_by(deal, day))
			continue;
		int32_t age = age_at(deal, deal->close);
		closed[age]++;
		if (deal->status == DEALS_WON) {
			learned->won++;
			if (age > learned->oldest_won)
				learned->oldest_won = age;
		} else {
			learned->lost++;
		}
	}
	return closed;
}

/* The days in each of its states, and where it went from there. */
static void
add_visits(struct hazard *hazard, const struct deals *deals,
    const struct deals_deal *deal, int32_t last_day, size_t end)
{
	const struct deals_visit *visit = &deals->visits[deal->visits];
	int32_t from = 0;
	for (size_t i = 0; i < deal->visits_count; i++) {
		bool moves = i + 1 < deal->visits_count && visit[i + 1].day < last_day;
		if (!moves) {
			hazard_add(hazard, deal->segment, visit[i].state, from,
			    age_at(deal, last_day), end);
			return;
		}
		int32_t age = age_at(deal, visit[i + 1].day);
		/* A stage that it came to and left on its first day wasn't one. */
		if (age > 0)
			hazard_add(hazard, deal->segment, visit[i].state, from, age,
			    visit[i + 1].state);
		from = age > 0 ? age + 1 : 0;
	}
}

static void
add_deals(struct hazard *hazard, const struct deals *deals, int32_t day)
{
	size_t states = deals_states(deals);
	for (size_t i = 0; i < deals->count; i++) {
		const struct deals_deal *deal = &deals->list[i];
		if (!teaches(deal, day))
			continue;
		bool closed = closed_by(deal, day);
		size_t end = !closed                     ? HAZARD_CENSORED
		             : deal->status == DEALS_WON ? hazard_won(states)
		                                         : hazard_lost(states);
		int32_t last_day = closed ? deal->close : day;
		if (states == 1)
			hazard_add(
			    hazard, deal->segment, 0, 0, age_at(deal, last_day), end);
		else if (deal->visits_count)
			add_visits(hazard, deals, deal, last_day, end);
	}
}

void
learned_make(struct learned *learned, const struct deals *deals, int32_t day)
{
	struct hazard_ages ages;
	*learned = (struct learned){.oldest_won = -1};
	uint32_t *closed = count_closed(learned, deals, day);
	if (learned->won >= LEARNED_LEAST && learned->lost >= LEARNED_LEAST) {
		hazard_ages_make(&ages, closed, HAZARD_OLDEST + 1);
		learned->hazard =
		    hazard_new(&ages, group_count(deals->segments), deals_states(deals));
		add_deals(learned->hazard, deals, day);
		hazard_fit(learned->hazard, true);
	}
	free(closed);
}

static size_t
memo_size(const struct learned *learned)
{
	return hazard_segments(learned->hazard) * hazard_states(learned->hazard) *
	       (size_t)learned->memo_ages;
}

static void
forget(struct learned *learned)
{
	for (size_t i = 0; learned->memo && i < memo_size(learned); i++)
		free(learned->memo[i]);
	free(learned->memo);
	learned->memo = NULL;
}

void
learned_release(struct learned *learned)
{
	forget(learned);
	hazard_free(learned->hazard);
}

/* With stages a chance is many steps: each is computed once. */
void
learned_chances(struct learned *learned, const struct deals *deals,
    const struct deals_deal *deal, int32_t day, const int32_t *ends, size_t count,
    double *won)
{
	const struct hazard *hazard = learned->hazard;
	const struct hazard_ages *ages = hazard_ages(hazard);
	int32_t age = age_at(deal, day);
	if (age >= ages->starts[ages->ranges])
		age = ages->starts[ages->ranges];
	if (hazard_states(hazard) == 1) {
		hazard_chances(hazard, deal->segment, 0, age, ends, count, won);
		return;
	}
	if (!learned->memo) {
		learned->memo_ages = ages->starts[ages->ranges] + 1;
		learned->memo = mem_new(memo_size(learned), sizeof *learned->memo);
	}
	size_t state = deals_state_at(deals, deal, day);
	double **at = &learned->memo[(deal->segment * hazard_states(hazard) + state) *
	                                 (size_t)learned->memo_ages +
	                             (size_t)age];
	if (!*at) {
		*at = mem_new(count + 1, sizeof **at);
		hazard_chances(hazard, deal->segment, state, age, ends, count, *at);
	}
	memcpy(won, *at, (count + 1) * sizeof *won);
}

bool
learned_stale(const struct learned *learned, const struct deals_deal *deal, int32_t day)
{
	return learned->hazard && deal->created != DEALS_NO_DAY &&
	       (int64_t)day - deal->created > learned->oldest_won;
}

/* ρ */

enum { BINS = 4096 };

/* Deals of one period by their chance; those of a bin are taken as alike. */
struct bin {
	double deals, chances;
};

struct past {
	int32_t start, next;
	double won, expected, binomial;
	struct bin *bins;
};

/* When a deal was open: at the end of each day from .. until - 1. Spans are gone through
 * for each period; with one state the deals themselves, far apart in memory, aren't. */
struct span {
	int32_t from, until;
	uint32_t segment, deal;
	bool won;
};

static void
count_in(struct past *past, const struct span *span, double p)
{
	struct bin *bin = &past->bins[(size_t)(p * (BINS - 1))];
	bin->deals++;
	bin->chances += p;
	past->expected += p;
	past->binomial += p * (1 - p);
	past->won += span->won && span->until < past->next;
}

/* The deals that were open at the end of one of the days; to be freed. */
static struct span *
find_spans(const struct deals *deals, int32_t first, int32_t last, size_t *count)
{
	struct span *spans = mem_new(deals->count, sizeof *spans);
	size_t n = 0;
	for (size_t i = 0; i < deals->count; i++) {
		const struct deals_deal *deal = &deals->list[i];
		int32_t until = deal->status == DEALS_OPEN ? INT32_MAX : deal->close;
		if (teaches(deal, last) && until > first)
			spans[n++] = (struct span){deal->created, until, deal->segment,
			    (uint32_t)i, deal->status == DEALS_WON};
	}
	*count = n;
	return spans;
}

static void
fill_past(struct learned *learned, const struct deals *deals, const struct span *spans,
    size_t count, struct past *past)
{
	int32_t before = past->start - 1, length = past->next - past->start;
	double won[2];
	for (size_t i = 0; i < count; i++) {
		if (spans[i].from > before || spans[i].until <= before)
			continue;
		if (hazard_states(learned->hazard) == 1)
			hazard_chances(learned->hazard, spans[i].segment, 0,
			    age_since(spans[i].from, before), &length, 1, won);
		else
			learned_chances(learned, deals, &deals->list[spans[i].deal],
			    before, &length, 1, won);
		if (won[0] > 0)
			count_in(past, &spans[i], fmin(won[0], 1));
	}
	forget(learned);
}

static struct vasicek_past
summary(const struct past *past)
{
	struct vasicek_past sum = {0};
	for (size_t i = 0; i < BINS; i++)
		if (past->bins[i].deals > 0)
			vasicek_past_add(&sum,
			    past->bins[i].chances / past->bins[i].deals,
			    past->bins[i].deals);
	sum.won = past->won;
	sum.expected = past->expected;
	sum.binomial = past->binomial;
	return sum;
}

static int32_t
first_day(const struct deals *deals)
{
	int32_t first = INT32_MAX;
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].created != DEALS_NO_DAY &&
		    deals->list[i].created < first)
			first = deals->list[i].created;
	return first;
}

/* The latest whole periods before the day, from the latest on: starts[i + 1] begins the
 * one that ends with starts[i]. Returns how many. */
static size_t
find_pasts(int32_t day, enum date_period period, int32_t first,
    int32_t starts[static LEARNED_PERIODS + 1])
{
	size_t count = 0;
	starts[0] = learned_period_start(day + 1, period);
	for (; count < LEARNED_PERIODS && starts[count] > first; count++)
		starts[count + 1] = learned_period_start(starts[count] - 1, period);
	return count;
}

void
learned_rho(struct learned *learned, const struct deals *deals, int32_t day,
    enum date_period period)
{
	struct vasicek_past pasts[LEARNED_PERIODS];
	int32_t starts[LEARNED_PERIODS + 1];
	learned->rho = learned->rho_periods = 0;
	size_t count =
	    learned->hazard ? find_pasts(day, period, first_day(deals), starts) : 0;
	if (count == 0)
		return;
	size_t spans_count;
	struct span *spans =
	    find_spans(deals, starts[count] - 1, starts[1] - 1, &spans_count);
	struct past past = {.bins = mem_new(BINS, sizeof *past.bins)};
	for (size_t i = 0; i < count; i++) {
		past.next = starts[i];
		past.start = starts[i + 1];
		past.won = past.expected = past.binomial = 0;
		memset(past.bins, 0, BINS * sizeof *past.bins);
		fill_past(learned, deals, spans, spans_count, &past);
		pasts[i] = summary(&past);
		learned->rho_periods += past.expected >= 2;
	}
	free(spans);
	free(past.bins);
	double rho = vasicek_rho(pasts, count);
	if (isnan(rho))
		learned->rho_periods = 0;
	else
		learned->rho = vasicek_ahead(rho, learned->rho_periods);
}
