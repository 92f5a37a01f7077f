#include "hindsight.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "learned.h"
#include "periods_table.h"
#include "sumdist.h"

/* One period of one group. */
struct result {
	uint64_t deals; /* that were open when it began */
	double expected, p10, p50, p90;
	struct money actual; /* what these brought */
};

struct hindsight {
	struct csvout *out;
	const struct deals *deals;
	const struct outlook_options *options;
	const struct list *by;
	uint32_t groups;
	int32_t *starts; /* of the periods, ascending, and behind the last */
	size_t periods, capacity;
	struct result *results; /* by period and group */
	bool *known;            /* by period: it could be forecast */
	struct sumdist_room room;
};

/* The whole periods from the first deal to now. */
static void
find_periods(struct hindsight *hindsight)
{
	enum date_period period = hindsight->options->period;
	int32_t first = INT32_MAX, day = hindsight->deals->as_of;
	for (size_t i = 0; i < hindsight->deals->count; i++)
		if (hindsight->deals->list[i].created != DEALS_NO_DAY &&
		    hindsight->deals->list[i].created < first)
			first = hindsight->deals->list[i].created;
	hindsight->starts = mem_grow(NULL, &hindsight->capacity, 1, sizeof(int32_t));
	if (first > day)
		return;
	int32_t start = learned_period_start(first, period);
	hindsight->starts[0] = start;
	while ((start = learned_period_next(start, period)) <= day + 1) {
		hindsight->starts = mem_grow(hindsight->starts, &hindsight->capacity,
		    hindsight->periods + 2, sizeof(int32_t));
		hindsight->starts[++hindsight->periods] = start;
	}
}

/* What was open when a period began, by group; and what chances it had. */
struct portfolio {
	struct sumdist_deal *deals;
	uint32_t *groups;
	size_t count, capacity, groups_capacity;
};

static void
gather(struct hindsight *hindsight, struct learned *learned, size_t period,
    struct portfolio *portfolio)
{
	int32_t start = hindsight->starts[period], next = hindsight->starts[period + 1];
	int32_t length = next - start;
	struct result *results = hindsight->results + period * hindsight->groups;
	double won[2];
	portfolio->count = 0;
	for (size_t i = 0; i < hindsight->deals->count; i++) {
		const struct deals_deal *deal = &hindsight->deals->list[i];
		if (deal->created == DEALS_NO_DAY || !deals_open_at(deal, start - 1))
			continue;
		struct result *result = &results[deal->group];
		result->deals++;
		if (deal->status == DEALS_WON && deal->close < next)
			deals_sum(&result->actual, deal->amount);
		learned_chances(
		    learned, hindsight->deals, deal, start - 1, &length, 1, won);
		if (!(won[0] > 0))
			continue;
		size_t n = portfolio->count++;
		portfolio->deals = mem_grow(portfolio->deals, &portfolio->capacity, n + 1,
		    sizeof *portfolio->deals);
		portfolio->groups = mem_grow(portfolio->groups,
		    &portfolio->groups_capacity, n + 1, sizeof *portfolio->groups);
		portfolio->deals[n] =
		    (struct sumdist_deal){deal->amount, fmin(won[0], 1)};
		portfolio->groups[n] = deal->group;
	}
}

static void
compute_group(struct hindsight *hindsight, const struct portfolio *portfolio,
    uint32_t group, double rho, struct result *result)
{
	struct sumdist_deal *own = mem_new(portfolio->count, sizeof *own);
	struct sumdist_question question = {.deals = own, .rho = rho};
	struct sumdist sumdist;
	for (size_t i = 0; i < portfolio->count; i++)
		if (portfolio->groups[i] == group)
			own[question.count++] = portfolio->deals[i];
	sumdist_init(&sumdist, &question, &hindsight->room);
	result->expected = sumdist.mean;
	result->p10 = sumdist_quantile(&sumdist, 0.1);
	result->p50 = sumdist_quantile(&sumdist, 0.5);
	result->p90 = sumdist_quantile(&sumdist, 0.9);
	sumdist_release(&sumdist);
	free(own);
}

static void
forecast_period(struct hindsight *hindsight, size_t period, struct portfolio *portfolio)
{
	struct learned learned;
	int32_t before = hindsight->starts[period] - 1;
	learned_make(&learned, hindsight->deals, before);
	if (learned.hazard) {
		double rho = hindsight->options->rho;
		if (isnan(rho)) {
			learned_rho(&learned, hindsight->deals, before,
			    hindsight->options->period);
			rho = learned.rho;
		}
		hindsight->known[period] = true;
		gather(hindsight, &learned, period, portfolio);
		for (uint32_t g = 0; g < hindsight->groups; g++)
			compute_group(hindsight, portfolio, g, rho,
			    &hindsight->results[period * hindsight->groups + g]);
	}
	learned_release(&learned);
}

/* Writing */

static double
cents(double x)
{
	return round(x * 100) / 100;
}

/* Forecast over what happened, less 1; NAN where nothing did. */
static double
bias(double expected, struct money actual)
{
	return actual.units ? expected / money_to_double(actual) - 1 : NAN;
}

static bool
inside(const struct result *result)
{
	double actual = money_to_double(result->actual);
	return actual >= result->p10 - 0.005 && actual <= result->p90 + 0.005;
}

static void
write_result(struct hindsight *hindsight, size_t period, const struct result *result)
{
	struct csvout *out = hindsight->out;
	char name[DATE_TEXT];
	date_period_name(
	    hindsight->starts[period] * DATE_DAY, hindsight->options->period, name);
	csvout_text(out, slice_of(name));
	csvout_count(out, 1);
	csvout_count(out, result->deals);
	csvout_number(out, cents(result->expected));
	csvout_money(out, result->actual);
	csvout_number(out, bias(result->expected, result->actual));
	csvout_number(out, cents(result->p10));
	csvout_number(out, cents(result->p50));
	csvout_number(out, cents(result->p90));
	csvout_count(out, inside(result));
	csvout_end_row(out);
}

static void
write_all(struct hindsight *hindsight, uint32_t group)
{
	struct csvout *out = hindsight->out;
	uint64_t periods = 0, deals = 0, hits = 0;
	double expected = 0;
	struct money actual = {0};
	for (size_t i = 0; i < hindsight->periods; i++) {
		const struct result *result =
		    &hindsight->results[i * hindsight->groups + group];
		if (!hindsight->known[i])
			continue;
		periods++;
		deals += result->deals;
		expected += result->expected;
		hits += inside(result);
		deals_sum(&actual, result->actual);
	}
	bool evidence = periods >= HINDSIGHT_LEAST;
	csvout_text(out, slice_of("all"));
	csvout_count(out, periods);
	csvout_count(out, deals);
	csvout_number(out, cents(expected));
	csvout_money(out, actual);
	csvout_number(out, evidence ? bias(expected, actual) : NAN);
	for (size_t i = 0; i < 3; i++)
		csvout_empty(out);
	csvout_number(out, evidence ? (double)hits / (double)periods : NAN);
	csvout_end_row(out);
}

static void
write_groups(struct hindsight *hindsight)
{
	static const char *const names[] = {"origins", "deals", "expected", "actual",
	    "bias", "p10", "p50", "p90", "coverage"};
	struct csvout *out = hindsight->out;
	periods_table_declare_group(out, hindsight->by);
	csvout_column(out, slice_of("period"), CSVOUT_TEXT);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csvout_column(out, slice_of(names[i]), CSVOUT_NUMBER);
	uint32_t *order = group_order(hindsight->deals->groups);
	for (uint32_t g = 0; g < hindsight->groups; g++) {
		for (size_t i = 0; i <= hindsight->periods; i++) {
			bool all = i == hindsight->periods;
			if (!all && !hindsight->known[i])
				continue;
			periods_table_write_group(
			    out, hindsight->deals, hindsight->by, order[g]);
			if (all)
				write_all(hindsight, order[g]);
			else
				write_result(hindsight, i,
				    &hindsight
				         ->results[i * hindsight->groups + order[g]]);
		}
	}
	free(order);
}

void
hindsight_write(struct csvout *out, const struct deals *deals,
    const struct outlook_options *options, const struct list *by, bool quiet)
{
	struct hindsight hindsight = {.out = out,
	    .deals = deals,
	    .options = options,
	    .by = by,
	    .groups = group_count(deals->groups)};
	struct portfolio portfolio = {0};
	size_t known = 0;
	find_periods(&hindsight);
	hindsight.results =
	    mem_new(hindsight.periods * hindsight.groups, sizeof *hindsight.results);
	hindsight.known = mem_new(hindsight.periods, sizeof *hindsight.known);
	for (size_t i = 0; i < hindsight.periods; i++) {
		forecast_period(&hindsight, i, &portfolio);
		known += hindsight.known[i];
	}
	if (known < HINDSIGHT_LEAST && !quiet)
		diag_note("note: insufficient_history: %zu past period%s could be "
		          "forecast; fewer than %d aren't evidence",
		    known, known == 1 ? "" : "s", HINDSIGHT_LEAST);
	write_groups(&hindsight);
	sumdist_room_release(&hindsight.room);
	free(portfolio.deals);
	free(portfolio.groups);
	free(hindsight.starts);
	free(hindsight.results);
	free(hindsight.known);
}
