/*
 * The last keys of a sorted stream: did this one come before? Memory is bounded: only
 * the latest RECENT_KEYS keys at least, and at most twice as many, are known.
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdbool.h>

#include "slice.h"

enum { RECENT_KEYS = 1 << 18 };

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *recent);

/* Notes the key; false if it is known already. */
bool recent_add(struct recent *recent, struct slice key);

#endif
