#include "readable.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "number.h"

enum { SIGNIFICANT = 4, LEAST = 3 };

/* A plain number taken apart. */
struct plain {
	bool negative;
	struct slice whole, fraction; /* digits; whole without leading zeros */
};

static bool
all_digits(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool
take_apart(struct slice text, struct plain *plain)
{
	if (text.n > NUMBER_TEXT)
		return false;
	plain->negative = text.n && text.p[0] == '-';
	text.p += plain->negative;
	text.n -= plain->negative;
	const char *mark = text.n ? memchr(text.p, '.', text.n) : NULL;
	size_t whole = mark ? (size_t)(mark - text.p) : text.n;
	plain->whole = (struct slice){text.p, whole};
	plain->fraction = (struct slice){text.p + whole, 0};
	if (mark)
		plain->fraction = (struct slice){mark + 1, text.n - whole - 1};
	bool good =
	    plain->whole.n && all_digits(plain->whole) && all_digits(plain->fraction);
	while (plain->whole.n && plain->whole.p[0] == '0')
		plain->whole.p++, plain->whole.n--;
	return good;
}

static bool
all_zeros(struct slice s)
{
	return s.n == 0 || (s.p[0] == '0' && memcmp(s.p, s.p + 1, s.n - 1) == 0);
}

/* The smallest n with a size of up to 10^n: 3 of 123.4, 0 of 1 and 0.12, -1 of 0.012;
 * INT32_MIN of zero. */
static int
point_of(const struct plain *plain)
{
	struct slice behind = {plain->whole.p + 1, plain->whole.n - 1};
	if (plain->whole.n && plain->whole.p[0] == '1' && all_zeros(behind) &&
	    all_zeros(plain->fraction))
		return (int)plain->whole.n - 1;
	if (plain->whole.n)
		return (int)plain->whole.n;
	for (size_t i = 0; i < plain->fraction.n; i++)
		if (plain->fraction.p[i] != '0')
			return -(int)i;
	return INT32_MIN;
}

void
readable_measure(struct readable_style *style, struct slice text)
{
	struct plain plain;
	if (!take_apart(text, &plain))
		return;
	int point = point_of(&plain);
	if (plain.fraction.n > style->longest)
		style->longest = plain.fraction.n;
	style->fractions |= plain.fraction.n > 0;
	if (point != INT32_MIN && (!style->any || point > style->point))
		style->point = point;
	style->any |= point != INT32_MIN;
}

/* Adds one in the last place of n digits, of which the first isn't a 9. */
static void
increment(char *digits, size_t n)
{
	while (digits[--n] == '9')
		digits[n] = '0';
	digits[n]++;
}

/* Writes the number with so many decimals. */
static size_t
put_rounded(const struct plain *plain, size_t decimals, char *out)
{
	char digits[2 * NUMBER_TEXT];
	size_t whole = plain->whole.n ? plain->whole.n : 1, n = 0;
	digits[n++] = '0'; /* for a carry */
	if (plain->whole.n == 0)
		digits[n++] = '0';
	memcpy(digits + n, plain->whole.p, plain->whole.n);
	n += plain->whole.n;
	for (size_t i = 0; i < decimals; i++)
		digits[n++] = i < plain->fraction.n ? plain->fraction.p[i] : '0';
	if (plain->fraction.n > decimals && plain->fraction.p[decimals] >= '5')
		increment(digits, n);
	const char *from = digits + (digits[0] == '0');
	whole += digits[0] != '0';
	size_t length = 0, zeros = 0;
	for (const char *p = from; p < digits + n; p++)
		zeros += *p == '0';
	if (plain->negative && zeros < (size_t)(digits + n - from)) {
		memcpy(out, "\xe2\x88\x92", 3); /* U+2212, the minus sign */
		length = 3;
	}
	for (size_t i = 0; from + i < digits + n; i++) {
		if (i == whole)
			out[length++] = '.';
		else if (i && i < whole && (whole - i) % 3 == 0)
			out[length++] = ',';
		out[length++] = from[i];
	}
	out[length] = '\0';
	return length;
}

size_t
readable_in_style(
    const struct readable_style *style, struct slice text, char out[static READABLE_TEXT])
{
	struct plain plain;
	if (!take_apart(text, &plain)) {
		size_t n = text.n < READABLE_TEXT ? text.n : 0;
		memcpy(out, text.p, n);
		out[n] = '\0';
		return n;
	}
	if (!style->fractions || style->longest <= 2)
		return put_rounded(&plain, style->longest, out);
	int point = point_of(&plain);
	int decimals = SIGNIFICANT - style->point;
	if (point != INT32_MIN && decimals < LEAST - point)
		decimals = LEAST - point;
	if (decimals > (int)style->longest)
		decimals = (int)style->longest;
	return put_rounded(&plain, decimals > 0 ? (size_t)decimals : 0, out);
}

/* x with up to so many significant digits, without zeros at the end. */
static size_t
put_significant(double x, int digits, char *out)
{
	char text[NUMBER_TEXT];
	struct readable_style style = {0};
	struct plain plain;
	struct slice slice = {text, number_format(x, text)};
	if (!take_apart(slice, &plain))
		/* Unreachable: number_format() writes numbers, or nothing */
		return (size_t)(out[0] = '\0');
	readable_measure(&style, slice);
	int decimals = style.any ? digits - style.point : 0;
	if (decimals < 0)
		decimals = 0;
	if (decimals > (int)plain.fraction.n)
		decimals = (int)plain.fraction.n;
	size_t n = put_rounded(&plain, (size_t)decimals, out);
	while (decimals && out[n - 1] == '0')
		n--, decimals--;
	n -= n && out[n - 1] == '.';
	out[n] = '\0';
	return n;
}

size_t
readable_number(double x, char out[static READABLE_TEXT])
{
	static const struct {
		double size;
		char letter;
	} units[] = {{1e12, 'T'}, {1e9, 'B'}, {1e6, 'M'}};
	if (!isfinite(x))
		return (size_t)(out[0] = '\0');
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (fabs(x) < units[i].size)
			continue;
		size_t n = put_significant(x / units[i].size, SIGNIFICANT, out);
		out[n++] = units[i].letter;
		out[n] = '\0';
		return n;
	}
	return put_significant(x, SIGNIFICANT, out);
}

size_t
readable_share(double x, char out[static READABLE_TEXT])
{
	if (!isfinite(x))
		return (size_t)(out[0] = '\0');
	size_t n = put_significant(x * 100, 3, out);
	out[n++] = '%';
	out[n] = '\0';
	return n;
}
