#include "recent.h"

#include <stdlib.h>

#include "mem.h"
#include "strmap.h"

/* Two generations: when the newer is full it becomes the older one, which is forgotten.
 */
struct recent {
	struct strmap *newer, *older;
};

struct recent *
recent_new(void)
{
	struct recent *recent = mem_new(1, sizeof *recent);
	recent->newer = strmap_new();
	recent->older = strmap_new();
	return recent;
}

void
recent_free(struct recent *recent)
{
	if (!recent)
		return;
	strmap_free(recent->newer);
	strmap_free(recent->older);
	free(recent);
}

bool
recent_add(struct recent *recent, struct slice key)
{
	uint32_t id, count = strmap_count(recent->newer);
	if (strmap_find(recent->older, key, &id) ||
	    strmap_add(recent->newer, key) < count)
		return false;
	if (count + 1 == RECENT_KEYS) {
		strmap_free(recent->older);
		recent->older = recent->newer;
		recent->newer = strmap_new();
	}
	return true;
}
