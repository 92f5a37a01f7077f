#include "decimal.h"

const uint64_t decimal_powers[DECIMAL_WORD + 1] = {1, 10, 100, 1000, 10000, 100000,
    1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
    10000000000000, 100000000000000, 1000000000000000, 10000000000000000,
    100000000000000000, 1000000000000000000, UINT64_C(10000000000000000000)};

bool
decimal_read_long(struct slice text, char mark, struct decimal *out)
{
	if (text.n <= 8 || text.n > DECIMAL_LONGEST)
		return false;
	uint64_t last = decimal_load(text.p + text.n - 8) ^ DECIMAL_ZEROS;
	uint64_t first = decimal_load_some(text.p, text.n - 8);
	uint64_t of_last = decimal_others(last), of_first = decimal_others(first);
	out->decimals = 0;
	if (of_last && of_first)
		return false;
	if (of_last) {
		if (!decimal_drop_mark(&last, of_last, mark, first >> 56, &out->decimals))
			return false;
		first <<= 8;
	} else if (of_first) {
		if (!decimal_drop_mark(&first, of_first, mark, 0, &out->decimals))
			return false;
		out->decimals += 8;
	}
	out->digits = decimal_of_digits(first) * 100000000 + decimal_of_digits(last);
	return true;
}

char *
decimal_put_before(char *end, uint64_t n, unsigned least)
{
	static const char pairs[200] =
	    "00010203040506070809101112131415161718192021222324"
	    "25262728293031323334353637383940414243444546474849"
	    "50515253545556575859606162636465666768697071727374"
	    "75767778798081828384858687888990919293949596979899";
	char *p = end;
	for (; n >= 10; n /= 100) {
		p -= 2;
		memcpy(p, &pairs[n % 100 * 2], 2);
	}
	if (n)
		*--p = (char)('0' + n);
	while (end - p < (ptrdiff_t)least)
		*--p = '0';
	return p;
}
