#include "ledger.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

const char *const roi_metric_names[ROI_METRICS] = {
    [ROI_SUM_SPEND] = "spend",
    [ROI_SUM_REVENUE] = "revenue",
    [ROI_SUM_COGS] = "cogs",
    [ROI_SUM_LIFETIME] = "lifetime",
    [ROI_SUM_IMPRESSIONS] = "impressions",
    [ROI_SUM_CLICKS] = "clicks",
    [ROI_SUM_EMAIL_CLICKS] = "email_clicks",
    [ROI_SUM_LEADS] = "leads",
    [ROI_SUM_MQLS] = "mqls",
    [ROI_SUM_SQLS] = "sqls",
    [ROI_SUM_CONVERSIONS] = "conversions",
    [ROI_SUM_CUSTOMERS] = "customers",
    [ROI_SUM_SENT] = "sent",
    [ROI_SUM_DELIVERED] = "delivered",
    [ROI_SUM_OPENS] = "opens",
    [ROI_SUM_VALUED] = "valued",
};

bool
roi_sums_add(struct roi_sums *sums, enum roi_metric metric, struct money value)
{
	sums->seen |= UINT32_C(1) << metric;
	return money_add(&sums->sum[metric], value);
}

bool
roi_sums_add_some(struct roi_sums *sums, const struct roi_sums *others, uint32_t mask)
{
	bool fits = true;
	for (uint32_t left = others->seen & mask; left; left &= left - 1) {
		enum roi_metric metric = (enum roi_metric)__builtin_ctz(left);
		fits &= roi_sums_add(sums, metric, others->sum[metric]);
	}
	return fits;
}

bool
roi_sums_add_all(struct roi_sums *sums, const struct roi_sums *others)
{
	return roi_sums_add_some(sums, others, UINT32_MAX);
}

struct met {
	struct strmap *texts;
	char **places;
	size_t count, capacity;
};

struct roi_ledger {
	const struct roi_plan *plan;
	struct group *accounts;
	struct roi_sums *sums;
	size_t count, capacity;
	struct met met[ROI_NOTES];
	bool seen;
	int64_t first_us, last_us;
};

struct roi_ledger *
roi_ledger_new(const struct roi_plan *plan)
{
	struct roi_ledger *ledger = mem_new(1, sizeof *ledger);
	ledger->plan = plan;
	ledger->accounts = group_new(roi_ledger_cells(ledger));
	for (size_t i = 0; i < ROI_NOTES; i++)
		ledger->met[i].texts = strmap_new();
	return ledger;
}

void
roi_ledger_free(struct roi_ledger *ledger)
{
	if (!ledger)
		return;
	group_free(ledger->accounts);
	free(ledger->sums);
	for (size_t i = 0; i < ROI_NOTES; i++) {
		struct met *met = &ledger->met[i];
		strmap_free(met->texts);
		for (size_t k = 0; k < met->count; k++)
			free(met->places[k]);
		free(met->places);
	}
	free(ledger);
}

const struct roi_plan *
roi_ledger_plan(const struct roi_ledger *ledger)
{
	return ledger->plan;
}

size_t
roi_ledger_group_cells(const struct roi_ledger *ledger)
{
	return ledger->plan->by.count + ledger->plan->has_period;
}

size_t
roi_ledger_cells(const struct roi_ledger *ledger)
{
	return roi_ledger_group_cells(ledger) + ROI_CELLS;
}

uint32_t
roi_ledger_account(struct roi_ledger *ledger, const struct slice *cells)
{
	uint32_t id = group_add(ledger->accounts, cells);
	if (id == ledger->count) {
		ledger->sums = mem_grow(ledger->sums, &ledger->capacity,
		    ledger->count + 1, sizeof *ledger->sums);
		ledger->sums[ledger->count++] = (struct roi_sums){0};
	}
	return id;
}

struct roi_sums *
roi_ledger_sums_of(struct roi_ledger *ledger, const struct slice *cells)
{
	uint32_t id = roi_ledger_account(ledger, cells);
	return &ledger->sums[id];
}

uint32_t
roi_ledger_count(const struct roi_ledger *ledger)
{
	return (uint32_t)ledger->count;
}

struct roi_sums *
roi_ledger_sums(const struct roi_ledger *ledger, uint32_t account)
{
	return &ledger->sums[account];
}

const struct group *
roi_ledger_accounts(const struct roi_ledger *ledger)
{
	return ledger->accounts;
}

struct slice
roi_ledger_cell(const struct roi_ledger *ledger, uint32_t account, size_t i)
{
	return group_cell(ledger->accounts, account, i);
}

bool
roi_ledger_met(
    struct roi_ledger *ledger, enum roi_note note, struct slice text, uint32_t *id)
{
	struct met *met = &ledger->met[note];
	*id = strmap_add(met->texts, text);
	if (*id < met->count)
		return false;
	met->places =
	    mem_grow(met->places, &met->capacity, met->count + 1, sizeof(char *));
	met->places[met->count++] = NULL;
	return true;
}

void
roi_ledger_met_at(
    struct roi_ledger *ledger, enum roi_note note, uint32_t id, const char *place)
{
	ledger->met[note].places[id] = mem_text(place, strlen(place));
}

uint32_t
roi_ledger_notes(const struct roi_ledger *ledger, enum roi_note note)
{
	return (uint32_t)ledger->met[note].count;
}

struct slice
roi_ledger_note(const struct roi_ledger *ledger, enum roi_note note, uint32_t id)
{
	return strmap_key(ledger->met[note].texts, id);
}

const char *
roi_ledger_place(const struct roi_ledger *ledger, enum roi_note note, uint32_t id)
{
	return ledger->met[note].places[id];
}

static bool
has_met(const struct roi_ledger *ledger, const struct roi_ledger *other)
{
	uint32_t id;
	for (size_t note = 0; note < ROI_NOTES; note++)
		for (uint32_t i = 0; i < other->met[note].count; i++)
			if (!strmap_find(ledger->met[note].texts,
			        strmap_key(other->met[note].texts, i), &id))
				return false;
	return true;
}

/* The accounts of the other's, to be freed; NULL if a sum gets too large. */
static uint32_t *
find_accounts(struct roi_ledger *ledger, const struct roi_ledger *other)
{
	size_t n = roi_ledger_cells(ledger);
	uint32_t *ids = mem_new(other->count, sizeof *ids);
	struct slice *cells = mem_new(n, sizeof *cells);
	bool fits = true;
	for (uint32_t i = 0; i < other->count && fits; i++) {
		for (size_t k = 0; k < n; k++)
			cells[k] = roi_ledger_cell(other, i, k);
		ids[i] = roi_ledger_account(ledger, cells);
		struct roi_sums sums = ledger->sums[ids[i]];
		fits = roi_sums_add_all(&sums, &other->sums[i]);
	}
	free(cells);
	if (fits)
		return ids;
	free(ids);
	return NULL;
}

bool
roi_ledger_add(struct roi_ledger *ledger, const struct roi_ledger *other)
{
	uint32_t *ids = has_met(ledger, other) ? find_accounts(ledger, other) : NULL;
	if (!ids)
		return false;
	for (uint32_t i = 0; i < other->count; i++)
		roi_sums_add_all(&ledger->sums[ids[i]], &other->sums[i]);
	free(ids);
	if (other->seen) {
		roi_ledger_saw(ledger, other->first_us);
		roi_ledger_saw(ledger, other->last_us);
	}
	return true;
}

void
roi_ledger_saw(struct roi_ledger *ledger, int64_t us)
{
	if (!ledger->seen || us < ledger->first_us)
		ledger->first_us = us;
	if (!ledger->seen || us > ledger->last_us)
		ledger->last_us = us;
	ledger->seen = true;
}

bool
roi_ledger_span(const struct roi_ledger *ledger, int64_t *first_us, int64_t *last_us)
{
	*first_us = ledger->first_us;
	*last_us = ledger->last_us;
	return ledger->seen;
}
