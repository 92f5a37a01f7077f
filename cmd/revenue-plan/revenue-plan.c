/*
 * revenue-plan: a target in, the funnel that it takes out.
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/number.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "../../common/settings.h"
#include "../../common/stats.h"
#include "lists.h"
#include "picture.h"
#include "sheet.h"

struct settings {
	const char *target, *growth, *last, *deal_size; /* as they were given */
	const char *rates, *lags, *costs, *owners;
	const char *from, *to, *period, *season, *actual, *by, *targets;
	bool total;
	int decimals;                 /* + 1; 0: not said */
	double confidence, certainty; /* 0: not said */
};

static const struct number_style plain = {'.', false};

static const char *
set_share(void *field, const char *argument)
{
	double x;
	if (number_parse_double(slice_of(argument), &plain, &x) || x <= 0 || x >= 1)
		return "not a number between 0 and 1";
	*(double *)field = x;
	return NULL;
}

static const char *
set_amount(void *field, const char *argument)
{
	struct money x;
	if (money_parse(slice_of(argument), &plain, &x) || x.units <= 0)
		return "not an amount above 0, such as 1200000";
	*(const char **)field = argument;
	return NULL;
}

static const char *
set_growth(void *field, const char *argument)
{
	struct money x;
	if (money_parse(slice_of(argument), &plain, &x) || x.units <= -MONEY_ONE.units)
		return "not a growth above -100%, such as 15% or 0.15";
	*(const char **)field = argument;
	return NULL;
}

static const char *
set_decimals(void *field, const char *argument)
{
	if (argument[0] < '0' || argument[0] > '6' || argument[1])
		return "not a number of decimals from 0 to 6";
	*(int *)field = argument[0] - '0' + 1;
	return NULL;
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"target", 't', "AMOUNT", "the revenue to plan for (this or --growth is needed)",
        set_amount, FIELD(target), NULL},
    {"growth", 0, "SHARE", "or: --last and so much more, 15%", set_growth, FIELD(growth),
        NULL},
    {"last", 0, "AMOUNT", "the revenue that --growth is of", set_amount, FIELD(last),
        NULL},
    {"deal-size", 0, "AMOUNT",
        "average revenue of a win (default: value / entered of the last stage)",
        set_amount, FIELD(deal_size), NULL},
    {"rates", 'r', "LIST",
        "the funnel, instead of a table: Lead:5%,SQL:1/4,Won, each with the share that "
        "gets to the next",
        options_text, FIELD(rates), NULL},
    {"by", 'b', "COL[,COL]",
        "a plan for each value of these columns of the table: the target is split by "
        "what each brought",
        options_text, FIELD(by), NULL},
    {"targets", 0, "FILE", "or: the target of each, columns target and those of --by",
        options_text, FIELD(targets), OPTIONS_FILE},
    {"lags", 0, "LIST", "days from a stage to the next: Lead:12,SQL:30", options_text,
        FIELD(lags), NULL},
    {"costs", 0, "LIST", "what one more costs: Lead:40,SQL:150", options_text,
        FIELD(costs), NULL},
    {"owners", 0, "LIST", "who delivers: Lead:marketing,SQL:marketing,Won:sales",
        options_text, FIELD(owners), NULL},
    {"period", 0, "PERIOD",
        "a row for each day, week, month, quarter or year; needs --from and --to",
        options_text, FIELD(period), "day|week|month|quarter|year"},
    {"from", 0, "DATE", "the first day that wins count from, the beginning of a period",
        options_text, FIELD(from), NULL},
    {"to", 0, "DATE", "the last one, the end of a period", options_text, FIELD(to), NULL},
    {"season", 0, "FILE",
        "weights of the periods, columns period and weight (default: all alike)",
        options_text, FIELD(season), OPTIONS_FILE},
    {"actual", 0, "FILE",
        "instead: plan against actual, columns stage, actual (or entered), value, period",
        options_text, FIELD(actual), OPTIONS_FILE},
    {"total", 0, NULL, "a last row TOTAL; with --by what all come to", options_flag,
        FIELD(total), NULL},
    {"decimals", 0, "N", "of money (default: 2)", set_decimals, FIELD(decimals), NULL},
    {"confidence", 0, "P", "that of the rates' intervals (default: 0.95)", set_share,
        FIELD(confidence), NULL},
    {"certainty", 0, "P", "the chance that safe_volume is for (default: 0.8)", set_share,
        FIELD(certainty), NULL},
};

static const struct options_tool tool = {
    .name = "revenue-plan",
    .synopsis = "--target=AMOUNT [OPTION]... [FILE]...",
    .summary = "Tell what a target takes: the volume that each stage of the funnel "
               "needs, when,\nand at what cost. FILE is what funnel-stats writes.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_NUMBERS,
};

/* What one option asks and another rules out: nothing is accepted and then ignored. */

static void
check_input(const struct settings *settings, const struct options_common *common)
{
	unsigned from_stdin = 0;
	if (settings->rates && common->files_named)
		diag_usage("--rates takes the place of a table: leave one out");
	if (settings->rates && common->choices_count)
		diag_usage("--column is about a table, which --rates takes the place of");
	if (common->rejects)
		diag_usage("--rejects doesn't apply: a funnel without one of its steps "
		           "is another");
	for (size_t i = 0; !settings->rates && i < common->files_count; i++)
		from_stdin += strcmp(common->files[i], "-") == 0;
	from_stdin += settings->season && strcmp(settings->season, "-") == 0;
	from_stdin += settings->actual && strcmp(settings->actual, "-") == 0;
	from_stdin += settings->targets && strcmp(settings->targets, "-") == 0;
	if (from_stdin > 1)
		diag_usage("only one table can come from stdin");
}

static void
check_segments(const struct settings *settings)
{
	if (settings->rates && settings->by)
		diag_usage("--by is about a table, which --rates takes the place of");
	if (settings->targets && !settings->by)
		diag_usage("--targets are those of segments: say --by=COL");
	if (settings->targets && (settings->target || settings->growth || settings->last))
		diag_usage(
		    "--targets say what each is to bring: leave --target, --growth "
		    "and --last out");
	if (settings->actual && settings->total && !settings->by)
		diag_usage("--actual has no --total: the row REVENUE is the whole");
}

static void
check_target(const struct settings *settings)
{
	if (settings->target && (settings->growth || settings->last))
		diag_usage("--target and --growth over --last say the same: leave one "
		           "out");
	if (!settings->target && !settings->growth != !settings->last)
		diag_usage("--growth=SHARE and --last=AMOUNT need each other");
	if (!settings->target && !settings->growth && !settings->targets)
		diag_usage("--target=AMOUNT is needed, or --growth=15%% over "
		           "--last=AMOUNT");
}

static void
check_settings(const struct settings *settings, const struct options_common *common)
{
	check_target(settings);
	check_segments(settings);
	if (settings->rates && !settings->deal_size)
		diag_usage("--deal-size=AMOUNT is needed: --rates say nothing of it");
	if (!settings->period != !settings->from || !settings->from != !settings->to)
		diag_usage("--period, --from and --to need each other");
	if (settings->season && !settings->period)
		diag_usage("--season needs periods: --period, --from and --to");
	if ((settings->actual || settings->period) &&
	    (settings->confidence != 0 || settings->certainty != 0))
		diag_usage("--confidence and --certainty are about the plan as a whole: "
		           "leave --period and --actual out");
	if (settings->actual && settings->costs)
		diag_usage("--actual shows no cost: leave --costs out");
	check_input(settings, common);
}

static struct money
amount_of(const char *text)
{
	struct money x = {0};
	money_parse(slice_of(text), &plain, &x);
	return x;
}

/* --target, or --growth over --last; 0 with --targets. */
static struct money
target_of(const struct settings *settings, int decimals)
{
	struct money target = {0}, factor;
	if (settings->targets)
		return target;
	if (settings->target) {
		struct money rounded = target = amount_of(settings->target);
		if (!money_round(&rounded, decimals, MONEY_HALF_UP) ||
		    money_compare(rounded, target) != 0)
			diag_usage("--target=%s has more decimals than --decimals says",
			    settings->target);
		return target;
	}
	factor = amount_of(settings->growth);
	if (!money_add(&factor, MONEY_ONE) ||
	    !money_scale(amount_of(settings->last), factor, MONEY_ONE, decimals,
	        MONEY_HALF_UP, &target))
		diag_usage("--growth=%s: the target gets too large", settings->growth);
	if (target.units == 0)
		diag_usage("--growth=%s: nothing is left of --last", settings->growth);
	return target;
}

static void
set_targets(const struct settings *settings, const struct options_common *common,
    struct money target, struct revplan_segments *segments)
{
	if (settings->targets)
		revplan_intake_targets(common, settings->targets, segments);
	else if (!revplan_segments_split(segments, target))
		diag_usage("the target can't be split: the table tells no value of the "
		           "wins; say --targets=FILE");
}

/* The funnels, from options or a table. Returns the delimiter. */
static char
read_funnels(const struct settings *settings, const struct options_common *common,
    struct money target, struct revplan_segments *segments)
{
	char delimiter = ',';
	if (settings->rates)
		revplan_lists_rates(settings->rates, &segments->list[0].funnel);
	else
		delimiter = revplan_intake_funnels(common, segments);
	for (size_t i = 0; i < revplan_segments_count(segments); i++) {
		struct revplan_funnel *funnel = &segments->list[i].funnel;
		if (settings->deal_size)
			funnel->deal_size = amount_of(settings->deal_size);
		if (funnel->deal_size.units == 0 && !settings->by)
			diag_usage("--deal-size=AMOUNT is needed: the last row of the "
			           "table has no value and entered");
		revplan_lists_lags(settings->lags, funnel);
		revplan_lists_costs(settings->costs, funnel);
		revplan_lists_owners(settings->owners, funnel);
	}
	set_targets(settings, common, target, segments);
	revplan_segments_solve(segments, common->quiet);
	return delimiter;
}

static int64_t
day_of(const char *option, const char *text)
{
	struct date date;
	const char *reason = date_parse(slice_of(text), NULL, &date);
	if (reason || !date.date_only)
		diag_usage("--%s=%s: %s", option, diag_show(slice_of(text)).text,
		    reason ? reason : "a date is needed, without a time");
	return date.us;
}

static void
make_calendar(const struct settings *settings, const struct options_common *common,
    int64_t ahead_us, struct revplan_calendar *calendar)
{
	bool given;
	enum date_period period = DATE_BY_MONTH;
	char *wrong = settings_period("period", settings->period, &given, &period);
	if (wrong)
		diag_usage("%s", wrong);
	int64_t from_us = day_of("from", settings->from);
	int64_t to_us = day_of("to", settings->to);
	if (from_us > to_us)
		diag_usage("--from=%s is later than --to", settings->from);
	if (date_period_start(from_us, period) != from_us)
		diag_usage("--from=%s isn't the beginning of a %s", settings->from,
		    settings->period);
	if (date_period_next(date_period_start(to_us, period), period) !=
	    to_us + DATE_DAY)
		diag_usage(
		    "--to=%s isn't the last day of a %s", settings->to, settings->period);
	const char *reason =
	    revplan_calendar_make(from_us, to_us + DATE_DAY, period, ahead_us, calendar);
	if (reason)
		diag_usage("--from=%s: %s", settings->from, reason);
	if (settings->season)
		revplan_intake_season(common, settings->season, calendar);
}

static void
write_tables(const struct settings *settings, const struct options_common *common,
    struct revplan_segments *segments, const struct revplan_calendar *calendar,
    struct csvout *out)
{
	revplan_segments_spread(segments, calendar);
	struct revplan_sheet sheet = {segments, calendar, settings->total,
	    stats_z_of_confidence(
	        settings->confidence != 0 ? settings->confidence : 0.95),
	    settings->certainty != 0 ? settings->certainty : 0.8};
	struct revplan_actual *actuals =
	    settings->actual
	        ? revplan_intake_actual(common, settings->actual, segments, calendar)
	        : NULL;
	if (!(actuals ? revplan_sheet_actual(out, &sheet, actuals)
	              : revplan_sheet_plan(out, &sheet)))
		diag_fatal(EX_DATAERR, "a sum gets too large for an amount of money");
	free(actuals);
}

static void
plan(const struct settings *settings, const struct options_common *common,
    const struct list *by)
{
	struct revplan_segments segments;
	struct revplan_calendar calendar = {.count = 0};
	int decimals = settings->decimals ? settings->decimals - 1 : 2;
	struct money target = target_of(settings, decimals);
	struct output *output = options_output(common);
	revplan_segments_init(&segments, by, decimals);
	char delimiter = read_funnels(settings, common, target, &segments);
	if (settings->period)
		make_calendar(
		    settings, common, revplan_segments_ahead_us(&segments), &calendar);
	struct csvout_options options = options_csvout(common, delimiter);
	struct csvout *out = csvout_new(output, &options);
	csvout_picture(out, revenue_plan_picture, NULL);
	write_tables(
	    settings, common, &segments, settings->period ? &calendar : NULL, out);
	csvout_finish(out);
	revplan_calendar_release(&calendar);
	revplan_segments_release(&segments);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.total = false};
	struct options_common common = {0};
	struct list by = {NULL, 0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings, &common);
	char *wrong = settings_by(settings.by, revplan_sheet_has, &by);
	if (wrong)
		diag_usage("%s", wrong);
	plan(&settings, &common, &by);
	list_release(&by);
	options_release(&common);
	return 0;
}
