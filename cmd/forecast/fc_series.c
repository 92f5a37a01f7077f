#include "fc_series.h"

#include <stdlib.h>

#include "../../common/mem.h"

void
fc_series_forecast(struct fc_series *series, enum fc_method method,
    const struct fc_backtest_settings *settings)
{
	size_t n = series->history.count, horizon = settings->horizon;
	double *numbers = mem_new(n + 2 * horizon, sizeof *numbers);
	struct fc_history *history =
	    fc_history_new(series->history.values, n, &settings->history);
	series->answer =
	    (struct fc_answer){FC_NAIVE, numbers, numbers + n, numbers + n + horizon};
	fc_ask(history, method, horizon, &series->answer);
	fc_history_free(history);
}

void
fc_series_backtest(struct fc_series *series, const enum fc_method *methods, size_t count,
    bool keep, const struct fc_backtest_settings *settings)
{
	size_t n = series->history.count, horizon = settings->horizon;
	series->origins = fc_backtest_origins(n, settings);
	series->measures = mem_new(count * horizon, sizeof *series->measures);
	series->alls = mem_new(count, sizeof *series->alls);
	if (series->origins >= FC_BACKTEST_FEWEST)
		fc_backtest(series->history.values, n, settings, methods, count,
		    series->measures);
	for (size_t i = 0; i < count * horizon; i++)
		fc_measure_join(&series->alls[i / horizon], &series->measures[i]);
	if (keep)
		return;
	free(series->measures);
	series->measures = NULL;
}

void
fc_series_release(struct fc_series *series)
{
	free(series->history.values);
	free(series->answer.fitted); /* where the answer's numbers begin */
	free(series->measures);
	free(series->alls);
}
