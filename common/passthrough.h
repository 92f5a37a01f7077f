/*
 * The columns of the input on their way to the output, as they are: the header of the
 * first file, into whose order the other files' cells are put.
 */
#ifndef PASSTHROUGH_H
#define PASSTHROUGH_H

#include <stdbool.h>
#include <stddef.h>

#include "csvout.h"
#include "reader.h"

struct passthrough;

/*
 * Takes note of the header of the file being read. A column called as one of the
 * `computed` is left out if `replace` says so, else it ends the program. What it was
 * given must outlive it.
 */
struct passthrough *passthrough_new(
    struct reader *reader, const char *const *computed, size_t count, bool replace);
void passthrough_free(struct passthrough *passthrough);

/*
 * For parts of the file being read, see parts.h. Do its columns fit, so that nothing can
 * end the program for them? Then each part's rows pass by one of its own, which the whole
 * has to outlive; freed alike.
 */
bool passthrough_fits(struct passthrough *passthrough);
struct passthrough *
passthrough_part(const struct passthrough *whole, struct reader *part);

/* How many columns pass, and their names. */
size_t passthrough_columns(const struct passthrough *passthrough);
void passthrough_declare(const struct passthrough *passthrough, struct csvout *out);

/*
 * The row's cells, as many as there are columns, valid until the next row. A file without
 * one of the columns has empty cells there; one with a column that the first file lacks
 * ends the program, for it would be lost.
 */
const struct slice *passthrough_cells(struct passthrough *passthrough);

/*
 * The row's cells all at once: true where the row may be given to csvout_copy() as it
 * stands, which is where `out` writes what has been read, no cell is quoted, and the file
 * has the columns that pass and no others, in their order. *row is valid until the next
 * row.
 */
bool passthrough_row(
    struct passthrough *passthrough, const struct csvout *out, struct slice *row);

/* Writes the row's cells in the one way or the other. */
void passthrough_write(struct passthrough *passthrough, struct csvout *out);

#endif
