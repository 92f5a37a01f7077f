/*
 * What forecast writes: the table of periods, or that of the methods' records.
 */
#ifndef FC_REPORT_H
#define FC_REPORT_H

#include "../../common/csvout.h"
#include "fc_backtest.h"
#include "fc_picture.h"
#include "fc_sales.h"

struct fc_report_settings {
	enum fc_method method;
	size_t horizon; /* 0: by the kind of the periods */
	bool season_given;
	size_t season; /* if given; 1: none */
	bool fitted, negative, quiet;
	bool compare;      /* all methods instead of the one */
	size_t origins;    /* of the backtest */
	size_t jobs;       /* threads; 0: as many as there are processors */
	bool tell_missing; /* say how many periods count as zero for want of amounts */
};

/* The groups' future periods, with `fitted` behind their past ones. Returns what a page
 * has to draw, to be freed, or NULL where the table isn't one. */
struct fc_picture *fc_report_forecasts(struct csvout *out, struct fc_sales *sales,
    const struct list *by, const struct fc_report_settings *settings);

/* How good the methods would have been in the past, and with `compare` on stderr which
 * one was best. */
void fc_report_backtest(struct csvout *out, struct fc_sales *sales, const struct list *by,
    const struct fc_report_settings *settings);

/* Is it a column that the tables have? */
bool fc_report_has_column(struct slice name);

#endif
