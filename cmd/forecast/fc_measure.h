/*
 * How good forecasts were. Pure.
 */
#ifndef FC_MEASURE_H
#define FC_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

/* Sums over forecasts. Zeroed to begin with. */
struct fc_measure {
	size_t count, intervals;
	double symmetric, scaled, errors, absolute, actual, snaive;
	size_t held_80, held_95, scales;
};

/* What was forecast for a period, and what came. */
struct fc_outcome {
	double actual, forecast;
	double low_80, high_80, low_95, high_95; /* NAN: there's no interval */
	double snaive;                           /* what the seasonal naive method said */
	double scale; /* fc_measure_scale() of the history that was known */
};

void fc_measure_add(struct fc_measure *measure, const struct fc_outcome *outcome);

/* The sums of another one too. */
void fc_measure_join(struct fc_measure *measure, const struct fc_measure *other);

/*
 * The mean size of what a seasonal naive forecast of each period of the history missed:
 * the scale of MASE. NAN where n <= m.
 */
double fc_measure_scale(const double *y, size_t n, size_t m);

/* NAN where there's nothing to divide by. */
double fc_measure_smape(const struct fc_measure *m); /* mean of 2|y - f| / (|y| + |f|) */
double
fc_measure_mase(const struct fc_measure *m); /* mean of |y - f| / scale (Hyndman & Koehler
                                                2006, Int. J. Forecasting 22:679-688) */
double fc_measure_bias(const struct fc_measure *m); /* Σ (f - y) / Σ |y| */
double fc_measure_coverage_80(const struct fc_measure *m);
double fc_measure_coverage_95(const struct fc_measure *m);
double
fc_measure_skill(const struct fc_measure *m); /* 1 - Σ |y - f| / Σ |y - snaive's f| */

#endif
