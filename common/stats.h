/*
 * Statistics of proportions and of times to an event. Pure. Counts are the caller's to
 * get right: no more successes than trials, no more ends than subjects at risk.
 */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>
#include <stdint.h>

/* An estimate with its interval; NAN where it can't be known. */
struct stats_interval {
	double value, low, high;
};

/* Φ and its inverse: the standard normal distribution. p in (0, 1). */
double stats_normal_cdf(double x);
double stats_normal_quantile(double p);

/* The z that a two-sided interval of this confidence needs: 0.95 gives 1.959964. */
double stats_z_of_confidence(double confidence);

/*
 * The Wilson score interval of a proportion, without continuity correction (Wilson 1927,
 * JASA 22:209-212; Newcombe 1998, Statist. Med. 17:857-872, method 3). trials = 0 gives
 * NANs. With no success the low end is exactly 0, with no failure the high end exactly 1.
 */
struct stats_interval stats_wilson(uint64_t successes, uint64_t trials, double z);

/*
 * p1 - p2 with Newcombe's hybrid score interval (Newcombe 1998, Statist. Med.
 * 17:873-890, method 10).
 */
struct stats_interval stats_difference(uint64_t successes1, uint64_t trials1,
    uint64_t successes2, uint64_t trials2, double z);

/*
 * p1 / p2 with the log interval (Katz et al. 1978, Biometrics 34:469-474). Without a
 * success in the second group all is NAN, without one in the first only the ends are.
 */
struct stats_interval stats_relative_rate(uint64_t successes1, uint64_t trials1,
    uint64_t successes2, uint64_t trials2, double z);

/*
 * z of the difference of two proportions with pooled variance; its two-sided p-value is
 * stats_two_sided_p(z). NAN where a group is empty or all ended alike.
 */
double stats_two_proportions_z(
    uint64_t successes1, uint64_t trials1, uint64_t successes2, uint64_t trials2);
double stats_two_sided_p(double z);

/*
 * Fisher's exact test of a 2×2 table of successes and failures, two-sided: the sum of
 * the probabilities of all tables with the same margins that are no more probable than
 * this one (relative tolerance 1e-7, as in R's fisher.test). A group without trials gives
 * 1, a p below 1e-300 or so 0. Takes time as the standard deviation of the counts does.
 */
double stats_fisher_p(
    uint64_t successes1, uint64_t trials1, uint64_t successes2, uint64_t trials2);

/*
 * A quantile of n sorted values, Hyndman & Fan's type 7 (1996, Am. Stat. 50:361-365):
 * the value is x[lower] + fraction × (x[lower + 1] - x[lower]), counting from 0; where
 * fraction is 0 only x[lower] is needed. A rank within rounding of a whole one is that
 * one. n >= 1, 0 <= p <= 1.
 */
struct stats_rank {
	uint64_t lower;
	double fraction;
};
struct stats_rank stats_quantile_rank(uint64_t n, double p);

/*
 * Times to an event where other ends compete and some subjects are still waiting. Feed
 * the distinct times in ascending order; at one time, what ends counts before what is
 * censored.
 *
 * survival is the Kaplan-Meier estimate that nothing has happened yet (Kaplan & Meier
 * 1958, JASA 53:457-481); incidence the Aalen-Johansen estimate that the event itself
 * has (Aalen & Johansen 1978, Scand. J. Statist. 5:141-150), which with no competing
 * ends is 1 - survival; greenwood is Greenwood's sum d/(n(n-d)) (1926), from which
 * stats_survival_interval takes the error, infinite once survival is 0.
 */
struct stats_times {
	uint64_t at_risk;
	double survival, incidence, greenwood;
	/* since the last time that somebody was censored: see stats_times_add() */
	uint64_t block_at_risk, block_events;
	double block_survival, block_incidence;
};
void stats_times_init(struct stats_times *times, uint64_t subjects);
void stats_times_add(
    struct stats_times *times, uint64_t events, uint64_t competing, uint64_t censored);

/*
 * The survival with its log-log interval (Kalbfleisch & Prentice 1980; R's
 * conf.type = "log-log"); *standard_error is Greenwood's. At survival 0 and 1 the ends
 * are NAN; the error is NAN at 0, and 0 at 1.
 */
struct stats_interval stats_survival_interval(
    const struct stats_times *times, double z, double *standard_error);

/* One row of a survival curve: what the interval was from `time` on. */
struct stats_survival_point {
	double time;
	struct stats_interval survival;
};

/*
 * The time by which a share p of the subjects has had the event, with the interval by
 * inverting the curve's (Brookmeyer & Crowley 1982), as R's quantile.survfit: where the
 * curve meets 1 - p exactly (tolerance 1.5e-8), the midpoint of that flat stretch. NAN
 * where the curve doesn't come so far. The points ascend in time and include the times at
 * which subjects were only censored: a last flat stretch ends at the last of them. The
 * interval's curves may rise again; what counts is where they first come down. 0 < p < 1.
 */
struct stats_interval
stats_survival_quantile(const struct stats_survival_point *points, size_t n, double p);

/*
 * The log-rank test of two groups (Mantel 1966): chi-squared with one degree of freedom,
 * NAN where there was nothing to compare. Begin with {0} and feed the distinct event
 * times of both, in any order: how many of each are at risk just before, and how many
 * have the event then.
 */
struct stats_logrank {
	double observed_minus_expected, variance;
};
void stats_logrank_add(struct stats_logrank *test, uint64_t at_risk1, uint64_t events1,
    uint64_t at_risk2, uint64_t events2);
double stats_logrank_chi2(const struct stats_logrank *test);

/* The upper tail of chi-squared with one degree of freedom. */
double stats_chi2_p(double chi2);

#endif
