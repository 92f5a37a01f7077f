/*
 * Products of two 128-bit numbers, and what they are divided by: for fractions that have
 * to be exact. Pure, unsigned.
 */
#ifndef WIDE_H
#define WIDE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 wide_half;

/* high × 2^128 + low */
struct wide {
	wide_half high, low;
};

static inline struct wide
wide_multiply(wide_half a, wide_half b)
{
	uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a;
	uint64_t b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
	/* None of the sums overflows: (2^64 - 1)² + 2 (2^64 - 1) = 2^128 - 1. */
	wide_half low = (wide_half)a0 * b0;
	wide_half middle = (wide_half)a1 * b0 + (uint64_t)(low >> 64);
	wide_half other = (wide_half)a0 * b1 + (uint64_t)middle;
	wide_half high =
	    (wide_half)a1 * b1 + (uint64_t)(middle >> 64) + (uint64_t)(other >> 64);
	return (struct wide){high, other << 64 | (uint64_t)low};
}

/* <0, 0 or >0. */
static inline int
wide_compare(struct wide a, struct wide b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

/* a / divisor, rounded down, and the rest. False if the divisor is 0 or the quotient has
 * more than 128 bits, and then neither is set. */
bool wide_divide(struct wide a, wide_half divisor, wide_half *quotient, wide_half *rest);

/* x × a / divisor, likewise; without the detours where the product has 128 bits, or 64.
 */
static inline bool
wide_scale(
    wide_half x, wide_half a, wide_half divisor, wide_half *quotient, wide_half *rest)
{
	wide_half product;
	if (divisor == 0 || __builtin_mul_overflow(x, a, &product))
		return wide_divide(wide_multiply(x, a), divisor, quotient, rest);
	*quotient = (product | divisor) >> 64
	                ? product / divisor
	                : (wide_half)((uint64_t)product / (uint64_t)divisor);
	*rest = product - *quotient * divisor;
	return true;
}

#endif
