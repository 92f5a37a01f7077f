/*
 * The lowest point of a function of a few variables without derivatives: the simplex
 * method of Nelder & Mead (1965, Computer Journal 7:308-313), with its coefficients 1, 2,
 * 1/2 and 1/2. Deterministic. Pure.
 */
#ifndef FC_SIMPLEX_H
#define FC_SIMPLEX_H

#include <stddef.h>

enum { FC_SIMPLEX_MOST = 32 }; /* variables */

/* What is to be minimised; INFINITY, not NAN, where it isn't defined. */
typedef double fc_simplex_function(const double *x, void *context);

/*
 * Moves x[0..n) from where it stands to a minimum nearby and returns the value there. The
 * first simplex is x and, for each variable, x with steps[i] added. It ends after `most`
 * evaluations or so, or when the values of the simplex differ by less than a share
 * `tolerance` of their size. 1 <= n <= FC_SIMPLEX_MOST.
 */
double fc_simplex(fc_simplex_function *function, void *context, double *x,
    const double *steps, size_t n, size_t most, double tolerance);

#endif
