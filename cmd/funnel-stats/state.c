#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/arena.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

/* Changes with the meaning of the rows. */
#define VERSION "1"

enum { RECORD, NAME, VALUE, COUNT, STEP, GROUP, COLUMNS };

static const struct reader_role roles[COLUMNS] = {
    [RECORD] = {"record", NULL, true},
    [NAME] = {"name", NULL, true},
    [VALUE] = {"value", NULL, true},
    [COUNT] = {"count", NULL, true},
    [STEP] = {"step", NULL, true},
    [GROUP] = {"group", NULL, true},
};

static const char *const end_names[TALLY_ENDS] = {[TALLY_CONVERTED] = "converted",
    [TALLY_LOST] = "lost",
    [TALLY_OPEN] = "open",
    [TALLY_CYCLE] = "cycle"};

/* Writing */

/* What the rows of the state differ in; group < 0: none. */
struct fact {
	const char *record, *name;
	struct slice value;
	uint64_t count;
	size_t step;
	int64_t group;
};

/* The group's cells as netstrings (D. J. Bernstein): `5:Email,7:2025-Q1,`. Whatever they
 * hold, and however many there are, a state has the same columns. */
static void
write_group(struct csvout *out, const struct funnel *funnel, uint32_t group)
{
	char *text = NULL;
	size_t n = 0, capacity = 0;
	for (size_t i = 0; i < funnel_cells(funnel->plan); i++) {
		struct slice cell = group_cell(funnel->groups, group, i);
		text = mem_grow(text, &capacity, n + cell.n + 24, 1);
		n += (size_t)snprintf(text + n, capacity - n, "%zu:", cell.n);
		if (cell.n)
			memcpy(text + n, cell.p, cell.n);
		n += cell.n;
		text[n++] = ',';
	}
	csvout_text(out, (struct slice){text, n});
	free(text);
}

static void
write_fact(struct csvout *out, const struct funnel *funnel, const struct fact *fact)
{
	csvout_text(out, slice_of(fact->record));
	csvout_text(out, slice_of(fact->name));
	csvout_text(out, fact->value);
	if (fact->group >= 0) {
		csvout_count(out, fact->count);
		csvout_count(out, fact->step + 1);
		write_group(out, funnel, (uint32_t)fact->group);
	} else {
		for (size_t i = 0; i < 3; i++)
			csvout_empty(out);
	}
	csvout_end_row(out);
}

static void
write_setting(
    struct csvout *out, const struct funnel *funnel, const char *name, const char *value)
{
	write_fact(out, funnel,
	    &(struct fact){"setting", name, slice_of(value ? value : ""), 0, 0, -1});
}

static void
write_settings(struct csvout *out, const struct funnel *funnel, struct plan_texts *texts,
    const struct options_common *options)
{
	char as_of[DATE_TEXT];
	write_setting(out, funnel, "version", VERSION);
	for (size_t i = 0; i < plan_fields_count; i++)
		write_setting(
		    out, funnel, plan_fields[i].name, *plan_text(texts, &plan_fields[i]));
	if (options->as_of_given)
		date_format(options->as_of_us, as_of);
	write_setting(out, funnel, "as-of", options->as_of_given ? as_of : "");
}

static void
write_counts(struct csvout *out, const struct funnel *funnel)
{
	char value[MONEY_TEXT];
	for (uint32_t group = 0; group < group_count(funnel->groups); group++) {
		for (size_t step = 0; step < funnel->plan->rules.steps; step++) {
			struct tally_count count =
			    tally_count(funnel->tally, group, step);
			write_fact(out, funnel,
			    &(struct fact){
			        "entered", "", {"", 0}, count.entered, step, group});
			if (count.valued == 0)
				continue;
			size_t n = money_format(count.value, value);
			write_fact(out, funnel,
			    &(struct fact){
			        "valued", "", {value, n}, count.valued, step, group});
		}
	}
}

static void
write_durations(struct csvout *out, const struct funnel *funnel, enum tally_end end)
{
	char value[24];
	struct tally_duration duration;
	tally_rewind(funnel->tally, end);
	while (tally_next(funnel->tally, end, &duration)) {
		int n = snprintf(value, sizeof value, "%" PRId64, duration.value);
		write_fact(out, funnel,
		    &(struct fact){end_names[end], "", {value, (size_t)n}, duration.leads,
		        duration.step, duration.group});
	}
}

void
state_write(struct csvout *out, struct funnel *funnel, struct plan_texts *texts,
    const struct options_common *options)
{
	char text[DATE_TEXT];
	int64_t latest_us;
	for (size_t i = 0; i < COLUMNS; i++)
		csvout_column(out, slice_of(roles[i].name),
		    i == COUNT || i == STEP ? CSVOUT_NUMBER : CSVOUT_TEXT);
	write_settings(out, funnel, texts, options);
	if (tally_latest(funnel->tally, &latest_us)) {
		size_t n = date_format(latest_us, text);
		write_fact(
		    out, funnel, &(struct fact){"latest", "", {text, n}, 0, 0, -1});
	}
	write_counts(out, funnel);
	for (size_t end = 0; end < TALLY_ENDS; end++)
		write_durations(out, funnel, (enum tally_end)end);
	write_fact(out, funnel, &(struct fact){"end", "", {"", 0}, 0, 0, -1});
}

/* Reading */

struct state {
	struct options_common *options;
	struct reader *reader;
	struct plan_texts
	    texts; /* empty where an option wasn't given, NULL if not read */
	const char *version, *as_of;
	bool made;   /* the plan and the funnel are */
	bool open;   /* a state is being read: its `end` is still to come */
	size_t file; /* the next that has to begin with a state */
	struct plan plan;
	struct funnel funnel;
	struct slice *cells; /* of the row's group */
	struct arena arena;  /* the settings' texts */
	char delimiter;
};

static DIAG_NORETURN void
refuse(struct state *state, const char *reason)
{
	diag_fatal(EX_DATAERR, "%s: %s: is this the output of funnel-stats --partial?",
	    reader_place(state->reader), reason);
}

/* Where the text of a setting is kept, NULL for one that there isn't. */
static const char **
setting_field(struct state *state, struct slice name)
{
	if (slice_equal(name, slice_of("version")))
		return &state->version;
	if (slice_equal(name, slice_of("as-of")))
		return &state->as_of;
	for (size_t i = 0; i < plan_fields_count; i++)
		if (slice_equal(name, slice_of(plan_fields[i].name)))
			return plan_text(&state->texts, &plan_fields[i]);
	return NULL;
}

static const char *
keep(struct state *state, struct slice text)
{
	char *p = arena_take(&state->arena, text.n + 1);
	if (text.n)
		memcpy(p, text.p, text.n);
	p[text.n] = '\0';
	return p;
}

static void
read_setting(struct state *state)
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
		    "here, "
		    "--%s=%s before",
		    reader_place(state->reader), diag_show(name).text,
		    diag_show(value).text, diag_show(name).text,
		    diag_show(slice_of(*field)).text);
}

/* The texts as options give them: NULL where one wasn't given. */
static struct plan_texts
given_texts(struct state *state)
{
	struct plan_texts given = state->texts;
	for (size_t i = 0; i < plan_fields_count; i++) {
		const char **text = plan_text(&given, &plan_fields[i]);
		if (!*text)
			refuse(state, "a setting is missing");
		if (!**text)
			*text = NULL;
	}
	if (!state->version || !state->as_of || !given.stages)
		refuse(state, "a setting is missing");
	if (strcmp(state->version, VERSION) != 0)
		refuse(state, "a state of another version");
	return given;
}

static void
set_as_of(struct state *state)
{
	struct date date;
	if (!*state->as_of)
		return;
	if (date_parse(slice_of(state->as_of), NULL, &date) != NULL)
		refuse(state, "--as-of isn't a time");
	state->options->as_of_given = true;
	state->options->as_of_us = date.us;
}

static void
make_funnel(struct state *state)
{
	struct plan_texts given = given_texts(state);
	char *reason = plan_make(&given, &state->plan);
	if (reason)
		refuse(state, reason);
	funnel_init(&state->funnel, &state->plan);
	set_as_of(state);
	state->cells = mem_new(funnel_cells(&state->plan), sizeof *state->cells);
	state->made = true;
}

static uint64_t
read_count(struct state *state, size_t role, uint64_t most)
{
	struct slice cell = reader_cell(state->reader, role);
	uint64_t n = 0;
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] < '0' || cell.p[i] > '9' || n > most)
			refuse(state, "not a count");
		n = n * 10 + (uint64_t)(cell.p[i] - '0');
	}
	if (cell.n == 0 || n == 0 || n > most)
		refuse(state, "not a count");
	return n;
}

static int64_t
read_microseconds(struct state *state)
{
	struct slice cell = reader_cell(state->reader, VALUE);
	bool negative = cell.n && cell.p[0] == '-';
	int64_t n = 0;
	for (size_t i = negative; i < cell.n; i++) {
		if (cell.p[i] < '0' || cell.p[i] > '9' || n > INT64_MAX / 100)
			refuse(state, "not a number of microseconds");
		n = n * 10 + (cell.p[i] - '0');
	}
	if (cell.n == negative)
		refuse(state, "not a number of microseconds");
	return negative ? -n : n;
}

static void
read_latest(struct state *state)
{
	struct date date;
	if (reader_date(state->reader, VALUE, &date) != READER_VALUE)
		refuse(state, "not a time");
	tally_saw(state->funnel.tally, date.us);
}

/* A netstring off the front of *text. */
static struct slice
read_netstring(struct state *state, struct slice *text)
{
	size_t n = 0, i = 0;
	for (; i < text->n && text->p[i] >= '0' && text->p[i] <= '9' && n < text->n; i++)
		n = n * 10 + (size_t)(text->p[i] - '0');
	if (i == 0 || text->n - i < n + 2 || text->p[i] != ':' ||
	    text->p[i + 1 + n] != ',')
		refuse(state, "not a group");
	struct slice cell = {text->p + i + 1, n};
	text->p += i + 1 + n + 1;
	text->n -= i + 1 + n + 1;
	return cell;
}

static uint32_t
read_group(struct state *state)
{
	struct slice text = reader_cell(state->reader, GROUP);
	for (size_t i = 0; i < funnel_cells(&state->plan); i++)
		state->cells[i] = read_netstring(state, &text);
	if (text.n)
		refuse(state, "not a group");
	return group_add(state->funnel.groups, state->cells);
}

/* Counts are far from overflow: 2^53 leads is more than there can be. */
static const uint64_t most_leads = UINT64_C(1) << 53;

/* Rows that come with a group. */
static void
read_tally(struct state *state, struct slice record)
{
	struct tally *tally = state->funnel.tally;
	uint32_t group = read_group(state);
	size_t step = read_count(state, STEP, state->plan.rules.steps) - 1;
	if (slice_equal(record, slice_of("entered"))) {
		/* A step that nobody reached was written too. */
		bool none = slice_equal(reader_cell(state->reader, COUNT), slice_of("0"));
		uint64_t n = none ? 0 : read_count(state, COUNT, most_leads);
		tally_add_count(tally, &(struct tally_count){group, step, n, 0, {0}});
		return;
	}
	uint64_t n = read_count(state, COUNT, most_leads);
	if (slice_equal(record, slice_of("valued"))) {
		struct money money;
		if (reader_money(state->reader, VALUE, &money) != READER_VALUE)
			refuse(state, "not an amount");
		tally_add_count(tally, &(struct tally_count){group, step, 0, n, money});
		return;
	}
	for (size_t end = 0; end < TALLY_ENDS; end++) {
		if (slice_equal(record, slice_of(end_names[end]))) {
			struct tally_duration duration = {
			    group, step, read_microseconds(state), n};
			tally_add_duration(tally, (enum tally_end)end, &duration);
			return;
		}
	}
	refuse(state, "an unknown record");
}

static void
read_fact(struct state *state, struct slice record)
{
	if (!state->made)
		make_funnel(state);
	if (slice_equal(record, slice_of("latest")))
		read_latest(state);
	else
		read_tally(state, record);
}

/* A state begins with its version and is whole only with its `end`; each file holds one
 * at least. */
static void
begin_state(struct state *state)
{
	if (state->open)
		refuse(state, "the state before this line is cut short");
	if (reader_file(state->reader) > state->file)
		refuse(state, "the file before this one holds no state");
	state->open = true;
	state->file = reader_file(state->reader) + 1;
}

static void
end_state(struct state *state)
{
	if (!state->made)
		make_funnel(state);
	state->open = false;
}

/* Also the header comes again where states were simply written one after the other. */
static void
read_row(struct state *state)
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

struct state *
state_read(struct options_common *options)
{
	struct state *state = mem_new(1, sizeof *state);
	state->options = options;
	state->reader = reader_open(roles, COLUMNS, options);
	while (reader_next(state->reader))
		read_row(state);
	if (state->open || state->file < options->files_count)
		refuse(state, "the last state is cut short");
	state->delimiter = reader_delimiter(state->reader);
	reader_close(state->reader);
	return state;
}

void
state_free(struct state *state)
{
	if (!state)
		return;
	funnel_release(&state->funnel);
	plan_release(&state->plan);
	arena_release(&state->arena);
	free(state->cells);
	free(state);
}

struct funnel *
state_funnel(struct state *state)
{
	return &state->funnel;
}

struct plan_texts *
state_texts(struct state *state)
{
	return &state->texts;
}

char
state_delimiter(const struct state *state)
{
	return state->delimiter;
}
