#include <stdlib.h>

#include "../../common/spread.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST = 40 };

/* One line of what was spread, to be compared as text: the parts, and behind a `+` what
 * couldn't be. */
struct line {
	char text[200];
};

static struct line
spread_as_text(int total, const int *weights, const int *ceilings)
{
	money_units wide_weights[MOST] = {0}, wide_ceilings[MOST] = {0}, parts[MOST];
	struct spread_room room = {0};
	struct line line = {""};
	size_t count = 0, n = 0;
	for (; weights[count] >= 0; count++) {
		wide_weights[count] = weights[count];
		wide_ceilings[count] = ceilings[count];
	}
	money_units left = spread(total, wide_weights,
	    ceilings[0] < 0 ? NULL : wide_ceilings, count, parts, &room);
	for (size_t i = 0; i < count; i++)
		n += (size_t)snprintf(line.text + n, sizeof line.text - n, "%s%d",
		    i ? " " : "", (int)parts[i]);
	if (left)
		snprintf(line.text + n, sizeof line.text - n, " + %d", (int)left);
	spread_room_release(&room);
	return line;
}

static void
test_examples(void)
{
	/* weights and ceilings end with -1; no ceilings begin with it */
	static const struct {
		int total, weights[10], ceilings[10];
		const char *parts;
	} rows[] = {
	    {299, {4300, 1400, 2300, -1}, {-1}, "161 52 86"},
	    {299, {1000, 1000, 1000, -1}, {-1}, "100 100 99"},
	    {95, {10, 20, 10, 30, 50, 20, 10, 40, -1}, {-1}, "5 10 5 15 25 10 5 20"},
	    {93, {10, 20, 10, 30, 50, 20, 10, 40, -1}, {-1}, "5 10 5 15 24 10 5 19"},
	    {101, {1, 1, 1, -1}, {-1}, "34 34 33"},
	    {5, {3, 7, -1}, {-1}, "2 3"},
	    {2, {1, 1, 1, -1}, {-1}, "1 1 0"},
	    {2000, {5, 5, 5, -1}, {-1}, "667 667 666"},
	    {1000, {5, 5, 5, -1}, {-1}, "334 333 333"},
	    {-1000, {5, 5, 5, -1}, {-1}, "-334 -333 -333"},
	    {-5, {3, 7, -1}, {-1}, "-2 -3"},
	    {2700, {100, 40, 40, -1}, {1000, 4000, 4000, -1}, "1000 850 850"},
	    {3600, {100, 40, 30, 10, -1}, {1000, 1000, 3000, 1000, -1},
	        "1000 1000 1200 400"},
	    {1200, {10, 20, 50, 30, -1}, {1000, 100, 0, 100, -1}, "1000 100 0 100"},
	    {1200, {10, 20, 50, 30, -1}, {1000, 100, 0, 400, -1}, "700 100 0 400"},
	    {2500, {50, 60, -1}, {500, 6000, -1}, "500 2000"},
	    {1000, {50, -1}, {500, -1}, "500 + 500"},
	    {-1000, {50, -1}, {500, -1}, "-500 + -500"},
	    {-2500, {50, 60, -1}, {500, 6000, -1}, "-500 -2000"},
	    /* a share that is just the ceiling, and one unit below and above */
	    {10, {1, 1, -1}, {5, 5, -1}, "5 5"},
	    {9, {1, 1, -1}, {5, 5, -1}, "5 4"},
	    {11, {1, 1, -1}, {5, 5, -1}, "5 5 + 1"},
	    {9, {1, 1, -1}, {4, 5, -1}, "4 5"},
	    {7, {1, 1, 1, -1}, {2, 3, 3, -1}, "2 3 2"},
	    /* nothing to spread, and nothing to spread it over */
	    {0, {1, 2, -1}, {-1}, "0 0"},
	    {0, {1, 2, -1}, {5, 5, -1}, "0 0"},
	    {7, {0, 0, -1}, {-1}, "0 0 + 7"},
	    {7, {1, 2, -1}, {0, 0, -1}, "0 0 + 7"},
	    {-7, {0, -1}, {-1}, "0 + -7"},
	    {7, {-1}, {-1}, " + 7"},
	    {7, {0, 1, 0, -1}, {-1}, "0 7 0"},
	    {1, {1, 1000, -1}, {-1}, "0 1"},
	    {1, {1, 1, 1, 1, -1}, {-1}, "1 0 0 0"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		CHECK_TEXT(
		    spread_as_text(rows[i].total, rows[i].weights, rows[i].ceilings).text,
		    rows[i].parts);
}

static uint64_t
random_below(uint64_t *state, uint64_t n)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return (*state >> 32) % n;
}

/* An order to be spread. */
struct order {
	money_units total, weights[MOST], ceilings[MOST];
	size_t count;
	bool limited;
};

static struct order
random_order(uint64_t *state)
{
	static const uint32_t sizes[] = {3, 10, 100, 10000, 1000000};
	struct order order = {.limited = random_below(state, 2)};
	uint64_t sizes_of = random_below(state, LENGTH(sizes));
	order.count = random_below(state, random_below(state, 4) ? 8 : MOST) + 1;
	for (size_t i = 0; i < order.count; i++) {
		order.weights[i] = (money_units)random_below(state, sizes[sizes_of]);
		order.ceilings[i] =
		    (money_units)(order.weights[i] * 2 / 3 +
		                  (money_units)random_below(state, sizes[sizes_of]) / 2);
		if (random_below(state, 10) == 0)
			order.ceilings[i] = 0;
		order.total += order.limited ? order.ceilings[i] : order.weights[i];
	}
	order.total = order.total * (money_units)random_below(state, 120) / 100;
	return order;
}

static money_units
spread_order(const struct order *order, money_units *parts, struct spread_room *room)
{
	return spread(order->total, order->weights,
	    order->limited ? order->ceilings : NULL, order->count, parts, room);
}

/* Word by word what the header says, for a total of 0 or more. */
static money_units
spread_naively(const struct order *order, money_units *parts)
{
	bool active[MOST];
	money_units left = order->total, weights = 0;
	for (size_t i = 0; i < order->count; i++) {
		active[i] =
		    order->weights[i] > 0 && !(order->limited && order->ceilings[i] == 0);
		weights += active[i] ? order->weights[i] : 0;
		parts[i] = 0;
	}
	for (size_t i = 0; order->limited && i < order->count; i++) {
		if (!active[i] || left * order->weights[i] < order->ceilings[i] * weights)
			continue;
		active[i] = false;
		parts[i] = order->ceilings[i];
		left -= parts[i];
		weights -= order->weights[i];
		i = SIZE_MAX; /* from the beginning */
	}
	if (weights == 0)
		return left;
	money_units total = left;
	for (size_t i = 0; i < order->count; i++)
		if (active[i])
			left -= parts[i] = total * order->weights[i] / weights;
	for (; left > 0; left--) {
		size_t best = MOST;
		money_units most = -1;
		for (size_t i = 0; i < order->count; i++) {
			money_units rest = total * order->weights[i] % weights;
			if (active[i] && rest > most) {
				most = rest;
				best = i;
			}
		}
		parts[best]++;
		active[best] = false;
	}
	return 0;
}

static bool
same(const money_units *a, const money_units *b, size_t count)
{
	return memcmp(a, b, count * sizeof *a) == 0;
}

/* What holds of any spread, and what the naive one gives. */
static void
check_order(const struct order *order, struct spread_room *room)
{
	money_units parts[MOST], expected[MOST], sum = 0, weights = 0, space = 0;
	money_units left = spread_order(order, parts, room);
	CHECK(left == spread_naively(order, expected));
	CHECK(same(parts, expected, order->count));
	bool within = true, near = true;
	for (size_t i = 0; i < order->count; i++) {
		sum += parts[i];
		weights += order->weights[i];
		space += order->weights[i] ? order->ceilings[i] : 0;
		within &= parts[i] >= 0 && (order->weights[i] || parts[i] == 0) &&
		          (!order->limited || parts[i] <= order->ceilings[i]);
	}
	for (size_t i = 0; i < order->count; i++) {
		money_units off = parts[i] * weights - order->total * order->weights[i];
		near &= weights == 0 || (-weights < off && off < weights);
	}
	CHECK(sum + left == order->total);
	CHECK(within);
	CHECK(near || order->limited);
	if (order->limited)
		CHECK(left == (order->total > space ? order->total - space : 0));
	else
		CHECK(left == (weights ? 0 : order->total));
}

static void
check_mirror(const struct order *order, struct spread_room *room)
{
	money_units parts[MOST], mirrored[MOST];
	struct order negative = *order;
	negative.total = -order->total;
	CHECK(
	    spread_order(&negative, mirrored, room) == -spread_order(order, parts, room));
	for (size_t i = 0; i < order->count; i++)
		mirrored[i] = -mirrored[i];
	CHECK(same(parts, mirrored, order->count));
}

/* Where no two rests are the same, the order of the parts is of no account. */
static void
check_permuted(const struct order *order, struct spread_room *room, uint64_t *state)
{
	money_units parts[MOST], moved[MOST], weights = 0;
	struct order permuted = *order;
	size_t from[MOST];
	for (size_t i = 0; i < order->count; i++) {
		weights += order->weights[i];
		from[i] = i;
	}
	for (size_t i = 0; i < order->count; i++)
		for (size_t k = 0; k < i; k++)
			if (weights == 0 || order->limited ||
			    (order->weights[i] - order->weights[k]) * order->total %
			            weights ==
			        0)
				return;
	for (size_t i = order->count; i > 1; i--) {
		size_t k = random_below(state, i), old = from[k];
		from[k] = from[i - 1];
		from[i - 1] = old;
	}
	for (size_t i = 0; i < order->count; i++)
		permuted.weights[i] = order->weights[from[i]];
	CHECK(spread_order(order, parts, room) == spread_order(&permuted, moved, room));
	bool follows = true;
	for (size_t i = 0; i < order->count; i++)
		follows &= moved[i] == parts[from[i]];
	CHECK(follows);
}

/* Weights of another scale, beyond what 128 bits hold the products of. */
static void
check_scaled(const struct order *order, struct spread_room *room, uint64_t *state)
{
	money_units parts[MOST], scaled_parts[MOST], scale = 1;
	struct order scaled = *order;
	for (uint64_t i = random_below(state, 31); i > 0; i--)
		scale *= 10;
	for (size_t i = 0; i < order->count; i++)
		scaled.weights[i] *= scale;
	CHECK(spread_order(order, parts, room) ==
	      spread_order(&scaled, scaled_parts, room));
	CHECK(same(parts, scaled_parts, order->count));
}

static void
test_random_orders(void)
{
	struct spread_room room = {0};
	uint64_t state = 1;
	for (int i = 0; i < 100000; i++) {
		struct order order = random_order(&state);
		check_order(&order, &room);
		check_mirror(&order, &room);
		check_permuted(&order, &room, &state);
		check_scaled(&order, &room, &state);
	}
	spread_room_release(&room);
	CHECK(room.shares == NULL && room.capacity == 0);
}

static void
test_large_numbers(void)
{
	struct spread_room room = {0};
	money_units half = (money_units)1 << 126, top = half - 1 + half, parts[4];
	money_units e22 = (money_units)10000000000 * 1000000000000;
	money_units weights[] = {e22, e22 - 1, e22, e22 + 1},
	            tops[] = {top, top, top, top};
	CHECK(spread(e22 + 3, weights, NULL, 4, parts, &room) == 0);
	CHECK(parts[0] == e22 / 4 + 1 && parts[1] == e22 / 4);
	CHECK(parts[2] == e22 / 4 + 1 && parts[3] == e22 / 4 + 1);
	CHECK(spread(top, tops, NULL, 2, parts, &room) == 0);
	CHECK(parts[0] == half && parts[1] == half - 1);
	CHECK(spread(-top - 1, tops, tops, 2, parts, &room) == 0);
	CHECK(parts[0] == -half && parts[1] == -half);
	CHECK(spread(-top - 1, tops, NULL, 1, parts, &room) == 0);
	CHECK(parts[0] == -top - 1);
	CHECK(spread(-top - 1, tops, tops, 1, parts, &room) == -1);
	CHECK(parts[0] == -top);
	CHECK(spread(top, tops, weights, 2, parts, &room) == top - 2 * e22 + 1);
	CHECK(parts[0] == e22 && parts[1] == e22 - 1);
	/* the weights together are beyond 128 bits */
	CHECK(spread(10, tops, NULL, 4, parts, &room) == 10);
	/* what is negative counts as 0 */
	money_units negative[] = {-5, 1, 1, 1}, ceilings[] = {9, -9, 9, 9};
	CHECK(spread(10, negative, ceilings, 4, parts, &room) == 0);
	CHECK(parts[0] == 0 && parts[1] == 0 && parts[2] == 5 && parts[3] == 5);
	spread_room_release(&room);
}

/* Each part that is full fills up the next one. */
static void
test_chain_of_ceilings(void)
{
	enum { COUNT = 30 };
	struct spread_room room = {0};
	struct order order = {.count = COUNT, .limited = true};
	money_units left = 1, expected[MOST], parts[MOST];
	for (int i = 0; i < 25; i++)
		left *= 10;
	order.total = left;
	for (int i = 0; i < COUNT; i++) {
		order.weights[i] = 1;
		order.ceilings[i] = left / (COUNT - i) - (i == 0);
		left -= order.ceilings[i];
	}
	CHECK(spread_order(&order, parts, &room) == spread_naively(&order, expected));
	CHECK(same(parts, expected, COUNT));
	spread_room_release(&room);
}

/* Many parts: two of each weight, so that ties go to the first of the two. */
static void
test_many_parts(void)
{
	enum { COUNT = 100000 };
	struct spread_room room = {0};
	money_units *weights = calloc(COUNT, sizeof *weights), sum = 0, all = 0;
	money_units *parts = calloc(COUNT, sizeof *parts);
	for (int i = 0; i < COUNT; i++)
		all += weights[i] = i / 2 * 7919 % 50000;
	money_units total = all / 3 * 2 + 1, least = all;
	CHECK(spread(total, weights, NULL, COUNT, parts, &room) == 0);
	size_t wrong = 0, last = COUNT;
	for (size_t i = 0; i < COUNT; i++) {
		money_units rest = total * weights[i] % all;
		bool more = parts[i] > total * weights[i] / all;
		sum += parts[i];
		if (more && rest <= least) {
			least = rest;
			last = i;
		}
	}
	/* who lost more than the last one that got a unit got one too */
	for (size_t i = 0; i < COUNT; i++) {
		money_units rest = total * weights[i] % all;
		bool more = parts[i] > total * weights[i] / all;
		wrong += more != (rest > least || (rest == least && i <= last));
	}
	CHECK(sum == total);
	CHECK(wrong == 0);
	/* with room for all but one unit */
	CHECK(spread(-all - 1, weights, weights, COUNT, parts, &room) == -1);
	for (size_t i = 0; i < COUNT; i++)
		wrong += parts[i] != -weights[i];
	CHECK(wrong == 0);
	free(weights);
	free(parts);
	spread_room_release(&room);
}

int
main(void)
{
	test_examples();
	test_random_orders();
	test_large_numbers();
	test_chain_of_ceilings();
	test_many_parts();
	return check_result();
}
