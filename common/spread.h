/*
 * Spreads an amount over parts so that not a unit is lost: an order's discount over its
 * lines, a bonus over a team. Apart from memory for its room, pure.
 */
#ifndef SPREAD_H
#define SPREAD_H

#include <stddef.h>

#include "money.h"

/* Memory that calls reuse, so that they needn't allocate. Zeroed to begin with, to be
 * released; what is in it is of no concern. */
struct spread_room {
	struct spread_share *shares;
	size_t capacity;
};

void spread_room_release(struct spread_room *room);

/*
 * Spreads the total over `count` parts in proportion to their weights, in whole units
 * (the caller's: cents, say), by largest remainder (Hamilton's method): each share is
 * rounded down, and what is left over goes, one unit each, to those that lost most, ties
 * to the earlier part. A negative total mirrors the positive one. A part without a weight
 * gets nothing.
 *
 * ceilings: NULL, or the most that each part can take. A part whose share comes to its
 * ceiling gets just that, and the rest is spread over the others in the same way, until
 * all shares are below. A ceiling of 0 or less takes nothing.
 *
 * Returns what couldn't be spread, with the total's sign: the parts add up to the
 * total without it. It is 0 where there are no ceilings and any weight. Weights and
 * ceilings keep their sign for a negative total; negative weights count as 0. Weights
 * that add up to 2^128 or more, which amounts of money can't, spread nothing.
 *
 * parts is another array than the others. A million takes a fraction of a second.
 */
money_units
spread(money_units total, const money_units *weights, const money_units *ceilings,
    size_t count, money_units *parts, struct spread_room *room);

#endif
