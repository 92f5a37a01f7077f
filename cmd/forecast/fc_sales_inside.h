/*
 * What fc_sales.c and fc_state.c share: sums while they are added up.
 */
#ifndef FC_SALES_INSIDE_H
#define FC_SALES_INSIDE_H

#include "../../common/reader.h"
#include "fc_sales.h"

/* Sums of one group, from the place `first` on. */
struct fc_sums {
	int64_t first;
	size_t count, capacity;
	struct money *sums;
	bool *known;
};

struct fc_sales {
	const struct fc_sales_settings *settings;
	const struct options_common *options;
	struct reader *reader; /* NULL: of states */
	char delimiter;
	struct group *groups;
	struct fc_sums *sums;
	size_t sums_capacity;
	uint32_t *order; /* the groups' numbers by their cells */
	struct slice *by;

	bool kind_known;
	enum fc_period_kind kind;
	bool any;          /* a row was counted */
	int64_t last;      /* place of the last period that is over */
	int64_t latest_us; /* the latest moment of all rows: of dates */
	int64_t latest_place;
	bool dates_begin_periods; /* every date so far is the first day of a period */
	uint64_t late;
};

struct fc_sales *fc_sales_new(
    const struct fc_sales_settings *settings, const struct options_common *options);

/* The sums of the group with these cells, by its first sight. */
struct fc_sums *fc_sales_sums(struct fc_sales *sales, const struct slice *cells);

/* Adds an amount; returns NULL, or why it can't be: a constant text. */
const char *fc_sums_add(struct fc_sums *sums, int64_t place, struct money amount);

/* A row of that moment (its end, for a date) and period was counted. */
void fc_sales_saw(struct fc_sales *sales, int64_t us, int64_t place);

#endif
