/*
 * Numbers as people and their exports write them. Pure: nothing here prints, exits,
 * allocates or asks the locale.
 *
 * A cell is a number if it is an optional sign, digits, an optional decimal mark and
 * an optional exponent, with, since exports are full of them:
 *   - grouping in threes, correctly placed: 1,234,567.50 with the mark `.`,
 *     1.234.567,50 with the mark `,`; with either also spaces, no-break spaces
 *     (U+00A0, U+202F, U+2009) and apostrophes (' and U+2019). One kind a number;
 *   - one currency sign or ISO 4217 code, before or after: $1,234.50, 12,50 €, USD 7;
 *   - accounting parentheses, or a minus sign behind: (1,234), 7,25-;
 *   - a percent sign behind: 12% is 0.12.
 * Spaces and tabs around it don't count. inf, nan, hexadecimal, 1_000, digits that
 * aren't ASCII, wrong grouping (1,5; 0,123), two signs, parentheses with a sign, and a
 * currency with a percent sign are refused.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "slice.h"

/* How the input writes its numbers. */
struct number_style {
	char decimal;         /* '.' or ',' */
	bool comma_ambiguous; /* no mark was named and `;` separates the cells: a comma
	                         may be either, so a number that holds one is refused */
};

enum {
	NUMBER_DIGITS = 100, /* significant digits that are kept; more are refused */
	NUMBER_TEXT = 340,   /* room for number_format's result and its NUL */
};

/* The value written: (negative ? -1 : 1) × 0.DIGITS × 10^point. Zero has no digits, no
 * sign and the point 0. */
struct number {
	bool negative;
	int point;                  /* how many digits stand before the decimal mark */
	size_t count;               /* digits in use, 0 for zero */
	char digits[NUMBER_DIGITS]; /* '0'..'9', first and last not '0' */
	struct slice currency; /* the sign or code as written, inside the cell; n = 0:
	                          none */
};

/*
 * Is the cell a missing value: empty, `-`, `--`, `—`, `n/a`, `NA` or `null`, in any
 * case, spaces and tabs around it aside? Missing isn't zero.
 */
bool number_is_missing(struct slice cell);

/*
 * Reads a cell. Returns NULL and fills *out, or returns the reason it isn't a number:
 * a constant text that reads on from `"TEXT" ` ("is not a number"), with the fix where
 * there is one ("...; if the comma is the decimal mark, say --decimal=,"). A missing
 * value isn't a number.
 */
const char *
number_parse(struct slice cell, const struct number_style *style, struct number *out);

/*
 * The double nearest to the number. Returns NULL, or the reason: too large for a double.
 */
const char *number_to_double(const struct number *number, double *out);

/* Is the cell a plain decimal, as most are? What it says then is what number_parse would
 * read, at a fraction of its cost; zero may be negative. */
static inline bool
number_read_plain(
    struct slice cell, const struct number_style *style, struct decimal *out)
{
	return !(style->comma_ambiguous && style->decimal == ',') &&
	       decimal_read(cell, style->decimal, out);
}

/* number_parse and number_to_double in one. */
const char *
number_parse_double(struct slice cell, const struct number_style *style, double *out);

/*
 * Writes x with up to 12 significant digits, rounded from its exact binary value, never
 * in exponent form, without trailing zeros, `0` for both zeros; nothing for a value that
 * isn't finite. Returns the length.
 */
size_t number_format(double x, char out[static NUMBER_TEXT]);

#endif
