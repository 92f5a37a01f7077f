#include "fc_simplex.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* The corners are kept in the order of their values, the lowest first. */
struct simplex {
	fc_simplex_function *function;
	void *context;
	size_t n, evaluations;
	double corners[FC_SIMPLEX_MOST + 1][FC_SIMPLEX_MOST];
	double values[FC_SIMPLEX_MOST + 1];
	double sums[FC_SIMPLEX_MOST]; /* of all corners, by variable */
};

static double
evaluate(struct simplex *s, const double *x)
{
	s->evaluations++;
	return s->function(x, s->context);
}

/* Moves corner i down the order to where its value belongs, behind its equals. */
static void
settle(struct simplex *s, size_t i)
{
	double value = s->values[i], corner[FC_SIMPLEX_MOST];
	memcpy(corner, s->corners[i], s->n * sizeof *corner);
	for (; i > 0 && s->values[i - 1] > value; i--) {
		s->values[i] = s->values[i - 1];
		memcpy(s->corners[i], s->corners[i - 1], s->n * sizeof *corner);
	}
	s->values[i] = value;
	memcpy(s->corners[i], corner, s->n * sizeof *corner);
}

static void
sum_up(struct simplex *s)
{
	for (size_t j = 0; j < s->n; j++) {
		s->sums[j] = 0;
		for (size_t i = 0; i <= s->n; i++)
			s->sums[j] += s->corners[i][j];
	}
}

static void
begin(struct simplex *s, const double *x, const double *steps)
{
	for (size_t i = 0; i <= s->n; i++) {
		memcpy(s->corners[i], x, s->n * sizeof *x);
		if (i > 0)
			s->corners[i][i - 1] += steps[i - 1];
		s->values[i] = evaluate(s, s->corners[i]);
		settle(s, i);
	}
	sum_up(s);
}

/* The point on the line from the worst corner through the middle of the others: `far` is
 * 1 for its mirror image, 0 for the middle, -1 for the corner itself. */
static double
try(struct simplex *s, double far, double *x)
{
	const double *worst = s->corners[s->n];
	for (size_t j = 0; j < s->n; j++) {
		double middle = (s->sums[j] - worst[j]) / (double)s->n;
		x[j] = middle + far * (middle - worst[j]);
	}
	return evaluate(s, x);
}

static void
replace_worst(struct simplex *s, const double *x, double value)
{
	for (size_t j = 0; j < s->n; j++)
		s->sums[j] += x[j] - s->corners[s->n][j];
	memcpy(s->corners[s->n], x, s->n * sizeof *x);
	s->values[s->n] = value;
	settle(s, s->n);
}

/* All corners half the way to the best one. */
static void
shrink(struct simplex *s)
{
	for (size_t i = 1; i <= s->n; i++) {
		for (size_t j = 0; j < s->n; j++)
			s->corners[i][j] = (s->corners[i][j] + s->corners[0][j]) / 2;
		s->values[i] = evaluate(s, s->corners[i]);
	}
	for (size_t i = 1; i <= s->n; i++)
		settle(s, i);
	sum_up(s);
}

static void
move(struct simplex *s)
{
	double mirrored[FC_SIMPLEX_MOST], other[FC_SIMPLEX_MOST];
	double worst = s->values[s->n];
	double value = try(s, 1, mirrored);
	if (value < s->values[0]) {
		double further = try(s, 2, other);
		if (further < value)
			replace_worst(s, other, further);
		else
			replace_worst(s, mirrored, value);
		return;
	}
	if (value < s->values[s->n - 1]) {
		replace_worst(s, mirrored, value);
		return;
	}
	double nearer = try(s, value < worst ? 0.5 : -0.5, other);
	if (nearer < (value < worst ? value : worst))
		replace_worst(s, other, nearer);
	else
		shrink(s);
}

static bool
is_flat(const struct simplex *s, double tolerance)
{
	double spread = s->values[s->n] - s->values[0];
	return !(spread > tolerance * (fabs(s->values[0]) + tolerance));
}

double
fc_simplex(fc_simplex_function *function, void *context, double *x, const double *steps,
    size_t n, size_t most, double tolerance)
{
	struct simplex s = {.function = function, .context = context, .n = n};
	begin(&s, x, steps);
	while (s.evaluations < most && !is_flat(&s, tolerance))
		move(&s);
	memcpy(x, s.corners[0], n * sizeof *x);
	return s.values[0];
}
