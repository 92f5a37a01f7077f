#include "fc_backtest.h"

#include <stdlib.h>

#include "../../common/mem.h"

size_t
fc_backtest_origins(size_t n, const struct fc_backtest_settings *settings)
{
	size_t least = settings->history.season < 5 ? 5 : settings->history.season + 1;
	if (n < least + settings->horizon)
		return 0;
	size_t possible = n - least - settings->horizon + 1;
	return possible < settings->origins ? possible : settings->origins;
}

/* What a method and the seasonal naive one said at an origin, against what came. */
static void
measure(const double *y, size_t n, const struct fc_backtest_settings *settings,
    const struct fc_answer *answer, const double *snaive, struct fc_measure *measures)
{
	double scale = fc_measure_scale(y, n, settings->history.season);
	for (size_t h = 0; h < settings->horizon; h++) {
		struct fc_range range = fc_interval_around(settings->kind, n,
		    answer->forecast[h], answer->sigma[h], settings->negative);
		struct fc_outcome outcome = {.actual = y[n + h],
		    .forecast = range.forecast,
		    .low_80 = range.low_80,
		    .high_80 = range.high_80,
		    .low_95 = range.low_95,
		    .high_95 = range.high_95,
		    .snaive = snaive[h],
		    .scale = scale};
		fc_measure_add(&measures[h], &outcome);
	}
}

void
fc_backtest(const double *y, size_t n, const struct fc_backtest_settings *settings,
    const enum fc_method *methods, size_t count, struct fc_measure *measures)
{
	size_t horizon = settings->horizon;
	double *numbers = mem_new(n + 3 * horizon, sizeof *numbers);
	double *snaive = numbers + n + 2 * horizon;
	struct fc_answer answer = {FC_NAIVE, numbers, numbers + n, numbers + n + horizon};
	for (size_t left = fc_backtest_origins(n, settings); left > 0; left--) {
		size_t origin = n - horizon - left + 1;
		struct fc_history *history =
		    fc_history_new(y, origin, &settings->history);
		struct fc_answer benchmark = answer;
		benchmark.forecast = snaive;
		fc_ask(history, FC_SNAIVE, horizon, &benchmark);
		for (size_t i = 0; i < count; i++) {
			fc_ask(history, methods[i], horizon, &answer);
			measure(
			    y, origin, settings, &answer, snaive, measures + i * horizon);
		}
		fc_history_free(history);
	}
	free(numbers);
}
