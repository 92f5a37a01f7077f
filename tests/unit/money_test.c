#include <stdlib.h>

#include "../../common/money.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct number_style dot = {'.', false}, comma = {',', false};

static const money_units one = INT64_C(1000000000000000000); /* 10^18 units */

static money_units
largest(void)
{
	money_units half = (money_units)1 << 126;
	return half - 1 + half;
}

static money_units
smallest(void)
{
	return -largest() - 1;
}

#define LARGEST "170141183460469231731.687303715884105727"
#define SMALLEST "-170141183460469231731.687303715884105728"

static struct money
money_of(const char *text)
{
	struct money x = {0};
	CHECK_TEXT(money_parse(slice_of(text), &dot, &x), "(null)");
	return x;
}

static void
test_parse(void)
{
	/* a cell with the amount it has, or behind a `!` a part of the reason it has none
	 */
	static const struct {
		const char *cell, *expected;
	} rows[] = {
	    {"0", "0"},
	    {"-0.00", "0"},
	    {"1204", "1204"},
	    {"-12.50", "-12.5"},
	    {"12345.67", "12345.67"},
	    {"$1,234.50", "1234.5"},
	    {"(1,234)", "-1234"},
	    {"EUR 0.10", "0.1"},
	    {"12%", "0.12"},
	    {"1e3", "1000"},
	    {"1e20", "100000000000000000000"},
	    {"1e-18", "0.000000000000000001"},
	    {"-1e-18", "-0.000000000000000001"},
	    {"0.1234567890123456780000", "0.123456789012345678"},
	    {"100000000000000000000.000000000000000001",
	        "100000000000000000000.000000000000000001"},
	    {LARGEST, LARGEST},
	    {SMALLEST, SMALLEST},
	    {"-" LARGEST, "-" LARGEST},
	    {LARGEST "0000", LARGEST},
	    {"170141183460469231731.687303715884105728", "!too large for an amount"},
	    {"-170141183460469231731.687303715884105729", "!too large for an amount"},
	    {"170141183460469231732", "!too large for an amount"},
	    {"199999999999999999999.999999999999999999", "!too large for an amount"},
	    {"200000000000000000000", "!too large for an amount"},
	    {"999999999999999999999.999999999999999999", "!too large for an amount"},
	    {"1e21", "!too large for an amount"},
	    {"1e400", "!too large for an amount"},
	    {"1e-19", "!more than 18 decimals"},
	    {"0.1234567890123456789", "!more than 18 decimals"},
	    {"1e-400", "!more than 18 decimals"},
	    {"1e999999999999", "!exponent out of range"},
	    {"0e999999999999", "0"},
	    {"12O0", "!is not a number"},
	    {"", "!is not a number"},
	    {"1,5", "!--decimal=,"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char text[MONEY_TEXT] = "";
		struct money x;
		const char *why = money_parse(slice_of(rows[i].cell), &dot, &x);
		size_t n = why ? 0 : money_format(x, text);
		CHECK(n == strlen(text));
		if (why && rows[i].expected[0] == '!' &&
		    strstr(why, rows[i].expected + 1))
			why = rows[i].expected;
		CHECK_TEXT(why ? why : text, rows[i].expected);
	}
	struct money x;
	CHECK(!money_parse(slice_of("1.234,56 €"), &comma, &x));
	CHECK(x.units == one / 100 * 123456);
}

static void
test_arithmetic(void)
{
	struct money x = money_of("0.1");
	CHECK(money_add(&x, money_of("0.2")));
	CHECK(money_compare(x, money_of("0.3")) == 0);
	CHECK(money_subtract(&x, money_of("0.5")));
	CHECK(money_compare(x, money_of("-0.2")) == 0);
	CHECK(money_add_times(&x, money_of("19.99"), 3));
	CHECK(money_compare(x, money_of("59.77")) == 0);
	CHECK(money_add_times(&x, money_of("59.77"), -1));
	CHECK(x.units == 0);
	CHECK(money_compare(money_of("1"), money_of("2")) < 0);
	CHECK(money_compare(money_of("2"), money_of("1")) > 0);
	CHECK(money_compare(money_of("-2"), money_of("1")) < 0);
}

/* Beyond the range nothing changes, and up to its ends everything goes. */
static void
test_overflow(void)
{
	struct money top = {largest()}, bottom = {smallest()}, unit = {1}, x = top;
	CHECK(!money_add(&x, unit) && x.units == top.units);
	CHECK(!money_subtract(&x, (struct money){-1}) && x.units == top.units);
	CHECK(money_add(&x, bottom) && x.units == -1);
	x = bottom;
	CHECK(!money_subtract(&x, unit) && x.units == bottom.units);
	CHECK(!money_add(&x, bottom) && x.units == bottom.units);
	CHECK(money_add(&x, top) && x.units == -1);
	x = (struct money){0};
	CHECK(!money_subtract(&x, bottom) && x.units == 0);
	CHECK(!money_add_times(&x, bottom, -1) && x.units == 0);
	CHECK(money_add_times(&x, bottom, 1) && x.units == bottom.units);
	x = (struct money){0};
	CHECK(!money_add_times(&x, (struct money){largest() / 2}, 3) && x.units == 0);
	CHECK(!money_add_times(&x, (struct money){one * 20}, INT64_MAX) && x.units == 0);
	CHECK(money_add_times(&x, (struct money){one * 18}, INT64_MAX));
	CHECK(!money_add_times(&x, (struct money){one}, INT64_MAX));
	CHECK(x.units == one * 18 * INT64_MAX);
	CHECK(money_add_times(&x, (struct money){one}, INT64_MIN));
	CHECK(x.units == one * 17 * INT64_MAX - one);
}

/* What the mode says of the two neighbours, by their distance. */
static money_units
round_naively(money_units x, money_units unit, enum money_rounding mode)
{
	money_units below = x / unit * unit;
	while (below > x)
		below -= unit;
	if (below == x)
		return x;
	money_units above = below + unit;
	money_units out = x > 0 ? above : below, in = x > 0 ? below : above;
	money_units to_out = out > x ? out - x : x - out, to_in = unit - to_out;
	if (mode == MONEY_UP)
		return out;
	if (mode == MONEY_DOWN)
		return in;
	if (to_out != to_in)
		return to_out < to_in ? out : in;
	if (mode == MONEY_HALF_EVEN)
		return out / unit % 2 == 0 ? out : in;
	return mode == MONEY_HALF_UP ? out : in;
}

static const enum money_rounding modes[] = {
    MONEY_HALF_UP, MONEY_HALF_EVEN, MONEY_HALF_DOWN, MONEY_UP, MONEY_DOWN};

static void
test_round_near_halves(void)
{
	money_units unit = 1;
	for (int decimals = 18; decimals >= 0; decimals--, unit *= 10) {
		for (money_units halves = -9; halves <= 9; halves++) {
			for (money_units off = -2; off <= 2; off++) {
				for (size_t m = 0; m < LENGTH(modes); m++) {
					struct money x = {unit * halves / 2 + off};
					money_units expected =
					    round_naively(x.units, unit, modes[m]);
					CHECK(money_round(&x, decimals, modes[m]));
					CHECK(x.units == expected);
				}
			}
		}
	}
}

static void
test_round_examples(void)
{
	static const struct {
		const char *x;
		int decimals;
		const char *rounded[LENGTH(modes)]; /* as the modes are listed */
	} rows[] = {
	    {"2.5", 0, {"3", "2", "2", "3", "2"}},
	    {"-2.5", 0, {"-3", "-2", "-2", "-3", "-2"}},
	    {"3.5", 0, {"4", "4", "3", "4", "3"}},
	    {"1.005", 2, {"1.01", "1", "1", "1.01", "1"}},
	    {"-1.015", 2, {"-1.02", "-1.02", "-1.01", "-1.02", "-1.01"}},
	    {"0.4999", 0, {"0", "0", "0", "1", "0"}},
	    {"-0.4999", 0, {"0", "0", "0", "-1", "0"}},
	    {"-0.5001", 0, {"-1", "-1", "-1", "-1", "0"}},
	    {"0.000000000000000001", 2, {"0", "0", "0", "0.01", "0"}},
	    {"12.5", 18, {"12.5", "12.5", "12.5", "12.5", "12.5"}},
	    {"0", 0, {"0", "0", "0", "0", "0"}},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		for (size_t m = 0; m < LENGTH(modes); m++) {
			char text[MONEY_TEXT];
			struct money x = money_of(rows[i].x);
			CHECK(money_round(&x, rows[i].decimals, modes[m]));
			money_format(x, text);
			CHECK_TEXT(text, rows[i].rounded[m]);
		}
	}
}

static void
test_round_out_of_range(void)
{
	struct money x = {largest()};
	CHECK(!money_round(&x, 2, MONEY_HALF_UP) && x.units == largest());
	CHECK(!money_round(&x, 0, MONEY_UP) && x.units == largest());
	CHECK(money_round(&x, 18, MONEY_UP) && x.units == largest());
	CHECK(money_round(&x, 1, MONEY_DOWN));
	CHECK(money_compare(x, money_of("170141183460469231731.6")) == 0);
	x = (struct money){smallest()};
	CHECK(!money_round(&x, 0, MONEY_HALF_EVEN) && x.units == smallest());
	CHECK(money_round(&x, 0, MONEY_DOWN));
	CHECK(money_compare(x, money_of("-170141183460469231731")) == 0);
}

static uint64_t
random_next(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 32;
}

/* Of all sizes, by throwing bits away. */
static struct money
random_money(uint64_t *state)
{
	money_units units = (int32_t)random_next(state);
	for (int i = 0; i < 3; i++)
		units = units * ((money_units)1 << 32) + (money_units)random_next(state);
	return (struct money){units / ((money_units)1 << random_next(state) % 127)};
}

/* Digit by digit, the way one learns it at school. */
static void
format_naively(money_units units, int decimals, char *out)
{
	char digits[60];
	int n = 0;
	bool negative = units < 0;
	for (int i = decimals; i < MONEY_DECIMALS; i++)
		units /= 10;
	for (; units != 0 || n <= decimals; units /= 10) {
		int digit = (int)(units % 10);
		digits[n++] = (char)('0' + (digit < 0 ? -digit : digit));
	}
	if (negative)
		*out++ = '-';
	while (n > 0) {
		if (n == decimals)
			*out++ = '.';
		*out++ = digits[--n];
	}
	*out = '\0';
}

static void
test_format_against_naive(void)
{
	uint64_t state = 1;
	for (int i = 0; i < 20000; i++) {
		struct money x = random_money(&state), back;
		char text[MONEY_TEXT], expected[60];
		int decimals = (int)(random_next(&state) % (MONEY_DECIMALS + 1));
		size_t n = money_format(x, text);
		CHECK(n == strlen(text) && n < MONEY_TEXT);
		CHECK_TEXT(money_parse(slice_of(text), &dot, &back), "(null)");
		CHECK(back.units == x.units);
		CHECK(money_to_double(x) == strtod(text, NULL));
		CHECK(!strchr(text, '.') || (text[n - 1] != '0' && text[n - 1] != '.'));
		if (!money_round(&x, decimals, modes[i % 5]))
			continue;
		format_naively(x.units, decimals, expected);
		CHECK(money_format_fixed(x, decimals, text) == strlen(expected));
		CHECK_TEXT(text, expected);
	}
}

/* Plain decimals as the usual way reads them, and then written as most amounts are. */
static void
test_plain_against_general(void)
{
	enum { TEXTS = 1000000 };
	uint64_t state = 2;
	int plain = 0, wrong = 0;
	for (int i = 0; i < TEXTS; i++) {
		char text[24], back[MONEY_TEXT], expected[60];
		size_t n = random_next(&state) % sizeof text;
		for (size_t k = 0; k < n; k++)
			text[k] = "0123456789"[random_next(&state) % 10];
		if (n && i % 4)
			text[random_next(&state) % n] =
			    ".,-e"[i / 4 % 64 < 60 ? 0 : i / 4 % 4];
		if (n && i % 5 == 0)
			text[0] = "+-"[i / 5 % 2];
		struct slice cell = {text, n};
		struct number number;
		struct money x = {-1}, usual = {-1};
		const char *why = number_parse(cell, &dot, &number);
		if (!why)
			why = money_from_number(&number, &usual);
		const char *got = money_parse(cell, &dot, &x);
		if ((got != why || x.units != usual.units) && wrong++ == 0)
			CHECK_TEXT(cell, "read like any amount");
		if (!money_parse_plain(cell, &dot, &x))
			continue;
		plain++;
		CHECK(!why && x.units == usual.units);
		int decimals = i % (MONEY_DECIMALS + 1);
		money_round(&x, decimals, MONEY_HALF_UP);
		format_naively(x.units, decimals, expected);
		money_format_fixed(x, decimals, back);
		CHECK(strcmp(back, expected) == 0);
		size_t end = strlen(expected);
		while (decimals-- > 0 && expected[end - 1] == '0')
			end--;
		end -= expected[end - 1] == '.';
		CHECK(money_format(x, back) == end && memcmp(back, expected, end) == 0);
	}
	CHECK(wrong == 0 && plain > TEXTS / 3);
}

static void
test_round_against_naive(void)
{
	uint64_t state = 2;
	for (int i = 0; i < 20000; i++) {
		struct money x = random_money(&state);
		money_units unit = 1, old = x.units;
		if (old > largest() / 2 || old < smallest() / 2)
			continue;
		int decimals = (int)(random_next(&state) % (MONEY_DECIMALS + 1));
		for (int j = decimals; j < MONEY_DECIMALS; j++)
			unit *= 10;
		CHECK(money_round(&x, decimals, modes[i % 5]));
		CHECK(x.units == round_naively(old, unit, modes[i % 5]));
	}
}

/* The same amounts forwards, backwards and in two halves. */
static void
test_sum_in_any_order(void)
{
	enum { COUNT = 1000 };
	struct money amounts[COUNT];
	struct money forwards = {0}, backwards = {0}, halves[2] = {{0}, {0}};
	uint64_t state = 3;
	for (int i = 0; i < COUNT; i++)
		amounts[i].units = random_money(&state).units >> 10;
	for (int i = 0; i < COUNT; i++) {
		CHECK(money_add(&forwards, amounts[i]));
		CHECK(money_add(&backwards, amounts[COUNT - 1 - i]));
		CHECK(money_add(&halves[i % 2], amounts[i]));
	}
	CHECK(money_add(&halves[1], halves[0]));
	CHECK(money_compare(forwards, backwards) == 0);
	CHECK(money_compare(forwards, halves[1]) == 0);
}

static void
test_add_times_against_adding(void)
{
	uint64_t state = 4;
	for (int i = 0; i < 200; i++) {
		struct money x = {random_money(&state).units >> 8}, sum = {0},
		             product = {0};
		int times = (int)(random_next(&state) % 200) - 100;
		for (int j = 0; j < abs(times); j++)
			CHECK(times < 0 ? money_subtract(&sum, x) : money_add(&sum, x));
		CHECK(money_add_times(&product, x, times));
		CHECK(money_compare(sum, product) == 0);
	}
}

static void
test_format_fixed(void)
{
	static const struct {
		const char *x;
		int decimals;
		const char *text;
	} rows[] = {
	    {"0", 0, "0"},
	    {"0", 2, "0.00"},
	    {"-12.5", 2, "-12.50"},
	    {"1204", 2, "1204.00"},
	    {"0.05", 2, "0.05"},
	    {"-0.05", 3, "-0.050"},
	    {"1000", 0, "1000"},
	    {"1", 18, "1.000000000000000000"},
	    {LARGEST, 18, LARGEST},
	    {SMALLEST, 18, SMALLEST},
	    {"170141183460469231731", 0, "170141183460469231731"},
	    {"100000000000000000000", 2, "100000000000000000000.00"},
	    {"1000000000000000000", 1, "1000000000000000000.0"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char text[MONEY_TEXT];
		size_t n =
		    money_format_fixed(money_of(rows[i].x), rows[i].decimals, text);
		CHECK_TEXT(text, rows[i].text);
		CHECK(n == strlen(rows[i].text));
	}
}

static void
test_to_double(void)
{
	static const struct {
		const char *x;
		double value;
	} rows[] = {
	    {"0", 0},
	    {"0.1", 0.1},
	    {"-12345.67", -12345.67},
	    {"9007199254.740991", 9007199254.740991},
	    {"9007199254.740992", 9007199254.740992},
	    {"9007199254.740993", 9007199254.740993},
	    {"0.123456789012345678", 0.123456789012345678},
	    {LARGEST, 170141183460469231731.687303715884105727},
	    {SMALLEST, -170141183460469231731.687303715884105728},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		CHECK_NEAR(money_to_double(money_of(rows[i].x)), rows[i].value, 0);
}

/* Scaling */

static void
test_scale_examples(void)
{
	static const struct {
		const char *x, *a, *b;
		int decimals;
		const char *scaled[LENGTH(modes)]; /* as the modes are listed */
	} rows[] = {
	    {"19.99", "0.85", "1", 2, {"16.99", "16.99", "16.99", "17", "16.99"}},
	    {"0.10", "0.85", "1", 2, {"0.09", "0.08", "0.08", "0.09", "0.08"}},
	    {"-0.10", "0.85", "1", 2, {"-0.09", "-0.08", "-0.08", "-0.09", "-0.08"}},
	    {"0.30", "-0.85", "1", 2, {"-0.26", "-0.26", "-0.25", "-0.26", "-0.25"}},
	    {"0.30", "0.85", "-1", 2, {"-0.26", "-0.26", "-0.25", "-0.26", "-0.25"}},
	    {"-0.30", "-0.85", "1", 2, {"0.26", "0.26", "0.25", "0.26", "0.25"}},
	    {"-0.30", "-0.85", "-1", 2, {"-0.26", "-0.26", "-0.25", "-0.26", "-0.25"}},
	    {"0.125", "1", "1", 2, {"0.13", "0.12", "0.12", "0.13", "0.12"}},
	    {"0.135", "1", "1", 2, {"0.14", "0.14", "0.13", "0.14", "0.13"}},
	    {"100", "1", "3", 2, {"33.33", "33.33", "33.33", "33.34", "33.33"}},
	    {"100", "2", "3", 2, {"66.67", "66.67", "66.67", "66.67", "66.66"}},
	    {"5", "1", "2", 0, {"3", "2", "2", "3", "2"}},
	    {"7", "1", "2", 0, {"4", "4", "3", "4", "3"}},
	    {"2.5", "1", "1", 0, {"3", "2", "2", "3", "2"}},
	    {"99", "17", "365", 2, {"4.61", "4.61", "4.61", "4.62", "4.61"}},
	    {"12.50", "3", "1", 2, {"37.5", "37.5", "37.5", "37.5", "37.5"}},
	    {"0", "5", "7", 2, {"0", "0", "0", "0", "0"}},
	    {"5", "0", "7", 2, {"0", "0", "0", "0", "0"}},
	    /* A hair beside the half, which the rest of the division tells alone. */
	    {"0.125000000000000001", "1", "1", 2,
	        {"0.13", "0.13", "0.13", "0.13", "0.12"}},
	    {"0.124999999999999999", "1", "1", 2,
	        {"0.12", "0.12", "0.12", "0.13", "0.12"}},
	    {"0.125000000000000001", "0.3", "0.3", 2,
	        {"0.13", "0.13", "0.13", "0.13", "0.12"}},
	    {"0.125", "3", "2.999999999999999999", 2,
	        {"0.13", "0.13", "0.13", "0.13", "0.12"}},
	    {"0.125", "2.999999999999999999", "3", 2,
	        {"0.12", "0.12", "0.12", "0.13", "0.12"}},
	    {"0.000000000000000001", "1", "2", 18,
	        {"0.000000000000000001", "0", "0", "0.000000000000000001", "0"}},
	    {"0.000000000000000003", "1", "2", 18,
	        {"0.000000000000000002", "0.000000000000000002", "0.000000000000000001",
	            "0.000000000000000002", "0.000000000000000001"}},
	    {"0.000000000000000001", "0.000000000000000001", "1", 0,
	        {"0", "0", "0", "1", "0"}},
	    {LARGEST, LARGEST, LARGEST, 18,
	        {LARGEST, LARGEST, LARGEST, LARGEST, LARGEST}},
	    {LARGEST, SMALLEST, LARGEST, 18,
	        {SMALLEST, SMALLEST, SMALLEST, SMALLEST, SMALLEST}},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		for (size_t m = 0; m < LENGTH(modes); m++) {
			char text[MONEY_TEXT];
			struct money out = {0};
			CHECK(money_scale(money_of(rows[i].x), money_of(rows[i].a),
			    money_of(rows[i].b), rows[i].decimals, modes[m], &out));
			money_format(out, text);
			CHECK_TEXT(text, rows[i].scaled[m]);
		}
	}
}

/* What there is no result of leaves *out alone. */
static void
test_scale_out_of_range(void)
{
	static const struct {
		const char *x, *a, *b;
		int decimals;
		enum money_rounding mode;
	} rows[] = {
	    {"1", "1", "0", 2, MONEY_HALF_UP},
	    {"0", "0", "0", 2, MONEY_HALF_UP},
	    {LARGEST, "2", "1", 18, MONEY_DOWN},
	    {LARGEST, "1", "1", 2, MONEY_HALF_UP},
	    {LARGEST, "1", "1", 0, MONEY_UP},
	    {SMALLEST, "1", "-1", 18, MONEY_DOWN},
	    {SMALLEST, "1", "1", 17, MONEY_UP},
	    {LARGEST, LARGEST, "1", 18, MONEY_DOWN},
	    {LARGEST, LARGEST, "0.000000000000000001", 0, MONEY_DOWN},
	    {LARGEST, SMALLEST, "0.000000000000000003", 2, MONEY_UP},
	    {"-100", "1e-18", "0", 0, MONEY_DOWN},
	    {"1e20", "1e10", "1e9", 2, MONEY_DOWN},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct money out = {42};
		CHECK(!money_scale(money_of(rows[i].x), money_of(rows[i].a),
		    money_of(rows[i].b), rows[i].decimals, rows[i].mode, &out));
		CHECK(out.units == 42);
	}
	struct money out, top = {largest()};
	CHECK(money_scale(top, MONEY_ONE, MONEY_ONE, 1, MONEY_DOWN, &out));
	CHECK(money_compare(out, money_of("170141183460469231731.6")) == 0);
	/* 2^128 - 1/2^64: what is rounded up is beyond 128 bits */
	struct money x = {((money_units)1 << 96) - 1}, a = {((money_units)1 << 96) + 1};
	struct money b = {(money_units)1 << 64};
	out.units = 42;
	CHECK(!money_scale(x, a, b, 18, MONEY_UP, &out) && out.units == 42);
}

/* 288-bit numbers for the naive version, the lowest 32 bits first. */
struct big {
	uint32_t digits[9];
};

static struct big
big_of(money_units units)
{
	struct big x = {{0}};
	for (size_t i = 0; i < 4; i++) {
		int digit = (int)(units % 65536), upper = (int)(units / 65536 % 65536);
		x.digits[i] = (uint32_t)abs(digit) | (uint32_t)abs(upper) << 16;
		units /= (money_units)1 << 32;
	}
	return x;
}

static struct big
big_times(struct big x, struct big y)
{
	struct big product = {{0}};
	for (size_t i = 0; i < 9; i++) {
		uint64_t carry = 0;
		for (size_t j = 0; i + j < 9; j++) {
			carry +=
			    product.digits[i + j] + (uint64_t)x.digits[i] * y.digits[j];
			product.digits[i + j] = (uint32_t)carry;
			carry >>= 32;
		}
	}
	return product;
}

static int
big_compare(const struct big *x, const struct big *y)
{
	for (size_t i = 9; i-- > 0;)
		if (x->digits[i] != y->digits[i])
			return x->digits[i] < y->digits[i] ? -1 : 1;
	return 0;
}

/* x = 2x + bit */
static void
big_shift_in(struct big *x, uint32_t bit)
{
	for (size_t i = 0; i < 9; i++) {
		uint32_t out = x->digits[i] >> 31;
		x->digits[i] = x->digits[i] << 1 | bit;
		bit = out;
	}
}

static void
big_subtract(struct big *x, const struct big *y)
{
	int64_t borrow = 0;
	for (size_t i = 0; i < 9; i++) {
		borrow += (int64_t)x->digits[i] - y->digits[i];
		x->digits[i] = (uint32_t)borrow;
		borrow = borrow < 0 ? -1 : 0;
	}
}

/* Bit by bit: x·a and b·10^(18-decimals) in full, what is left of the division compared
 * with what it would take to be whole. */
static bool
scale_naively(struct money x, struct money a, struct money b, int decimals,
    enum money_rounding mode, money_units *out)
{
	money_units unit = 1;
	for (int i = decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	struct big above = big_times(big_of(x.units), big_of(a.units));
	struct big below = big_times(big_of(b.units), big_of(unit));
	struct big quotient = {{0}}, left = {{0}}, none = {{0}}, limit = {{0}};
	if (b.units == 0)
		return false;
	for (size_t i = 288; i-- > 0;) {
		big_shift_in(&left, above.digits[i / 32] >> i % 32 & 1);
		bool fits = big_compare(&left, &below) >= 0;
		if (fits)
			big_subtract(&left, &below);
		big_shift_in(&quotient, fits);
	}
	struct big missing = below;
	big_subtract(&missing, &left);
	bool exact = big_compare(&left, &none) == 0, odd = quotient.digits[0] & 1;
	int half = big_compare(&left, &missing);
	bool away[] = {half >= 0, half > 0 || (half == 0 && odd), half > 0, true, false};
	for (size_t m = 0; m < LENGTH(modes); m++)
		if (modes[m] == mode && away[m] && !exact)
			for (size_t i = 0; i < 9 && ++quotient.digits[i] == 0; i++)
				continue;
	quotient = big_times(quotient, big_of(unit));
	int negative = (x.units < 0) + (a.units < 0) + (b.units < 0);
	limit.digits[3] = (uint32_t)1 << 31;
	if (big_compare(&quotient, &limit) >= (negative % 2 == 1))
		return false;
	*out = 0;
	for (size_t i = 4; i-- > 0;)
		*out = *out * ((money_units)1 << 32) +
		       (negative % 2 ? -(money_units)quotient.digits[i]
		                     : (money_units)quotient.digits[i]);
	return true;
}

static void
check_scale(struct money x, struct money a, struct money b, int decimals)
{
	for (size_t m = 0; m < LENGTH(modes); m++) {
		money_units expected = 42;
		struct money out = {42};
		bool possible = scale_naively(x, a, b, decimals, modes[m], &expected);
		CHECK(money_scale(x, a, b, decimals, modes[m], &out) == possible);
		CHECK(out.units == expected);
	}
}

/* Any size; near the ends of the range; some decimals; near powers of two. */
static struct money
random_factor(uint64_t *state)
{
	struct money x = random_money(state);
	money_units near = (money_units)(random_next(state) % 5), power = 1;
	switch (random_next(state) % 8) {
	case 0:
		return (struct money){largest() - near};
	case 1:
		return (struct money){smallest() + near};
	case 2:
		return (struct money){
		    ((money_units)1 << random_next(state) % 126) + near - 2};
	case 3:
	case 4:
	case 5:
		for (uint64_t i = random_next(state) % 21; i > 0; i--)
			power *= 10;
		return (struct money){(x.units >> 70) * power};
	default:
		return x;
	}
}

static void
test_scale_against_naive(void)
{
	uint64_t state = 5;
	for (int i = 0; i < 40000; i++) {
		struct money x = random_factor(&state), a = random_factor(&state);
		struct money b = random_factor(&state);
		int decimals = (int)(random_next(&state) % (MONEY_DECIMALS + 1));
		check_scale(x, a, b, i % 2 ? decimals : 2);
	}
}

/* (2k + 1) / 2 units of every number of decimals, and a little beside, where x is whole
 * units and where it isn't, with small and with large factors. */
static void
test_scale_near_halves(void)
{
	uint64_t state = 6;
	money_units unit = 1;
	for (int decimals = 18; decimals >= 0; decimals--, unit *= 10) {
		for (int i = 0; i < 100; i++) {
			money_units odd =
			    (money_units)(random_next(&state) % 2000) * 2 - 1999;
			money_units m = (random_money(&state).units >> 61) * 2 + 2;
			for (money_units off = -1; off <= 1; off++) {
				struct money b = {m + off};
				check_scale((struct money){odd * unit},
				    (struct money){m / 2}, b, decimals);
				check_scale((struct money){m / 2},
				    (struct money){odd * unit}, b, decimals);
				check_scale((struct money){odd}, (struct money){m / 2}, b,
				    decimals);
				check_scale((struct money){odd * m + off},
				    (struct money){unit}, (struct money){2 * m},
				    decimals);
			}
		}
	}
}

/* a and b times the same power of ten leaves the 128 bits and not the result. */
static void
test_scale_paths(void)
{
	uint64_t state = 7;
	for (int i = 0; i < 20000; i++) {
		struct money x = {
		    (money_units)(int32_t)random_next(&state) * (one / 100)};
		struct money a = {(money_units)(random_next(&state) % 10000 + 1)};
		struct money b = {(money_units)(random_next(&state) % 10000 + 1)};
		struct money short_out, out;
		int decimals = (int)(random_next(&state) % 5);
		enum money_rounding mode = modes[i % 5];
		CHECK(money_scale(x, a, b, decimals, mode, &short_out));
		for (int power = 0; power < 33; power++) {
			a.units *= 10;
			b.units *= 10;
			CHECK(money_scale(x, a, b, decimals, mode, &out));
			CHECK(out.units == short_out.units);
		}
	}
}

static void
test_scale_identities(void)
{
	uint64_t state = 8;
	for (int i = 0; i < 20000; i++) {
		struct money x = random_money(&state), a = random_money(&state);
		struct money b = random_money(&state), rounded = x, out = {42},
		             other = out;
		int decimals = (int)(random_next(&state) % (MONEY_DECIMALS + 1));
		enum money_rounding mode = modes[i % 5];
		/* x × a / a and x × 1 / 1 are x */
		if (a.units != 0 && money_round(&rounded, decimals, mode)) {
			CHECK(money_scale(x, a, a, decimals, mode, &out));
			CHECK(out.units == rounded.units);
			CHECK(money_scale(x, MONEY_ONE, MONEY_ONE, decimals, mode, &out));
			CHECK(out.units == rounded.units);
		}
		/* the factors in any order, the signs on any of them */
		out = other;
		bool possible = money_scale(x, a, b, decimals, mode, &out);
		CHECK(money_scale(a, x, b, decimals, mode, &other) == possible);
		CHECK(out.units == other.units);
		struct money minus_x = {-x.units}, minus_a = {-a.units};
		if (possible) {
			CHECK(money_scale(minus_x, minus_a, b, decimals, mode, &other));
			CHECK(out.units == other.units);
			CHECK(out.units == smallest() ||
			      (money_scale(minus_x, a, b, decimals, mode, &other) &&
			          out.units == -other.units));
		}
	}
}

static void
test_ratios(void)
{
	static const struct {
		const char *part, *whole, *ratio;
	} rows[] = {{"1", "3", "0.333333333333"}, {"2", "3", "0.666666666667"},
	    {"0", "7", "0"}, {"5", "0", ""}, {"0", "0", ""}, {"-1", "8", "-0.125"},
	    {"1501.93", "2528.89", "0.593908790022"}, {"1200", "100", "12"},
	    {"100", "3", "33.3333333333"}, {"999999999999.9", "1", "1000000000000"},
	    {"1000000000000", "1", "1000000000000"}, {"9", "99", "0.0909090909091"},
	    {"1", "3000", "0.000333333333333"}, {"1", "10000000", "0.0000001"},
	    {"-130.97", "40.96", "-3.19750976562"},
	    {"100000000000000000000", "3", "33333333333333333333"},
	    {"-9239049.766154344", "0.000005656", "-1633495361767"},
	    {"100000000000000000000", "0.1", ""}, {"1", "-3", "-0.333333333333"},
	    {"0.999999999999999", "1", "1"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[MONEY_TEXT];
		size_t n = money_format_ratio(
		    money_of(rows[i].part), money_of(rows[i].whole), text);
		CHECK(n == strlen(rows[i].ratio) && strcmp(text, rows[i].ratio) == 0);
	}
}

static int64_t
random_wide(uint64_t *state)
{
	uint64_t upper = random_next(state) << 32;
	return (int64_t)(upper | random_next(state)) >> random_next(state) % 64;
}

/* Amounts of few decimals take another way to the same text as those of one more. */
static void
test_ratio_paths(void)
{
	uint64_t state = 7;
	for (int i = 0; i < 100000; i++) {
		const money_units few = 1000000000000000, more = few / 10;
		/* Below 2^60, and the part, no multiple of 10, needs the one more. */
		money_units part = random_wide(&state) / 128 * 10 + 1;
		money_units whole = random_wide(&state) / 128;
		char expected[MONEY_TEXT], text[MONEY_TEXT];
		size_t n = money_format_ratio(
		    (struct money){part * more}, (struct money){whole * more}, expected);
		CHECK(money_format_ratio((struct money){part * few},
		          (struct money){whole * few}, text) == n &&
		      strcmp(text, expected) == 0);
	}
}

int
main(void)
{
	test_parse();
	test_arithmetic();
	test_overflow();
	test_round_examples();
	test_round_near_halves();
	test_round_out_of_range();
	test_round_against_naive();
	test_format_fixed();
	test_format_against_naive();
	test_plain_against_general();
	test_sum_in_any_order();
	test_add_times_against_adding();
	test_to_double();
	test_scale_examples();
	test_scale_out_of_range();
	test_scale_near_halves();
	test_scale_against_naive();
	test_scale_paths();
	test_scale_identities();
	test_ratios();
	test_ratio_paths();
	return check_result();
}
