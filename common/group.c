#include "group.h"

#include <stdlib.h>

#include "arena.h"
#include "hash.h"
#include "mem.h"
#include "slots.h"

enum { MET_BITS = 8, MET = 1 << MET_BITS };

/* A group that was met, of those with but one cell that isn't empty, and that of 4 to 16
 * bytes: by one column most groups are. To remember them costs less than to look them up.
 */
struct met {
	uint64_t first, last; /* as slice_words() reads the cell */
	uint32_t cell, n;     /* which, and its bytes; 0: none yet */
	uint32_t id;
};

/*
 * A group's key is its cells one after the other, behind a table of where each ends, so
 * that no cell's bytes can be mistaken for a separator. A row is compared with it cell by
 * cell: it needn't be put together first.
 */
struct group {
	size_t cells;
	struct met met[MET];
	struct arena arena;
	const char **keys; /* by number */
	uint32_t count;
	size_t capacity;
	struct slots slots; /* of numbers, counted from 1 */
};

struct group *
group_new(size_t cells)
{
	struct group *group = mem_new(1, sizeof *group);
	group->cells = cells;
	slots_init(&group->slots);
	return group;
}

void
group_free(struct group *group)
{
	if (!group)
		return;
	arena_release(&group->arena);
	slots_release(&group->slots);
	free(group->keys);
	free(group);
}

size_t
group_cells(const struct group *group)
{
	return group->cells;
}

static uint32_t
end_of(const char *key, size_t i)
{
	uint32_t end;
	memcpy(&end, key + i * sizeof end, sizeof end);
	return end;
}

struct slice
group_cell(const struct group *group, uint32_t id, size_t i)
{
	const char *key = group->keys[id];
	uint32_t begin = i ? end_of(key, i - 1) : 0;
	return (struct slice){
	    key + group->cells * sizeof begin + begin, end_of(key, i) - begin};
}

static bool
is_key(const struct group *group, uint32_t id, const struct slice *cells)
{
	const char *key = group->keys[id];
	const char *text = key + group->cells * sizeof(uint32_t);
	uint64_t end = 0;
	for (size_t i = 0; i < group->cells; i++) {
		end += cells[i].n;
		if (end_of(key, i) != end)
			return false;
		if (cells[i].n &&
		    !slice_equal((struct slice){text, cells[i].n}, cells[i]))
			return false;
		text += cells[i].n;
	}
	return true;
}

/* Many cells are empty, which is soon said. */
static uint32_t
hash_of(const struct group *group, const struct slice *cells)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < group->cells; i++)
		hash = cells[i].n ? hash_bytes(cells[i], hash) : hash + 1;
	return hash_folded(hash);
}

static const char *
keep(struct group *group, const struct slice *cells)
{
	size_t n = group->cells * sizeof(uint32_t);
	for (size_t i = 0; i < group->cells; i++)
		n += cells[i].n;
	char *key = arena_take(&group->arena, n);
	char *text = key + group->cells * sizeof(uint32_t);
	uint32_t end = 0;
	for (size_t i = 0; i < group->cells; i++) {
		if (cells[i].n)
			memcpy(text + end, cells[i].p, cells[i].n);
		end += (uint32_t)cells[i].n;
		memcpy(key + i * sizeof end, &end, sizeof end);
	}
	return key;
}

static uint32_t
look_up(struct group *group, const struct slice *cells)
{
	uint32_t hash = hash_of(group, cells);
	struct slot *slot = slots_first(&group->slots, hash);
	for (; slot->number; slot = slots_behind(&group->slots, slot))
		if (slot->hash == hash && is_key(group, slot->number - 1, cells))
			return slot->number - 1;
	group->keys = mem_grow(
	    group->keys, &group->capacity, (size_t)group->count + 1, sizeof *group->keys);
	group->keys[group->count] = keep(group, cells);
	slots_fill(&group->slots, slot, hash, group->count + 1);
	return group->count++;
}

/* The only cell that isn't empty; group->cells: it isn't one alone. */
static size_t
only_cell(const struct group *group, const struct slice *cells)
{
	size_t only = group->cells, filled = 0;
	for (size_t i = 0; i < group->cells; i++)
		if (cells[i].n) {
			only = i;
			filled++;
		}
	return filled == 1 ? only : group->cells;
}

uint32_t
group_add(struct group *group, const struct slice *cells)
{
	const size_t i = only_cell(group, cells);
	if (i == group->cells || cells[i].n - 4 > 12)
		return look_up(group, cells);
	struct met key = {.cell = (uint32_t)i, .n = (uint32_t)cells[i].n};
	slice_words(cells[i], &key.first, &key.last);
	uint64_t hash = hash_product(key.first ^ 0x9e3779b97f4a7c15U, key.last ^ key.n);
	struct met *met = &group->met[hash >> (64 - MET_BITS)];
	if (met->first != key.first || met->last != key.last || met->n != key.n ||
	    met->cell != key.cell) {
		key.id = look_up(group, cells);
		*met = key;
	}
	return met->id;
}

uint32_t
group_count(const struct group *group)
{
	return group->count;
}

int
group_compare(const struct group *group, uint32_t a, uint32_t b)
{
	int order = 0;
	for (size_t i = 0; !order && i < group->cells; i++)
		order = slice_compare(group_cell(group, a, i), group_cell(group, b, i));
	return order;
}

static int
compare_numbers(const void *a, const void *b, void *group)
{
	return group_compare(group, *(const uint32_t *)a, *(const uint32_t *)b);
}

uint32_t *
group_order(const struct group *group)
{
	uint32_t *order = mem_new(group->count, sizeof *order);
	for (uint32_t i = 0; i < group->count; i++)
		order[i] = i;
	qsort_r(order, group->count, sizeof *order, compare_numbers, (void *)group);
	return order;
}
