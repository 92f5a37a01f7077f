/*
 * What clv was asked, checked.
 */
#ifndef CLV_PLAN_H
#define CLV_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/list.h"
#include "../../common/options.h"
#include "models.h"

enum clv_table {
	CLV_TABLE_CUSTOMERS,
	CLV_TABLE_PARAMS,
	CLV_TABLE_HOLDOUT,
	CLV_TABLE_BINS,
	CLV_TABLE_COHORTS,
	CLV_TABLE_SIMPLE
};

#define CLV_YEAR_DAYS 365.0 /* as roi, and XNPV of spreadsheets, count years */

struct clv_plan {
	enum clv_table table;
	enum clv_kind kind;
	struct list by;
	bool summary;    /* customers are read, not transactions */
	bool calibrated; /* what comes behind calibration_day is held out */
	int64_t calibration_day;
	const char *unit; /* its name */
	double unit_days;
	double horizon_days;
	uint64_t horizon_periods; /* CLV_SBG: the table goes on so far; 0: to the last */
	double discount_rate;     /* of a year; CLV_SBG: of a period */
	double margin;
	enum date_period cohort;
	const char *params_in; /* or NULL */
	bool quiet;
};

#endif
