#include "state.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/arena.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

/* Changes with the meaning of the rows. */
#define VERSION "1"

enum { RECORD, NAME, VALUE, ACCOUNT, COLUMNS };

static const struct reader_role columns[COLUMNS] = {
    [RECORD] = {"record", NULL, true},
    [NAME] = {"name", NULL, true},
    [VALUE] = {"value", NULL, true},
    [ACCOUNT] = {"account", NULL, true},
};

static const char *const note_names[ROI_NOTES] = {
    [ROI_NOTE_CURRENCY] = "currency", [ROI_NOTE_MODEL] = "model"};

/* Writing */

static void
write_fact(struct csvout *out, const char *record, struct slice name, struct slice value,
    struct slice account)
{
	csvout_text(out, slice_of(record));
	csvout_text(out, name);
	csvout_text(out, value);
	csvout_text(out, account);
	csvout_end_row(out);
}

static void
write_setting(struct csvout *out, const char *name, const char *value)
{
	write_fact(
	    out, "setting", slice_of(name), slice_of(value ? value : ""), slice_of(""));
}

/* The account's cells as netstrings (D. J. Bernstein): `5:Email,7:2025-Q1,`. Whatever
 * they hold, and however many there are, a state has the same columns. */
static size_t
pack_account(
    const struct roi_ledger *ledger, uint32_t account, char **text, size_t *capacity)
{
	size_t n = 0;
	for (size_t i = 0; i < roi_ledger_cells(ledger); i++) {
		struct slice cell = roi_ledger_cell(ledger, account, i);
		*text = mem_grow(*text, capacity, n + cell.n + 24, 1);
		n += (size_t)snprintf(*text + n, *capacity - n, "%zu:", cell.n);
		if (cell.n)
			memcpy(*text + n, cell.p, cell.n);
		n += cell.n;
		(*text)[n++] = ',';
	}
	return n;
}

static void
write_accounts(struct csvout *out, const struct roi_ledger *ledger)
{
	char *text = NULL, value[MONEY_TEXT] = "";
	size_t capacity = 0;
	for (uint32_t i = 0; i < roi_ledger_count(ledger); i++) {
		const struct roi_sums *sums = roi_ledger_sums(ledger, i);
		size_t n = pack_account(ledger, i, &text, &capacity);
		for (int k = 0; k < ROI_METRICS; k++) {
			if (!roi_sums_has(sums, (enum roi_metric)k))
				continue;
			struct slice sum = {value, money_format(sums->sum[k], value)};
			write_fact(out, "sum", slice_of(roi_metric_names[k]), sum,
			    (struct slice){text, n});
		}
		/* An account without a figure is a group all the same. */
		if (sums->seen == 0)
			write_fact(out, "sum", slice_of(""), slice_of(""),
			    (struct slice){text, n});
	}
	free(text);
}

static void
write_notes(struct csvout *out, const struct roi_ledger *ledger)
{
	for (int note = 0; note < ROI_NOTES; note++)
		for (uint32_t i = 0; i < roi_ledger_notes(ledger, (enum roi_note)note);
		     i++)
			write_fact(out, note_names[note],
			    roi_ledger_note(ledger, (enum roi_note)note, i),
			    slice_of(roi_ledger_place(ledger, (enum roi_note)note, i)),
			    slice_of(""));
}

static void
write_span(struct csvout *out, const struct roi_ledger *ledger)
{
	int64_t us[2];
	char text[DATE_TEXT] = "";
	if (!roi_ledger_span(ledger, &us[0], &us[1]))
		return;
	for (size_t i = 0; i < 2; i++)
		write_fact(out, "day", slice_of(""),
		    (struct slice){text, date_format(us[i], text)}, slice_of(""));
}

void
roi_state_write(struct csvout *out, const struct roi_ledger *ledger,
    struct roi_plan_texts *texts, const struct options_common *options)
{
	char as_of[DATE_TEXT];
	for (size_t i = 0; i < COLUMNS; i++)
		csvout_column(out, slice_of(columns[i].name), CSVOUT_TEXT);
	write_setting(out, "version", VERSION);
	for (size_t i = 0; i < roi_plan_fields_count; i++)
		write_setting(out, roi_plan_fields[i].name,
		    *roi_plan_text(texts, &roi_plan_fields[i]));
	if (options->as_of_given)
		date_format(options->as_of_us, as_of);
	write_setting(out, "as-of", options->as_of_given ? as_of : "");
	write_span(out, ledger);
	write_notes(out, ledger);
	write_accounts(out, ledger);
	write_fact(out, "end", slice_of(""), slice_of(""), slice_of(""));
}

/* Reading */

struct roi_state {
	struct options_common *options;
	struct reader *reader;
	/* empty where an option wasn't given, NULL if not read */
	struct roi_plan_texts texts;
	const char *version, *as_of;
	bool made;   /* the plan and the ledger are */
	bool open;   /* a state is being read: its `end` is still to come */
	size_t file; /* the next that has to begin with a state */
	struct roi_plan plan;
	struct roi_ledger *ledger;
	struct slice *cells; /* of the row's account */
	struct arena arena;  /* the settings' texts */
	char delimiter;
};

static DIAG_NORETURN void
refuse(struct roi_state *state, const char *reason)
{
	diag_fatal(EX_DATAERR, "%s: %s: is this the output of roi --partial?",
	    reader_place(state->reader), reason);
}

/* Where the text of a setting is kept, NULL for one that there isn't. */
static const char **
setting_field(struct roi_state *state, struct slice name)
{
	if (slice_equal(name, slice_of("version")))
		return &state->version;
	if (slice_equal(name, slice_of("as-of")))
		return &state->as_of;
	for (size_t i = 0; i < roi_plan_fields_count; i++)
		if (slice_equal(name, slice_of(roi_plan_fields[i].name)))
			return roi_plan_text(&state->texts, &roi_plan_fields[i]);
	return NULL;
}

static const char *
keep(struct roi_state *state, struct slice text)
{
	char *p = arena_take(&state->arena, text.n + 1);
	if (text.n)
		memcpy(p, text.p, text.n);
	p[text.n] = '\0';
	return p;
}

static void
read_setting(struct roi_state *state)
{
	struct slice name = reader_cell(state->reader, NAME);
	struct slice value = reader_cell(state->reader, VALUE);
	const char **field = setting_field(state, name);
	if (!field)
		refuse(state, "an unknown setting");
	if (!*field)
		*field = keep(state, value);
	if (!slice_equal(value, slice_of(*field)))
		diag_fatal(EX_DATAERR,
		    "%s: states made with different options can't be merged: --%s=%s "
		    "here, --%s=%s before",
		    reader_place(state->reader), diag_show(name).text,
		    diag_show(value).text, diag_show(name).text,
		    diag_show(slice_of(*field)).text);
}

/* The texts as options give them: NULL where one wasn't given. */
static struct roi_plan_texts
given_texts(struct roi_state *state)
{
	struct roi_plan_texts given = state->texts;
	for (size_t i = 0; i < roi_plan_fields_count; i++) {
		const char **text = roi_plan_text(&given, &roi_plan_fields[i]);
		if (!*text)
			refuse(state, "a setting is missing");
		if (!**text)
			*text = NULL;
	}
	if (!state->version || !state->as_of)
		refuse(state, "a setting is missing");
	if (strcmp(state->version, VERSION) != 0)
		refuse(state, "a state of another version");
	return given;
}

static void
make_ledger(struct roi_state *state)
{
	struct roi_plan_texts given = given_texts(state);
	char *reason = roi_plan_make(&given, &state->plan);
	struct date date;
	if (reason)
		refuse(state, reason);
	state->ledger = roi_ledger_new(&state->plan);
	state->cells = mem_new(roi_ledger_cells(state->ledger), sizeof *state->cells);
	state->made = true;
	if (!*state->as_of)
		return;
	if (date_parse(slice_of(state->as_of), NULL, &date) != NULL)
		refuse(state, "--as-of isn't a time");
	state->options->as_of_given = true;
	state->options->as_of_us = date.us;
}

/* A netstring off the front of *text. */
static struct slice
read_netstring(struct roi_state *state, struct slice *text)
{
	size_t n = 0, i = 0;
	for (; i < text->n && text->p[i] >= '0' && text->p[i] <= '9' && n < text->n; i++)
		n = n * 10 + (size_t)(text->p[i] - '0');
	if (i == 0 || text->n - i < n + 2 || text->p[i] != ':' ||
	    text->p[i + 1 + n] != ',')
		refuse(state, "not an account");
	struct slice cell = {text->p + i + 1, n};
	text->p += i + 1 + n + 1;
	text->n -= i + 1 + n + 1;
	return cell;
}

static uint32_t
read_account(struct roi_state *state)
{
	struct slice text = reader_cell(state->reader, ACCOUNT);
	for (size_t i = 0; i < roi_ledger_cells(state->ledger); i++)
		state->cells[i] = read_netstring(state, &text);
	if (text.n)
		refuse(state, "not an account");
	return roi_ledger_account(state->ledger, state->cells);
}

static void
read_sum(struct roi_state *state)
{
	struct slice name = reader_cell(state->reader, NAME);
	struct roi_sums *sums = roi_ledger_sums(state->ledger, read_account(state));
	struct money value;
	int metric = 0;
	if (name.n == 0)
		return;
	while (metric < ROI_METRICS &&
	       !slice_equal(name, slice_of(roi_metric_names[metric])))
		metric++;
	if (metric == ROI_METRICS ||
	    money_parse(reader_cell(state->reader, VALUE),
	        &(struct number_style){'.', false}, &value) != NULL)
		refuse(state, "not a sum");
	if (!roi_sums_add(sums, (enum roi_metric)metric, value))
		diag_fatal(EX_DATAERR,
		    "%s: the sum gets too large for an amount of money",
		    reader_place(state->reader));
}

static void
read_day(struct roi_state *state)
{
	struct date date;
	if (date_parse(reader_cell(state->reader, VALUE), NULL, &date) != NULL)
		refuse(state, "not a time");
	roi_ledger_saw(state->ledger, date.us);
}

static void
read_note(struct roi_state *state, enum roi_note note)
{
	uint32_t id;
	struct slice place = reader_cell(state->reader, VALUE);
	if (!roi_ledger_met(state->ledger, note, reader_cell(state->reader, NAME), &id))
		return;
	char *text = mem_text(place.p, place.n);
	roi_ledger_met_at(state->ledger, note, id, text);
	free(text);
}

static void
read_fact(struct roi_state *state, struct slice record)
{
	if (!state->made)
		make_ledger(state);
	if (slice_equal(record, slice_of("sum"))) {
		read_sum(state);
		return;
	}
	if (slice_equal(record, slice_of("day"))) {
		read_day(state);
		return;
	}
	for (int note = 0; note < ROI_NOTES; note++) {
		if (slice_equal(record, slice_of(note_names[note]))) {
			read_note(state, (enum roi_note)note);
			return;
		}
	}
	refuse(state, "an unknown record");
}

/* A state begins with its version and is whole only with its `end`; each file holds one
 * at least. */
static void
begin_state(struct roi_state *state)
{
	if (state->open)
		refuse(state, "the state before this line is cut short");
	if (reader_file(state->reader) > state->file)
		refuse(state, "the file before this one holds no state");
	state->open = true;
	state->file = reader_file(state->reader) + 1;
}

static void
end_state(struct roi_state *state)
{
	if (!state->made)
		make_ledger(state);
	state->open = false;
}

/* Also the header comes again where states were simply written one after the other. */
static void
read_row(struct roi_state *state)
{
	struct slice record = reader_cell(state->reader, RECORD);
	if (slice_equal(record, slice_of("record")))
		return;
	bool is_setting = slice_equal(record, slice_of("setting"));
	if (is_setting &&
	    slice_equal(reader_cell(state->reader, NAME), slice_of("version")))
		begin_state(state);
	if (!state->open)
		refuse(state, "a row that belongs to no state");
	if (is_setting)
		read_setting(state);
	else if (slice_equal(record, slice_of("end")))
		end_state(state);
	else
		read_fact(state, record);
}

struct roi_state *
roi_state_read(struct options_common *options)
{
	struct roi_state *state = mem_new(1, sizeof *state);
	state->options = options;
	state->reader = reader_open(columns, COLUMNS, options);
	while (reader_next(state->reader))
		read_row(state);
	if (state->open || state->file < options->files_count)
		refuse(state, "the last state is cut short");
	state->delimiter = reader_delimiter(state->reader);
	reader_close(state->reader);
	return state;
}

void
roi_state_free(struct roi_state *state)
{
	if (!state)
		return;
	roi_ledger_free(state->ledger);
	roi_plan_release(&state->plan);
	arena_release(&state->arena);
	free(state->cells);
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
	return state->delimiter;
}
