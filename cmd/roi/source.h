/*
 * The file being read: what it was recognised as, which of its records are rows of the
 * table, and what is said about that on stderr.
 */
#ifndef ROI_SOURCE_H
#define ROI_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/options.h"
#include "../../common/reader.h"
#include "roles.h"

struct roi_source_options {
	bool skip_given, keep_totals;
	size_t skip_lines;
};

struct roi_source;

/* What it is given must outlive it. */
struct roi_source *roi_source_new(
    const struct options_common *common, const struct roi_source_options *options);

/* Says what is left to be said of the last file, and frees. */
void roi_source_close(struct roi_source *source);

/* To open the reader with; valid until roi_source_close(). Its roles are enum roi_role.
 */
const struct reader_guide *roi_source_guide(const struct roi_source *source);

/* How the file writes things; of the file being read, valid until roi_source_close(). */
struct roi_manner {
	const char *dates; /* the format of those that aren't ISO 8601, or NULL */
	bool micros;       /* spend is in millionths */
	bool undecided;    /* no number told the decimal mark so far, nor anybody */
	struct slice
	    currency[ROI_ROLES]; /* that the name of a column says; n = 0: none */
	struct slice shared;     /* the only one that any of them says */
};
const struct roi_manner *roi_source_manner(const struct roi_source *source);

/* Counts what the notes tell: a row that was used, one that is later than --as-of, a cell
 * that holds a bound instead of a figure. */
void roi_source_count_row(struct roi_source *source);
void roi_source_count_late(struct roi_source *source, size_t line);
void roi_source_count_bound(struct roi_source *source);

/*
 * Of the file being read the source of a part, which judges its rows and counts; NULL if
 * what a row is hangs on those before it. The whole must outlive it. What it counted is
 * added to the whole, which has read `lines` lines before.
 */
struct roi_source *roi_source_part(const struct roi_source *whole);
void
roi_source_add(struct roi_source *whole, const struct roi_source *part, size_t lines);
void roi_source_part_free(struct roi_source *part);

/* The delimiter of the first file, if it was asked for or a `sep=` line says it; else
 * 0. */
char roi_source_delimiter(const struct roi_source *source);

#endif
