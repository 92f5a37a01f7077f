/*
 * The BG/NBD model (Fader, Hardie & Lee 2005, Marketing Science 24:275-284): purchases of
 * a customer who is alive are Poisson with a rate from Gamma(r, α); after each the
 * customer is gone with a probability from Beta(a, b). Pure.
 */
#ifndef CLV_BGNBD_H
#define CLV_BGNBD_H

#include <stddef.h>

#include "history.h"

struct clv_bgnbd {
	double r, alpha, a, b; /* > 0 */
};

/* ln of the likelihood (6), without the x! that has no parameter in it, and its
 * derivatives by r, α, a and b. Faster where histories with the same x follow each other,
 * and in these those with the same t. */
double clv_bgnbd_log_likelihood(const struct clv_bgnbd *model,
    const struct clv_history *histories, size_t count, double slopes[4]);

/* The probability to be alive at T (Fader, Hardie & Lee 2008, note 021), 1 where x = 0.
 */
double clv_bgnbd_alive(const struct clv_bgnbd *model, const struct clv_history *history);

/*
 * The purchases in (T, T + t] expected of a customer who is alive at T: (10) of the paper
 * without its denominator. Instead of (a + b + x - 1) / (a - 1) × [1 - ... 2F1(...)],
 * which is 0/0 at a = 1 and has poles where a + b + x = 1 makes c = 0, it is summed as
 *
 *     Σ_j (b + x)_j / (a + b + x)_j  P(K > j),   K ~ NegBin(r + x, t / (α + T + t)):
 *
 * the chance to be alive still after j more purchases, times that of one more. All terms
 * are positive, and nothing is singular. Where that takes too long, for z = t / (α + T +
 * t) near 1, by quadrature over the probability to be gone. Finite for all arguments
 * t >= 0.
 */
double clv_bgnbd_expected(const struct clv_bgnbd *model, double x, double age, double t);

/* The two ways on their own. */
double clv_bgnbd_series(const struct clv_bgnbd *model, double x, double age, double t);
double
clv_bgnbd_quadrature(const struct clv_bgnbd *model, double x, double age, double t);

#endif
