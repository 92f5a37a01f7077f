#include "rowstore.h"

#include <assert.h>
#include <stdlib.h>

#include "mem.h"

enum { BLOCK = 1024 * 1024 };

struct block {
	struct block *next;
	char bytes[]; /* aligned as the pointer is */
};

/*
 * Rows go to `current`, and then to the block behind it: blocks that a clear has left are
 * there already. A row that no block holds gets one of its own.
 */
struct rowstore {
	struct block *first, *current;
	size_t used; /* bytes of the current block */
	struct block *large;
};

struct rowstore *
rowstore_new(void)
{
	return mem_new(1, sizeof(struct rowstore));
}

static void
free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
}

void
rowstore_free(struct rowstore *store)
{
	if (!store)
		return;
	free_blocks(store->first);
	free_blocks(store->large);
	free(store);
}

static struct block *
new_block(size_t size, struct block *next)
{
	struct block *block = mem_resize(NULL, sizeof *block + size, 1);
	block->next = next;
	return block;
}

/* Makes the next block the current one. */
static void
next_block(struct rowstore *store)
{
	struct block **next = store->current ? &store->current->next : &store->first;
	if (!*next)
		*next = new_block(BLOCK, NULL);
	store->current = *next;
	store->used = 0;
}

/* n bytes, a multiple of 4, aligned likewise. */
static void *
take(struct rowstore *store, size_t n)
{
	if (n > BLOCK) {
		store->large = new_block(n, store->large);
		return store->large->bytes;
	}
	if (!store->current || n > BLOCK - store->used)
		next_block(store);
	char *p = store->current->bytes + store->used;
	store->used += n;
	return p;
}

const struct rowstore_row *
rowstore_add(struct rowstore *store, const struct slice *cells, size_t count)
{
	const size_t align = sizeof(uint32_t);
	size_t end = sizeof(struct rowstore_row) + count * sizeof(uint32_t), n = end;
	for (size_t i = 0; i < count; i++)
		n += cells[i].n;
	assert(n <= UINT32_MAX); /* records are limited to far less */
	struct rowstore_row *row = take(store, (n + align - 1) / align * align);
	row->begin = (uint32_t)end;
	for (size_t i = 0; i < count; i++) {
		if (cells[i].n)
			memcpy((char *)row + end, cells[i].p, cells[i].n);
		end += cells[i].n;
		row->ends[i] = (uint32_t)end;
	}
	return row;
}

void
rowstore_clear(struct rowstore *store)
{
	free_blocks(store->large);
	store->large = NULL;
	store->current = store->first;
	store->used = 0;
}
