/*
 * The tables of customers, and the one of cohorts.
 */
#ifndef CLV_REPORT_H
#define CLV_REPORT_H

#include "../../common/csvout.h"
#include "book.h"
#include "buyers.h"

/* Customers with what they are worth: scored buyers. */
void clv_report_customers(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers);

/* Bought against expected in the holdout, by customer, or by how often they had bought.
 */
void clv_report_holdout(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers);
void clv_report_bins(struct csvout *out, const struct clv_plan *plan,
    const struct clv_book *book, const struct clv_buyers *buyers);

#endif
