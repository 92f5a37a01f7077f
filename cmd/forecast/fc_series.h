/*
 * What is found out about the history of one group. Pure, but for memory: threads can do
 * it for other groups at the same time.
 */
#ifndef FC_SERIES_H
#define FC_SERIES_H

#include "fc_backtest.h"
#include "fc_sales.h"

struct fc_series {
	size_t group;
	struct fc_sales_history history; /* of at least one period */

	struct fc_answer answer; /* fc_series_forecast() */

	size_t origins;              /* fc_series_backtest() */
	struct fc_measure *measures; /* [method × horizon + h - 1]; NULL: not kept */
	struct fc_measure *alls;     /* [method], over all of the horizon */
};

/* Fills the answer. */
void fc_series_forecast(struct fc_series *series, enum fc_method method,
    const struct fc_backtest_settings *settings);

/* Fills the measures, which are zero where there are fewer than FC_BACKTEST_FEWEST
 * origins; those by horizon only if they are to be kept. */
void fc_series_backtest(struct fc_series *series, const enum fc_method *methods,
    size_t count, bool keep, const struct fc_backtest_settings *settings);

/* Frees what is in it, the history's values too. */
void fc_series_release(struct fc_series *series);

#endif
