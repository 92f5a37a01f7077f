/*
 * Money: exact decimal, fixed point with 18 decimals on a 128-bit integer, so up to
 * 1.7 × 10^20 units and never a binary fraction. A sum is the same in any order.
 * Pure: overflow is a result, not an exit.
 */
#ifndef MONEY_H
#define MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"
#include "slice.h"

__extension__ typedef __int128 money_units;

enum {
	MONEY_DECIMALS = 18,
	MONEY_TEXT = 48, /* room for money_format's result and its NUL */
};

struct money {
	money_units units; /* of 10^-18 */
};

#define MONEY_ONE ((struct money){(money_units)1000000000000000000}) /* 1 */

enum money_rounding {
	MONEY_HALF_UP, /* half away from zero: the default */
	MONEY_HALF_EVEN,
	MONEY_HALF_DOWN, /* half towards zero */
	MONEY_UP,        /* away from zero */
	MONEY_DOWN,      /* towards zero */
};

/*
 * Both return NULL, or the reason as number_parse does: too large for an amount of
 * money, or more than 18 decimals.
 */
const char *money_from_number(const struct number *number, struct money *out);
const char *
money_parse(struct slice cell, const struct number_style *style, struct money *out);

/*
 * money_parse() for a plain decimal (see number_read_plain), which says no currency and
 * is never too large; false if the cell isn't one.
 */
static inline bool
money_parse_plain(struct slice cell, const struct number_style *style, struct money *out)
{
	struct decimal plain;
	if (!number_read_plain(cell, style, &plain))
		return false;
	/* Below 10^34, whatever the digits are. */
	money_units units = (money_units)plain.digits *
	                    (int64_t)decimal_powers[MONEY_DECIMALS - plain.decimals];
	out->units = plain.negative ? -units : units;
	return true;
}

/* *sum += x, *sum -= x, *sum += x × times. False on overflow, of the product too, and
 * then *sum is as it was. */
static inline bool
money_add(struct money *sum, struct money x)
{
	money_units units;
	if (__builtin_add_overflow(sum->units, x.units, &units))
		return false;
	sum->units = units;
	return true;
}

bool money_subtract(struct money *sum, struct money x);
bool money_add_times(struct money *sum, struct money x, int64_t times);

/* <0, 0 or >0. */
int money_compare(struct money a, struct money b);

/*
 * Rounds to `decimals` (0 to 18) places. False if the rounded amount is out of range,
 * and then *x is as it was.
 */
bool money_round(struct money *x, int decimals, enum money_rounding mode);

/*
 * *out = x × a / b, the exact quotient rounded once to `decimals` (0 to 18) places. False
 * if b is 0 or the result is out of range, and then *out is as it was.
 */
bool money_scale(struct money x, struct money a, struct money b, int decimals,
    enum money_rounding mode, struct money *out);

/* The nearest double, for statistics only: what is paid or summed stays a struct money.
 */
double money_to_double(struct money x);

/* Writes the amount exactly, without trailing zeros: -12.5, 0, 1204. Returns the length.
 */
size_t money_format(struct money x, char out[static MONEY_TEXT]);

/* The same with exactly `decimals` places; the amount must have been rounded to them. */
size_t money_format_fixed(struct money x, int decimals, char out[static MONEY_TEXT]);

/* *out = x × y, rounded to 18 decimals, half away from zero. False as money_scale(). */
bool money_multiply(struct money x, struct money y, struct money *out);

/*
 * Writes part / whole with up to 12 significant digits, rounded once from the exact
 * quotient, half to even, without trailing zeros; below 10^-6 with 18 decimals, from
 * 10^12 on as a whole number. Nothing where the whole is 0 or the quotient too large.
 * Returns the length.
 */
size_t
money_format_ratio(struct money part, struct money whole, char out[static MONEY_TEXT]);

#endif
