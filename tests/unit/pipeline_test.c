/*
 * pipeline's maths: rates by age against a computation by hand, shrinkage, the common
 * factor, and distributions against all outcomes one by one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../cmd/pipeline/hazard.h"
#include "../../cmd/pipeline/shrink.h"
#include "../../cmd/pipeline/spectrum.h"
#include "../../cmd/pipeline/sumdist.h"
#include "../../cmd/pipeline/vasicek.h"
#include "../../common/stats.h"
#include "check.h"

/* The same numbers everywhere (Vigna's splitmix64, public domain). */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15U);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static double
uniform(uint64_t *state)
{
	return (double)(draw(state) >> 11) / 9007199254740992.0;
}

static struct money
whole(int64_t x)
{
	return (struct money){MONEY_ONE.units * x};
}

/*
 * Eight deals: won at age 1 and 3, lost at 1 and 3, another one won at 3, seen until 1, 2
 * and 5. At risk: 8 at 0 and 1, 5 at 2 (two ended and one left at 1), 4 at 3, 1 after.
 * Age 1: won 1/8, lost 1/8. Age 3: won 2/4, lost 1/4.
 * Won by then: 1/8 + 6/8 × 2/4 = 1/2; open: 6/8 × 1/4 = 3/16.
 */
static void
test_hazard_by_hand(void)
{
	struct hazard_ages ages;
	hazard_ages_daily(&ages, 6);
	struct hazard *hazard = hazard_new(&ages, 1, 1);
	static const struct {
		int32_t age;
		size_t to;
	} deals[] = {{1, 1}, {3, 1}, {3, 1}, {1, 2}, {3, 2}, {1, HAZARD_CENSORED},
	    {2, HAZARD_CENSORED}, {5, HAZARD_CENSORED}};
	for (size_t i = 0; i < 8; i++)
		hazard_add(hazard, 0, 0, 0, deals[i].age, deals[i].to);
	hazard_fit(hazard, false);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 0).deal_days, 8, 0);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 1).deal_days, 8, 0);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 2).deal_days, 5, 0);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 3).deal_days, 4, 0);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 1).rate, 1.0 / 8, 1e-15);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_won(1), 3).rate, 2.0 / 4, 1e-15);
	CHECK_NEAR(hazard_cell(hazard, 0, 0, hazard_lost(1), 3).rate, 1.0 / 4, 1e-15);
	/* As common/stats has it. */
	struct stats_times times;
	stats_times_init(&times, 8);
	stats_times_add(&times, 1, 1, 1);
	stats_times_add(&times, 0, 0, 1);
	stats_times_add(&times, 2, 1, 0);
	stats_times_add(&times, 0, 0, 1);
	CHECK_NEAR(times.incidence, 0.5, 1e-15);
	/* A deal that is created today: age 0 is over. */
	int32_t ends[] = {1, 3};
	double won[3];
	hazard_chances(hazard, 0, 0, 0, ends, 2, won);
	CHECK_NEAR(won[0], 1.0 / 8, 1e-15);
	CHECK_NEAR(won[1], 3.0 / 8, 1e-15);
	CHECK_NEAR(won[2], 0, 0);
	/* Two days old: only age 3 is left. */
	hazard_chances(hazard, 0, 0, 2, ends, 2, won);
	CHECK_NEAR(won[0], 0.5, 1e-15);
	CHECK_NEAR(won[1], 0, 0);
	/* Older than any that closed. */
	hazard_chances(hazard, 0, 0, 3, ends, 2, won);
	CHECK_NEAR(won[0] + won[1] + won[2], 0, 0);
	hazard_chances(hazard, 0, 0, 4000, ends, 2, won);
	CHECK_NEAR(won[0] + won[1] + won[2], 0, 0);
	hazard_free(hazard);
}

/*
 * Two stages. From 0 at age 1 half go to 1 and a quarter are lost; from 1 at age 2 half
 * are won: 1/2 × 1/2 of those that are new. With one state and the same ends the answer
 * is that of all stages together.
 */
static void
test_hazard_by_stage(void)
{
	struct hazard_ages ages;
	hazard_ages_daily(&ages, 4);
	struct hazard *hazard = hazard_new(&ages, 1, 2);
	for (size_t i = 0; i < 4; i++) {
		size_t to = i < 2 ? 1 : i == 2 ? hazard_lost(2) : HAZARD_CENSORED;
		hazard_add(hazard, 0, 0, 0, 1, to);
	}
	hazard_add(hazard, 0, 1, 2, 2, hazard_won(2));
	hazard_add(hazard, 0, 1, 2, 3, hazard_lost(2));
	hazard_fit(hazard, false);
	int32_t ends[] = {1, 2};
	double won[3];
	hazard_chances(hazard, 0, 0, 0, ends, 2, won);
	CHECK_NEAR(won[0], 0, 0);
	CHECK_NEAR(won[1], 0.25, 1e-15);
	CHECK_NEAR(won[2], 0, 0);
	hazard_chances(hazard, 0, 1, 1, ends, 2, won);
	CHECK_NEAR(won[0], 0.5, 1e-15);
	hazard_chances(hazard, 0, 0, 1, ends, 2, won);
	CHECK_NEAR(won[0] + won[1] + won[2], 0, 0);
	hazard_free(hazard);
}

/* A deal is won more and less often as it grows older, or lost; after 400 days it is. One
 * in eight is never closed. */
static double
true_win(int32_t age)
{
	double x = (age - 70) / 45.0;
	return 0.0006 + 0.006 * exp(-x * x);
}
static double
true_loss(int32_t age)
{
	return 0.002 + 0.00002 * age;
}

enum { TRUE_LAST = 400 };

/* Which way it goes within `days` from the beginning of the day on which it has the age:
 * 1 won, 2 lost, else HAZARD_CENSORED. *age: when. */
static size_t
live(uint64_t *state, int32_t *age, int32_t days)
{
	for (; days > 0; days--, ++*age) {
		double x = uniform(state), win = true_win(*age);
		if (*age < TRUE_LAST && x < win)
			return hazard_won(1);
		if (*age >= TRUE_LAST || x < win + true_loss(*age))
			return hazard_lost(1);
	}
	--*age;
	return HAZARD_CENSORED;
}

/* The chance to be won in `days` more of one that is open at the end of a day, if only
 * its age is known. */
static double
true_chance(int32_t age, int32_t days)
{
	double is_open = 1, won = 0, at_age = 0;
	for (int32_t day = 0; day < TRUE_LAST && day <= age + days; day++) {
		at_age = day == age + 1 ? is_open : at_age;
		won += day > age ? is_open * true_win(day) : 0;
		is_open *= 1 - true_win(day) - true_loss(day);
	}
	return at_age > 0 ? 7 * won / (7 * at_age + 1) : 0;
}

/*
 * What is expected is what comes, also where little is known, and some deals are never
 * closed: histories of 60 deals of 500 days, of which those that are still open are
 * forecast for 90 days.
 */
static void
test_hazard_unbiased(void)
{
	enum { HISTORIES = 3000, DEALS = 60, DAYS = 500 };
	uint64_t state = 6;
	double expected = 0, chances = 0;
	for (size_t h = 0; h < HISTORIES; h++) {
		uint32_t closed[DAYS + 1] = {0};
		int32_t ages_seen[DEALS], ends[] = {90};
		size_t to[DEALS];
		for (size_t i = 0; i < DEALS; i++) {
			int32_t days = 1 + (int32_t)(uniform(&state) * DAYS);
			ages_seen[i] = uniform(&state) < 0.125 ? days - 1 : 0;
			to[i] = ages_seen[i] ? HAZARD_CENSORED
			                     : live(&state, &ages_seen[i], days);
			closed[ages_seen[i]] += to[i] != HAZARD_CENSORED;
		}
		struct hazard_ages ages;
		hazard_ages_make(&ages, closed, DAYS + 1);
		struct hazard *hazard = hazard_new(&ages, 1, 1);
		for (size_t i = 0; i < DEALS; i++)
			hazard_add(hazard, 0, 0, 0, ages_seen[i], to[i]);
		hazard_fit(hazard, true);
		double won[2], total[2] = {0};
		for (size_t i = 0; i < 2 * ages.ranges; i++) {
			struct hazard_cell cell =
			    hazard_cell(hazard, 0, 0, 1 + i % 2, i / 2);
			total[0] += cell.moves;
			total[1] += cell.rate * cell.deal_days;
		}
		CHECK_NEAR(total[1], total[0], 1e-9);
		for (size_t i = 0; i < DEALS; i++) {
			if (to[i] != HAZARD_CENSORED)
				continue;
			hazard_chances(hazard, 0, 0, ages_seen[i], ends, 1, won);
			expected += won[0];
			chances += true_chance(ages_seen[i], ends[0]);
		}
		hazard_free(hazard);
	}
	CHECK_NEAR(expected / chances, 1, 0.02);
}

static void
test_ages(void)
{
	struct hazard_ages ages;
	uint32_t closed[400] = {0};
	for (size_t i = 0; i < 400; i++)
		closed[i] = i < 200 ? 5 : 0;
	closed[300] = 1;
	hazard_ages_make(&ages, closed, 400);
	CHECK(ages.starts[0] == 0);
	CHECK(ages.starts[ages.ranges] == 301);
	for (size_t i = 0; i < ages.ranges; i++)
		CHECK(ages.starts[i] < ages.starts[i + 1]);
	memset(closed, 0, sizeof closed);
	hazard_ages_make(&ages, closed, 400);
	CHECK(ages.ranges == 0 && ages.starts[0] == 0);
}

/* A segment that had few deals is drawn to what the others had; one that had many isn't.
 */
static void
test_segments(void)
{
	struct hazard_ages ages;
	hazard_ages_daily(&ages, 1);
	struct hazard *hazard = hazard_new(&ages, 22, 1);
	for (size_t segment = 0; segment < 20; segment++)
		for (size_t i = 0; i < 400; i++)
			hazard_add(hazard, segment, 0, 0, 0,
			    i < (segment % 2 ? 100U : 300U) ? 1 : HAZARD_CENSORED);
	hazard_add(hazard, 20, 0, 0, 0, 1);
	hazard_fit(hazard, true);
	double many = hazard_cell(hazard, 0, 0, 1, 0).rate;
	double few = hazard_cell(hazard, 20, 0, 1, 0).rate;
	double none = hazard_cell(hazard, 21, 0, 1, 0).rate;
	CHECK(fabs(many - 0.75) < 0.01);
	CHECK(few > 0.5 && few < 0.7);
	CHECK(none > 0.5 && none < 0.51);
	double total = 0;
	for (size_t segment = 0; segment < 22; segment++) {
		struct hazard_cell cell = hazard_cell(hazard, segment, 0, 1, 0);
		total += cell.rate * cell.deal_days;
	}
	CHECK_NEAR(total, 4001, 1e-6);
	hazard_free(hazard);
}

/* The strength that the beta-binomial likelihood of a made set has, found by a fine scan
 * of the same function in R (lbeta): cells alike have no limit. */
static void
test_shrink(void)
{
	struct shrink_cell alike[] = {{10, 100, 0.1}, {20, 200, 0.1}, {1, 10, 0.1}};
	/* how near to the strongest is for the rounding of lgamma() to say */
	CHECK(shrink_strength(alike, 3) > SHRINK_STRONGEST / 100);
	CHECK_NEAR(shrink_rate(&alike[2], 10), 0.1, 1e-12);
	struct shrink_cell spread_out[] = {{10, 100, 0.3}, {50, 100, 0.3}, {30, 100, 0.3},
	    {20, 100, 0.3}, {40, 100, 0.3}};
	double k = shrink_strength(spread_out, 5);
	CHECK(k > 5 && k < 15);
	/* A little weaker or stronger is less likely: the marginal likelihood by
	 * products. */
	double best = 0, at = 0;
	for (double s = 5; s < 15; s += 0.01) {
		double log_likelihood = 0;
		for (size_t i = 0; i < 5; i++)
			for (int j = 0; j < 100; j++) {
				int wins = (int)spread_out[i].successes;
				double x = j < wins ? s * 0.3 + j : s * 0.7 + j - wins;
				log_likelihood += log(x / (s + j));
			}
		if (best == 0 || log_likelihood > best) {
			best = log_likelihood;
			at = s;
		}
	}
	CHECK_NEAR(k, at, 2e-3);
	CHECK_NEAR(shrink_rate(&spread_out[0], k), (10 + 0.3 * k) / (100 + k), 1e-15);
}

static void
test_nodes(void)
{
	struct vasicek_node nodes[VASICEK_NODES];
	CHECK(vasicek_nodes(0, VASICEK_ORDER, nodes) == 1 && nodes[0].z == 0);
	size_t n = vasicek_nodes(0.1, VASICEK_ORDER, nodes);
	CHECK(n > 20 && n < VASICEK_NODES);
	double moments[7] = {0};
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 7; k++)
			moments[k] += nodes[i].weight * pow(nodes[i].z, k);
	static const double normal[] = {1, 0, 1, 0, 3, 0, 15};
	for (int k = 0; k < 7; k++)
		CHECK(fabs(moments[k] - normal[k]) < 1e-6);
	/* The mean over the factor is the chance itself. */
	for (double p = 0.05; p < 1; p += 0.1) {
		double mean = 0, x = stats_normal_quantile(p);
		for (size_t i = 0; i < n; i++)
			mean += nodes[i].weight * vasicek_chance(x, 0.3, nodes[i].z);
		CHECK_NEAR(mean, p, 1e-9);
	}
}

/* Periods made with a known ρ give it back. */
static void
test_rho(void)
{
	enum { PERIODS = 2000, DEALS = 60 };
	uint64_t state = 7;
	struct vasicek_past *pasts = calloc(PERIODS, sizeof *pasts);
	for (size_t i = 0; i < PERIODS; i++) {
		double z = stats_normal_quantile(uniform(&state) * 0.999999 + 5e-7);
		for (size_t k = 0; k < DEALS; k++) {
			double p = 0.1 + 0.4 * (double)k / DEALS;
			double given = vasicek_chance(stats_normal_quantile(p), 0.08, z);
			vasicek_past_add(&pasts[i], p, 1);
			pasts[i].won += uniform(&state) < given;
		}
	}
	CHECK_NEAR(vasicek_rho(pasts, PERIODS), 0.08, 0.1);
	CHECK(isnan(vasicek_rho(pasts, VASICEK_PERIODS - 1)));
	for (size_t i = 0; i < PERIODS; i++)
		pasts[i].won = pasts[i].expected;
	CHECK_NEAR(vasicek_rho(pasts, PERIODS), 0, 0);
	CHECK_NEAR(vasicek_ahead(0.1, 1e12), 0.1, 1e-9);
	CHECK_NEAR(vasicek_ahead(0.1, 1), 0.2 / 1.1, 1e-12);
	free(pasts);
}

enum { FEW = 20 };

/* The probability that a total is at most least + x, over all outcomes, by the trapezoid
 * rule in z: by bits of the outcome a table of sums and one of probabilities. */
static void
brute_force(const int64_t *amounts, const double *chances, double rho, int64_t least,
    int64_t most, double *below)
{
	size_t outcomes = (size_t)1 << FEW;
	double *probability = calloc(outcomes, sizeof *probability);
	int64_t *sums = calloc(outcomes, sizeof *sums);
	for (size_t o = 1; o < outcomes; o++) {
		size_t bit = (size_t)__builtin_ctzll(o);
		sums[o] = sums[o & (o - 1)] + amounts[bit];
	}
	for (int64_t x = 0; x <= most; x++)
		below[x] = 0;
	double step = rho > 0 ? 0.25 : 1;
	int steps = rho > 0 ? 32 : 0;
	for (int j = -steps; j <= steps; j++) {
		double z = j * step, weight = 1;
		if (rho > 0)
			weight = step * exp(-z * z / 2) / sqrt(2 * M_PI);
		probability[0] = weight;
		for (size_t i = 0; i < FEW; i++) {
			double p = rho > 0
			               ? vasicek_chance(
			                     stats_normal_quantile(chances[i]), rho, z)
			               : chances[i];
			for (size_t o = (size_t)1 << i; o-- > 0;) {
				probability[o | (size_t)1 << i] = probability[o] * p;
				probability[o] *= 1 - p;
			}
		}
		for (size_t o = 0; o < outcomes; o++)
			below[sums[o] - least] += probability[o];
	}
	for (int64_t x = 1; x <= most; x++)
		below[x] += below[x - 1];
	free(probability);
	free(sums);
}

/* Every `negative`th amount is less than nothing; 0: none. */
static void
test_all_outcomes(double rho, size_t negative)
{
	int64_t amounts[FEW], least = 0, most = 0;
	double chances[FEW];
	struct sumdist_deal deals[FEW];
	uint64_t state = 11;
	for (size_t i = 0; i < FEW; i++) {
		amounts[i] = 1 + (int64_t)(draw(&state) % 2000);
		most += amounts[i];
		if (negative && i % negative == 0) {
			amounts[i] = -amounts[i];
			least += amounts[i];
		}
		chances[i] = uniform(&state);
		deals[i] = (struct sumdist_deal){whole(amounts[i]), chances[i]};
	}
	double *below = calloc((size_t)most + 1, sizeof *below), worst = 0, mean = 0;
	brute_force(amounts, chances, rho, least, most, below);
	struct sumdist sumdist;
	struct sumdist_room room = {0};
	struct sumdist_question question = {
	    .deals = deals, .count = FEW, .rho = rho, .sure = whole(500)};
	sumdist_init(&sumdist, &question, &room);
	CHECK(sumdist.exact);
	CHECK(sumdist.unit.units == MONEY_ONE.units);
	for (int64_t x = 0; x <= most; x++) {
		double above = sumdist_at_least(&sumdist, whole(500 + least + x + 1));
		worst = fmax(worst, fabs(1 - above - below[x]));
		mean += x ? (double)x * (below[x] - below[x - 1]) : 0;
	}
	CHECK(worst < 1e-9);
	mean += 500 + (double)least;
	CHECK(fabs(sumdist.mean - mean) < 1e-9 * (double)most);
	int64_t x = 0;
	while (below[x] < 0.1)
		x++;
	CHECK_NEAR(sumdist_quantile(&sumdist, 0.1), (double)(500 + least + x), 1e-12);
	sumdist_release(&sumdist);
	/* Not exact: the mean is kept, and chances are off by what a cell holds. */
	deals[0].amount.units++;
	question.cells = 5000;
	sumdist_init(&sumdist, &question, &room);
	CHECK(!sumdist.exact);
	worst = 0;
	mean = money_to_double(sumdist.least);
	for (size_t i = 1; i < sumdist.cells; i++)
		mean +=
		    (double)i * sumdist.width * (sumdist.below[i] - sumdist.below[i - 1]);
	CHECK(fabs(sumdist.mean - mean) < 1e-9 * (double)most);
	sumdist_release(&sumdist);
	sumdist_room_release(&room);
	free(below);
}

/* Both ways of convolution agree. */
static void
test_spectrum(double rho)
{
	enum { DEALS = 150, SIZE = 8192 };
	struct spectrum_deal deals[DEALS];
	struct vasicek_node nodes[VASICEK_NODES];
	struct fourier fourier = {0};
	double *cells = calloc(SIZE, sizeof *cells), *plain = calloc(SIZE, sizeof *plain);
	uint64_t state = 3;
	size_t n = vasicek_nodes(rho, VASICEK_ORDER, nodes);
	for (size_t i = 0; i < DEALS; i++) {
		deals[i].cell = 1 + draw(&state) % 100;
		deals[i].beyond = i % 3 ? uniform(&state) : 0;
		deals[i].chance = 0.02 + 0.9 * uniform(&state);
		deals[i].quantile = stats_normal_quantile(deals[i].chance);
		deals[i].against = i % 7 == 0;
	}
	fourier_init(&fourier, SIZE);
	spectrum_convolve(deals, DEALS, rho, nodes, n, &fourier, cells);
	for (size_t m = 0; m < n; m++) {
		double x[SIZE] = {1};
		for (size_t i = 0; i < DEALS; i++) {
			double p = vasicek_chance(deals[i].quantile, rho,
			    deals[i].against ? -nodes[m].z : nodes[m].z);
			for (size_t k = SIZE; k-- > 0;) {
				double sum = (1 - p) * x[k];
				if (k >= deals[i].cell)
					sum += p * (1 - deals[i].beyond) *
					       x[k - deals[i].cell];
				if (k > deals[i].cell)
					sum += p * deals[i].beyond *
					       x[k - deals[i].cell - 1];
				x[k] = sum;
			}
		}
		for (size_t k = 0; k < SIZE; k++)
			plain[k] += nodes[m].weight * x[k];
	}
	double worst = 0, a = 0, b = 0;
	for (size_t k = 0; k < SIZE; k++) {
		a += cells[k];
		b += plain[k];
		worst = fmax(worst, fabs(a - b));
	}
	CHECK(worst < 1e-8);
	fourier_release(&fourier);
	free(cells);
	free(plain);
}

/* Two thousand deals of all sizes: quantiles as on a grid twenty times as fine. */
static void
test_many(double rho, size_t count, double tolerance)
{
	struct sumdist_deal *deals = calloc(count, sizeof *deals);
	uint64_t state = 5;
	for (size_t i = 0; i < count; i++) {
		double normal = stats_normal_quantile(uniform(&state) * 0.9999 + 5e-5);
		deals[i].amount.units =
		    (money_units)(exp(9 + normal) * 100) * (MONEY_ONE.units / 100);
		deals[i].chance = 0.02 + 0.7 * uniform(&state) * uniform(&state);
	}
	struct sumdist coarse, fine;
	struct sumdist_room room = {0};
	struct sumdist_question question = {.deals = deals, .count = count, .rho = rho};
	clock_t start = clock();
	sumdist_init(&coarse, &question, &room);
	double ms = (double)(clock() - start) * 1e3 / CLOCKS_PER_SEC;
	printf("%zu deals, rho %g: %.1f ms\n", count, rho, ms);
	question.cells = 20 * SUMDIST_CELLS;
	sumdist_init(&fine, &question, &room);
	CHECK(!coarse.exact);
	for (double p = 0.05; p < 0.99; p += 0.05) {
		double a = sumdist_quantile(&coarse, p), b = sumdist_quantile(&fine, p);
		if (check_failed(fabs(a - b) < tolerance * fine.mean, __FILE__, __LINE__,
		        "quantile"))
			printf(" %g: %.9g, fine %.9g\n", p, a, b);
	}
	sumdist_release(&coarse);
	sumdist_release(&fine);
	sumdist_room_release(&room);
	free(deals);
}

/* Of very many deals the total is what the factor makes of it: its quantile is the mean
 * given the quantile of the factor. */
static void
test_large(double rho, double tolerance)
{
	enum { COUNT = 200000 };
	struct sumdist_deal *deals = calloc(COUNT, sizeof *deals);
	struct sumdist sumdist;
	struct sumdist_room room = {0};
	for (size_t i = 0; i < COUNT; i++) {
		deals[i].amount.units =
		    (MONEY_ONE.units / 100) * (money_units)(100000 + i * 7919 % 1000003);
		deals[i].chance = 0.05 + (double)(i % 90) / 100;
	}
	struct sumdist_question question = {.deals = deals, .count = COUNT, .rho = rho};
	sumdist_init(&sumdist, &question, &room);
	for (double q = 0.05; q < 0.99; q += 0.05) {
		double z = stats_normal_quantile(q), total = 0, given[90];
		for (size_t k = 0; k < 90; k++)
			given[k] = vasicek_chance(
			    stats_normal_quantile(0.05 + (double)k / 100), rho, z);
		for (size_t i = 0; i < COUNT; i++)
			total += given[i % 90] * money_to_double(deals[i].amount);
		double got = sumdist_quantile(&sumdist, q);
		if (check_failed(fabs(got - total) < tolerance * sumdist.mean, __FILE__,
		        __LINE__, "quantile"))
			printf(" %g: %.9g, expected %.9g\n", q, got, total);
	}
	sumdist_release(&sumdist);
	sumdist_room_release(&room);
	free(deals);
}

/* Two thousand deals again: the mean over the factor by the trapezoid rule with 300
 * nodes, on a grid eight times as fine. */
static void
test_many_otherwise(double rho)
{
	enum { COUNT = 2000, NODES = 301, SIZE = 1 << 18 };
	struct sumdist_deal *deals = calloc(COUNT, sizeof *deals);
	struct spectrum_deal *fine = calloc(COUNT, sizeof *fine);
	struct vasicek_node nodes[NODES];
	double *cells = calloc(SIZE, sizeof *cells), sum = 0, below = 0;
	uint64_t state = 5;
	for (size_t i = 0; i < COUNT; i++) {
		double normal = stats_normal_quantile(uniform(&state) * 0.9999 + 5e-5);
		deals[i].amount.units =
		    (money_units)(exp(9 + normal) * 100) * (MONEY_ONE.units / 100);
		deals[i].chance = 0.02 + 0.7 * uniform(&state) * uniform(&state);
		sum += money_to_double(deals[i].amount);
	}
	for (size_t i = 0; i < NODES; i++) {
		double z = ((double)i - NODES / 2) * 0.05;
		nodes[i] =
		    (struct vasicek_node){z, 0.05 * exp(-z * z / 2) / sqrt(2 * M_PI)};
	}
	double width = sum / (SIZE - COUNT - 10.0);
	for (size_t i = 0; i < COUNT; i++) {
		double x = money_to_double(deals[i].amount) / width;
		fine[i] = (struct spectrum_deal){
		    (size_t)x, x - floor(x), NAN, deals[i].chance, false};
	}
	struct fourier fourier = {0};
	struct sumdist_room room = {0};
	struct sumdist sumdist;
	struct sumdist_question question = {.deals = deals, .count = COUNT, .rho = rho};
	fourier_init(&fourier, SIZE);
	spectrum_convolve(fine, COUNT, rho, nodes, NODES, &fourier, cells);
	sumdist_init(&sumdist, &question, &room);
	double next = 0.05;
	for (size_t k = 0; k < SIZE && next < 0.96; k++) {
		below += cells[k];
		if (below < next)
			continue;
		double x = ((double)k + 0.5 - (below - next) / cells[k]) * width;
		double got = sumdist_quantile(&sumdist, next);
		if (check_failed(fabs(got - x) < 1e-4 * sumdist.mean, __FILE__, __LINE__,
		        "quantile"))
			printf(" %g: %.9g, expected %.9g\n", next, got, x);
		next += 0.05;
	}
	sumdist_release(&sumdist);
	sumdist_room_release(&room);
	fourier_release(&fourier);
	free(deals);
	free(fine);
	free(cells);
}

static void
test_small_cases(void)
{
	struct sumdist sumdist;
	struct sumdist_room room = {0};
	/* Nothing open: what is sure. */
	sumdist_init(&sumdist, &(struct sumdist_question){.sure = whole(7)}, &room);
	CHECK_NEAR(sumdist_quantile(&sumdist, 0.5), 7, 0);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(7)), 1, 0);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(8)), 0, 0);
	sumdist_release(&sumdist);
	/* A credit of 5 that comes with 0.25, one of 3 for sure, one without a chance. */
	struct sumdist_deal deals[] = {
	    {whole(-5), 0.25}, {whole(3), 1}, {whole(100), 0}, {whole(0), 0.5}};
	struct money others[] = {whole(2), whole(10)};
	struct sumdist_question question = {.deals = deals, .count = 4};
	sumdist_init(&sumdist, &question, &room);
	CHECK_NEAR(sumdist.mean, 3 - 1.25, 1e-15);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(3)), 0.75, 1e-15);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(-2)), 1, 0);
	CHECK_NEAR(sumdist_quantile(&sumdist, 0.2), -2, 1e-15);
	CHECK_NEAR(sumdist_quantile(&sumdist, 0.25), -2, 1e-15);
	CHECK_NEAR(sumdist_quantile(&sumdist, 0.26), 3, 1e-15);
	sumdist_release(&sumdist);
	question.others = others;
	question.others_count = 2;
	sumdist_init(&sumdist, &question, &room);
	CHECK_NEAR(sumdist.mean, 3 - 1.25 + 6, 1e-15);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(13)), 0.375, 1e-15);
	CHECK_NEAR(sumdist_at_least(&sumdist, whole(5)), 0.375 + 0.5, 1e-15);
	sumdist_release(&sumdist);
	sumdist_room_release(&room);
}

int
main(void)
{
	test_hazard_by_hand();
	test_hazard_by_stage();
	test_hazard_unbiased();
	test_ages();
	test_segments();
	test_shrink();
	test_nodes();
	test_rho();
	test_all_outcomes(0, 0);
	test_all_outcomes(0.12, 0);
	test_all_outcomes(0.3, 1);
	test_all_outcomes(0.12, 3);
	test_spectrum(0);
	test_spectrum(0.1);
	test_small_cases();
	test_many(0, 2000, 1e-4);
	test_many(0.1, 2000, 1e-4);
	test_many(0.1, 20000, 1e-4);
	test_large(0.1, 1e-4);
	test_large(0.4, 5e-4);
	test_many_otherwise(0.1);
	return check_result();
}
