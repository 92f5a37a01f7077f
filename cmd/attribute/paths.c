#include "paths.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

struct attr_paths {
	struct strmap *keys; /* the channels' numbers, as bytes */
	struct attr_outcome *outcomes;
	size_t capacity;
	struct attr_outcome total;
	uint32_t *channels; /* of the path that was asked for, aligned */
	size_t channels_capacity;
};

bool
attr_outcome_add(struct attr_outcome *sum, const struct attr_outcome *x)
{
	return money_add(&sum->conversions, x->conversions) &&
	       money_add(&sum->value, x->value) && money_add(&sum->nulls, x->nulls);
}

struct attr_paths *
attr_paths_new(void)
{
	struct attr_paths *paths = mem_new(1, sizeof *paths);
	paths->keys = strmap_new();
	return paths;
}

void
attr_paths_free(struct attr_paths *paths)
{
	if (!paths)
		return;
	strmap_free(paths->keys);
	free(paths->outcomes);
	free(paths->channels);
	free(paths);
}

bool
attr_paths_add(struct attr_paths *paths, const uint32_t *channels, size_t n,
    const struct attr_outcome *outcome)
{
	uint32_t known = strmap_count(paths->keys);
	struct slice key = {n ? (const char *)channels : "", n * sizeof *channels};
	uint32_t id = strmap_add(paths->keys, key);
	if (id == known) {
		paths->outcomes = mem_grow(paths->outcomes, &paths->capacity,
		    (size_t)id + 1, sizeof *paths->outcomes);
		paths->outcomes[id] = (struct attr_outcome){0};
	}
	return attr_outcome_add(&paths->outcomes[id], outcome) &&
	       attr_outcome_add(&paths->total, outcome);
}

uint32_t
attr_paths_count(const struct attr_paths *paths)
{
	return strmap_count(paths->keys);
}

const uint32_t *
attr_paths_channels(struct attr_paths *paths, uint32_t i, size_t *n)
{
	struct slice key = strmap_key(paths->keys, i);
	*n = key.n / sizeof *paths->channels;
	paths->channels = mem_grow(
	    paths->channels, &paths->channels_capacity, *n + 1, sizeof *paths->channels);
	memcpy(paths->channels, key.p, key.n);
	return paths->channels;
}

const struct attr_outcome *
attr_paths_outcome(const struct attr_paths *paths, uint32_t i)
{
	return &paths->outcomes[i];
}

const struct attr_outcome *
attr_paths_total(const struct attr_paths *paths)
{
	return &paths->total;
}
