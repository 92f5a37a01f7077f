/*
 * The volume of sales at which a plan pays as much as a salary. Pure, but for memory.
 */
#ifndef PARITY_H
#define PARITY_H

#include <stdbool.h>
#include <stddef.h>

#include "ladder.h"

struct parity {
	struct ladder *ladders;
	size_t count;
	bool has_cap, has_gate;
	struct money cap, gate; /* the latter a volume */
	int decimals;
};

/*
 * The least volume, in minor units, from which on, until the next tier or forever, the
 * pay is `wanted` or more. Computed by bisection between the places where tiers begin,
 * as the pay only grows in between. False if there is none.
 */
bool parity_find(const struct parity *parity, struct money wanted, struct money *volume);

/* What is paid for the volume, as one deal. False on overflow. */
bool parity_pay(const struct parity *parity, struct money volume, struct money *pay);

#endif
