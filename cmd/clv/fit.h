/*
 * The least of a smooth function of a few variables, without its derivatives. Pure and
 * deterministic.
 */
#ifndef CLV_FIT_H
#define CLV_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLV_FIT_MOST = 4 };

typedef double clv_function(const void *data, const double *x);

struct clv_fit {
	double x[CLV_FIT_MOST];
	double value;
	double error[CLV_FIT_MOST]; /* √ of the diagonal of the Hessian's inverse; NAN
	                               where that isn't positive definite */
	bool
	    converged; /* a minimum inside the bounds, which Newton's step doesn't move */
};

/*
 * From x[0..n) on, with -bound < x < bound: BFGS with central differences (Nocedal &
 * Wright 2006, Numerical Optimization, 6.1 and 8.1), started anew from where it ends
 * until nothing is gained, then Newton's steps with the Hessian by differences.
 */
void clv_fit(clv_function *function, const void *data, size_t n, const double *start,
    double bound, struct clv_fit *fit);

#endif
