#include "flow.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "periods_table.h"

/* Parts: what was there, what changes it, and what is there then. */
enum part {
	START,
	CREATED,
	REOPENED,
	TRANSFERRED_IN,
	PULLED_IN, /* from a later bucket to this one */
	PUSHED_IN, /* from an earlier one */
	GREW,
	SHRANK,
	PULLED_OUT,
	PUSHED_OUT,
	TRANSFERRED_OUT,
	WON,
	LOST,
	REMOVED,
	END,
	PARTS
};

static const char *const names[PARTS] = {[START] = "start",
    [CREATED] = "created",
    [REOPENED] = "reopened",
    [TRANSFERRED_IN] = "transferred_in",
    [PULLED_IN] = "pulled_in",
    [PUSHED_IN] = "pushed_in",
    [GREW] = "grew",
    [SHRANK] = "shrank",
    [PULLED_OUT] = "pulled_out",
    [PUSHED_OUT] = "pushed_out",
    [TRANSFERRED_OUT] = "transferred_out",
    [WON] = "won",
    [LOST] = "lost",
    [REMOVED] = "removed",
    [END] = "end"};

struct cell {
	uint64_t deals;
	struct money amount;
};

struct flow {
	const struct deals *before, *now;
	const struct outlook_periods *periods;
	uint32_t *group; /* by group of before: that of all groups */
	struct group *groups;
	struct cell *cells; /* by group, bucket and part */
};

static void
add(struct flow *flow, uint32_t group, size_t bucket, enum part part, struct money amount)
{
	struct cell *cell =
	    &flow->cells[(group * outlook_buckets(flow->periods) + bucket) * PARTS +
	                 part];
	cell->deals++;
	deals_sum(&cell->amount, amount);
}

static struct money
minus(struct money x)
{
	return (struct money){-x.units};
}

/* Open before and now. First it moves, with the amount that it had. */
static void
add_kept(struct flow *flow, const struct deals_deal *old, uint32_t old_group,
    const struct deals_deal *new)
{
	size_t from = outlook_bucket(flow->periods, old->close);
	size_t to = outlook_bucket(flow->periods, new->close);
	if (old_group != new->group) {
		add(flow, old_group, from, TRANSFERRED_OUT, minus(old->amount));
		add(flow, new->group, to, TRANSFERRED_IN, old->amount);
	} else if (from != to) {
		add(flow, old_group, from, to < from ? PULLED_OUT : PUSHED_OUT,
		    minus(old->amount));
		add(flow, new->group, to, to < from ? PULLED_IN : PUSHED_IN, old->amount);
	}
	struct money change = {new->amount.units - old->amount.units};
	if (change.units)
		add(flow, new->group, to, change.units > 0 ? GREW : SHRANK, change);
}

/* What became of a deal that was open; *new is NULL where it isn't there any more. */
static void
add_old(struct flow *flow, const struct deals_deal *old, const struct deals_deal *new)
{
	uint32_t group = flow->group[old->group];
	size_t bucket = outlook_bucket(flow->periods, old->close);
	add(flow, group, bucket, START, old->amount);
	if (new &&new->status == DEALS_OPEN)
		add_kept(flow, old, group, new);
	else
		add(flow, group, bucket,
		    !new                       ? REMOVED
		    : new->status == DEALS_WON ? WON
		                               : LOST,
		    minus(old->amount));
}

/* A deal that is open now; *old is what it was. */
static void
add_new(struct flow *flow, const struct deals_deal *old, const struct deals_deal *new)
{
	size_t bucket = outlook_bucket(flow->periods, new->close);
	if (!old || old->status != DEALS_OPEN)
		add(flow, new->group, bucket, old ? REOPENED : CREATED, new->amount);
	add(flow, new->group, bucket, END, new->amount);
}

/* By id of `deals`, the deal; to be freed. */
static const struct deals_deal **
by_id(const struct deals *deals)
{
	const struct deals_deal **at =
	    mem_new(strmap_count(deals->ids), sizeof(const struct deals_deal *));
	for (size_t i = 0; i < deals->count; i++)
		at[deals->list[i].id] = &deals->list[i];
	return at;
}

static void
compare(struct flow *flow)
{
	uint32_t id;
	const struct deals_deal **old = by_id(flow->before), **new = by_id(flow->now);
	for (size_t i = 0; i < flow->before->count; i++) {
		const struct deals_deal *deal = &flow->before->list[i];
		struct slice key = strmap_key(flow->before->ids, deal->id);
		if (deal->status == DEALS_OPEN)
			add_old(flow, deal,
			    strmap_find(flow->now->ids, key, &id) ? new[id] : NULL);
	}
	for (size_t i = 0; i < flow->now->count; i++) {
		const struct deals_deal *deal = &flow->now->list[i];
		struct slice key = strmap_key(flow->now->ids, deal->id);
		if (deal->status == DEALS_OPEN)
			add_new(flow,
			    strmap_find(flow->before->ids, key, &id) ? old[id] : NULL,
			    deal);
	}
	free(old);
	free(new);
}

/* The groups of both, those of now with their numbers. */
static void
join_groups(struct flow *flow, const struct list *by)
{
	struct slice *cells = mem_new(by->count, sizeof *cells);
	uint32_t count = group_count(flow->before->groups);
	flow->groups = flow->now->groups;
	flow->group = mem_new(count, sizeof *flow->group);
	for (uint32_t id = 0; id < count && by->count; id++) {
		for (size_t i = 0; i < by->count; i++)
			cells[i] = group_cell(flow->before->groups, id, i);
		flow->group[id] = group_add(flow->groups, cells);
	}
	free(cells);
}

static void
write_bucket(struct csvout *out, const struct flow *flow, const struct list *by,
    uint32_t group, size_t bucket)
{
	struct outlook_name name = outlook_bucket_name(flow->periods, bucket);
	for (size_t part = 0; part < PARTS; part++) {
		const struct cell *cell =
		    &flow->cells[(group * outlook_buckets(flow->periods) + bucket) *
		                     PARTS +
		                 part];
		periods_table_write_group(out, flow->now, by, group);
		csvout_text(out, slice_of(name.text));
		csvout_text(out, slice_of(names[part]));
		csvout_count(out, cell->deals);
		csvout_money(out, cell->amount);
		csvout_end_row(out);
	}
}

void
flow_write(struct csvout *out, const struct deals *before, const struct deals *now,
    const struct outlook_periods *periods, const struct list *by)
{
	struct flow flow = {.before = before, .now = now, .periods = periods};
	join_groups(&flow, by);
	size_t buckets = outlook_buckets(periods);
	flow.cells =
	    mem_new(group_count(flow.groups) * buckets * PARTS, sizeof *flow.cells);
	compare(&flow);
	periods_table_declare_group(out, by);
	csvout_column(out, slice_of("period"), CSVOUT_TEXT);
	csvout_column(out, slice_of("flow"), CSVOUT_TEXT);
	csvout_column(out, slice_of("deals"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("amount"), CSVOUT_NUMBER);
	uint32_t *order = group_order(now->groups);
	for (uint32_t g = 0; g < group_count(flow.groups); g++)
		for (size_t bucket = 0; bucket < buckets; bucket++)
			write_bucket(out, &flow, by, order[g], bucket);
	free(order);
	free(flow.group);
	free(flow.cells);
}
