/*
 * --explain: every rule, and what came of it for each line of one quote.
 */
#ifndef EXPLAINED_H
#define EXPLAINED_H

#include "amounts.h"

/* `asked` is QUOTE or QUOTE:LINE, where LINE is the line's cell or its place in the
 * quote, from 1. What isn't there ends the program. */
void explained_write(struct desk *desk, const char *asked, struct csvout *out);

#endif
