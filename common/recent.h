/*
 * The keys of a stream that should each come once: did this one come before? Memory is
 * the same however many there are. Of the latest keys that is known at once: RECENT_KEYS
 * at least, and at most twice as many. Of all keys it is known at the end: they go
 * through a sorter, which takes to a temporary file what is too much for memory. 128 bits
 * of hashes stand for a key: of 10^12 keys two are taken for one with a probability below
 * 10^-14.
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
