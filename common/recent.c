#include "recent.h"

#include <stdlib.h>

#include "hash.h"
#include "mem.h"
#include "sorter.h"
#include "strmap.h"

enum { SORTER_MEMORY = 8 * 1024 * 1024 };

/* Two generations: when the newer is full it becomes the older one, which is forgotten.
 */
struct recent {
	struct strmap *newer, *older;
	struct sorter *all; /* two hashes of each key */
};

struct recent *
recent_new(void)
{
	struct recent *recent = mem_new(1, sizeof *recent);
	recent->newer = strmap_new();
	recent->older = strmap_new();
	recent->all = sorter_new(SORTER_MEMORY);
	return recent;
}

void
recent_free(struct recent *recent)
{
	if (!recent)
		return;
	strmap_free(recent->newer);
	strmap_free(recent->older);
	sorter_free(recent->all);
	free(recent);
}

bool
recent_add(struct recent *recent, struct slice key)
{
	uint32_t id, count = strmap_count(recent->newer);
	if (strmap_find(recent->older, key, &id) ||
	    strmap_add(recent->newer, key) < count)
		return false;
	sorter_add(recent->all, hash_bytes(key, 0), (int64_t)hash_bytes(key, 1), 1);
	if (count + 1 == RECENT_KEYS) {
		strmap_free(recent->older);
		recent->older = recent->newer;
		recent->newer = strmap_new();
	}
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
