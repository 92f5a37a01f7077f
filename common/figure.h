/*
 * The pictures of a page: figures with a caption, and what all kinds of charts are made
 * of: a legend, axes. Each chart is drawn twice, for wide windows and paper and for
 * narrow ones; the style sheet shows one of the two.
 */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"
#include "readable.h"
#include "scale.h"
#include "svg.h"

struct figures;

struct figures *figures_new(struct output *output);
void figures_free(struct figures *figures);

/* A text by printf's rules, with a NUL, valid until figures_free(). */
struct slice figures_say(struct figures *figures, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What a number says: leads or money, 1,204; or a share, 46.2%. */
enum figure_unit { FIGURE_NUMBER, FIGURE_SHARE };
size_t figure_value(enum figure_unit unit, double x, char out[static READABLE_TEXT]);

/* What all charts have. The texts must outlive the call that draws. */
struct figure_head {
	struct slice title;    /* the caption, and the image's label */
	struct slice note;     /* small, below the caption; may be empty */
	const char *axis;      /* what the numbers are: "leads" */
	enum figure_unit unit; /* of the numbers */
};

/* How a chart is drawn: its height where it is so wide, and the chart. */
struct figure_chart {
	double (*height)(const void *chart, double width);
	void (*draw)(const void *chart, struct svg *svg);
};
void figure_draw(struct figures *figures, const struct figure_head *head,
    const struct figure_chart *how, const void *chart);

/* Is it the narrow drawing? */
bool figure_is_narrow(double width);

/* Names with their colours' swatches, in rows. Returns the height that they take, none
 * for fewer than two; svg NULL: only that. */
struct figure_name {
	const char *text;
	const char *class; /* of the swatch */
};
double figure_legend(
    struct svg *svg, double width, const struct figure_name *names, size_t count);

/* How many ticks fit in an axis so long. */
size_t figure_ticks(double length, bool upright);

/* An axis below the plot from top to bottom, with lines through it at the ticks; takes
 * FIGURE_AXIS below. And one at the left of the plot, whose labels end before x. */
enum { FIGURE_AXIS = 36 };
void figure_axis_below(struct svg *svg, const struct figure_head *head,
    const struct scale *scale, double top, double bottom);
void figure_axis_left(struct svg *svg, const struct figure_head *head,
    const struct scale *scale, double left, double right);

/* How wide the labels of the scale's ticks are. */
double figure_axis_width(const struct figure_head *head, const struct scale *scale);

/* Labels below a plot in their order, one for every so many places that they don't
 * collide: the one of place i is `stride` bytes × i behind the first, and stands at first
 * + i × gap. */
void figure_labels_below(struct svg *svg, const struct slice *labels, size_t stride,
    size_t count, double left, double first, double gap, double y);

/* `LABEL, WHAT: VALUE`, cut where the label is very long. */
enum { FIGURE_TITLE = READABLE_TEXT + 256 };
struct slice figure_title(const struct figure_head *head, struct slice label,
    const char *what, double value, char out[static FIGURE_TITLE]);

/* The classes of the series' colours, for shapes and for lines. */
extern const char *const figure_colours[SVG_COLOURS];
extern const char *const figure_strokes[SVG_COLOURS];
extern const char *const figure_dashes[SVG_COLOURS];
extern const char *const figure_bands[SVG_COLOURS];

#endif
