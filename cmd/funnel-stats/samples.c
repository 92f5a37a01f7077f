#include "samples.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/sorter.h"

enum {
	SORTER_MEMORY = 8 * 1024 * 1024,
	FEW = 1000, /* values that qsort() has in order as soon */
	DIGIT_BITS = 11,
	DIGITS = 1 << DIGIT_BITS,
	UNIT = 1000 * 1000,
};

struct bin {
	int64_t *values;
	size_t count, capacity;
	bool sorted;
};

struct samples {
	struct bin *bins;
	size_t bins_count, bins_capacity;
	size_t count, most;    /* values in all bins */
	size_t bin, at;        /* where samples_next() goes on */
	struct sorter *sorter; /* if not NULL everything is in it, and nothing in bins */
};

struct samples *
samples_new(size_t most)
{
	struct samples *samples = mem_new(1, sizeof *samples);
	samples->most = most;
	return samples;
}

static void
free_bins(struct samples *samples)
{
	for (size_t i = 0; i < samples->bins_count; i++)
		free(samples->bins[i].values);
	free(samples->bins);
	samples->bins = NULL;
	samples->bins_count = samples->count = 0;
}

void
samples_free(struct samples *samples)
{
	if (!samples)
		return;
	free_bins(samples);
	sorter_free(samples->sorter);
	free(samples);
}

static void
move_to_sorter(struct samples *samples)
{
	samples->sorter = sorter_new(SORTER_MEMORY);
	for (size_t i = 0; i < samples->bins_count; i++)
		for (size_t j = 0; j < samples->bins[i].count; j++)
			sorter_add(samples->sorter, i, samples->bins[i].values[j], 1);
	free_bins(samples);
}

static struct bin *
bin_of(struct samples *samples, size_t bin)
{
	if (bin >= samples->bins_count) {
		samples->bins = mem_grow(samples->bins, &samples->bins_capacity, bin + 1,
		    sizeof *samples->bins);
		while (samples->bins_count <= bin)
			samples->bins[samples->bins_count++] = (struct bin){0};
	}
	return &samples->bins[bin];
}

void
samples_add(struct samples *samples, size_t bin, int64_t value, uint64_t count)
{
	if (!samples->sorter && (count != 1 || samples->count == samples->most))
		move_to_sorter(samples);
	if (samples->sorter) {
		sorter_add(samples->sorter, bin, value, count);
		return;
	}
	struct bin *to = bin_of(samples, bin);
	if (to->count == to->capacity)
		to->values = mem_grow(
		    to->values, &to->capacity, to->count + 1, sizeof *to->values);
	to->values[to->count++] = value;
	samples->count++;
}

/* Putting together */

static void
append(struct bin *to, struct bin *from)
{
	if (to->count == 0) {
		struct bin empty = *to;
		*to = *from;
		*from = empty;
		return;
	}
	to->values = mem_grow(
	    to->values, &to->capacity, to->count + from->count, sizeof *to->values);
	memcpy(to->values + to->count, from->values, from->count * sizeof *to->values);
	to->count += from->count;
	from->count = 0;
}

/* Pair by pair, where they are too many for memory. */
static void
add_each(struct samples *samples, struct samples *others, const size_t *bins)
{
	struct samples_pair pair;
	samples_rewind(others);
	while (samples_next(others, &pair))
		samples_add(samples, bins[pair.bin], pair.value, pair.count);
}

void
samples_absorb(struct samples *samples, struct samples *others, const size_t *bins)
{
	if (samples->sorter || others->sorter ||
	    others->count > samples->most - samples->count) {
		add_each(samples, others, bins);
	} else {
		for (size_t i = 0; i < others->bins_count; i++)
			if (others->bins[i].count)
				append(bin_of(samples, bins[i]), &others->bins[i]);
		samples->count += others->count;
	}
	free_bins(others);
}

/* Sorting */

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* One pass of a radix sort: by one digit, those of equal digits in their order. */
static void
pass(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
	size_t begins[DIGITS] = {0}, begin = 0;
	for (size_t i = 0; i < n; i++)
		begins[from[i] >> shift & (DIGITS - 1)]++;
	for (size_t digit = 0; digit < DIGITS; digit++) {
		size_t count = begins[digit];
		begins[digit] = begin;
		begin += count;
	}
	for (size_t i = 0; i < n; i++)
		to[begins[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* Sorts numbers that are `most` at most, by digits from the last to the first that there
 * is. Returns which of both arrays they are in then. */
static uint64_t *
radix_sort(uint64_t *numbers, uint64_t *other, size_t n, uint64_t most)
{
	for (unsigned shift = 0; shift < 64 && most >> shift; shift += DIGIT_BITS) {
		uint64_t *from = numbers;
		pass(from, other, n, shift);
		numbers = other;
		other = from;
	}
	return numbers;
}

/* Are all of them so many units? Most are, of microseconds whole seconds: that leaves
 * three digits where there were five. */
static bool
are_units(const uint64_t *numbers, size_t n)
{
	size_t i = 0;
	while (i < n && numbers[i] % UNIT == 0)
		i++;
	return i == n;
}

/* A million durations take a tenth of what qsort() does. */
static void
sort_many(int64_t *values, size_t n)
{
	uint64_t *numbers = mem_resize(NULL, 2 * n, sizeof *numbers), most = 0;
	int64_t least = values[0];
	for (size_t i = 1; i < n; i++)
		if (values[i] < least)
			least = values[i];
	/* How far they are above the least has no overflow. */
	for (size_t i = 0; i < n; i++) {
		numbers[i] = (uint64_t)values[i] - (uint64_t)least;
		if (numbers[i] > most)
			most = numbers[i];
	}
	bool units = are_units(numbers, n);
	for (size_t i = 0; i < n && units; i++)
		numbers[i] /= UNIT;
	const uint64_t *sorted =
	    radix_sort(numbers, numbers + n, n, units ? most / UNIT : most);
	for (size_t i = 0; i < n; i++)
		values[i] = (int64_t)((uint64_t)least + sorted[i] * (units ? UNIT : 1));
	free(numbers);
}

size_t
samples_bins(const struct samples *samples)
{
	return samples->bins_count;
}

size_t
samples_count(const struct samples *samples)
{
	return samples->count;
}

void
samples_sort_bin(struct samples *samples, size_t i)
{
	struct bin *bin = &samples->bins[i];
	if (bin->count > FEW)
		sort_many(bin->values, bin->count);
	else if (bin->count)
		qsort(bin->values, bin->count, sizeof *bin->values, compare);
	bin->sorted = true;
}

/* Reading back */

void
samples_rewind(struct samples *samples)
{
	samples->bin = samples->at = 0;
	if (samples->sorter)
		sorter_rewind(samples->sorter);
	for (size_t i = 0; i < samples->bins_count; i++)
		if (!samples->bins[i].sorted)
			samples_sort_bin(samples, i);
}

bool
samples_next(struct samples *samples, struct samples_pair *pair)
{
	if (samples->sorter) {
		struct sorter_pair next;
		if (!sorter_next(samples->sorter, &next))
			return false;
		*pair = (struct samples_pair){(size_t)next.key, next.value, next.count};
		return true;
	}
	while (samples->bin < samples->bins_count &&
	       samples->at == samples->bins[samples->bin].count) {
		samples->bin++;
		samples->at = 0;
	}
	if (samples->bin == samples->bins_count)
		return false;
	const struct bin *bin = &samples->bins[samples->bin];
	*pair = (struct samples_pair){samples->bin, bin->values[samples->at], 0};
	for (; samples->at < bin->count && bin->values[samples->at] == pair->value;
	     samples->at++)
		pair->count++;
	return true;
}
