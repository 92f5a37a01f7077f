#include "paths.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

/* As many paths wait until their memory is asked for at once, which takes as long as to
 * wait for that of one. */
enum { WAITING = 32, MOST_BYTES = 5 };

struct attr_paths {
	struct strmap *keys; /* the channels' numbers, seven bits a byte */
	struct attr_outcome *outcomes;
	size_t capacity;
	struct attr_outcome total;     /* without signs */
	size_t waiting, ends[WAITING]; /* of their keys, one behind the other */
	struct attr_outcome came[WAITING];
	char *bytes;
	size_t bytes_capacity;
	uint32_t *channels; /* of the path that was asked for */
	size_t channels_capacity;
};

static bool
add(struct attr_outcome *sum, const struct attr_outcome *x)
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
	free(paths->bytes);
	free(paths->channels);
	free(paths);
}

static size_t
put_channel(char *to, uint32_t channel)
{
	size_t n = 0;
	for (; channel > 127; channel >>= 7)
		to[n++] = (char)(128 | (channel & 127));
	to[n++] = (char)channel;
	return n;
}

bool
attr_paths_count_in(struct attr_paths *paths, const struct attr_outcome *outcome)
{
	struct attr_outcome size = *outcome;
	if (size.value.units < 0)
		size.value.units = -size.value.units;
	return add(&paths->total, &size);
}

void
attr_paths_add(struct attr_paths *paths, const uint32_t *channels, size_t n,
    const struct attr_outcome *outcome)
{
	if (paths->waiting == WAITING)
		attr_paths_settle(paths);
	size_t end = paths->waiting ? paths->ends[paths->waiting - 1] : 0;
	paths->bytes =
	    mem_grow(paths->bytes, &paths->bytes_capacity, end + n * MOST_BYTES + 1, 1);
	for (size_t i = 0; i < n; i++)
		end += put_channel(paths->bytes + end, channels[i]);
	paths->ends[paths->waiting] = end;
	paths->came[paths->waiting++] = *outcome;
}

/* Room for those that are new, of which nothing came yet. */
static void
make_room(struct attr_paths *paths, uint32_t known)
{
	uint32_t count = strmap_count(paths->keys);
	paths->outcomes =
	    mem_grow(paths->outcomes, &paths->capacity, count, sizeof *paths->outcomes);
	for (; known < count; known++)
		paths->outcomes[known] = (struct attr_outcome){0};
}

void
attr_paths_settle(struct attr_paths *paths)
{
	struct slice keys[WAITING];
	uint32_t ids[WAITING], known = strmap_count(paths->keys);
	for (size_t i = 0, start = 0; i < paths->waiting; start = paths->ends[i++])
		keys[i] = (struct slice){paths->bytes + start, paths->ends[i] - start};
	strmap_add_many(paths->keys, keys, paths->waiting, ids);
	make_room(paths, known);
	for (size_t i = 0; i < paths->waiting; i++)
		__builtin_prefetch(&paths->outcomes[ids[i]], 1);
	for (size_t i = 0; i < paths->waiting; i++)
		add(&paths->outcomes[ids[i]], &paths->came[i]);
	paths->waiting = 0;
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
	const char *p = key.p, *end = key.p + key.n;
	uint32_t *to = paths->channels =
	    mem_grow(paths->channels, &paths->channels_capacity, key.n + 1, sizeof *to);
	while (p < end) {
		uint32_t channel = 0;
		unsigned shift = 0;
		for (; *p & 128; p++, shift += 7)
			channel |= (uint32_t)(*p & 127) << shift;
		*to++ = channel | (uint32_t)*p++ << shift;
	}
	*n = (size_t)(to - paths->channels);
	return paths->channels;
}

bool
attr_paths_count_in_all(struct attr_paths *paths, const struct attr_paths *more)
{
	struct attr_outcome total = paths->total;
	if (!add(&total, &more->total))
		return false;
	paths->total = total;
	return true;
}

void
attr_paths_add_all(
    struct attr_paths *paths, struct attr_paths *more, const uint32_t *number)
{
	attr_paths_settle(more);
	for (uint32_t i = 0; i < attr_paths_count(more); i++) {
		size_t n;
		attr_paths_channels(more, i, &n);
		for (size_t k = 0; k < n; k++)
			more->channels[k] = number[more->channels[k]];
		attr_paths_add(paths, more->channels, n, &more->outcomes[i]);
	}
}

const struct attr_outcome *
attr_paths_outcome(const struct attr_paths *paths, uint32_t i)
{
	return &paths->outcomes[i];
}
