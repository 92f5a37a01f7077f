/*
 * A sparse system of linear equations as they come from Markov chains:
 *
 *     x[t] = b[t] + Σ share[t][s] x[s]     for each active t, and x[t] = 0 for the others
 *
 * with shares that are positive, no x[t] in its own row, and a way out of every active
 * row: b[t], out[t], which leads nowhere, and the shares of active columns sum to 1 (an
 * M-matrix: Berman & Plemmons 1994, chapter 6). Or all of these are 0, if no other row
 * has a share of t: then x[t] is 0. Pure.
 */
#ifndef ATTR_SOLVE_H
#define ATTR_SOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Row t's entries are numbers row[t] to row[t + 1], in the order of their columns; those
 * before middle[t] have columns below t. */
struct attr_system {
	size_t n;
	size_t *row, *middle;
	uint32_t *column;
	double *share;
	double *out; /* by row */
};

struct attr_solver;

/* The system must outlive the solver. */
struct attr_solver *attr_solver_new(const struct attr_system *system);
void attr_solver_free(struct attr_solver *solver);

/*
 * Solves it until the sum of weight[t] × |what is left of row t| is `enough` at most, and
 * then a little further. Restarted GMRES (Saad & Schultz 1986, SIAM J. Sci. Stat. Comput.
 * 7:856-869) with a Gauss-Seidel sweep as preconditioner; where that stalls, by
 * eliminate.h if the rows are few, else by plain sweeps, which always get nearer. All
 * sums are in a fixed order: the same input gives the same bits. Returns what is left, by
 * the same measure; 0 where it was solved by elimination.
 */
double attr_solver_solve(struct attr_solver *solver, const bool *active, const double *b,
    const double *weight, double enough, double *x);

#endif
