/*
 * Lines at the top of the waterfall: their list totals, costs and floors. Inside of
 * quote.c, cut out for its size.
 */
#ifndef LISTING_H
#define LISTING_H

#include "quote.h"

/* Begins the quote's line i. False: see quote->fault. */
bool listing_begin(struct quote *quote, size_t i);

#endif
