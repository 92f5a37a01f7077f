#include "solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "eliminate.h"

enum {
	BASIS = 24,         /* vectors until GMRES starts anew */
	SWEEPS = 40,        /* where it stalls */
	LAST_SWEEPS = 3,    /* to polish every x by itself, not only their sum */
	MOST_CYCLES = 4000, /* some hundred thousand sweeps */
	FEW_CYCLES = 40,    /* the most before elimination */
	FEW_ROWS = 2048,    /* that elimination takes on: a matrix of 34 MB */
};

struct attr_solver {
	const struct attr_system *system;
	const bool *active; /* during attr_solver_solve() */
	const double *b;
	double *basis[BASIS + 1];
	double *left, *scratch;
	double h[BASIS + 1][BASIS]; /* Hessenberg, then triangular */
	double cosine[BASIS], sine[BASIS], g[BASIS + 1];
};

struct attr_solver *
attr_solver_new(const struct attr_system *system)
{
	struct attr_solver *solver = mem_new(1, sizeof *solver);
	solver->system = system;
	for (size_t i = 0; i <= BASIS; i++)
		solver->basis[i] = mem_new(system->n, sizeof(double));
	solver->left = mem_new(system->n, sizeof(double));
	solver->scratch = mem_new(system->n, sizeof(double));
	return solver;
}

void
attr_solver_free(struct attr_solver *solver)
{
	if (!solver)
		return;
	for (size_t i = 0; i <= BASIS; i++)
		free(solver->basis[i]);
	free(solver->left);
	free(solver->scratch);
	free(solver);
}

static inline double
gather(const struct attr_system *system, size_t from, size_t to, const double *x)
{
	double sum = 0;
	for (size_t k = from; k < to; k++)
		sum += system->share[k] * x[system->column[k]];
	return sum;
}

static double
dot(size_t n, const double *a, const double *b)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void
sweep(const struct attr_solver *solver, double *x)
{
	const struct attr_system *system = solver->system;
	for (size_t t = 0; t < system->n; t++)
		if (solver->active[t])
			x[t] = solver->b[t] +
			       gather(system, system->row[t], system->row[t + 1], x);
}

/* left = b - (x - Px); returns its weighted sum. */
static double
measure(struct attr_solver *solver, const double *x, const double *weight)
{
	const struct attr_system *system = solver->system;
	double sum = 0;
	for (size_t t = 0; t < system->n; t++) {
		solver->left[t] = 0;
		if (!solver->active[t])
			continue;
		double all = gather(system, system->row[t], system->row[t + 1], x);
		solver->left[t] = (solver->b[t] - x[t]) + all;
		sum += weight[t] * fabs(solver->left[t]);
	}
	return sum;
}

/* The sweep as a matrix: to = (1 - lower)^-1 from. */
static void
precondition(const struct attr_solver *solver, const double *from, double *to)
{
	const struct attr_system *system = solver->system;
	for (size_t t = 0; t < system->n; t++)
		to[t] = solver->active[t] ? from[t] + gather(system, system->row[t],
		                                          system->middle[t], to)
		                          : 0;
}

/* to = (1 - P)(1 - lower)^-1 from = from - upper (1 - lower)^-1 from */
static void
apply(struct attr_solver *solver, const double *from, double *to)
{
	const struct attr_system *system = solver->system;
	precondition(solver, from, solver->scratch);
	for (size_t t = 0; t < system->n; t++)
		to[t] = solver->active[t]
		            ? from[t] - gather(system, system->middle[t],
		                            system->row[t + 1], solver->scratch)
		            : 0;
}

/* Makes column j of h triangular by Givens rotations, and turns g with it. */
static void
rotate(struct attr_solver *solver, size_t j)
{
	double(*h)[BASIS] = solver->h;
	for (size_t i = 0; i < j; i++) {
		double a = h[i][j], b = h[i + 1][j];
		h[i][j] = solver->cosine[i] * a + solver->sine[i] * b;
		h[i + 1][j] = solver->cosine[i] * b - solver->sine[i] * a;
	}
	double length = hypot(h[j][j], h[j + 1][j]);
	solver->cosine[j] = length > 0 ? h[j][j] / length : 1;
	solver->sine[j] = length > 0 ? h[j + 1][j] / length : 0;
	h[j][j] = length;
	solver->g[j + 1] = -solver->sine[j] * solver->g[j];
	solver->g[j] *= solver->cosine[j];
}

/* Puts the next vector into the basis; false if it adds nothing to it. */
static bool
extend(struct attr_solver *solver, size_t j)
{
	size_t n = solver->system->n;
	double *next = solver->basis[j + 1];
	apply(solver, solver->basis[j], next);
	double before = sqrt(dot(n, next, next));
	for (size_t i = 0; i <= j; i++) {
		double h = dot(n, next, solver->basis[i]);
		solver->h[i][j] = h;
		for (size_t t = 0; t < n; t++)
			next[t] -= h * solver->basis[i][t];
	}
	double length = sqrt(dot(n, next, next));
	solver->h[j + 1][j] = length;
	rotate(solver, j);
	if (!(length > 1e-14 * before))
		return false;
	for (size_t t = 0; t < n; t++)
		next[t] /= length;
	return true;
}

/* One cycle of GMRES from what is left: x gets better by it. It ends where the length of
 * what is left is `enough`. */
static void
cycle(struct attr_solver *solver, double *x, double enough)
{
	size_t n = solver->system->n, used = 0;
	double *sum = solver->left, y[BASIS] = {0};
	double length = sqrt(dot(n, solver->left, solver->left));
	for (size_t t = 0; t < n; t++)
		solver->basis[0][t] = solver->left[t] / length;
	solver->g[0] = length;
	bool more = true;
	while (more && used < BASIS && fabs(solver->g[used]) > enough)
		more = extend(solver, used++);
	for (size_t i = used; i-- > 0;) {
		y[i] = solver->g[i];
		for (size_t k = i + 1; k < used; k++)
			y[i] -= solver->h[i][k] * y[k];
		y[i] = solver->h[i][i] > 0 ? y[i] / solver->h[i][i] : 0;
	}
	memset(sum, 0, n * sizeof *sum);
	for (size_t i = 0; i < used; i++)
		for (size_t t = 0; t < n; t++)
			sum[t] += y[i] * solver->basis[i][t];
	precondition(solver, sum, solver->scratch);
	for (size_t t = 0; t < n; t++)
		x[t] += solver->scratch[t];
}

/* Until `left`, which measure() returned, is enough; returns what is left then. */
static double
iterate(struct attr_solver *solver, const double *weight, double enough, size_t most,
    double left, double *x)
{
	/* The weighted sum is below the product of the lengths (Cauchy and Schwarz). */
	double length = enough / sqrt(dot(solver->system->n, weight, weight));
	for (size_t i = 0; i < most && left > enough; i++) {
		double before = left;
		cycle(solver, x, length);
		left = measure(solver, x, weight);
		if (left <= before / 2)
			continue;
		for (size_t k = 0; k < SWEEPS; k++)
			sweep(solver, x);
		left = measure(solver, x, weight);
	}
	return left;
}

double
attr_solver_solve(struct attr_solver *solver, const bool *active, const double *b,
    const double *weight, double enough, double *x)
{
	bool few = solver->system->n <= FEW_ROWS;
	solver->active = active;
	solver->b = b;
	double left = 0;
	for (size_t t = 0; t < solver->system->n; t++) {
		x[t] = 0;
		solver->left[t] = active[t] ? b[t] : 0;
		left += weight[t] * fabs(solver->left[t]);
	}
	left = iterate(solver, weight, enough, few ? FEW_CYCLES : MOST_CYCLES, left, x);
	if (few && left > enough) {
		attr_eliminate(solver->system, active, b, x);
		return 0;
	}
	for (size_t k = 0; k < LAST_SWEEPS; k++)
		sweep(solver, x);
	return measure(solver, x, weight);
}
