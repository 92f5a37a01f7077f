/*
 * The keys of a stream that should each come once: did this one come before? Memory is
 * bounded. Of the latest keys that is known at once: RECENT_KEYS at least, and at most
 * twice as many. Of all keys it is known at the end: 128 bits of each go through a
 * sorter, which takes to a temporary file what is too much for memory.
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdbool.h>

#include "slice.h"

enum { RECENT_KEYS = 1 << 18 };

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *recent);

/* Notes the key; false if it is one of the latest already, and then it isn't noted. */
bool recent_add(struct recent *recent, struct slice key);

/* At the end: did every key that was noted come once? */
bool recent_all_once(struct recent *recent);

#endif
