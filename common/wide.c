#include "wide.h"

/*
 * One step of long division with 64 bits for a digit: the digit that `left`, with `next`
 * behind it, holds of the divisor, whose highest bit is set. left < divisor; what is left
 * then goes back there. The digit is first guessed from the divisor's upper half, which
 * makes it too large, but by 2 at most (Knuth, The Art of Computer Programming, vol. 2,
 * 4.3.1, theorem B).
 */
static uint64_t
next_digit(wide_half *left, uint64_t next, wide_half divisor)
{
	uint64_t upper = (uint64_t)(divisor >> 64), lower = (uint64_t)divisor;
	wide_half digit = *left / upper;
	if (digit > UINT64_MAX)
		digit = UINT64_MAX;
	/* too large as long as digit × lower > excess with `next` behind it */
	wide_half excess = *left - digit * upper;
	while (excess <= UINT64_MAX && digit * lower > (excess << 64 | next)) {
		digit--;
		excess += upper;
	}
	*left = (*left << 64 | next) - digit * divisor; /* both modulo 2^128 */
	return (uint64_t)digit;
}

static int
leading_zeros(wide_half x)
{
	uint64_t upper = (uint64_t)(x >> 64), lower = (uint64_t)x;
	return upper ? __builtin_clzll(upper) : 64 + __builtin_clzll(lower);
}

bool
wide_divide(struct wide a, wide_half divisor, wide_half *quotient, wide_half *rest)
{
	if (a.high >= divisor) /* a divisor of 0 too */
		return false;
	if (a.high == 0) {
		*quotient = a.low / divisor;
		*rest = a.low - *quotient * divisor;
		return true;
	}
	int shift = leading_zeros(divisor);
	wide_half left = a.high, low = a.low;
	if (shift > 0) {
		divisor <<= shift;
		left = left << shift | low >> (128 - shift);
		low <<= shift;
	}
	uint64_t upper = next_digit(&left, (uint64_t)(low >> 64), divisor);
	uint64_t lower = next_digit(&left, (uint64_t)low, divisor);
	*quotient = (wide_half)upper << 64 | lower;
	*rest = left >> shift;
	return true;
}
