#include "spread.h"

#include <stdlib.h>

#include "mem.h"
#include "wide.h"

struct spread_share {
	wide_half weight;
	union {
		wide_half ceiling; /* while parts are being filled */
		wide_half rest;    /* of the division, from then on */
	};
	size_t part;
};

/* What remains to be spread, and over which. */
struct spreading {
	wide_half left;
	wide_half weights; /* the sum of the shares' */
	struct spread_share *shares;
	size_t count;
	money_units *parts;
	bool negative;
};

void
spread_room_release(struct spread_room *room)
{
	free(room->shares);
	*room = (struct spread_room){NULL, 0};
}

static money_units
with_sign(const struct spreading *spreading, wide_half units)
{
	return (money_units)(spreading->negative ? -units : units);
}

/* The parts that can take something; false if their weights are too large. */
static bool
collect(struct spreading *spreading, const money_units *weights,
    const money_units *ceilings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		spreading->parts[i] = 0;
		if (weights[i] <= 0 || (ceilings && ceilings[i] <= 0))
			continue;
		struct spread_share *share = &spreading->shares[spreading->count++];
		share->weight = (wide_half)weights[i];
		share->ceiling = ceilings ? (wide_half)ceilings[i] : 0;
		share->part = i;
		if (__builtin_add_overflow(
		        spreading->weights, share->weight, &spreading->weights))
			return false;
	}
	return true;
}

/* Is left × weight / weights as large as the ceiling? */
static bool
is_full(const struct spreading *spreading, const struct spread_share *share)
{
	return wide_compare(wide_multiply(spreading->left, share->weight),
	           wide_multiply(share->ceiling, spreading->weights)) >= 0;
}

/*
 * Fixes the parts that come to their ceilings, round by round, as what they can't take
 * raises the shares of the others. The rounds are few: a round that hands on E raises the
 * share of a unit of weight by E / W, W being the weight that stays. Whoever fills up
 * next, with the weight F of these, lacked less than that, so they hand on less than
 * E × F / W. The next round thus halves E or, where F is the larger part of W, halves W
 * and doesn't raise E. As E is a multiple of 1 / W, there can't be more rounds than the
 * total and twice the weights have binary digits; in practice it's a handful.
 */
static void
fill(struct spreading *spreading)
{
	for (size_t before = 0; before != spreading->count;) {
		struct spreading next = *spreading;
		next.count = 0;
		for (size_t i = 0; i < spreading->count; i++) {
			struct spread_share *share = &spreading->shares[i];
			if (!is_full(spreading, share)) {
				next.shares[next.count++] = *share;
				continue;
			}
			next.parts[share->part] = with_sign(&next, share->ceiling);
			next.left -= share->ceiling;
			next.weights -= share->weight;
		}
		before = spreading->count;
		*spreading = next;
	}
}

/* By what they lost, the most first; then as they come. */
static int
compare_rest(const void *a, const void *b)
{
	const struct spread_share *x = a, *y = b;
	if (x->rest != y->rest)
		return x->rest > y->rest ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static void
swap(struct spread_share *a, struct spread_share *b)
{
	struct spread_share old = *a;
	*a = *b;
	*b = old;
}

/*
 * Puts the n that lost most in front: splits the shares at one in the middle and goes on
 * in the half where the n-th is (Hoare 1961, CACM 4:321, FIND). A few are sorted, and so
 * are those that don't get few soon enough.
 */
static void
find_first(struct spread_share *shares, size_t count, size_t n)
{
	enum { FEW = 16, MOST_SPLITS = 40 };
	size_t begin = 0, end = count;
	for (int i = 0; i < MOST_SPLITS && end - begin > FEW; i++) {
		size_t split = begin;
		swap(&shares[begin], &shares[begin + (end - begin) / 2]);
		for (size_t k = begin + 1; k < end; k++)
			if (compare_rest(&shares[k], &shares[begin]) < 0)
				swap(&shares[++split], &shares[k]);
		swap(&shares[begin], &shares[split]);
		if (n <= split)
			end = split;
		else
			begin = split + 1;
	}
	qsort(shares + begin, end - begin, sizeof *shares, compare_rest);
}

/*
 * Fewer units are left over than there are parts with a rest, so none gets one that is
 * not due. Nor does it pass a ceiling: those are whole units above the exact share.
 */
static void
divide(struct spreading *spreading)
{
	wide_half total = spreading->left;
	for (size_t i = 0; i < spreading->count; i++) {
		struct spread_share *share = &spreading->shares[i];
		wide_half units = 0; /* the weight is one of the weights: no overflow */
		wide_scale(
		    total, share->weight, spreading->weights, &units, &share->rest);
		spreading->parts[share->part] = with_sign(spreading, units);
		spreading->left -= units;
	}
	if (spreading->left == 0)
		return;
	find_first(spreading->shares, spreading->count, (size_t)spreading->left);
	for (size_t i = 0; spreading->left > 0; i++, spreading->left--)
		spreading->parts[spreading->shares[i].part] += with_sign(spreading, 1);
}

money_units
spread(money_units total, const money_units *weights, const money_units *ceilings,
    size_t count, money_units *parts, struct spread_room *room)
{
	room->shares =
	    mem_grow(room->shares, &room->capacity, count, sizeof *room->shares);
	struct spreading spreading = {
	    .shares = room->shares, .parts = parts, .negative = total < 0};
	spreading.left = (wide_half)total;
	if (total < 0)
		spreading.left = -spreading.left;
	if (!collect(&spreading, weights, ceilings, count))
		return total;
	if (ceilings)
		fill(&spreading);
	if (spreading.count > 0)
		divide(&spreading);
	return with_sign(&spreading, spreading.left);
}
