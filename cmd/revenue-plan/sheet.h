/*
 * The tables that revenue-plan writes.
 */
#ifndef REVPLAN_SHEET_H
#define REVPLAN_SHEET_H

#include "../../common/csvout.h"
#include "grid.h"
#include "intake.h"

struct revplan_sheet {
	const struct revplan_funnel *funnel;
	const struct revplan_grid *grid;
	bool total;       /* a last row TOTAL */
	double z;         /* of the rates' intervals */
	double certainty; /* of safe_volume */
};

/* All of them return false if a sum gets out of range. */

/* One row for each stage, or with a calendar for each period and stage needed in it. */
bool revplan_sheet_plan(struct csvout *out, const struct revplan_sheet *sheet);

/* Plan and actual: the service levels. Actuals as revplan_intake_actual() gives them. */
bool revplan_sheet_actual(struct csvout *out, const struct revplan_sheet *sheet,
    const struct revplan_actual *actuals);

#endif
