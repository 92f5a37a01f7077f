/*
 * Ridge logistic regression on rows that are mostly zeros and ones.
 *
 * Maximises Σ w [y η - ln(1 + e^η)] - ½ Σ penalty β², where the η of a row is the
 * intercept, its numbers times their slopes, and one parameter for each slot. By Newton's
 * method (iteratively reweighted least squares: McCullagh & Nelder 1989, Generalized
 * Linear Models, 2.5) with step halving; each step's normal equations are solved by
 * conjugate gradients, preconditioned with a Cholesky factor for the first parameters and
 * the diagonal for the others (Nocedal & Wright 2006, Numerical Optimization, 7.1). Where
 * the factor covers all parameters that is plain IRLS with Cholesky.
 *
 * Sums are taken in the order of the rows: the same input gives the same bytes.
 */
#ifndef LOGIT_H
#define LOGIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parameters are numbered: 0 the intercept, 1 to `linear` the slopes, then the rest. */
struct logit_problem {
	size_t rows, linear, slots, params;
	const double *x;        /* rows × linear */
	const uint32_t *index;  /* rows × slots: a parameter, or `params` for none */
	const uint8_t *outcome; /* by row: 0 or 1 */
	const double *weight;   /* by row; NULL: all 1 */
	size_t factored;        /* so many first parameters get a Cholesky factor; */
	size_t factored_slots;  /* so many first slots stay below them */
};

/* Two that are near enough for a comparison of models, and as near as doubles allow: half
 * the squared Newton decrement, in nats of the likelihood. */
#define LOGIT_LOOSE 1e-2
#define LOGIT_TIGHT 1e-21

struct logit;

/* The problem must outlive the solver. */
struct logit *logit_new(const struct logit_problem *problem);
void logit_free(struct logit *solver);

/*
 * Fits from where beta stands: params numbers, in and out. penalty is by parameter; where
 * it is 0 a parameter that the others determine stays as it is. False if there was no
 * convergence, as when the outcomes are separated and nothing is penalised.
 */
bool
logit_fit(struct logit *solver, const double *penalty, double tolerance, double *beta);

/* The log-odds of all rows at beta; eta has room for `rows`. */
void logit_predict(const struct logit_problem *problem, const double *beta, double *eta);

/* The gradient of what is maximised, at beta. */
void logit_gradient(
    struct logit *solver, const double *penalty, const double *beta, double *gradient);

/* 1 / (1 + e^-η) and, for an outcome y, the loss -ln p or -ln(1 - p), without overflow.
 */
double logit_probability(double eta);
double logit_loss(double eta, bool outcome);

#endif
