#include "../../common/wide.h"
#include "check.h"

static const wide_half top = ~(wide_half)0;

static wide_half
random_half(uint64_t *state)
{
	wide_half x = 0;
	for (int i = 0; i < 4; i++) {
		*state = *state * 6364136223846793005U + 1442695040888963407U;
		/* runs of ones and of zeros, which carries run through */
		uint64_t bits =
		    *state >> 62 == 0 ? *state & 1 ? UINT32_MAX : 0 : *state >> 32;
		x = x << 32 | bits;
	}
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return x >> (*state >> 40) % 128;
}

static struct wide
add(struct wide a, wide_half b)
{
	a.low += b;
	a.high += a.low < b;
	return a;
}

static void
test_multiply(void)
{
	struct wide squared = wide_multiply(top, top);
	CHECK(squared.high == top - 1 && squared.low == 1);
	CHECK(wide_multiply(top, 1).low == top && wide_multiply(top, 1).high == 0);
	CHECK(wide_multiply(top, 2).low == top - 1 && wide_multiply(top, 2).high == 1);
	CHECK(wide_compare(wide_multiply(0, top), wide_multiply(0, 0)) == 0);
	struct wide shifted = wide_multiply((wide_half)1 << 100, (wide_half)1 << 90);
	CHECK(shifted.high == (wide_half)1 << 62 && shifted.low == 0);
	uint64_t state = 1;
	for (int i = 0; i < 20000; i++) {
		wide_half a = random_half(&state), b = random_half(&state);
		struct wide product = wide_multiply(a, b);
		CHECK(product.low == a * b);
		CHECK(wide_compare(product, wide_multiply(b, a)) == 0);
		/* (a + 1) × b = a × b + b */
		if (a != top)
			CHECK(
			    wide_compare(wide_multiply(a + 1, b), add(product, b)) == 0);
	}
}

static void
test_compare(void)
{
	struct wide one = {0, 1}, large = {1, 0}, larger = {1, 1};
	CHECK(wide_compare(one, large) < 0 && wide_compare(large, one) > 0);
	CHECK(wide_compare(large, larger) < 0 && wide_compare(larger, large) > 0);
	CHECK(wide_compare(larger, larger) == 0);
}

static void
test_divide(void)
{
	wide_half quotient = 42, rest = 43;
	CHECK(!wide_divide((struct wide){0, 1}, 0, &quotient, &rest));
	CHECK(!wide_divide((struct wide){5, 0}, 5, &quotient, &rest));
	CHECK(quotient == 42 && rest == 43);
	CHECK(wide_divide((struct wide){4, top}, 5, &quotient, &rest));
	CHECK(quotient == top && rest == 4);
	CHECK(wide_divide((struct wide){top - 1, top}, top, &quotient, &rest));
	CHECK(quotient == top && rest == top - 1);
	uint64_t state = 2;
	for (int i = 0; i < 200000; i++) {
		wide_half a = random_half(&state), divisor = random_half(&state);
		wide_half left = random_half(&state);
		if (divisor == 0)
			continue;
		left %= divisor;
		/* There is but one quotient and rest, and these are they. */
		CHECK(wide_divide(
		    add(wide_multiply(a, divisor), left), divisor, &quotient, &rest));
		CHECK(quotient == a && rest == left);
	}
}

int
main(void)
{
	test_multiply();
	test_compare();
	test_divide();
	return check_result();
}
