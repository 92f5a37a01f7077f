#include "chance.h"

#include <math.h>
#include <stdbool.h>

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

static double
log_odds(double chance)
{
	return log(chance / (1 - chance));
}

/* Where a search stands: ln of a volume, by how much ln of the odds there are off those
 * wanted, and how fast they rise with it. That is nearly a straight line. */
struct line {
	double x, off, slope;
};

/* Even odds have those that come to the wins by the mean rates, and ln of what it takes
 * spreads by what isn't known of the rates and by luck. */
static struct line
begin(const struct revplan_beta *rates, size_t count, double wins, double chance)
{
	double x = log(wins), variance = 1 / wins;
	for (size_t i = 0; i < count; i++) {
		double a = rates[i].a, b = rates[i].b;
		x -= log(a / (a + b));
		variance += b / (a * (a + b + 1));
	}
	return (struct line){x, -log_odds(chance), 1.7 / sqrt(variance)};
}

/* Goes on from what the volume was found to have: by the slope between it and the one
 * before it, if that was found too. */
static void
go_on(struct line *line, double volume, double off, bool found)
{
	double x = log(volume), slope = (off - line->off) / (x - line->x);
	if (!isfinite(off))
		return;
	if (found && slope > 0 && isfinite(slope))
		line->slope = slope;
	line->x = x;
	line->off = off;
}

double
revplan_safe_volume(
    const struct revplan_beta *rates, size_t count, double wins, double chance)
{
	enum { STRAIGHT = 12 };
	struct line line = begin(rates, count, wins, chance);
	double low = wins - 1, high = INFINITY, limit = wins; /* low doesn't do */
	while (limit * 2 <= most_volume)
		limit *= 2;
	for (int tries = 0; high - low > 1; tries++) {
		double volume = ceil(exp(line.x - line.off / line.slope));
		if (tries >= STRAIGHT || !isfinite(volume))
			volume = isinf(high) ? low * 2 : floor(low + (high - low) / 2);
		volume = fmin(fmax(volume, low + 1), isinf(high) ? limit : high - 1);
		double found = revplan_chance(rates, count, volume, wins);
		if (isnan(found) || (found < chance && volume == limit))
			return NAN;
		if (found >= chance)
			high = volume;
		else
			low = volume;
		go_on(&line, volume, log_odds(found) - log_odds(chance), tries > 0);
	}
	return high;
}
