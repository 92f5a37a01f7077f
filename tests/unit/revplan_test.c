/*
 * The maths of revenue-plan: volumes, periods, gaps, chances.
 */
#include <stdlib.h>

#include "../../cmd/revenue-plan/calendar.h"
#include "../../cmd/revenue-plan/chance.h"
#include "../../cmd/revenue-plan/gap.h"
#include "../../cmd/revenue-plan/grid.h"
#include "../../common/stats.h"
#include "check.h"

static struct money
money(const char *text)
{
	struct money x = {0};
	CHECK(
	    money_parse(slice_of(text), &(struct number_style){'.', false}, &x) == NULL);
	return x;
}

static bool
is(struct money x, const char *text)
{
	char out[MONEY_TEXT];
	size_t n = money_format(x, out);
	return slice_equal((struct slice){out, n}, slice_of(text));
}

static int64_t
day(int year, int month, int of_month)
{
	return date_days((struct date_civil){year, month, of_month}) * DATE_DAY;
}

/* Lead 1/4 SQL 1/5 Won, 30 and 60 days, deals of 2500. */
static struct revplan_funnel
example(const char *target)
{
	struct revplan_funnel funnel = {
	    .target = money(target), .deal_size = money("2500"), .decimals = 2};
	struct revplan_stage *stage = revplan_funnel_add(&funnel, slice_of("Lead"));
	stage->part = money("1");
	stage->whole = money("4");
	stage->lag_us = 30 * DATE_DAY;
	stage = revplan_funnel_add(&funnel, slice_of("SQL"));
	stage->part = money("1");
	stage->whole = money("5");
	stage->lag_us = 60 * DATE_DAY;
	revplan_funnel_add(&funnel, slice_of("Won"));
	return funnel;
}

static void
test_solve(void)
{
	struct revplan_funnel funnel = example("250000");
	CHECK(revplan_solve(&funnel) == NULL);
	CHECK(is(funnel.stages[0].volume, "2000"));
	CHECK(is(funnel.stages[0].per_win, "20"));
	CHECK(is(funnel.stages[1].volume, "500"));
	CHECK(is(funnel.stages[2].volume, "100"));
	CHECK(funnel.stages[0].ahead_us == 90 * DATE_DAY);
	CHECK(funnel.stages[2].ahead_us == 0);
	CHECK(revplan_funnel_find(&funnel, slice_of(" sql ")) == 1);
	CHECK(revplan_funnel_find(&funnel, slice_of("MQL")) == 3);
	struct money worth;
	CHECK(revplan_worth(&funnel, 0, money("-1"), &worth) && is(worth, "-125"));

	/* A third of a win is three tenths of a million and more: up to one. */
	funnel.target = money("833.33");
	CHECK(revplan_solve(&funnel) == NULL);
	CHECK(is(funnel.stages[2].volume, "0.333332"));
	CHECK(is(funnel.stages[2].whole_of, "1"));
	CHECK(is(funnel.stages[0].volume, "6.66664"));
	CHECK(is(funnel.stages[0].whole_of, "7"));

	funnel.target = money("0.001");
	CHECK_TEXT(revplan_solve(&funnel),
	    "the target is too small a part of a deal: less than half a millionth");
	funnel.target = money("100000000000000000000");
	funnel.deal_size = money("1");
	CHECK(revplan_solve(&funnel) != NULL);
	revplan_funnel_release(&funnel);
}

static money_units
sum(const money_units *parts, size_t count)
{
	money_units total = 0;
	for (size_t i = 0; i < count; i++)
		total += parts[i];
	return total;
}

static void
test_calendar(void)
{
	struct revplan_calendar calendar;
	money_units parts[8];
	char name[DATE_TEXT];
	/* June and July 2027, needed from March 3 on. */
	CHECK(revplan_calendar_make(day(2027, 6, 1), day(2027, 8, 1), DATE_BY_MONTH,
	          90 * DATE_DAY, &calendar) == NULL);
	CHECK(calendar.count == 5 && calendar.first == 3);
	size_t n = revplan_calendar_name(&calendar, 0, name);
	CHECK_TEXT(((struct slice){name, n}), "2027-03");
	CHECK(revplan_calendar_find(&calendar, slice_of("2027-07")) == 4);
	CHECK(revplan_calendar_find(&calendar, slice_of("2027-08")) == 5);
	CHECK(revplan_calendar_earliest(&calendar, 90 * DATE_DAY) == 0);
	CHECK(revplan_calendar_latest(&calendar, 90 * DATE_DAY) == 2);
	CHECK(revplan_calendar_earliest(&calendar, 0) == 3);
	CHECK(revplan_calendar_latest(&calendar, 0) == 4);

	/* June 30 days: 29 in March, 1 in April; July 31: 29 in April, 2 in May. */
	revplan_calendar_spread(&calendar, 610, 90 * DATE_DAY, parts);
	CHECK(parts[0] == 295 && parts[1] == 10 + 285 && parts[2] == 20);
	CHECK(sum(parts, 5) == 610);
	calendar.weights[0] = 0;
	revplan_calendar_spread(&calendar, 310, 90 * DATE_DAY, parts);
	CHECK(parts[0] == 0 && parts[1] == 290 && parts[2] == 20);
	calendar.weights[0] = 2;
	for (money_units total = 0; total < 500; total++) {
		revplan_calendar_spread(
		    &calendar, total, (int64_t)total * DATE_DAY / 6, parts);
		CHECK(sum(parts, 5) == total);
	}
	revplan_calendar_release(&calendar);

	CHECK(revplan_calendar_make(
	          day(1, 1, 1), day(2, 1, 1), DATE_BY_YEAR, DATE_DAY, &calendar) != NULL);
	revplan_calendar_release(&calendar);
	CHECK(revplan_calendar_make(
	          day(1900, 1, 1), day(2000, 1, 1), DATE_BY_DAY, 0, &calendar) != NULL);
	revplan_calendar_release(&calendar);
}

static void
test_grid(void)
{
	struct revplan_funnel funnel = example("100000.01");
	struct revplan_calendar calendar;
	struct revplan_grid grid;
	CHECK(revplan_solve(&funnel) == NULL);
	CHECK(revplan_calendar_make(day(2027, 1, 1), day(2028, 1, 1), DATE_BY_MONTH,
	          funnel.stages[0].ahead_us, &calendar) == NULL);
	revplan_grid_make(&funnel, &calendar, &grid);
	for (size_t i = 0; i < funnel.count; i++) {
		struct money volume = {0}, whole = {0}, revenue = {0};
		for (size_t j = 0; j < grid.periods; j++) {
			const struct revplan_cell *cell = revplan_grid_cell(&grid, j, i);
			CHECK(cell->needed || cell->whole.units == 0);
			CHECK(money_add(&volume, cell->volume) &&
			      money_add(&whole, cell->whole) &&
			      money_add(&revenue, cell->revenue));
		}
		CHECK(money_compare(volume, funnel.stages[i].volume) == 0);
		CHECK(money_compare(whole, funnel.stages[i].whole_of) == 0);
		CHECK(is(revenue, i == 2 ? "100000.01" : "0"));
	}
	revplan_grid_release(&grid);
	revplan_calendar_release(&calendar);
	revplan_funnel_release(&funnel);
}

static void
test_gap(void)
{
	struct revplan_funnel funnel = example("250000");
	struct revplan_gap lead, sql, won, revenue;
	CHECK(revplan_solve(&funnel) == NULL);
	CHECK(revplan_gap(&funnel, 0, money("2000"), money("1900"), NULL, &lead));
	CHECK(is(lead.revenue, "-12500") && is(lead.volume, "-12500") &&
	      is(lead.rate, "0"));
	CHECK(revplan_gap(&funnel, 1, money("500"), money("500"), &lead, &sql));
	CHECK(is(sql.revenue, "0") && is(sql.volume, "-12500") && is(sql.rate, "12500"));
	CHECK(revplan_gap(&funnel, 2, money("100"), money("90"), &sql, &won));
	CHECK(is(won.revenue, "-25000") && is(won.rate, "-25000"));
	CHECK(revplan_gap_revenue(money("250000"), money("243000"), &won, &revenue));
	CHECK(is(revenue.revenue, "-7000") && is(revenue.volume, "-25000") &&
	      is(revenue.rate, "18000"));
	revplan_funnel_release(&funnel);
}

/* ln Γ(a + n) / Γ(a): in doubles the difference of millions would be too coarse. */
static double
log_rise(double a, double n)
{
	return (double)(lgammal((long double)a + (long double)n) - lgammal(a));
}

/* All N of N win with the chance E R^N, a product of gamma functions; and one at least of
 * N by a single step with 1 - E (1 - R)^N. */
static void
test_betas(void)
{
	static const struct revplan_beta rates[] = {
	    {.5, .5}, {3.5, 97.5}, {200.5, 600.5}, {7.5, .5}, {1e5, 3e5}, {2.5, 1e4}};
	for (size_t from = 0; from < 6; from++)
		for (size_t n = 1; from + n <= 6; n++)
			for (double all = 1; all < 1e6; all *= 10) {
				double log_all = 0;
				for (size_t i = from; i < from + n; i++)
					log_all += log_rise(rates[i].a, all) -
					           log_rise(rates[i].a + rates[i].b, all);
				double got = revplan_betas_reach(
				    rates + from, n, (struct revplan_beta){all, 1});
				CHECK(fabs(got - exp(log_all)) < 1e-10);
			}
	for (size_t i = 0; i < 6; i++)
		for (double all = 1; all < 1e6; all *= 10) {
			double none = exp(log_rise(rates[i].b, all) -
			                  log_rise(rates[i].a + rates[i].b, all));
			double got = revplan_betas_reach(
			    &rates[i], 1, (struct revplan_beta){1, all});
			CHECK(fabs(got - (1 - none)) < 1e-10);
		}
}

/* What a funnel of two steps, one unit at a time, makes of 4: by hand. Beta(1.5, 1.5) is
 * that of 1 of 2. */
static void
test_luck(void)
{
	static const struct revplan_beta half = {1.5, 1.5};
	/* P(2 of 2) = E R² = (1.5 2.5) / (3 4); P(1 or 2 of 2) = 1 - E (1 - R)². */
	CHECK_NEAR(revplan_chance(&half, 1, 2, 2), .3125, 1e-9);
	CHECK_NEAR(revplan_chance(&half, 1, 2, 1), .6875, 1e-9);
	/* A coin, measured a million million times: the binomial itself, 63 heads of 100.
	 */
	static const struct revplan_beta coin = {5e11, 5e11};
	CHECK_NEAR(revplan_chance(&coin, 1, 100, 63), .006016488, 1e-5);
	CHECK_NEAR(revplan_chance(&coin, 1, 1000, 500), .512612509, 1e-8);
	double last = 1;
	for (double wins = 1; wins <= 100; wins++) {
		double chance = revplan_chance(&coin, 1, 100, wins);
		CHECK(chance >= 0 && chance <= last);
		last = chance;
	}
	double safe = revplan_safe_volume(&coin, 1, 500, 0.9);
	CHECK(revplan_chance(&coin, 1, safe, 500) >= 0.9);
	CHECK(revplan_chance(&coin, 1, safe - 1, 500) < 0.9);
}

static void
test_trials(void)
{
	const double z = 1.959963984540054;
	for (uint64_t n = 1; n < 100000; n = n * 3 + 1)
		for (uint64_t k = 1; k <= n; k += n / 7 + 1) {
			struct stats_interval wilson = stats_wilson(k, n, z);
			CHECK_NEAR(
			    revplan_trials(wilson.value, wilson.low, wilson.high, z),
			    (double)n, 1e-9);
		}
	CHECK(revplan_trials(.5, .5, .5, z) == 1e12);
	CHECK_NEAR(revplan_trials(.5, 0, 1, z), 0, 1e-12);
	CHECK(revplan_trials(1, 0, 1, z) >= 0);
}

static void
test_chance(void)
{
	struct revplan_funnel funnel = example("250000");
	struct revplan_beta *rates = revplan_rates(&funnel, 1.96);
	CHECK(isnan(revplan_chance(rates, 2, 2000, 100)));
	CHECK(isnan(revplan_safe_volume(rates, 2, 100, 0.8)));
	/* Behind the last step nothing is left to chance. */
	CHECK(revplan_chance(rates + 2, 0, 100, 100) == 1);
	CHECK(revplan_chance(rates + 2, 0, 99, 100) == 0);
	CHECK(revplan_safe_volume(rates + 2, 0, 100, 0.8) == 100);
	free(rates);
	revplan_funnel_release(&funnel);
}

int
main(void)
{
	test_solve();
	test_calendar();
	test_grid();
	test_gap();
	test_betas();
	test_luck();
	test_trials();
	test_chance();
	return check_result();
}
