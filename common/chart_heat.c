#include "chart_heat.h"

#include <math.h>

enum { ROW = 24, HEADER = 20, LABEL_MOST = 200, NARROW_LABEL_MOST = 100, WIDEST = 130 };

struct layout {
	double label, cell; /* widths */
	bool texts;         /* there is room for them in the cells */
};

static struct layout
lay_out(const struct chart_heat *heat, double width)
{
	struct layout layout = {0};
	char text[READABLE_TEXT];
	double widest = 0;
	for (size_t i = 0; i < heat->rows_count; i++)
		layout.label = fmax(layout.label, svg_text_width(heat->rows[i]) + 10);
	layout.label =
	    fmin(layout.label, figure_is_narrow(width) ? NARROW_LABEL_MOST : LABEL_MOST);
	layout.cell = fmin((width - layout.label) / (double)heat->columns_count, WIDEST);
	for (size_t i = 0; i < heat->rows_count * heat->columns_count; i++) {
		size_t n = figure_value(heat->head.unit, heat->values[i], text);
		widest = fmax(widest, svg_text_width((struct slice){text, n}));
	}
	layout.texts = widest + 4 <= layout.cell;
	return layout;
}

static double
height(const void *chart, double width)
{
	const struct chart_heat *heat = chart;
	(void)width;
	return HEADER + ROW * (double)heat->rows_count + 2;
}

/* The largest value of a column, or of all. */
static double
largest(const struct chart_heat *heat, size_t column)
{
	double high = 0;
	for (size_t i = 0; i < heat->rows_count * heat->columns_count; i++)
		if (!heat->by_column || i % heat->columns_count == column)
			high = fmax(high, heat->values[i]);
	return high;
}

/* From 0 for none to SVG_HEATS - 1. */
static size_t
heat_of(double value, double high)
{
	double heat = high > 0 ? value / high * SVG_HEATS : 0;
	return heat < 0 ? 0 : heat < SVG_HEATS ? (size_t)heat : SVG_HEATS - 1;
}

static void
draw_cell(const struct chart_heat *heat, const struct layout *layout, struct svg *svg,
    size_t row, size_t column, double high)
{
	static const char *const classes[SVG_HEATS] = {
	    "rv-h0", "rv-h1", "rv-h2", "rv-h3", "rv-h4", "rv-h5", "rv-h6"};
	char title[FIGURE_TITLE], name[64], text[READABLE_TEXT];
	double value = heat->values[row * heat->columns_count + column];
	double x = layout->label + (double)column * layout->cell;
	double y = HEADER + ROW * (double)row;
	if (isnan(value)) {
		svg_rect(svg, "rv-none", x, y, layout->cell - 2, ROW - 2,
		    (struct slice){"", 0});
		return;
	}
	size_t step = heat_of(value, high);
	struct slice label = heat->columns[column];
	size_t n = label.n < sizeof name ? label.n : sizeof name - 1;
	memcpy(name, label.p, n);
	name[n] = '\0';
	svg_rect(svg, classes[step], x, y, layout->cell - 2, ROW - 2,
	    figure_title(&heat->head, heat->rows[row], name, value, title));
	if (layout->texts)
		svg_text(svg, step >= 4 ? "rv-onhigh" : "rv-onlow",
		    x + layout->cell / 2 - 1, y + 15, SVG_MIDDLE,
		    (struct slice){text, figure_value(heat->head.unit, value, text)});
}

static void
draw(const void *chart, struct svg *svg)
{
	const struct chart_heat *heat = chart;
	struct layout layout = lay_out(heat, svg->width);
	for (size_t i = 0; i < heat->rows_count; i++)
		svg_text_within(svg, "", layout.label - 8, HEADER + ROW * (double)i + 15,
		    SVG_END, layout.label - 8, heat->rows[i]);
	for (size_t k = 0; k < heat->columns_count; k++) {
		double high = largest(heat, k);
		svg_text_within(svg, "rv-soft",
		    layout.label + ((double)k + 0.5) * layout.cell - 1, 13, SVG_MIDDLE,
		    layout.cell - 6, heat->columns[k]);
		for (size_t i = 0; i < heat->rows_count; i++)
			draw_cell(heat, &layout, svg, i, k, high);
	}
}

void
chart_heat(struct figures *figures, const struct chart_heat *all)
{
	struct chart_heat heat = *all;
	if (heat.rows_count == 0 || heat.columns_count == 0)
		return;
	if (heat.rows_count > CHART_HEAT_MOST) {
		heat.rows_count = CHART_HEAT_MOST;
		heat.head.note = figures_say(figures, "%.*s%sThe first %d of %zu.",
		    (int)heat.head.note.n, heat.head.note.p, heat.head.note.n ? " " : "",
		    CHART_HEAT_MOST, all->rows_count);
	}
	figure_draw(figures, &heat.head, &(struct figure_chart){height, draw}, &heat);
}
