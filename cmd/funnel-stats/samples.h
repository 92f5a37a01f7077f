/*
 * Samples of whole numbers, each in a bin, read back in order: by bin, then by value,
 * each pair once with its count. A value takes 8 bytes. When there are more than were
 * allowed for, or counts above 1, all go through a sorter (sorter.h), whose memory is
 * bounded.
 */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct samples;

struct samples_pair {
	size_t bin;
	int64_t value;
	uint64_t count;
};

/* `most` is how many values are kept in memory at most. */
struct samples *samples_new(size_t most);
void samples_free(struct samples *samples);

/* Adds to the count of the pair; bins should be dense. Not after samples_rewind(). */
void samples_add(struct samples *samples, size_t bin, int64_t value, uint64_t count);

/* Adds all that others hold, which leaves them empty; their bin i is bins[i] here. Not
 * after samples_rewind(). */
void samples_absorb(struct samples *samples, struct samples *others, const size_t *bins);

/* How many bins there are in memory, and how many values in all of them. */
size_t samples_bins(const struct samples *samples);
size_t samples_count(const struct samples *samples);

/* Sorts one of them, which is samples_rewind()'s work. Of different bins it may be called
 * beside each other, once. */
void samples_sort_bin(struct samples *samples, size_t bin);

/* Goes to the first pair, any number of times. */
void samples_rewind(struct samples *samples);

/* The next pair, false behind the last. */
bool samples_next(struct samples *samples, struct samples_pair *pair);

#endif
