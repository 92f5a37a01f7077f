/*
 * Columns that stand side by side, for periods and classes that have an order: stacked
 * series, with a range and a target for each.
 */
#ifndef CHART_COLUMNS_H
#define CHART_COLUMNS_H

#include "figure.h"

struct chart_column {
	struct slice label;
	const double *values;     /* one a series; NAN: none */
	double low, middle, high; /* a whisker; NAN: none */
	double target;            /* a mark across the column; NAN: none */
};

struct chart_columns {
	struct figure_head head;
	const char *const *series; /* their names: a legend for more than one */
	size_t series_count;       /* up to SVG_COLOURS */
	bool fading;        /* their order is one from sure to unsure: so are colours */
	const char *range;  /* what whiskers are: "10% to 90%" */
	const char *target; /* what the mark is: "quota" */
	const struct chart_column *columns;
	size_t count;
};

void chart_columns(struct figures *figures, const struct chart_columns *columns);

#endif
