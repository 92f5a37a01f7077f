#include "roles.h"

#include "../../common/currency.h"

/*
 * The names are those of the platforms' own exports and interfaces; where an export has
 * several that fit, the one that stands first here is meant. Names of Meta and Google Ads
 * in Spanish, German and French stand last.
 */
static const struct {
	const char *name, *aliases;
} roles[ROI_ROLES] = {
    [ROI_CAMPAIGN] = {"campaign",
        "campaign name|campaignname|campaign.name|session campaign|utm campaign|"
        "campaign title|nombre de la campaña|campaña|kampagnenname|kampagne|"
        "nom de la campagne|campagne"},
    [ROI_CHANNEL] = {"channel",
        "session default channel group|session primary channel group|"
        "first user default channel group|first user primary channel group|"
        "default channel group|channel group|marketing channel|"
        "session source / medium|source / medium|original traffic source|"
        "original source|utm source|source"},
    [ROI_DATE] = {"date",
        "day|by day|segments.date|timeperiod|time period|gregorian date|"
        "start date (in utc)|send date|close date|created at|week|month|día|fecha|"
        "tag|jour"},
    [ROI_CURRENCY] = {"currency",
        "currency code|currencycode|customer.currency_code|account currency|"
        "currency (account)|moneda|währung|devise"},
    [ROI_MODEL] = {"model", "attribution model"},
    [ROI_SPEND] = {"spend",
        "amount spent|cost|total spent|ad spend|total cost|metrics.cost_micros|"
        "cost_micros|importe gastado|coste|ausgegebener betrag|kosten|"
        "montant dépensé|coût"},
    [ROI_REVENUE] = {"revenue",
        "value|conv. value|conversion value|metrics.conversions_value|"
        "purchases conversion value|purchase conversion value|"
        "website purchases conversion value|total conversion value|"
        "total complete payment value|complete payment value|total purchase value|"
        "purchase revenue|total revenue|valor de conv.|conv.-wert|"
        "valeur de conv."},
    [ROI_COGS] = {"cogs", "cost of goods sold|cost of sales|cost of revenue"},
    [ROI_IMPRESSIONS] = {"impressions",
        "impr.|metrics.impressions|impresiones|impressionen|impr"},
    [ROI_CLICKS] = {"clicks",
        "link clicks|metrics.clicks|clicks (destination)|clicks (all)|unique clicks|"
        "total clicks|clics en el enlace|link-klicks|clics sur un lien|clics|klicks"},
    [ROI_LEADS] = {"leads", "new leads|website leads|on-facebook leads"},
    [ROI_MQLS] = {"mqls", "mql|marketing qualified leads"},
    [ROI_SQLS] = {"sqls", "sql|sales qualified leads"},
    [ROI_CONVERSIONS] = {"conversions",
        "metrics.conversions|purchases|website purchases|complete payment|"
        "key events|results|conversiones|konversionen|resultados|ergebnisse|"
        "résultats"},
    [ROI_CUSTOMERS] = {"customers", "new customers|customers acquired|customers won|won"},
    [ROI_SENT] = {"sent", "emails sent|total recipients|recipients|sends"},
    [ROI_DELIVERED] = {"delivered", "successful deliveries|emails delivered|deliveries"},
    [ROI_OPENS] = {"opens", "unique opens|total opens|opened"},
    [ROI_CLV] = {"clv", "ltv|customer lifetime value|lifetime value"},
};

/* A header with one of these names is of that platform. */
static const struct {
	const char *name;
	const char *signs;
	const char *dates; /* where they aren't ISO 8601 */
} platforms[ROI_PLATFORMS] = {
    [ROI_PLAIN] = {"", "", NULL},
    [ROI_GOOGLE_ADS] = {"Google Ads",
        "impr.|campaign status|metrics.impressions|metrics.clicks|"
        "metrics.cost_micros",
        NULL},
    [ROI_META] = {"Meta Ads",
        "reporting starts|amount spent|importe gastado|ausgegebener betrag|"
        "montant dépensé",
        NULL},
    [ROI_LINKEDIN] = {"LinkedIn Ads", "start date (in utc)|total spent", "%m/%d/%Y"},
    [ROI_MICROSOFT] = {"Microsoft Advertising", "timeperiod|gregorian date|campaignname",
        "%m/%d/%Y"},
    [ROI_TIKTOK] = {"TikTok Ads",
        "clicks (destination)|by day|total complete payment value", NULL},
    [ROI_GA4] = {"Google Analytics",
        "key events|session default channel group|session primary channel group|"
        "first user default channel group|first user primary channel group|"
        "session source / medium",
        NULL},
    [ROI_HUBSPOT] = {"HubSpot deals", "deal stage", NULL},
    [ROI_MAILCHIMP] = {"Mailchimp", "successful deliveries|total recipients",
        "%b %d, %Y %I:%M %p"},
    [ROI_SHOPIFY] = {"Shopify orders", "financial status", NULL},
};

const char *
roi_role_name(enum roi_role role)
{
	return roles[role].name;
}

const char *
roi_role_aliases(enum roi_role role)
{
	return roles[role].aliases;
}

bool
roi_role_is_money(enum roi_role role)
{
	return role == ROI_SPEND || role == ROI_REVENUE || role == ROI_COGS ||
	       role == ROI_CLV;
}

bool
roi_role_is_whole(enum roi_role role)
{
	return role == ROI_IMPRESSIONS || role == ROI_CLICKS || role == ROI_SENT ||
	       role == ROI_DELIVERED || role == ROI_OPENS;
}

const char *
roi_platform_name(enum roi_platform platform)
{
	return platforms[platform].name;
}

const char *
roi_platform_dates(enum roi_platform platform)
{
	return platforms[platform].dates;
}

struct slice
roi_name_currency(struct slice name)
{
	enum { LENGTH = 5 }; /* (USD) */
	name = slice_trim(name);
	const char *p = name.p + name.n - LENGTH;
	if (name.n <= LENGTH || p[0] != '(' || p[LENGTH - 1] != ')' ||
	    currency_decimals((struct slice){p + 1, 3}) < 0)
		return (struct slice){"", 0};
	return (struct slice){p + 1, 3};
}

bool
roi_name_is_micros(struct slice name)
{
	static const char ending[] = "cost_micros";
	const size_t n = sizeof ending - 1;
	name = slice_trim(name);
	return name.n >= n && columns_alike((struct slice){name.p + name.n - n, n},
	                          (struct slice){ending, n});
}

/* Takes the next name off a list `a|b|c`; false at its end. */
static bool
next_alias(const char **list, struct slice *alias)
{
	*alias = (struct slice){*list, strcspn(*list, "|")};
	*list += alias->n + ((*list)[alias->n] == '|');
	return alias->n > 0;
}

static struct columns_match
find_name(const struct slice *names, size_t n, struct slice wanted, bool money)
{
	struct columns_match match = {.outcome = COLUMNS_ABSENT};
	for (size_t i = 0; i < n; i++) {
		struct slice name = slice_trim(names[i]);
		if (money && roi_name_currency(name).n)
			name.n -= 5;
		if (!columns_alike(name, wanted))
			continue;
		if (match.outcome == COLUMNS_FOUND) {
			match.outcome = COLUMNS_AMBIGUOUS;
			match.other = i;
			break;
		}
		match = (struct columns_match){COLUMNS_FOUND, i, 0};
	}
	return match;
}

static bool
has_one_of(const struct slice *names, size_t n, const char *list)
{
	struct slice alias;
	while (next_alias(&list, &alias))
		if (find_name(names, n, alias, true).outcome != COLUMNS_ABSENT)
			return true;
	return false;
}

enum roi_platform
roi_platform_of(const struct slice *names, size_t n)
{
	for (int i = ROI_PLAIN + 1; i < ROI_PLATFORMS; i++)
		if (has_one_of(names, n, platforms[i].signs))
			return (enum roi_platform)i;
	return ROI_PLAIN;
}

/* Names that mean a role in the exports of one platform only. */
static const char *
own_name(enum roi_platform platform, enum roi_role role)
{
	if (role == ROI_REVENUE && platform == ROI_HUBSPOT)
		return "amount";
	if (role == ROI_REVENUE && platform == ROI_SHOPIFY)
		return "subtotal";
	return NULL;
}

struct columns_match
roi_role_find(const struct slice *names, size_t n, enum roi_role role)
{
	bool money = roi_role_is_money(role);
	struct columns_match match = columns_named(names, n, slice_of(roles[role].name));
	if (match.outcome == COLUMNS_ABSENT)
		match = find_name(names, n, slice_of(roles[role].name), money);
	struct slice alias;
	const char *list = roles[role].aliases;
	while (match.outcome == COLUMNS_ABSENT && next_alias(&list, &alias))
		match = find_name(names, n, alias, money);
	const char *own = own_name(roi_platform_of(names, n), role);
	if (match.outcome == COLUMNS_ABSENT && own)
		match = find_name(names, n, slice_of(own), money);
	return match;
}
