/*
 * Who a deal is credited to: `Ana`, or `Ana:60|Bo:40`. Apart from memory, pure.
 */
#ifndef SHARES_H
#define SHARES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/money.h"
#include "../../common/slice.h"

struct shares_part {
	struct slice rep;   /* of the cell */
	struct money share; /* 1 is all of it */
};

struct shares {
	struct shares_part *parts; /* to be freed */
	size_t count, capacity;
};

/* Reads the cell. Returns NULL, or what is wrong with it, to stand behind its text. */
const char *shares_parse(struct slice cell, bool overlay, struct shares *shares);

/* A share alone: `60`, `60%`. */
const char *shares_number(struct slice text, struct money *share);

/*
 * Spreads the amount by the shares, so that the parts add up to it: in minor units of so
 * many decimals, or if the amount isn't whole in these, of 18. With an overlay each part
 * is by itself, rounded. False on overflow, or if the shares are nothing.
 */
bool shares_spread(struct money amount, const struct money *shares, size_t count,
    bool overlay, int decimals, struct money *parts);

#endif
