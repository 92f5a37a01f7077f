#include "strmap.h"

#include <stdlib.h>

#include "arena.h"
#include "diag.h"
#include "hash.h"
#include "mem.h"

#define FREE UINT32_MAX               /* the id of a slot that holds nothing */
#define MOST_KEYS (INT32_MAX / 3 * 2) /* two thirds of the largest table, 2^31 slots */

struct slot {
	uint32_t hash, id;
};

struct strmap {
	struct arena arena;
	const char **keys; /* by id: four bytes of length, then the key */
	uint32_t count;
	size_t capacity; /* of keys */
	struct slot *slots;
	uint32_t mask; /* number of slots - 1, a power of two less one */
};

static uint32_t
hash_of(struct slice key)
{
	uint64_t h = hash_bytes(key, 0);
	return (uint32_t)(h ^ h >> 32);
}

static void
rebuild(struct strmap *map, uint32_t slots)
{
	struct slot *old = map->slots;
	size_t old_slots = old ? (size_t)map->mask + 1 : 0;
	map->slots = mem_resize(NULL, slots, sizeof *map->slots);
	map->mask = slots - 1;
	for (size_t i = 0; i < slots; i++)
		map->slots[i].id = FREE;
	for (size_t i = 0; i < old_slots; i++) {
		if (old[i].id == FREE)
			continue;
		uint32_t at = old[i].hash & map->mask;
		while (map->slots[at].id != FREE)
			at = (at + 1) & map->mask;
		map->slots[at] = old[i];
	}
	free(old);
}

struct strmap *
strmap_new(void)
{
	struct strmap *map = mem_new(1, sizeof *map);
	rebuild(map, 64);
	return map;
}

void
strmap_free(struct strmap *map)
{
	if (!map)
		return;
	arena_release(&map->arena);
	free(map->keys);
	free(map->slots);
	free(map);
}

struct slice
strmap_key(const struct strmap *map, uint32_t id)
{
	uint32_t n;
	memcpy(&n, map->keys[id], sizeof n);
	return (struct slice){map->keys[id] + sizeof n, n};
}

uint32_t
strmap_count(const struct strmap *map)
{
	return map->count;
}

/* The slot where the key is, or the free one where it would go. */
static uint32_t
probe(const struct strmap *map, struct slice key, uint32_t hash)
{
	uint32_t at = hash & map->mask;
	while (map->slots[at].id != FREE &&
	       (map->slots[at].hash != hash ||
	           !slice_equal(strmap_key(map, map->slots[at].id), key)))
		at = (at + 1) & map->mask;
	return at;
}

bool
strmap_find(const struct strmap *map, struct slice key, uint32_t *id)
{
	uint32_t found = map->slots[probe(map, key, hash_of(key))].id;
	if (found == FREE)
		return false;
	*id = found;
	return true;
}

static const char *
keep(struct strmap *map, struct slice key)
{
	uint32_t n = (uint32_t)key.n;
	char *p = arena_take(&map->arena, sizeof n + key.n);
	memcpy(p, &n, sizeof n);
	if (n)
		memcpy(p + sizeof n, key.p, n);
	return p;
}

uint32_t
strmap_add(struct strmap *map, struct slice key)
{
	uint32_t hash = hash_of(key);
	uint32_t at = probe(map, key, hash);
	if (map->slots[at].id != FREE)
		return map->slots[at].id;
	if (map->count >= MOST_KEYS || key.n > UINT32_MAX)
		diag_fatal(EX_OSERR, "too many different keys: %u", map->count);
	map->keys = mem_grow(
	    map->keys, &map->capacity, (size_t)map->count + 1, sizeof *map->keys);
	map->keys[map->count] = keep(map, key);
	map->slots[at] = (struct slot){hash, map->count};
	if (++map->count > map->mask / 3 * 2)
		rebuild(map, (map->mask + 1) * 2);
	return map->count - 1;
}
