/*
 * discount-calc: what a quote nets after every discount, and why.
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/process.h"
#include "amounts.h"
#include "explained.h"
#include "picture.h"
#include "policy_lint.h"
#include "priced.h"
#include "totals.h"

static const char *
set_breakeven(void *field, const char *argument)
{
	struct desk_settings *settings = field;
	settings->breakeven = true;
	settings->has_elasticity = argument != NULL;
	if (!argument)
		return NULL;
	if (!options_number(argument, &settings->elasticity) || settings->elasticity > 0)
		return "not an elasticity: a number of 0 or below, such as -1.5";
	return NULL;
}

#define FIELD(member) offsetof(struct desk_settings, member)

static const struct options_spec specs[] = {
    {"policy", 'p', "FILE",
        "the policy, see discount-policy(5); needed but for --allocate", options_text,
        FIELD(policy), OPTIONS_FILE},
    {"sorted", 0, NULL, "the lines of a quote stand together: memory stays constant",
        options_flag, FIELD(sorted), NULL},
    {"totals", 't', NULL, "one row for each quote instead, with tax and approval",
        options_flag, FIELD(totals), NULL},
    {"waterfall", 'w', NULL,
        "one row for each quote and stage instead, from list to pocket", options_flag,
        FIELD(waterfall), NULL},
    {"explain", 0, "QUOTE[:LINE]",
        "every rule for this quote or line instead: whether it applied, and why not",
        options_text, FIELD(explain), NULL},
    {"breakeven", 0, "[ELASTICITY]",
        "add how much more has to be sold for the same margin; with the elasticity of "
        "demand also the change in profit to expect",
        set_breakeven, 0, NULL},
    {"allocate", 0, "AMOUNT",
        "add each line's share of this amount instead: it is spread over all lines by "
        "their list totals",
        options_text, FIELD(allocate), NULL},
    {"lint", 0, NULL,
        "check the policy instead: overlaps, ties, rules that can't apply; columns too, "
        "if quotes are named",
        options_flag, FIELD(lint), NULL},
    {"replace", 0, NULL, "computed columns take the place of those of the same name",
        options_flag, FIELD(replace), NULL},
};

static const struct options_tool tool = {
    .name = "discount-calc",
    .synopsis = "--policy=FILE [OPTION]... [FILE]...",
    .summary = "Price quotes by a policy of discounts: each line comes back with its "
               "net price,\nwhat every discount took, its margin and the approval it "
               "needs.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

/* Checks the policy, against the quotes that are named; returns the exit status: findings
 * are a failure. */
static int
lint(const struct desk_settings *settings, const struct options_common *common)
{
	struct policy policy;
	struct schedule schedule;
	policy_read(settings->policy, &policy);
	struct csvout_options options = options_csvout(common, ',');
	struct csvout *out = csvout_new(options_output(common), &options);
	schedule_init(&schedule, &policy);
	struct reader *quotes = common->files_named ? desk_open_header(common) : NULL;
	size_t findings = policy_lint(&policy, &schedule, quotes, out);
	csvout_finish(out);
	if (quotes)
		reader_close(quotes);
	schedule_release(&schedule);
	policy_release(&policy);
	return findings ? EX_DATAERR : 0;
}

static void
price(const struct desk_settings *settings, const struct options_common *common)
{
	size_t count;
	bool lines = !settings->totals && !settings->waterfall && !settings->explain;
	const char *const *names = priced_columns(settings, &count);
	struct output *output = options_output(common);
	struct desk *desk = desk_open(settings, common, lines ? names : NULL, count);
	struct csvout_options options = options_csvout(common, desk_delimiter(desk));
	struct csvout *out = csvout_new(output, &options);
	if (settings->waterfall)
		csvout_picture(out, discount_picture_steps, NULL);
	else if (lines || settings->totals)
		csvout_picture(out, discount_picture_sums, NULL);
	if (settings->totals)
		totals_write(desk, settings, out);
	else if (settings->waterfall)
		totals_write_waterfall(desk, out);
	else if (settings->explain)
		explained_write(desk, settings->explain, out);
	else if (settings->allocate)
		priced_allocate(desk, settings, out);
	else
		priced_write(desk, settings, out);
	csvout_finish(out);
	desk_close(desk);
}

/* Options that ask for one thing instead of another. */
static void
check_settings(const struct desk_settings *settings)
{
	int instead = settings->totals + settings->waterfall + settings->lint +
	              (settings->explain != NULL) + (settings->allocate != NULL);
	if (instead > 1)
		diag_usage("--totals, --waterfall, --explain, --allocate and --lint each "
		           "ask for something else: choose one");
	if (settings->breakeven && instead && !settings->totals)
		diag_usage("--breakeven adds to lines or to --totals only");
	if (settings->allocate && settings->sorted)
		diag_usage(
		    "--allocate spreads over all lines: --sorted doesn't go with it");
	if (!settings->policy && !settings->allocate)
		diag_usage("--policy=FILE is needed: the discounts, see "
		           "discount-policy(5)");
}

int
main(int argc, char **argv)
{
	struct desk_settings settings = {0};
	struct options_common common = {0};
	int status = 0;
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings);
	if (settings.lint)
		status = lint(&settings, &common);
	else
		price(&settings, &common);
	options_release(&common);
	return status;
}
