#include "recent.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "sorter.h"

enum { SORTER_MEMORY = 8 * 1024 * 1024, SLOTS = 2 * RECENT_KEYS };

/* Two hashes of a key, which stand for it; not both are 0. */
struct mark {
	uint64_t first, second;
};

/* Two generations, tables of SLOTS marks: when the newer holds RECENT_KEYS it becomes the
 * older one, which is forgotten. */
struct recent {
	struct mark *newer, *older;
	size_t count; /* of the newer */
	struct sorter *all;
};

struct recent *
recent_new(void)
{
	struct recent *recent = mem_new(1, sizeof *recent);
	recent->newer = mem_new(SLOTS, sizeof *recent->newer);
	recent->older = mem_new(SLOTS, sizeof *recent->older);
	recent->all = sorter_new(SORTER_MEMORY);
	return recent;
}

void
recent_free(struct recent *recent)
{
	if (!recent)
		return;
	free(recent->newer);
	free(recent->older);
	sorter_free(recent->all);
	free(recent);
}

static struct mark
mark_of(struct slice key)
{
	struct mark mark = {hash_bytes(key, 0), hash_bytes(key, 1)};
	mark.second += !mark.first && !mark.second;
	return mark;
}

static bool
is_free(const struct mark *slot)
{
	return !slot->first && !slot->second;
}

/* Where the mark is, or the free slot where it would go. */
static struct mark *
find(struct mark *generation, struct mark mark)
{
	size_t i = hash_folded(mark.first) % SLOTS;
	while (!is_free(&generation[i]) &&
	       (generation[i].first != mark.first || generation[i].second != mark.second))
		i = (i + 1) % SLOTS;
	return &generation[i];
}

static void
change_generations(struct recent *recent)
{
	struct mark *forgotten = recent->older;
	memset(forgotten, 0, SLOTS * sizeof *forgotten);
	recent->older = recent->newer;
	recent->newer = forgotten;
	recent->count = 0;
}

bool
recent_add(struct recent *recent, struct slice key)
{
	struct mark mark = mark_of(key), *slot = find(recent->newer, mark);
	if (!is_free(slot) || !is_free(find(recent->older, mark)))
		return false;
	*slot = mark;
	sorter_add(recent->all, mark.first, (int64_t)mark.second, 1);
	if (++recent->count == RECENT_KEYS)
		change_generations(recent);
	return true;
}

bool
recent_all_once(struct recent *recent)
{
	struct sorter_pair pair;
	bool once = true;
	sorter_rewind(recent->all);
	while (once && sorter_next(recent->all, &pair))
		once = pair.count == 1;
	return once;
}
