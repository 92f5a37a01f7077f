#include "fit.h"

#include <math.h>
#include <string.h>

enum { N = CLV_FIT_MOST, ROUNDS = 200, RESTARTS = 8, POLISHES = 12 };

static const double gradient_step = 1e-4, hessian_step = 1e-3;

struct problem {
	clv_function *function;
	const void *data;
	size_t n;
	double bound;
};

/* Outside the bounds, and where the function has no value, it is infinite. */
static double
value_at(const struct problem *p, const double *x)
{
	for (size_t i = 0; i < p->n; i++)
		if (!(fabs(x[i]) < p->bound))
			return INFINITY;
	double value = p->function(p->data, x);
	return isfinite(value) ? value : INFINITY;
}

static double
shifted(
    const struct problem *p, const double *x, size_t i, double by, size_t k, double also)
{
	double y[N];
	memcpy(y, x, p->n * sizeof *y);
	y[i] += by;
	y[k] += also;
	return p->function(p->data, y);
}

static void
gradient_at(const struct problem *p, const double *x, double *gradient)
{
	const double h = gradient_step;
	for (size_t i = 0; i < p->n; i++)
		gradient[i] =
		    (shifted(p, x, i, h, i, 0) - shifted(p, x, i, -h, i, 0)) / (2 * h);
}

static void
hessian_at(const struct problem *p, const double *x, double value, double hessian[N][N])
{
	const double h = hessian_step;
	for (size_t i = 0; i < p->n; i++) {
		hessian[i][i] =
		    (shifted(p, x, i, h, i, 0) - 2 * value + shifted(p, x, i, -h, i, 0)) /
		    (h * h);
		for (size_t k = 0; k < i; k++)
			hessian[i][k] = hessian[k][i] =
			    (shifted(p, x, i, h, k, h) - shifted(p, x, i, h, k, -h) -
			        shifted(p, x, i, -h, k, h) +
			        shifted(p, x, i, -h, k, -h)) /
			    (4 * h * h);
	}
}

static double
dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Cholesky's factor in the lower half; false if the matrix isn't positive definite. */
static bool
factor(double m[N][N], size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k <= i; k++) {
			double rest = m[i][k] - dot(m[i], m[k], k);
			if (i == k && !(rest > 0))
				return false;
			m[i][k] = i == k ? sqrt(rest) : rest / m[k][k];
		}
	return true;
}

static void
solve(double m[N][N], size_t n, double *b)
{
	for (size_t i = 0; i < n; i++)
		b[i] = (b[i] - dot(m[i], b, i)) / m[i][i];
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			b[i] -= m[k][i] * b[k];
		b[i] /= m[i][i];
	}
}

/* Goes along the step, halved until the value falls enough; false where it never does.
 */
static bool
descend(
    const struct problem *p, double *x, double *value, const double *step, double slope)
{
	double y[N];
	for (double length = 1; length > 1e-12; length /= 2) {
		for (size_t i = 0; i < p->n; i++)
			y[i] = x[i] + length * step[i];
		double here = value_at(p, y);
		if (here < *value && here <= *value + 1e-4 * length * slope) {
			memcpy(x, y, p->n * sizeof *x);
			*value = here;
			return true;
		}
	}
	return false;
}

static void
update(double inverse[N][N], size_t n, const double *s, const double *y)
{
	double sy = dot(s, y, n), hy[N];
	if (!(sy > 1e-12 * sqrt(dot(s, s, n) * dot(y, y, n))))
		return;
	for (size_t i = 0; i < n; i++)
		hy[i] = dot(inverse[i], y, n);
	double scale = (1 + dot(y, hy, n) / sy) / sy;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			inverse[i][k] +=
			    scale * s[i] * s[k] - (hy[i] * s[k] + s[i] * hy[k]) / sy;
}

/* The way down by the inverse of the Hessian as it is known, at most 2 long: parameters
 * are logarithms. Returns its slope. */
static double
direction(
    const struct problem *p, double inverse[N][N], const double *gradient, double *step)
{
	for (size_t i = 0; i < p->n; i++)
		step[i] = -dot(inverse[i], gradient, p->n);
	double length = sqrt(dot(step, step, p->n));
	for (size_t i = 0; length > 2 && i < p->n; i++)
		step[i] *= 2 / length;
	return dot(step, gradient, p->n);
}

static void
bfgs(const struct problem *p, double *x, double *value)
{
	double inverse[N][N] = {{0}}, gradient[N], step[N], before[N], change[N];
	gradient_at(p, x, gradient);
	double length = sqrt(dot(gradient, gradient, p->n));
	for (size_t i = 0; i < p->n; i++)
		inverse[i][i] = length > 0 ? .5 / length : 1;
	for (int round = 0; round < ROUNDS; round++) {
		double was = *value, slope = direction(p, inverse, gradient, step);
		memcpy(before, x, sizeof before);
		if (!(slope < 0) || !descend(p, x, value, step, slope))
			return;
		for (size_t i = 0; i < p->n; i++) {
			step[i] = x[i] - before[i];
			change[i] = -gradient[i];
		}
		gradient_at(p, x, gradient);
		for (size_t i = 0; i < p->n; i++)
			change[i] += gradient[i];
		update(inverse, p->n, step, change);
		if (was - *value <= 1e-13 * fabs(*value))
			return;
	}
}

/* Newton's steps: near the minimum the differences of values are rounding, but those of
 * gradients aren't. */
static void
polish(const struct problem *p, struct clv_fit *fit)
{
	for (int round = 0; round < POLISHES && !fit->converged; round++) {
		double hessian[N][N], step[N], y[N] = {0};
		hessian_at(p, fit->x, fit->value, hessian);
		if (!factor(hessian, p->n))
			return;
		gradient_at(p, fit->x, step);
		solve(hessian, p->n, step);
		for (size_t i = 0; i < p->n; i++)
			y[i] = fit->x[i] - step[i];
		double value = value_at(p, y);
		if (!(value <= fit->value + 1e-11 * fabs(fit->value)))
			return;
		memcpy(fit->x, y, sizeof y);
		fit->value = value;
		fit->converged = sqrt(dot(step, step, p->n)) < 1e-6;
	}
}

static void
find_errors(const struct problem *p, struct clv_fit *fit)
{
	double hessian[N][N];
	hessian_at(p, fit->x, fit->value, hessian);
	bool definite = factor(hessian, p->n);
	for (size_t i = 0; i < p->n; i++) {
		double unit[N] = {0};
		unit[i] = 1;
		if (definite)
			solve(hessian, p->n, unit);
		fit->error[i] = definite ? sqrt(unit[i]) : NAN;
	}
}

void
clv_fit(clv_function *function, const void *data, size_t n, const double *start,
    double bound, struct clv_fit *fit)
{
	struct problem p = {function, data, n, bound};
	*fit = (struct clv_fit){.converged = false};
	memcpy(fit->x, start, n * sizeof *start);
	fit->value = value_at(&p, fit->x);
	for (int restart = 0; restart < RESTARTS; restart++) {
		double was = fit->value;
		bfgs(&p, fit->x, &fit->value);
		if (was - fit->value <= 1e-10 * fabs(fit->value))
			break;
	}
	polish(&p, fit);
	find_errors(&p, fit);
}
