#include "chart_lines.h"

#include <math.h>

enum { PLOT = 240, NARROW_PLOT = 200, LABELS = 22 };

struct layout {
	struct scale scale;
	double legend, left, gap;
};

static double
legend(const struct chart_lines *lines, struct svg *svg, double width)
{
	struct figure_name names[SVG_COLOURS];
	for (size_t i = 0; i < lines->lines_count; i++)
		names[i] = (struct figure_name){
		    lines->lines[i].name, figure_colours[lines->lines[i].colour]};
	return figure_legend(svg, width, names, lines->lines_count);
}

/* Widens low..high to the values; fmin and fmax leave NAN out. */
static void
widen(const double *values, size_t count, double *low, double *high)
{
	for (size_t i = 0; values && i < count; i++) {
		*low = fmin(*low, values[i]);
		*high = fmax(*high, values[i]);
	}
}

static struct layout
lay_out(const struct chart_lines *lines, double width)
{
	struct layout layout = {.legend = legend(lines, NULL, width)};
	double low = NAN, high = NAN;
	double plot = figure_is_narrow(width) ? NARROW_PLOT : PLOT;
	for (size_t i = 0; i < lines->lines_count; i++) {
		const struct chart_line *line = &lines->lines[i];
		widen(line->values, lines->count, &low, &high);
		for (size_t k = 0; k < 2; k++) {
			widen(line->lows[k], lines->count, &low, &high);
			widen(line->highs[k], lines->count, &low, &high);
		}
	}
	layout.scale =
	    scale_make(low, high, lines->zero, false, figure_ticks(plot, true));
	layout.scale.to = layout.legend + 24;
	layout.scale.from = layout.scale.to + plot;
	layout.left = figure_axis_width(&lines->head, &layout.scale) + 10;
	layout.gap = (width - layout.left - 8) /
	             (lines->count > 1 ? (double)(lines->count - 1) : 1);
	return layout;
}

static double
height(const void *chart, double width)
{
	return lay_out(chart, width).scale.from + LABELS;
}

static double
x_of(const struct layout *layout, size_t i)
{
	return layout->left + 2 + (double)i * layout->gap;
}

/* The places from `from` on that all have a value; returns how many. */
static size_t
run_from(const double *a, const double *b, size_t from, size_t count)
{
	size_t n = 0;
	while (from + n < count && !isnan(a[from + n]) && !isnan(b[from + n]))
		n++;
	return n;
}

static void
draw_band(const struct chart_lines *lines, const struct layout *layout, struct svg *svg,
    const struct chart_line *line, size_t band)
{
	const double *low = line->lows[band], *high = line->highs[band];
	for (size_t i = 0; low && high && i < lines->count;) {
		size_t n = run_from(low, high, i, lines->count);
		if (n > 1) {
			svg_path_begin(svg, figure_bands[line->colour]);
			for (size_t k = 0; k < n; k++)
				svg_path_point(svg, k == 0, x_of(layout, i + k),
				    scale_at(&layout->scale, high[i + k]));
			for (size_t k = n; k-- > 0;)
				svg_path_point(svg, false, x_of(layout, i + k),
				    scale_at(&layout->scale, low[i + k]));
			svg_path_end(svg, true, (struct slice){"", 0});
		}
		i += n + 1;
	}
}

static void
draw_line(const struct chart_lines *lines, const struct layout *layout, struct svg *svg,
    const struct chart_line *line)
{
	for (size_t i = 0; i < lines->count;) {
		size_t n = run_from(line->values, line->values, i, lines->count);
		if (n > 1) {
			svg_path_begin(svg, line->dashed ? figure_dashes[line->colour]
			                                 : figure_strokes[line->colour]);
			for (size_t k = 0; k < n; k++)
				svg_path_point(svg, k == 0, x_of(layout, i + k),
				    scale_at(&layout->scale, line->values[i + k]));
			svg_path_end(svg, false, slice_of(line->name));
		}
		i += n + 1;
	}
}

/* A dot for each value, to be pointed at: seen where there is room for them, or where no
 * line ends at it. */
static void
draw_dots(const struct chart_lines *lines, const struct layout *layout, struct svg *svg,
    const struct chart_line *line)
{
	char title[FIGURE_TITLE];
	bool room = layout->gap >= 14;
	for (size_t i = 0; i < lines->count; i++) {
		if (isnan(line->values[i]))
			continue;
		bool alone = (i == 0 || isnan(line->values[i - 1])) &&
		             (i + 1 == lines->count || isnan(line->values[i + 1]));
		svg_dot(svg, room || alone ? figure_colours[line->colour] : "rv-hover",
		    x_of(layout, i), scale_at(&layout->scale, line->values[i]),
		    room || alone ? 3 : fmax(layout->gap / 2, 2),
		    figure_title(&lines->head, lines->labels[i], line->name,
		        line->values[i], title));
	}
}

static void
draw(const void *chart, struct svg *svg)
{
	const struct chart_lines *lines = chart;
	struct layout layout = lay_out(lines, svg->width);
	legend(lines, svg, svg->width);
	figure_axis_left(svg, &lines->head, &layout.scale, layout.left, svg->width);
	for (size_t i = 0; i < lines->lines_count; i++)
		for (size_t band = 0; band < 2; band++)
			draw_band(lines, &layout, svg, &lines->lines[i], band);
	for (size_t i = 0; i < lines->lines_count; i++)
		draw_line(lines, &layout, svg, &lines->lines[i]);
	for (size_t i = 0; i < lines->lines_count; i++)
		draw_dots(lines, &layout, svg, &lines->lines[i]);
	figure_labels_below(svg, lines->labels, sizeof *lines->labels, lines->count,
	    layout.left, x_of(&layout, 0), layout.gap, layout.scale.from + 15);
}

void
chart_lines(struct figures *figures, const struct chart_lines *lines)
{
	if (lines->count)
		figure_draw(
		    figures, &lines->head, &(struct figure_chart){height, draw}, lines);
}
