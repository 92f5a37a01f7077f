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

static void
check_step(struct reader *reader, size_t expected)
{
	struct money step;
	if (!reader_has(reader, STEP) ||
	    reader_money(reader, STEP, &step) == READER_MISSING)
		return;
	if (step.units != MONEY_ONE.units * (money_units)expected)
		diag_fatal(EX_DATAERR,
		    "%s: column \"step\": %s where %zu should be: one funnel is needed, "
		    "its steps in their order; of a table with several, made with --by "
		    "or --cohort, choose one",
		    reader_place(reader), diag_show(reader_cell(reader, STEP)).text,
		    expected);
}

static void
read_rate(struct reader *reader, struct revplan_stage *stage)
{
	const char *reason;
	if (reader_money(reader, RATE, &stage->part) == READER_MISSING)
		return; /* allowed in the last row, which isn't known yet */
	stage->whole = MONEY_ONE;
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

/* The average worth of those who got here, 0 if it isn't told. */
static struct money
read_deal_size(struct reader *reader)
{
	struct money value, entered, size = {0};
	if (reader_has(reader, VALUE) && reader_has(reader, ENTERED) &&
	    reader_money(reader, VALUE, &value) == READER_VALUE &&
	    reader_money(reader, ENTERED, &entered) == READER_VALUE && value.units > 0 &&
	    entered.units > 0)
		money_scale(
		    value, MONEY_ONE, entered, MONEY_DECIMALS, MONEY_HALF_UP, &size);
	return size;
}

static void
read_stage(struct reader *reader, struct revplan_funnel *funnel)
{
	struct slice name = slice_trim(reader_cell(reader, STAGE));
	check_step(reader, funnel->count + 1);
	if (name.n == 0)
		reader_bad_cell(reader, STAGE, "is empty");
	if (revplan_funnel_find(funnel, name) < funnel->count)
		reader_bad_cell(reader, STAGE,
		    "is a stage that is there already: one funnel is needed");
	if (funnel->count == REVPLAN_MOST_STAGES)
		reader_bad_row(reader, "more than 1000 stages");
	if (funnel->count && funnel->stages[funnel->count - 1].part.units == 0)
		diag_fatal(EX_DATAERR,
		    "%s: there is no step_rate to get here: that of the row above is "
		    "empty",
		    reader_place(reader));
	struct revplan_stage *stage = revplan_funnel_add(funnel, name);
	read_rate(reader, stage);
	read_interval(reader, stage);
	read_lag(reader, stage);
}

char
revplan_intake_funnel(const struct options_common *options, struct revplan_funnel *funnel,
    struct money *deal_size)
{
	struct reader *reader = reader_open(funnel_roles, FUNNEL_ROLES, options);
	deal_size->units = 0;
	while (reader_next(reader)) {
		read_stage(reader, funnel);
		*deal_size = read_deal_size(reader);
	}
	if (funnel->count == 0)
		diag_fatal(EX_DATAERR, "%s: no stage is there", reader_file_name(reader));
	if (funnel->stages[funnel->count - 1].part.units != 0)
		diag_fatal(EX_DATAERR,
		    "%s: the last stage, \"%s\", has a step_rate: it should be the win, "
		    "which has none; is the row missing that it leads to?",
		    reader_file_name(reader),
		    diag_show(slice_of(funnel->stages[funnel->count - 1].name)).text);
	char delimiter = reader_delimiter(reader);
	reader_close(reader);
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

struct revplan_actual *
revplan_intake_actual(const struct options_common *options, const char *path,
    const struct revplan_funnel *funnel, const struct revplan_calendar *calendar)
{
	struct options_common own = beside(options, &path);
	struct reader *reader = reader_open(actual_roles, ACTUAL_ROLES, &own);
	struct revplan_actual *actuals =
	    mem_new((calendar ? calendar->count : 1) * funnel->count, sizeof *actuals);
	if (calendar && !reader_has(reader, ACTUAL_PERIOD))
		reader_lacks(reader, "period");
	if (!calendar && reader_has(reader, ACTUAL_PERIOD))
		diag_fatal(EX_DATAERR,
		    "%s: there is a column of periods, and the plan has none: say "
		    "--from, --to and --period",
		    reader_file_name(reader));
	while (reader_next(reader)) {
		size_t stage =
		    revplan_funnel_find(funnel, reader_cell(reader, ACTUAL_STAGE));
		if (stage == funnel->count)
			reader_bad_cell(
			    reader, ACTUAL_STAGE, "is no stage of the funnel");
		read_actual(reader,
		    &actuals[actual_period(reader, calendar) * funnel->count + stage],
		    stage + 1 == funnel->count);
	}
	reader_close(reader);
	return actuals;
}
