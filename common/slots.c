#include "slots.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "mem.h"

#define MOST (INT32_MAX / 3 * 2) /* two thirds of the largest table, 2^31 slots */

static void
rebuild(struct slots *slots, uint32_t count)
{
	struct slots old = *slots;
	slots->slots = mem_new(count, sizeof *slots->slots);
	slots->mask = count - 1;
	for (size_t i = 0; old.slots && i <= old.mask; i++) {
		if (!old.slots[i].number)
			continue;
		struct slot *slot = slots_first(slots, old.slots[i].hash);
		while (slot->number)
			slot = slots_behind(slots, slot);
		*slot = old.slots[i];
	}
	free(old.slots);
}

enum { FEW = 1024 };

void
slots_init(struct slots *slots)
{
	*slots = (struct slots){NULL, 0, 0};
	rebuild(slots, 64);
}

void
slots_release(struct slots *slots)
{
	free(slots->slots);
	*slots = (struct slots){NULL, 0, 0};
}

void
slots_clear(struct slots *slots)
{
	if (slots->mask >= FEW) {
		slots_release(slots);
		slots_init(slots);
	} else if (slots->used) {
		memset(slots->slots, 0, ((size_t)slots->mask + 1) * sizeof *slots->slots);
		slots->used = 0;
	}
}

void
slots_fill(struct slots *slots, struct slot *slot, uint32_t hash, uint32_t number)
{
	if (slots->used >= MOST)
		/* Unreachable: it takes 1.4 billion keys, and 16 GB for their slots */
		diag_fatal(EX_OSERR, "too many different keys: %u", slots->used);
	*slot = (struct slot){hash, number};
	if (++slots->used > slots->mask / 3 * 2)
		rebuild(slots, (slots->mask + 1) * 2);
}
