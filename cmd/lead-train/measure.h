/*
 * How good scores are at telling who is positive. Pure. Scores are log-odds where a
 * probability is asked for; for the rest any number that is higher for the better.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "../../common/stats.h"

enum { MEASURE_TENTHS = 10 };

struct measure {
	uint64_t rows, positives;
	/*
	 * The area under the ROC curve, and its interval by the variance of DeLong,
	 * DeLong & Clarke-Pearson (1988, Biometrics 44:837-845), computed from mid-ranks
	 * as in Sun & Xu (2014, IEEE Signal Process. Lett. 21:1389-1393); cut at 0 and 1.
	 * NAN where a kind is missing; the ends are where there is one row of a kind.
	 */
	struct stats_interval auc;
	/* Mean of -ln of the probability given to what happened, and mean of (y - p)²
	 * (Brier 1950), each with the normal interval of a mean. */
	struct stats_interval log_loss, brier;
	/* Σ share |mean p - mean y| over ten groups of equal size by score (Naeini et al.
	 * 2015); equal scores are in one group. */
	double ece;
	struct stats_interval base_rate; /* Wilson's interval (stats.h) */
	/* lift[k]: the rate of positives in the k-th tenth by falling score, over the
	 * base rate. capture[k]: the share of all positives that the tenths up to k hold.
	 * Where equal scores lie across a border, each side gets its share of their
	 * positives. */
	double lift[MEASURE_TENTHS], capture[MEASURE_TENTHS];
};

/* z is that of the intervals (stats.h). */
void measure(struct measure *measure, const double *scores, const uint8_t *outcomes,
    size_t n, double z);

/* The AUC alone. */
double measure_auc(const double *scores, const uint8_t *outcomes, size_t n);

#endif
