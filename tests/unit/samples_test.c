/*
 * cmd/funnel-stats/samples.c against sorting everything: few and many values, of any
 * span, in memory and where they go through a sorter.
 */
#include <stdlib.h>

#include "../../cmd/funnel-stats/samples.h"
#include "../../common/hash.h"
#include "../../common/mem.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct source {
	size_t n, most; /* values, and how many may stay in memory */
	size_t bins;
	uint64_t span;  /* values are below it, or anything for 0 */
	uint64_t count; /* of the last pair added; that of others is 1 */
	bool split;     /* every third goes to others, which are absorbed */
	bool seconds;   /* values are whole millions */
};

static int
compare(const void *a, const void *b)
{
	const struct samples_pair *x = a, *y = b;
	if (x->bin != y->bin)
		return x->bin < y->bin ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

static uint64_t
luck(size_t i, uint64_t seed)
{
	return hash_bytes((struct slice){(const char *)&i, sizeof i}, seed);
}

/* Equal pairs made one. */
static size_t
merge(struct samples_pair *pairs, size_t n)
{
	size_t last = 0;
	qsort(pairs, n, sizeof *pairs, compare);
	for (size_t i = 1; i < n; i++) {
		if (compare(&pairs[last], &pairs[i]) == 0)
			pairs[last].count += pairs[i].count;
		else
			pairs[++last] = pairs[i];
	}
	return n ? last + 1 : 0;
}

static void
check_pairs(struct samples *samples, const struct samples_pair *expected, size_t n)
{
	struct samples_pair pair = {0};
	size_t right = 0;
	samples_rewind(samples);
	while (right < n && samples_next(samples, &pair) &&
	       compare(&pair, &expected[right]) == 0 &&
	       pair.count == expected[right].count)
		right++;
	CHECK(right == n);
	CHECK(!samples_next(samples, &pair));
	CHECK(!samples_next(samples, &pair));
}

static void
test_source(const struct source *source)
{
	struct samples *samples = samples_new(source->most);
	struct samples *others = samples_new(source->most);
	size_t *bins = mem_new(source->bins * 3, sizeof *bins);
	for (size_t i = 0; i < source->bins * 3; i++)
		bins[i] = source->bins * 3 - 1 - i;
	struct samples_pair *pairs = mem_new(source->n + 1, sizeof *pairs);
	for (size_t i = 0; i < source->n; i++) {
		uint64_t value = luck(i, 2);
		pairs[i] = (struct samples_pair){luck(i, 1) % source->bins * 3,
		    (int64_t)(source->seconds ? value % source->span * 1000000
		              : source->span  ? value % source->span
		                              : value),
		    i + 1 == source->n ? source->count : 1};
		if (source->split && i % 3 == 0)
			samples_add(others, source->bins * 3 - 1 - pairs[i].bin,
			    pairs[i].value, pairs[i].count);
		else
			samples_add(
			    samples, pairs[i].bin, pairs[i].value, pairs[i].count);
	}
	samples_absorb(samples, others, bins);
	if (source->split && samples_bins(samples))
		samples_sort_bin(samples, 0);
	size_t n = merge(pairs, source->n);
	check_pairs(samples, pairs, n);
	check_pairs(samples, pairs, n);
	samples_free(samples);
	samples_free(others);
	free(bins);
	free(pairs);
}

int
main(void)
{
	static const struct source sources[] = {
	    /* in memory */
	    {0, 100, 1, 0, 1, false, false},
	    {1, 1, 1, 0, 1, false, false},
	    {900, 900, 1, 0, 1, false, false},
	    {1001, 9999, 1, 1, 1, false, false},
	    {5000, 5000, 1, 1 << 11, 1, false, false},
	    {5000, 5000, 1, (1 << 11) + 1, 1, false, false},
	    {5000, 9999, 1, UINT64_C(1) << 44, 1, false, false},
	    {5000, 9999, 1, 0, 1, false, false},
	    {20000, 99999, 7, 1000, 1, false, false},
	    {20000, 99999, 7, 0, 1, false, false},
	    {20000, 99999, 1000, 0, 1, false, false},
	    /* through the sorter, from the first, in between, at the last */
	    {100, 0, 3, 50, 1, false, false},
	    {20000, 999, 7, 0, 1, false, false},
	    {20000, 5000, 7, 1000, 1, false, false},
	    {20000, 19999, 7, 0, 1, false, false},
	    {20000, 99999, 7, 1000, 12345, false, false},
	    /* put together: in memory, and where that is too much for it */
	    {900, 9999, 5, 0, 1, true, false},
	    {20000, 99999, 7, 1000, 1, true, false},
	    {20000, 99999, 7, 1000, 5, true, false},
	    {20000, 15000, 7, 0, 1, true, false},
	    {20000, 10, 7, 0, 1, true, false},
	    {4, 3, 1, 0, 7, true, false},
	    {20000, 99999, 7, 1000, 1, false, true},
	    {20000, 99999, 3, UINT64_C(1) << 40, 1, true, true},
	};
	for (size_t i = 0; i < LENGTH(sources); i++)
		test_source(&sources[i]);
	samples_free(NULL);
	return check_result();
}
