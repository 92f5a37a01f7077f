#include "number.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "currency.h"

enum { SIGNIFICANT = 12 }; /* digits that number_format writes */

#define NOT_A_NUMBER "is not a number"

/* A cell while it is being read, and what has been seen of it. */
struct cursor {
	const char *p, *end;
	char decimal;
	bool sign, parenthesis, closed, percent;
	bool two_signs, too_long;
	int64_t point; /* as in *out, but wider: an exponent may be any number */
	struct number *out;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does the text, which is `n` bytes, stand here? */
static bool
stands(const struct cursor *in, const char *text, size_t n)
{
	return (size_t)(in->end - in->p) >= n && memcmp(in->p, text, n) == 0;
}

/* How long is the space that stands here? 0 if none does. */
static size_t
space(const struct cursor *in)
{
	if (stands(in, " ", 1))
		return 1;
	if (stands(in, "\u00A0", 2))
		return 2;
	return stands(in, "\u202F", 3) || stands(in, "\u2009", 3) ? 3 : 0;
}

/* The take_ functions read one thing, if it stands at the cursor. */

static bool
take_space(struct cursor *in)
{
	size_t n = space(in);
	in->p += n;
	return n > 0;
}

static bool
take_sign(struct cursor *in, char c)
{
	if (*in->p != c)
		return false;
	in->two_signs |= in->sign || in->parenthesis;
	in->sign = true;
	in->out->negative |= c == '-';
	in->p++;
	return true;
}

static bool
take_parenthesis(struct cursor *in)
{
	if (*in->p != '(' || in->parenthesis)
		return false;
	in->two_signs |= in->sign;
	in->parenthesis = true;
	in->out->negative = true;
	in->p++;
	return true;
}

static bool
take_closing(struct cursor *in)
{
	if (*in->p != ')' || !in->parenthesis || in->closed)
		return false;
	in->closed = true;
	in->p++;
	return true;
}

static bool
take_percent(struct cursor *in)
{
	if (*in->p != '%' || in->percent)
		return false;
	in->percent = true;
	in->point -= 2;
	in->p++;
	return true;
}

static bool
take_currency(struct cursor *in)
{
	struct slice rest = {in->p, (size_t)(in->end - in->p)}, code = {in->p, 3};
	const char *meaning;
	if (in->out->currency.n)
		return false;
	if (rest.n < code.n || currency_decimals(code) < 0)
		code.n = currency_sign(rest, &meaning);
	if (code.n == 0)
		return false;
	in->out->currency = code;
	in->p += code.n;
	return true;
}

/* Signs, parenthesis and currency come in any order: ($5), $(5), -$5 and $-5. */
static void
take_front(struct cursor *in)
{
	while (in->p < in->end && !is_digit(*in->p))
		if (!take_space(in) && !take_sign(in, '-') && !take_sign(in, '+') &&
		    !take_parenthesis(in) && !take_currency(in))
			return;
}

static void
take_back(struct cursor *in)
{
	while (in->p < in->end)
		if (!take_space(in) && !take_sign(in, '-') && !take_closing(in) &&
		    !take_percent(in) && !take_currency(in))
			return;
}

/*
 * Reads a run of digits and returns how many there were. The zeros that lead the number
 * aren't kept, they only move the point; whether the last ones need keeping isn't known
 * before the end, so beyond the room only a digit that isn't zero is too much.
 */
static size_t
take_digits(struct cursor *in, bool whole)
{
	struct number *out = in->out;
	const char *first = in->p, *p = first;
	size_t count = out->count;
	while (count == 0 && p < in->end && *p == '0')
		p++;
	const char *significant = p;
	for (; p < in->end && is_digit(*p); p++)
		if (count < NUMBER_DIGITS)
			out->digits[count++] = *p;
		else if (*p != '0')
			in->too_long = true;
	out->count = count;
	if (whole)
		in->point += p - significant;
	else
		in->point -= significant - first;
	in->p = p;
	return (size_t)(p - first);
}

/* How long is the grouping mark that stands here, before a digit? 0 if none does. */
static size_t
grouping_mark(const struct cursor *in)
{
	const char *mark = in->decimal == '.' ? "," : ".";
	size_t n;
	if (stands(in, mark, 1) || stands(in, "'", 1))
		n = 1;
	else
		n = stands(in, "\u2019", 3) ? 3 : space(in);
	return n && in->p + n < in->end && is_digit(in->p[n]) ? n : 0;
}

/* The digits before the decimal mark. False if they are grouped, but not in threes. */
static bool
take_whole(struct cursor *in)
{
	const char *first = in->p;
	size_t run = take_digits(in, true);
	const char *mark = in->p;
	size_t n = grouping_mark(in);
	if (n && (run == 0 || run > 3 || *first == '0'))
		return false;
	while (n && grouping_mark(in) == n && memcmp(in->p, mark, n) == 0) {
		in->p += n;
		if (take_digits(in, true) != 3)
			return false;
	}
	return true;
}

/* Whole digits, decimal mark, decimals: at least one digit in all. */
static bool
take_decimal(struct cursor *in)
{
	const char *first = in->p;
	if (!take_whole(in))
		return false;
	bool some = in->p > first;
	if (in->p < in->end && *in->p == in->decimal) {
		in->p++;
		some |= take_digits(in, false) > 0;
	}
	return some;
}

/*
 * An E without digits behind it isn't taken: it may begin EUR. The limit on the exponent
 * is beyond what digits in memory can bring back, so that what is cut off there is still
 * out of range in the end.
 */
static void
take_exponent(struct cursor *in)
{
	const char *p = in->p;
	if (p == in->end || (*p != 'e' && *p != 'E'))
		return;
	p++;
	bool negative = p < in->end && *p == '-';
	if (p < in->end && (*p == '-' || *p == '+'))
		p++;
	if (p == in->end || !is_digit(*p))
		return;
	int64_t exponent = 0;
	for (; p < in->end && is_digit(*p); p++)
		if (exponent < INT64_MAX / 100)
			exponent = exponent * 10 + (*p - '0');
	in->point += negative ? -exponent : exponent;
	in->p = p;
}

/* What is left when the text has been read: zeros behind, and the sign of zero, go. */
static const char *
finish(struct cursor *in)
{
	struct number *out = in->out;
	if (in->two_signs)
		return NOT_A_NUMBER ": it has two signs";
	if (in->too_long)
		return "has more than 100 significant digits";
	while (out->count && out->digits[out->count - 1] == '0')
		out->count--;
	if (out->count == 0) {
		out->negative = false;
		in->point = 0;
	}
	if (in->point < INT_MIN / 2 || in->point > INT_MAX / 2)
		return "has an exponent out of range";
	out->point = (int)in->point;
	return NULL;
}

static const char *
read_number(struct slice cell, char decimal, struct number *out)
{
	if (cell.n == 0)
		return NOT_A_NUMBER;
	out->negative = false;
	out->count = 0;
	out->currency = (struct slice){NULL, 0};
	struct cursor in = {
	    .p = cell.p, .end = cell.p + cell.n, .decimal = decimal, .out = out};
	take_front(&in);
	if (!take_decimal(&in))
		return NOT_A_NUMBER;
	take_exponent(&in);
	take_back(&in);
	bool odd = in.p < in.end || in.parenthesis != in.closed ||
	           (in.percent && out->currency.n);
	return odd ? NOT_A_NUMBER : finish(&in);
}

static bool
holds_comma(struct slice cell)
{
	return cell.n && memchr(cell.p, ',', cell.n);
}

/*
 * The reason, with the fix where there is one: what reads well under the other decimal
 * mark was most likely written with it.
 */
static const char *
explain(struct slice cell, const struct number_style *style, const char *why)
{
	struct number number;
	char other = style->decimal == '.' ? ',' : '.';
	bool readable = !read_number(cell, other, &number);
	if (style->comma_ambiguous && holds_comma(cell) && (readable || !why))
		return "is ambiguous: if the comma is the decimal mark, say --decimal=, "
		       "and if it groups digits, --decimal=.";
	if (!readable)
		return why;
	return other == ','
	           ? NOT_A_NUMBER "; if the comma is the decimal mark, say --decimal=,"
	           : NOT_A_NUMBER "; if the dot is the decimal mark, say --decimal=.";
}

const char *
number_parse(struct slice cell, const struct number_style *style, struct number *out)
{
	cell = slice_trim(cell);
	const char *why = read_number(cell, style->decimal, out);
	if (why || (style->comma_ambiguous && holds_comma(cell)))
		return explain(cell, style, why);
	return NULL;
}

bool
number_is_missing(struct slice cell)
{
	static const char *const markers[] = {"-", "--", "—", "n/a", "na", "null"};
	/* Most cells show by their first byte that they are none of these. */
	unsigned char first = cell.n ? (unsigned char)cell.p[0] : 0;
	if (first > '-' && first < 0x80 && first != 'n' && first != 'N')
		return false;
	cell = slice_trim(cell);
	if (cell.n == 0)
		return true;
	if (cell.n > 4)
		return false;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (slice_equal_nocase(cell, slice_of(markers[i])))
			return true;
	return false;
}

/* ---- doubles ---- */

__extension__ typedef unsigned __int128 product;

enum {
	EXACT_POWERS = 22,       /* 10^22 is the largest that a double holds */
	FRACTION = DBL_MANT_DIG, /* bits of a double */
};

/*
 * digits / 10^decimals where the digits are too many for a double, by integers: more
 * bits of the quotient than a double has, the last of them set if anything is cut off
 * behind it, round as all would.
 */
static double
divide(uint64_t digits, unsigned decimals)
{
	int shift = __builtin_clzll(digits);
	product dividend = (product)(digits << shift) << 64,
	        divisor = decimal_powers[decimals];
	product quotient = dividend / divisor;
	quotient |= quotient * divisor != dividend;
	return ldexp((double)quotient, -64 - shift);
}

/*
 * A number below 2^53 and a power of ten up to 10^22 are both exact as doubles, so one
 * multiplication or division of them is rounded correctly (W. D. Clinger, "How to read
 * floating point numbers accurately", PLDI 1990). False if this can't be read so.
 */
static bool
small_to_double(uint64_t digits, int exponent, double *out)
{
	static const double exact[EXACT_POWERS + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
	    1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	    1e20, 1e21, 1e22};
	bool whole = digits >> FRACTION == 0;
	if (FLT_EVAL_METHOD == 0 && whole && exponent <= 0 && exponent >= -EXACT_POWERS)
		*out = (double)digits / exact[-exponent];
	else if (FLT_EVAL_METHOD == 0 && whole && exponent > 0 &&
	         exponent <= EXACT_POWERS)
		*out = (double)digits * exact[exponent];
	else if (digits && exponent <= 0 && exponent >= -DECIMAL_WORD)
		*out = divide(digits, (unsigned)-exponent);
	else
		return false;
	return true;
}

static double
by_strtod(const struct number *number)
{
	char text[NUMBER_DIGITS + 20], *end = text + sizeof text - 1;
	int exponent = number->point - (int)number->count;
	*end = '\0';
	char *p = decimal_put_before(end, (uint64_t)llabs(exponent), 1);
	*--p = exponent < 0 ? '-' : '+';
	*--p = 'e';
	p -= number->count;
	memcpy(p, number->digits, number->count);
	return strtod(p, NULL);
}

const char *
number_to_double(const struct number *number, double *out)
{
	uint64_t digits = 0;
	double x;
	if (number->count <= DECIMAL_WORD)
		for (size_t i = 0; i < number->count; i++)
			digits = digits * 10 + (uint64_t)(number->digits[i] - '0');
	if (number->count > DECIMAL_WORD ||
	    !small_to_double(digits, number->point - (int)number->count, &x))
		x = by_strtod(number);
	if (isinf(x))
		return "is too large a number";
	*out = number->negative ? -x : x;
	return NULL;
}

const char *
number_parse_double(struct slice cell, const struct number_style *style, double *out)
{
	struct decimal plain;
	struct number number;
	if (number_read_plain(cell, style, &plain) &&
	    small_to_double(plain.digits, -(int)plain.decimals, out)) {
		if (plain.negative && plain.digits)
			*out = -*out;
		return NULL;
	}
	const char *why = number_parse(cell, style, &number);
	return why ? why : number_to_double(&number, out);
}

/* ---- writing ---- */

static char *
put(char *p, const char *text, size_t n)
{
	memcpy(p, text, n);
	return p + n;
}

static char *
put_zeros(char *p, size_t n)
{
	memset(p, '0', n);
	return p + n;
}

/* 0.DIGITS × 10^point in full. */
static char *
put_decimal(char *p, const char *digits, size_t count, int point)
{
	size_t whole = point > 0 ? (size_t)point : 0;
	if (whole >= count)
		return put_zeros(put(p, digits, count), whole - count);
	p = whole ? put(p, digits, whole) : put_zeros(p, 1);
	*p++ = '.';
	p = put_zeros(p, point < 0 ? (size_t)-point : 0);
	return put(p, digits + whole, count - whole);
}

/* Whole numbers are what most cells hold, and printf is slow. */
static char *
put_whole(char *p, uint64_t n)
{
	char digits[20], *end = digits + sizeof digits;
	char *begin = decimal_put_before(end, n, 1);
	return put(p, begin, (size_t)(end - begin));
}

/* Writes the SIGNIFICANT digits that x > 0 begins with, rounded; returns the point. */
static int
significant_by_printf(double x, char digits[static SIGNIFICANT])
{
	char text[SIGNIFICANT + 12]; /* d.ddddddddddde±ddd */
	snprintf(text, sizeof text, "%.*e", SIGNIFICANT - 1, x);
	digits[0] = text[0];
	memcpy(digits + 1, text + 2, SIGNIFICANT - 1); /* behind the mark */
	return (int)strtol(text + SIGNIFICANT + 2, NULL, 10) + 1;
}

/*
 * The same by integers, for what ratios and averages mostly are: x = m × 2^-shift, with m
 * of 53 bits, is taken times a power of ten that leaves SIGNIFICANT digits before the
 * point. That product is exact in 128 bits, and so is its rounding, half to even as
 * printf does. Returns false where x is out of range.
 */
static bool
significant_by_integers(double x, char digits[static SIGNIFICANT], int *point)
{
	const uint64_t least = decimal_powers[SIGNIFICANT - 1],
	               most = decimal_powers[SIGNIFICANT];
	uint64_t m;
	if (x < 1e-7 || x >= 1e11)
		return false;
	memcpy(&m, &x, sizeof m);
	int shift = DBL_MAX_EXP - 2 + FRACTION - (int)(m >> (FRACTION - 1));
	m = (m & ~(UINT64_MAX << (FRACTION - 1))) | UINT64_C(1) << (FRACTION - 1);
	/* The point by the power of two above x, rounded down, so it may be one too high;
	 * 0.30103 is the logarithm of 2. */
	*point = ((FRACTION - shift) * 30103 + 6400000) / 100000 - 63;
	product scaled = (product)m * decimal_powers[SIGNIFICANT - *point];
	if (scaled >> shift < least) {
		scaled *= 10;
		--*point;
	}
	uint64_t quotient = (uint64_t)(scaled >> shift);
	product rest = scaled - ((product)quotient << shift);
	product half = (product)1 << (shift - 1);
	quotient += rest > half || (rest == half && quotient % 2 == 1);
	if (quotient == most) {
		quotient = least;
		++*point;
	}
	decimal_put_before(digits + SIGNIFICANT, quotient, SIGNIFICANT);
	return true;
}

/* x > 0, not a whole number of at most SIGNIFICANT digits. */
static char *
put_significant(char *p, double x)
{
	char digits[SIGNIFICANT];
	size_t count = SIGNIFICANT;
	int point;
	if (!significant_by_integers(x, digits, &point))
		point = significant_by_printf(x, digits);
	while (digits[count - 1] == '0')
		count--;
	return put_decimal(p, digits, count, point);
}

/*
 * n / 1000, not whole: what is nearest to such a number has no other digits among the
 * first twelve, if n has no more.
 */
static char *
put_thousandths(char *p, uint64_t n)
{
	p = put_whole(p, n / 1000);
	*p++ = '.';
	p += 3;
	decimal_put_before(p, n % 1000, 3);
	while (p[-1] == '0')
		p--;
	return p;
}

size_t
number_format(double x, char out[static NUMBER_TEXT])
{
	char *p = out;
	if (isfinite(x)) {
		double size = fabs(x), thousands = size * 1e3;
		if (x < 0)
			*p++ = '-';
		if (size < 1e12 && size == (double)(uint64_t)size)
			p = put_whole(p, (uint64_t)size);
		else if (thousands < 1e12 && thousands == (double)(uint64_t)thousands &&
		         thousands / 1e3 == size)
			p = put_thousandths(p, (uint64_t)thousands);
		else
			p = put_significant(p, size);
	}
	*p = '\0';
	return (size_t)(p - out);
}
