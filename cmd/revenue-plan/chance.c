#include "chance.h"

#include <math.h>

#include "../../common/stats.h"

struct revplan_odds
revplan_odds(const struct revplan_funnel *funnel, size_t stage, double z)
{
	struct revplan_odds odds = {1, 0};
	for (size_t i = stage; i + 1 < funnel->count; i++) {
		const struct revplan_stage *step = &funnel->stages[i];
		odds.rate *= money_to_double(step->part) / money_to_double(step->whole);
		if (!step->has_interval || step->rate_low <= 0) {
			odds.variance = NAN;
			continue;
		}
		double error = (log(step->rate_high) - log(step->rate_low)) / (2 * z);
		odds.variance += error * error;
	}
	return odds;
}

double
revplan_chance(const struct revplan_odds *odds, double volume, double wins)
{
	double mean = volume * odds->rate;
	if (isnan(odds->variance))
		return NAN;
	if (volume < wins)
		return 0;
	double variance = odds->variance + (1 - odds->rate) / mean;
	if (variance <= 0)
		return 1;
	return stats_normal_cdf((log(mean) - log(wins - 0.5)) / sqrt(variance));
}

double
revplan_safe_volume(const struct revplan_odds *odds, double wins, double chance)
{
	double low = wins - 1, high = wins; /* low doesn't do */
	if (isnan(odds->variance))
		return NAN;
	while (!(revplan_chance(odds, high, wins) >= chance)) {
		low = high;
		high *= 2;
		if (high > 1e15)
			return NAN;
	}
	while (high - low > 1) {
		double middle = floor(low + (high - low) / 2);
		if (revplan_chance(odds, middle, wins) >= chance)
			high = middle;
		else
			low = middle;
	}
	return high;
}
