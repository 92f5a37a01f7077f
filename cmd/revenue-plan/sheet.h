/*
 * The tables that revenue-plan writes.
 */
#ifndef REVPLAN_SHEET_H
#define REVPLAN_SHEET_H

#include "../../common/csvout.h"
#include "intake.h"

struct revplan_sheet {
	const struct revplan_segments *segments; /* solved and spread */
	const struct revplan_calendar *calendar; /* or NULL: one period */
	bool total;                              /* last rows TOTAL */
	double z;                                /* of the rates' intervals */
	double certainty;                        /* of safe_volume */
};

/* Is it the name of a column of any of these tables? */
bool revplan_sheet_has(struct slice name);

/* Both return false if a sum gets out of range. */

/* One row for each stage, or with a calendar for each period and stage needed in it; of
 * each segment, and with `total` what they come to. */
bool revplan_sheet_plan(struct csvout *out, const struct revplan_sheet *sheet);

/* Plan and actual: the service levels. Actuals as revplan_intake_actual() gives them. */
bool revplan_sheet_actual(struct csvout *out, const struct revplan_sheet *sheet,
    const struct revplan_actual *actuals);

#endif
