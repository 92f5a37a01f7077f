#include "decimal.h"

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
