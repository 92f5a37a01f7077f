#include "gap.h"

static bool
split(const struct revplan_gap *before, struct revplan_gap *gap)
{
	gap->volume = before ? before->revenue : gap->revenue;
	gap->rate = gap->revenue;
	return money_subtract(&gap->rate, gap->volume);
}

bool
revplan_gap(const struct revplan_funnel *funnel, size_t stage, struct money planned,
    struct money actual, const struct revplan_gap *before, struct revplan_gap *gap)
{
	return money_subtract(&actual, planned) &&
	       revplan_worth(funnel, stage, actual, &gap->revenue) && split(before, gap);
}

bool
revplan_gap_revenue(struct money planned, struct money actual,
    const struct revplan_gap *before, struct revplan_gap *gap)
{
	gap->revenue = actual;
	return money_subtract(&gap->revenue, planned) && split(before, gap);
}
