#include "page.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "markup.h"
#include "mem.h"
#include "number.h"

static const char style_sheet[] =
    "<style>\n"
    ":root{color-scheme:light dark;--text:#1f2328;--muted:#59636e;--rule:#d1d9e0;"
    "--back:#fff;--head:#f6f8fa}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--text:#e6edf3;--muted:#9da7b3;"
    "--rule:#3d444d;--back:#0d1117;--head:#161b22}}\n"
    "body{margin:0;background:var(--back);color:var(--text);"
    "font:14px/1.5 Arial,Helvetica,'Liberation Sans',sans-serif}\n"
    "main{max-width:1180px;margin:0 auto;padding:24px}\n"
    ".rv h1,.rv h2{font-size:24px;line-height:1.25;margin:0 0 20px}\n"
    ".rv h2{font-size:20px}\n"
    ".rv{margin:0 0 48px}\n"
    ".rv figure{margin:0 0 28px}\n"
    ".rv figcaption{margin:0 0 12px;font-size:15px}\n"
    ".rv small{display:block;color:var(--muted);font-size:13px}\n"
    ".rv-table{overflow-x:auto;border:1px solid var(--rule);border-radius:6px;"
    "max-width:max-content}\n"
    ".rv table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}"
    "\n"
    ".rv th,.rv td{padding:5px 10px;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--rule)}\n"
    ".rv tbody tr:last-child td{border-bottom:0}\n"
    ".rv th{background:var(--head);font-weight:bold;vertical-align:bottom}\n"
    ".rv td{white-space:pre-line;max-width:40ch;overflow-wrap:break-word}\n"
    ".rv .n{text-align:right;white-space:nowrap}\n"
    ".rv .b{white-space:pre}.rv .l{min-width:24ch}.rv th.n{white-space:normal}\n"
    ".rv-left{color:var(--muted);font-size:13px}\n"
    "nav{margin:0 0 32px}\n"
    "nav a{color:inherit}\n"
    "@media screen and (max-width:639px){main{padding:16px}"
    ".rv h1{font-size:20px}.rv h2{font-size:18px}}\n"
    "@page{size:A4;margin:14mm}\n"
    "@page sideways{size:A4 landscape;margin:12mm}\n"
    "@media print{main{max-width:none;padding:0}.rv-sideways{page:sideways}"
    "figure,.rv tr{break-inside:avoid}h1,h2,figcaption{break-after:avoid}"
    ".rv-table{overflow:visible;border:0}.rv table{font-size:8pt}"
    ".rv th,.rv td{padding:2px 5px}"
    ".rv-dense table{font-size:7pt}.rv-dense th,.rv-dense td{padding:1px 3px}"
    ".rv-tiny table{font-size:5pt}.rv-tiny th,.rv-tiny td{padding:1px 2px}"
    ".rv-dense td{max-width:24ch}.rv .l{min-width:0}.rv-table{max-width:none}}\n"
    "</style>\n";

enum { BRIEF = 28 }; /* bytes of cells that aren't wrapped */

/* What a column is in the page. */
struct look {
	struct readable_style style; /* of a number column */
	bool empty, right;
	bool brief; /* a text column without a long cell */
};

static void
put(struct output *output, const char *text)
{
	output_text(output, text);
}

/* Looks */

/* A cell that people would write at the right: a plain number. */
static bool
is_plain(struct slice cell)
{
	static const struct number_style style = {'.', false};
	struct number number;
	return number_parse(cell, &style, &number) == NULL && number.currency.n == 0;
}

static struct look
look_of(const struct grid *grid, size_t column)
{
	struct look look = {.empty = true, .right = true, .brief = true};
	bool number = grid_is_number(grid, column);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		struct slice cell = grid_cell(grid, row, column);
		if (cell.n == 0)
			continue;
		look.empty = false;
		if (number)
			readable_measure(&look.style, cell);
		else
			look.right = look.right && is_plain(cell);
		look.brief = look.brief && cell.n <= BRIEF;
	}
	look.right = number || (look.right && !look.empty);
	look.empty = look.empty && grid_rows(grid) > 0;
	return look;
}

/* The table */

/* A name with underscores may be broken behind them. */
static void
put_name(struct output *output, struct slice name)
{
	while (name.n) {
		const char *mark = memchr(name.p, '_', name.n);
		size_t n = mark ? (size_t)(mark - name.p) + 1 : name.n;
		markup_text(output, (struct slice){name.p, n});
		if (mark)
			put(output, "<wbr>");
		name.p += n;
		name.n -= n;
	}
}

static void
put_header(struct output *output, const struct grid *grid, const struct look *looks)
{
	put(output, "<thead>\n<tr>");
	for (size_t i = 0; i < grid_columns(grid); i++) {
		if (looks[i].empty)
			continue;
		put(output, looks[i].right ? "<th scope=\"col\" class=\"n\">"
		                           : "<th scope=\"col\">");
		put_name(output, grid_name(grid, i));
		put(output, "</th>");
	}
	put(output, "</tr>\n</thead>\n");
}

/* A number as people read it, all of it in the title if that is more. */
static void
put_number(struct output *output, const struct look *look, struct slice cell)
{
	char text[READABLE_TEXT];
	size_t n = cell.n ? readable_in_style(&look->style, cell, text) : 0;
	bool exact = look->style.longest <= 2;
	put(output, "<td class=\"n\"");
	if (cell.n && !exact)
		markup_attribute(output, "title", cell);
	put(output, ">");
	markup_text(output, n || cell.n == 0 ? (struct slice){text, n} : cell);
	put(output, "</td>");
}

static void
put_row(
    struct output *output, const struct grid *grid, const struct look *looks, size_t row)
{
	put(output, "<tr>");
	for (size_t i = 0; i < grid_columns(grid); i++) {
		struct slice cell = grid_cell(grid, row, i);
		if (looks[i].empty)
			continue;
		if (grid_is_number(grid, i)) {
			put_number(output, &looks[i], cell);
			continue;
		}
		put(output, looks[i].right   ? "<td class=\"n\">"
		            : looks[i].brief ? "<td class=\"b\">"
		                             : "<td class=\"l\">");
		markup_text(output, cell);
		put(output, "</td>");
	}
	put(output, "</tr>\n");
}

static void
put_left_out(struct output *output, const struct grid *grid, const struct look *looks,
    size_t shown)
{
	if (grid_rows(grid) == 0)
		put(output, "<p class=\"rv-left\">No rows.</p>\n");
	if (shown == grid_columns(grid))
		return;
	put(output, "<p class=\"rv-left\">Columns without a value: ");
	const char *comma = "";
	for (size_t i = 0; i < grid_columns(grid); i++) {
		if (!looks[i].empty)
			continue;
		put(output, comma);
		put_name(output, grid_name(grid, i));
		comma = ", ";
	}
	put(output, ".</p>\n");
}

static void
put_table(struct output *output, const struct grid *grid, const struct look *looks,
    size_t shown, struct slice title)
{
	put(output, "<section class=\"rv-table\" tabindex=\"0\"");
	markup_attribute(output, "aria-label", title);
	put(output, ">\n<table>\n");
	put_header(output, grid, looks);
	put(output, "<tbody>\n");
	for (size_t i = 0; i < grid_rows(grid); i++)
		put_row(output, grid, looks, i);
	put(output, "</tbody>\n</table>\n</section>\n");
	put_left_out(output, grid, looks, shown);
}

/* The page */

/* FNV-1a, 64 bits. */
static uint64_t
hash_more(uint64_t hash, struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ (unsigned char)text.p[i]) * 1099511628211U;
	return (hash ^ 0xff) * 1099511628211U; /* no byte of UTF-8 */
}

/* `TITLE-0123456789abcdef`, the title in lower-case letters, digits and hyphens. */
static void
put_id(struct output *output, const struct page *page, const struct grid *grid)
{
	char text[24];
	uint64_t hash = hash_more(14695981039346656037U, slice_of(page->title));
	for (size_t row = 0; row < grid_rows(grid); row++)
		for (size_t i = 0; i < grid_columns(grid); i++)
			hash = hash_more(hash, grid_cell(grid, row, i));
	put(output, "rv-");
	for (const char *p = page->title; *p && p - page->title < 60; p++) {
		char c = slice_lower(*p);
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		output_write(output, word ? &c : "-", 1);
	}
	snprintf(text, sizeof text, "-%016" PRIx64, hash);
	put(output, text);
}

static void
put_section(struct output *output, const struct page *page, const struct grid *grid)
{
	size_t columns = grid_columns(grid), shown = 0;
	struct slice title = slice_of(page->title);
	struct look *looks = mem_new(columns, sizeof *looks);
	for (size_t i = 0; i < columns; i++) {
		looks[i] = look_of(grid, i);
		shown += !looks[i].empty;
	}
	put(output, "<section class=\"rv");
	put(output, shown > 9 ? " rv-sideways" : "");
	put(output, shown > 14 ? " rv-dense" : "");
	put(output, shown > 20 ? " rv-tiny" : "");
	put(output, "\" id=\"");
	put_id(output, page, grid);
	put(output, page->fragment ? "\">\n<h2>" : "\">\n<h1>");
	markup_text(output, title);
	put(output, page->fragment ? "</h2>\n" : "</h1>\n");
	if (page->picture && grid_rows(grid)) {
		struct figures *figures = figures_new(output);
		page->picture(figures, grid, page->data);
		figures_free(figures);
	}
	put_table(output, grid, looks, shown, title);
	put(output, "</section>\n");
	free(looks);
}

void
page_write(struct output *output, const struct page *page, const struct grid *grid)
{
	if (page->fragment) {
		put_section(output, page, grid);
		return;
	}
	put(output,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>");
	markup_text(output, slice_of(page->title));
	put(output, "</title>\n");
	put(output, style_sheet);
	put(output, "</head>\n<body>\n<main>\n");
	put_section(output, page, grid);
	put(output, "</main>\n</body>\n</html>\n");
}
