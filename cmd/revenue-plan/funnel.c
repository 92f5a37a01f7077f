#include "funnel.h"

#include <stdlib.h>

#include "../../common/mem.h"

void
revplan_funnel_release(struct revplan_funnel *funnel)
{
	for (size_t i = 0; i < funnel->count; i++) {
		free(funnel->stages[i].name);
		free(funnel->stages[i].owner);
	}
	free(funnel->stages);
	*funnel = (struct revplan_funnel){.decimals = funnel->decimals};
}

struct revplan_stage *
revplan_funnel_add(struct revplan_funnel *funnel, struct slice name)
{
	funnel->stages = mem_grow(
	    funnel->stages, &funnel->capacity, funnel->count + 1, sizeof *funnel->stages);
	struct revplan_stage *stage = &funnel->stages[funnel->count++];
	*stage = (struct revplan_stage){.name = mem_text(name.p, name.n)};
	return stage;
}

size_t
revplan_funnel_find(const struct revplan_funnel *funnel, struct slice name)
{
	size_t i = 0;
	while (i < funnel->count &&
	       !slice_equal_nocase(slice_of(funnel->stages[i].name), slice_trim(name)))
		i++;
	return i;
}

/* Volumes of one stage from the exact one. */
static bool
round_volume(struct revplan_stage *stage)
{
	stage->volume = stage->exact;
	if (!money_round(&stage->volume, REVPLAN_VOLUME_DECIMALS, MONEY_HALF_UP))
		return false;
	stage->whole_of = stage->volume;
	return money_round(&stage->whole_of, 0, MONEY_UP);
}

const char *
revplan_solve(struct revplan_funnel *funnel)
{
	static const char *const large =
	    "the volumes get too large to be counted: are the target, the "
	    "deal size and the rates right?";
	struct revplan_stage *next = &funnel->stages[funnel->count - 1];
	next->per_win = MONEY_ONE;
	next->ahead_us = 0;
	if (!money_scale(funnel->target, MONEY_ONE, funnel->deal_size, MONEY_DECIMALS,
	        MONEY_HALF_UP, &next->exact) ||
	    !round_volume(next))
		return large;
	for (size_t i = funnel->count - 1; i-- > 0;) {
		struct revplan_stage *stage = &funnel->stages[i];
		if (!money_scale(next->exact, stage->whole, stage->part, MONEY_DECIMALS,
		        MONEY_HALF_UP, &stage->exact) ||
		    !money_scale(next->per_win, stage->whole, stage->part, MONEY_DECIMALS,
		        MONEY_HALF_UP, &stage->per_win) ||
		    !round_volume(stage))
			return large;
		stage->ahead_us = next->ahead_us + stage->lag_us;
		if (stage->ahead_us > REVPLAN_LONGEST_US)
			return "the steps take more than 100 years";
		next = stage;
	}
	if (funnel->stages[funnel->count - 1].volume.units == 0)
		return "the target is too small a part of a deal: less than half a "
		       "millionth";
	return NULL;
}

bool
revplan_worth(const struct revplan_funnel *funnel, size_t stage, struct money volume,
    struct money *out)
{
	return money_scale(volume, funnel->target, funnel->stages[stage].exact,
	    funnel->decimals, MONEY_HALF_UP, out);
}
