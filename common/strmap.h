/*
 * Texts to small numbers: each new key gets the next number, so that the numbers tell
 * the order of first sight and index the caller's own arrays. Made for millions of
 * keys: 8 bytes a key, 8 bytes a slot at most two thirds full, and the key's own bytes.
 */
#ifndef STRMAP_H
#define STRMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct strmap;

struct strmap *strmap_new(void);
void strmap_free(struct strmap *map);

/* The key's number, counted from 0; a new key is copied. At most 1.4 billion keys. */
uint32_t strmap_add(struct strmap *map, struct slice key);

/* Is the key there? *id is its number if so. */
bool strmap_find(const struct strmap *map, struct slice key, uint32_t *id);

/* The key with this number; valid until strmap_free. */
struct slice strmap_key(const struct strmap *map, uint32_t id);

uint32_t strmap_count(const struct strmap *map);

#endif
