/*
 * SVG, shape by shape, written as it comes. Colours are classes, so that one style sheet,
 * which svg_style() writes once a page, has them for light, dark and print. Lengths are
 * pixels, y runs down; they are written in tenths, so that bytes don't depend on
 * the last bits of a double.
 */
#ifndef SVG_H
#define SVG_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"
#include "slice.h"

/* Colours of series, chosen for colour-blind people (Okabe and Ito, Color Universal
 * Design, 2008), and steps of a heat map. */
enum { SVG_COLOURS = 7, SVG_HEATS = 7, SVG_FONT = 12 /* px */ };

struct svg {
	struct output *output;
	double width, height;
};

/* Begins an image that says `label` to those who can't see it. The class is rv-wide or
 * rv-narrow: which of the two is shown depends on the window's width. With `style` the
 * style sheet is inside. */
struct svg svg_begin(struct output *output, const char *class, bool style, double width,
    double height, struct slice label);
void svg_end(struct svg *svg);

/*
 * Shapes. The title is what shows when a pointer rests on it; empty: nothing. Classes:
 * rv-0 to rv-6 (fill), rv-s0 to rv-s6 (stroke), rv-h0 to rv-h6 (heat), rv-band, rv-axis,
 * rv-gridline, rv-mark and the
 * rv-halo behind it.
 */
void svg_rect(struct svg *svg, const char *class, double x, double y, double width,
    double height, struct slice title);
void svg_line(struct svg *svg, const char *class, double x1, double y1, double x2,
    double y2, struct slice title);
void svg_dot(
    struct svg *svg, const char *class, double x, double y, double r, struct slice title);

/* A polygon or a line through points: begin, points, end. */
void svg_path_begin(struct svg *svg, const char *class);
void svg_path_point(struct svg *svg, bool first, double x, double y);
void svg_path_end(struct svg *svg, bool closed, struct slice title);

/* Text of the size SVG_FONT, on the baseline y. */
enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };
void svg_text(struct svg *svg, const char *class, double x, double y,
    enum svg_anchor anchor, struct slice text);

/* The same, cut short with an ellipsis where it is wider than `room`, and then the whole
 * text is its title. */
void svg_text_within(struct svg *svg, const char *class, double x, double y,
    enum svg_anchor anchor, double room, struct slice text);

/* How wide the text is at most, in px: by Helvetica's widths and a tenth for other
 * fonts. */
double svg_text_width(struct slice text);

#endif
