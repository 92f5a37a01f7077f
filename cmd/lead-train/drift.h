/*
 * Do the leads of late differ from those before? Pure.
 */
#ifndef DRIFT_H
#define DRIFT_H

#include "table.h"

/* More is a shift that scorecards are rebuilt for (Siddiqi 2006, Credit Risk Scorecards:
 * a population stability index above 0.25). */
#define DRIFT_INDEX 0.25

/* And this many standard errors between two rates of success. */
#define DRIFT_ERRORS 3

/*
 * The population stability index of a column between two sets of rows: Σ (q - p) ln(q /
 * p), p and q being their shares in a cell (10 bins of a number, levels of a text,
 * missing; by the cells of `before`, and one for what has none), with half a row added to
 * each; less what chance gives, (cells - 1)(1 / before + 1 / after).
 */
double drift_index(const struct table_column *column, const uint32_t *before,
    size_t before_count, const uint32_t *after, size_t after_count);

/* The order of the rows in time, and, of equal times, in the file: sorts them. Returns
 * where the later ones begin, a share of them, whole moments apart; 0 if they can't be
 * parted. */
size_t
drift_part(const struct table *table, uint32_t *rows, size_t count, double later_share);

#endif
