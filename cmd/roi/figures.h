/*
 * The returns and unit costs of what was spent. Pure: sums in, figures out. The formulas
 * are in roi(1) with their sources.
 */
#ifndef ROI_FIGURES_H
#define ROI_FIGURES_H

#include <stdbool.h>

#include "../../common/money.h"
#include "ledger.h"

/* The columns of the table, in their order. */
enum roi_column {
	ROI_COLUMN_SPEND,
	ROI_COLUMN_REVENUE,
	ROI_COLUMN_GROSS_PROFIT,
	ROI_COLUMN_PROFIT,
	ROI_COLUMN_ROI,
	ROI_COLUMN_ROAS,
	ROI_COLUMN_BREAKEVEN_ROAS,
	ROI_COLUMN_IMPRESSIONS,
	ROI_COLUMN_CLICKS,
	ROI_COLUMN_LEADS,
	ROI_COLUMN_MQLS,
	ROI_COLUMN_SQLS,
	ROI_COLUMN_CONVERSIONS,
	ROI_COLUMN_CUSTOMERS,
	ROI_COLUMN_CTR,
	ROI_COLUMN_CPC,
	ROI_COLUMN_CPM,
	ROI_COLUMN_CPL,
	ROI_COLUMN_CPA,
	ROI_COLUMN_CAC,
	ROI_COLUMN_CVR,
	ROI_COLUMN_OPEN_RATE,
	ROI_COLUMN_CLICK_RATE,
	ROI_COLUMN_ARPC,
	ROI_COLUMN_CLV,
	ROI_COLUMN_CLV_CAC,
	ROI_COLUMN_PAYBACK_MONTHS,
	ROI_COLUMNS,
};

extern const char *const roi_column_names[ROI_COLUMNS];

/* A value of a table: nothing, an exact amount or count, a computed number, a text. */
enum roi_value_type { ROI_EMPTY, ROI_EXACT, ROI_NUMBER, ROI_TEXT };

struct roi_value {
	enum roi_value_type type;
	struct money exact;
	double number;
	char *text; /* to be freed */
};

/* What the figures rest on, besides the sums. */
struct roi_terms {
	bool has_margin;
	struct money margin; /* gross profit / revenue, where cogs aren't known */
	bool has_paid;       /* cac is of paid channels only */
	double months;       /* that the sums are of; NAN: not known */
};

/* The sums of a group, all in one currency. */
struct roi_group {
	struct roi_sums all, paid;
	bool has_gross_profit;
	struct money gross_profit;
	/* Is the gross profit known, not revenue for want of cogs and margin? */
	bool has_margin;
};

/*
 * Works out the gross profit of a group from its sums: revenue - cogs, revenue × margin,
 * or revenue. False where it is too large.
 */
bool roi_group_gross_profit(struct roi_group *group, const struct roi_terms *terms);

/* Adds another group with its gross profit; false where a sum is too large. */
bool roi_group_add(struct roi_group *group, const struct roi_group *other);

/* The row of the group; false where an amount is too large. */
bool roi_figures(const struct roi_group *group, const struct roi_terms *terms,
    struct roi_value row[static ROI_COLUMNS]);

#endif
