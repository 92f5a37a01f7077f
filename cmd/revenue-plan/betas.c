#include "betas.h"

#include <complex.h>
#include <math.h>

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

/* The c with the least height, which is convex, by golden sections of its logarithm. It
 * is about 1 by how far Y spreads or lies off 0, which is never millions: a >= 1/2. */
static double
find_line(const struct sum *sum)
{
	const double golden = (sqrt(5) - 1) / 2;
	double low = log(1e-6), high = log(most(sum) * (1 - 1e-9));
	double a = high - golden * (high - low), b = low + golden * (high - low);
	double at_a = log_height(sum, exp(a)), at_b = log_height(sum, exp(b));
	while (high - low > 1e-3) {
		if (at_a < at_b) {
			high = b;
			b = a;
			at_b = at_a;
			a = high - golden * (high - low);
			at_a = log_height(sum, exp(a));
		} else {
			low = a;
			a = b;
			at_a = at_b;
			b = low + golden * (high - low);
			at_b = log_height(sum, exp(b));
		}
	}
	return exp((low + high) / 2);
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

/* Re of the integrand at c + it by its height at c. */
static double
integrand(const struct sum *sum, double c, double peak, double t)
{
	double complex s = c + I * t;
	return creal(cexp(log_moments(sum, s) - clog(s) - peak));
}

static double
trapezoid(const struct sum *sum, double c, double peak, double width, double step)
{
	double total = .5 * integrand(sum, c, peak, 0), gone = 0;
	for (double x = step; x < 40 && gone < 8; x += step) {
		double here = cosh(x) * integrand(sum, c, peak, width * sinh(x));
		total += here;
		gone = fabs(here) < 1e-17 * fabs(total) ? gone + 1 : 0;
	}
	return total * step * width;
}

static double
upper_tail(const struct sum *sum)
{
	double c = find_line(sum), peak = log_height(sum, c), width = width_at(sum, c);
	double scale = exp(peak) / M_PI, before = 0;
	for (double step = .25;; step /= 2) {
		double total = scale * trapezoid(sum, c, peak, width, step);
		if (step < .25 && (fabs(total - before) < 1e-12 || step < .003))
			return fmin(1, fmax(0, total));
		before = total;
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
