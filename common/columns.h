/*
 * Which column of a header somebody means. Pure.
 *
 * A name is matched exactly first, then ignoring case, spaces around it and the
 * differences between space, `_`, `-` and `.`, then by the aliases of its role. The first
 * of these that matches anything decides; two columns that match there are ambiguous.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "slice.h"

enum columns_outcome { COLUMNS_FOUND, COLUMNS_ABSENT, COLUMNS_AMBIGUOUS };

struct columns_match {
	enum columns_outcome outcome;
	size_t column; /* counted from 0, when found or ambiguous */
	size_t other;  /* the second one, when ambiguous */
};

/* The column that a name or `#3` (by position, counted from 1) means. */
struct columns_match
columns_named(const struct slice *names, size_t n, struct slice wanted);

/* The column for a role: by the role's name, then by its aliases, `a|b|c`, or NULL. */
struct columns_match columns_for_role(
    const struct slice *names, size_t n, const char *role, const char *aliases);

/* Do the two names match, case and separators aside? */
bool columns_alike(struct slice a, struct slice b);

/* Does the name match one of these? */
bool columns_among(struct slice name, const char *const *names, size_t count);

#endif
