#include "shares.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/number.h"
#include "../../common/spread.h"

static const struct number_style style = {'.', false};

const char *
shares_number(struct slice text, struct money *share)
{
	static const struct money hundred = {100 * (money_units)1000000000000000000};
	text = slice_trim(text);
	const char *reason = money_parse(text, &style, share);
	if (reason)
		return reason;
	if (text.p[text.n - 1] != '%' && !money_scale(*share, MONEY_ONE, hundred,
	                                     MONEY_DECIMALS, MONEY_HALF_UP, share))
		return "is too large for a share";
	if (share->units <= 0)
		return "isn't a share above zero";
	if (money_compare(*share, MONEY_ONE) > 0)
		return "is more than 100%";
	return NULL;
}

static const char *
add_part(struct slice text, struct shares *shares)
{
	struct shares_part part = {slice_trim(text), MONEY_ONE};
	const char *colon = part.rep.n ? memrchr(part.rep.p, ':', part.rep.n) : NULL;
	if (!colon)
		return "doesn't say the shares: write them as in Ana:60|Bo:40";
	size_t n = (size_t)(colon - part.rep.p);
	if (shares_number((struct slice){colon + 1, part.rep.n - n - 1}, &part.share))
		return "doesn't say the shares in per cent: write them as in "
		       "Ana:60|Bo:40";
	part.rep = slice_trim((struct slice){part.rep.p, n});
	if (part.rep.n == 0)
		return "has a share of nobody: write them as in Ana:60|Bo:40";
	for (size_t i = 0; i < shares->count; i++)
		if (slice_equal(shares->parts[i].rep, part.rep))
			return "names a rep twice: put the shares together";
	shares->parts =
	    mem_grow(shares->parts, &shares->capacity, shares->count + 1, sizeof part);
	shares->parts[shares->count++] = part;
	return NULL;
}

const char *
shares_parse(struct slice cell, bool overlay, struct shares *shares)
{
	struct money sum = {0};
	shares->count = 0;
	cell = slice_trim(cell);
	bool split =
	    cell.n && (memchr(cell.p, '|', cell.n) || memchr(cell.p, ':', cell.n));
	if (!split) {
		shares->parts =
		    mem_grow(shares->parts, &shares->capacity, 1, sizeof *shares->parts);
		shares->parts[shares->count++] = (struct shares_part){cell, MONEY_ONE};
		return NULL;
	}
	for (bool more = true; more;) {
		const char *bar = cell.n ? memchr(cell.p, '|', cell.n) : NULL;
		size_t n = bar ? (size_t)(bar - cell.p) : cell.n;
		const char *reason = add_part((struct slice){cell.p, n}, shares);
		if (reason)
			return reason;
		more = bar != NULL;
		if (more)
			cell = (struct slice){bar + 1, cell.n - n - 1};
	}
	for (size_t i = 0; i < shares->count; i++)
		sum.units += shares->parts[i].share.units;
	if (!overlay && money_compare(sum, MONEY_ONE) != 0)
		return "has shares that don't add up to 100 (a plan's `set` row `shares` "
		       "can say overlay)";
	return NULL;
}

static bool
spread_alone(struct money amount, const struct money *shares, size_t count, int decimals,
    struct money *parts)
{
	for (size_t i = 0; i < count; i++)
		if (money_compare(shares[i], MONEY_ONE) == 0)
			parts[i] = amount;
		else if (!money_scale(amount, shares[i], MONEY_ONE, decimals,
		             MONEY_HALF_UP, &parts[i]))
			return false;
	return true;
}

bool
shares_spread(struct money amount, const struct money *shares, size_t count, bool overlay,
    int decimals, struct money *parts)
{
	struct spread_room room = {0};
	money_units unit = 1;
	if (overlay)
		return spread_alone(amount, shares, count, decimals, parts);
	money_units *weights = mem_new(count, sizeof *weights);
	money_units *units = mem_new(count, sizeof *units);
	for (int i = decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	if (amount.units % unit != 0)
		unit = 1;
	for (size_t i = 0; i < count; i++)
		weights[i] = shares[i].units;
	bool done = spread(amount.units / unit, weights, NULL, count, units, &room) == 0;
	for (size_t i = 0; i < count; i++)
		parts[i].units = units[i] * unit;
	spread_room_release(&room);
	free(weights);
	free(units);
	return done;
}
