/*
 * --backtest: past periods forecast from what was known at their beginning, beside what
 * happened.
 */
#ifndef HINDSIGHT_H
#define HINDSIGHT_H

#include "../../common/csvout.h"
#include "../../common/list.h"
#include "deals.h"
#include "outlook.h"

/* With fewer periods there is no coverage: that isn't evidence. */
enum { HINDSIGHT_LEAST = 3 };

/* A row for each group and past period that could be forecast, and one for all of them.
 */
void hindsight_write(struct csvout *out, const struct deals *deals,
    const struct outlook_options *options, const struct list *by, bool quiet);

#endif
