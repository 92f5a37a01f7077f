/*
 * Counts of (key, value) pairs, read back in order: first by key, then by value, each
 * pair once. What doesn't fit the memory it was given goes to a temporary file without a
 * name (in TMPDIR, or /tmp), so that memory doesn't grow with the number of pairs.
 */
#ifndef SORTER_H
#define SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sorter;

struct sorter_pair {
	uint64_t key;
	int64_t value;
	uint64_t count;
};

/* memory_bytes bounds what it allocates for pairs that wait, but 16 KiB at least. */
struct sorter *sorter_new(size_t memory_bytes);
void sorter_free(struct sorter *sorter);

/* Adds `count` to the pair's. Not after sorter_rewind(). */
void sorter_add(struct sorter *sorter, uint64_t key, int64_t value, uint64_t count);

/* Goes to the first pair; again and again if need be. */
void sorter_rewind(struct sorter *sorter);

/* The pair that comes next and moves on, or false behind the last. */
bool sorter_next(struct sorter *sorter, struct sorter_pair *pair);

#endif
