#include "parity.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

static bool
pay_ladder(const struct parity *parity, size_t i, struct money volume, struct money *pay)
{
	struct ladder ladder = parity->ladders[i];
	struct ladder_step *steps = mem_new(ladder.count + 1, sizeof *steps);
	struct ladder_tier *tiers = mem_new(ladder.count, sizeof *tiers);
	size_t n = 0;
	memcpy(tiers, ladder.tiers, ladder.count * sizeof *tiers);
	ladder.tiers = tiers;
	bool fits = ladder_climb(&ladder, (struct money){0}, volume, volume, steps, &n);
	for (size_t k = 0; fits && k < n; k++)
		fits = money_add(pay, steps[k].amount);
	free(steps);
	free(tiers);
	return fits;
}

bool
parity_pay(const struct parity *parity, struct money volume, struct money *pay)
{
	*pay = (struct money){0};
	if (parity->has_gate && money_compare(volume, parity->gate) < 0)
		return true;
	for (size_t i = 0; i < parity->count; i++)
		if (!pay_ladder(parity, i, volume, pay))
			return false;
	if (parity->has_cap && money_compare(*pay, parity->cap) > 0)
		*pay = parity->cap;
	return true;
}

static bool
reaches(
    const struct parity *parity, struct money wanted, money_units units, money_units unit)
{
	struct money pay;
	return parity_pay(parity, (struct money){units * unit}, &pay) &&
	       money_compare(pay, wanted) >= 0;
}

static int
by_size(const void *x, const void *y)
{
	const money_units *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* Where tiers and the gate begin, in units, rounded up; and the largest volume. */
static money_units *
list_places(const struct parity *parity, money_units unit, size_t *n)
{
	size_t most = 3;
	for (size_t i = 0; i < parity->count; i++)
		most += parity->ladders[i].count;
	money_units *places = mem_new(most, sizeof *places);
	*n = 0;
	places[(*n)++] = 0;
	if (parity->has_gate)
		places[(*n)++] = (parity->gate.units + unit - 1) / unit;
	for (size_t i = 0; i < parity->count; i++)
		for (size_t k = 0; k < parity->ladders[i].count; k++) {
			const struct ladder_tier *tier = &parity->ladders[i].tiers[k];
			places[(*n)++] = tier->above
			                     ? tier->from.units / unit + 1
			                     : (tier->from.units + unit - 1) / unit;
		}
	places[(*n)++] = (money_units)1000000000000000 * MONEY_ONE.units / unit;
	qsort(places, *n, sizeof *places, by_size);
	return places;
}

bool
parity_find(const struct parity *parity, struct money wanted, struct money *volume)
{
	money_units unit = 1;
	bool found = false;
	size_t n;
	for (int i = parity->decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	money_units *places = list_places(parity, unit, &n);
	for (size_t i = 0; i < n && !found; i++) {
		money_units low = places[i], high = i + 1 < n ? places[i + 1] - 1 : low;
		found = high >= low && reaches(parity, wanted, high, unit);
		while (found && low < high) {
			money_units middle = low + (high - low) / 2;
			if (reaches(parity, wanted, middle, unit))
				high = middle;
			else
				low = middle + 1;
		}
		volume->units = high * unit;
	}
	free(places);
	return found;
}
