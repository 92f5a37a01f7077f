/*
 * Tables without transactions: survivors of contracts (--model=sbg), and totals
 * (--simple). Each reads its input and writes its table.
 */
#ifndef CLV_CONTRACTS_H
#define CLV_CONTRACTS_H

#include "../../common/options.h"
#include "../../common/output.h"
#include "plan.h"

void clv_retention(const struct clv_plan *plan, const struct options_common *common,
    struct output *output);
void clv_simple(const struct clv_plan *plan, const struct options_common *common,
    struct output *output);

#endif
