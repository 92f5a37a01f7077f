#include "svg.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "markup.h"
#include "utf8.h"

static const char style_sheet[] =
    "<style>"
    ".rv-svg{--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;"
    "--c0:#0072b2;--c1:#e69f00;--c2:#009e73;--c3:#d55e00;--c4:#56b4e9;--c5:#cc79a7;"
    "--c6:#8c959f;"
    "--h0:#eef4fb;--h1:#d2e3f3;--h2:#abcbe8;--h3:#7cafd9;--h4:#4690c6;--h5:#1f6fad;"
    "--h6:#0b4a82;--low:#1f2328;--high:#fff;--goal:#b3186d;"
    "display:block;max-width:100%;height:auto;"
    "font:12px Arial,Helvetica,'Liberation Sans',sans-serif}"
    "@media screen and (prefers-color-scheme:dark){"
    ".rv-svg{--ink:#e6edf3;--soft:#9da7b3;--line:#3d444d;--paper:#0d1117;"
    "--c0:#4aa8e0;--c1:#e69f00;--c2:#2bbd91;--c3:#ee7733;--c4:#9ad4f5;--c5:#dd99bf;"
    "--c6:#8b949e;"
    "--h0:#14202e;--h1:#163250;--h2:#194873;--h3:#1f6199;--h4:#3380bf;--h5:#5fa6de;"
    "--h6:#a3d0f5;--low:#e6edf3;--high:#0d1117;--goal:#ff7ab8}}"
    ".rv-svg text{fill:var(--ink)}.rv-svg .rv-soft{fill:var(--soft)}"
    ".rv-svg .rv-strong{font-weight:bold}"
    ".rv-0{fill:var(--c0)}.rv-1{fill:var(--c1)}.rv-2{fill:var(--c2)}.rv-3{fill:var(--c3)}"
    ".rv-4{fill:var(--c4)}.rv-5{fill:var(--c5)}.rv-6{fill:var(--c6)}"
    ".rv-h0{fill:var(--h0)}.rv-h1{fill:var(--h1)}.rv-h2{fill:var(--h2)}"
    ".rv-h3{fill:var(--h3)}.rv-h4{fill:var(--h4)}.rv-h5{fill:var(--h5)}"
    ".rv-h6{fill:var(--h6)}.rv-none{fill:none;stroke:var(--line)}"
    ".rv-svg .rv-onlow{fill:var(--low)}.rv-svg .rv-onhigh{fill:var(--high)}"
    ".rv-s0,.rv-s1,.rv-s2,.rv-s3,.rv-s4,.rv-s5,.rv-s6{fill:none;stroke-width:2;"
    "stroke-linejoin:round}"
    ".rv-s0{stroke:var(--c0)}.rv-s1{stroke:var(--c1)}.rv-s2{stroke:var(--c2)}"
    ".rv-s3{stroke:var(--c3)}.rv-s4{stroke:var(--c4)}.rv-s5{stroke:var(--c5)}"
    ".rv-s6{stroke:var(--c6)}"
    ".rv-dash{stroke-dasharray:5 4}.rv-band{opacity:.18}"
    ".rv-axis{stroke:var(--soft)}.rv-gridline{stroke:var(--line)}"
    ".rv-mark{stroke:var(--ink);stroke-width:1.5}"
    ".rv-ink{fill:var(--ink)}.rv-goal{stroke:var(--goal);stroke-width:2.5}"
    ".rv-target{fill:var(--goal)}.rv-hover{fill:transparent}"
    ".rv-halo{stroke:var(--paper);stroke-width:4.5;opacity:.75}"
    ".rv-point{stroke:var(--paper);stroke-width:1}"
    ".rv-narrow{display:none;width:100%}"
    "@media screen and (max-width:639px){.rv-wide{display:none}.rv-narrow{display:block}}"
    "@media print{.rv-svg *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
    "</style>";

static void
put(struct svg *svg, const char *text)
{
	output_text(svg->output, text);
}

/* In tenths, without a locale's say. */
static void
put_length(struct svg *svg, double x)
{
	char text[32];
	long tenths = lround(fmax(fmin(x, 1e6), -1e6) * 10);
	long size = labs(tenths);
	snprintf(text, sizeof text, size % 10 ? "%s%ld.%ld" : "%s%ld",
	    tenths < 0 ? "-" : "", size / 10, size % 10);
	put(svg, text);
}

static void
put_attribute(struct svg *svg, const char *name, double x)
{
	put(svg, " ");
	put(svg, name);
	put(svg, "=\"");
	put_length(svg, x);
	put(svg, "\"");
}

static void
put_class(struct svg *svg, const char *class)
{
	if (*class)
		markup_attribute(svg->output, "class", slice_of(class));
}

/* Ends an element that has no content but a title. */
static void
put_end(struct svg *svg, const char *name, struct slice title)
{
	if (title.n == 0) {
		put(svg, "/>");
		return;
	}
	put(svg, "><title>");
	markup_text(svg->output, title);
	put(svg, "</title></");
	put(svg, name);
	put(svg, ">");
}

struct svg
svg_begin(struct output *output, const char *class, bool style, double width,
    double height, struct slice label)
{
	struct svg svg = {output, width, height};
	put(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rv-svg ");
	put(&svg, class);
	put(&svg, "\" viewBox=\"0 0 ");
	put_length(&svg, width);
	put(&svg, " ");
	put_length(&svg, height);
	put(&svg, "\"");
	put_attribute(&svg, "width", width);
	put_attribute(&svg, "height", height);
	put(&svg, " role=\"img\"");
	markup_attribute(output, "aria-label", label);
	put(&svg, ">");
	if (style)
		put(&svg, style_sheet);
	put(&svg, "\n");
	return svg;
}

void
svg_end(struct svg *svg)
{
	put(svg, "</svg>\n");
}

void
svg_rect(struct svg *svg, const char *class, double x, double y, double width,
    double height, struct slice title)
{
	put(svg, "<rect");
	put_class(svg, class);
	put_attribute(svg, "x", x);
	put_attribute(svg, "y", y);
	put_attribute(svg, "width", fmax(width, 0));
	put_attribute(svg, "height", fmax(height, 0));
	put_end(svg, "rect", title);
	put(svg, "\n");
}

void
svg_line(struct svg *svg, const char *class, double x1, double y1, double x2, double y2,
    struct slice title)
{
	put(svg, "<line");
	put_class(svg, class);
	put_attribute(svg, "x1", x1);
	put_attribute(svg, "y1", y1);
	put_attribute(svg, "x2", x2);
	put_attribute(svg, "y2", y2);
	put_end(svg, "line", title);
	put(svg, "\n");
}

void
svg_dot(
    struct svg *svg, const char *class, double x, double y, double r, struct slice title)
{
	put(svg, "<circle");
	put_class(svg, class);
	put_attribute(svg, "cx", x);
	put_attribute(svg, "cy", y);
	put_attribute(svg, "r", r);
	put_end(svg, "circle", title);
	put(svg, "\n");
}

void
svg_path_begin(struct svg *svg, const char *class)
{
	put(svg, "<path");
	put_class(svg, class);
	put(svg, " d=\"");
}

void
svg_path_point(struct svg *svg, bool first, double x, double y)
{
	put(svg, first ? "M" : "L");
	put_length(svg, x);
	put(svg, " ");
	put_length(svg, y);
}

void
svg_path_end(struct svg *svg, bool closed, struct slice title)
{
	put(svg, closed ? "Z\"" : "\"");
	put_end(svg, "path", title);
	put(svg, "\n");
}

/* Text */

static void
put_text(struct svg *svg, const char *class, double x, double y, enum svg_anchor anchor,
    struct slice shown, const char *behind, struct slice title)
{
	static const char *const anchors[] = {
	    "", " text-anchor=\"middle\"", " text-anchor=\"end\""};
	put(svg, "<text");
	put_class(svg, class);
	put_attribute(svg, "x", x);
	put_attribute(svg, "y", y);
	put(svg, anchors[anchor]);
	put(svg, ">");
	if (title.n) {
		put(svg, "<title>");
		markup_text(svg->output, title);
		put(svg, "</title>");
	}
	markup_text(svg->output, shown);
	put(svg, behind);
	put(svg, "</text>\n");
}

void
svg_text(struct svg *svg, const char *class, double x, double y, enum svg_anchor anchor,
    struct slice text)
{
	put_text(svg, class, x, y, anchor, text, "", (struct slice){"", 0});
}

/* Widths of U+0020 to U+007E in thousandths of the font's size: Helvetica's, from Adobe's
 * published metrics of the standard 14 fonts. */
static const uint16_t helvetica[] = {278, 278, 355, 556, 556, 889, 667, 191, 333, 333,
    389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278,
    278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278,
    278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833,
    556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};

/* Characters beyond ASCII: combining ones take no room, those from U+1100 on may be as
 * wide as they are high, others are taken for wide letters. */
static double
character_width(uint32_t c)
{
	if (c >= 0x20 && c < 0x7f)
		return helvetica[c - 0x20] / 1000.0;
	if (c >= 0x300 && c < 0x370)
		return 0;
	bool punctuation = c >= 0x2000 && c < 0x2400;
	return c >= 0x1100 && !punctuation ? 1.1 : 0.72;
}

#define OTHER_FONTS 1.1

/* Takes the first character off the text; returns its width. */
static double
next_width(struct slice *text)
{
	size_t n = utf8_length(*text);
	uint32_t c = n ? utf8_character(*text, n) : 0xfffd;
	n = n ? n : 1;
	text->p += n;
	text->n -= n;
	return character_width(c) * SVG_FONT * OTHER_FONTS;
}

double
svg_text_width(struct slice text)
{
	double width = 0;
	while (text.n)
		width += next_width(&text);
	return width;
}

void
svg_text_within(struct svg *svg, const char *class, double x, double y,
    enum svg_anchor anchor, double room, struct slice text)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	if (svg_text_width(text) <= room) {
		svg_text(svg, class, x, y, anchor, text);
		return;
	}
	double width = svg_text_width(slice_of(ellipsis));
	struct slice rest = text;
	size_t keep = 0;
	while (rest.n) {
		width += next_width(&rest);
		if (width > room)
			break;
		keep = text.n - rest.n;
	}
	put_text(svg, class, x, y, anchor, slice_trim((struct slice){text.p, keep}),
	    ellipsis, text);
}
