/*
 * Customers as others have summed them up (--summary): instead of transactions, a row for
 * each with its repeat purchases, when the last one was, and their mean value.
 */
#ifndef CLV_SUMMARY_H
#define CLV_SUMMARY_H

#include "book.h"
#include "buyers.h"

/* Reads all into the buyers, and of the book the names of customers and groups. Both are
 * to be released. Times are in the plan's unit. */
void clv_summary_read(struct clv_book *book, struct clv_buyers *buyers,
    const struct clv_plan *plan, const struct options_common *common);

#endif
