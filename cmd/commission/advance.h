/*
 * What is paid of what was earned: guarantees, draws and what a rep owes. Pure.
 *
 * A guarantee tops the period's earnings up, and nothing is owed for it. A draw is paid
 * if less was earned: a recoverable one is owed, and paid back from what is earned above
 * the draw in later periods; one that isn't recoverable is a guarantee by another name,
 * but is never paid back. What clawbacks take beyond the earnings is owed in any case.
 */
#ifndef ADVANCE_H
#define ADVANCE_H

#include <stdbool.h>

#include "../../common/money.h"

struct advance {
	/* In: */
	struct money earned, guarantee, draw;
	bool forgiven; /* the draw isn't recovered */
	/* Out: */
	struct money top_up;    /* of the guarantee, or of a forgiven draw */
	struct money advanced;  /* what is owed for this period */
	struct money recovered; /* of the balance */
	struct money paid;
};

/* Settles a period; the balance is what is owed, before and after. False on overflow. */
bool advance_settle(struct advance *period, struct money *balance);

#endif
