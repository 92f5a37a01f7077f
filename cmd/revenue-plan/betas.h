/*
 * How likely a product of independent shares that follow beta distributions is at least
 * as large as another. Pure.
 */
#ifndef REVPLAN_BETAS_H
#define REVPLAN_BETAS_H

#include <stddef.h>

/* Beta(a, b), a and b >= 1/2. */
struct revplan_beta {
	double a, b;
};

/*
 * P(U <= R_1 R_2 ... R_n) with U from `least`, to about 1e-11. For Y = ln U - Σ ln R_i
 * the moments
 *
 *     M(s) = E e^(sY) = m(least, s) Π m(rate_i, -s),
 *     m(beta, s) = Γ(a + s) Γ(a + b) / (Γ(a) Γ(a + b + s))
 *
 * are known for complex s, so P(Y > 0) = 1/(2πi) ∫ M(s) / s ds over a line s = c + it, c
 * > 0, and P(Y <= 0) the same with -s and c < 0 (Rice 1980, SIAM J. Sci. Stat. Comput.
 * 1:438-448; Lugannani & Rice 1980, Adv. Appl. Prob. 12:475-490). The smaller of the two
 * is taken, and the c at which the integrand is smallest: there it doesn't oscillate. It
 * is summed by the trapezoidal rule for t = τ sinh x.
 */
double revplan_betas_reach(
    const struct revplan_beta *rates, size_t count, struct revplan_beta least);

#endif
