#include "fc_state.h"

#include <stdlib.h>

#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "fc_sales_inside.h"

enum { GROUP = STATEFILE_COLUMNS };

static const char *const columns[] = {"group"};

static const struct statefile_setting settings_of_states[] = {
    {"by", offsetof(struct fc_sales_settings, by_text)},
    {"period", offsetof(struct fc_sales_settings, period_text)},
};

const struct statefile_kind fc_state_kind = {
    .version = "1",
    .settings = settings_of_states,
    .settings_count = sizeof settings_of_states / sizeof *settings_of_states,
    .columns = columns,
    .columns_count = sizeof columns / sizeof *columns,
};

/* Writing */

/* What there was, whether it had an amount or not: periods of which kind, and the latest
 * of them; and whether a date told more than its period. */
static void
write_latest(struct csvout *out, const struct fc_sales *sales)
{
	char name[DATE_TEXT] = "", time[DATE_TEXT] = "";
	if (!sales->any)
		return;
	size_t n =
	    fc_period_name((struct fc_period){sales->kind, sales->latest_place}, name);
	struct slice us = {time, 0};
	if (sales->kind != FC_BY_NUMBER)
		us.n = date_format(sales->latest_us, time);
	statefile_fact(out, &fc_state_kind, "kind",
	    slice_of(fc_period_kind_name(sales->kind)), slice_of(""));
	statefile_fact(out, &fc_state_kind, "latest", (struct slice){name, n}, us);
	if (!sales->dates_begin_periods)
		statefile_fact(out, &fc_state_kind, "within", slice_of(""), slice_of(""));
}

static void
write_sums(struct csvout *out, const struct fc_sales *sales, const struct fc_sums *sums,
    struct slice group)
{
	char name[DATE_TEXT] = "", value[MONEY_TEXT] = "";
	for (size_t i = 0; i < sums->count; i++) {
		if (!sums->known[i])
			continue;
		struct fc_period period = {sales->kind, sums->first + (int64_t)i};
		csvout_text(out, slice_of("sum"));
		csvout_text(out, (struct slice){name, fc_period_name(period, name)});
		csvout_text(
		    out, (struct slice){value, money_format(sums->sums[i], value)});
		csvout_text(out, group);
		csvout_end_row(out);
	}
}

void
fc_state_write(struct csvout *out, const struct fc_sales *sales,
    struct fc_sales_settings *settings, const struct options_common *options)
{
	char *text = NULL;
	size_t capacity = 0;
	statefile_begin(out, &fc_state_kind, settings, options);
	write_latest(out, sales);
	for (uint32_t i = 0; i < group_count(sales->groups); i++)
		write_sums(out, sales, &sales->sums[i],
		    statefile_pack(sales->groups, i, &text, &capacity));
	statefile_end(out, &fc_state_kind);
	free(text);
}

/* Reading */

struct fc_state {
	struct statefile *file;
	struct reader *reader; /* of the file */
	struct fc_sales *sales;
};

static void
read_kind(struct fc_state *state)
{
	enum fc_period_kind kind;
	struct fc_sales *sales = state->sales;
	struct slice name = reader_cell(state->reader, STATEFILE_NAME);
	char *text = mem_text(name.p, name.n);
	bool known = fc_period_kind_named(text, &kind);
	free(text);
	if (!known)
		statefile_refuse(state->file, "not a kind of periods");
	if (sales->kind_known && sales->kind != kind)
		diag_fatal(EX_DATAERR,
		    "%s: sums by %s, where another state has them by %s: make all with "
		    "the same --period",
		    reader_place(state->reader), fc_period_kind_name(kind),
		    fc_period_kind_name(sales->kind));
	sales->kind = kind;
	sales->kind_known = true;
}

/* The place of the period that the fact names. */
static int64_t
read_period(struct fc_state *state)
{
	struct fc_period period;
	struct slice name = reader_cell(state->reader, STATEFILE_NAME);
	const struct fc_sales *sales = state->sales;
	bool right = sales->kind_known && sales->kind == FC_BY_NUMBER
	                 ? fc_period_parse_number(name, &period)
	                 : fc_period_parse(name, &period);
	if (!right || !sales->kind_known || period.kind != sales->kind)
		statefile_refuse(state->file, "not a period");
	return period.place;
}

static void
read_latest(struct fc_state *state)
{
	int64_t place = read_period(state), us = 0;
	if (state->sales->kind != FC_BY_NUMBER)
		us = statefile_time(state->file, STATEFILE_VALUE, "not a time");
	fc_sales_saw(state->sales, us, place);
}

static void
read_sum(struct fc_state *state)
{
	int64_t place = read_period(state);
	struct money sum = statefile_money(state->file, STATEFILE_VALUE, "not a sum");
	const struct slice *cells = statefile_cells(
	    state->file, GROUP, state->sales->settings->by.count, "not a group");
	const char *reason = fc_sums_add(fc_sales_sums(state->sales, cells), place, sum);
	if (reason)
		diag_fatal(EX_DATAERR, "%s: %s", reader_place(state->reader), reason);
}

static void
read_fact(struct fc_state *state, struct slice record)
{
	if (slice_equal(record, slice_of("sum")))
		read_sum(state);
	else if (slice_equal(record, slice_of("kind")))
		read_kind(state);
	else if (slice_equal(record, slice_of("latest")))
		read_latest(state);
	else if (slice_equal(record, slice_of("within")))
		state->sales->dates_begin_periods = false;
	else
		statefile_refuse(state->file, "an unknown record");
}

struct fc_state *
fc_state_read(struct fc_sales_settings *settings, struct options_common *options)
{
	struct slice record;
	const char *reason = NULL;
	struct fc_state *state = mem_new(1, sizeof *state);
	state->file = statefile_open(&fc_state_kind, settings, options);
	state->reader = statefile_reader(state->file);
	if (settings->by_text)
		reason = fc_sales_set_by(settings, settings->by_text);
	if (!reason && settings->period_text)
		reason = fc_sales_set_period(settings, settings->period_text);
	if (reason)
		statefile_refuse(state->file, reason);
	state->sales = fc_sales_new(settings, options);
	while (statefile_next(state->file, &record))
		read_fact(state, record);
	state->sales->delimiter = statefile_delimiter(state->file);
	return state;
}

struct fc_sales *
fc_state_sales(struct fc_state *state)
{
	return state->sales;
}

void
fc_state_free(struct fc_state *state)
{
	fc_sales_free(state->sales);
	statefile_close(state->file);
	free(state);
}
