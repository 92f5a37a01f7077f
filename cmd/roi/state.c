#include "state.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/statefile.h"

enum { ACCOUNT = STATEFILE_COLUMNS };

static const char *const columns[] = {"account"};

#define SETTING(name) STATEFILE_SETTING(struct roi_plan_texts, name)

static const struct statefile_setting settings[] = {SETTING(by), SETTING(period),
    SETTING(from), SETTING(to), SETTING(paid), SETTING(cashflow)};

const struct statefile_kind roi_state_kind = {
    .version = "1",
    .settings = settings,
    .settings_count = sizeof settings / sizeof *settings,
    .columns = columns,
    .columns_count = sizeof columns / sizeof *columns,
};

static const char *const note_names[ROI_NOTES] = {
    [ROI_NOTE_CURRENCY] = "currency", [ROI_NOTE_MODEL] = "model"};

/* Writing */

static void
write_sum(struct csvout *out, const char *name, struct slice sum, struct slice account)
{
	csvout_text(out, slice_of("sum"));
	csvout_text(out, slice_of(name));
	csvout_text(out, sum);
	csvout_text(out, account);
	csvout_end_row(out);
}

static void
write_accounts(struct csvout *out, const struct roi_ledger *ledger)
{
	char *text = NULL, value[MONEY_TEXT] = "";
	size_t capacity = 0;
	for (uint32_t i = 0; i < roi_ledger_count(ledger); i++) {
		const struct roi_sums *sums = roi_ledger_sums(ledger, i);
		struct slice account =
		    statefile_pack(roi_ledger_accounts(ledger), i, &text, &capacity);
		for (int k = 0; k < ROI_METRICS; k++) {
			if (!roi_sums_has(sums, (enum roi_metric)k))
				continue;
			struct slice sum = {value, money_format(sums->sum[k], value)};
			write_sum(out, roi_metric_names[k], sum, account);
		}
		/* An account without a figure is a group all the same. */
		if (sums->seen == 0)
			write_sum(out, "", slice_of(""), account);
	}
	free(text);
}

static void
write_notes(struct csvout *out, const struct roi_ledger *ledger)
{
	for (int note = 0; note < ROI_NOTES; note++)
		for (uint32_t i = 0; i < roi_ledger_notes(ledger, (enum roi_note)note);
		     i++)
			statefile_fact(out, &roi_state_kind, note_names[note],
			    roi_ledger_note(ledger, (enum roi_note)note, i),
			    slice_of(roi_ledger_place(ledger, (enum roi_note)note, i)));
}

static void
write_span(struct csvout *out, const struct roi_ledger *ledger)
{
	int64_t us[2];
	char text[DATE_TEXT] = "";
	if (!roi_ledger_span(ledger, &us[0], &us[1]))
		return;
	for (size_t i = 0; i < 2; i++)
		statefile_fact(out, &roi_state_kind, "day", slice_of(""),
		    (struct slice){text, date_format(us[i], text)});
}

void
roi_state_write(struct csvout *out, const struct roi_ledger *ledger,
    struct roi_plan_texts *texts, const struct options_common *options)
{
	statefile_begin(out, &roi_state_kind, texts, options);
	write_span(out, ledger);
	write_notes(out, ledger);
	write_accounts(out, ledger);
	statefile_end(out, &roi_state_kind);
}

/* Reading */

struct roi_state {
	struct statefile *file;
	struct reader *reader; /* of the file */
	struct roi_plan_texts texts;
	struct roi_plan plan;
	struct roi_ledger *ledger;
};

static void
read_sum(struct roi_state *state)
{
	struct slice name = reader_cell(state->reader, STATEFILE_NAME);
	const struct slice *cells = statefile_cells(
	    state->file, ACCOUNT, roi_ledger_cells(state->ledger), "not an account");
	struct roi_sums *sums =
	    roi_ledger_sums(state->ledger, roi_ledger_account(state->ledger, cells));
	if (name.n == 0)
		return;
	size_t metric = slice_find(name, roi_metric_names, ROI_METRICS);
	if (metric == ROI_METRICS)
		statefile_refuse(state->file, "not a sum");
	struct money value = statefile_money(state->file, STATEFILE_VALUE, "not a sum");
	if (!roi_sums_add(sums, (enum roi_metric)metric, value))
		diag_fatal(EX_DATAERR,
		    "%s: the sum gets too large for an amount of money",
		    reader_place(state->reader));
}

static void
read_day(struct roi_state *state)
{
	roi_ledger_saw(
	    state->ledger, statefile_time(state->file, STATEFILE_VALUE, "not a time"));
}

static void
read_note(struct roi_state *state, enum roi_note note)
{
	uint32_t id;
	struct slice place = reader_cell(state->reader, STATEFILE_VALUE);
	if (!roi_ledger_met(
	        state->ledger, note, reader_cell(state->reader, STATEFILE_NAME), &id))
		return;
	char *text = mem_text(place.p, place.n);
	roi_ledger_met_at(state->ledger, note, id, text);
	free(text);
}

static void
read_fact(struct roi_state *state, struct slice record)
{
	size_t note = slice_find(record, note_names, ROI_NOTES);
	if (slice_equal(record, slice_of("sum")))
		read_sum(state);
	else if (slice_equal(record, slice_of("day")))
		read_day(state);
	else if (note < ROI_NOTES)
		read_note(state, (enum roi_note)note);
	else
		statefile_refuse(state->file, "an unknown record");
}

struct roi_state *
roi_state_read(struct options_common *options)
{
	struct slice record;
	struct roi_state *state = mem_new(1, sizeof *state);
	state->file = statefile_open(&roi_state_kind, &state->texts, options);
	state->reader = statefile_reader(state->file);
	char *reason = roi_plan_make(&state->texts, &state->plan);
	if (reason)
		statefile_refuse(state->file, reason);
	state->ledger = roi_ledger_new(&state->plan);
	while (statefile_next(state->file, &record))
		read_fact(state, record);
	return state;
}

void
roi_state_free(struct roi_state *state)
{
	if (!state)
		return;
	roi_ledger_free(state->ledger);
	roi_plan_release(&state->plan);
	statefile_close(state->file);
	free(state);
}

struct roi_ledger *
roi_state_ledger(struct roi_state *state)
{
	return state->ledger;
}

struct roi_plan_texts *
roi_state_texts(struct roi_state *state)
{
	return &state->texts;
}

char
roi_state_delimiter(const struct roi_state *state)
{
	return statefile_delimiter(state->file);
}
