#include "spellings.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

enum { RECENT = 64 };

struct spellings {
	const struct stages *stages;
	struct strmap *met; /* the stages as they stood in cells */
	int32_t *steps;     /* by id */
	size_t capacity;
	struct slice recent[RECENT]; /* by a hash: a stage as it stood in a cell */
	int32_t recent_steps[RECENT];
};

struct spellings *
spellings_new(const struct stages *stages)
{
	struct spellings *spellings = mem_new(1, sizeof *spellings);
	spellings->stages = stages;
	spellings->met = strmap_new();
	return spellings;
}

void
spellings_free(struct spellings *spellings)
{
	if (!spellings)
		return;
	strmap_free(spellings->met);
	free(spellings->steps);
	free(spellings);
}

static int32_t
find(struct spellings *spellings, struct slice stage, struct slice *kept)
{
	uint32_t count = strmap_count(spellings->met);
	uint32_t id = strmap_add(spellings->met, stage);
	if (id == count) {
		spellings->steps = mem_grow(spellings->steps, &spellings->capacity,
		    (size_t)id + 1, sizeof *spellings->steps);
		spellings->steps[id] = stages_find(spellings->stages, stage);
	}
	*kept = strmap_key(spellings->met, id);
	return spellings->steps[id];
}

int32_t
spellings_find(struct spellings *spellings, struct slice stage)
{
	/* Length, first and last letter tell the few apart most of the time. */
	size_t at = 0;
	if (stage.n)
		at = (stage.n ^ (unsigned char)stage.p[0] * 5U ^
		         (unsigned char)stage.p[stage.n - 1] * 3U) %
		     RECENT;
	if (!spellings->recent[at].p || !slice_equal(spellings->recent[at], stage))
		spellings->recent_steps[at] =
		    find(spellings, stage, &spellings->recent[at]);
	return spellings->recent_steps[at];
}
