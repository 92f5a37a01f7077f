#include "shrink.h"

#include <math.h>
#include <stdbool.h>

static double
log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

static double
log_beta(double a, double b)
{
	return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

static bool
has_a_say(const struct shrink_cell *cell)
{
	return cell->prior > 0 && cell->prior < 1 && cell->trials > 0;
}

/* What the priors are to be multiplied by, so that shrunk rates times trials add up to
 * the successes: the ratio of the means of rates and priors with the weights
 * n k / (n + k), the inverse variances of rates about their priors. */
static double
scale(const struct shrink_cell *cells, size_t count, double k)
{
	double rates = 0, priors = 0;
	for (size_t i = 0; i < count; i++) {
		const struct shrink_cell *cell = &cells[i];
		if (!has_a_say(cell))
			continue;
		double share = k / (cell->trials + k);
		rates += share * cell->successes;
		priors += share * cell->trials * cell->prior;
	}
	return priors > 0 ? rates / priors : 1;
}

static double
scaled(const struct shrink_cell *cell, double by)
{
	return fmin(cell->prior * by, 1 - 1e-12);
}

/* The log-likelihood but for what doesn't depend on the strength. */
static double
likelihood(const struct shrink_cell *cells, size_t count, double log_strength)
{
	double sum = 0, k = exp(log_strength), by = scale(cells, count, k);
	for (size_t i = 0; i < count && by > 0; i++) {
		const struct shrink_cell *cell = &cells[i];
		if (!has_a_say(cell))
			continue;
		double a = k * scaled(cell, by), b = k - a;
		sum += log_beta(a + cell->successes, b + cell->trials - cell->successes) -
		       log_beta(a, b);
	}
	return sum;
}

/* Between low and high there is one maximum: golden section. */
static double
refine(const struct shrink_cell *cells, size_t count, double low, double high)
{
	const double golden = (sqrt(5) - 1) / 2;
	double a = high - golden * (high - low), b = low + golden * (high - low);
	double at_a = likelihood(cells, count, a), at_b = likelihood(cells, count, b);
	while (high - low > 1e-4) {
		if (at_a >= at_b) {
			high = b;
			b = a;
			at_b = at_a;
			a = high - golden * (high - low);
			at_a = likelihood(cells, count, a);
		} else {
			low = a;
			a = b;
			at_a = at_b;
			b = low + golden * (high - low);
			at_b = likelihood(cells, count, b);
		}
	}
	return (low + high) / 2;
}

static double
likeliest(const struct shrink_cell *cells, size_t count)
{
	enum { STEPS = 21 };
	const double low = log(SHRINK_WEAKEST), high = log(SHRINK_STRONGEST);
	const double step = (high - low) / (STEPS - 1);
	double best = -INFINITY;
	size_t at = STEPS - 1;
	/* Of strengths that are as likely the strongest: no evidence, no difference. */
	for (size_t i = STEPS; i-- > 0;) {
		double x = likelihood(cells, count, low + (double)i * step);
		if (x > best + 1e-9) {
			best = x;
			at = i;
		}
	}
	if (at == STEPS - 1)
		return SHRINK_STRONGEST;
	double from = low + (at ? (double)at - 1 : 0) * step;
	return exp(refine(cells, count, from, low + (double)(at + 1) * step));
}

double
shrink_strength(struct shrink_cell *cells, size_t count)
{
	double strength = likeliest(cells, count), by = scale(cells, count, strength);
	for (size_t i = 0; i < count; i++)
		if (cells[i].prior > 0 && cells[i].prior < 1)
			cells[i].prior = scaled(&cells[i], by);
	return strength;
}

double
shrink_rate(const struct shrink_cell *cell, double strength)
{
	double trials = cell->trials + strength;
	return trials > 0 ? (cell->successes + strength * cell->prior) / trials : 0;
}
