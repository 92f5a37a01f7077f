#include "strmap.h"

#include <stdlib.h>

#include "diag.h"
#include "hash.h"
#include "mem.h"
#include "slots.h"

/*
 * A look-up among millions of keys costs what it waits for memory, so it should touch two
 * places only: the slot, and the record that it names, which holds the number and the key
 * itself. Records lie in blocks, which never move, and are named by 32 bits: the block,
 * and the place in it in units of eight bytes.
 */
enum {
	UNIT = 8,
	BLOCK_BITS = 13,
	BLOCK_UNITS = 1 << BLOCK_BITS, /* 64 KiB */
	BLOCKS = 1 << (32 - BLOCK_BITS),
	BATCH = 32, /* keys whose memory is asked for at once */
};

struct record {
	uint32_t id, n;
	char key[];
};

struct strmap {
	char **blocks; /* the last may be longer, for one record that is */
	size_t blocks_count, blocks_capacity;
	uint32_t used;    /* units of the last block */
	uint32_t *places; /* of the records, by id, counted from 1 */
	uint32_t count;
	size_t capacity;    /* of places */
	struct slots slots; /* of places */
};

static uint32_t
hash_of(struct slice key)
{
	return hash_folded(hash_bytes(key, 0));
}

struct strmap *
strmap_new(void)
{
	struct strmap *map = mem_new(1, sizeof *map);
	map->used = BLOCK_UNITS;
	slots_init(&map->slots);
	return map;
}

void
strmap_free(struct strmap *map)
{
	if (!map)
		return;
	for (size_t i = 0; i < map->blocks_count; i++)
		free(map->blocks[i]);
	free(map->blocks);
	free(map->places);
	slots_release(&map->slots);
	free(map);
}

void
strmap_clear(struct strmap *map)
{
	for (; map->blocks_count > 1; map->blocks_count--)
		free(map->blocks[map->blocks_count - 1]);
	map->used = map->blocks_count ? 0 : BLOCK_UNITS;
	map->count = 0;
	slots_clear(&map->slots);
}

static struct record *
record_at(const struct strmap *map, uint32_t place)
{
	uint32_t units = place - 1;
	char *block = map->blocks[units >> BLOCK_BITS];
	return (
	    struct record *)(void *)(block + (size_t)(units & (BLOCK_UNITS - 1)) * UNIT);
}

struct slice
strmap_key(const struct strmap *map, uint32_t id)
{
	const struct record *record = record_at(map, map->places[id]);
	return (struct slice){record->key, record->n};
}

uint32_t
strmap_count(const struct strmap *map)
{
	return map->count;
}

/* The slot where the key is, or the free one where it would go. */
static struct slot *
probe(const struct strmap *map, struct slice key, uint32_t hash)
{
	struct slot *slot = slots_first(&map->slots, hash);
	for (; slot->number; slot = slots_behind(&map->slots, slot)) {
		if (slot->hash != hash)
			continue;
		const struct record *record = record_at(map, slot->number);
		if (slice_equal((struct slice){record->key, record->n}, key))
			break;
	}
	return slot;
}

bool
strmap_find(const struct strmap *map, struct slice key, uint32_t *id)
{
	const struct slot *slot = probe(map, key, hash_of(key));
	if (!slot->number)
		return false;
	*id = record_at(map, slot->number)->id;
	return true;
}

/* Returns the place of a new record. */
static uint32_t
keep(struct strmap *map, struct slice key)
{
	size_t units = (sizeof(struct record) + key.n + UNIT - 1) / UNIT;
	if (map->used + units > BLOCK_UNITS) {
		if (map->blocks_count == BLOCKS - 1 || key.n > UINT32_MAX)
			/* Unreachable: it takes more memory than machines have */
			diag_fatal(EX_OSERR, "too many different keys: %u", map->count);
		map->blocks = mem_grow(map->blocks, &map->blocks_capacity,
		    map->blocks_count + 1, sizeof *map->blocks);
		map->blocks[map->blocks_count++] =
		    mem_resize(NULL, units > BLOCK_UNITS ? units : BLOCK_UNITS, UNIT);
		map->used = 0;
	}
	uint32_t block = (uint32_t)map->blocks_count - 1;
	uint32_t place = (block << BLOCK_BITS | map->used) + 1;
	struct record *record = record_at(map, place);
	*record = (struct record){map->count, (uint32_t)key.n};
	if (key.n)
		memcpy(record->key, key.p, key.n);
	map->used = units < BLOCK_UNITS ? map->used + (uint32_t)units : BLOCK_UNITS;
	return place;
}

static uint32_t
add(struct strmap *map, struct slice key, uint32_t hash)
{
	struct slot *slot = probe(map, key, hash);
	if (slot->number)
		return record_at(map, slot->number)->id;
	uint32_t place = keep(map, key);
	map->places = mem_grow(
	    map->places, &map->capacity, (size_t)map->count + 1, sizeof *map->places);
	map->places[map->count] = place;
	slots_fill(&map->slots, slot, hash, place);
	return map->count++;
}

uint32_t
strmap_add(struct strmap *map, struct slice key)
{
	return add(map, key, hash_of(key));
}

/* The record that the hash leads to, most likely the key's, is asked for. */
static void
prefetch_record(const struct strmap *map, uint32_t hash)
{
	const struct slot *slot = slots_first(&map->slots, hash);
	if (slot->number)
		__builtin_prefetch(record_at(map, slot->number));
}

void
strmap_add_many(struct strmap *map, const struct slice *keys, size_t count, uint32_t *ids)
{
	uint32_t hashes[BATCH];
	for (size_t n; count; keys += n, ids += n, count -= n) {
		n = count < BATCH ? count : BATCH;
		for (size_t i = 0; i < n; i++) {
			hashes[i] = hash_of(keys[i]);
			__builtin_prefetch(slots_first(&map->slots, hashes[i]));
		}
		for (size_t i = 0; i < n; i++)
			prefetch_record(map, hashes[i]);
		for (size_t i = 0; i < n; i++)
			ids[i] = add(map, keys[i], hashes[i]);
	}
}
