#include "scale.h"

#include <math.h>

/* The smallest of 1, 2, 5, 10 × 10^k that isn't below x. */
static double
round_step(double x)
{
	double power = 1;
	while (power > x)
		power /= 10;
	while (power * 10 <= x)
		power *= 10;
	double share = x / power;
	return share <= 1   ? power
	       : share <= 2 ? 2 * power
	       : share <= 5 ? 5 * power
	                    : 10 * power;
}

struct scale
scale_make(double low, double high, bool zero, bool whole, size_t most)
{
	/* Not so far apart that steps overflow, nor so close that they can't be told. */
	low = isfinite(low) ? fmax(fmin(low, 1e300), -1e300) : 0;
	high = isfinite(high) ? fmax(fmin(high, 1e300), -1e300) : 0;
	if (zero) {
		low = fmin(low, 0);
		high = fmax(high, 0);
	}
	if (!(high - low > 1e-9 * fmax(fabs(low), fabs(high))) || high - low < 1e-300)
		high = low + fmax(fabs(low), 1);
	struct scale scale = {0};
	double step = round_step((high - low) / (double)(most - 1));
	if (whole && step < 1)
		step = 1;
	/* Rounding the ends outward may take a tick more than there is room for. */
	for (;;) {
		scale.step = step;
		scale.low = floor(low / step + 1e-9) * step;
		scale.high = ceil(high / step - 1e-9) * step;
		scale.ticks = (size_t)(lround((scale.high - scale.low) / step)) + 1;
		if (scale.ticks <= most)
			return scale;
		step = round_step(step * 1.5);
	}
}

double
scale_at(const struct scale *scale, double value)
{
	return scale->from + (value - scale->low) / (scale->high - scale->low) *
	                         (scale->to - scale->from);
}

double
scale_tick(const struct scale *scale, size_t i)
{
	double tick = scale->low + (double)i * scale->step;
	return fabs(tick) < scale->step / 1000 ? 0 : tick;
}
