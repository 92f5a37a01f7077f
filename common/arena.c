#include "arena.h"

#include <stdlib.h>

#include "mem.h"

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *older;
	size_t size;
	char bytes[];
};

void
arena_release(struct arena *arena)
{
	for (struct arena_block *block = arena->newest, *older; block; block = older) {
		older = block->older;
		free(block);
	}
	*arena = ARENA_EMPTY;
}

char *
arena_take(struct arena *arena, size_t n)
{
	if (!arena->newest || n > arena->room) {
		size_t size = n > BLOCK ? n : BLOCK;
		struct arena_block *block = mem_resize(NULL, sizeof *block + size, 1);
		block->older = arena->newest;
		block->size = size;
		arena->newest = block;
		arena->room = size;
	}
	char *p = arena->newest->bytes + (arena->newest->size - arena->room);
	arena->room -= n;
	return p;
}

struct slice
arena_copy(struct arena *arena, struct slice text)
{
	char *p = arena_take(arena, text.n);
	if (text.n)
		memcpy(p, text.p, text.n);
	return (struct slice){p, text.n};
}
