#include "betas.h"

#include <complex.h>
#include <math.h>

#include "../../common/golden.h"

/* Y, or -Y: that whose upper tail is asked for. */
struct sum {
	const struct revplan_beta *rates;
	size_t count;
	struct revplan_beta least;
	double sign;
};

static double complex
log1p_complex(double complex z)
{
	double x = creal(z), y = cimag(z);
	return log1p(2 * x + x * x + y * y) / 2 + I * atan2(y, 1 + x);
}

/* Stirling's series, of which these terms are enough from 10 on (DLMF 5.11.1). */
static double complex
stirling_rest(double complex z)
{
	double complex u = 1 / (z * z);
	return (1. / 12 +
	           u * (-1. / 360 +
	                   u * (1. / 1260 +
	                           u * (-1. / 1680 +
	                                   u * (1. / 1188 + u * (-691. / 360360)))))) /
	       z;
}

/* ln Γ(a + s) / Γ(a), a > 0 and a + Re s > 0: moved up to where Stirling's series holds,
 * in whose difference the large terms don't meet. */
static double complex
log_rise(double a, double complex s)
{
	double least = a + fmin(0, creal(s));
	double complex before = 0;
	for (; least < 10; least++, a++)
		before += log1p_complex(s / a);
	return (a - .5) * log1p_complex(s / a) + s * clog(a + s) - s +
	       stirling_rest(a + s) - stirling_rest(a) - before;
}

static double complex
log_moment(struct revplan_beta beta, double complex s)
{
	return log_rise(beta.a, s) - log_rise(beta.a + beta.b, s);
}

static double complex
log_moments(const struct sum *sum, double complex s)
{
	double complex total = log_moment(sum->least, sum->sign * s);
	for (size_t i = 0; i < sum->count; i++)
		total += log_moment(sum->rates[i], -sum->sign * s);
	return total;
}

/* Of M(c) / c on the real line. */
static double
log_height(const struct sum *sum, double c)
{
	return creal(log_moments(sum, c)) - log(c);
}

/* Where the moments end: at the first pole. */
static double
most(const struct sum *sum)
{
	double end = INFINITY;
	if (sum->sign < 0)
		return sum->least.a;
	for (size_t i = 0; i < sum->count; i++)
		end = fmin(end, sum->rates[i].a);
	return end;
}

static double
height_at(void *sum, double log_c)
{
	return log_height(sum, exp(log_c));
}

/* The c with about the least height, which is convex, by its logarithm. It is about 1 by
 * how far Y spreads or lies off 0, which is never millions: a >= 1/2. */
static double
find_line(struct sum *sum)
{
	double low = log(1e-6), high = log(most(sum) * (1 - 1e-9));
	return exp(golden_least(height_at, sum, low, high, .02));
}

/* How far the integrand reaches: by how it bends at c. */
static double
width_at(const struct sum *sum, double c)
{
	double h = c * 1e-3;
	double bend =
	    (log_height(sum, c + h) - 2 * log_height(sum, c) + log_height(sum, c - h)) /
	    (h * h);
	return bend > 0 ? 1 / sqrt(bend) : c;
}

/* The line, and what is summed on it: Re of the integrand at c + it by its height at c,
 * for t = width sinh x. */
struct line {
	const struct sum *sum;
	double c, peak, width;
};

static double
integrand(const struct line *line, double x)
{
	double complex s = line->c + I * line->width * sinh(x);
	double complex height = log_moments(line->sum, s) - clog(s) - line->peak;
	return cosh(x) * creal(cexp(height));
}

/* The sum over x = from, from + step, ... to before *end, or to where nothing comes any
 * more, which is the end then. */
static double
add_up(const struct line *line, double from, double step, double *end)
{
	double total = 0;
	int gone = 0;
	for (double x = from; x < *end; x += step) {
		double here = integrand(line, x);
		total += here;
		gone = fabs(here) < 1e-17 * fabs(total) ? gone + 1 : 0;
		if (gone == 8)
			*end = x;
	}
	return total;
}

/* Where a step doesn't do, the points between those that there are come to them. */
static double
upper_tail(struct sum *sum)
{
	struct line line = {sum, .c = find_line(sum)};
	line.peak = log_height(sum, line.c);
	line.width = width_at(sum, line.c);
	double step = .25, scale = line.width * exp(line.peak) / M_PI, end = 40;
	double points = .5 * integrand(&line, 0) + add_up(&line, step, step, &end);
	for (double total = scale * step * points;;) {
		double before = total;
		points += add_up(&line, step / 2, step, &end);
		step /= 2;
		total = scale * step * points;
		if (fabs(total - before) < 1e-12 || step < .003)
			return fmin(1, fmax(0, total));
	}
}

/* d/ds of ln M at 0: the mean of Y. */
static double
mean_of(const struct sum *sum)
{
	const double h = 1e-4;
	return creal(log_moments(sum, h) - log_moments(sum, -h));
}

double
revplan_betas_reach(
    const struct revplan_beta *rates, size_t count, struct revplan_beta least)
{
	struct sum sum = {rates, count, least, 1};
	if (count == 0)
		return 1;
	if (mean_of(&sum) < 0)
		return 1 - upper_tail(&sum);
	sum.sign = -1;
	return upper_tail(&sum);
}
