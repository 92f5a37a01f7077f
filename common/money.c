#include "money.h"

#include <stdlib.h>

#include "wide.h"

typedef wide_half magnitude;

enum { RATIO_DIGITS = 12 }; /* significant ones */

static const magnitude largest = ~(magnitude)0 >> 1; /* 2^127 - 1 */

static const uint64_t powers_of_5[MONEY_DECIMALS + 1] = {1, 5, 25, 125, 625, 3125, 15625,
    78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125, 6103515625,
    30517578125, 152587890625, 762939453125, 3814697265625};

static magnitude
magnitude_of(money_units units)
{
	return units < 0 ? -(magnitude)units : (magnitude)units;
}

/*
 * units / 10^n. As 10^n = 2^n × 5^n, it is the units less their n last bits, divided by
 * 5^n: where 64 bits suffice for that, which is up to some millions, it takes a tenth of
 * the time.
 */
static inline magnitude
divide(magnitude units, int n)
{
	return units >> (64 + n) ? units / decimal_powers[n]
	                         : (magnitude)((uint64_t)(units >> n) / powers_of_5[n]);
}

const char *
money_from_number(const struct number *number, struct money *out)
{
	static const char too_large[] = "is too large for an amount of money";
	enum { WHOLE = 21 }; /* digits before the mark: the largest is 1.7 × 10^20 */
	int count = (int)number->count;
	if (number->point > WHOLE || (number->point == WHOLE && number->digits[0] > '1'))
		return too_large;
	if (count - number->point > MONEY_DECIMALS)
		return "has more than 18 decimals, too many for an amount of money";
	/* Below 2 × 10^38 from here on, which 128 bits hold. */
	magnitude units = 0;
	for (int i = 0; i < count; i++) {
		unsigned digit = (unsigned char)number->digits[i] - '0';
		units = units * 10 + digit;
	}
	int zeros = count ? number->point + MONEY_DECIMALS - count : 0;
	for (; zeros > MONEY_DECIMALS; zeros -= MONEY_DECIMALS)
		units *= decimal_powers[MONEY_DECIMALS];
	units *= decimal_powers[zeros];
	if (units > largest + number->negative)
		return too_large;
	out->units = (money_units)(number->negative ? -units : units);
	return NULL;
}

const char *
money_parse(struct slice cell, const struct number_style *style, struct money *out)
{
	struct number number;
	if (money_parse_plain(cell, style, out))
		return NULL;
	const char *why = number_parse(cell, style, &number);
	return why ? why : money_from_number(&number, out);
}

bool
money_subtract(struct money *sum, struct money x)
{
	money_units units;
	if (__builtin_sub_overflow(sum->units, x.units, &units))
		return false;
	sum->units = units;
	return true;
}

bool
money_add_times(struct money *sum, struct money x, int64_t times)
{
	struct money product;
	if (__builtin_mul_overflow(x.units, times, &product.units))
		return false;
	return money_add(sum, product);
}

int
money_compare(struct money a, struct money b)
{
	return (a.units > b.units) - (a.units < b.units);
}

/* Does what a rounding would cut off, which isn't 0, count as a whole unit? half is how
 * it compares with half a unit: <0, 0 or >0. odd: the units that stay are. */
static bool
rounds_away(int half, bool odd, enum money_rounding mode)
{
	switch (mode) {
	case MONEY_HALF_UP:
		return half >= 0;
	case MONEY_HALF_EVEN:
		return half > 0 || (half == 0 && odd);
	case MONEY_HALF_DOWN:
		return half > 0;
	case MONEY_UP:
		return true;
	case MONEY_DOWN:
		break;
	}
	return false;
}

bool
money_round(struct money *x, int decimals, enum money_rounding mode)
{
	const uint64_t unit = decimal_powers[MONEY_DECIMALS - decimals];
	magnitude size = magnitude_of(x->units);
	magnitude quotient = divide(size, MONEY_DECIMALS - decimals);
	uint64_t rest = (uint64_t)(size - quotient * unit), twice = 2 * rest;
	if (rest == 0)
		return true;
	bool negative = x->units < 0;
	money_units units = negative ? x->units + rest : x->units - rest;
	money_units step = negative ? -(money_units)unit : (money_units)unit;
	if (rounds_away((twice > unit) - (twice < unit), quotient & 1, mode) &&
	    __builtin_add_overflow(units, step, &units))
		return false;
	x->units = units;
	return true;
}

/* Takes decimals from both that neither has: a rate and 1, or an amount and 1, fit 64
 * bits then, as mostly does what they are multiplied by. False where one has them. */
static bool
shorten(magnitude *a, magnitude *b)
{
	enum { SPARE = 15 };
	magnitude short_a = divide(*a, SPARE), short_b = divide(*b, SPARE);
	if (short_a * decimal_powers[SPARE] != *a ||
	    short_b * decimal_powers[SPARE] != *b)
		return false;
	*a = short_a;
	*b = short_b;
	return true;
}

/*
 * Times a whole number is the simplest case: a quantity, mostly. Else, an amount of money
 * mostly has no more decimals than it is rounded to, and then the
 * division is of its whole units, mostly of 64 bits, and rounds right away. Otherwise
 * what is cut off is in two parts: some 10^-18, and the rest of the division.
 */
bool
money_scale(struct money x, struct money a, struct money b, int decimals,
    enum money_rounding mode, struct money *out)
{
	struct money product;
	if (a.units % MONEY_ONE.units == 0 && b.units == MONEY_ONE.units &&
	    !__builtin_mul_overflow(x.units, a.units / MONEY_ONE.units, &product.units)) {
		if (!money_round(&product, decimals, mode))
			return false;
		*out = product;
		return true;
	}
	magnitude unit = decimal_powers[MONEY_DECIMALS - decimals], step = unit;
	magnitude amount = magnitude_of(x.units);
	magnitude factor = magnitude_of(a.units), divisor = magnitude_of(b.units);
	magnitude quotient, rest;
	bool negative = (x.units < 0) ^ (a.units < 0) ^ (b.units < 0);
	magnitude whole = divide(amount, MONEY_DECIMALS - decimals);
	shorten(&factor, &divisor);
	if (whole * unit == amount) {
		amount = whole;
		step = 1;
	}
	if (!wide_scale(amount, factor, divisor, &quotient, &rest))
		return false;
	magnitude twice = 2 * rest, one = divisor;
	bool exact = rest == 0;
	if (step > 1) {
		magnitude steps = quotient / step, cut = quotient - steps * step;
		quotient = steps;
		twice = 2 * cut + !exact; /* the rest decides where it would be half */
		one = step;
		exact &= cut == 0;
	}
	bool away =
	    !exact && rounds_away((twice > one) - (twice < one), quotient & 1, mode);
	if (__builtin_add_overflow(quotient, away, &quotient) ||
	    __builtin_mul_overflow(quotient, unit, &quotient) ||
	    quotient > largest + negative)
		return false;
	out->units = (money_units)(negative ? -quotient : quotient);
	return true;
}

static magnitude
whole_of(magnitude units)
{
	return divide(units, MONEY_DECIMALS);
}

/*
 * Of an amount in whole millionths below 2^53 both parts of the fraction are exact, and
 * one division is rounded correctly. The rest is for strtod, which is too.
 */
double
money_to_double(struct money x)
{
	const magnitude exact = (magnitude)1 << 53, size = magnitude_of(x.units);
	magnitude millionths = divide(size, 12);
	if (millionths < exact && millionths * decimal_powers[12] == size) {
		double value = (double)(uint64_t)millionths / 1e6;
		return x.units < 0 ? -value : value;
	}
	char text[MONEY_TEXT];
	money_format(x, text);
	return strtod(text, NULL);
}

/* The amount with its fraction, of so many decimals. */
static size_t
write_amount(magnitude whole, uint64_t fraction, int decimals, bool negative,
    char out[static MONEY_TEXT])
{
	char text[MONEY_TEXT], *end = text + sizeof text, *p = end;
	*--p = '\0';
	if (decimals) {
		p = decimal_put_before(p, fraction, (unsigned)decimals);
		*--p = '.';
	}
	/* The largest have 21 digits before the point, beyond 64 bits. */
	const uint64_t upper_unit = decimal_powers[MONEY_DECIMALS];
	uint64_t upper = whole > UINT64_MAX ? (uint64_t)(whole / upper_unit) : 0;
	uint64_t lower = (uint64_t)(whole - (magnitude)upper * upper_unit);
	p = decimal_put_before(p, lower, upper ? MONEY_DECIMALS : 1);
	p = decimal_put_before(p, upper, 0);
	if (negative)
		*--p = '-';
	memcpy(out, p, (size_t)(end - p));
	return (size_t)(end - p) - 1;
}

size_t
money_format(struct money x, char out[static MONEY_TEXT])
{
	int decimals = MONEY_DECIMALS;
	magnitude size = magnitude_of(x.units), whole = whole_of(size);
	uint64_t fraction = (uint64_t)(size - whole * decimal_powers[MONEY_DECIMALS]);
	if (fraction % decimal_powers[12] == 0) { /* as mostly */
		fraction /= decimal_powers[12];
		decimals -= 12;
	}
	while (decimals > 0 && fraction % 10 == 0) {
		fraction /= 10;
		decimals--;
	}
	return write_amount(whole, fraction, decimals, x.units < 0, out);
}

size_t
money_format_fixed(struct money x, int decimals, char out[static MONEY_TEXT])
{
	magnitude size = magnitude_of(x.units), whole = whole_of(size);
	uint64_t fraction = (uint64_t)(size - whole * decimal_powers[MONEY_DECIMALS]);
	fraction /= decimal_powers[MONEY_DECIMALS - decimals];
	return write_amount(whole, fraction, decimals, x.units < 0, out);
}

bool
money_multiply(struct money x, struct money y, struct money *out)
{
	return money_scale(x, y, MONEY_ONE, MONEY_DECIMALS, MONEY_HALF_UP, out);
}

/* How many decimals leave 12 significant digits of the quotient, as far as there are. */
static int
ratio_decimals(magnitude part, magnitude whole)
{
	int decimals = RATIO_DIGITS;
	for (; part >= whole && decimals > 0; decimals--)
		part /= 10;
	for (; part <= (whole - 1) / 10 && decimals < MONEY_DECIMALS; decimals++)
		part *= 10;
	return decimals;
}

/* part × 10^decimals / whole, half to even; below 2^64, and the whole below 2^60. */
static uint64_t
short_quotient(uint64_t part, uint64_t whole, int decimals)
{
	magnitude product = (magnitude)part * decimal_powers[decimals];
	uint64_t quotient =
	    product >> 64 ? (uint64_t)(product / whole) : (uint64_t)product / whole;
	uint64_t twice = 2 * ((uint64_t)product - quotient * whole);
	int half = (twice > whole) - (twice < whole);
	return quotient + rounds_away(half, quotient & 1, MONEY_HALF_EVEN);
}

/* The ratio of two amounts below 2^60, both of the same unit, whatever it is. */
static size_t
format_short_ratio(
    uint64_t part, uint64_t whole, bool negative, char out[static MONEY_TEXT])
{
	int decimals = RATIO_DIGITS;
	for (uint64_t x = whole; part >= x && decimals > 0; x *= 10)
		decimals--;
	for (uint64_t x = part; x < (whole + 9) / 10 && decimals < MONEY_DECIMALS;
	     x *= 10)
		decimals++;
	uint64_t quotient = short_quotient(part, whole, decimals);
	while (decimals > 0 && quotient % 10 == 0) {
		quotient /= 10;
		decimals--;
	}
	return write_amount(quotient / decimal_powers[decimals],
	    quotient % decimal_powers[decimals], decimals, negative && quotient, out);
}

size_t
money_format_ratio(struct money part, struct money whole, char out[static MONEY_TEXT])
{
	const magnitude most = (magnitude)1 << 60;
	magnitude short_part = magnitude_of(part.units);
	magnitude short_whole = magnitude_of(whole.units);
	struct money ratio;
	int decimals = -1;
	out[0] = '\0';
	if (whole.units != 0 && shorten(&short_part, &short_whole) && short_part < most &&
	    short_whole < most)
		return format_short_ratio((uint64_t)short_part, (uint64_t)short_whole,
		    (part.units < 0) != (whole.units < 0), out);
	if (whole.units != 0)
		decimals =
		    ratio_decimals(magnitude_of(part.units), magnitude_of(whole.units));
	if (decimals < 0 ||
	    !money_scale(part, MONEY_ONE, whole, decimals, MONEY_HALF_EVEN, &ratio))
		return 0;
	return money_format(ratio, out);
}
