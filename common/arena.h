/*
 * Copies of many small texts that live and die together. They never move.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

#include "slice.h"

struct arena {
	struct arena_block *newest;
	size_t room; /* bytes left in the newest block */
};

#define ARENA_EMPTY ((struct arena){NULL, 0})

void arena_release(struct arena *arena);

/* n bytes, not aligned, valid until arena_release. */
char *arena_take(struct arena *arena, size_t n);

/* A copy of the text, valid until arena_release. */
struct slice arena_copy(struct arena *arena, struct slice text);

#endif
