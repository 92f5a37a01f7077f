#include "chart_columns.h"

#include <math.h>

enum { PLOT = 240, NARROW_PLOT = 200, LABELS = 22, WIDEST = 64 };

struct layout {
	struct scale scale;
	double legend, left, gap; /* gap: from column to column */
	double wide;              /* a column */
};

static const char *
colour_of(const struct chart_columns *columns, size_t series)
{
	static const char *const fading[] = {"rv-h6", "rv-h4", "rv-h3", "rv-h2"};
	const size_t most = sizeof fading / sizeof *fading - 1;
	return columns->fading ? fading[series < most ? series : most]
	                       : figure_colours[series];
}

/* Are all values whole, so that the ticks should be? */
static bool
all_whole(const struct chart_columns *columns)
{
	bool whole = columns->head.unit == FIGURE_NUMBER;
	for (size_t i = 0; i < columns->count; i++)
		for (size_t k = 0; k < columns->series_count; k++) {
			double x = columns->columns[i].values[k];
			whole = whole && (isnan(x) || x == floor(x));
		}
	return whole;
}

static bool
any_of(const struct chart_columns *columns, bool targets)
{
	for (size_t i = 0; i < columns->count; i++)
		if (!isnan(
		        targets ? columns->columns[i].target : columns->columns[i].high))
			return true;
	return false;
}

static double
legend(const struct chart_columns *columns, struct svg *svg, double width)
{
	struct figure_name names[SVG_COLOURS + 2];
	size_t count = 0;
	for (; count < columns->series_count; count++)
		names[count] = (struct figure_name){
		    columns->series[count], colour_of(columns, count)};
	if (columns->range && any_of(columns, false))
		names[count++] = (struct figure_name){columns->range, "rv-ink"};
	if (columns->target && any_of(columns, true))
		names[count++] = (struct figure_name){columns->target, "rv-target"};
	return figure_legend(svg, width, names, count);
}

static struct layout
lay_out(const struct chart_columns *columns, double width)
{
	struct layout layout = {.legend = legend(columns, NULL, width)};
	double low = 0, high = 0, plot = figure_is_narrow(width) ? NARROW_PLOT : PLOT;
	for (size_t i = 0; i < columns->count; i++) {
		const struct chart_column *column = &columns->columns[i];
		double below = 0, above = 0;
		for (size_t k = 0; k < columns->series_count; k++)
			*(column->values[k] < 0 ? &below : &above) +=
			    isnan(column->values[k]) ? 0 : column->values[k];
		low = fmin(fmin(low, below), column->low);
		high = fmax(fmax(high, above), fmax(column->high, column->target));
	}
	layout.scale =
	    scale_make(low, high, true, all_whole(columns), figure_ticks(plot, true));
	layout.scale.to = layout.legend + 24;
	layout.scale.from = layout.scale.to + plot;
	layout.left = figure_axis_width(&columns->head, &layout.scale) + 10;
	layout.gap = (width - layout.left) / (double)columns->count;
	layout.wide = fmin(layout.gap * 0.72, WIDEST);
	return layout;
}

static double
height(const void *chart, double width)
{
	return lay_out(chart, width).scale.from + LABELS;
}

static void
draw_stack(const struct chart_columns *columns, const struct layout *layout,
    struct svg *svg, const struct chart_column *column, double x)
{
	char title[FIGURE_TITLE];
	double below = 0, above = 0;
	for (size_t i = 0; i < columns->series_count; i++) {
		double value = column->values[i];
		if (isnan(value) || value == 0)
			continue;
		double *end = value < 0 ? &below : &above;
		double a = scale_at(&layout->scale, *end);
		double b = scale_at(&layout->scale, *end += value);
		svg_rect(svg, colour_of(columns, i), x - layout->wide / 2, fmin(a, b),
		    layout->wide, fabs(a - b),
		    figure_title(&columns->head, column->label,
		        columns->series_count > 1 ? columns->series[i] : "", value,
		        title));
	}
}

static void
draw_marks(const struct chart_columns *columns, const struct layout *layout,
    struct svg *svg, const struct chart_column *column, double x)
{
	char title[FIGURE_TITLE];
	const struct slice none = {"", 0};
	double cap = fmin(layout->wide / 4, 7);
	if (!isnan(column->target))
		svg_line(svg, "rv-goal", x - layout->gap * 0.44,
		    scale_at(&layout->scale, column->target), x + layout->gap * 0.44,
		    scale_at(&layout->scale, column->target),
		    figure_title(&columns->head, column->label, columns->target,
		        column->target, title));
	if (isnan(column->low) || isnan(column->high))
		return;
	double low = scale_at(&layout->scale, column->low);
	double high = scale_at(&layout->scale, column->high);
	svg_line(svg, "rv-halo", x, low, x, high, none);
	svg_line(svg, "rv-mark", x, low, x, high, none);
	svg_line(svg, "rv-mark", x - cap, low, x + cap, low, none);
	svg_line(svg, "rv-mark", x - cap, high, x + cap, high, none);
	if (!isnan(column->middle))
		svg_dot(svg, "rv-ink rv-point", x,
		    scale_at(&layout->scale, column->middle), 3.5,
		    figure_title(&columns->head, column->label, columns->range,
		        column->middle, title));
}

static void
draw(const void *chart, struct svg *svg)
{
	const struct chart_columns *columns = chart;
	struct layout layout = lay_out(columns, svg->width);
	double y = layout.scale.from + 15;
	legend(columns, svg, svg->width);
	figure_axis_left(svg, &columns->head, &layout.scale, layout.left, svg->width);
	for (size_t i = 0; i < columns->count; i++) {
		double x = layout.left + ((double)i + 0.5) * layout.gap;
		draw_stack(columns, &layout, svg, &columns->columns[i], x);
		draw_marks(columns, &layout, svg, &columns->columns[i], x);
	}
	figure_labels_below(svg, &columns->columns[0].label, sizeof *columns->columns,
	    columns->count, layout.left, layout.left + layout.gap / 2, layout.gap, y);
}

void
chart_columns(struct figures *figures, const struct chart_columns *columns)
{
	if (columns->count)
		figure_draw(figures, &columns->head, &(struct figure_chart){height, draw},
		    columns);
}
