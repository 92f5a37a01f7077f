/*
 * Rules of scope order: what they take from the whole, and how that is spread over the
 * lines. Inside of quote.c, cut out for its size.
 */
#ifndef ORDER_H
#define ORDER_H

#include "quote.h"

struct quote_order;

struct quote_order *order_new(void);
void order_free(struct quote_order *order);

/* One turn: a rule, or the best of a group. False: see quote->fault. */
bool order_turn(struct quote *quote, const struct schedule_turn *turn);

#endif
