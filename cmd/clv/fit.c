#include "fit.h"

#include <math.h>
#include <string.h>

enum { N = CLV_FIT_MOST, ROUNDS = 200, RESTARTS = 8, POLISHES = 12 };

static const double hessian_step = 1e-3;

struct problem {
	clv_function *function;
	const void *data;
	size_t n;
	double bound;
};

struct point {
	double x[N], value, gradient[N];
};

/* Outside the bounds, and where the function has no value, it is infinite. */
static void
evaluate(const struct problem *p, struct point *at)
{
	at->value = INFINITY;
	for (size_t i = 0; i < p->n; i++)
		if (!(fabs(at->x[i]) < p->bound))
			return;
	double value = p->function(p->data, at->x, at->gradient);
	if (isfinite(value))
		at->value = value;
}

/* The Hessian's row i: differences over h and over 2h, whose errors of h² cancel. */
static void
differ(const struct problem *p, const double *x, size_t i, double *row)
{
	static const double weights[] = {8. / 12, -1. / 12};
	double y[N], high[N], low[N];
	memcpy(y, x, p->n * sizeof *y);
	memset(row, 0, p->n * sizeof *row);
	for (int k = 0; k < 2; k++) {
		double h = hessian_step * (k + 1);
		y[i] = x[i] + h;
		p->function(p->data, y, high);
		y[i] = x[i] - h;
		p->function(p->data, y, low);
		for (size_t m = 0; m < p->n; m++)
			row[m] += weights[k] * (high[m] - low[m]) / hessian_step;
	}
}

static void
hessian_at(const struct problem *p, const double *x, double hessian[N][N])
{
	for (size_t i = 0; i < p->n; i++)
		differ(p, x, i, hessian[i]);
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < i; k++)
			hessian[i][k] = hessian[k][i] =
			    (hessian[i][k] + hessian[k][i]) / 2;
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
descend(const struct problem *p, struct point *at, const double *step, double slope)
{
	for (double length = 1; length > 1e-12; length /= 2) {
		struct point to;
		for (size_t i = 0; i < p->n; i++)
			to.x[i] = at->x[i] + length * step[i];
		evaluate(p, &to);
		if (to.value < at->value &&
		    to.value <= at->value + 1e-4 * length * slope) {
			*at = to;
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
bfgs(const struct problem *p, struct point *at)
{
	double inverse[N][N] = {{0}}, step[N], change[N];
	double length = sqrt(dot(at->gradient, at->gradient, p->n));
	for (size_t i = 0; i < p->n; i++)
		inverse[i][i] = length > 0 ? .5 / length : 1;
	for (int round = 0; round < ROUNDS; round++) {
		const struct point before = *at;
		double slope = direction(p, inverse, at->gradient, step);
		if (!(slope < 0) || !descend(p, at, step, slope))
			return;
		for (size_t i = 0; i < p->n; i++) {
			step[i] = at->x[i] - before.x[i];
			change[i] = at->gradient[i] - before.gradient[i];
		}
		update(inverse, p->n, step, change);
		if (before.value - at->value <= 1e-13 * fabs(at->value))
			return;
	}
}

/* Newton's steps: near the minimum the differences of values are rounding, but those of
 * gradients aren't. Returns whether they end. */
static bool
polish(const struct problem *p, struct point *at)
{
	for (int round = 0; round < POLISHES; round++) {
		double hessian[N][N], step[N];
		struct point to;
		hessian_at(p, at->x, hessian);
		if (!factor(hessian, p->n))
			return false;
		memcpy(step, at->gradient, sizeof step);
		solve(hessian, p->n, step);
		for (size_t i = 0; i < p->n; i++)
			to.x[i] = at->x[i] - step[i];
		evaluate(p, &to);
		if (!(to.value <= at->value + 1e-11 * fabs(at->value)))
			return false;
		*at = to;
		if (sqrt(dot(step, step, p->n)) < 1e-6)
			return true;
	}
	return false;
}

static void
find_errors(const struct problem *p, struct clv_fit *fit)
{
	double hessian[N][N];
	hessian_at(p, fit->x, hessian);
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
	struct point at;
	memcpy(at.x, start, n * sizeof *start);
	evaluate(&p, &at);
	bool converged = false;
	for (int restart = 0; !converged && restart < RESTARTS; restart++) {
		double was = at.value;
		bfgs(&p, &at);
		converged = polish(&p, &at);
		if (was - at.value <= 1e-10 * fabs(at.value))
			break;
	}
	*fit = (struct clv_fit){.converged = converged, .value = at.value};
	memcpy(fit->x, at.x, n * sizeof *at.x);
	find_errors(&p, fit);
}
