/*
 * What methods would have said in the past: forecasts from rolling origins (Tashman 2000,
 * Int. J. Forecasting 16:437-450). Pure, but for memory.
 */
#ifndef FC_BACKTEST_H
#define FC_BACKTEST_H

#include <stddef.h>

#include "fc_interval.h"
#include "fc_measure.h"
#include "fc_method.h"

enum { FC_BACKTEST_FEWEST = 3 }; /* origins: fewer are no evidence */

struct fc_backtest_settings {
	size_t horizon, origins;
	struct fc_history_options history;
	enum fc_interval_kind kind;
	bool negative; /* forecasts may be below 0 */
};

/*
 * How many origins the history of n values allows, as many as asked for at most: each has
 * `horizon` values behind it, and 5, and more than a season, before.
 */
size_t fc_backtest_origins(size_t n, const struct fc_backtest_settings *settings);

/*
 * Lets each method forecast from each of the last origins; adds to
 * measures[method × horizon + h - 1].
 */
void fc_backtest(const double *y, size_t n, const struct fc_backtest_settings *settings,
    const enum fc_method *methods, size_t count, struct fc_measure *measures);

#endif
