/*
 * The Pareto/NBD model (Schmittlein, Morrison & Colombo 1987, Management Science
 * 33:1-24), as in Fader & Hardie 2005, note 009: purchases of a customer who is alive are
 * Poisson with a rate from Gamma(r, α), lifetimes exponential with a rate from
 * Gamma(s, β). Pure.
 */
#ifndef CLV_PARETONBD_H
#define CLV_PARETONBD_H

#include <stddef.h>

#include "history.h"

struct clv_paretonbd {
	double r, alpha, s, beta; /* > 0 */
};

/*
 * ln of the likelihood, without the x! that has no parameter in it, and its derivatives
 * by r, α, s and β. Its 2F1 are brought
 * to 2F1(1, ...) by Euler's transformation (DLMF 15.8.1), their powers taken in
 * logarithms, so that nothing overflows for 10,000 purchases.
 */
double clv_paretonbd_log_likelihood(const struct clv_paretonbd *model,
    const struct clv_history *histories, size_t count, double slopes[4]);

/* The probability to be alive at T. */
double
clv_paretonbd_alive(const struct clv_paretonbd *model, const struct clv_history *history);

/* The purchases in (T, T + t] expected of a customer who is alive at T; nothing is
 * singular at s = 1. */
double
clv_paretonbd_expected(const struct clv_paretonbd *model, double x, double age, double t);

#endif
