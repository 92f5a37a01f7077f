#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/statefile.h"

enum { COUNT = STATEFILE_COLUMNS, STEP, GROUP };

static const char *const columns[] = {"count", "step", "group"};

#define SETTING(name) STATEFILE_SETTING(struct plan_texts, name)

static const struct statefile_setting settings[] = {SETTING(stages), SETTING(lost),
    SETTING(by), SETTING(cohort), SETTING(from), SETTING(to), SETTING(window),
    SETTING(order), SETTING(implied)};

const struct statefile_kind state_kind = {
    .version = "1",
    .settings = settings,
    .settings_count = sizeof settings / sizeof *settings,
    .columns = columns,
    .columns_count = sizeof columns / sizeof *columns,
};

static const char *const end_names[TALLY_ENDS] = {[TALLY_CONVERTED] = "converted",
    [TALLY_LOST] = "lost",
    [TALLY_OPEN] = "open",
    [TALLY_CYCLE] = "cycle"};

/* Writing */

/* A row that comes with a group. */
struct fact {
	const char *record;
	struct slice value;
	uint64_t count;
	size_t step;
	uint32_t group;
};

static void
write_fact(struct csvout *out, const struct funnel *funnel, const struct fact *fact)
{
	char *text = NULL;
	size_t capacity = 0;
	csvout_text(out, slice_of(fact->record));
	csvout_empty(out);
	csvout_text(out, fact->value);
	csvout_count(out, fact->count);
	csvout_count(out, fact->step + 1);
	csvout_text(out, statefile_pack(funnel->groups, fact->group, &text, &capacity));
	csvout_end_row(out);
	free(text);
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
			        "entered", {"", 0}, count.entered, step, group});
			if (count.valued == 0)
				continue;
			size_t n = money_format(count.value, value);
			write_fact(out, funnel,
			    &(struct fact){
			        "valued", {value, n}, count.valued, step, group});
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
		    &(struct fact){end_names[end], {value, (size_t)n}, duration.leads,
		        duration.step, duration.group});
	}
}

void
state_write(struct csvout *out, struct funnel *funnel, struct plan_texts *texts,
    const struct options_common *options)
{
	char text[DATE_TEXT];
	int64_t latest_us;
	statefile_begin(out, &state_kind, texts, options);
	if (tally_latest(funnel->tally, &latest_us))
		statefile_fact(out, &state_kind, "latest", slice_of(""),
		    (struct slice){text, date_format(latest_us, text)});
	write_counts(out, funnel);
	for (size_t end = 0; end < TALLY_ENDS; end++)
		write_durations(out, funnel, (enum tally_end)end);
	statefile_end(out, &state_kind);
}

/* Reading */

struct state {
	struct statefile *file;
	struct reader *reader; /* of the file */
	struct plan_texts texts;
	struct plan plan;
	struct funnel funnel;
};

static uint64_t
read_count(struct state *state, size_t role, uint64_t most)
{
	struct slice cell = reader_cell(state->reader, role);
	uint64_t n = 0;
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] < '0' || cell.p[i] > '9' || n > most)
			statefile_refuse(state->file, "not a count");
		n = n * 10 + (uint64_t)(cell.p[i] - '0');
	}
	if (cell.n == 0 || n == 0 || n > most)
		statefile_refuse(state->file, "not a count");
	return n;
}

static int64_t
read_microseconds(struct state *state)
{
	struct slice cell = reader_cell(state->reader, STATEFILE_VALUE);
	bool negative = cell.n && cell.p[0] == '-';
	int64_t n = 0;
	for (size_t i = negative; i < cell.n; i++) {
		if (cell.p[i] < '0' || cell.p[i] > '9' || n > INT64_MAX / 100)
			statefile_refuse(state->file, "not a number of microseconds");
		n = n * 10 + (cell.p[i] - '0');
	}
	if (cell.n == negative)
		statefile_refuse(state->file, "not a number of microseconds");
	return negative ? -n : n;
}

static void
read_latest(struct state *state)
{
	struct date date;
	if (reader_date(state->reader, STATEFILE_VALUE, &date) != READER_VALUE)
		statefile_refuse(state->file, "not a time");
	tally_saw(state->funnel.tally, date.us);
}

/* Counts are far from overflow: 2^53 leads is more than there can be. */
static const uint64_t most_leads = UINT64_C(1) << 53;

/* Rows that come with a group. */
static void
read_tally(struct state *state, struct slice record)
{
	struct tally *tally = state->funnel.tally;
	uint32_t group = group_add(
	    state->funnel.groups, statefile_cells(state->file, GROUP,
	                              funnel_cells(&state->plan), "not a group"));
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
		if (reader_money(state->reader, STATEFILE_VALUE, &money) != READER_VALUE)
			statefile_refuse(state->file, "not an amount");
		tally_add_count(tally, &(struct tally_count){group, step, 0, n, money});
		return;
	}
	size_t end = slice_find(record, end_names, TALLY_ENDS);
	if (end == TALLY_ENDS)
		statefile_refuse(state->file, "an unknown record");
	struct tally_duration duration = {group, step, read_microseconds(state), n};
	tally_add_duration(tally, (enum tally_end)end, &duration);
}

struct state *
state_read(struct options_common *options)
{
	struct slice record;
	struct state *state = mem_new(1, sizeof *state);
	state->file = statefile_open(&state_kind, &state->texts, options);
	state->reader = statefile_reader(state->file);
	if (!state->texts.stages)
		statefile_refuse(state->file, "a setting is missing");
	char *reason = plan_make(&state->texts, &state->plan);
	if (reason)
		statefile_refuse(state->file, reason);
	funnel_init(&state->funnel, &state->plan);
	while (statefile_next(state->file, &record))
		if (slice_equal(record, slice_of("latest")))
			read_latest(state);
		else
			read_tally(state, record);
	tally_check_sums(state->funnel.tally);
	return state;
}

void
state_free(struct state *state)
{
	if (!state)
		return;
	funnel_release(&state->funnel);
	plan_release(&state->plan);
	statefile_close(state->file);
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
	return statefile_delimiter(state->file);
}
