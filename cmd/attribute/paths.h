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

struct attr_paths;

struct attr_paths *attr_paths_new(void);
void attr_paths_free(struct attr_paths *paths);

/*
 * Counts the outcome among those of all paths; false where all of them, taken without
 * their signs, come to more than an amount can hold. As long as they don't, no sum of
 * some of them overflows, in any order.
 */
bool attr_paths_count_in(struct attr_paths *paths, const struct attr_outcome *outcome);

/* Adds an outcome that was counted in to the path's. n may be 0: the path without
 * touches. Paths wait to be added by the dozen. */
void attr_paths_add(struct attr_paths *paths, const uint32_t *channels, size_t n,
    const struct attr_outcome *outcome);

/* Adds what waits. To be called before what is below. */
void attr_paths_settle(struct attr_paths *paths);

/* Counts in all that `more` has counted; false, and nothing is changed, if that is too
 * much. */
bool attr_paths_count_in_all(struct attr_paths *paths, const struct attr_paths *more);

/* Adds the paths of `more`, counted in, whose channel i is number[i] here. */
void attr_paths_add_all(
    struct attr_paths *paths, struct attr_paths *more, const uint32_t *number);

/* How many different paths there are, in the order of first sight. */
uint32_t attr_paths_count(const struct attr_paths *paths);

/* Its channels, *n of them: valid until the next call. */
const uint32_t *attr_paths_channels(struct attr_paths *paths, uint32_t i, size_t *n);

const struct attr_outcome *attr_paths_outcome(const struct attr_paths *paths, uint32_t i);

#endif
