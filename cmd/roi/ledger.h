/*
 * What is added up: sums of each figure, exact, in accounts. An account is what rows have
 * in common: their group, period and currency, and whether their channel is paid.
 */
#ifndef ROI_LEDGER_H
#define ROI_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/group.h"
#include "../../common/money.h"
#include "plan.h"

enum roi_metric {
	ROI_SUM_SPEND,
	ROI_SUM_REVENUE,
	ROI_SUM_COGS,
	ROI_SUM_LIFETIME, /* clv × the customers it is of */
	ROI_SUM_MONEYS,   /* those before are amounts, those behind are counts */
	ROI_SUM_IMPRESSIONS = ROI_SUM_MONEYS,
	ROI_SUM_CLICKS,
	ROI_SUM_EMAIL_CLICKS, /* those of rows about e-mail, also among the clicks */
	ROI_SUM_LEADS,
	ROI_SUM_MQLS,
	ROI_SUM_SQLS,
	ROI_SUM_CONVERSIONS,
	ROI_SUM_CUSTOMERS,
	ROI_SUM_SENT,
	ROI_SUM_DELIVERED,
	ROI_SUM_OPENS,
	ROI_SUM_VALUED, /* customers whose clv is known */
	ROI_METRICS,
};

/* Counts may have decimals (attributed conversions), so they are exact decimals too. */
struct roi_sums {
	struct money sum[ROI_METRICS];
	uint32_t seen; /* bit i: there was a value; missing isn't zero */
};

static inline bool
roi_sums_has(const struct roi_sums *sums, enum roi_metric metric)
{
	return sums->seen >> metric & 1;
}

static inline void
roi_sums_set(struct roi_sums *sums, enum roi_metric metric, struct money value)
{
	sums->seen |= UINT32_C(1) << metric;
	sums->sum[metric] = value;
}

/* Adds a value; false on overflow. */
bool roi_sums_add(struct roi_sums *sums, enum roi_metric metric, struct money value);

/* Adds all that was seen, or what of it is in the mask; false on overflow. */
bool roi_sums_add_all(struct roi_sums *sums, const struct roi_sums *others);
bool
roi_sums_add_some(struct roi_sums *sums, const struct roi_sums *others, uint32_t mask);

/* The names of the metrics in states. */
extern const char *const roi_metric_names[ROI_METRICS];

struct roi_ledger;

/* The cells of an account: those of --by, the period if there is one (a name as by
 * date_period_name), then these. */
enum { ROI_CELL_CURRENCY, ROI_CELL_PAID, ROI_CELLS };

/* The plan must outlive the ledger. */
struct roi_ledger *roi_ledger_new(const struct roi_plan *plan);
void roi_ledger_free(struct roi_ledger *ledger);

const struct roi_plan *roi_ledger_plan(const struct roi_ledger *ledger);

/* How many cells an account has, and how many of them, the first, make its group. */
size_t roi_ledger_cells(const struct roi_ledger *ledger);
size_t roi_ledger_group_cells(const struct roi_ledger *ledger);

/* The number of the account with these cells, a new one if there's none yet. */
uint32_t roi_ledger_account(struct roi_ledger *ledger, const struct slice *cells);
uint32_t roi_ledger_count(const struct roi_ledger *ledger);

/* Its sums, to be changed too; valid until the next roi_ledger_account(). */
struct roi_sums *roi_ledger_sums(const struct roi_ledger *ledger, uint32_t account);
struct roi_sums *roi_ledger_sums_of(struct roi_ledger *ledger, const struct slice *cells);
const struct group *roi_ledger_accounts(const struct roi_ledger *ledger);
struct slice roi_ledger_cell(const struct roi_ledger *ledger, uint32_t account, size_t i);

/*
 * Adds what another ledger of the same plan has. False if a sum gets too large, or if it
 * met a text that this one hasn't, whose place it can't tell: then nothing was added, but
 * for accounts that nothing is in.
 */
bool roi_ledger_add(struct roi_ledger *ledger, const struct roi_ledger *other);

/* Texts that were met, each with the place `FILE:LINE` where it was met first. */
enum roi_note { ROI_NOTE_CURRENCY, ROI_NOTE_MODEL, ROI_NOTES };

/* Is it new? If so the caller tells the place, which is copied. */
bool roi_ledger_met(
    struct roi_ledger *ledger, enum roi_note note, struct slice text, uint32_t *id);
void roi_ledger_met_at(
    struct roi_ledger *ledger, enum roi_note note, uint32_t id, const char *place);
uint32_t roi_ledger_notes(const struct roi_ledger *ledger, enum roi_note note);
struct slice
roi_ledger_note(const struct roi_ledger *ledger, enum roi_note note, uint32_t id);
const char *
roi_ledger_place(const struct roi_ledger *ledger, enum roi_note note, uint32_t id);

/* The days of the rows that were added, both inclusive: widens them, and tells them if
 * any row had a date. */
void roi_ledger_saw(struct roi_ledger *ledger, int64_t us);
bool
roi_ledger_span(const struct roi_ledger *ledger, int64_t *first_us, int64_t *last_us);

#endif
