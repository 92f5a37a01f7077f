/*
 * What became of the open deals of one snapshot in another: a waterfall for each bucket
 * of close dates, the parts of which add up exactly.
 */
#ifndef FLOW_H
#define FLOW_H

#include "../../common/csvout.h"
#include "../../common/list.h"
#include "deals.h"
#include "outlook.h"

/* Both were read with the same columns; both need ids. */
void flow_write(struct csvout *out, const struct deals *before, const struct deals *now,
    const struct outlook_periods *periods, const struct list *by);

#endif
