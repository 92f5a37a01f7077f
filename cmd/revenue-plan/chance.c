#include "chance.h"

#include <math.h>

#include "../../common/mem.h"

static const double most_trials = 1e12, most_volume = 1e15;

/* Wilson's interval of k of n is w = 2z √(n pq + z²/4) / (n + z²) wide: a quadratic
 * equation for n. */
double
revplan_trials(double rate, double low, double high, double z)
{
	double w = high - low, z2 = z * z, w2 = w * w;
	double half = z2 * (2 * rate * (1 - rate) - w2);
	double n = (half + sqrt(half * half + w2 * z2 * z2 * (1 - w2))) / w2;
	return n < most_trials ? n : most_trials;
}

struct revplan_beta *
revplan_rates(const struct revplan_funnel *funnel, double z)
{
	struct revplan_beta *rates = mem_new(funnel->count, sizeof *rates);
	for (size_t i = 0; i + 1 < funnel->count; i++) {
		const struct revplan_stage *step = &funnel->stages[i];
		double rate = money_to_double(step->part) / money_to_double(step->whole);
		double n = NAN;
		if (step->has_interval)
			n = revplan_trials(rate, step->rate_low, step->rate_high, z);
		rates[i] = (struct revplan_beta){n * rate + .5, n * (1 - rate) + .5};
	}
	return rates;
}

double
revplan_chance(const struct revplan_beta *rates, size_t count, double volume, double wins)
{
	for (size_t i = 0; i < count; i++)
		if (isnan(rates[i].b))
			return NAN;
	if (volume < wins)
		return 0;
	double reach = revplan_betas_reach(
	    rates, count, (struct revplan_beta){wins, volume - wins + 1});
	return round(reach * 1e9) / 1e9;
}

double
revplan_safe_volume(
    const struct revplan_beta *rates, size_t count, double wins, double chance)
{
	double low = wins - 1, high = wins; /* low doesn't do */
	if (isnan(revplan_chance(rates, count, wins, wins)))
		return NAN;
	while (!(revplan_chance(rates, count, high, wins) >= chance)) {
		low = high;
		high *= 2;
		if (high > most_volume)
			return NAN;
	}
	while (high - low > 1) {
		double middle = floor(low + (high - low) / 2);
		if (revplan_chance(rates, count, middle, wins) >= chance)
			high = middle;
		else
			low = middle;
	}
	return high;
}
