/*
 * The tables that roi writes.
 */
#ifndef ROI_REPORT_H
#define ROI_REPORT_H

#include "../../common/csvout.h"
#include "books.h"
#include "picture.h"

struct roi_report {
	const struct roi_plan *plan;
	const struct roi_books *books;
	struct roi_terms terms; /* months: of all that was read */
	bool total;             /* a row TOTAL at the end */
	const char *sort;       /* a column, `-` before it for the other way; or NULL */
	double discount_rate;   /* a year's */
	struct roi_picture *picture; /* gets cash flows; NULL: nobody asked for it */
};

/* Is there such a column to sort by? NULL, or what is wrong, to be freed. */
char *roi_report_check_sort(const struct roi_plan *plan, const char *sort);

/*
 * Both write a row for each group, in bytewise order of their cells or sorted by a
 * column. Return false where a sum is too large.
 */
bool roi_report_returns(struct csvout *out, const struct roi_report *report);
bool roi_report_cashflow(struct csvout *out, const struct roi_report *report);

#endif
