/*
 * Bars that lie, one below the other, for categories of any name: side by side or stacked
 * series, or parts of a waterfall.
 */
#ifndef CHART_BARS_H
#define CHART_BARS_H

#include "figure.h"

enum { CHART_BARS_MOST = 16 };

struct chart_bar {
	struct slice label;
	const double *values; /* one a series; NAN: none */
	double from;          /* where it begins: 0, but in waterfalls. The value is its
	                         length, with a sign */
	size_t colour;        /* of a single series */
	struct slice note;    /* small, below; may be empty */
};

struct chart_bars {
	struct figure_head head;
	const char *const *series; /* their names: a legend for more than one */
	size_t series_count;       /* up to SVG_COLOURS */
	bool stacked;              /* and the text behind is the sum */
	const struct chart_bar *bars;
	size_t count;
	const char *others; /* values may be added: "channels" left out for want of room
	                       are one bar, "7 other channels". NULL: they are not shown,
	                       and the note has to say so */
};

/* Draws the bars; where there are more than CHART_BARS_MOST, the largest of them in their
 * order. */
void chart_bars(struct figures *figures, const struct chart_bars *bars);

#endif
