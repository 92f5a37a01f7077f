/*
 * --partial: the deals in one form, whatever their files called things, for --merge.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "../../common/csvout.h"
#include "deals.h"

void snapshot_write(
    struct csvout *out, const struct deals *deals, const struct deals_options *own);

#endif
