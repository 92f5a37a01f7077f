/*
 * common/stats.c against published data, R's figures, exact constants and small examples
 * worked out by hand.
 *
 * Data: the remission times of Gehan (1965, Biometrika 52:203-223), 6-MP against placebo
 * in weeks, and the leukaemia times of Miller (1997, Survival Analysis, p. 49), with and
 * without maintenance chemotherapy. The figures under "R" were computed with R's survival
 * package and checked against textbooks; they have nine significant digits.
 */
#include <float.h>
#include <math.h>

#include "../../common/stats.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const double nine_digits = 1e-8, a_few_ulp = 4 * DBL_EPSILON;

static void
check_interval(
    struct stats_interval got, struct stats_interval expected, double tolerance)
{
	CHECK_NEAR(got.value, expected.value, tolerance);
	CHECK_NEAR(got.low, expected.low, tolerance);
	CHECK_NEAR(got.high, expected.high, tolerance);
}

static double
z95(void)
{
	return stats_z_of_confidence(0.95);
}

/* To 20 digits by multiple precision, for the doubles nearest to these probabilities. */
static void
test_normal(void)
{
	static const struct {
		double p, x;
	} quantiles[] = {
	    {0.6, 0.25334710313579974132},
	    {0.75, 0.6744897501960817432},
	    {0.9, 1.2815515655446005935},
	    {0.95, 1.6448536269514722843},
	    {0.975, 1.9599639845400538556},
	    {0.995, 2.5758293035489004539},
	    {0.2, -0.84162123357291416552},
	    {1e-10, -6.3613409024040561991},
	    {1e-300, -37.047096299361199237},
	    {0.5000001, 2.5066282733116483012e-7},
	    {0.5, 0},
	};
	for (size_t i = 0; i < LENGTH(quantiles); i++)
		CHECK_NEAR(
		    stats_normal_quantile(quantiles[i].p), quantiles[i].x, a_few_ulp);
	CHECK_NEAR(stats_z_of_confidence(0.95), 1.9599639845400538556, a_few_ulp);
	CHECK_NEAR(stats_z_of_confidence(0.5), 0.6744897501960817432, a_few_ulp);

	CHECK_NEAR(stats_normal_cdf(0), 0.5, 0);
	CHECK_NEAR(stats_normal_cdf(1), 0.84134474606854294859, a_few_ulp);
	CHECK_NEAR(stats_normal_cdf(0.001), 0.50039894221391106259, a_few_ulp);
	CHECK_NEAR(stats_normal_cdf(-5), 2.8665157187919391167e-7, 1e-14);
	CHECK_NEAR(stats_normal_cdf(-37), 5.7255712225245768227e-300, 1e-12);

	CHECK_NEAR(stats_two_sided_p(0), 1, 0);
	CHECK_NEAR(stats_two_sided_p(-z95()), 0.05, 1e-14);
	CHECK_NEAR(stats_chi2_p(z95() * z95()), 0.05, 1e-14);
	CHECK_NEAR(stats_chi2_p(0), 1, 0);
}

static void
test_wilson(void)
{
	static const struct {
		uint64_t successes, trials;
		struct stats_interval expected;
	} r[] = {
	    {81, 263, {0.307984791, 0.25528852, 0.366209577}},
	    {15, 148, {0.101351351, 0.0623863995, 0.160487242}},
	    {0, 20, {0, 0, 0.161125158}},
	    {1, 29, {0.0344827586, 0.00611321429, 0.171755219}},
	    {842, 8000, {0.10525, 0.0987138283, 0.112165094}},
	    {0, 4, {0, 0, 0.489890836}},
	    {4238, 6711, {0.631500522, 0.619886915, 0.642963669}},
	};
	for (size_t i = 0; i < LENGTH(r); i++)
		check_interval(stats_wilson(r[i].successes, r[i].trials, z95()),
		    r[i].expected, nine_digits);
}

static void
test_wilson_ends(void)
{
	check_interval(
	    stats_wilson(0, 0, z95()), (struct stats_interval){NAN, NAN, NAN}, 0);
	/* One trial: the other end is z²/(1 + z²), or what that leaves of 1. */
	check_interval(
	    stats_wilson(0, 1, 2), (struct stats_interval){0, 0, 0.8}, a_few_ulp);
	check_interval(
	    stats_wilson(1, 1, 2), (struct stats_interval){1, 0.2, 1}, a_few_ulp);
	/* With no confidence asked for the interval is the estimate. */
	check_interval(stats_wilson(0, 7, 0), (struct stats_interval){0, 0, 0}, 0);
	check_interval(stats_wilson(7, 7, 0), (struct stats_interval){1, 1, 1}, 0);
	/* One in 10^12: 2/(n(2 + z² + z√(z² + 4(n-1)/n))), here at z = 2 and, n being
	 * large, √8; centre less half width would lose a digit. */
	CHECK_NEAR(
	    stats_wilson(1, 1000000000000, 2).low, 2e-12 / (6 + 2 * sqrt(8)), 1e-12);
	for (uint64_t trials = 1; trials <= 40; trials++)
		for (uint64_t successes = 0; successes <= trials; successes++) {
			struct stats_interval p = stats_wilson(successes, trials, z95());
			CHECK(0 <= p.low && p.low <= p.value && p.value <= p.high &&
			      p.high <= 1);
			CHECK((p.low == 0) == (successes == 0));
			CHECK((p.high == 1) == (successes == trials));
		}
}

/* Two groups' successes and trials. */
struct pair {
	uint64_t successes1, trials1, successes2, trials2;
};

static void
check_pair(const struct pair *c, struct stats_interval difference, double z, double p,
    double fisher_p, struct stats_interval ratio)
{
	check_interval(
	    stats_difference(c->successes1, c->trials1, c->successes2, c->trials2, z95()),
	    difference, nine_digits);
	double got =
	    stats_two_proportions_z(c->successes1, c->trials1, c->successes2, c->trials2);
	CHECK_NEAR(got, z, nine_digits);
	CHECK_NEAR(stats_two_sided_p(got), p, nine_digits);
	CHECK_NEAR(stats_fisher_p(c->successes1, c->trials1, c->successes2, c->trials2),
	    fisher_p, nine_digits);
	check_interval(stats_relative_rate(
	                   c->successes1, c->trials1, c->successes2, c->trials2, z95()),
	    ratio, nine_digits);
}

static void
test_two_proportions(void)
{
	check_pair(&(struct pair){56, 70, 48, 80},
	    (struct stats_interval){0.2, 0.0524314724, 0.333872654}, 2.65017195,
	    0.00804508137, 0.0125211297,
	    (struct stats_interval){1.33333333, 1.07662642, 1.65124851});
	check_pair(&(struct pair){195, 1586, 271, 2296},
	    (struct stats_interval){0.00491946079, -0.0156789618, 0.0261213611},
	    0.463586641, 0.642943927, 0.651418122,
	    (struct stats_interval){1.04167927, 0.876574253, 1.23788224});
	check_pair(&(struct pair){195, 1586, 75, 1350},
	    (struct stats_interval){0.0673952641, 0.0470052333, 0.0877125781}, 6.29816344,
	    3.01192852e-10, 1.54868577e-10,
	    (struct stats_interval){2.21311475, 1.71287837, 2.85944233});

	const struct stats_interval unknown = {NAN, NAN, NAN};
	check_interval(stats_difference(1, 2, 0, 0, z95()), unknown, 0);
	check_interval(stats_difference(0, 0, 1, 2, z95()), unknown, 0);
	check_interval(stats_relative_rate(1, 2, 0, 0, z95()), unknown, 0);
	check_interval(stats_relative_rate(0, 0, 1, 2, z95()), unknown, 0);
	check_interval(stats_relative_rate(1, 2, 0, 2, z95()), unknown, 0);
	check_interval(stats_relative_rate(0, 2, 1, 2, z95()),
	    (struct stats_interval){0, NAN, NAN}, 0);
	check_interval(
	    stats_relative_rate(3, 3, 5, 5, z95()), (struct stats_interval){1, 1, 1}, 0);
	CHECK_NEAR(stats_two_proportions_z(0, 0, 1, 2), NAN, 0);
	CHECK_NEAR(stats_two_proportions_z(1, 2, 0, 0), NAN, 0);
	CHECK_NEAR(stats_two_proportions_z(0, 3, 0, 5), NAN, 0);
	CHECK_NEAR(stats_two_proportions_z(3, 3, 5, 5), NAN, 0);
	CHECK_NEAR(stats_two_proportions_z(1, 3, 2, 6), 0, 0);
	/* 4/5 - 3/5 is 0.2, and not 0.20000000000000007. With 1 and 3 failures of 10^9
	 * the pooled variance is q(1 - q) · 2/10^9 where q = 2/10^9, as is the
	 * difference. */
	CHECK_NEAR(stats_difference(4, 5, 3, 5, z95()).value, 0.2, 0);
	CHECK_NEAR(
	    stats_difference(999999999, 1000000000, 999999997, 1000000000, 2).value, 2e-9,
	    a_few_ulp);
	/* With N = 10^9, N/(N + 1) - (N - 2)/(N - 1) = 2/(N² - 1). */
	CHECK_NEAR(
	    stats_difference(1000000000, 1000000001, 999999998, 999999999, 2).value,
	    2 / (1e18 - 1), a_few_ulp);
	CHECK_NEAR(stats_two_proportions_z(999999999, 1000000000, 999999997, 1000000000),
	    1 / sqrt(1 - 2e-9), a_few_ulp);
}

static void
test_fisher(void)
{
	/* The lady tasting tea, 3 of 4 right: of C(8, 4) = 70 tables 16 + 16 are as
	 * probable, 1 + 1 less, and 36 more: 34/70. All 4 right: 2/70. */
	CHECK_NEAR(stats_fisher_p(3, 4, 1, 4), 34. / 70, a_few_ulp);
	CHECK_NEAR(stats_fisher_p(4, 4, 0, 4), 2. / 70, a_few_ulp);
	CHECK_NEAR(stats_fisher_p(2, 4, 2, 4), 1, 0);
	/* One table only. */
	CHECK_NEAR(stats_fisher_p(0, 0, 0, 0), 1, 0);
	CHECK_NEAR(stats_fisher_p(0, 0, 3, 5), 1, 0);
	CHECK_NEAR(stats_fisher_p(4, 4, 5, 5), 1, 0);
	/* Only the observed table is this improbable: 1/C(2000, 1000) has 600 zeros, and
	 * 1/C(20, 10) = 1/184756 counts twice. */
	CHECK_NEAR(stats_fisher_p(1000, 1000, 0, 1000), 0, 0);
	CHECK_NEAR(stats_fisher_p(10, 10, 0, 10), 2. / 184756, a_few_ulp);
	/* A million in each group: any two groups swapped, or successes and failures, are
	 * the same table; and equal groups are as probable as can be. */
	double p = stats_fisher_p(500300, 1000000, 499100, 1000000);
	CHECK(0.05 < p && p < 0.1);
	CHECK_NEAR(stats_fisher_p(499100, 1000000, 500300, 1000000), p, 1e-10);
	CHECK_NEAR(stats_fisher_p(499700, 1000000, 500900, 1000000), p, 1e-10);
	CHECK_NEAR(stats_fisher_p(500000, 1000000, 500000, 1000000), 1, 0);
}

static void
test_quantile_rank(void)
{
	static const struct {
		uint64_t n;
		double p;
		struct stats_rank expected;
	} cases[] = {
	    {1, 0, {0, 0}},
	    {1, 0.5, {0, 0}},
	    {1, 1, {0, 0}},
	    {2, 0.5, {0, 0.5}},
	    {5, 0, {0, 0}},
	    {5, 0.5, {2, 0}},
	    {5, 1, {4, 0}},
	    {4, 0.25, {0, 0.75}},  /* 3 × 1/4 */
	    {10, 0.75, {6, 0.75}}, /* 9 × 3/4 = 27/4 */
	    {7, 0.9, {5, 0.4}},    /* 6 × 9/10 = 27/5 */
	    {101, 0.29, {29, 0}},  /* whole but for rounding */
	    {1001, 0.999, {999, 0}},
	    {1002, 0.001, {1, 0.001}},
	};
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct stats_rank got = stats_quantile_rank(cases[i].n, cases[i].p);
		CHECK(got.lower == cases[i].expected.lower);
		CHECK_NEAR(got.fraction, cases[i].expected.fraction, 1e-12);
	}
}

/* How many had the event at a time, and how many were censored then. */
struct moment {
	double time;
	uint64_t events, censored;
};

struct group {
	uint64_t subjects;
	size_t n;
	const struct moment *moments;
};

static const struct group gehan_6mp = {21, 16,
    (const struct moment[]){{6, 3, 1}, {7, 1, 0}, {9, 0, 1}, {10, 1, 1}, {11, 0, 1},
        {13, 1, 0}, {16, 1, 0}, {17, 0, 1}, {19, 0, 1}, {20, 0, 1}, {22, 1, 0},
        {23, 1, 0}, {25, 0, 1}, {32, 0, 2}, {34, 0, 1}, {35, 0, 1}}};

static const struct group gehan_control = {21, 12,
    (const struct moment[]){{1, 2, 0}, {2, 2, 0}, {3, 1, 0}, {4, 2, 0}, {5, 2, 0},
        {8, 4, 0}, {11, 2, 0}, {12, 2, 0}, {15, 1, 0}, {17, 1, 0}, {22, 1, 0},
        {23, 1, 0}}};

static const struct group aml_maintained = {11, 10,
    (const struct moment[]){{9, 1, 0}, {13, 1, 1}, {18, 1, 0}, {23, 1, 0}, {28, 0, 1},
        {31, 1, 0}, {34, 1, 0}, {45, 0, 1}, {48, 1, 0}, {161, 0, 1}}};

static const struct group aml_nonmaintained = {12, 10,
    (const struct moment[]){{5, 2, 0}, {8, 2, 0}, {12, 1, 0}, {16, 0, 1}, {23, 1, 0},
        {27, 1, 0}, {30, 1, 0}, {33, 1, 0}, {43, 1, 0}, {45, 1, 0}}};

#define MOMENTS_MAX 16

/* A group followed through its moments. */
struct curve {
	size_t n;
	struct stats_survival_point points[MOMENTS_MAX];
	double errors[MOMENTS_MAX];
	uint64_t at_risk[MOMENTS_MAX]; /* just before */
};

static struct curve
follow(const struct group *group)
{
	struct curve curve = {.n = group->n};
	struct stats_times times;
	stats_times_init(&times, group->subjects);
	for (size_t i = 0; i < group->n; i++) {
		const struct moment *moment = &group->moments[i];
		curve.at_risk[i] = times.at_risk;
		stats_times_add(&times, moment->events, 0, moment->censored);
		CHECK_NEAR(times.incidence, 1 - times.survival, 1e-14);
		curve.points[i].time = moment->time;
		curve.points[i].survival =
		    stats_survival_interval(&times, z95(), &curve.errors[i]);
	}
	CHECK(times.at_risk == 0);
	return curve;
}

struct survival_figures {
	double time;
	uint64_t at_risk;
	struct stats_interval survival;
	double error;
};

struct quantile_figures {
	double p;
	struct stats_interval time;
};

static void
check_survival(const struct group *group, const struct survival_figures *r, size_t n)
{
	struct curve curve = follow(group);
	size_t found = 0;
	for (size_t i = 0; i < curve.n && found < n; i++) {
		if (curve.points[i].time < r[found].time)
			continue;
		CHECK_NEAR(curve.points[i].time, r[found].time, 0);
		CHECK(curve.at_risk[i] == r[found].at_risk);
		check_interval(curve.points[i].survival, r[found].survival, nine_digits);
		CHECK_NEAR(curve.errors[i], r[found].error, nine_digits);
		found++;
	}
	CHECK(found == n);
}

static void
check_quantiles(const struct group *group, const struct quantile_figures *r, size_t n)
{
	struct curve curve = follow(group);
	for (size_t i = 0; i < n; i++)
		check_interval(
		    stats_survival_quantile(curve.points, curve.n, r[i].p), r[i].time, 0);
}

/* R: survfit(Surv(time, cens) ~ treat, gehan, conf.type = "log-log"). */
static void
test_survival_gehan(void)
{
	static const struct survival_figures treated[] = {
	    {6, 21, {0.857142857, 0.619717955, 0.951551748}, 0.0763603548},
	    {7, 17, {0.806722689, 0.563146565, 0.922809019}, 0.0869352852},
	    {10, 15, {0.752941176, 0.503199511, 0.889361835}, 0.096349653},
	    {13, 12, {0.690196078, 0.431610222, 0.849065963}, 0.106814708},
	    {16, 11, {0.62745098, 0.367510856, 0.804912189}, 0.114053865},
	    {22, 7, {0.537815126, 0.267778937, 0.746790718}, 0.128233752},
	    {23, 6, {0.448179272, 0.188052006, 0.680142628}, 0.134591457},
	};
	static const struct quantile_figures treated_times[] = {
	    {0.25, {13, 6, 22}},
	    {0.5, {23, 13, NAN}},
	    {0.75, {NAN, 23, NAN}},
	    {0.9, {NAN, NAN, NAN}},
	};
	static const struct survival_figures control[] = {
	    {1, 21, {0.904761905, 0.670045882, 0.975294149}, 0.0640564485},
	    {5, 14, {0.571428571, 0.337976954, 0.74924071}, 0.107989849},
	    {8, 12, {0.380952381, 0.183066549, 0.577788678}, 0.10597117},
	    {11, 8, {0.285714286, 0.116561326, 0.481819648}, 0.0985807942},
	    {15, 4, {0.142857143, 0.0356573552, 0.321161575}, 0.0763603548},
	    {22, 2, {0.0476190476, 0.00332446304, 0.197044906}, 0.046471432},
	    {23, 1, {0, NAN, NAN}, NAN},
	};
	static const struct quantile_figures control_times[] = {
	    {0.25, {4, 1, 5}},
	    {0.5, {8, 4, 11}},
	    {0.75, {12, 8, 22}},
	    {0.9, {17, 12, NAN}},
	};
	check_survival(&gehan_6mp, treated, LENGTH(treated));
	check_quantiles(&gehan_6mp, treated_times, LENGTH(treated_times));
	check_survival(&gehan_control, control, LENGTH(control));
	check_quantiles(&gehan_control, control_times, LENGTH(control_times));
}

/* R: survfit(Surv(time, status) ~ x, aml, conf.type = "log-log"). */
static void
test_survival_aml(void)
{
	static const struct survival_figures maintained[] = {
	    {9, 11, {0.909090909, 0.508080206, 0.986673823}, 0.0866784172},
	    {13, 10, {0.818181818, 0.447428615, 0.951162229}, 0.1162913},
	    {18, 8, {0.715909091, 0.350190386, 0.899023974}, 0.139664971},
	    {23, 7, {0.613636364, 0.26575204, 0.835299243}, 0.152632331},
	    {31, 5, {0.490909091, 0.16733091, 0.75339979}, 0.164193267},
	    {34, 4, {0.368181818, 0.0928295749, 0.657040832}, 0.162668886},
	    {48, 2, {0.184090909, 0.0117384801, 0.525014843}, 0.153492746},
	};
	static const struct quantile_figures maintained_times[] = {
	    {0.25, {18, 9, 34}},
	    {0.5, {31, 13, NAN}},
	    {0.75, {48, 31, NAN}},
	    {0.9, {NAN, 34, NAN}},
	};
	static const struct survival_figures nonmaintained[] = {
	    {5, 12, {0.833333333, 0.481714942, 0.955509366}, 0.107582871},
	    {8, 10, {0.666666667, 0.337018933, 0.859711799}, 0.136082763},
	    {12, 8, {0.583333333, 0.270138924, 0.800940192}, 0.142318761},
	    {23, 6, {0.486111111, 0.19187662, 0.72967157}, 0.148130063},
	    {27, 5, {0.388888889, 0.126272012, 0.649817408}, 0.146986184},
	    {30, 4, {0.291666667, 0.0724016089, 0.560886053}, 0.138715169},
	    {33, 3, {0.194444444, 0.0311986429, 0.461429476}, 0.121874505},
	    {43, 2, {0.0972222222, 0.0057463057, 0.348903861}, 0.091866365},
	    {45, 1, {0, NAN, NAN}, NAN},
	};
	static const struct quantile_figures nonmaintained_times[] = {
	    {0.25, {8, 5, 23}},
	    {0.5, {23, 5, 33}},
	    {0.75, {33, 23, NAN}},
	    {0.9, {43, 30, NAN}},
	};
	check_survival(&aml_maintained, maintained, LENGTH(maintained));
	check_quantiles(&aml_maintained, maintained_times, LENGTH(maintained_times));
	check_survival(&aml_nonmaintained, nonmaintained, LENGTH(nonmaintained));
	check_quantiles(
	    &aml_nonmaintained, nonmaintained_times, LENGTH(nonmaintained_times));
}

static void
test_survival_quantile(void)
{
	/* Four subjects, one event at each time: survival is 1/2 from 2 to 3. */
	const struct stats_survival_point falling[] = {
	    {1, {0.75, NAN, 1}},
	    {2, {0.5, 0.5, 0.9}},
	    {3, {0.25, 0.25, 0.5}},
	    {4, {0, NAN, NAN}},
	};
	/* low is at 1/2 from 2 to 3; high from 3 to where it can't be known. */
	check_interval(stats_survival_quantile(falling, 4, 0.5),
	    (struct stats_interval){2.5, 2.5, NAN}, 0);
	check_interval(stats_survival_quantile(falling, 4, 0.6),
	    (struct stats_interval){3, 3, NAN}, 0);
	check_interval(stats_survival_quantile(falling, 0, 0.5),
	    (struct stats_interval){NAN, NAN, NAN}, 0);

	/* A flat stretch at the end lasts to the last censored time; rounding, here of
	 * 1e-9, doesn't make two levels of one; a jump through the level is no stretch.
	 */
	const struct stats_survival_point resting[] = {
	    {1, {0.9, 0.5 + 1e-9, 0.95}},
	    {2, {0.5, 0.2, 0.6}},
	    {7, {0.5 - 1e-9, 0.2, 0.7}},
	    {10, {0.5, 0.2, 0.7}},
	};
	check_interval(stats_survival_quantile(resting, 4, 0.5),
	    (struct stats_interval){6, 1.5, NAN}, 0);
	/* The high curve comes down to 0.65 at 2, and its rise later doesn't count. */
	check_interval(stats_survival_quantile(resting, 4, 0.35),
	    (struct stats_interval){2, 1, 2}, 0);
}

static void
check_times(const struct stats_times *times, uint64_t at_risk, double survival,
    double incidence, double greenwood)
{
	CHECK(times->at_risk == at_risk);
	CHECK_NEAR(times->survival, survival, 1e-15);
	CHECK_NEAR(times->incidence, incidence, 1e-15);
	CHECK_NEAR(times->greenwood, greenwood, 1e-15);
}

/*
 * Ten subjects, by hand. Of n at risk e have the event and d end at all; S and I are what
 * survival and incidence were, S' = S(n-d)/n, I' = I + S·e/n and G' = G + d/(n(n-d)).
 *
 * 1: n 10, e 2, d 3             S' = 7/10         I' = 2/10           G' = 3/70
 * 2: n 7, e 1, d 1, 1 censored  7/10 · 6/7 = 3/5  1/5 + 1/10 = 3/10   3/70 + 1/42 = 1/15
 * 3: n 5, e 0, d 2, 1 censored  3/5 · 3/5 = 9/25  3/10                1/15 + 2/15 = 1/5
 * 4: n 2, 1 censored            9/25              3/10                1/5
 * 5: n 1, e 1, d 1              0                 3/10 + 9/25 = 33/50 infinite
 *
 * The competing ends have 1/10 + 3/5 · 2/5 = 17/50, and 33/50 + 17/50 + 0 = 1.
 */
static void
test_competing(void)
{
	struct stats_times times;
	stats_times_init(&times, 10);
	check_times(&times, 10, 1, 0, 0);
	stats_times_add(&times, 2, 1, 0);
	check_times(&times, 7, 7. / 10, 1. / 5, 3. / 70);
	stats_times_add(&times, 1, 0, 1);
	check_times(&times, 5, 3. / 5, 3. / 10, 1. / 15);
	stats_times_add(&times, 0, 2, 1);
	check_times(&times, 2, 9. / 25, 3. / 10, 1. / 5);
	stats_times_add(&times, 0, 0, 1);
	check_times(&times, 1, 9. / 25, 3. / 10, 1. / 5);

	double error;
	check_interval(stats_survival_interval(&times, 0, &error),
	    (struct stats_interval){9. / 25, 9. / 25, 9. / 25}, 1e-15);
	CHECK_NEAR(error, 9. / 25 * sqrt(1. / 5), 1e-15);

	stats_times_add(&times, 1, 0, 0);
	check_times(&times, 0, 0, 33. / 50, INFINITY);
	stats_times_add(&times, 0, 0, 0);
	check_times(&times, 0, 0, 33. / 50, INFINITY);
	check_interval(stats_survival_interval(&times, z95(), &error),
	    (struct stats_interval){0, NAN, NAN}, 0);
	CHECK_NEAR(error, NAN, 0);
}

static void
test_times_of_few(void)
{
	struct stats_times times;
	double error;
	stats_times_init(&times, 0);
	stats_times_add(&times, 0, 0, 0);
	check_times(&times, 0, 1, 0, 0);

	stats_times_init(&times, 1);
	check_interval(stats_survival_interval(&times, z95(), &error),
	    (struct stats_interval){1, NAN, NAN}, 0);
	CHECK_NEAR(error, 0, 0);
	stats_times_add(&times, 0, 1, 0);
	check_times(&times, 0, 0, 0, INFINITY);
}

/* Feeds the times of both groups, merged. */
static struct stats_logrank
compare(const struct group *a, const struct group *b)
{
	static const struct moment never = {INFINITY, 0, 0};
	struct stats_logrank test = {0};
	uint64_t at_risk1 = a->subjects, at_risk2 = b->subjects;
	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		const struct moment *m1 = i < a->n ? &a->moments[i] : &never;
		const struct moment *m2 = j < b->n ? &b->moments[j] : &never;
		double now = fmin(m1->time, m2->time);
		if (m1->time <= now)
			i++;
		else
			m1 = &never;
		if (m2->time <= now)
			j++;
		else
			m2 = &never;
		stats_logrank_add(&test, at_risk1, m1->events, at_risk2, m2->events);
		at_risk1 -= m1->events + m1->censored;
		at_risk2 -= m2->events + m2->censored;
	}
	return test;
}

/* R: survdiff() of both sets. */
static void
test_logrank(void)
{
	struct stats_logrank gehan = compare(&gehan_6mp, &gehan_control);
	CHECK_NEAR(stats_logrank_chi2(&gehan), 16.792941, nine_digits);
	CHECK_NEAR(stats_chi2_p(stats_logrank_chi2(&gehan)), 4.16880911e-05, nine_digits);
	struct stats_logrank swapped = compare(&gehan_control, &gehan_6mp);
	CHECK_NEAR(stats_logrank_chi2(&swapped), 16.792941, nine_digits);
	struct stats_logrank aml = compare(&aml_maintained, &aml_nonmaintained);
	CHECK_NEAR(stats_logrank_chi2(&aml), 3.3963887, nine_digits);

	/* Two against two, by hand. First an event of group 1: expected 2/4, variance
	 * 1 · 2/4 · 2/4 = 1/4. Then both of group 2 among 1 + 2: expected 2/3, variance
	 * 2 · 1/3 · 2/3 · 1/2 = 2/9. So (1/2 - 2/3)² / (1/4 + 2/9) = 1/17. */
	struct stats_logrank test = {0};
	stats_logrank_add(&test, 2, 1, 2, 0);
	stats_logrank_add(&test, 1, 0, 2, 2);
	CHECK_NEAR(stats_logrank_chi2(&test), 1. / 17, 1e-14);
	/* Nobody left to compare with adds nothing. */
	stats_logrank_add(&test, 1, 1, 0, 0);
	stats_logrank_add(&test, 0, 0, 0, 0);
	CHECK_NEAR(stats_logrank_chi2(&test), 1. / 17, 1e-14);

	struct stats_logrank alone = {0};
	CHECK_NEAR(stats_logrank_chi2(&alone), NAN, 0);
	stats_logrank_add(&alone, 3, 1, 0, 0);
	CHECK_NEAR(stats_logrank_chi2(&alone), NAN, 0);
}

int
main(void)
{
	test_normal();
	test_wilson();
	test_wilson_ends();
	test_two_proportions();
	test_fisher();
	test_quantile_rank();
	test_survival_gehan();
	test_survival_aml();
	test_survival_quantile();
	test_competing();
	test_times_of_few();
	test_logrank();
	return check_result();
}
