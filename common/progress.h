/*
 * How far reading is, on stderr: bytes, rows, rate and, for files, percent and the time
 * left. Where stderr isn't a terminal it says nothing. It asks the clock, but no result
 * depends on it.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress;

/* With wanted false, and where stderr is no terminal, NULL: the others do nothing then.
 */
struct progress *progress_new(bool wanted);

/*
 * Counts one row; every so often shows the state: `position` of `size` bytes (-1: not
 * known) of the input called `name`.
 */
void
progress_row(struct progress *progress, const char *name, int64_t position, int64_t size);

/* Wipes the line and frees. */
void progress_end(struct progress *progress);

#endif
