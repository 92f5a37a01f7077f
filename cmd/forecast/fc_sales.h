/*
 * What was sold: amounts summed by group and period, exactly.
 */
#ifndef FC_SALES_H
#define FC_SALES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/group.h"
#include "../../common/list.h"
#include "../../common/money.h"
#include "../../common/options.h"
#include "fc_period.h"

enum fc_sales_missing { FC_MISSING_ZERO, FC_MISSING_INTERPOLATE, FC_MISSING_ERROR };

struct fc_sales_settings {
	const char *by_text, *period_text; /* as they were given, or NULL */
	struct list by;                    /* names of columns */
	bool period_given;
	enum fc_period_kind period;
	enum fc_sales_missing missing;
	bool missing_given;
};

enum { FC_SALES_LONGEST = 100000 }; /* periods of a history */

/* The history of a group; `values` are the caller's, the other arrays the sales'. */
struct fc_sales_history {
	int64_t first;     /* the place of its first period */
	size_t count;      /* from there to the last finished one: 0 if there's none */
	size_t missing;    /* of them without amounts */
	const bool *known; /* there were amounts in the period */
	const struct money *sums;
	double *values; /* what forecasts are made from: missing ones filled in */
};

/* Read a list of columns, and the name of a kind of periods: NULL, or what is wrong. The
 * texts have to stay; the list is to be released. */
const char *fc_sales_set_by(struct fc_sales_settings *settings, const char *text);
const char *fc_sales_set_period(struct fc_sales_settings *settings, const char *text);

struct fc_sales;

/*
 * Reads all of the input; says on stderr what was left out. What can't be used ends the
 * program, and so does input that looks like open deals, which are pipeline's.
 */
struct fc_sales *fc_sales_read(
    const struct fc_sales_settings *settings, const struct options_common *options);
void fc_sales_free(struct fc_sales *sales);

char fc_sales_delimiter(const struct fc_sales *sales);

/* When all is read: finds where histories end, and says on stderr what is left out. To be
 * called before what is below. */
void fc_sales_finish(struct fc_sales *sales);

/* The periods' kind, and the place of the last one that is over. */
enum fc_period_kind fc_sales_kind(const struct fc_sales *sales);
int64_t fc_sales_last(const struct fc_sales *sales);

/* The groups in the order of their cells. */
size_t fc_sales_groups(const struct fc_sales *sales);
struct slice fc_sales_cell(const struct fc_sales *sales, size_t group, size_t i);

/* The group's history, its values to be freed; what can't be used ends the program. */
struct fc_sales_history fc_sales_history(struct fc_sales *sales, size_t group);

#endif
