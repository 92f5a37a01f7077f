/*
 * The least of a smooth function of a few variables. Pure and deterministic.
 */
#ifndef CLV_FIT_H
#define CLV_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLV_FIT_MOST = 4 };

/* The value at x, and the gradient there. */
typedef double clv_function(const void *data, const double *x, double *gradient);

struct clv_fit {
	double x[CLV_FIT_MOST];
	double value;
	double error[CLV_FIT_MOST]; /* √ of the diagonal of the Hessian's inverse; NAN
	                               where that isn't positive definite */
	bool
	    converged; /* a minimum inside the bounds, which Newton's step doesn't move */
};

/*
 * From x[0..n) on, with -bound < x < bound: BFGS (Nocedal & Wright 2006, Numerical
 * Optimization, 6.1), then Newton's steps with the Hessian by central differences of
 * gradients (8.1). Where those don't end in a minimum both are begun anew from there,
 * until nothing is gained.
 */
void clv_fit(clv_function *function, const void *data, size_t n, const double *start,
    double bound, struct clv_fit *fit);

#endif
