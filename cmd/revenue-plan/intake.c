#include "intake.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "lists.h"

/* The funnel */

enum { STEP, STAGE, ENTERED, RATE, LOW, HIGH, LAG, VALUE, FUNNEL_ROLES };

static const struct reader_role funnel_roles[FUNNEL_ROLES] = {
    [STEP] = {"step", NULL, false},
    [STAGE] = {"stage", NULL, true},
    [ENTERED] = {"entered", NULL, false},
    [RATE] = {"step_rate", "rate|conversion rate", true},
    [LOW] = {"step_rate_low", NULL, false},
    [HIGH] = {"step_rate_high", NULL, false},
    [LAG] = {"median_days", "lag days|days", false},
    [VALUE] = {"value", NULL, false},
};

/* What a table of funnels is read with. */
struct intake {
	struct reader *reader;
	struct revplan_segments *segments;
	size_t *by; /* the columns' numbers */
	struct slice *cells;
};

static struct intake
open_table(const struct reader_role *roles, size_t count,
    const struct options_common *options, struct revplan_segments *segments)
{
	const struct list *by = segments->by;
	struct intake intake = {reader_open(roles, count, options), segments,
	    mem_new(by->count + 1, sizeof *intake.by),
	    mem_new(by->count + 1, sizeof *intake.cells)};
	for (size_t i = 0; i < by->count; i++)
		intake.by[i] = reader_add_column(intake.reader, by->items[i], true);
	return intake;
}

static void
close_table(struct intake *intake)
{
	reader_close(intake->reader);
	free(intake->by);
	free(intake->cells);
}

/* The columns of --by of the row at hand. */
static const struct slice *
cells_of(struct intake *intake)
{
	for (size_t i = 0; i < intake->segments->by->count; i++)
		intake->cells[i] = slice_trim(reader_cell(intake->reader, intake->by[i]));
	return intake->cells;
}

static void
check_step(struct reader *reader, size_t expected)
{
	struct money step;
	if (!reader_has(reader, STEP) ||
	    reader_money(reader, STEP, &step) == READER_MISSING)
		return;
	if (step.units != MONEY_ONE.units * (money_units)expected)
		diag_fatal(EX_DATAERR,
		    "%s: column \"step\": %s where %zu should be: a funnel's steps "
		    "come in their order; of a table with several funnels, name the "
		    "columns that tell them apart: --by=COL, or choose one",
		    reader_place(reader), diag_show(reader_cell(reader, STEP)).text,
		    expected);
}

/* A segment may be so small that nobody takes a step. */
static void
read_rate(struct reader *reader, bool may_be_none, struct revplan_stage *stage)
{
	const char *reason;
	if (reader_money(reader, RATE, &stage->part) == READER_MISSING)
		return; /* allowed in the last row, which isn't known yet */
	stage->whole = MONEY_ONE;
	if (may_be_none && stage->part.units == 0)
		return;
	if ((reason = revplan_rate(stage->part, stage->whole)))
		reader_bad_cell(reader, RATE, reason);
}

static void
read_interval(struct reader *reader, struct revplan_stage *stage)
{
	bool low = reader_has(reader, LOW) &&
	           reader_number(reader, LOW, &stage->rate_low) == READER_VALUE;
	bool high = reader_has(reader, HIGH) &&
	            reader_number(reader, HIGH, &stage->rate_high) == READER_VALUE;
	stage->has_interval = low && high;
	if (low && high &&
	    !(stage->rate_low >= 0 && stage->rate_low <= stage->rate_high &&
	        stage->rate_high <= 1))
		reader_bad_row(reader,
		    "step_rate_low and step_rate_high are not an interval within 0 and "
		    "1");
}

static void
read_lag(struct reader *reader, struct revplan_stage *stage)
{
	struct money days;
	const char *reason;
	if (!reader_has(reader, LAG) || reader_money(reader, LAG, &days) != READER_VALUE)
		return;
	if ((reason = revplan_days(days, &stage->lag_us)))
		reader_bad_cell(reader, LAG, reason);
}

/* What those who got here are worth, together and on average; 0 if it isn't told. */
static void
read_value(struct reader *reader, struct revplan_segment *segment)
{
	struct money value, entered, *size = &segment->funnel.deal_size;
	*size = segment->value = (struct money){0};
	if (reader_has(reader, VALUE) && reader_has(reader, ENTERED) &&
	    reader_money(reader, VALUE, &value) == READER_VALUE &&
	    reader_money(reader, ENTERED, &entered) == READER_VALUE && value.units > 0 &&
	    entered.units > 0 &&
	    money_scale(value, MONEY_ONE, entered, MONEY_DECIMALS, MONEY_HALF_UP, size))
		segment->value = value;
}

static void
read_stage(struct intake *intake)
{
	struct reader *reader = intake->reader;
	struct revplan_segment *segment =
	    revplan_segments_of(intake->segments, cells_of(intake));
	struct revplan_funnel *funnel = &segment->funnel;
	bool several = intake->segments->by->count > 0;
	struct slice name = slice_trim(reader_cell(reader, STAGE));
	check_step(reader, funnel->count + 1);
	if (name.n == 0)
		reader_bad_cell(reader, STAGE, "is empty");
	if (revplan_funnel_find(funnel, name) < funnel->count)
		reader_bad_cell(reader, STAGE,
		    "is a stage that is there already: of a table with several funnels, "
		    "name the columns that tell them apart: --by=COL");
	if (funnel->count == REVPLAN_MOST_STAGES)
		reader_bad_row(reader, "more than %d stages", REVPLAN_MOST_STAGES);
	if (!several && funnel->count &&
	    funnel->stages[funnel->count - 1].part.units == 0)
		diag_fatal(EX_DATAERR,
		    "%s: there is no step_rate to get here: that of the row above is "
		    "empty",
		    reader_place(reader));
	struct revplan_stage *stage = revplan_funnel_add(funnel, name);
	read_rate(reader, several, stage);
	read_interval(reader, stage);
	read_lag(reader, stage);
	read_value(reader, segment);
}

static void
check_last(const struct reader *reader, const struct revplan_segments *segments, size_t i)
{
	const struct revplan_funnel *funnel = &segments->list[i].funnel;
	const struct revplan_stage *last = &funnel->stages[funnel->count - 1];
	if (last->part.units != 0)
		diag_fatal(EX_DATAERR,
		    "%s: %sthe last stage, \"%s\", has a step_rate: it should be the "
		    "win, which has none; is the row missing that it leads to?",
		    reader_file_name(reader), revplan_segments_name(segments, i).text,
		    diag_show(slice_of(last->name)).text);
}

char
revplan_intake_funnels(
    const struct options_common *options, struct revplan_segments *segments)
{
	struct intake intake = open_table(funnel_roles, FUNNEL_ROLES, options, segments);
	while (reader_next(intake.reader))
		read_stage(&intake);
	if (revplan_segments_count(segments) == 0 || segments->list[0].funnel.count == 0)
		diag_fatal(
		    EX_DATAERR, "%s: no stage is there", reader_file_name(intake.reader));
	for (size_t i = 0; i < revplan_segments_count(segments); i++)
		check_last(intake.reader, segments, i);
	revplan_segments_check(segments);
	char delimiter = reader_delimiter(intake.reader);
	close_table(&intake);
	return delimiter;
}

/* The other files */

/* The options for a file beside the funnel: -c is about the funnel's columns. */
static struct options_common
beside(const struct options_common *options, const char **path)
{
	struct options_common own = *options;
	own.choices = NULL;
	own.choices_count = own.choices_capacity = 0;
	own.files = (char **)path;
	own.files_count = 1;
	return own;
}

/* The targets */

enum { TARGET, TARGET_ROLES };

static const struct reader_role target_roles[TARGET_ROLES] = {
    [TARGET] = {"target", "quota|goal|amount|revenue", true},
};

/* The number of the row's segment, or how many there are if it is none. */
static size_t
find_segment(struct intake *intake)
{
	const struct revplan_segments *segments = intake->segments;
	const struct slice *cells = cells_of(intake);
	size_t count = revplan_segments_count(segments), i = 0;
	for (; i < count; i++) {
		size_t same = 0;
		while (same < segments->by->count &&
		       slice_equal(
		           cells[same], group_cell(segments->groups, (uint32_t)i, same)))
			same++;
		if (same == segments->by->count)
			break;
	}
	return i;
}

static void
read_target(struct intake *intake)
{
	struct reader *reader = intake->reader;
	size_t i = find_segment(intake);
	struct money target;
	if (i == revplan_segments_count(intake->segments))
		reader_bad_row(reader, "there is no funnel of this segment");
	if (reader_money(reader, TARGET, &target) == READER_MISSING)
		reader_bad_cell(reader, TARGET, "is missing: 0 is a target too");
	struct money rounded = target, *to = &intake->segments->list[i].funnel.target;
	if (target.units < 0)
		reader_bad_cell(reader, TARGET, "is negative");
	if (!money_round(&rounded, intake->segments->decimals, MONEY_HALF_UP) ||
	    money_compare(rounded, target) != 0)
		reader_bad_cell(reader, TARGET, "has more decimals than --decimals says");
	if (to->units != 0)
		reader_bad_row(reader, "the segment has got its target already");
	*to = target;
}

void
revplan_intake_targets(const struct options_common *options, const char *path,
    struct revplan_segments *segments)
{
	struct options_common own = beside(options, &path);
	struct intake intake = open_table(target_roles, TARGET_ROLES, &own, segments);
	while (reader_next(intake.reader))
		read_target(&intake);
	close_table(&intake);
}

/* The season */

enum { SEASON_PERIOD, SEASON_WEIGHT, SEASON_ROLES };

static const struct reader_role season_roles[SEASON_ROLES] = {
    [SEASON_PERIOD] = {"period", "month|quarter|week|date", true},
    [SEASON_WEIGHT] = {"weight", "share|season|amount", true},
};

/* Is that what the period is called without the year: 03 or 3 for 2027-03? */
static bool
is_short_for(const struct revplan_calendar *calendar, size_t i, struct slice name)
{
	char text[DATE_TEXT];
	size_t n = revplan_calendar_name(calendar, i, text);
	if (n < 6)
		return false;
	struct slice part = {text + 5, n - 5};
	if (part.n == name.n + 1 && part.p[0] == '0')
		part.p++, part.n--;
	return slice_equal_nocase(part, name);
}

static void
set_weight(struct reader *reader, const struct revplan_calendar *calendar, size_t i,
    struct money weight, bool *given)
{
	if (given[i - calendar->first])
		reader_bad_cell(reader, SEASON_PERIOD, "has got its weight already");
	given[i - calendar->first] = true;
	calendar->weights[i - calendar->first] = weight.units;
}

static void
note_weight(struct reader *reader, const struct revplan_calendar *calendar, bool *given)
{
	struct slice name = slice_trim(reader_cell(reader, SEASON_PERIOD));
	struct money weight;
	if (reader_money(reader, SEASON_WEIGHT, &weight) == READER_MISSING)
		reader_bad_cell(reader, SEASON_WEIGHT, "is missing: 0 is a weight too");
	if (weight.units < 0)
		reader_bad_cell(reader, SEASON_WEIGHT, "is negative");
	size_t named = revplan_calendar_find(calendar, name);
	if (named < calendar->count && named >= calendar->first)
		set_weight(reader, calendar, named, weight, given);
	for (size_t i = calendar->first; name.n < 6 && i < calendar->count; i++)
		if (is_short_for(calendar, i, name))
			set_weight(reader, calendar, i, weight, given);
}

static void
check_season(const char *path, const struct revplan_calendar *calendar, const bool *given)
{
	struct money sum = {0};
	char name[DATE_TEXT];
	for (size_t i = calendar->first; i < calendar->count; i++) {
		revplan_calendar_name(calendar, i, name);
		if (!given[i - calendar->first])
			diag_fatal(EX_DATAERR, "%s: there is no weight for the period %s",
			    path, name);
		if (!money_add(
		        &sum, (struct money){calendar->weights[i - calendar->first]}))
			diag_fatal(EX_DATAERR, "%s: the weights get too large", path);
	}
	if (sum.units == 0)
		diag_fatal(EX_DATAERR, "%s: all weights are 0", path);
}

void
revplan_intake_season(const struct options_common *options, const char *path,
    struct revplan_calendar *calendar)
{
	struct options_common own = beside(options, &path);
	struct reader *reader = reader_open(season_roles, SEASON_ROLES, &own);
	bool *given = mem_new(calendar->count - calendar->first, sizeof *given);
	while (reader_next(reader))
		note_weight(reader, calendar, given);
	check_season(reader_file_name(reader), calendar, given);
	free(given);
	reader_close(reader);
}

/* What came */

enum { ACTUAL_PERIOD, ACTUAL_STAGE, ACTUAL_VOLUME, ACTUAL_VALUE, ACTUAL_ROLES };

static const struct reader_role actual_roles[ACTUAL_ROLES] = {
    [ACTUAL_PERIOD] = {"period", "month|quarter|week|date", false},
    [ACTUAL_STAGE] = {"stage", NULL, true},
    [ACTUAL_VOLUME] = {"actual", "entered|volume|count", true},
    [ACTUAL_VALUE] = {"value", "revenue|amount", false},
};

static size_t
actual_period(struct reader *reader, const struct revplan_calendar *calendar)
{
	if (!calendar)
		return 0;
	size_t i = revplan_calendar_find(calendar, reader_cell(reader, ACTUAL_PERIOD));
	if (i == calendar->count)
		reader_bad_cell(reader, ACTUAL_PERIOD,
		    "is no period of the plan, which writes them as 2027-03");
	return i;
}

static void
read_actual(struct reader *reader, struct revplan_actual *actual, bool last)
{
	if (reader_money(reader, ACTUAL_VOLUME, &actual->volume) == READER_MISSING)
		return;
	if (actual->volume.units < 0)
		reader_bad_cell(reader, ACTUAL_VOLUME, "is negative");
	if (actual->given)
		reader_bad_cell(reader, ACTUAL_STAGE,
		    "is there already: one row a stage and period is needed");
	actual->given = true;
	actual->has_value =
	    last && reader_has(reader, ACTUAL_VALUE) &&
	    reader_money(reader, ACTUAL_VALUE, &actual->value) == READER_VALUE;
}

/* The row of a segment with a plan; false if it has none. */
static bool
take_actual(struct intake *intake, const struct revplan_calendar *calendar,
    struct revplan_actual *actuals)
{
	struct reader *reader = intake->reader;
	const struct revplan_segments *segments = intake->segments;
	size_t i = find_segment(intake), periods = calendar ? calendar->count : 1;
	if (i == revplan_segments_count(segments) || !segments->list[i].planned)
		return false;
	const struct revplan_funnel *funnel = &segments->list[i].funnel;
	size_t stage = revplan_funnel_find(funnel, reader_cell(reader, ACTUAL_STAGE));
	if (stage == funnel->count)
		reader_bad_cell(reader, ACTUAL_STAGE, "is no stage of the funnel");
	size_t at = (i * periods + actual_period(reader, calendar)) * funnel->count;
	read_actual(reader, &actuals[at + stage], stage + 1 == funnel->count);
	return true;
}

struct revplan_actual *
revplan_intake_actual(const struct options_common *options, const char *path,
    struct revplan_segments *segments, const struct revplan_calendar *calendar)
{
	struct options_common own = beside(options, &path);
	struct intake intake = open_table(actual_roles, ACTUAL_ROLES, &own, segments);
	struct reader *reader = intake.reader;
	size_t periods = calendar ? calendar->count : 1, others = 0;
	struct revplan_actual *actuals = mem_new(
	    revplan_segments_count(segments) * periods * segments->list[0].funnel.count,
	    sizeof *actuals);
	if (calendar && !reader_has(reader, ACTUAL_PERIOD))
		reader_lacks(reader, "period");
	if (!calendar && reader_has(reader, ACTUAL_PERIOD))
		diag_fatal(EX_DATAERR,
		    "%s: there is a column of periods, and the plan has none: say "
		    "--from, --to and --period",
		    reader_file_name(reader));
	while (reader_next(reader))
		others += !take_actual(&intake, calendar, actuals);
	if (others && !options->quiet)
		diag_note("note: %zu row%s of segments without a plan left out of %s",
		    others, others == 1 ? "" : "s", reader_file_name(reader));
	close_table(&intake);
	return actuals;
}
