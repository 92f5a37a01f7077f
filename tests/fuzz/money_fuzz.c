/*
 * Money that can be read comes back from its text, sums without regard to order, and
 * rounds to a neighbour.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../common/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct number_style plain = {'.', false};

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_text(struct money x)
{
	char text[MONEY_TEXT];
	struct money back;
	size_t n = money_format(x, text);
	require(n < MONEY_TEXT && text[n] == '\0');
	require(!money_parse(slice_of(text), &plain, &back) && back.units == x.units);
	require(money_to_double(x) == strtod(text, NULL));
}

static void
check_sum(struct money a, struct money b)
{
	struct money ab = a, ba = b, difference = a;
	bool fits = money_add(&ab, b);
	require(money_add(&ba, a) == fits);
	require(fits ? ab.units == ba.units : ab.units == a.units && ba.units == b.units);
	if (fits)
		require(money_subtract(&ab, b) && ab.units == a.units);
	if (money_subtract(&difference, b))
		require((difference.units > 0) - (difference.units < 0) ==
		        money_compare(a, b));
}

static void
check_times(struct money x, int64_t times)
{
	struct money product = {0}, sum = {0};
	if (!money_add_times(&product, x, times)) {
		require(product.units == 0);
		return;
	}
	require(times == 0 ? product.units == 0 : product.units / times == x.units);
	require(money_add_times(&sum, x, times / 2));
	require(
	    money_add_times(&sum, x, times - times / 2) && sum.units == product.units);
}

static money_units
unit_of(int decimals)
{
	money_units unit = 1;
	for (int i = decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	return unit;
}

/* Where a tie went: away from zero, towards it, or to the even neighbour. */
static bool
tie_fits(money_units units, money_units unit, bool away, enum money_rounding mode)
{
	if (mode == MONEY_HALF_EVEN)
		return units / unit % 2 == 0;
	return away == (mode == MONEY_HALF_UP);
}

/* The way from x to what it was rounded to, which is a multiple of the unit. */
static void
check_way(
    struct money x, struct money rounded, money_units unit, enum money_rounding mode)
{
	struct money off = rounded;
	require(rounded.units % unit == 0 && money_subtract(&off, x));
	bool away = off.units != 0 && (off.units > 0) == (x.units > 0);
	money_units distance = off.units < 0 ? -off.units : off.units;
	require(distance < unit);
	if (mode == MONEY_UP || mode == MONEY_DOWN)
		require(distance == 0 || away == (mode == MONEY_UP));
	else if (unit > 1 && distance == unit / 2)
		require(tie_fits(rounded.units, unit, away, mode));
	else
		require(distance <= unit / 2);
}

static void
check_round(struct money x, int decimals, enum money_rounding mode)
{
	struct money rounded = x, opposite = {0}, again;
	if (!money_round(&rounded, decimals, mode)) {
		require(rounded.units == x.units);
		return;
	}
	check_way(x, rounded, unit_of(decimals), mode);
	again = rounded;
	require(money_round(&again, decimals, mode) && again.units == rounded.units);
	char text[MONEY_TEXT];
	money_format_fixed(rounded, decimals, text);
	require(!money_parse(slice_of(text), &plain, &again));
	require(again.units == rounded.units);
	if (money_subtract(&opposite, x)) {
		require(money_round(&opposite, decimals, mode));
		require(opposite.units == -rounded.units);
	}
}

/* A plain decimal is read by a way of its own: nothing else may come of it. */
static void
check_parse(struct slice cell, const struct number_style *style, struct money read,
    const char *reason)
{
	struct number number;
	struct money usual = {0};
	const char *why = number_parse(cell, style, &number);
	if (!why)
		why = money_from_number(&number, &usual);
	require(reason == why && (why || read.units == usual.units));
}

static struct money
take_money(const uint8_t *data, size_t size, size_t at)
{
	struct money x = {0};
	if (at < size)
		memcpy(&x, data + at, size - at < sizeof x ? size - at : sizeof x);
	return x;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return -1;
	struct number_style style = {data[0] & 1 ? ',' : '.', data[0] & 2};
	struct money read, a = take_money(data, size, 1), b = take_money(data, size, 17);
	struct slice cell = {(const char *)data + 1, size - 1};
	const char *why = money_parse(cell, &style, &read);
	check_parse(cell, &style, read, why);
	if (!why)
		a = read;
	check_text(a);
	check_sum(a, b);
	check_times(a, (int64_t)b.units);
	check_round(
	    a, data[0] / 5 % (MONEY_DECIMALS + 1), (enum money_rounding)(data[0] % 5));
	return 0;
}
