/*
 * Which columns can't be learned from: those that tell the outcome as only its
 * consequence can, those that name the row, those that say nothing. Pure.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "table.h"

enum screen_verdict {
	SCREEN_FIT,
	SCREEN_CONSTANT,
	SCREEN_IDENTIFIER,
	SCREEN_LEAK,
	SCREEN_DATE,
};

/* More is too good to be true. (Siddiqi 2006, Credit Risk Scorecards: above 0.5 is
 * suspicious.) */
#define SCREEN_LEAK_INFORMATION 1.5

struct screen {
	enum screen_verdict verdict;
	double information; /* value; 0 if constant */
};

/*
 * Judges a column by these rows.
 *
 * An identifier has 95 different values or more in a hundred rows that have one, and at
 * least 20 such rows. Of a number that is true of many an amount; so it has to be whole,
 * and called id, number or key, or ascend from row to row, or fill its range by half.
 *
 * The information value is Σ (p - n) ln(p / n), p and n being the shares of the positives
 * and of the others in a cell (20 bins of a number, levels of a text, missing), with half
 * a row added to each; less what chance gives, (cells - 1)(1 / positives + 1 / others).
 */
struct screen screen_column(const struct table *table, const struct table_column *column,
    const uint32_t *rows, size_t count);

#endif
