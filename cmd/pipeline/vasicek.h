/*
 * Chances that move together: one common factor. Apart from memory, pure.
 *
 * Each deal is won if a normal number of its own and a common one Z together come to more
 * than its chance p asks for; given Z = z it is won with the chance
 * Φ((Φ⁻¹(p) + √ρ z) / √(1 - ρ)), independently of the others (Vasicek 1987/2002, The
 * distribution of loan portfolio value, Risk 15(12)). The mean over Z is p.
 */
#ifndef VASICEK_H
#define VASICEK_H

#include <stddef.h>

/* The chance given z of a deal whose chance has this normal quantile. */
double vasicek_chance(double quantile, double rho, double z);

/* Orders that are of use, and room for the nodes of the highest one. */
enum {
	VASICEK_ORDER = 64,
	VASICEK_HIGH = 256,
	VASICEK_HIGHEST = 1024,
	VASICEK_NODES = 320
};

/*
 * Gauss-Hermite nodes and weights for the mean over a standard normal Z (Golub & Welsch
 * 1969, Math. Comp. 23:221-230, for what they are; found by Newton's method on the
 * Hermite functions). Those with a weight of less than 1e-12 are left out, and the others
 * add up to 1. Ascending; returns how many there are. With ρ = 0 one, z = 0. Near 0 nodes
 * of order n are π / √n apart.
 */
struct vasicek_node {
	double z, weight;
};
size_t
vasicek_nodes(double rho, size_t order, struct vasicek_node nodes[static VASICEK_NODES]);

/*
 * A past period, to learn ρ from: how many deals were won, and what chances they had.
 * Begin with {0}.
 */
enum { VASICEK_TERMS = 24 };
struct vasicek_past {
	double won, expected,
	    binomial; /* binomial: the variance if they were independent */
	double sum[VASICEK_TERMS], squares[VASICEK_TERMS];
};

/* Adds a number of deals (it may be a fraction) with the chance p. */
void vasicek_past_add(struct vasicek_past *past, double p, double deals);

/*
 * ρ by the method of moments, between 0 and 0.5: with it the squared differences between
 * won and expected, each period's divided by expected², come to what they should be on
 * the mean. The covariance of two deals is the tetrachoric series Σ ρ^n/n h(x) h(y) φ(x)
 * φ(y) with the normalised Hermite polynomials h of degree n - 1 (Pearson 1900, Phil.
 * Trans. R. Soc. A 195:1-47). The rates were learned from the same periods: n periods
 * count as n - 1. Fewer than VASICEK_PERIODS periods in which 2 wins or more were
 * expected tell nothing: NAN.
 */
enum { VASICEK_PERIODS = 4 };
double vasicek_rho(const struct vasicek_past *pasts, size_t count);

/* ρ for a period to come, when the level was learned from `periods` periods that had
 * their own Z: the variance of √ρ Z grows by 1 / periods. */
double vasicek_ahead(double rho, double periods);

#endif
