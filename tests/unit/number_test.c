#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../common/currency.h"
#include "../../common/number.h"
#include "check.h"

/* A cell with the value it has, or behind a `!` a part of the reason it has none. */
struct row {
	const char *cell, *expected;
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define NBSP "\u00A0"
#define NARROW "\u202F"
#define THIN "\u2009"
#define COMMA_FIX "!; if the comma is the decimal mark, say --decimal=,"
#define DOT_FIX "!; if the dot is the decimal mark, say --decimal=."

static const struct number_style dot = {'.', false}, comma = {',', false},
                                 unknown = {'.', true};

static const struct row either_mark[] = {
    {"0", "0"},
    {"-0", "0"},
    {"42", "42"},
    {" 42\t", "42"},
    {"+7", "7"},
    {"-5", "-5"},
    {"007", "7"},
    {"1e3", "1000"},
    {"1E-3", "0.001"},
    {"1e+03", "1000"},
    {"12345678901e-10", "1.2345678901"},
    /* grouping by what isn't a mark */
    {"1 234 567", "1234567"},
    {"12" NBSP "345", "12345"},
    {"12" NARROW "345", "12345"},
    {"12" THIN "345", "12345"},
    {"1'234'567", "1234567"},
    {"1\u2019234", "1234"},
    {"123 456e2", "12345600"},
    {"1 23", "!is not a number"},
    {"1 2345", "!is not a number"},
    {"1234 567", "!is not a number"},
    {"0 123", "!is not a number"},
    {"1  234", "!is not a number"},
    {"1\t234", "!is not a number"},
    {"1 234'567", "!is not a number"},
    {"1 234" NBSP "567", "!is not a number"},
    {"1''234", "!is not a number"},
    {"'123", "!is not a number"},
    {"123'", "!is not a number"},
    /* currency */
    {"$5", "5"},
    {"$ 5", "5"},
    {"5$", "5"},
    {"5 €", "5"},
    {"5" NBSP "€", "5"},
    {"5" NARROW "zł", "5"},
    {"5" THIN "Kč", "5"},
    {"USD7", "7"},
    {"USD 7", "7"},
    {"7 USD", "7"},
    {"7EUR", "7"},
    {"7e2EUR", "700"},
    {"5 kr", "5"},
    {"5 kr.", "5"},
    {"kr 5", "5"},
    {"Fr. 5", "5"},
    {"CHF 1'234", "1234"},
    {"R$ 5", "5"},
    {"US$5", "5"},
    {"NZ$5", "5"},
    {"-$5", "-5"},
    {"$-5", "-5"},
    {"$ - 5", "-5"},
    {"- 5 €", "-5"},
    {"5 € -", "-5"},
    {"5- €", "-5"},
    {"+$5", "5"},
    {"$", "!is not a number"},
    {"USD", "!is not a number"},
    {"$$5", "!is not a number"},
    {"$5 USD", "!is not a number"},
    {"usd 5", "!is not a number"},
    {"USDX 5", "!is not a number"},
    {"XXX 5", "!is not a number"},
    {"5 EURO", "!is not a number"},
    {"5 krona", "!is not a number"},
    /* parentheses, signs behind, percent */
    {"(5)", "-5"},
    {"( 5 )", "-5"},
    {"($5)", "-5"},
    {"$(5)", "-5"},
    {"$ (5)", "-5"},
    {"(5 €)", "-5"},
    {"(5) EUR", "-5"},
    {"(0)", "0"},
    {"7-", "-7"},
    {"7 -", "-7"},
    {"12%", "0.12"},
    {"5 %", "0.05"},
    {"5" NBSP "%", "0.05"},
    {"-12%", "-0.12"},
    {"12-%", "-0.12"},
    {"(12%)", "-0.12"},
    {"(12)%", "-0.12"},
    {"100%", "1"},
    {"1e2%", "1"},
    {"(5", "!is not a number"},
    {"5)", "!is not a number"},
    {"((5))", "!is not a number"},
    {"()", "!is not a number"},
    {"(5)(6)", "!is not a number"},
    {"%5", "!is not a number"},
    {"5%%", "!is not a number"},
    {"$5%", "!is not a number"},
    {"%", "!is not a number"},
    {"5+", "!is not a number"},
    {"(-5)", "!two signs"},
    {"-(5)", "!two signs"},
    {"(+5)", "!two signs"},
    {"(5-)", "!two signs"},
    {"--5", "!two signs"},
    {"+-5", "!two signs"},
    {"-5-", "!two signs"},
    {"+5-", "!two signs"},
    {"- -5", "!two signs"},
    /* no numbers */
    {"", "!is not a number"},
    {"  ", "!is not a number"},
    {"-", "!is not a number"},
    {"--", "!is not a number"},
    {"—", "!is not a number"},
    {"n/a", "!is not a number"},
    {"null", "!is not a number"},
    {".", "!is not a number"},
    {",", "!is not a number"},
    {"-.", "!is not a number"},
    {"inf", "!is not a number"},
    {"-Infinity", "!is not a number"},
    {"nan", "!is not a number"},
    {"0x1F", "!is not a number"},
    {"1_000", "!is not a number"},
    {"12O0", "!is not a number"},
    {"1e", "!is not a number"},
    {"1e+", "!is not a number"},
    {"1e5e5", "!is not a number"},
    {"1 e5", "!is not a number"},
    {"e5", "!is not a number"},
    {"1f", "!is not a number"},
    {"1 2", "!is not a number"},
    {"5-3", "!is not a number"},
    {"2026-11-22", "!is not a number"},
    {"١٢", "!is not a number"},
    {"１２", "!is not a number"},
    {"1\xff", "!is not a number"},
    {"\xe2\x80", "!is not a number"},
    {"5\xc2", "!is not a number"},
    /* size */
    {"99999999999999999999", "100000000000000000000"},
    {"1e400", "!too large a number"},
    {"-1e400", "!too large a number"},
    {"1e-400", "0"},
    {"0e999999999999", "0"},
    {"1e999999999999", "!exponent out of range"},
    {"1e-999999999999", "!exponent out of range"},
    {"1e99999999999999999999999999999999999999", "!exponent out of range"},
    {"1e-99999999999999999999999999999999999999", "!exponent out of range"},
};

static const struct row dot_mark[] = {
    {"12345.67", "12345.67"},
    {".5", "0.5"},
    {"5.", "5"},
    {"-.5", "-0.5"},
    {"$.50", "0.5"},
    {"5.e2", "500"},
    {"0.000", "0"},
    {"0.00120", "0.0012"},
    {"1,234", "1234"},
    {"12,345", "12345"},
    {"1,234,567.50", "1234567.5"},
    {"$1,234.50", "1234.5"},
    {"(1,234)", "-1234"},
    {"($1,234.50)", "-1234.5"},
    {"1 234.5", "1234.5"},
    {"1'234.50", "1234.5"},
    {"3.33%", "0.0333"},
    {"7.25-", "-7.25"},
    {"EUR 1,234.5-", "-1234.5"},
    {"1,234e3", "1234000"},
    {"1.2.3", "!is not a number"},
    {"1..2", "!is not a number"},
    {"1,,234", "!is not a number"},
    {",123", COMMA_FIX},
    {"123,", COMMA_FIX},
    {"12,34,567", "!is not a number"},
    {"1,234,56", "!is not a number"},
    {"0,123,456", "!is not a number"},
    {"1,234 567", "!is not a number"},
    {"1.234 567", "!is not a number"},
    {"1 234,567.5", "!is not a number"},
    {"1.234,567,8", "!is not a number"},
    /* what is a number with the other mark */
    {"1,5", COMMA_FIX},
    {"1,23", COMMA_FIX},
    {"0,123", COMMA_FIX},
    {"-0,5", COMMA_FIX},
    {"1234,567", COMMA_FIX},
    {"1234,5678", COMMA_FIX},
    {"1.234,567", COMMA_FIX},
    {"1.234.567", COMMA_FIX},
    {"1.012,50 €", COMMA_FIX},
    {"1 234,56", COMMA_FIX},
    {"7,25-", COMMA_FIX},
    {"1,5%", COMMA_FIX},
    {"--1,5", "!is not a number"},
    {"1,5x", "!is not a number"},
};

static const struct row comma_mark[] = {
    {"12345,67", "12345.67"},
    {",5", "0.5"},
    {"5,", "5"},
    {"0,123", "0.123"},
    {"1,234", "1.234"},
    {"1.234", "1234"},
    {"1.234.567,50", "1234567.5"},
    {"1.234,56", "1234.56"},
    {"1 234,56", "1234.56"},
    {"1 234,56 €", "1234.56"},
    {"1" NBSP "234,56" NBSP "€", "1234.56"},
    {"12,50 €", "12.5"},
    {"-7,25", "-7.25"},
    {"7,25-", "-7.25"},
    {"1'234,50", "1234.5"},
    {"1,2,3", "!is not a number"},
    {"12.34.567", "!is not a number"},
    {"1.234.56", "!is not a number"},
    {"1.5", DOT_FIX},
    {"1.23", DOT_FIX},
    {"0.123", DOT_FIX},
    {"1234.567", DOT_FIX},
    {"1'234.50", DOT_FIX},
    {"1,234.50", DOT_FIX},
    {"1,234,567", DOT_FIX},
    {"$1,234.50", DOT_FIX},
};

static const struct row unknown_mark[] = {
    {"1234", "1234"},
    {"12.5", "12.5"},
    {"1,5", "!is ambiguous"},
    {"1,234", "!is ambiguous"},
    {"1.234,56", "!is ambiguous"},
    {"1,234.56", "!is ambiguous"},
    {"(1,234 €)", "!is ambiguous"},
    {"1,5", "!--decimal=,"},
    {"1,5", "!--decimal=."},
    {"1.234.567", COMMA_FIX},
    {"1,2,3", "!is not a number"},
    {"a,b", "!is not a number"},
    {"", "!is not a number"},
};

/* Puts the cell in front, so that a failure names it. */
static void
check_row(struct row row, const struct number_style *style)
{
	char got[1000], expected[1000], value[NUMBER_TEXT];
	double x;
	const char *why = number_parse_double(slice_of(row.cell), style, &x);
	if (!why)
		number_format(x, value);
	if (why && row.expected[0] == '!' && strstr(why, row.expected + 1))
		snprintf(got, sizeof got, "%s: %s", row.cell, row.expected);
	else
		snprintf(got, sizeof got, "%s: %s%s", row.cell, why ? "!" : "",
		    why ? why : value);
	snprintf(expected, sizeof expected, "%s: %s", row.cell, row.expected);
	CHECK_TEXT(got, expected);
}

static void
check_rows(const struct row *rows, size_t n, const struct number_style *style)
{
	for (size_t i = 0; i < n; i++)
		check_row(rows[i], style);
}

#define CHECK_ROWS(rows, style) check_rows(rows, LENGTH(rows), &(style))

/* What a cell says is kept as it is written, without the zeros at both ends. */
static void
test_digits(void)
{
	static const struct {
		const char *cell, *digits, *currency;
		int point;
		bool negative;
	} rows[] = {
	    {"0", "", "", 0, false},
	    {"-0.00", "", "", 0, false},
	    {"(0)", "", "", 0, false},
	    {"1.204", "1204", "", 1, false},
	    {"1,204,000.000", "1204", "", 7, false},
	    {"0.001204", "1204", "", -2, false},
	    {"-12.50 USD", "125", "USD", 2, true},
	    {"€1e-3", "1", "€", -2, false},
	    {"kr. 5", "5", "kr.", 1, false},
	    {"5 US$", "5", "US$", 1, false},
	    {"50%", "5", "", 0, false},
	    {"1e1000000", "1", "", 1000001, false},
	    {"1e-1000000", "1", "", -999999, false},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct number number;
		struct slice cell = slice_of(rows[i].cell);
		CHECK(!number_parse(cell, &dot, &number));
		struct slice digits = {number.digits, number.count};
		CHECK_TEXT(digits, rows[i].digits);
		CHECK_TEXT(number.currency, rows[i].currency);
		CHECK(number.point == rows[i].point);
		CHECK(number.negative == rows[i].negative);
	}
}

/* Zeros at either end aren't significant, however many. */
static void
test_many_digits(void)
{
	char text[1000];
	struct number number;
	struct slice cell = {text, 500};
	double x;
	memset(text, '0', sizeof text);
	text[200] = '1';
	CHECK(!number_parse(cell, &dot, &number));
	CHECK(number.count == 1 && number.point == 300);
	CHECK(!number_to_double(&number, &x) && x == 1e299);
	text[0] = '.';
	CHECK(!number_parse(cell, &dot, &number));
	CHECK(number.count == 1 && number.point == -199);
	text[200 + NUMBER_DIGITS - 1] = '7';
	CHECK(!number_parse(cell, &dot, &number));
	CHECK(number.count == NUMBER_DIGITS);
	CHECK(!number_to_double(&number, &x) && x == 1e-200);
	text[200 + NUMBER_DIGITS] = '7';
	CHECK_TEXT(
	    number_parse(cell, &dot, &number), "has more than 100 significant digits");
}

static uint64_t
random_next(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 33;
}

/* strtod rounds correctly, so nothing may come out otherwise by a way of our own. */
static void
test_against_strtod(void)
{
	uint64_t state = 1;
	for (int i = 0; i < 200000; i++) {
		char digits[40], text[64];
		for (size_t j = 0; j < sizeof digits; j++)
			digits[j] = "0123456789"[random_next(&state) % 10];
		int whole = (int)(random_next(&state) % 20);
		int places = (int)(random_next(&state) % 20) + (whole == 0);
		int exponent = (int)(random_next(&state) % 60) - 30;
		snprintf(text, sizeof text, "%.*s.%.*se%d", whole, digits, places,
		    digits + 20, i % 2 ? exponent : 0);
		double x = -1;
		CHECK(!number_parse_double(slice_of(text), &dot, &x));
		CHECK_NEAR(x, strtod(text, NULL), 0);
	}
}

/* Random texts, mostly digits; the last byte is the last there is, for who looks at
 * memory. */
static struct slice
random_text(uint64_t *state, char *end)
{
	static const char others[] = "..,,-+ eE%$'()\t5x\0\x2f\x3a\xff\xb0";
	size_t n = random_next(state) % 22;
	uint64_t kind = random_next(state) % 4;
	for (size_t i = 1; i <= n; i++) {
		bool digit = kind == 0 || random_next(state) % (kind * 12) > 0;
		end[-(ptrdiff_t)i] =
		    digit ? "0123456789"[random_next(state) % 10]
		          : others[random_next(state) % (sizeof others - 1)];
	}
	if (n && kind < 3 && random_next(state) % 4 == 0)
		end[-(ptrdiff_t)(random_next(state) % n + 1)] = '.';
	if (n && kind < 3 && random_next(state) % 8 == 0)
		end[-(ptrdiff_t)n] = "+-"[random_next(state) % 2];
	return (struct slice){end - n, n};
}

static bool
same_double(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

/* Plain decimals have a way of their own, which may say nothing else than the usual one;
 * the sign of zero too. */
static void
test_plain_against_general(void)
{
	enum { TEXTS = 2000000, ROOM = 24 };
	const struct number_style styles[] = {dot, comma, unknown, {',', true}};
	char *room = malloc(ROOM);
	uint64_t state = 3;
	int plain = 0, others = 0, wrong = 0;
	for (int i = 0; i < TEXTS; i++) {
		const struct number_style *style = &styles[i % 16 < 13 ? 0 : i % 16 - 12];
		struct slice text = random_text(&state, room + ROOM);
		struct number number;
		struct decimal decimal;
		double x = -1, expected = -1;
		const char *why = number_parse(text, style, &number);
		if (!why)
			why = number_to_double(&number, &expected);
		const char *got = number_parse_double(text, style, &x);
		bool right = got == why && same_double(x, expected);
		if (!right && wrong++ == 0)
			CHECK_TEXT(text, "read like any number");
		if (!number_read_plain(text, style, &decimal)) {
			others += !why;
			continue;
		}
		plain++;
		CHECK(!why && decimal.decimals <= DECIMAL_LONGEST);
	}
	CHECK(wrong == 0);
	CHECK(plain > TEXTS / 4 && others > TEXTS / 10);
	free(room);
}

/* Every length, every place of the mark: all that is plain is found to be. */
static void
test_plain_is_found(void)
{
	char text[DECIMAL_LONGEST + 3];
	struct decimal decimal;
	for (size_t n = 1; n <= DECIMAL_LONGEST + 1; n++) {
		for (size_t mark = 0; mark <= n; mark++) {
			for (size_t i = 0; i < n; i++)
				text[1 + i] = i == mark ? '.' : (char)('1' + i % 9);
			struct slice cell = {text + 1, n};
			bool fits = n <= DECIMAL_LONGEST && (n > 1 || mark == n);
			CHECK(decimal_read(cell, '.', &decimal) == fits);
			for (int sign = 0; sign < 2; sign++) {
				text[0] = "-+"[sign];
				cell = (struct slice){text, n + 1};
				CHECK(decimal_read(cell, '.', &decimal) == fits);
				CHECK(decimal.negative == (sign == 0));
			}
			if (!fits)
				continue;
			text[n + 1] = '\0';
			CHECK(decimal.decimals == (mark < n ? n - mark - 1 : 0));
			memmove(
			    text + 1 + mark, text + 2 + mark, mark < n ? n - mark : 0);
			CHECK(decimal.digits == strtoull(text + 1, NULL, 10));
		}
	}
	CHECK(!decimal_read((struct slice){NULL, 0}, '.', &decimal));
	CHECK(!decimal_read(slice_of("-"), '.', &decimal));
	CHECK(!decimal_read(slice_of("1.2.3"), '.', &decimal));
	CHECK(!decimal_read(slice_of("123456.890123456."), '.', &decimal));
}

/* Digits that 64 bits hold and a double doesn't, and those about half way between two
 * doubles, with all places of the mark. */
static void
test_many_digits_against_strtod(void)
{
	uint64_t state = 4;
	for (int i = 0; i < 200000; i++) {
		char digits[40], text[64];
		uint64_t n = random_next(&state) << 33 ^ random_next(&state) << 8 ^
		             random_next(&state);
		if (i % 2)
			n = (n >> 8 | UINT64_C(1) << 53) << 2 | (unsigned)(i / 2 % 3 + 1);
		n >>= i % 3 ? 0 : random_next(&state) % 20;
		int count =
		    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
		int whole = i % (count + 1);
		snprintf(text, sizeof text, "%.*s.%s", whole, digits, digits + whole);
		double x = -1;
		CHECK(!number_parse_double(slice_of(text), &dot, &x));
		CHECK_NEAR(x, strtod(text, NULL), 0);
	}
}

static void
test_missing(void)
{
	static const char *const missing[] = {"", " ", "\t", "-", "--", "—", "n/a", "N/A",
	    "NA", "na", "Na", "null", "NULL", "Null", " -- ", "\t—", " null\t"};
	static const char *const present[] = {"0", "---", "–", "x", "n", "nul", "none",
	    "nulls", "n / a", "n.a.", "#N/A", "nan", "-0", "- -", ".", "\xe2\x80"};
	for (size_t i = 0; i < LENGTH(missing); i++)
		CHECK_TEXT(
		    number_is_missing(slice_of(missing[i])) ? missing[i] : "present",
		    missing[i]);
	for (size_t i = 0; i < LENGTH(present); i++)
		CHECK_TEXT(
		    number_is_missing(slice_of(present[i])) ? "missing" : present[i],
		    present[i]);
	CHECK(number_is_missing((struct slice){NULL, 0}));
	struct number number;
	CHECK(number_parse((struct slice){NULL, 0}, &dot, &number));
}

static void
test_format(void)
{
	static const struct {
		double x;
		const char *text;
	} rows[] = {
	    {0, "0"},
	    {-0.0, "0"},
	    {1, "1"},
	    {-1, "-1"},
	    {10, "10"},
	    {0.1, "0.1"},
	    {-12.5, "-12.5"},
	    {0.0725, "0.0725"},
	    {1.0 / 3, "0.333333333333"},
	    {2e6 / 3, "666666.666667"},
	    {123456789012, "123456789012"},
	    {123456789012.4, "123456789012"},
	    {1234567890123, "1234567890120"},
	    {999999999999.5, "1000000000000"},
	    {0.99999999999999, "1"},
	    {1e15, "1000000000000000"},
	    {1e-7, "0.0000001"},
	    {1.5e-10, "0.00000000015"},
	    /* ties of the exact binary value go to the even digit */
	    {1000000000000.5, "1000000000000"},
	    {100000000000.5, "100000000000"},
	    {100000000001.5, "100000000002"},
	    {INFINITY, ""},
	    {-INFINITY, ""},
	    {NAN, ""},
	};
	char text[NUMBER_TEXT];
	for (size_t i = 0; i < LENGTH(rows); i++) {
		size_t n = number_format(rows[i].x, text);
		CHECK_TEXT(text, rows[i].text);
		CHECK(n == strlen(rows[i].text));
	}
	CHECK(number_format(DBL_MAX, text) == 309);
	CHECK(number_format(-DBL_MAX, text) == 310);
	CHECK(number_format(-DBL_TRUE_MIN, text) == NUMBER_TEXT - 2);
}

/* What printf says, put the way we write numbers. */
static void
format_by_printf(double x, char *out)
{
	char text[40];
	snprintf(text, sizeof text, "%.11e", fabs(x));
	int exponent = atoi(strchr(text, 'e') + 1), count = 12;
	memmove(text + 1, text + 2, 11);
	while (count > 1 && text[count - 1] == '0')
		count--;
	if (x < 0)
		*out++ = '-';
	for (int i = exponent < 0 ? exponent : 0; i < count || i <= exponent; i++) {
		if (i ==
		    (exponent < 0 ? exponent : 0) + 1 + (exponent > 0 ? exponent : 0))
			*out++ = '.';
		*out++ = i >= 0 && i < count ? text[i] : '0';
	}
	*out = '\0';
}

static void
check_format(double x)
{
	char text[NUMBER_TEXT], expected[NUMBER_TEXT];
	size_t n = number_format(x, text);
	format_by_printf(x, expected);
	bool same = n == strlen(expected) && strcmp(text, expected) == 0;
	if (!same)
		CHECK_TEXT(text, expected);
	CHECK(same);
}

/* Ratios, all magnitudes, what is next to a power of ten or two, and ties. */
static void
test_format_against_printf(void)
{
	uint64_t state = 5;
	for (int i = 0; i < 300000; i++) {
		double a = (double)random_next(&state), b = (double)random_next(&state);
		check_format(a / (b + 1));
		check_format(-ldexp(1 + a / 0x80000000U, (int)(i % 160) - 80));
		check_format(ldexp(2 * floor(a) + 1, -(i % 60)));
	}
	for (int exponent = -30; exponent < 30; exponent++) {
		double power = pow(10, exponent), near = power, two = ldexp(1, exponent);
		for (int i = 0; i < 2000; i++) {
			check_format(near);
			near = nextafter(near, i < 1000 ? 0 : INFINITY);
			check_format(power * (1 + (i - 1000) * 1e-13));
			check_format(two * (1 + (i - 1000) * 0x1p-52));
		}
	}
}

/* For each magnitude a double can have: 12 digits, and no others, survive the way back.
 */
static void
test_format_round_trip(void)
{
	uint64_t state = 2;
	for (int exponent = DBL_MIN_EXP - DBL_MANT_DIG; exponent <= DBL_MAX_EXP;
	     exponent++) {
		for (int i = 0; i < 20; i++) {
			double x = ldexp(
			    1 + (double)random_next(&state) / 0x80000000U, exponent - 1);
			char text[NUMBER_TEXT], digits[40];
			double back = 0;
			size_t n = number_format(x, text);
			snprintf(digits, sizeof digits, "%.11e", x);
			CHECK(n < NUMBER_TEXT && strlen(text) == n);
			CHECK(!number_parse_double(slice_of(text), &dot, &back));
			CHECK_NEAR(back, strtod(digits, NULL), 0);
		}
	}
}

static void
test_currencies(void)
{
	static const struct {
		const char *code;
		int decimals;
	} codes[] = {{"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KRW", 0}, {"ISK", 0},
	    {"UGX", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0}, {"BHD", 3}, {"IQD", 3},
	    {"JOD", 3}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"TND", 3}, {"CLF", 4},
	    {"UYW", 4}, {"CHE", 2}, {"MXV", 2}, {"USN", 2}, {"AED", 2}, {"ZMW", 2},
	    {"ZWG", 2}, {"XCG", 2}, {"BGN", 2}, {"usd", -1}, {"Usd", -1}, {"XXX", -1},
	    {"XAU", -1}, {"DEM", -1}, {"US", -1}, {"USDX", -1}, {"", -1}, {"AAA", -1},
	    {"ZZZ", -1}};
	static const struct {
		const char *text, *sign, *code;
	} signs[] = {{"$5", "$", NULL}, {"€5", "€", "EUR"}, {"£", "£", "GBP"},
	    {"¥", "¥", NULL}, {"₹ 5", "₹", "INR"}, {"₩", "₩", "KRW"},
	    {"₽", "₽", "RUB"}, {"₺", "₺", "TRY"}, {"₪", "₪", "ILS"},
	    {"₫", "₫", "VND"}, {"₴", "₴", "UAH"}, {"₦", "₦", "NGN"}, {"฿", "฿", "THB"},
	    {"₱", "₱", "PHP"}, {"R$5", "R$", "BRL"}, {"US$", "US$", "USD"},
	    {"A$", "A$", "AUD"}, {"C$", "C$", "CAD"}, {"NZ$", "NZ$", "NZD"},
	    {"HK$", "HK$", "HKD"}, {"S$", "S$", "SGD"}, {"kr 5", "kr", NULL},
	    {"kr.", "kr.", NULL}, {"zł", "zł", "PLN"}, {"Kč", "Kč", "CZK"},
	    {"Fr.5", "Fr.", "CHF"}, {"USD", "", NULL}, {"CHF", "", NULL},
	    {"Fr", "", NULL}, {"5", "", NULL}, {"", "", NULL}, {"\xe2", "", NULL}};
	for (size_t i = 0; i < LENGTH(codes); i++)
		if (currency_decimals(slice_of(codes[i].code)) != codes[i].decimals)
			CHECK_TEXT(codes[i].code, "its decimals");
	for (size_t i = 0; i < LENGTH(signs); i++) {
		const char *code = NULL;
		size_t n = currency_sign(slice_of(signs[i].text), &code);
		CHECK_TEXT(((struct slice){signs[i].text, n}), signs[i].sign);
		CHECK_TEXT(code, signs[i].code ? signs[i].code : "(null)");
		if (signs[i].code)
			CHECK(currency_decimals(slice_of(signs[i].code)) >= 0);
	}
}

/* The table is searched by halves: a code out of order wouldn't be found. */
static void
test_currency_count(void)
{
	int count = 0;
	char code[3];
	for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
		for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
			for (code[2] = 'A'; code[2] <= 'Z'; code[2]++)
				count += currency_decimals((struct slice){code, 3}) >= 0;
	CHECK(count == 171);
}

static void
test_currency_agreement(void)
{
	static const struct {
		const char *written, *code;
		bool agrees;
	} rows[] = {{"$", "USD", true}, {"$", "MXN", true}, {"$", "EUR", false},
	    {"\u20ac", "EUR", true}, {"\u20ac", "USD", false}, {"USD", "USD", true},
	    {"USD", "CAD", false}, {"US$", "USD", true}, {"US$", "CAD", false},
	    {"C$", "CAD", true}, {"kr", "SEK", true}, {"kr", "NOK", true},
	    {"kr", "GBP", false}, {"\u00a5", "JPY", true}, {"\u00a5", "CNY", true}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK(currency_agrees(slice_of(rows[i].written), rows[i].code) ==
		      rows[i].agrees);
}

int
main(void)
{
	CHECK_ROWS(either_mark, dot);
	CHECK_ROWS(either_mark, comma);
	CHECK_ROWS(either_mark, unknown);
	CHECK_ROWS(dot_mark, dot);
	CHECK_ROWS(comma_mark, comma);
	CHECK_ROWS(unknown_mark, unknown);
	test_digits();
	test_many_digits();
	test_against_strtod();
	test_plain_against_general();
	test_plain_is_found();
	test_many_digits_against_strtod();
	test_missing();
	test_format();
	test_format_against_printf();
	test_format_round_trip();
	test_currencies();
	test_currency_count();
	test_currency_agreement();
	return check_result();
}
