/*
 * commission: what deals pay the reps who closed them, and why.
 */
#include "../../common/diag.h"
#include "../../common/process.h"
#include "paylint.h"
#include "paywords.h"
#include "picture.h"

static const char *
set_period(void *field, const char *argument)
{
	struct deals_settings *settings = field;
	for (size_t i = 0; payplan_period_word(i); i++) {
		if (!slice_equal(slice_of(argument), slice_of(payplan_period_word(i))))
			continue;
		settings->has_period = true;
		settings->period = (enum date_period)i;
		return NULL;
	}
	return "not a period: day, week, month, quarter or year";
}

#define FIELD(member) offsetof(struct deals_settings, member)

static const struct options_spec specs[] = {
    {"plan", 'p', "FILE", "the plan, see commission-plan(5); needed", options_text,
        FIELD(plan), OPTIONS_FILE},
    {"totals", 't', NULL, "one row for each rep and period instead: quota, draw, paid",
        options_flag, FIELD(totals), NULL},
    {"period", 0, "PERIOD", "what is paid for at a time, instead of what the plan says",
        set_period, 0, "day|week|month|quarter|year"},
    {"compare", 0, "SALARY",
        "the sales at which the plan pays as much as this salary instead", options_text,
        FIELD(compare), NULL},
    {"explain", 0, "DEAL",
        "every rule for this deal instead: whether it applied, and why not", options_text,
        FIELD(explain), NULL},
    {"lint", 0, NULL,
        "check the plan instead: tiers, conditions and caps that look like slips; "
        "columns "
        "too, if deals are named",
        options_flag, FIELD(lint), NULL},
    {"replace", 0, NULL, "computed columns take the place of those of the same name",
        options_flag, FIELD(replace), NULL},
};

static const struct options_tool tool = {
    .name = "commission",
    .synopsis = "--plan=FILE [OPTION]... [FILE]...",
    .summary = "Pay deals by a commission plan: each comes back with what it pays each "
               "rep, at\nwhich rates, and why.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS,
};

/* Returns the exit status: findings are a failure. */
static int
lint(const struct payplan *plan, const struct options_common *common)
{
	struct csvout_options options = options_csvout(common, ',');
	struct csvout *out = csvout_new(options_output(common), &options);
	struct reader *deals = common->files_named ? deals_open_header(common) : NULL;
	size_t findings = paylint(plan, deals, out);
	csvout_finish(out);
	if (deals)
		reader_close(deals);
	return findings ? EX_DATAERR : 0;
}

static struct money
read_salary(const char *argument)
{
	static const struct number_style style = {'.', false};
	struct money salary;
	const char *reason = money_parse(slice_of(argument), &style, &salary);
	if (!reason && salary.units < 0)
		reason = "is below zero";
	if (reason)
		diag_usage("--compare=%s: \"%s\" %s", argument, argument, reason);
	return salary;
}

static void
pay(const struct payplan *plan, const struct deals_settings *settings,
    const struct options_common *common)
{
	size_t count;
	struct money salary = {0};
	bool lines = !settings->totals && !settings->explain && !settings->compare;
	const char *const *names = paywords_columns(&count);
	if (settings->compare)
		salary = read_salary(settings->compare);
	struct output *output = options_output(common);
	struct deals *deals =
	    deals_read(plan, settings, common, lines ? names : NULL, count);
	struct csvout_options options = options_csvout(common, deals_delimiter(deals));
	struct csvout *out = csvout_new(output, &options);
	struct payroll payroll;
	payroll_run(&payroll, plan, deals);
	if (!settings->explain)
		csvout_picture(out,
		    settings->totals    ? commission_picture_totals
		    : settings->compare ? commission_picture_compare
		                        : commission_picture_deals,
		    NULL);
	if (settings->totals)
		paywords_write_totals(&payroll, out);
	else if (settings->compare)
		paywords_compare(&payroll, salary, out);
	else if (settings->explain)
		paywords_explain(&payroll, settings->explain, out);
	else
		paywords_write_deals(&payroll, out);
	csvout_finish(out);
	payroll_release(&payroll);
	deals_free(deals);
}

static void
check_settings(const struct deals_settings *settings)
{
	int instead = settings->totals + settings->lint + (settings->explain != NULL) +
	              (settings->compare != NULL);
	if (instead > 1)
		diag_usage("--totals, --compare, --explain and --lint each ask for "
		           "something else: choose one");
	if (!settings->plan)
		diag_usage("--plan=FILE is needed: the rates, see commission-plan(5)");
}

int
main(int argc, char **argv)
{
	struct deals_settings settings = {0};
	struct options_common common = {0};
	struct payplan plan;
	int status = 0;
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings);
	payplan_read(settings.plan, settings.has_period ? &settings.period : NULL, &plan);
	if (settings.lint)
		status = lint(&plan, &common);
	else
		pay(&plan, &settings, &common);
	payplan_release(&plan);
	options_release(&common);
	return status;
}
