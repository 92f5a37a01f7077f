/*
 * How wide an interval has to be to hold as often as it says. Pure.
 *
 * A standard deviation that a model fitted to a history gives for its own errors is too
 * small: the parameters are estimates and the model one of many. The multipliers here,
 * instead of the normal distribution's 1.28 and 1.96, are those with which 80 and 95 of
 * 100 intervals of the combined forecasts held on half of the M3 competition's series
 * (Makridakis & Hibon 2000, Int. J. Forecasting 16:451-476); `tests/forecast-m3.py
 * --learn` learns them.
 */
#ifndef FC_INTERVAL_H
#define FC_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

enum fc_interval_kind { FC_YEARLY, FC_QUARTERLY, FC_MONTHLY, FC_OTHER, FC_KINDS };

/* A forecast and the ranges around it; the ranges are NAN where they can't be known. */
struct fc_range {
	double forecast, low_80, high_80, low_95, high_95;
};

/*
 * The ranges around a forecast made from a history of n periods of that kind, with the
 * standard deviation of its error, or NAN. Unless `negative` is set, nothing in it is
 * below 0.
 */
struct fc_range fc_interval_around(
    enum fc_interval_kind kind, size_t n, double forecast, double sigma, bool negative);

#endif
