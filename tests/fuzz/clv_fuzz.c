/*
 * Any bytes as what clv reads: transactions, customers summed up, survivors, totals or
 * parameters, by the first byte. They are read, or refused with a message; what is read
 * is fitted, and of every customer the models tell numbers that can be.
 */
#include <math.h>

#include "../../cmd/clv/cohorts.h"
#include "../../cmd/clv/contracts.h"
#include "../../cmd/clv/params.h"
#include "../../cmd/clv/report.h"
#include "../../cmd/clv/summary.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TRANSACTIONS, SUMMARY, PARETO_SUMMARY, SURVIVORS, TOTALS, PARAMETERS, MODES };

static int mode;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_buyers(const struct clv_buyers *buyers)
{
	for (size_t i = 0; i < buyers->count; i++) {
		const struct clv_buyer *buyer = &buyers->list[i];
		const struct clv_history *h = &buyer->history;
		require(h->x >= 0 && h->tx >= 0 && h->tx <= h->t);
		require(!isinf(buyer->mean_value));
		if (!buyers->purchases[buyer->group].known)
			continue;
		require(buyer->alive >= 0 && buyer->alive <= 1);
		require(isfinite(buyer->expected) && buyer->expected >= 0);
		require(isfinite(buyer->discounted) && buyer->discounted >= 0);
		require(buyer->discounted <= buyer->expected * (1 + 1e-9));
	}
}

static struct csvout *
nowhere(void)
{
	return csvout_new(
	    output_file("/dev/null"), &(struct csvout_options){.delimiter = ','});
}

static void
tell(const struct clv_plan *plan, const struct clv_book *book, struct clv_buyers *buyers)
{
	struct csvout *out = nowhere();
	clv_buyers_fit(buyers, plan, book);
	clv_buyers_score(buyers, plan, plan->horizon_days);
	check_buyers(buyers);
	clv_report_customers(out, plan, book, buyers);
	csvout_finish(out);
	clv_buyers_release(buyers);
}

static void
read_customers(const struct clv_plan *plan, const struct options_common *common)
{
	struct clv_book book;
	struct clv_buyers buyers;
	if (plan->summary) {
		clv_summary_read(&book, &buyers, plan, common);
	} else {
		struct csvout *out = nowhere();
		clv_book_read(&book, plan, common);
		/* Not a table of millions of rows, of two dates far apart. */
		if (book.count == 0 || book.as_of_day - book.purchases[0].day < 36525)
			clv_cohorts_report(out, plan, &book);
		csvout_finish(out);
		clv_buyers_find(&buyers, plan, &book);
	}
	tell(plan, &book, &buyers);
	clv_book_release(&book);
}

static void
read_parameters(const struct clv_plan *plan, const struct options_common *common)
{
	struct group *groups = group_new(0);
	struct clv_estimate purchases, spend;
	const struct clv_history h = {2, 10, 20, 1};
	group_add(groups, NULL);
	clv_params_read(plan, common, groups, &purchases, &spend);
	if (purchases.known) {
		double alive = clv_alive(&purchases, &h);
		double expected = clv_expected(&purchases, h.x, h.t, 52);
		require(alive >= 0 && alive <= 1);
		require(expected >= 0 && isfinite(expected));
	}
	group_free(groups);
}

static void
read_file(const char *path)
{
	struct options_common common = {
	    .files = (char **)&path, .files_count = 1, .quiet = true};
	struct clv_plan plan = {
	    .kind = mode == PARETO_SUMMARY ? CLV_PARETONBD : CLV_BGNBD,
	    .summary = mode == SUMMARY || mode == PARETO_SUMMARY,
	    .unit = "week",
	    .unit_days = 7,
	    .horizon_days = 364,
	    .discount_rate = .1,
	    .margin = .5,
	    .cohort = DATE_BY_YEAR,
	    .params_in = path,
	    .quiet = true};
	switch (mode) {
	case SURVIVORS:
		plan.kind = CLV_SBG;
		clv_retention(&plan, &common, output_file("/dev/null"));
		break;
	case TOTALS:
		clv_simple(&plan, &common, output_file("/dev/null"));
		break;
	case PARAMETERS:
		read_parameters(&plan, &common);
		break;
	default:
		read_customers(&plan, &common);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	mode = data[0] % MODES;
	fuzz_file(data + 1, size - 1, read_file);
	return 0;
}
