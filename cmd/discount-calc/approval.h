/*
 * The level of approval that a quote needs. Inside of quote.c, cut out for its size.
 */
#ifndef APPROVAL_H
#define APPROVAL_H

#include "quote.h"

/* Gives all lines of the quote, whose nets are known, the highest level that any rule
 * asks for. False: see quote->fault. */
bool approval_find(struct quote *quote);

#endif
