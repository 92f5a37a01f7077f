/*
 * Texts to small numbers: each new key gets the next number, so that the numbers tell
 * the order of first sight and index the caller's own arrays. Made for millions of
 * keys: 12 bytes a key, 8 bytes a slot at most two thirds full, and the key's own bytes,
 * rounded up to eights.
 */
#ifndef STRMAP_H
#define STRMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct strmap;

struct strmap *strmap_new(void);
void strmap_free(struct strmap *map);

/* Forgets all keys; what few keys took is kept for the next ones. */
void strmap_clear(struct strmap *map);

/* The key's number, counted from 0; a new key is copied. At most 1.4 billion keys. */
uint32_t strmap_add(struct strmap *map, struct slice key);

/*
 * The same for many keys, in their order: ids[i] is the number of keys[i]. Faster than
 * one by one where the keys are too many for the processor's caches, by as much as it
 * waits for the memory of several at once; some dozens a call are enough.
 */
void strmap_add_many(
    struct strmap *map, const struct slice *keys, size_t count, uint32_t *ids);

/* Is the key there? *id is its number if so. */
bool strmap_find(const struct strmap *map, struct slice key, uint32_t *id);

/* The key with this number; valid until strmap_free or strmap_clear. */
struct slice strmap_key(const struct strmap *map, uint32_t id);

uint32_t strmap_count(const struct strmap *map);

#endif
