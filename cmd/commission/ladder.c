#include "ladder.h"

/* A base that is a share of another's way is itself rounded, in the 18th decimal: that
 * mustn't decide what becomes of a whole cent, or of half of one. */
static bool
come_to(const struct ladder *ladder, const struct ladder_tier *tier, struct money base,
    struct money *paid)
{
	enum { FINE = 15 };
	int fine = ladder->decimals > FINE ? ladder->decimals : FINE;
	return money_scale(base, tier->part, tier->whole, fine, MONEY_HALF_UP, paid) &&
	       money_round(paid, ladder->decimals, ladder->rounding);
}

static bool
adds(struct ladder *ladder, size_t t, struct money base, struct ladder_step *steps,
    size_t *n)
{
	struct ladder_tier *tier = &ladder->tiers[t];
	struct money sum = tier->base, paid;
	if (!money_add(&sum, base) || !come_to(ladder, tier, sum, &paid))
		return false;
	struct ladder_step step = {t, base, paid, false};
	if (!money_subtract(&step.amount, tier->paid))
		return false;
	tier->base = sum;
	tier->paid = paid;
	if (base.units != 0 || step.amount.units != 0)
		steps[(*n)++] = step;
	return true;
}

/* x, but between the ends of tier t. */
static struct money
clamp(const struct ladder *ladder, size_t t, struct money x)
{
	if (money_compare(x, ladder->tiers[t].from) < 0)
		return ladder->tiers[t].from;
	if (t + 1 < ladder->count && money_compare(x, ladder->tiers[t + 1].from) > 0)
		return ladder->tiers[t + 1].from;
	return x;
}

/* The tier that holds the place, counted from 1; 0 if all begin above it. */
static size_t
tier_at(const struct ladder *ladder, struct money place)
{
	size_t t = ladder->count;
	while (t > 0) {
		int order = money_compare(place, ladder->tiers[t - 1].from);
		if (order > 0 || (order == 0 && !ladder->tiers[t - 1].above))
			break;
		t--;
	}
	return t;
}

static bool
climb_marginal(struct ladder *ladder, struct money from, struct money to,
    struct money base, struct ladder_step *steps, size_t *n)
{
	struct money way = to;
	if (!money_subtract(&way, from))
		return false;
	if (way.units == 0) {
		size_t t = tier_at(ladder, to);
		return t == 0 || adds(ladder, t - 1, base, steps, n);
	}
	/* The parts are differences of shares counted from the start, so that those of a
	 * way that is all inside of the tiers add up to the base exactly. */
	struct money done = {0}, walked = {0};
	bool up = way.units > 0;
	struct money low = up ? from : to, high = up ? to : from;
	struct money length = {high.units - low.units};
	if (ladder->count && money_compare(low, ladder->tiers[0].from) < 0) {
		struct money end = ladder->tiers[0].from;
		if (money_compare(high, end) < 0)
			end = high;
		walked.units = end.units - low.units;
		if (!money_scale(
		        base, walked, length, MONEY_DECIMALS, MONEY_HALF_UP, &done))
			return false;
	}
	for (size_t t = 0; t < ladder->count; t++) {
		struct money a = clamp(ladder, t, low), b = clamp(ladder, t, high), upto;
		if (a.units == b.units)
			continue;
		walked.units += b.units - a.units;
		if (!money_scale(
		        base, walked, length, MONEY_DECIMALS, MONEY_HALF_UP, &upto))
			return false;
		struct money part = {upto.units - done.units};
		done = upto;
		if (!adds(ladder, t, part, steps, n))
			return false;
	}
	return true;
}

static bool
climb_all(struct ladder *ladder, struct money to, struct money base,
    struct ladder_step *steps, size_t *n)
{
	struct money total = ladder->base, paid = {0}, own = {0}, rest;
	size_t t = tier_at(ladder, to);
	if (!money_add(&total, base))
		return false;
	if (t > 0) {
		const struct ladder_tier *tier = &ladder->tiers[t - 1];
		if (!money_scale(total, tier->part, tier->whole, ladder->decimals,
		        ladder->rounding, &paid) ||
		    !money_scale(base, tier->part, tier->whole, ladder->decimals,
		        ladder->rounding, &own))
			return false;
	}
	rest = paid;
	if (!money_subtract(&rest, ladder->paid))
		return false;
	if (t == ladder->reached) {
		own = rest; /* what it adds, roundings too */
	}
	if (t > 0)
		steps[(*n)++] = (struct ladder_step){t - 1, base, own, false};
	if (!money_subtract(&rest, own))
		return false;
	if (rest.units != 0)
		steps[(*n)++] =
		    (struct ladder_step){t > 0 ? t - 1 : 0, ladder->base, rest, true};
	ladder->base = total;
	ladder->paid = paid;
	ladder->reached = t;
	return true;
}

bool
ladder_climb(struct ladder *ladder, struct money from, struct money to, struct money base,
    struct ladder_step *steps, size_t *n)
{
	*n = 0;
	if (ladder->is_retroactive)
		return climb_all(ladder, to, base, steps, n);
	return climb_marginal(ladder, from, to, base, steps, n);
}
