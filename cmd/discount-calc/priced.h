/*
 * Priced lines as rows: the input's cells, then the results.
 */
#ifndef PRICED_H
#define PRICED_H

#include "amounts.h"

/* The names of the columns that are added; *count of them. */
const char *const *priced_columns(const struct desk_settings *settings, size_t *count);

/* Prices batch by batch and writes each line. */
void
priced_write(struct desk *desk, const struct desk_settings *settings, struct csvout *out);

/* The same with one column alone: the amount of --allocate, spread over all lines by what
 * they come to at list price. What can't be spread ends the program. */
void priced_allocate(
    struct desk *desk, const struct desk_settings *settings, struct csvout *out);

#endif
