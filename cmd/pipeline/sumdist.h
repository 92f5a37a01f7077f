/*
 * The distribution of what deals bring in together. Each brings its amount with its
 * chance or nothing; the chances move together (vasicek.h). Computed, not simulated.
 *
 * The amounts stand on a grid. If they all are multiples of one amount that fits into
 * their sum SUMDIST_EXACT times at most, the grid is of that width and everything is
 * exact but for rounding. Else it has SUMDIST_CELLS cells, and each amount is divided
 * between the two cells beside it so that its mean is kept, as in the linear method of
 * rounding of Gerber (1982, ASTIN Bull. 13:177-181; "local moment matching"). Given the
 * common factor the deals are independent and their distributions are convolved: one by
 * one, or where that is less work as the product of their characteristic functions, at
 * the frequencies at which it is more than 1e-10; very many small deals by their first
 * six cumulants there.
 */
#ifndef SUMDIST_H
#define SUMDIST_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/money.h"
#include "fourier.h"

enum { SUMDIST_CELLS = 30000, SUMDIST_EXACT = 60000 };

struct sumdist_deal {
	struct money amount; /* may be negative */
	double chance;
};

struct sumdist_question {
	const struct sumdist_deal *deals;
	size_t count;
	double rho;
	struct money sure; /* what is there already */
	/* Something independent of the deals: one of these amounts, each as likely. */
	const struct money *others;
	size_t others_count;
	size_t cells; /* 0: SUMDIST_CELLS */
};

struct sumdist {
	bool exact;
	struct money least; /* the amount of the first cell */
	struct money unit;  /* the width of a cell, if exact */
	double width;
	size_t cells;
	double *below; /* by cell: the probability of it and those before */
	double mean;
};

/* Memory that is used again; zeroed to begin with, to be released. */
struct sumdist_room {
	struct fourier fourier;
};
void sumdist_room_release(struct sumdist_room *room);

/* To be released. The order of the deals has no say in more than the last digits. */
void sumdist_init(struct sumdist *sumdist, const struct sumdist_question *question,
    struct sumdist_room *room);
void sumdist_release(struct sumdist *sumdist);

/* The least total that has at least the probability p of not being passed; between the
 * cells of a grid that isn't exact it is interpolated, but for cells that stand out. */
double sumdist_quantile(const struct sumdist *sumdist, double p);

/* The probability that the total is `amount` or more. */
double sumdist_at_least(const struct sumdist *sumdist, struct money amount);

#endif
