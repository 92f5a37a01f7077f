/*
 * The ledger's accounts put together to groups, in one currency.
 */
#ifndef ROI_BOOKS_H
#define ROI_BOOKS_H

#include "../../common/group.h"
#include "exchange.h"
#include "figures.h"
#include "ledger.h"

struct roi_books {
	struct group *groups;   /* the cells of --by, and the period */
	struct roi_group *sums; /* of each group, with its gross profit */
	uint32_t *order;        /* the groups, bytewise by their cells */
	bool revenue_is_profit; /* for want of cogs and margin, in some group */
	bool unstated;          /* amounts of no currency were added to converted ones */
};

/*
 * Fills *books, to be released, in the order that neither input nor merging shows in.
 * Returns NULL or what is wrong, to be freed: amounts in several currencies of which more
 * than one has no rate, an amount that gets too large.
 */
char *roi_books_make(const struct roi_ledger *ledger, const struct roi_rates *rates,
    const struct roi_terms *terms, struct roi_books *books);
void roi_books_release(struct roi_books *books);

/* Which models' attributions were added up though each claims all revenue: NULL, or the
 * message, to be freed. */
char *roi_books_check_models(const struct roi_ledger *ledger);

/* The calendar months from the day of one moment to the day of the other, both counted; a
 * part of a month is its share of the month's days. */
double roi_months(int64_t first_us, int64_t last_us);

#endif
