/*
 * lead-score: which leads to call first, and why.
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/process.h"
#include "../../common/reader.h"
#include "explain.h"
#include "leads.h"
#include "lint.h"
#include "picture.h"
#include "run.h"

static const char *
set_count(void *field, const char *argument)
{
	char *end;
	unsigned long n = strtoul(argument, &end, 10);
	if (argument[0] < '0' || argument[0] > '9' || *end || n > 1000000000)
		return "not a whole number";
	*(size_t *)field = n;
	return NULL;
}

static const char *
set_reasons(void *field, const char *argument)
{
	if (strcmp(argument, "all") != 0)
		return set_count(field, argument);
	*(size_t *)field = (size_t)-1;
	return NULL;
}

static const char *
set_top(void *field, const char *argument)
{
	const char *reason = set_count(field, argument);
	return reason || *(size_t *)field ? reason : "not a whole number above zero";
}

#define FIELD(member) offsetof(struct run_settings, member)

static const struct options_spec specs[] = {
    {"rules", 'r', "FILE", "the rules (needed), see lead-rules(5)", options_text,
        FIELD(rules), OPTIONS_FILE},
    {"activities", 'a', "FILE", "what the leads did: id, activity, time, other columns",
        options_text, FIELD(activities), OPTIONS_FILE},
    {"sorted", 0, NULL,
        "leads and activities ascend by id, byte by byte: memory stays constant",
        options_flag, FIELD(sorted), NULL},
    {"reasons", 0, "N", "how many reasons are shown one by one, or `all` (default: 3)",
        set_reasons, FIELD(reasons), NULL},
    {"top", 'n', "N", "only the best N leads, by falling score", set_top, FIELD(top),
        NULL},
    {"explain", 0, "ID", "every rule, held or not, with what it saw, for one lead",
        options_text, FIELD(explain), NULL},
    {"lint", 0, NULL,
        "check the rules instead: what can't hold, overlaps, is out of reach; columns "
        "too, if leads or activities are named",
        options_flag, FIELD(lint), NULL},
    {"replace", 0, NULL, "computed columns take the place of those of the same name",
        options_flag, FIELD(replace), NULL},
};

static const struct options_tool tool = {
    .name = "lead-score",
    .synopsis = "--rules=FILE [OPTION]... [FILE]...",
    .summary = "Score leads by rules: each lead comes back with its score, grade, status "
               "and the\nreasons.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

/* The header of a file, for the columns that there are; any will do. */
static struct reader *
open_header(const struct options_common *common, char **files, size_t count)
{
	struct options_common options = *common;
	options.choices_count = 0;
	options.rejects = NULL;
	options.files = files;
	options.files_count = count;
	return reader_open(NULL, 0, &options);
}

/* Checks the rules, against the leads and activities that are named; returns the exit
 * status: findings are a failure. */
static int
lint(const struct run_settings *settings, const struct options_common *common)
{
	struct rules rules;
	struct csvout_options options = options_csvout(common, ',');
	struct csvout *out = csvout_new(options_output(common), &options);
	struct reader *leads = NULL, *activities = NULL;
	char *activities_file = (char *)settings->activities;
	rules_read(settings->rules, &rules);
	if (common->files_named)
		leads = open_header(common, common->files, common->files_count);
	if (settings->activities)
		activities = open_header(common, &activities_file, 1);
	size_t findings = lint_rules(&rules, leads, activities, out);
	csvout_finish(out);
	if (leads)
		reader_close(leads);
	if (activities)
		reader_close(activities);
	rules_release(&rules);
	return findings ? EX_DATAERR : 0;
}

static void
score(const struct run_settings *settings, struct options_common *common)
{
	struct run run;
	struct output *output = options_output(common);
	run_begin(&run, settings, common);
	struct csvout_options options =
	    options_csvout(common, reader_delimiter(run.reader));
	struct csvout *out = csvout_new(output, &options);
	if (settings->explain) {
		explain(&run, out);
	} else {
		csvout_picture(out, lead_score_picture, NULL);
		leads_write(&run, out);
	}
	csvout_finish(out);
	run_end(&run);
}

int
main(int argc, char **argv)
{
	struct run_settings settings = {.reasons = 3};
	struct options_common common = {0};
	int status = 0;
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	if (settings.explain && settings.top)
		diag_usage("--explain is about one lead: --top doesn't go with it");
	if (!settings.rules)
		diag_usage(
		    "--rules=FILE is needed: what gives points, see lead-rules(5)");
	if (settings.lint)
		status = lint(&settings, &common);
	else
		score(&settings, &common);
	options_release(&common);
	return status;
}
