#include "logit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

enum {
	MOST_STEPS = 60,
	MOST_HALVINGS = 40,
	MOST_CG = 1000,
	STALE_CG = 12, /* so many iterations mean that the factor is out of date */
};

struct logit {
	const struct logit_problem *problem;
	double *eta, *trial_eta, *curvature; /* by row: w p (1 - p) */
	double *residual;                    /* by row: w (y - p) */
	double *gradient, *step, *trial;     /* by parameter, one more for `none` */
	double *cg_r, *cg_z, *cg_p, *cg_hp;
	double *factor;   /* factored², lower triangle, row by row */
	double *diagonal; /* by parameter */
	bool has_factor;
};

double
logit_probability(double eta)
{
	return 1 / (1 + exp(-eta));
}

double
logit_loss(double eta, bool outcome)
{
	double margin = outcome ? eta : -eta;
	return margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin;
}

struct logit *
logit_new(const struct logit_problem *problem)
{
	struct logit *solver = mem_new(1, sizeof *solver);
	size_t rows = problem->rows, params = problem->params + 1;
	double **by_row[] = {
	    &solver->eta, &solver->trial_eta, &solver->curvature, &solver->residual};
	double **by_param[] = {&solver->gradient, &solver->step, &solver->trial,
	    &solver->cg_r, &solver->cg_z, &solver->cg_p, &solver->cg_hp,
	    &solver->diagonal};
	for (size_t i = 0; i < sizeof by_row / sizeof *by_row; i++)
		*by_row[i] = mem_new(rows, sizeof(double));
	for (size_t i = 0; i < sizeof by_param / sizeof *by_param; i++)
		*by_param[i] = mem_new(params, sizeof(double));
	solver->factor = mem_new(problem->factored * problem->factored, sizeof(double));
	solver->problem = problem;
	return solver;
}

void
logit_free(struct logit *solver)
{
	double *all[] = {solver->eta, solver->trial_eta, solver->curvature,
	    solver->residual, solver->gradient, solver->step, solver->trial, solver->cg_r,
	    solver->cg_z, solver->cg_p, solver->cg_hp, solver->diagonal, solver->factor};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free(all[i]);
	free(solver);
}

/* X and its transpose */

/* One row of X times v; v[params] is 0. */
static inline double
row_times(const struct logit_problem *p, size_t row, const double *v)
{
	const double *x = p->x + row * p->linear;
	const uint32_t *index = p->index + row * p->slots;
	double sum = v[0];
	for (size_t k = 0; k < p->linear; k++)
		sum += x[k] * v[1 + k];
	for (size_t k = 0; k < p->slots; k++)
		sum += v[index[k]];
	return sum;
}

/* v += a × one row of X; v[params] takes what belongs nowhere. */
static inline void
add_row(const struct logit_problem *p, size_t row, double a, double *v)
{
	const double *x = p->x + row * p->linear;
	const uint32_t *index = p->index + row * p->slots;
	v[0] += a;
	for (size_t k = 0; k < p->linear; k++)
		v[1 + k] += a * x[k];
	for (size_t k = 0; k < p->slots; k++)
		v[index[k]] += a;
}

/* v has params + 1 elements, the last of them 0. */
static void
predict(const struct logit_problem *p, const double *v, double *eta)
{
	for (size_t i = 0; i < p->rows; i++)
		eta[i] = row_times(p, i, v);
}

void
logit_predict(const struct logit_problem *p, const double *beta, double *eta)
{
	double *v = mem_new(p->params + 1, sizeof *v);
	memcpy(v, beta, p->params * sizeof *v);
	predict(p, v, eta);
	free(v);
}

/* hv = (X'WX + penalty) v */
static void
hessian_times(struct logit *solver, const double *penalty, double *v, double *hv)
{
	const struct logit_problem *p = solver->problem;
	v[p->params] = 0;
	memset(hv, 0, (p->params + 1) * sizeof *hv);
	for (size_t i = 0; i < p->rows; i++)
		add_row(p, i, solver->curvature[i] * row_times(p, i, v), hv);
	for (size_t k = 0; k < p->params; k++)
		hv[k] += penalty[k] * v[k];
}

/* The preconditioner */

/* Adds one row's part to the lower triangle; the parameters of a row ascend. */
static void
add_outer(const struct logit_problem *p, size_t row, double w, double *a)
{
	const double *x = p->x + row * p->linear;
	const uint32_t *index = p->index + row * p->slots;
	size_t n = p->factored;
	a[0] += w;
	for (size_t k = 0; k < p->linear; k++) {
		double wx = w * x[k];
		double *line = a + (1 + k) * n;
		line[0] += wx;
		for (size_t j = 0; j <= k; j++)
			line[1 + j] += wx * x[j];
	}
	for (size_t k = 0; k < p->factored_slots; k++) {
		if (index[k] >= n)
			continue;
		double *line = a + index[k] * n;
		line[0] += w;
		for (size_t j = 0; j < p->linear; j++)
			line[1 + j] += w * x[j];
		for (size_t j = 0; j <= k; j++)
			if (index[j] < n)
				line[index[j]] += w;
	}
}

static double
dot(const double *a, const double *b, size_t n)
{
	double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
	size_t i = 0;
	for (; i + 4 <= n; i += 4) {
		s0 += a[i] * b[i];
		s1 += a[i + 1] * b[i + 1];
		s2 += a[i + 2] * b[i + 2];
		s3 += a[i + 3] * b[i + 3];
	}
	for (; i < n; i++)
		s0 += a[i] * b[i];
	return (s0 + s1) + (s2 + s3);
}

/*
 * In place: the lower triangle becomes L with LL' = A. A pivot that is lost in rounding
 * is that of a parameter which those before it determine: it is made infinite, which
 * keeps the parameter where it is.
 */
static void
cholesky(double *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double *line = a + i * n;
		for (size_t j = 0; j < i; j++) {
			double pivot = a[j * n + j];
			line[j] = isinf(pivot)
			              ? 0
			              : (line[j] - dot(line, a + j * n, j)) / pivot;
		}
		double rest = line[i] - dot(line, line, i);
		line[i] = rest > 1e-10 * line[i] ? sqrt(rest) : INFINITY;
	}
}

static void
make_preconditioner(struct logit *solver, const double *penalty)
{
	const struct logit_problem *p = solver->problem;
	size_t n = p->factored;
	memset(solver->factor, 0, n * n * sizeof(double));
	memset(solver->diagonal, 0, (p->params + 1) * sizeof(double));
	for (size_t i = 0; i < p->rows; i++) {
		double w = solver->curvature[i];
		if (n)
			add_outer(p, i, w, solver->factor);
		const uint32_t *index = p->index + i * p->slots;
		for (size_t k = p->factored_slots; k < p->slots; k++)
			solver->diagonal[index[k]] += w;
	}
	for (size_t k = 0; k < n; k++)
		solver->factor[k * n + k] += penalty[k];
	for (size_t k = n; k < p->params; k++)
		solver->diagonal[k] += penalty[k];
	cholesky(solver->factor, n);
	solver->has_factor = true;
}

static void
precondition(const struct logit *solver, const double *r, double *z)
{
	const struct logit_problem *p = solver->problem;
	size_t n = p->factored;
	const double *l = solver->factor;
	for (size_t i = 0; i < n; i++)
		z[i] = (r[i] - dot(l + i * n, z, i)) / l[i * n + i];
	for (size_t i = n; i-- > 0;) {
		z[i] /= l[i * n + i];
		for (size_t j = 0; j < i; j++)
			z[j] -= l[i * n + j] * z[i];
	}
	for (size_t k = n; k < p->params; k++)
		z[k] = solver->diagonal[k] > 0 ? r[k] / solver->diagonal[k] : 0;
}

/* Newton */

/* Solves (X'WX + penalty) step = gradient until what is left is a share of what was;
 * returns the number of iterations. */
static size_t
solve(struct logit *solver, const double *penalty, double share)
{
	size_t n = solver->problem->params, iterations = 0;
	double *r = solver->cg_r, *z = solver->cg_z, *p = solver->cg_p;
	memset(solver->step, 0, (n + 1) * sizeof(double));
	memcpy(r, solver->gradient, n * sizeof(double));
	precondition(solver, r, z);
	memcpy(p, z, n * sizeof(double));
	double rz = dot(r, z, n), enough = rz * share * share;
	while (rz > enough && rz > 0 && iterations++ < MOST_CG) {
		hessian_times(solver, penalty, p, solver->cg_hp);
		double a = rz / dot(p, solver->cg_hp, n);
		for (size_t k = 0; k < n; k++) {
			solver->step[k] += a * p[k];
			r[k] -= a * solver->cg_hp[k];
		}
		precondition(solver, r, z);
		double next = dot(r, z, n), b = next / rz;
		for (size_t k = 0; k < n; k++)
			p[k] = z[k] + b * p[k];
		rz = next;
	}
	return iterations;
}

/* The penalised loss, which Newton brings down, at log-odds eta. */
static double
objective(const struct logit_problem *p, const double *penalty, const double *beta,
    const double *eta)
{
	double sum = 0;
	for (size_t i = 0; i < p->rows; i++) {
		double loss = logit_loss(eta[i], p->outcome[i]);
		sum += p->weight ? p->weight[i] * loss : loss;
	}
	for (size_t k = 0; k < p->params; k++)
		sum += penalty[k] * beta[k] * beta[k] / 2;
	return sum;
}

/* Residuals, curvatures and the gradient, from the log-odds in solver->eta. */
static void
differentiate(struct logit *solver, const double *penalty, const double *beta)
{
	const struct logit_problem *p = solver->problem;
	memset(solver->gradient, 0, (p->params + 1) * sizeof(double));
	for (size_t i = 0; i < p->rows; i++) {
		double w = p->weight ? p->weight[i] : 1;
		double probability = logit_probability(solver->eta[i]);
		solver->residual[i] = w * (p->outcome[i] - probability);
		solver->curvature[i] = w * probability * (1 - probability);
		add_row(p, i, solver->residual[i], solver->gradient);
	}
	for (size_t k = 0; k < p->params; k++)
		solver->gradient[k] -= penalty[k] * beta[k];
}

void
logit_gradient(
    struct logit *solver, const double *penalty, const double *beta, double *gradient)
{
	logit_predict(solver->problem, beta, solver->eta);
	differentiate(solver, penalty, beta);
	memcpy(gradient, solver->gradient, solver->problem->params * sizeof *gradient);
}

/* Goes along the step, half as far each time that doesn't bring the loss down. False if
 * nothing does. */
static bool
advance(struct logit *solver, const double *penalty, double *beta, double *loss)
{
	const struct logit_problem *p = solver->problem;
	double length = 1;
	for (int i = 0; i < MOST_HALVINGS; i++, length /= 2) {
		for (size_t k = 0; k < p->params; k++)
			solver->trial[k] = beta[k] + length * solver->step[k];
		predict(p, solver->trial, solver->trial_eta);
		double reached = objective(p, penalty, solver->trial, solver->trial_eta);
		/* What rounding adds isn't a rise. */
		if (reached <= *loss + 1e-13 * fabs(*loss)) {
			memcpy(beta, solver->trial, p->params * sizeof *beta);
			double *eta = solver->eta;
			solver->eta = solver->trial_eta;
			solver->trial_eta = eta;
			*loss = reached;
			return true;
		}
	}
	return false;
}

bool
logit_fit(struct logit *solver, const double *penalty, double tolerance, double *beta)
{
	const struct logit_problem *p = solver->problem;
	double share = tolerance < 1e-6 ? 1e-5 : 0.03;
	logit_predict(p, beta, solver->eta);
	double loss = objective(p, penalty, beta, solver->eta);
	for (int i = 0; i < MOST_STEPS; i++) {
		differentiate(solver, penalty, beta);
		if (!solver->has_factor)
			make_preconditioner(solver, penalty);
		if (solve(solver, penalty, share) > STALE_CG)
			solver->has_factor = false;
		double decrement = dot(solver->gradient, solver->step, p->params) / 2;
		if (!advance(solver, penalty, beta, &loss))
			return decrement <= 1e-10 * (1 + fabs(loss));
		if (decrement <= tolerance)
			return true;
	}
	return false;
}
