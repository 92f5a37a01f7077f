/*
 * Customers by the period of their first purchase, and what they do in the periods since.
 */
#ifndef CLV_COHORTS_H
#define CLV_COHORTS_H

#include "../../common/csvout.h"
#include "book.h"

/* By group and cohort, a row for each period up to that of --as-of. */
void clv_cohorts_report(
    struct csvout *out, const struct clv_plan *plan, const struct clv_book *book);

#endif
