#include "chart_bars.h"

#include <math.h>
#include <stdlib.h>

#include "mem.h"

enum { THICK = 18, THIN = 14, GAP = 10, NOTE = 16, LABEL_MOST = 210, LABEL_LINE = 18 };

/* Where things are. */
struct layout {
	struct scale scale;
	double legend, label; /* the legend's height, the labels' width */
	double row;           /* a bar's height without its note */
	double thick;         /* of one bar of a row */
	bool narrow;          /* labels stand above their bars */
};

static double
total_of(const struct chart_bars *bars, const struct chart_bar *bar)
{
	double sum = 0;
	for (size_t i = 0; i < bars->series_count; i++)
		sum += isnan(bar->values[i]) ? 0 : bar->values[i];
	return sum;
}

static double
legend(const struct chart_bars *bars, struct svg *svg, double width)
{
	struct figure_name names[SVG_COLOURS];
	for (size_t i = 0; i < bars->series_count; i++)
		names[i] = (struct figure_name){bars->series[i], figure_colours[i]};
	return figure_legend(svg, width, names, bars->series_count);
}

/* The values that the scale has to hold, and how much room their texts need. */
static void
measure(const struct chart_bars *bars, double *low, double *high, double *text_width)
{
	char text[READABLE_TEXT];
	*low = *high = *text_width = 0;
	for (size_t i = 0; i < bars->count; i++) {
		const struct chart_bar *bar = &bars->bars[i];
		double below = 0, above = 0;
		for (size_t k = 0; k < bars->series_count; k++) {
			double x = isnan(bar->values[k]) ? 0 : bar->values[k];
			if (bars->stacked && x < 0)
				below += x;
			else if (bars->stacked)
				above += x;
			else
				below = fmin(below, x), above = fmax(above, x);
			size_t n = figure_value(bars->head.unit,
			    bars->stacked ? total_of(bars, bar) : x, text);
			*text_width =
			    fmax(*text_width, svg_text_width((struct slice){text, n}));
		}
		*low = fmin(*low, fmin(bar->from, bar->from + below));
		*high = fmax(*high, fmax(bar->from, bar->from + above));
	}
}

static struct layout
lay_out(const struct chart_bars *bars, double width)
{
	struct layout layout = {
	    .narrow = figure_is_narrow(width), .legend = legend(bars, NULL, width)};
	double low, high, text_width;
	measure(bars, &low, &high, &text_width);
	for (size_t i = 0; i < bars->count && !layout.narrow; i++)
		layout.label =
		    fmax(layout.label, svg_text_width(bars->bars[i].label) + 10);
	layout.label = fmin(layout.label, LABEL_MOST);
	size_t side_by_side = bars->stacked ? 1 : bars->series_count;
	layout.thick = side_by_side > 1 ? THIN : THICK;
	layout.row = layout.thick * (double)side_by_side;
	double left = layout.label + (low < 0 ? text_width + 6 : 0);
	double right = width - text_width - 8;
	if (right < left + 40)
		/* Unreachable: no number that people read is 143 pixels wide */
		right = left + 40;
	layout.scale =
	    scale_make(low, high, true, false, figure_ticks(right - left, false));
	/* The scale's end may be far behind the largest: let the plot use that room. */
	double share = (high - layout.scale.low) / (layout.scale.high - layout.scale.low);
	layout.scale.from = left;
	layout.scale.to = fmin(width - 2, left + (right - left) / fmax(share, 0.5));
	return layout;
}

static double
bar_height(const struct layout *layout, const struct chart_bar *bar)
{
	return layout->row + (layout->narrow ? LABEL_LINE : 0) + GAP +
	       (bar->note.n ? NOTE : 0);
}

static double
height(const void *chart, double width)
{
	const struct chart_bars *bars = chart;
	struct layout layout = lay_out(bars, width);
	double sum = layout.legend;
	for (size_t i = 0; i < bars->count; i++)
		sum += bar_height(&layout, &bars->bars[i]);
	return sum + FIGURE_AXIS;
}

/* The text at the end of a bar. */
static void
put_value(const struct chart_bars *bars, struct svg *svg, double value, bool left,
    double end, double middle)
{
	char text[READABLE_TEXT];
	size_t n = figure_value(bars->head.unit, value, text);
	svg_text(svg, "", left ? end - 5 : end + 5, middle + 4,
	    left ? SVG_END : SVG_START, (struct slice){text, n});
}

static void
put_shape(const struct chart_bars *bars, const struct layout *layout, struct svg *svg,
    const struct chart_bar *bar, size_t series, double from, double y)
{
	char title[FIGURE_TITLE];
	double value = bar->values[series];
	double a = scale_at(&layout->scale, from);
	double b = scale_at(&layout->scale, from + value);
	svg_rect(svg, figure_colours[bars->series_count == 1 ? bar->colour : series],
	    fmin(a, b), y, fmax(fabs(b - a), value != 0), layout->thick - 1,
	    figure_title(&bars->head, bar->label,
	        bars->series_count > 1 ? bars->series[series] : "", value, title));
}

static void
draw_stacked(const struct chart_bars *bars, const struct layout *layout, struct svg *svg,
    const struct chart_bar *bar, double y)
{
	double below = 0, above = 0, sum = total_of(bars, bar);
	for (size_t i = 0; i < bars->series_count; i++) {
		double value = bar->values[i];
		if (isnan(value) || value == 0)
			continue;
		put_shape(bars, layout, svg, bar, i, value < 0 ? below : above, y);
		*(value < 0 ? &below : &above) += value;
	}
	put_value(bars, svg, sum, sum < 0 && above == 0,
	    scale_at(&layout->scale, sum < 0 && above == 0 ? below : above),
	    y + layout->thick / 2);
}

static void
draw_side_by_side(const struct chart_bars *bars, const struct layout *layout,
    struct svg *svg, const struct chart_bar *bar, double y)
{
	for (size_t i = 0; i < bars->series_count; i++, y += layout->thick) {
		double value = bar->values[i];
		if (isnan(value))
			continue;
		put_shape(bars, layout, svg, bar, i, bar->from, y);
		/* A step down in a waterfall has its text where it begins. */
		bool falls = bar->from != 0 && value < 0;
		put_value(bars, svg, value, value < 0 && !falls,
		    scale_at(&layout->scale, bar->from + (falls ? 0 : value)),
		    y + layout->thick / 2);
	}
}

static void
draw(const void *chart, struct svg *svg)
{
	const struct chart_bars *bars = chart;
	struct layout layout = lay_out(bars, svg->width);
	legend(bars, svg, svg->width);
	figure_axis_below(svg, &bars->head, &layout.scale, layout.legend,
	    height(chart, svg->width) - FIGURE_AXIS);
	double y = layout.legend + GAP / 2.0;
	for (size_t i = 0; i < bars->count; i++) {
		const struct chart_bar *bar = &bars->bars[i];
		double top = y + (layout.narrow ? LABEL_LINE : 0);
		if (layout.narrow)
			svg_text_within(
			    svg, "", 0, y + 12, SVG_START, svg->width, bar->label);
		else
			svg_text_within(svg, "", layout.label - 8,
			    top + layout.row / 2 + 4, SVG_END, layout.label - 8,
			    bar->label);
		(bars->stacked ? draw_stacked : draw_side_by_side)(
		    bars, &layout, svg, bar, top);
		svg_text_within(svg, "rv-soft", layout.scale.from + 5,
		    top + layout.row + 13, SVG_START, svg->width - layout.scale.from - 5,
		    bar->note);
		y += bar_height(&layout, bar);
	}
}

/* The largest ones, where there are too many */

static double
size_of(const struct chart_bars *bars, size_t i)
{
	double size = 0;
	for (size_t k = 0; k < bars->series_count; k++)
		if (!isnan(bars->bars[i].values[k]))
			size = fmax(size, fabs(bars->bars[i].values[k]));
	return size;
}

static int
compare_sizes(const void *a, const void *b, void *data)
{
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	double x = size_of(data, i), y = size_of(data, k);
	return x != y ? (x < y) - (x > y) : (i > k) - (i < k);
}

static int
compare_places(const void *a, const void *b)
{
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	return (i > k) - (i < k);
}

/* Adds up the bars whose numbers are given. */
static void
add_up(const struct chart_bars *bars, const size_t *which, size_t count, double *sums)
{
	for (size_t k = 0; k < bars->series_count; k++) {
		sums[k] = NAN;
		for (size_t i = 0; i < count; i++) {
			double x = bars->bars[which[i]].values[k];
			if (!isnan(x))
				sums[k] = (isnan(sums[k]) ? 0 : sums[k]) + x;
		}
	}
}

static void
draw_largest(struct figures *figures, const struct chart_bars *all)
{
	struct chart_bars bars = *all;
	size_t *which = mem_new(all->count, sizeof *which);
	struct chart_bar shown[CHART_BARS_MOST];
	double sums[SVG_COLOURS];
	size_t keep = CHART_BARS_MOST - (all->others != NULL);
	for (size_t i = 0; i < all->count; i++)
		which[i] = i;
	qsort_r(which, all->count, sizeof *which, compare_sizes, &bars);
	qsort(which, keep, sizeof *which, compare_places);
	for (size_t i = 0; i < keep; i++)
		shown[i] = all->bars[which[i]];
	if (all->others) {
		add_up(all, which + keep, all->count - keep, sums);
		shown[keep] =
		    (struct chart_bar){.label = figures_say(figures, "%zu other %s",
		                           all->count - keep, all->others),
		        .values = sums,
		        .colour = SVG_COLOURS - 1};
	} else {
		bars.head.note = figures_say(figures, "%.*s%sThe largest %zu of %zu.",
		    (int)all->head.note.n, all->head.note.p, all->head.note.n ? " " : "",
		    keep, all->count);
	}
	bars.bars = shown;
	bars.count = CHART_BARS_MOST;
	figure_draw(figures, &bars.head, &(struct figure_chart){height, draw}, &bars);
	free(which);
}

void
chart_bars(struct figures *figures, const struct chart_bars *bars)
{
	if (bars->count > CHART_BARS_MOST)
		draw_largest(figures, bars);
	else
		figure_draw(
		    figures, &bars->head, &(struct figure_chart){height, draw}, bars);
}
