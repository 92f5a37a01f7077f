/*
 * A heat map: rows and columns of numbers, each with its colour and, where there is room,
 * its text.
 */
#ifndef CHART_HEAT_H
#define CHART_HEAT_H

#include "figure.h"

enum { CHART_HEAT_MOST = 36 }; /* rows that are drawn */

struct chart_heat {
	struct figure_head head;            /* the axis's name isn't used */
	const struct slice *rows, *columns; /* labels */
	size_t rows_count, columns_count;
	bool by_column;       /* the darkest is a column's largest, not that of all */
	const double *values; /* row by row; NAN: none. Not below 0 */
};

/* Draws the first CHART_HEAT_MOST rows, and says so where there are more. */
void chart_heat(struct figures *figures, const struct chart_heat *heat);

#endif
