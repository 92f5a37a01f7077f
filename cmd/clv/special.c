#include "special.h"

#include <math.h>

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
clv_log_add(double a, double b)
{
	double high = fmax(a, b), low = fmin(a, b);
	return isinf(high) ? high : high + log1p(exp(low - high));
}

double
clv_log_subtract(double a, double b)
{
	return b < a ? a + log(-expm1(b - a)) : -INFINITY;
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
 * numerators and that of denominators. */
double
clv_hypergeometric(double a, double c, double z)
{
	double head = c - 1, f = head, numerators = f, denominators = 0;
	for (long i = 1; i < STEPS; i++) {
		double n = (double)(i / 2);
		double u = i % 2 ? (a + n) * (head + n) : n * (head - a + n);
		double t = head + (double)i;
		denominators = 1 / (t - u * z * denominators);
		numerators = t - u * z / numerators;
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
