#include "aligned.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <wchar.h>

#include "mem.h"
#include "utf8.h"

enum { BAR = 10 }; /* columns of the terminal */

struct layout {
	size_t width; /* of the text */
	bool bar;
	double most; /* the value of a full bar */
};

static void
put(struct output *output, const char *text)
{
	output_text(output, text);
}

static void
put_spaces(struct output *output, size_t n)
{
	while (n--)
		put(output, " ");
}

/* Takes the first character off the text; false if a terminal may not get it: control
 * characters, what turns the direction of the text around it, bytes that aren't UTF-8. */
static bool
next_character(struct slice *text, uint32_t *c)
{
	size_t n = utf8_length(*text);
	*c = n ? utf8_character(*text, n) : 0;
	text->p += n ? n : 1;
	text->n -= n ? n : 1;
	bool control = *c < 0x20 || (*c >= 0x7f && *c < 0xa0);
	bool turns = (*c >= 0x202a && *c <= 0x202e) || (*c >= 0x2066 && *c <= 0x2069);
	return !control && !turns;
}

/* How many columns of the terminal put_masked() fills. */
static size_t
width_of(struct slice text)
{
	size_t width = 0;
	uint32_t c;
	while (text.n) {
		const char *here = text.p;
		int w = next_character(&text, &c) ? wcwidth((wchar_t)c)
		                                  : (int)(text.p - here);
		width += w >= 0 ? (size_t)w : 1;
	}
	return width;
}

static void
put_masked(struct output *output, struct slice text)
{
	uint32_t c;
	const char *from = text.p;
	while (text.n) {
		const char *here = text.p;
		if (next_character(&text, &c))
			continue;
		output_write(output, from, (size_t)(here - from));
		for (; here < text.p; here++)
			put(output, "?"); /* a byte */
		from = text.p;
	}
	output_write(output, from, (size_t)(text.p - from));
}

/* Widths */

/* Counts and shares get bars: whole numbers, or numbers up to 1, none below 0. */
static void
choose_bar(const struct grid *grid, size_t column, struct layout *layout)
{
	bool whole = true, share = true, any = false;
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double x = grid_number(grid, row, column);
		if (isnan(x))
			continue;
		any = true;
		whole = whole && x >= 0 && x == floor(x);
		share = share && x >= 0 && x <= 1;
		layout->most = fmax(layout->most, x);
	}
	layout->bar = any && (whole || share) && layout->most > 0;
	if (share)
		layout->most = 1;
}

static struct layout *
lay_out(const struct grid *grid, bool bars)
{
	struct layout *layouts = mem_new(grid_columns(grid), sizeof *layouts);
	for (size_t i = 0; i < grid_columns(grid); i++) {
		layouts[i].width = width_of(grid_name(grid, i));
		for (size_t row = 0; row < grid_rows(grid); row++) {
			size_t width = width_of(grid_cell(grid, row, i));
			if (width > layouts[i].width)
				layouts[i].width = width;
		}
		if (bars && grid_is_number(grid, i))
			choose_bar(grid, i, &layouts[i]);
	}
	return layouts;
}

/* Rows */

/* A share of BAR columns in eighths of one, or in whole ones. */
static void
put_bar(struct output *output, const struct aligned *how, double share)
{
	static const char *const parts[] = {"", "\xe2\x96\x8f", "\xe2\x96\x8e",
	    "\xe2\x96\x8d", "\xe2\x96\x8c", "\xe2\x96\x8b", "\xe2\x96\x8a",
	    "\xe2\x96\x89"};
	size_t eighths = share > 0 ? (size_t)lround(share * BAR * 8) : 0;
	if (share > 0 && eighths == 0)
		eighths = 1;
	size_t full = how->blocks ? eighths / 8 : (eighths + 4) / 8;
	size_t rest = how->blocks ? eighths % 8 : 0;
	put(output, how->colour ? "\x1b[36m" : "");
	for (size_t i = 0; i < full; i++)
		put(output, how->blocks ? "\xe2\x96\x88" : "#");
	put(output, parts[rest]);
	put(output, how->colour ? "\x1b[0m" : "");
	put_spaces(output, BAR - full - (rest > 0));
}

static void
put_cell(struct output *output, const struct layout *layout, struct slice cell,
    bool right, bool last)
{
	size_t space = layout->width - width_of(cell);
	put_spaces(output, right ? space : 0);
	put_masked(output, cell);
	put_spaces(output, right || (last && !layout->bar) ? 0 : space);
}

static void
put_header(struct output *output, const struct aligned *how, const struct grid *grid,
    const struct layout *layouts)
{
	put(output, how->colour ? "\x1b[1m" : "");
	for (size_t i = 0; i < grid_columns(grid); i++) {
		bool last = i + 1 == grid_columns(grid);
		put_spaces(output, i ? 2 : 0);
		put_cell(output, &layouts[i], grid_name(grid, i), grid_is_number(grid, i),
		    last);
		put_spaces(output, layouts[i].bar && !last ? BAR + 1 : 0);
	}
	put(output, how->colour ? "\x1b[0m\n" : "\n");
}

static void
put_row(struct output *output, const struct aligned *how, const struct grid *grid,
    const struct layout *layouts, size_t row)
{
	for (size_t i = 0; i < grid_columns(grid); i++) {
		put_spaces(output, i ? 2 : 0);
		put_cell(output, &layouts[i], grid_cell(grid, row, i),
		    grid_is_number(grid, i), i + 1 == grid_columns(grid));
		if (!layouts[i].bar)
			continue;
		put(output, " ");
		put_bar(output, how, grid_number(grid, row, i) / layouts[i].most);
	}
	put(output, "\n");
}

void
aligned_write(struct output *output, const struct aligned *how, const struct grid *grid)
{
	/* The width of characters is a matter of the locale; this one says Unicode's. */
	locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = unicode ? uselocale(unicode) : (locale_t)0;
	struct layout *layouts = lay_out(grid, how->bars);
	put_header(output, how, grid, layouts);
	for (size_t row = 0; row < grid_rows(grid); row++)
		put_row(output, how, grid, layouts, row);
	free(layouts);
	if (unicode) {
		uselocale(before);
		freelocale(unicode);
	}
}
