/*
 * What lead-train says on stderr about what it found.
 */
#ifndef NOTES_H
#define NOTES_H

#include "learn.h"

/* The columns that are left out, and why (not if quiet). False if none is left. */
bool notes_columns(
    const struct learn_plan *plan, const uint32_t *rows, size_t count, bool quiet);

/* What has drifted: rows are in the order of time, the latest begin at `later`. */
void notes_drift(
    const struct learn_plan *plan, const uint32_t *rows, size_t later, size_t count);

/* What was chosen, and what it is good for. */
void notes_learned(const struct learn_plan *plan, const struct learned *learned,
    const uint32_t *rows, size_t count);

/* What whole points cost. */
void notes_points(double auc, double auc_of_log_odds);

#endif
