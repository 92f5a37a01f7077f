/*
 * What the columns of spend and results mean: the roles, the names they have in exports,
 * and which platform an export is of. Pure.
 */
#ifndef ROI_ROLES_H
#define ROI_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/columns.h"
#include "../../common/slice.h"

/* First the roles that say of what a row is, then those with figures. */
enum roi_role {
	ROI_CAMPAIGN,
	ROI_CHANNEL,
	ROI_DATE,
	ROI_CURRENCY,
	ROI_MODEL,
	ROI_SPEND,
	ROI_REVENUE,
	ROI_COGS,
	ROI_IMPRESSIONS,
	ROI_CLICKS,
	ROI_LEADS,
	ROI_MQLS,
	ROI_SQLS,
	ROI_CONVERSIONS,
	ROI_CUSTOMERS,
	ROI_SENT,
	ROI_DELIVERED,
	ROI_OPENS,
	ROI_CLV,
	ROI_ROLES,
	ROI_FIGURES = ROI_SPEND, /* where they begin */
};

enum roi_platform {
	ROI_PLAIN, /* none that is known */
	ROI_GOOGLE_ADS,
	ROI_META,
	ROI_LINKEDIN,
	ROI_MICROSOFT,
	ROI_TIKTOK,
	ROI_GA4,
	ROI_HUBSPOT,
	ROI_MAILCHIMP,
	ROI_SHOPIFY,
	ROI_PLATFORMS,
};

const char *roi_role_name(enum roi_role role);

/* The other names of a role, `a|b|c`, the preferred first; NULL where it has none. */
const char *roi_role_aliases(enum roi_role role);

/* Is the figure an amount of money? */
bool roi_role_is_money(enum roi_role role);

/* Is the figure always whole where it is counted: impressions, e-mails? */
bool roi_role_is_whole(enum roi_role role);

/* Which platform writes such a header? */
enum roi_platform roi_platform_of(const struct slice *names, size_t n);
const char *roi_platform_name(enum roi_platform platform);

/* The strptime format of dates that aren't ISO 8601, or NULL. */
const char *roi_platform_dates(enum roi_platform platform);

/*
 * The column for a role: by the role's name, then by the first of its aliases that the
 * header has, a currency in parentheses aside: `Amount spent (USD)`. Ambiguous where two
 * columns have that same name.
 */
struct columns_match
roi_role_find(const struct slice *names, size_t n, enum roi_role role);

/* The currency that a column's name says: `Amount spent (USD)`; n = 0: none. */
struct slice roi_name_currency(struct slice name);

/* Does the column count millionths: `metrics.cost_micros`? */
bool roi_name_is_micros(struct slice name);

#endif
