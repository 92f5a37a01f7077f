#include "special.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { FEW = 16, STEPS = 20000000 };

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
clv_hypergeometric(double a, double c, double z, double slopes[CLV_BYS])
{
	double head = c - 1, f = head, numerators = f, denominators = 0;
	double upper[CLV_BYS] = {[CLV_BY_C] = 1}, lower[CLV_BYS] = {0};
	memset(slopes, 0, CLV_BYS * sizeof *slopes);
	for (long i = 1; i < STEPS; i++) {
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
		double change = numerators * denominators;
		f *= change;
		if (fabs(change - 1) < 2e-16)
			break;
	}
	return head / f;
}

double
clv_decay(double k, double l)
{
	return k == 0 ? l : -expm1(-k * l) / k;
}
