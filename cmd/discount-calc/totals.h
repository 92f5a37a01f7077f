/*
 * Quotes as rows: what each comes to, with tax, or its way down the waterfall.
 */
#ifndef TOTALS_H
#define TOTALS_H

#include "amounts.h"

/* --totals: one row for each quote. */
void
totals_write(struct desk *desk, const struct desk_settings *settings, struct csvout *out);

/* --waterfall: a row for each quote and step, from list to pocket. */
void totals_write_waterfall(struct desk *desk, struct csvout *out);

#endif
