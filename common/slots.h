/*
 * Where the hash of a key leads: the inside of strmap and group. An open table of hashes
 * and the numbers they stand for, at most two thirds full; of 8 bytes a slot. Whether a
 * number is that of the key is for who asks to see.
 */
#ifndef SLOTS_H
#define SLOTS_H

#include <stdint.h>

struct slot {
	uint32_t hash, number; /* 0: free */
};

struct slots {
	struct slot *slots;
	uint32_t mask; /* how many there are - 1, a power of two less one */
	uint32_t used;
};

void slots_init(struct slots *slots);
void slots_release(struct slots *slots);

/* Frees all slots: what there are of them is kept where they are few. */
void slots_clear(struct slots *slots);

/* The first slot to look at, and the one behind a slot: that of the key, if it is there,
 * comes before the first that is free. */
static inline struct slot *
slots_first(const struct slots *slots, uint32_t hash)
{
	return &slots->slots[hash & slots->mask];
}

static inline struct slot *
slots_behind(const struct slots *slots, const struct slot *slot)
{
	return &slots->slots[(uint32_t)(slot - slots->slots + 1) & slots->mask];
}

/* Fills a free slot that the search for a key ended at; slots may move then. Of more than
 * 1.4 billion the program ends. */
void slots_fill(struct slots *slots, struct slot *slot, uint32_t hash, uint32_t number);

#endif
