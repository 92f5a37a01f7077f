/*
 * Lines over places in an order, with bands around them: history and forecast, curves.
 */
#ifndef CHART_LINES_H
#define CHART_LINES_H

#include "figure.h"

struct chart_line {
	const char *name;
	const double *values;  /* one a place; NAN: the line is interrupted */
	const double *lows[2]; /* bands, the wider one first; NULL: none */
	const double *highs[2];
	size_t colour;
	bool dashed;
};

struct chart_lines {
	struct figure_head head;
	const struct slice *labels; /* of the places */
	size_t count;               /* of places */
	bool zero;                  /* the axis begins at 0 */
	const struct chart_line *lines;
	size_t lines_count; /* up to SVG_COLOURS */
};

void chart_lines(struct figures *figures, const struct chart_lines *lines);

#endif
