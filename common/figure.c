#include "figure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "diag.h"
#include "markup.h"
#include "mem.h"

enum { WIDE = 880, NARROW = 340, LINE = 18, SWATCH = 10 };

struct figures {
	struct output *output;
	struct arena texts;
	bool styled; /* the style sheet was written */
};

struct figures *
figures_new(struct output *output)
{
	struct figures *figures = mem_new(1, sizeof *figures);
	figures->output = output;
	return figures;
}

void
figures_free(struct figures *figures)
{
	if (!figures)
		return;
	arena_release(&figures->texts);
	free(figures);
}

struct slice
figures_say(struct figures *figures, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		diag_fatal(EX_OSERR, "out of memory");
	char *copy = arena_take(&figures->texts, (size_t)n + 1);
	memcpy(copy, text, (size_t)n + 1);
	free(text);
	return (struct slice){copy, (size_t)n};
}

size_t
figure_value(enum figure_unit unit, double x, char out[static READABLE_TEXT])
{
	return unit == FIGURE_SHARE ? readable_share(x, out) : readable_number(x, out);
}

bool
figure_is_narrow(double width)
{
	return width < WIDE;
}

void
figure_draw(struct figures *figures, const struct figure_head *head,
    const struct figure_chart *how, const void *chart)
{
	struct output *output = figures->output;
	output_text(output, "<figure>\n<figcaption><b>");
	markup_text(output, head->title);
	output_text(output, "</b>");
	if (head->note.n) {
		output_text(output, " <small>");
		markup_text(output, head->note);
		output_text(output, "</small>");
	}
	output_text(output, "</figcaption>\n");
	for (int narrow = 0; narrow <= 1; narrow++) {
		double width = narrow ? NARROW : WIDE;
		struct svg svg = svg_begin(output, narrow ? "rv-narrow" : "rv-wide",
		    !figures->styled, width, how->height(chart, width), head->title);
		figures->styled = true;
		how->draw(chart, &svg);
		svg_end(&svg);
	}
	output_text(output, "</figure>\n");
}

double
figure_legend(
    struct svg *svg, double width, const struct figure_name *names, size_t count)
{
	double x = 0, y = 0;
	if (count < 2)
		return 0;
	for (size_t i = 0; i < count; i++) {
		struct slice text = slice_of(names[i].text);
		double needs = SWATCH + 5 + svg_text_width(text) + 16;
		if (x > 0 && x + needs > width) {
			x = 0;
			y += LINE;
		}
		if (svg) {
			svg_rect(svg, names[i].class, x, y + 3, SWATCH, SWATCH,
			    (struct slice){"", 0});
			svg_text_within(svg, "", x + SWATCH + 5, y + 12, SVG_START,
			    width - x - SWATCH - 5, text);
		}
		x += needs;
	}
	return y + LINE + 6;
}

size_t
figure_ticks(double length, bool upright)
{
	double ticks = length / (upright ? 34 : 72);
	return ticks < 3 ? 3 : ticks > 7 ? 7 : (size_t)ticks;
}

static struct slice
tick_text(const struct figure_head *head, double x, char out[static READABLE_TEXT])
{
	return (struct slice){out, figure_value(head->unit, x, out)};
}

void
figure_axis_below(struct svg *svg, const struct figure_head *head,
    const struct scale *scale, double top, double bottom)
{
	char text[READABLE_TEXT];
	for (size_t i = 0; i < scale->ticks; i++) {
		double tick = scale_tick(scale, i), x = scale_at(scale, tick);
		struct slice label = tick_text(head, tick, text);
		double half = svg_text_width(label) / 2;
		svg_line(svg, tick == 0 ? "rv-axis" : "rv-gridline", x, top, x, bottom,
		    (struct slice){"", 0});
		svg_text(svg, "rv-soft", fmin(fmax(x, half), svg->width - half),
		    bottom + 14, SVG_MIDDLE, label);
	}
	svg_text(svg, "rv-soft", svg->width, bottom + 30, SVG_END, slice_of(head->axis));
}

double
figure_axis_width(const struct figure_head *head, const struct scale *scale)
{
	char text[READABLE_TEXT];
	double width = 0;
	for (size_t i = 0; i < scale->ticks; i++)
		width = fmax(
		    width, svg_text_width(tick_text(head, scale_tick(scale, i), text)));
	return width;
}

void
figure_axis_left(struct svg *svg, const struct figure_head *head,
    const struct scale *scale, double left, double right)
{
	char text[READABLE_TEXT];
	for (size_t i = 0; i < scale->ticks; i++) {
		double tick = scale_tick(scale, i), y = scale_at(scale, tick);
		svg_line(svg, tick == 0 ? "rv-axis" : "rv-gridline", left, y, right, y,
		    (struct slice){"", 0});
		svg_text(svg, "rv-soft", left - 6, y + 4, SVG_END,
		    tick_text(head, tick, text));
	}
	svg_text(svg, "rv-soft", 0, scale->to - 12, SVG_START, slice_of(head->axis));
}

static struct slice
label_at(const struct slice *labels, size_t stride, size_t i)
{
	return *(const struct slice *)(const void *)((const char *)labels + i * stride);
}

void
figure_labels_below(struct svg *svg, const struct slice *labels, size_t stride,
    size_t count, double left, double first, double gap, double y)
{
	double widest = 0;
	for (size_t i = 0; i < count; i++)
		widest = fmax(widest, svg_text_width(label_at(labels, stride, i)));
	const double most = fmin(widest, 110);
	/* The first may be pushed to the right, where the others have to leave it room.
	 */
	double pushed = fmax(left + most / 2 - first, 0);
	size_t every = gap > 0 ? (size_t)ceil((most + 10 + pushed) / gap) : count;
	double end = -1;
	for (size_t i = 0; i < count; i += every ? every : 1) {
		double width = fmin(svg_text_width(label_at(labels, stride, i)), most);
		double x = first + (double)i * gap;
		x = fmin(fmax(x, left + width / 2), svg->width - width / 2);
		if (x - width / 2 < end + 6)
			continue; /* pushed into the one before by the edge */
		svg_text_within(
		    svg, "rv-soft", x, y, SVG_MIDDLE, most, label_at(labels, stride, i));
		end = x + width / 2;
	}
}

const char *const figure_colours[SVG_COLOURS] = {
    "rv-0", "rv-1", "rv-2", "rv-3", "rv-4", "rv-5", "rv-6"};
const char *const figure_strokes[SVG_COLOURS] = {
    "rv-s0", "rv-s1", "rv-s2", "rv-s3", "rv-s4", "rv-s5", "rv-s6"};
const char *const figure_dashes[SVG_COLOURS] = {"rv-s0 rv-dash", "rv-s1 rv-dash",
    "rv-s2 rv-dash", "rv-s3 rv-dash", "rv-s4 rv-dash", "rv-s5 rv-dash", "rv-s6 rv-dash"};
const char *const figure_bands[SVG_COLOURS] = {"rv-0 rv-band", "rv-1 rv-band",
    "rv-2 rv-band", "rv-3 rv-band", "rv-4 rv-band", "rv-5 rv-band", "rv-6 rv-band"};

struct slice
figure_title(const struct figure_head *head, struct slice label, const char *what,
    double value, char out[static FIGURE_TITLE])
{
	char text[READABLE_TEXT];
	figure_value(head->unit, value, text);
	int n = snprintf(out, FIGURE_TITLE, "%.*s%s%s: %s",
	    label.n < 200 ? (int)label.n : 200, label.p, *what ? ", " : "", what, text);
	return (struct slice){out, n < FIGURE_TITLE ? (size_t)n : FIGURE_TITLE - 1};
}
