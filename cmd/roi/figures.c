#include "figures.h"

#include <math.h>

#include "exchange.h"

const char *const roi_column_names[ROI_COLUMNS] = {
    [ROI_COLUMN_SPEND] = "spend",
    [ROI_COLUMN_REVENUE] = "revenue",
    [ROI_COLUMN_GROSS_PROFIT] = "gross_profit",
    [ROI_COLUMN_PROFIT] = "profit",
    [ROI_COLUMN_ROI] = "roi",
    [ROI_COLUMN_ROAS] = "roas",
    [ROI_COLUMN_BREAKEVEN_ROAS] = "breakeven_roas",
    [ROI_COLUMN_IMPRESSIONS] = "impressions",
    [ROI_COLUMN_CLICKS] = "clicks",
    [ROI_COLUMN_LEADS] = "leads",
    [ROI_COLUMN_MQLS] = "mqls",
    [ROI_COLUMN_SQLS] = "sqls",
    [ROI_COLUMN_CONVERSIONS] = "conversions",
    [ROI_COLUMN_CUSTOMERS] = "customers",
    [ROI_COLUMN_CTR] = "ctr",
    [ROI_COLUMN_CPC] = "cpc",
    [ROI_COLUMN_CPM] = "cpm",
    [ROI_COLUMN_CPL] = "cpl",
    [ROI_COLUMN_CPA] = "cpa",
    [ROI_COLUMN_CAC] = "cac",
    [ROI_COLUMN_CVR] = "cvr",
    [ROI_COLUMN_OPEN_RATE] = "open_rate",
    [ROI_COLUMN_CLICK_RATE] = "click_rate",
    [ROI_COLUMN_ARPC] = "arpc",
    [ROI_COLUMN_CLV] = "clv",
    [ROI_COLUMN_CLV_CAC] = "clv_cac",
    [ROI_COLUMN_PAYBACK_MONTHS] = "payback_months",
};

bool
roi_group_gross_profit(struct roi_group *group, const struct roi_terms *terms)
{
	const struct roi_sums *sums = &group->all;
	group->has_gross_profit = roi_sums_has(sums, ROI_SUM_REVENUE);
	group->has_margin = false;
	if (!group->has_gross_profit)
		return true;
	group->gross_profit = sums->sum[ROI_SUM_REVENUE];
	bool has_cogs = roi_sums_has(sums, ROI_SUM_COGS);
	group->has_margin = has_cogs || terms->has_margin;
	if (has_cogs)
		return money_subtract(&group->gross_profit, sums->sum[ROI_SUM_COGS]);
	if (terms->has_margin)
		return money_multiply(
		    group->gross_profit, terms->margin, &group->gross_profit);
	return true;
}

bool
roi_group_add(struct roi_group *group, const struct roi_group *other)
{
	bool fits = roi_sums_add_all(&group->all, &other->all) &&
	            roi_sums_add_all(&group->paid, &other->paid);
	if (!fits || !other->has_gross_profit)
		return fits;
	group->has_margin =
	    other->has_margin && (group->has_margin || !group->has_gross_profit);
	group->has_gross_profit = true;
	return money_add(&group->gross_profit, other->gross_profit);
}

/* The sum as a double, NAN where nothing was seen. */
static double
of(const struct roi_sums *sums, enum roi_metric metric)
{
	return roi_sums_has(sums, metric) ? money_to_double(sums->sum[metric]) : NAN;
}

/* Nothing can be said per something that isn't there. */
static double
per(double amount, double base)
{
	return base > 0 ? amount / base : NAN;
}

static void
put(struct roi_value *row, enum roi_column column, double x)
{
	if (isfinite(x))
		row[column] = (struct roi_value){.type = ROI_NUMBER, .number = x};
}

static void
put_exact(struct roi_value *row, enum roi_column column, bool known, struct money x)
{
	if (known)
		row[column] = (struct roi_value){.type = ROI_EXACT, .exact = x};
}

static void
put_sums(struct roi_value *row, const struct roi_sums *sums)
{
	static const struct {
		enum roi_column column;
		enum roi_metric metric;
	} shown[] = {
	    {ROI_COLUMN_SPEND, ROI_SUM_SPEND},
	    {ROI_COLUMN_REVENUE, ROI_SUM_REVENUE},
	    {ROI_COLUMN_IMPRESSIONS, ROI_SUM_IMPRESSIONS},
	    {ROI_COLUMN_CLICKS, ROI_SUM_CLICKS},
	    {ROI_COLUMN_LEADS, ROI_SUM_LEADS},
	    {ROI_COLUMN_MQLS, ROI_SUM_MQLS},
	    {ROI_COLUMN_SQLS, ROI_SUM_SQLS},
	    {ROI_COLUMN_CONVERSIONS, ROI_SUM_CONVERSIONS},
	    {ROI_COLUMN_CUSTOMERS, ROI_SUM_CUSTOMERS},
	};
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		put_exact(row, shown[i].column, roi_sums_has(sums, shown[i].metric),
		    sums->sum[shown[i].metric]);
}

static bool
put_returns(struct roi_value *row, const struct roi_group *group)
{
	const struct roi_sums *sums = &group->all;
	double spend = of(sums, ROI_SUM_SPEND), revenue = of(sums, ROI_SUM_REVENUE);
	put_exact(
	    row, ROI_COLUMN_GROSS_PROFIT, group->has_gross_profit, group->gross_profit);
	put(row, ROI_COLUMN_ROAS, per(revenue, spend));
	if (group->has_margin)
		put(row, ROI_COLUMN_BREAKEVEN_ROAS,
		    per(revenue, money_to_double(group->gross_profit)));
	if (!group->has_gross_profit || !roi_sums_has(sums, ROI_SUM_SPEND))
		return true;
	struct money profit = group->gross_profit;
	if (!money_subtract(&profit, sums->sum[ROI_SUM_SPEND]))
		return false;
	put_exact(row, ROI_COLUMN_PROFIT, true, profit);
	put(row, ROI_COLUMN_ROI, per(money_to_double(profit), spend));
	return true;
}

/* Clicks in e-mails aren't clicks on what had impressions. */
static void
put_rates(struct roi_value *row, const struct roi_sums *sums)
{
	double clicks = of(sums, ROI_SUM_CLICKS), email = of(sums, ROI_SUM_EMAIL_CLICKS);
	double delivered = of(sums, ROI_SUM_DELIVERED);
	struct money ad_clicks = sums->sum[ROI_SUM_CLICKS];
	bool fits = money_subtract(&ad_clicks, sums->sum[ROI_SUM_EMAIL_CLICKS]);
	if (fits && !isnan(clicks))
		put(row, ROI_COLUMN_CTR,
		    per(money_to_double(ad_clicks), of(sums, ROI_SUM_IMPRESSIONS)));
	put(row, ROI_COLUMN_CVR, per(of(sums, ROI_SUM_CONVERSIONS), clicks));
	put(row, ROI_COLUMN_OPEN_RATE, per(of(sums, ROI_SUM_OPENS), delivered));
	put(row, ROI_COLUMN_CLICK_RATE, per(email, delivered));
}

static void
put_costs(struct roi_value *row, const struct roi_sums *sums)
{
	double spend = of(sums, ROI_SUM_SPEND);
	put(row, ROI_COLUMN_CPC, per(spend, of(sums, ROI_SUM_CLICKS)));
	put(row, ROI_COLUMN_CPM, 1000 * per(spend, of(sums, ROI_SUM_IMPRESSIONS)));
	put(row, ROI_COLUMN_CPL, per(spend, of(sums, ROI_SUM_LEADS)));
	put(row, ROI_COLUMN_CPA, per(spend, of(sums, ROI_SUM_CONVERSIONS)));
}

static void
put_customers(
    struct roi_value *row, const struct roi_group *group, const struct roi_terms *terms)
{
	const struct roi_sums *sums = &group->all;
	const struct roi_sums *bought = terms->has_paid ? &group->paid : sums;
	double customers = of(sums, ROI_SUM_CUSTOMERS);
	double cac = per(of(bought, ROI_SUM_SPEND), of(bought, ROI_SUM_CUSTOMERS));
	double clv = per(of(sums, ROI_SUM_LIFETIME), of(sums, ROI_SUM_VALUED));
	put(row, ROI_COLUMN_CAC, cac);
	put(row, ROI_COLUMN_ARPC, per(of(sums, ROI_SUM_REVENUE), customers));
	put(row, ROI_COLUMN_CLV, clv);
	put(row, ROI_COLUMN_CLV_CAC, per(clv, cac));
	if (!group->has_margin)
		return;
	double monthly =
	    per(per(money_to_double(group->gross_profit), customers), terms->months);
	put(row, ROI_COLUMN_PAYBACK_MONTHS, per(cac, monthly));
}

bool
roi_figures(const struct roi_group *group, const struct roi_terms *terms,
    struct roi_value row[static ROI_COLUMNS])
{
	for (int i = 0; i < ROI_COLUMNS; i++)
		row[i] = (struct roi_value){.type = ROI_EMPTY};
	put_sums(row, &group->all);
	put_rates(row, &group->all);
	put_costs(row, &group->all);
	put_customers(row, group, terms);
	return put_returns(row, group);
}
