/*
 * Files of rules: CSV with columns that are known, of which those not needed may be left
 * out, and a free column `note`. What is wrong with the file ends the program with status
 * 65 and names file, line and column.
 */
#ifndef RULEFILE_H
#define RULEFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "condition.h"
#include "diag.h"
#include "money.h"
#include "number.h"
#include "slice.h"

struct rulefile;

/* The columns are numbered by their place in the array; the first has to be there. Path
 * and names must outlive the file. */
struct rulefile *
rulefile_open(const char *path, const char *const *columns, size_t count);
void rulefile_close(struct rulefile *file);

bool rulefile_next(struct rulefile *file);

size_t rulefile_line(const struct rulefile *file);

/* The row's cell without the spaces around it, empty where the column isn't there; until
 * the next row. */
struct slice rulefile_cell(const struct rulefile *file, size_t column);

/* Is that what the row's cell says, without regard to case? */
bool rulefile_is(const struct rulefile *file, size_t column, const char *text);

/* What a kind of row has no use for is refused, not ignored: cells of other columns than
 * these end the program. */
void rulefile_only(const struct rulefile *file, const size_t *columns, size_t count);

/* A copy of it with a NUL behind, to be freed. */
char *rulefile_text(const struct rulefile *file, size_t column);

/* Ends the program: `FILE:LINE: column "when": MESSAGE`. */
DIAG_NORETURN void rulefile_fault(const struct rulefile *file, size_t column,
    const char *format, ...) DIAG_PRINTF(3, 4);

/* Does the cell hold a number? False if it is empty; anything else ends the program. */
bool rulefile_number(const struct rulefile *file, size_t column, double *number);

/* The text, of that column's cell or a part of it, as an exact number; anything else ends
 * the program. */
struct money
rulefile_money(const struct rulefile *file, size_t column, struct slice text);

/* Is the text written in per cent? */
bool rulefile_is_percent(struct slice text);

/* The place of the cell's word among `count` names, without regard to case; `otherwise`
 * for an empty cell, unless that is no place. Anything else ends the program. */
size_t rulefile_choice(const struct rulefile *file, size_t column,
    const char *const *names, size_t count, size_t otherwise);

/* The same as rulefile_number() for a span such as 90d, in microseconds. */
bool rulefile_span(const struct rulefile *file, size_t column, int64_t *us);

/* The cell as a condition, to be freed. */
struct condition *rulefile_condition(const struct rulefile *file, size_t column);

#endif
