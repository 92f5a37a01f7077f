/*
 * What ad platforms put around their tables: titles and comments above the header,
 * totals and footers below, separators and decimal marks of all kinds. Pure.
 */
#ifndef ROI_EXPORT_H
#define ROI_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/slice.h"
#include "roles.h"

/* What is known before a file is looked at. */
struct roi_request {
	char delimiter;             /* 0: not known */
	char decimal;               /* 0: not known */
	bool skip_given;            /* the header is behind skip_lines, wherever it is */
	size_t skip_lines;          /* physical lines */
	const struct slice *chosen; /* columns that -c names: a header may hold them */
	size_t chosen_count;
};

/* How the numbers are written, and how that is known. */
enum roi_decimal {
	ROI_DECIMAL_USUAL,     /* the dot, or what was asked for */
	ROI_DECIMAL_SEEN,      /* the numbers show it */
	ROI_DECIMAL_AMBIGUOUS, /* they could mean either: 3.000 */
};

struct roi_layout {
	char delimiter;    /* 0: none was recognised */
	size_t skip_lines; /* physical lines above the header */
	bool found;        /* the line of the header was recognised */
	bool titles;       /* something other than blank lines stands above it */
	enum roi_platform platform;
	enum roi_decimal how;
	char decimal;         /* '.' or ',' */
	struct slice example; /* an ambiguous number, inside the head */
	size_t example_line;  /* where its record begins, counted from 1 */
};

/*
 * Looks at the beginning of a file, as UTF-8, cut between lines. The header is the first
 * line that names a figure (or a chosen column) among two columns at least, and holds no
 * number; with no such line the first one is. Separators are tried in the order comma,
 * semicolon, tab; the one that gives most roles is taken. Where it isn't the comma, the
 * decimal mark is the one with which all figures in the head can be read; figures that
 * are counted have no decimals.
 */
void roi_layout_find(
    struct slice head, const struct roi_request *request, struct roi_layout *layout);

/* Is the first cell that isn't missing that of a row of totals: `Total`, `Grand total`,
 * `Total: Account`, `Total of 2 results`? */
bool roi_is_total(struct slice cell);

/* Is the record, as it stands, a comment: `# ...`? */
bool roi_is_comment(struct slice raw);

/* Is it what stands below tables: a copyright? */
bool roi_is_footer(struct slice raw);

/* Is the cell a number with either decimal mark, but not the same one: `3.000`? */
bool roi_is_ambiguous(struct slice cell);

/* Does the cell hold a bound instead of a figure: `< 10%`? */
bool roi_is_bound(struct slice cell);

#endif
