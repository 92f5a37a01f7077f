/*
 * roi: what marketing money returned.
 */
#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/number.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "intake.h"
#include "picture.h"
#include "report.h"
#include "state.h"

struct settings {
	struct roi_plan_texts plan;
	struct roi_source_options source;
	struct roi_rates rates;
	const char *margin, *sort, *discount_rate; /* as they were given */
	bool total, partial, merge;
};

static const char *
set_rate(void *field, const char *argument)
{
	return roi_rates_add(field, argument);
}

static const char *
set_margin(void *field, const char *argument)
{
	double x;
	*(const char **)field = argument;
	if (!options_number(argument, &x) || x <= 0 || x > 1)
		return "not a margin: a share of revenue above 0 and up to 1, such as "
		       "0.7";
	return NULL;
}

static const char *
set_discount_rate(void *field, const char *argument)
{
	double x;
	*(const char **)field = argument;
	if (!options_number(argument, &x) || x <= -1)
		return "not a rate: a number above -1, such as 0.1";
	return NULL;
}

static const char *
set_skip_lines(void *field, const char *argument)
{
	struct roi_source_options *source = field;
	source->skip_given = true;
	return options_count(argument, 0, 1000000, &source->skip_lines)
	           ? NULL
	           : "not a number of lines from 0 to 1000000";
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"by", 'b', "COL[,COL]", "a row for each value of these columns, or roles",
        options_text, FIELD(plan.by), OPTIONS_COLUMNS},
    {"period", 0, "PERIOD", "and for each day, week, month, quarter or year",
        options_text, FIELD(plan.period), "day|week|month|quarter|year"},
    {"from", 0, "DATE", "rows at or after DATE", options_text, FIELD(plan.from), NULL},
    {"to", 0, "DATE", "rows at or before DATE, a date means its end", options_text,
        FIELD(plan.to), NULL},
    {"total", 0, NULL, "a last row TOTAL", options_flag, FIELD(total), NULL},
    {"sort", 0, "COL",
        "sort by a column of the output: largest numbers first, -COL turns it around",
        options_text, FIELD(sort), NULL},
    {"rate", 0, "CUR=RATE",
        "what one unit of a currency is worth in the one that has no rate; repeatable",
        set_rate, FIELD(rates), NULL},
    {"paid", 0, "LIST", "cac of these channels only: their spend, their customers",
        options_text, FIELD(plan.paid), NULL},
    {"margin", 0, "SHARE", "gross profit per revenue where cogs aren't known: 0.7",
        set_margin, FIELD(margin), NULL},
    {"cashflow", 0, NULL,
        "instead: net present value, internal rate of return, when it was paid back",
        options_yes, FIELD(plan.cashflow), NULL},
    {"discount-rate", 0, "RATE", "of a year, for --cashflow (needed there): 0.1",
        set_discount_rate, FIELD(discount_rate), NULL},
    {"skip-lines", 0, "N", "the header is behind N lines: don't look for it",
        set_skip_lines, FIELD(source), NULL},
    {"keep-totals", 0, NULL, "rows that look like totals are rows like any other",
        options_flag, FIELD(source.keep_totals), NULL},
    {"partial", 0, NULL, "write a state that --merge reads, instead of the table",
        options_flag, FIELD(partial), NULL},
    {"merge", 0, NULL, "read states, any number of them, instead of tables", options_flag,
        FIELD(merge), NULL},
};

static const struct options_tool tool = {
    .name = "roi",
    .synopsis = "[OPTION]... [FILE]...",
    .summary = "Tell what marketing money returned: from any mix of tables of spend and "
               "results,\nand exports of ad platforms as they are.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

/* What one option asks and another rules out: nothing is accepted and then ignored. */

static void
check_partial(const struct settings *settings, const struct options_common *common)
{
	if (settings->total || settings->sort || settings->rates.count ||
	    settings->margin || settings->discount_rate)
		diag_usage(
		    "--partial has no use for --total, --sort, --rate, --margin and "
		    "--discount-rate: say them to --merge");
	statefile_check_partial(common);
}

/* What the plan, whether given or of states, asks of the table. */
static void
check_table(const struct settings *settings, const struct roi_plan *plan)
{
	if (plan->cashflow && !settings->discount_rate)
		diag_usage("--cashflow needs --discount-rate=RATE, that of a year: 0.1");
	if (!plan->cashflow && settings->discount_rate)
		diag_usage("--discount-rate is for --cashflow");
	if (settings->total && plan->by.count + plan->has_period == plan->cashflow)
		diag_usage("--total needs --by or --period: there is one row only");
	char *reason =
	    settings->sort ? roi_report_check_sort(plan, settings->sort) : NULL;
	if (reason)
		diag_usage("%s", reason);
}

static double
rate_of(const char *text)
{
	double x = 0;
	if (text)
		options_number(text, &x);
	return x;
}

static struct roi_terms
make_terms(const struct settings *settings, const struct roi_ledger *ledger)
{
	static const struct number_style style = {'.', false};
	const struct roi_plan *plan = roi_ledger_plan(ledger);
	struct roi_terms terms = {.has_margin = settings->margin != NULL,
	    .has_paid = plan->has_paid,
	    .months = NAN};
	int64_t first_us, last_us;
	if (settings->margin)
		money_parse(slice_of(settings->margin), &style, &terms.margin);
	if (plan->whole_range)
		terms.months = roi_months(plan->from_us, plan->to_us);
	else if (roi_ledger_span(ledger, &first_us, &last_us))
		terms.months = roi_months(first_us, last_us);
	return terms;
}

static void
write_table(const struct settings *settings, const struct options_common *common,
    struct csvout *out, const struct roi_ledger *ledger, struct roi_picture *picture)
{
	struct roi_books books;
	struct roi_report report = {.plan = roi_ledger_plan(ledger),
	    .books = &books,
	    .terms = make_terms(settings, ledger),
	    .total = settings->total,
	    .sort = settings->sort,
	    .discount_rate = rate_of(settings->discount_rate),
	    .picture = picture};
	char *reason = roi_books_check_models(ledger);
	if (!reason)
		reason = roi_books_make(ledger, &settings->rates, &report.terms, &books);
	if (reason)
		diag_fatal(EX_DATAERR, "%s", reason);
	if (books.revenue_is_profit && !common->quiet)
		diag_note(
		    "note: neither cogs nor --margin are known: gross profit is taken "
		    "to be revenue");
	if (books.unstated && !common->quiet)
		diag_note("note: amounts that say no currency are taken to be in the one "
		          "that the others are converted to");
	if (!(report.plan->cashflow ? roi_report_cashflow : roi_report_returns)(
	        out, &report))
		diag_fatal(EX_DATAERR, "a sum gets too large for an amount of money");
	roi_books_release(&books);
}

static void
write_results(struct settings *settings, const struct options_common *common,
    struct output *output, char delimiter, const struct roi_ledger *ledger)
{
	struct csvout_options options = options_csvout(common, delimiter);
	struct csvout *out = csvout_new(output, &options);
	const struct roi_plan *plan = roi_ledger_plan(ledger);
	struct roi_picture *picture = roi_picture_new(plan->has_period, settings->total);
	csvout_picture(
	    out, plan->cashflow ? roi_picture_cashflow : roi_picture_returns, picture);
	if (settings->partial)
		roi_state_write(out, ledger, &settings->plan, common);
	else
		write_table(
		    settings, common, out, ledger, csvout_is_page(out) ? picture : NULL);
	csvout_finish(out);
	roi_picture_free(picture);
}

static void
measure(struct settings *settings, struct options_common *common, struct output *output)
{
	struct roi_plan plan;
	char *reason = roi_plan_make(&settings->plan, &plan);
	if (reason)
		diag_usage("%s", reason);
	if (!settings->partial)
		check_table(settings, &plan);
	struct roi_ledger *ledger = roi_ledger_new(&plan);
	char delimiter = roi_intake(common, &settings->source, ledger);
	write_results(settings, common, output, delimiter, ledger);
	roi_ledger_free(ledger);
	roi_plan_release(&plan);
}

static void
merge(struct settings *settings, struct options_common *common, struct output *output)
{
	struct roi_state *state = roi_state_read(common);
	struct roi_ledger *ledger = roi_state_ledger(state);
	settings->plan = *roi_state_texts(state);
	if (!settings->partial)
		check_table(settings, roi_ledger_plan(ledger));
	write_results(settings, common, output, roi_state_delimiter(state), ledger);
	roi_state_free(state);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.total = false};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	if (settings.partial)
		check_partial(&settings, &common);
	if (settings.merge)
		statefile_check_merge(&roi_state_kind, &settings.plan, &common,
		    settings.source.skip_given || settings.source.keep_totals, "tables");
	struct output *output = options_output(&common);
	if (settings.merge)
		merge(&settings, &common, output);
	else
		measure(&settings, &common, output);
	roi_rates_release(&settings.rates);
	options_release(&common);
	return 0;
}
