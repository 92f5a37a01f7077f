/*
 * What the models of clv need beyond <math.h>. Pure.
 */
#ifndef CLV_SPECIAL_H
#define CLV_SPECIAL_H

/* ln Γ(x), x > 0, without the global sign of lgamma(). */
double clv_log_gamma(double x);

/* ln (a)_n = ln Γ(a + n) / Γ(a), a > 0, n a whole number >= 0: without cancellation where
 * n is small. */
double clv_log_rising(double a, double n);

/* Its derivative by a: ψ(a + n) - ψ(a). */
double clv_rising_slope(double a, double n);

/* ψ(x), the derivative of ln Γ(x), x > 0 (DLMF 5.11.2, behind 5.5.2). */
double clv_digamma(double x);

/* ln(e^a + e^b); -inf stands for nothing. */
double clv_log_add(double a, double b);

/* Σ n ln(1 + y), y >= 0, as the logarithm of a product: one is taken where that gets
 * large, instead of one for each. Each term is as near as the sum of 1 and y is. Begins
 * as {0, 1}. */
struct clv_logs {
	double sum, product;
};

void clv_logs_add(struct clv_logs *logs, double n, double y); /* n whole */
double clv_logs_sum(const struct clv_logs *logs);

/*
 * Gauss's hypergeometric function 2F1(1, a; c; z) with 0 < a, 1 < c, a < c + 1 and
 * 0 <= z < 1; rest is 1 - z, as near as it is known. By Gauss's continued fraction (DLMF
 * 15.7.1 with b = 0), all of whose coefficients are positive, but which needs about
 * 1 / √rest steps; where that is many by the integral (DLMF 15.6.1)
 *
 *     (c - 1) ∫ v^(c - 2) (rest + z v)^-a dv, v from 0 to 1
 *
 * Within 1e-12. slopes: the derivatives of its logarithm.
 */
enum { CLV_BY_A, CLV_BY_C, CLV_BY_Z, CLV_BYS };

double clv_hypergeometric(double a, double c, double rest, double slopes[CLV_BYS]);

/* The two ways, each for itself. */
double
clv_hypergeometric_fraction(double a, double c, double rest, double slopes[CLV_BYS]);
double
clv_hypergeometric_integral(double a, double c, double rest, double slopes[CLV_BYS]);

/* (1 - e^(-k l)) / k, which is l where k is 0: a power's integral. */
double clv_decay(double k, double l);

#endif
