/*
 * Statistics of proportions and of times to an event. The header names the sources of
 * the formulas; here is how they are arranged to lose no digits.
 */
#include "stats.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const struct stats_interval unknown = {NAN, NAN, NAN};

/*
 * x1/n1 - x2/n2 to the last digits, however little they differ: the rounding error of one
 * product is taken from the other (Kahan's difference of products).
 */
static double
share_difference(double x1, double n1, double x2, double n2)
{
	double product = x2 * n1;
	double error = fma(-x2, n1, product);
	return (fma(x1, n2, -product) + error) / (n1 * n2);
}

/*
 * The x >= 0 whose upper tail is p, 0 < p <= 1/2. Bisection down to neighbouring doubles
 * is as accurate as libm's erf and costs some sixty calls of it. Near the centre 1 - 2p
 * is exact where the tail has lost the digits of x; far out it is the other way round.
 */
static double
upper_quantile(double p)
{
	double low = 0, high = 40; /* the tail beyond 38.5 is less than any double */
	for (;;) {
		double x = low + (high - low) / 2;
		if (x <= low || x >= high)
			return x;
		double u = x * M_SQRT1_2;
		bool inside = p > 0.25 ? erf(u) < 1 - 2 * p : erfc(u) > 2 * p;
		if (inside)
			low = x;
		else
			high = x;
	}
}

double
stats_normal_cdf(double x)
{
	return erfc(-x * M_SQRT1_2) / 2;
}

double
stats_normal_quantile(double p)
{
	return p < 0.5 ? -upper_quantile(p) : upper_quantile(1 - p);
}

double
stats_z_of_confidence(double confidence)
{
	return upper_quantile((1 - confidence) / 2);
}

/*
 * The ends are the roots of (n + z²)π² - (2x + z²)π + x²/n. The high one is the usual
 * centre and half width; the low one comes from the product of both, which cancels
 * nothing and can't fall below 0.
 */
struct stats_interval
stats_wilson(uint64_t successes, uint64_t trials, double z)
{
	if (trials == 0)
		return unknown;
	double x = (double)successes, n = (double)trials;
	double failures = (double)(trials - successes);
	double root = 2 * x + z * z + z * sqrt(z * z + 4 * x * failures / n);
	return (struct stats_interval){
	    .value = x / n,
	    .low = successes == 0 ? 0 : 2 * x * x / (n * root),
	    .high = successes == trials ? 1 : fmin(root / (2 * (n + z * z)), 1),
	};
}

struct stats_interval
stats_difference(uint64_t successes1, uint64_t trials1, uint64_t successes2,
    uint64_t trials2, double z)
{
	if (trials1 == 0 || trials2 == 0)
		return unknown;
	struct stats_interval p1 = stats_wilson(successes1, trials1, z);
	struct stats_interval p2 = stats_wilson(successes2, trials2, z);
	double difference = share_difference(
	    (double)successes1, (double)trials1, (double)successes2, (double)trials2);
	return (struct stats_interval){
	    .value = difference,
	    .low = difference - hypot(p1.value - p1.low, p2.high - p2.value),
	    .high = difference + hypot(p1.high - p1.value, p2.value - p2.low),
	};
}

/* The variance of the logarithm of an observed share: 1/x - 1/n. */
static double
log_share_variance(uint64_t successes, uint64_t trials)
{
	return (double)(trials - successes) / (double)trials / (double)successes;
}

struct stats_interval
stats_relative_rate(uint64_t successes1, uint64_t trials1, uint64_t successes2,
    uint64_t trials2, double z)
{
	if (trials1 == 0 || successes2 == 0)
		return unknown;
	double ratio = ((double)successes1 / (double)trials1) /
	               ((double)successes2 / (double)trials2);
	if (successes1 == 0)
		return (struct stats_interval){ratio, NAN, NAN};
	double error = sqrt(log_share_variance(successes1, trials1) +
	                    log_share_variance(successes2, trials2));
	return (struct stats_interval){
	    .value = ratio,
	    .low = ratio * exp(-z * error),
	    .high = ratio * exp(z * error),
	};
}

double
stats_two_proportions_z(
    uint64_t successes1, uint64_t trials1, uint64_t successes2, uint64_t trials2)
{
	double x1 = (double)successes1, n1 = (double)trials1;
	double x2 = (double)successes2, n2 = (double)trials2;
	double successes = x1 + x2;
	double failures = (double)(trials1 - successes1) + (double)(trials2 - successes2);
	if (n1 * n2 * successes * failures == 0)
		return NAN;
	double variance = successes * failures / ((n1 + n2) * n1 * n2);
	return share_difference(x1, n1, x2, n2) / sqrt(variance);
}

double
stats_two_sided_p(double z)
{
	return erfc(fabs(z) * M_SQRT1_2);
}

/* Sums of the probabilities of tables, in units of the observed table's. */
struct fisher_sums {
	double all, extreme;
};

/*
 * Adds the tables that follow from the observed one, successes a and c and failures b and
 * d, as successes move from the second group to the first. Each weight comes from the one
 * before by a quotient of four counts, more exact than lgamma's differences, and is 0
 * after the last table. Probabilities rise to one peak and fall, so that a weight which
 * has become negligible beside the 1 of the observed table ends the walk as well; one
 * that overflows makes the p-value 0.
 */
static void
fisher_walk(struct fisher_sums *sums, double a, double b, double c, double d)
{
	const double tie = 1 + 1e-7, negligible = DBL_EPSILON * DBL_EPSILON;
	double weight = 1;
	while (weight > negligible && weight <= DBL_MAX) {
		weight *= b * c / ((a + 1) * (d + 1));
		a++, b--, c--, d++;
		sums->all += weight;
		if (weight <= tie)
			sums->extreme += weight;
	}
}

double
stats_fisher_p(
    uint64_t successes1, uint64_t trials1, uint64_t successes2, uint64_t trials2)
{
	double a = (double)successes1, b = (double)(trials1 - successes1);
	double c = (double)successes2, d = (double)(trials2 - successes2);
	struct fisher_sums sums = {1, 1};
	fisher_walk(&sums, a, b, c, d);
	fisher_walk(&sums, b, a, d, c);
	return sums.extreme / sums.all;
}

struct stats_rank
stats_quantile_rank(uint64_t n, double p)
{
	double rank = (double)(n - 1) * p;
	double whole = round(rank);
	/* 100 × 0.29 is 28.999999999999996, and 29 is meant. */
	if (fabs(rank - whole) <= 4 * DBL_EPSILON * whole)
		rank = whole;
	double lower = floor(rank);
	return (struct stats_rank){(uint64_t)lower, rank - lower};
}

void
stats_times_init(struct stats_times *times, uint64_t subjects)
{
	*times = (struct stats_times){.at_risk = subjects,
	    .survival = 1,
	    .block_at_risk = subjects,
	    .block_survival = 1};
}

/*
 * The product of (n - d)/n over the times between two censorings telescopes, since who is
 * left at one time is at risk at the next: so only whole numbers are added there, and the
 * rounding errors don't grow with the number of times. With nobody censored the incidence
 * is exactly the share of those who had the event.
 */
void
stats_times_add(
    struct stats_times *times, uint64_t events, uint64_t competing, uint64_t censored)
{
	uint64_t ended = events + competing, left = times->at_risk - ended;
	if (ended > 0) {
		double begun = (double)times->block_at_risk, n = (double)times->at_risk;
		times->block_events += events;
		times->incidence =
		    times->block_incidence +
		    times->block_survival * ((double)times->block_events / begun);
		times->survival = times->block_survival * ((double)left / begun);
		times->greenwood += left ? (double)ended / (n * (double)left) : INFINITY;
	}
	times->at_risk = left - censored;
	if (censored > 0) {
		times->block_at_risk = times->at_risk;
		times->block_events = 0;
		times->block_survival = times->survival;
		times->block_incidence = times->incidence;
	}
}

struct stats_interval
stats_survival_interval(const struct stats_times *times, double z, double *standard_error)
{
	double survival = times->survival, spread = sqrt(times->greenwood);
	*standard_error = survival * spread; /* NAN at 0, where spread is infinite */
	if (survival <= 0 || survival >= 1)
		return (struct stats_interval){survival, NAN, NAN};
	double power = exp(z * spread / -log(survival));
	return (struct stats_interval){
	    .value = survival,
	    .low = pow(survival, power),
	    .high = pow(survival, 1 / power),
	};
}

/* A curve on its way down to a level: when it came there, and until when it stayed. */
struct descent {
	double reached, until;
	bool below;
};

/* An unknown survival (NAN) fails both comparisons and leaves the stay without an end. */
static void
descent_add(struct descent *descent, double level, double time, double survival)
{
	const double tolerance = 1.5e-8;
	if (descent->below)
		return;
	if (isnan(descent->reached) && survival <= level + tolerance)
		descent->reached = time;
	descent->until = isnan(survival) ? NAN : time;
	descent->below = survival <= level - tolerance;
}

static double
descent_middle(const struct descent *descent)
{
	return descent->reached + (descent->until - descent->reached) / 2;
}

struct stats_interval
stats_survival_quantile(const struct stats_survival_point *points, size_t n, double p)
{
	struct descent value = {NAN, NAN, false}, low = value, high = value;
	for (size_t i = 0; i < n; i++) {
		const struct stats_survival_point *point = &points[i];
		descent_add(&value, 1 - p, point->time, point->survival.value);
		descent_add(&low, 1 - p, point->time, point->survival.low);
		descent_add(&high, 1 - p, point->time, point->survival.high);
	}
	return (struct stats_interval){
	    .value = descent_middle(&value),
	    .low = descent_middle(&low),
	    .high = descent_middle(&high),
	};
}

/* Given the margins, the first group's share of the events is hypergeometric. */
void
stats_logrank_add(struct stats_logrank *test, uint64_t at_risk1, uint64_t events1,
    uint64_t at_risk2, uint64_t events2)
{
	double n1 = (double)at_risk1, n2 = (double)at_risk2, n = n1 + n2;
	double events = (double)events1 + (double)events2;
	if (n <= 1) /* nobody to compare with */
		return;
	test->observed_minus_expected += (double)events1 - events * n1 / n;
	test->variance += events * (n1 / n) * (n2 / n) * (n - events) / (n - 1);
}

double
stats_logrank_chi2(const struct stats_logrank *test)
{
	double difference = test->observed_minus_expected;
	return test->variance > 0 ? difference * difference / test->variance : NAN;
}

double
stats_chi2_p(double chi2)
{
	return erfc(sqrt(chi2 / 2));
}
