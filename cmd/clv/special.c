#include "special.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { FEW = 16 };

double
clv_log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

double
clv_log_rising(double a, double n)
{
	if (n > FEW)
		return clv_log_gamma(a + n) - clv_log_gamma(a);
	double product = 1;
	for (double i = 0; i < n; i++)
		product *= a + i;
	return log(product);
}

double
clv_rising_slope(double a, double n)
{
	if (n > FEW)
		return clv_digamma(a + n) - clv_digamma(a);
	double sum = 0;
	for (double i = 0; i < n; i++)
		sum += 1 / (a + i);
	return sum;
}

double
clv_digamma(double x)
{
	/* B_2k / 2k */
	static const double terms[] = {
	    1. / 12, -1. / 120, 1. / 252, -1. / 240, 1. / 132, -691. / 32760, 1. / 12};
	static const double large = 12;
	double below = 0, rest = 0;
	for (; x < large; x++)
		below += 1 / x;
	for (size_t k = sizeof terms / sizeof *terms; k-- > 0;)
		rest = (rest + terms[k]) / (x * x);
	return log(x) - 1 / (2 * x) - rest - below;
}

double
clv_log_add(double a, double b)
{
	double high = fmax(a, b), low = fmin(a, b);
	return isinf(high) ? high : high + log1p(exp(low - high));
}

/* Up to `few` factors of up to 1 + `most` times `much` are still a double. */
void
clv_logs_add(struct clv_logs *logs, double n, double y)
{
	static const double few = 16, most = 1e6, much = 1e200;
	if (n > few || y > most) {
		logs->sum += n * log1p(y);
		return;
	}
	logs->product *= 1 + y;
	for (double i = 1; i < n; i++)
		logs->product *= 1 + y;
	if (logs->product > much) {
		logs->sum += log(logs->product);
		logs->product = 1;
	}
}

double
clv_logs_sum(const struct clv_logs *logs)
{
	return logs->sum + log(logs->product);
}

/* Lentz's method: the fraction from its head on, with the ratio of successive
 * numerators and that of denominators, each with its derivatives beside it. */
double
clv_hypergeometric_fraction(double a, double c, double rest, double slopes[CLV_BYS])
{
	double z = 1 - rest, head = c - 1, f = head, numerators = f, denominators = 0;
	double upper[CLV_BYS] = {[CLV_BY_C] = 1}, lower[CLV_BYS] = {0}, change;
	memset(slopes, 0, CLV_BYS * sizeof *slopes);
	for (long i = 1;; i++) {
		double n = (double)(i / 2), t = head + (double)i;
		double u = i % 2 ? (a + n) * (head + n) : n * (head - a + n);
		const double by[CLV_BYS] = {
		    z * (i % 2 ? head + n : -n), z * (i % 2 ? a + n : n), u};
		double below = denominators, above = u * z / numerators;
		denominators = 1 / (t - u * z * below);
		for (size_t k = 0; k < CLV_BYS; k++) {
			double also = k == CLV_BY_C;
			lower[k] = (by[k] * below + u * z * lower[k] - also) *
			           denominators * denominators;
			upper[k] = also - (by[k] - above * upper[k]) / numerators;
		}
		numerators = t - above;
		for (size_t k = 0; k < CLV_BYS; k++)
			slopes[k] -= upper[k] / numerators + lower[k] / denominators;
		change = numerators * denominators;
		f *= change;
		if (fabs(change - 1) < 2e-16)
			break;
	}
	return head / f;
}

/* Sums of an integrand, and of it times its slopes. */
struct sums {
	double all, by[CLV_BYS];
};

/* ln of v^(c - 1) (rest + z v)^-a, v = e^-u, and of its second factor's base: in either
 * way a sum without cancellation. */
static double
log_at(double a, double c, double rest, double u, double *base)
{
	if (u < -log(rest)) {
		double more = log1p(rest * expm1(u));
		*base = more - u;
		return -(c - 1 - a) * u - a * more;
	}
	*base = log(rest + (1 - rest) * exp(-u));
	return -(c - 1) * u - a * *base;
}

/* Adds the integrand at u, as a share of e^top: false where it is next to nothing. */
static bool
add_at(double a, double c, double rest, double top, double u, double weight,
    struct sums *sums)
{
	double base, log = log_at(a, c, rest, u, &base) - top, share = weight * exp(log);
	sums->all += share;
	sums->by[CLV_BY_A] -= share * base;
	sums->by[CLV_BY_C] -= share * u;
	sums->by[CLV_BY_Z] += share * a * -expm1(-u) / exp(base);
	return log > -50;
}

/* By the trapezoidal rule for u = scale e^(π/2 sinh t), whose error falls exponentially
 * (Takahasi & Mori 1974, Publ. RIMS 9:721-741). */
static struct sums
sum_up(double a, double c, double rest, double top, double scale, double step)
{
	struct sums sums = {0};
	for (int way = -1; way <= 1; way += 2) {
		bool goes_on = true;
		for (int i = way > 0; goes_on; i++) {
			double t = way * i * step, u = scale * exp(M_PI_2 * sinh(t));
			bool counts = add_at(a, c, rest, top, u, u * cosh(t), &sums);
			goes_on = way > 0 ? counts || u < scale : u > 1e-18 * scale;
		}
	}
	for (size_t k = 0; k < CLV_BYS; k++)
		sums.by[k] /= sums.all;
	sums.all *= M_PI_2 * step;
	return sums;
}

double
clv_hypergeometric_integral(double a, double c, double rest, double slopes[CLV_BYS])
{
	/* The integrand is greatest at 0, or where its logarithm is level. */
	double k = c - 1 - a, slope = k + a * rest, top = 0, scale, base, before = 0;
	if (slope >= 0) {
		scale = fmin(1 / slope, 1 - log(rest));
	} else {
		scale = log(-k * (1 - rest) / (rest * (c - 1)));
		top = log_at(a, c, rest, scale, &base);
	}
	for (double step = 1. / 8;; step /= 2) {
		struct sums sums = sum_up(a, c, rest, top, scale, step);
		if (fabs(sums.all - before) <= 1e-14 * sums.all || step < 1e-3) {
			memcpy(slopes, sums.by, sizeof sums.by);
			slopes[CLV_BY_C] += 1 / (c - 1);
			return (c - 1) * sums.all * exp(top);
		}
		before = sums.all;
	}
}

double
clv_hypergeometric(double a, double c, double rest, double slopes[CLV_BYS])
{
	static const double few = 1e-6; /* some thousand steps */
	return rest < few ? clv_hypergeometric_integral(a, c, rest, slopes)
	                  : clv_hypergeometric_fraction(a, c, rest, slopes);
}

double
clv_decay(double k, double l)
{
	return k == 0 ? l : -expm1(-k * l) / k;
}
