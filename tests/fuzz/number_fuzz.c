/*
 * A number that can be read means the same when written plainly: parsing the plain text
 * gives the same digits, and its double is what strtod makes of it; by the short way for
 * plain decimals too.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* With an exponent, as the marks and the zeros could be many. */
static struct slice
write_plainly(const struct number *number, char *out, size_t room)
{
	int n = snprintf(out, room, "%s.%.*se%d", number->negative ? "-" : "",
	    number->count ? (int)number->count : 1, number->count ? number->digits : "0",
	    number->point);
	return (struct slice){out, (size_t)n};
}

static void
check_invariants(const struct number *number, struct slice cell)
{
	require(number->count <= NUMBER_DIGITS);
	for (size_t i = 0; i < number->count; i++)
		require(number->digits[i] >= '0' && number->digits[i] <= '9');
	if (number->count == 0)
		require(number->point == 0 && !number->negative);
	else
		require(
		    number->digits[0] != '0' && number->digits[number->count - 1] != '0');
	if (number->currency.n)
		require(number->currency.p >= cell.p &&
		        number->currency.p + number->currency.n <= cell.p + cell.n);
}

static void
check_number(const struct number *number)
{
	static const struct number_style plain = {'.', false};
	char text[NUMBER_DIGITS + 20];
	struct slice plainly = write_plainly(number, text, sizeof text);
	struct number again;
	require(!number_parse(plainly, &plain, &again));
	require(again.negative == number->negative && again.point == number->point);
	require(again.count == number->count &&
	        memcmp(again.digits, number->digits, number->count) == 0);
	double x, expected = strtod(text, NULL);
	const char *why = number_to_double(number, &x);
	require(why ? isinf(expected) : x == expected);
}

/* A plain decimal is read by a way of its own: nothing else may come of it. */
static void
check_double(struct slice cell, const struct number_style *style,
    const struct number *number, const char *why)
{
	double x = 0, expected = 0;
	if (!why)
		why = number_to_double(number, &expected);
	require(number_parse_double(cell, style, &x) == why);
	require(memcmp(&x, &expected, sizeof x) == 0);
}

/* What 12 digits say is kept by writing and reading them. */
static void
check_format(double x)
{
	static const struct number_style plain = {'.', false};
	char text[NUMBER_TEXT], again[NUMBER_TEXT];
	double back = 0;
	size_t n = number_format(x, text);
	require(n < NUMBER_TEXT && text[n] == '\0' && (n == 0) == !isfinite(x));
	if (n == 0)
		return;
	require(
	    !strpbrk(text, "eE+") && !number_parse_double(slice_of(text), &plain, &back));
	number_format(back, again);
	require(strcmp(text, again) == 0);
	require(fabs(back - x) <= 1e-11 * fabs(x) || fabs(x) < 1e-300);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return -1;
	struct number_style style = {data[0] & 1 ? ',' : '.', data[0] & 2};
	struct slice cell = {(const char *)data + 1, size - 1};
	struct number number;
	const char *why = number_parse(cell, &style, &number);
	check_double(cell, &style, &number, why);
	if (!why) {
		check_invariants(&number, cell);
		check_number(&number);
		require(!number_is_missing(cell));
	}
	double x = 0;
	memcpy(&x, cell.p, cell.n < sizeof x ? cell.n : sizeof x);
	check_format(x);
	return 0;
}
