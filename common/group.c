#include "group.h"

#include <stdlib.h>

#include "mem.h"
#include "strmap.h"

/*
 * A group's key is its cells one after the other, behind a table of where each ends, so
 * that no cell's bytes can be mistaken for a separator.
 */
struct group {
	struct strmap *keys;
	size_t cells;
	char *scratch;
	size_t capacity;
};

struct group *
group_new(size_t cells)
{
	struct group *group = mem_new(1, sizeof *group);
	group->keys = strmap_new();
	group->cells = cells;
	return group;
}

void
group_free(struct group *group)
{
	if (!group)
		return;
	strmap_free(group->keys);
	free(group->scratch);
	free(group);
}

size_t
group_cells(const struct group *group)
{
	return group->cells;
}

uint32_t
group_add(struct group *group, const struct slice *cells)
{
	size_t n = group->cells * sizeof(uint32_t) + 1; /* never nothing at all */
	for (size_t i = 0; i < group->cells; i++)
		n += cells[i].n;
	group->scratch = mem_grow(group->scratch, &group->capacity, n, 1);
	uint32_t end = 0;
	char *p = group->scratch + group->cells * sizeof end;
	for (size_t i = 0; i < group->cells; i++) {
		if (cells[i].n)
			memcpy(p + end, cells[i].p, cells[i].n);
		end += (uint32_t)cells[i].n;
		memcpy(group->scratch + i * sizeof end, &end, sizeof end);
	}
	return strmap_add(group->keys, (struct slice){group->scratch, n - 1});
}

struct slice
group_cell(const struct group *group, uint32_t id, size_t i)
{
	const char *key = strmap_key(group->keys, id).p;
	uint32_t begin = 0, end;
	if (i)
		memcpy(&begin, key + (i - 1) * sizeof begin, sizeof begin);
	memcpy(&end, key + i * sizeof end, sizeof end);
	return (struct slice){key + group->cells * sizeof end + begin, end - begin};
}

uint32_t
group_count(const struct group *group)
{
	return strmap_count(group->keys);
}

int
group_compare(const struct group *group, uint32_t a, uint32_t b)
{
	int order = 0;
	for (size_t i = 0; !order && i < group->cells; i++)
		order = slice_compare(group_cell(group, a, i), group_cell(group, b, i));
	return order;
}
