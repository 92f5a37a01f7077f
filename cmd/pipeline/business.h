/*
 * New business: what deals bring that aren't in the pipeline yet. From as many past
 * periods as there are, BUSINESS_MOST at most: what was won in the period, or in those
 * that followed it, by deals that were created after the day of that period that today is
 * of this one.
 */
#ifndef BUSINESS_H
#define BUSINESS_H

#include "outlook.h"

enum { BUSINESS_LEAST = 4, BUSINESS_MOST = 24 };

/* By group and period; no totals where fewer than BUSINESS_LEAST past periods tell. The
 * array and the totals are to be freed. */
struct outlook_business *business_make(const struct outlook *outlook, bool quiet);

#endif
