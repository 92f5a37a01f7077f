/*
 * Numbers for people, in pages and pictures: grouped by thousands, rounded to what the
 * eye takes in. Pure, without a locale.
 */
#ifndef READABLE_H
#define READABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "slice.h"

enum { READABLE_TEXT = 480 }; /* room for any result and its NUL */

/* How a column of plain numbers is shown; filled number by number. Zero it first. */
struct readable_style {
	bool fractions; /* there are some, */
	size_t longest; /* the most decimals that one has, */
	int point;      /* the smallest n: the largest of them is up to 10^n */
	bool any;       /* there are numbers other than 0 */
};

/* Takes note of a plain number (-1204.5, 0; no exponent). */
void readable_measure(struct readable_style *style, struct slice plain);

/*
 * Writes a plain number in the style of its column: whole numbers and amounts with up to
 * 2 decimals exactly, others with as many decimals as give the largest of the column 4
 * significant digits, and the number itself 3 at least. Rounded half up in the decimal
 * text. A text that is no plain number of up to 340 bytes is left as it is if it fits.
 * Returns the length.
 */
size_t readable_in_style(const struct readable_style *style, struct slice plain,
    char out[static READABLE_TEXT]);

/* A number by itself, with up to 4 significant digits: 1,903, 0.04649, 1.903M, 12.5B;
 * nothing where it isn't finite. */
size_t readable_number(double x, char out[static READABLE_TEXT]);

/* A share in percent, up to 3 significant digits: 46.2%, 0.21%, 100%. */
size_t readable_share(double x, char out[static READABLE_TEXT]);

#endif
