/*
 * How the results of a plan are written: amounts with the decimals of the currency,
 * ratios as fractions, and the column why.
 */
#ifndef PAYWORDS_H
#define PAYWORDS_H

#include "../../common/csvout.h"
#include "payroll.h"

/* The columns that are added to the deals. */
const char *const *paywords_columns(size_t *count);

/* The deals, one row for each rep that a deal is credited to. */
void paywords_write_deals(const struct payroll *payroll, struct csvout *out);

/* One row for each rep and period. */
void paywords_write_totals(const struct payroll *payroll, struct csvout *out);

/* Every rule for the deal of this name. */
void
paywords_explain(const struct payroll *payroll, const char *deal, struct csvout *out);

/* The break-even with a salary, for each rep and period. */
void
paywords_compare(const struct payroll *payroll, struct money salary, struct csvout *out);

#endif
