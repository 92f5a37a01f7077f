/*
 * The distinct paths of the input, each with what came of it. A path is a sequence of
 * channels; channels are numbered in the order of first sight.
 */
#ifndef ATTR_PATHS_H
#define ATTR_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/money.h"

/* What came of a path, or of all: exact, since exports have fractions of conversions. */
struct attr_outcome {
	struct money conversions, value, nulls;
};

/* Adds up; false on overflow. */
bool attr_outcome_add(struct attr_outcome *sum, const struct attr_outcome *x);

struct attr_paths;

struct attr_paths *attr_paths_new(void);
void attr_paths_free(struct attr_paths *paths);

/*
 * Adds the outcome to the path's; false on overflow. n may be 0: the path without
 * touches. Paths wait to be added by the dozen: the overflow of one path's sum, where
 * values below 0 keep that of all in range, may be told some calls later.
 */
bool attr_paths_add(struct attr_paths *paths, const uint32_t *channels, size_t n,
    const struct attr_outcome *outcome);

/* Adds what waits; false on overflow. To be called before what is below. */
bool attr_paths_settle(struct attr_paths *paths);

/* How many different paths there are, in the order of first sight. */
uint32_t attr_paths_count(const struct attr_paths *paths);

/* Its channels, *n of them: valid until the next call. */
const uint32_t *attr_paths_channels(struct attr_paths *paths, uint32_t i, size_t *n);

const struct attr_outcome *attr_paths_outcome(const struct attr_paths *paths, uint32_t i);

/* Of all paths. */
const struct attr_outcome *attr_paths_total(const struct attr_paths *paths);

#endif
