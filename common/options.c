#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "completions.h"
#include "date.h"
#include "diag.h"
#include "mem.h"
#include "output.h"
#include "suggest.h"

enum { HELP_COLUMN = 28, HELP_WIDTH = 79, LONG_ONLY = 256 };

/* Setters */

const char *
options_flag(void *field, const char *argument)
{
	(void)argument;
	*(bool *)field = true;
	return NULL;
}

const char *
options_text(void *field, const char *argument)
{
	*(const char **)field = argument;
	return NULL;
}

const char *
options_yes(void *field, const char *argument)
{
	(void)argument;
	*(const char **)field = "yes";
	return NULL;
}

bool
options_number(const char *argument, double *x)
{
	static const struct number_style style = {'.', false};
	return number_parse_double(slice_of(argument), &style, x) == NULL;
}

bool
options_count(const char *argument, size_t low, size_t high, size_t *n)
{
	double x;
	if (!options_number(argument, &x) || x != floor(x) || x < (double)low ||
	    x > (double)high)
		return false;
	*n = (size_t)x;
	return true;
}

static const char *
set_file(void *field, const char *argument)
{
	*(const char **)field = argument;
	return *argument ? NULL : "the name of a file is needed";
}

static const char *
set_delimiter(void *field, const char *argument)
{
	char c = strcmp(argument, "tab") == 0 || strcmp(argument, "\\t") == 0
	             ? '\t'
	             : argument[0];
	bool one = c == '\t' || (c && !argument[1]);
	if (!one || c == '"' || c == '\n' || c == '\r' || (c & 0x80))
		return "not a delimiter: one ASCII character other than a quote or a "
		       "line end, or `tab`";
	*(char *)field = c;
	return NULL;
}

static const char *
set_decimal(void *field, const char *argument)
{
	if (strcmp(argument, ".") != 0 && strcmp(argument, ",") != 0)
		return "not a decimal mark: `.` or `,`";
	*(char *)field = argument[0];
	return NULL;
}

static const char *
set_choice(void *field, const char *argument)
{
	struct options_common *common = field;
	const char *equals = strchr(argument, '=');
	if (!equals || equals == argument || !equals[1])
		return "not ROLE=NAME";
	struct options_choice choice = {
	    {argument, (size_t)(equals - argument)}, equals + 1};
	common->choices = mem_grow(common->choices, &common->choices_capacity,
	    common->choices_count + 1, sizeof *common->choices);
	common->choices[common->choices_count++] = choice;
	return NULL;
}

static const char *
set_date_format(void *field, const char *argument)
{
	*(const char **)field = argument;
	return date_check_format(argument);
}

/* The end of today, UTC. SOURCE_DATE_EPOCH stands in for the clock where it's set, as
 * reproducible-builds.org specifies. */
static const char *
end_of_today(int64_t *us)
{
	int64_t now = time(NULL);
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct date date;
	if (epoch && date_parse(slice_of(epoch), "%s", &date) == NULL)
		now = date.us / DATE_SECOND;
	*us = date_period_next(
	          date_period_start(now * DATE_SECOND, DATE_BY_DAY), DATE_BY_DAY) -
	      1;
	return NULL;
}

static const char *
set_as_of(void *field, const char *argument)
{
	struct options_common *common = field;
	common->as_of_given = true;
	if (strcmp(argument, "today") == 0)
		return end_of_today(&common->as_of_us);
	struct date date;
	const char *reason = date_parse(slice_of(argument), NULL, &date);
	if (reason)
		return reason;
	common->as_of_us = date_end(date);
	return NULL;
}

static const char *
set_max_record(void *field, const char *argument)
{
	char *end;
	unsigned long long n = strtoull(argument, &end, 10);
	if (!isdigit((unsigned char)argument[0]) || *end || n == 0 || n > 1ULL << 32)
		return "not a number of bytes from 1 to 4294967296";
	*(size_t *)field = (size_t)n;
	return NULL;
}

static const char *
set_jobs(void *field, const char *argument)
{
	return options_count(argument, 1, 256, field) ? NULL
	                                              : "not a number from 1 to 256";
}

static const char *
set_format(void *field, const char *argument)
{
	static const char *const names[] = {[CSVOUT_CSV] = "csv",
	    [CSVOUT_TSV] = "tsv",
	    [CSVOUT_JSON] = "json",
	    [CSVOUT_MD] = "md",
	    [CSVOUT_TABLE] = "table",
	    [CSVOUT_HTML] = "html",
	    [CSVOUT_FRAGMENT] = "html-fragment"};
	enum { FORMATS = sizeof names / sizeof *names };
	size_t i = slice_find(slice_of(argument), names, FORMATS);
	if (i == FORMATS)
		return "not a format: csv, tsv, json, md, table, html or html-fragment";
	*(enum csvout_format *)field = (enum csvout_format)i;
	return NULL;
}

static const char *
set_title(void *field, const char *argument)
{
	*(const char **)field = argument;
	return *argument ? NULL : "a title is needed";
}

#define COMMON(member) offsetof(struct options_common, member)

/* --help, --version and --completion have no setter: they are answered. */
static const struct options_spec shared[] = {
    {"delimiter", 'd', "C",
        "field separator of input and output: one character, or `tab` (default: a comma, "
        "or what a leading sep=C line says)",
        set_delimiter, COMMON(delimiter), NULL},
    {"decimal", 0, "C", "decimal mark of numbers in the input: . (default) or ,",
        set_decimal, COMMON(decimal), NULL},
    {"column", 'c', "ROLE=NAME", "read ROLE from column NAME (or #3, by position)",
        set_choice, 0, OPTIONS_ROLE},
    {"date-format", 0, "FMT", "strptime format of input dates that aren't ISO 8601",
        set_date_format, COMMON(date_format), NULL},
    {"as-of", 0, "DATE",
        "the moment called now, a date means its end, `today` asks the clock (default: "
        "the latest time in the input); later rows are ignored",
        set_as_of, 0, NULL},
    {"output", 'o', "FILE", "write FILE, whole or not at all", set_file, COMMON(output),
        OPTIONS_FILE},
    {"format", 0, "F",
        "csv (default), tsv, json, md, table, html (a page with the table and pictures "
        "of it) or html-fragment (its body alone)",
        set_format, COMMON(format), "csv|tsv|json|md|table|html|html-fragment"},
    {"title", 0, "TEXT", "title of the page of HTML (default: the tool's name)",
        set_title, COMMON(title), NULL},
    {"bars", 0, NULL, "with --format=table: bars behind counts and shares", options_flag,
        COMMON(bars), NULL},
    {"rejects", 0, "FILE",
        "write rows that can't be used to FILE and go on (default: the first one ends "
        "the "
        "run)",
        set_file, COMMON(rejects), OPTIONS_FILE},
    {"max-record", 0, "BYTES", "longest record that is read (default: 16777216)",
        set_max_record, COMMON(max_record), NULL},
    {"jobs", 0, "N",
        "threads that share the work (default: as many as there are processors); what "
        "comes out is the same",
        set_jobs, COMMON(jobs), NULL},
    {"spreadsheet-safe", 0, NULL,
        "prefix ' to cells that a spreadsheet would run as a formula", options_flag,
        COMMON(spreadsheet_safe), NULL},
    {"bom", 0, NULL, "begin the output with a byte order mark", options_flag, COMMON(bom),
        NULL},
    {"crlf", 0, NULL, "end lines with CR LF", options_flag, COMMON(crlf), NULL},
    {"progress", 0, NULL, "show on stderr how far reading is, if that is a terminal",
        options_flag, COMMON(progress), NULL},
    {"quiet", 'q', NULL, "no notes on stderr, only errors", options_flag, COMMON(quiet),
        NULL},
    {"completion", 0, "SHELL", "print the completion for bash, zsh or fish", NULL, 0,
        "bash|zsh|fish"},
    {"help", 'h', NULL, "print this help", NULL, 0, NULL},
    {"version", 'V', NULL, "print the version", NULL, 0, NULL},
};

static bool
offered(const struct options_tool *tool, const struct options_spec *spec)
{
	if (spec->set == set_date_format || spec->set == set_as_of)
		return tool->groups & OPTIONS_DATES;
	if (spec->set == set_decimal)
		return tool->groups & OPTIONS_NUMBERS;
	if (spec->set == set_jobs)
		return tool->groups & OPTIONS_JOBS;
	return true;
}

const struct options_spec *
options_at(const struct options_tool *tool, size_t i)
{
	if (i < tool->count)
		return &tool->specs[i];
	i -= tool->count;
	for (size_t k = 0; k < sizeof shared / sizeof *shared; k++)
		if (offered(tool, &shared[k]) && i-- == 0)
			return &shared[k];
	return NULL;
}

/* Help */

static void
put_spaces(struct output *output, size_t n)
{
	while (n--)
		output_text(output, " ");
}

/* Words wrapped between HELP_COLUMN and HELP_WIDTH, from column `at` on. */
static void
put_wrapped(struct output *output, const char *text, size_t at)
{
	while (*text) {
		size_t n = strcspn(text, " ");
		if (at > HELP_COLUMN && at + 1 + n > HELP_WIDTH) {
			output_text(output, "\n");
			put_spaces(output, HELP_COLUMN);
			at = HELP_COLUMN;
		} else if (at > HELP_COLUMN) {
			output_text(output, " ");
			at++;
		}
		output_write(output, text, n);
		at += n;
		text += n;
		text += strspn(text, " ");
	}
	output_text(output, "\n");
}

bool
options_needs_argument(const struct options_spec *spec)
{
	return spec->argument && spec->argument[0] != '[';
}

static void
put_option(struct output *output, const struct options_spec *spec)
{
	char head[HELP_WIDTH];
	bool optional = spec->argument && !options_needs_argument(spec);
	int n = snprintf(head, sizeof head, "  %c%c%s--%s%s%s", spec->letter ? '-' : ' ',
	    spec->letter ? spec->letter : ' ', spec->letter ? ", " : "  ", spec->name,
	    optional         ? "[="
	    : spec->argument ? "="
	                     : "",
	    spec->argument ? spec->argument + optional : "");
	output_text(output, head);
	if (n + 2 > HELP_COLUMN) {
		output_text(output, "\n");
		n = 0;
	}
	put_spaces(output, HELP_COLUMN - (size_t)n);
	put_wrapped(output, spec->help, HELP_COLUMN);
}

static void
print_help(const struct options_tool *tool)
{
	struct output *output = output_stdout();
	output_text(output, "Usage: ");
	output_text(output, tool->name);
	output_text(output, " ");
	output_text(output, tool->synopsis);
	output_text(output, "\n");
	output_text(output, tool->summary);
	output_text(output, "\nWith no FILE, or where FILE is -, it reads stdin.\n\n");
	const struct options_spec *spec;
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		if (i == tool->count)
			output_text(output, "\nShared options, see revutils(7):\n");
		put_option(output, spec);
	}
	output_text(output, "\nMore: man ");
	output_text(output, tool->name);
	output_text(output, "\n");
	output_finish(output);
}

static void
print_version(const struct options_tool *tool)
{
	struct output *output = output_stdout();
	output_text(output, tool->name);
	output_text(output, " (revutils) " OPTIONS_VERSION "\n");
	output_finish(output);
}

static void
print_completion(const struct options_tool *tool, const char *shell)
{
	struct output *output = output_stdout();
	if (!completions_write(tool, shell, output))
		diag_usage(
		    "--completion=%s: not a shell that is known: bash, zsh or fish",
		    shell);
	output_finish(output);
}

/* Parsing */

struct parser {
	const struct options_spec **specs;
	size_t count;
	struct option *longs; /* getopt's; val is LONG_ONLY + i */
	char *shorts;
};

static void
parser_init(struct parser *parser, const struct options_tool *tool)
{
	const struct options_spec *spec;
	size_t capacity = 32;
	parser->specs = mem_new(capacity, sizeof(struct options_spec *));
	for (parser->count = 0; (spec = options_at(tool, parser->count));
	     parser->count++) {
		parser->specs = mem_grow(parser->specs, &capacity, parser->count + 1,
		    sizeof(struct options_spec *));
		parser->specs[parser->count] = spec;
	}
	parser->longs = mem_new(parser->count + 1, sizeof *parser->longs);
	parser->shorts = mem_new(parser->count * 2 + 2, 1);
	char *s = parser->shorts;
	*s++ = ':'; /* a missing argument is told apart from an unknown option */
	for (size_t i = 0; i < parser->count; i++) {
		spec = parser->specs[i];
		parser->longs[i] = (struct option){spec->name,
		    options_needs_argument(spec) ? required_argument
		    : spec->argument             ? optional_argument
		                                 : no_argument,
		    NULL, LONG_ONLY + (int)i};
		if (spec->letter)
			*s++ = spec->letter;
		if (spec->letter && spec->argument)
			*s++ = ':';
	}
}

static void
parser_release(struct parser *parser)
{
	free(parser->specs);
	free(parser->longs);
	free(parser->shorts);
}

/* The option of a value that getopt_long returned or left in optopt, or NULL. */
static const struct options_spec *
spec_of(const struct parser *parser, int c)
{
	if (c >= LONG_ONLY)
		return parser->specs[c - LONG_ONLY];
	for (size_t i = 0; i < parser->count; i++)
		if (c && parser->specs[i]->letter == c)
			return parser->specs[i];
	return NULL;
}

static DIAG_NORETURN void
unknown_option(const struct parser *parser, const char *word)
{
	const struct options_spec *known = spec_of(parser, optopt);
	if (known)
		diag_usage("--%s takes no argument", known->name);
	if (optopt)
		diag_usage("unknown option -%c", optopt);
	struct slice *names = mem_new(parser->count, sizeof *names);
	for (size_t i = 0; i < parser->count; i++)
		names[i] = slice_of(parser->longs[i].name);
	struct slice name = {word + 2, strcspn(word + 2, "=")};
	size_t closest = suggest(name, names, parser->count);
	if (closest == SUGGEST_NONE)
		diag_usage(
		    "unknown or ambiguous option %s", diag_show(slice_of(word)).text);
	diag_usage("unknown or ambiguous option %s: did you mean --%s?",
	    diag_show(slice_of(word)).text, parser->longs[closest].name);
}

/* --completion=columns: what is behind it is a command line that somebody is still
 * writing, so nothing in it is wrong. */
static void
print_columns(const struct parser *parser, int argc, char **argv)
{
	struct options_common common = {0};
	int c;
	while ((c = getopt_long(argc, argv, parser->shorts, parser->longs, NULL)) != -1) {
		const struct options_spec *spec = spec_of(parser, c);
		if (c != '?' && c != ':' && spec && spec->set == set_delimiter)
			set_delimiter(&common.delimiter, optarg);
	}
	struct output *output = output_stdout();
	completions_columns(
	    common.delimiter, argv + optind, (size_t)(argc - optind), output);
	output_finish(output);
	diag_exit(0);
}

static void
answer(const struct options_tool *tool, const struct options_spec *spec)
{
	if (strcmp(spec->name, "help") == 0)
		print_help(tool);
	else if (strcmp(spec->name, "version") == 0)
		print_version(tool);
	else
		print_completion(tool, optarg);
	diag_exit(0);
}

static bool
is_own(const struct options_tool *tool, const struct options_spec *spec)
{
	for (size_t i = 0; i < tool->count; i++)
		if (spec == &tool->specs[i])
			return true;
	return false;
}

/* The rejects may not take the place of anything else. */
static void
check_files(const struct options_common *common)
{
	const char *rejects = common->rejects;
	if (!rejects || strncmp(rejects, "/dev/", 5) == 0)
		return;
	if (common->output && strcmp(common->output, rejects) == 0)
		diag_usage("--output and --rejects are both %s", rejects);
	for (size_t i = 0; i < common->files_count; i++)
		if (strcmp(common->files[i], rejects) == 0)
			diag_usage("--rejects=%s is one of the inputs", rejects);
}

/* What has no use in the format asked for. */
static void
check_format(const struct options_common *common)
{
	bool page = common->format == CSVOUT_HTML || common->format == CSVOUT_FRAGMENT;
	if (common->title && !page)
		diag_usage("--title is for --format=html");
	if (common->bars && common->format != CSVOUT_TABLE)
		diag_usage("--bars is for --format=table");
}

void
options_parse(const struct options_tool *tool, struct options_common *common,
    void *settings, int argc, char **argv)
{
	static char *stdin_only[] = {"-", NULL};
	struct parser parser;
	parser_init(&parser, tool);
	opterr = 0;
	for (;;) {
		int c = getopt_long(argc, argv, parser.shorts, parser.longs, NULL);
		const char *word = argv[optind - 1];
		if (c == -1)
			break;
		if (c == ':')
			diag_usage("%s needs an argument", word);
		const struct options_spec *spec = c == '?' ? NULL : spec_of(&parser, c);
		if (!spec)
			unknown_option(&parser, word);
		if (!spec->set && optarg && strcmp(optarg, "columns") == 0)
			print_columns(&parser, argc, argv);
		if (!spec->set)
			answer(tool, spec);
		char *base = is_own(tool, spec) ? settings : (void *)common;
		const char *reason = spec->set(base + spec->field, optarg);
		if (reason)
			diag_usage("--%s=%s: %s", spec->name,
			    diag_show(slice_of(optarg)).text, reason);
	}
	common->files_named = optind < argc;
	common->files = optind < argc ? argv + optind : stdin_only;
	common->files_count = optind < argc ? (size_t)(argc - optind) : 1;
	parser_release(&parser);
	check_files(common);
	check_format(common);
	if (!common->title)
		common->title = tool->name;
}

void
options_release(struct options_common *common)
{
	free(common->choices);
}

struct output *
options_output(const struct options_common *common)
{
	return common->output ? output_file(common->output) : output_stdout();
}

struct csvout_options
options_csvout(const struct options_common *common, char delimiter)
{
	return (struct csvout_options){
	    .format = common->format,
	    .delimiter = common->delimiter ? common->delimiter : delimiter,
	    .spreadsheet_safe = common->spreadsheet_safe,
	    .bom = common->bom,
	    .title = common->title,
	    .bars = common->bars,
	    .terminal = !common->output && isatty(STDOUT_FILENO),
	    .crlf = common->crlf,
	};
}
