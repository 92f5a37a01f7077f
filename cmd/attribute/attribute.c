/*
 * attribute: who gets the credit for a conversion.
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/options.h"
#include "../../common/process.h"
#include "picture.h"
#include "report.h"
#include "share.h"

#define HALF_LIFE_US (7 * DATE_DAY)

struct settings {
	struct attr_models models; /* none: --model isn't given */
	const char *conversions, *direct, *separator;
	struct list milestones;
	int64_t lookback_us, half_life_us; /* 0: not given */
	double weights[3];
	bool weights_given;
	size_t order; /* 0: not given */
	bool reset, no_nulls, wide, matrix, removal;
	const char *value_by;
};

static const char *
set_models(void *field, const char *argument)
{
	return attr_models_parse(argument, field);
}

static const char *
set_span(void *field, const char *argument)
{
	int64_t us;
	if (date_span_parse(slice_of(argument), &us) || us == 0)
		return "not a span above zero, such as 30d, 1d12h or 90m";
	*(int64_t *)field = us;
	return NULL;
}

static const char *
set_milestones(void *field, const char *argument)
{
	struct list *list = field;
	list_release(list);
	const char *reason = list_parse(argument, list);
	if (!reason && (list->count < 2 || list->count > ATTR_MILESTONES))
		reason = "not two or three milestones: the lead's creation, the "
		         "opportunity's, and for full-path the customer's";
	for (size_t i = 0; !reason && i < list->count; i++)
		for (size_t k = 0; !reason && k < i; k++)
			if (slice_equal_nocase(
			        slice_of(list->items[i]), slice_of(list->items[k])))
				reason = "a milestone is named twice";
	return reason;
}

static const char *
set_weights(void *field, const char *argument)
{
	static const char wrong[] =
	    "not three weights, of the first touch, those between and the last, such as "
	    "40,20,40: none negative, the first or the last above zero";
	struct settings *settings = field;
	double *w = settings->weights;
	struct list list;
	if (list_parse(argument, &list))
		return wrong;
	bool right = list.count == 3;
	for (size_t i = 0; right && i < 3; i++)
		right = options_number(list.items[i], &w[i]) && w[i] >= 0 && w[i] <= 1e9;
	list_release(&list);
	settings->weights_given = right;
	return right && w[0] + w[2] > 0 ? NULL : wrong;
}

static const char *
set_separator(void *field, const char *argument)
{
	if (!*argument)
		return "empty: what stands between the touches of a path?";
	*(const char **)field = argument;
	return NULL;
}

static const char *
set_order(void *field, const char *argument)
{
	if (argument[0] < '1' || argument[0] > '0' + ATTR_ORDER_MOST || argument[1])
		return "not a whole number from 1 to 4";
	*(size_t *)field = (size_t)(argument[0] - '0');
	return NULL;
}

static const char *
set_value_by(void *field, const char *argument)
{
	if (strcmp(argument, "value") != 0 && strcmp(argument, "conversion") != 0)
		return "neither value nor conversion";
	*(const char **)field = argument;
	return NULL;
}

#define FIELD(member) offsetof(struct settings, member)

static const struct options_spec specs[] = {
    {"model", 'm', "LIST",
        "who gets the credit (needed): models separated by commas, or all that the input "
        "allows",
        set_models, FIELD(models), ATTR_MODEL_NAMES},
    {"conversions", 0, "FILE", "the conversions of the touches: id, time, value",
        options_text, FIELD(conversions), OPTIONS_FILE},
    {"lookback", 0, "SPAN", "touches at most so long before the conversion count: 90d",
        set_span, FIELD(lookback_us), NULL},
    {"reset", 0, NULL, "a conversion starts a new path: paths don't overlap",
        options_flag, FIELD(reset), NULL},
    {"direct", 0, "NAME",
        "the channel that last-non-direct passes over (default: direct)", options_text,
        FIELD(direct), NULL},
    {"weights", 0, "F,M,L",
        "position: the first touch's, those between, the last's (default: 40,20,40)",
        set_weights, 0, NULL},
    {"milestones", 0, "LIST",
        "w-shaped, full-path: what marks the key touches, LEAD,OPPORTUNITY[,CUSTOMER]",
        set_milestones, FIELD(milestones), NULL},
    {"half-life", 0, "SPAN",
        "time-decay: a touch so much older weighs half (default: 7d)", set_span,
        FIELD(half_life_us), NULL},
    {"order", 0, "N", "markov: how many touches a state remembers, 1 (default) to 4",
        set_order, FIELD(order), "1|2|3|4"},
    {"no-nulls", 0, NULL, "markov: leave out the paths that failed", options_flag,
        FIELD(no_nulls), NULL},
    {"value-by", 0, "WHAT",
        "markov: share value out by the value that is lost without a channel (default), "
        "or as the conversions are",
        set_value_by, FIELD(value_by), "value|conversion"},
    {"separator", 0, "TEXT", "between the touches of a path (default: >)", set_separator,
        FIELD(separator), NULL},
    {"wide", 0, NULL, "a row for each channel, two columns for each model", options_flag,
        FIELD(wide), NULL},
    {"removal", 0, NULL, "write markov's removal effects instead", options_flag,
        FIELD(removal), NULL},
    {"matrix", 0, NULL, "write markov's transitions instead", options_flag, FIELD(matrix),
        NULL},
};

static const struct options_tool tool = {
    .name = "attribute",
    .synopsis = "--model=LIST [OPTION]... [FILE]...",
    .summary = "Give channels credit for conversions, from touches (id, channel, time) "
               "or from paths\n(a > b > c) with counts, by rules or by models learned "
               "from the paths.",
    .specs = specs,
    .count = sizeof specs / sizeof *specs,
    .groups = OPTIONS_DATES | OPTIONS_NUMBERS | OPTIONS_JOBS,
};

/* What one option asks and another has no use for: nothing is accepted and then ignored.
 */

static bool
has_any(const struct settings *settings, enum attr_model a, enum attr_model b)
{
	return attr_models_have(&settings->models, a) ||
	       attr_models_have(&settings->models, b);
}

static void
check_models(const struct settings *settings)
{
	const struct {
		bool given;
		const char *option;
		enum attr_model a, b;
		const char *models;
	} uses[] = {
	    {settings->direct != NULL, "direct", ATTR_LAST_NON_DIRECT,
	        ATTR_LAST_NON_DIRECT, "last-non-direct"},
	    {settings->weights_given, "weights", ATTR_POSITION, ATTR_POSITION,
	        "position"},
	    {settings->milestones.count > 0, "milestones", ATTR_W_SHAPED, ATTR_FULL_PATH,
	        "w-shaped or full-path"},
	    {settings->half_life_us != 0, "half-life", ATTR_TIME_DECAY, ATTR_TIME_DECAY,
	        "time-decay"},
	    {settings->order != 0, "order", ATTR_MARKOV, ATTR_MARKOV, "markov"},
	    {settings->no_nulls, "no-nulls", ATTR_MARKOV, ATTR_MARKOV, "markov"},
	    {settings->value_by != NULL, "value-by", ATTR_MARKOV, ATTR_MARKOV, "markov"},
	};
	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
		if (uses[i].given && !has_any(settings, uses[i].a, uses[i].b))
			diag_usage("--%s is for the model %s, which isn't asked for",
			    uses[i].option, uses[i].models);
}

/* --removal and --matrix are about markov, and name no model. */
static void
check_chain(const struct settings *settings)
{
	const char *option = settings->removal ? "removal" : "matrix";
	if (settings->removal && settings->matrix)
		diag_usage("--removal and --matrix are different tables: choose one");
	if (settings->models.count || settings->wide)
		diag_usage("--%s is a table of its own: leave out --%s", option,
		    settings->wide ? "wide" : "model");
	if (settings->value_by)
		diag_usage("--%s has no use for --value-by", option);
}

static void
check_settings(struct settings *settings)
{
	if (settings->removal || settings->matrix) {
		check_chain(settings);
		attr_models_parse("markov", &settings->models);
		check_models(settings);
		settings->models.count = 0;
	} else if (!settings->models.count) {
		diag_usage("--model=LIST is needed: who gets the credit, such as "
		           "--model=last,linear or --model=all");
	} else {
		check_models(settings);
	}
}

/* What the input can't serve. */
static void
check_input(const struct settings *settings, const struct attr_data *data)
{
	const struct {
		bool given;
		const char *option;
	} of_touches[] = {
	    {settings->conversions != NULL, "conversions"},
	    {settings->lookback_us != 0, "lookback"},
	    {settings->reset, "reset"},
	    {settings->milestones.count > 0, "milestones"},
	    {settings->half_life_us != 0, "half-life"},
	};
	if (data->has_touches && settings->separator)
		diag_usage("--separator is about paths, and the input has touches: to "
		           "read paths, name their column, -c path=COLUMN");
	for (size_t i = 0; i < sizeof of_touches / sizeof *of_touches; i++)
		if (!data->has_touches && of_touches[i].given)
			diag_usage("--%s is about touches with their times (id, channel, "
			           "time), and the input has paths",
			    of_touches[i].option);
}

/* Leaves out of --model=all what the input doesn't allow; what was named has to be
 * possible. */
static void
fit_models(struct settings *settings, const struct attr_data *data, bool quiet)
{
	struct attr_models *models = &settings->models;
	const struct attr_models asked = *models;
	for (size_t i = 0; i < asked.count; i++) {
		enum attr_model model = asked.list[i];
		const char *lacks = NULL;
		if (!data->has_touches && attr_model_needs_touches(model))
			lacks = "touches with their times (id, channel, time), and the "
			        "input has paths";
		else if (attr_model_needs_milestones(model) &&
		         !settings->milestones.count)
			lacks = "--milestones=LEAD,OPPORTUNITY[,CUSTOMER]: what marks "
			        "the key touches";
		if (!lacks)
			continue;
		if (!models->all)
			diag_usage("--model=%s needs %s", attr_model_name(model), lacks);
		attr_models_drop(models, model);
		if (!quiet)
			diag_note("note: %s left out: it needs %s",
			    attr_model_name(model), lacks);
	}
}

static struct attr_plan
make_plan(const struct settings *settings)
{
	static const double u_shape[3] = {40, 20, 40};
	struct attr_plan plan = {
	    .models = settings->models,
	    .journeys = {settings->lookback_us ? settings->lookback_us : INT64_MAX,
	        settings->reset},
	    .rules = {.half_life_us =
	                  settings->half_life_us ? settings->half_life_us : HALF_LIFE_US,
	        .milestones = settings->milestones.count},
	    .direct = settings->direct ? settings->direct : "direct",
	    .direct_given = settings->direct != NULL,
	    .order = settings->order ? settings->order : 1,
	    .no_nulls = settings->no_nulls,
	    .chain = settings->matrix,
	    .losses = settings->removal,
	    .value_by_conversion =
	        settings->value_by && strcmp(settings->value_by, "conversion") == 0,
	};
	memcpy(plan.rules.position, settings->weights_given ? settings->weights : u_shape,
	    sizeof plan.rules.position);
	return plan;
}

/* Spaces around a separator say nothing, since those around touches don't. */
static struct slice
separator_of(const struct settings *settings)
{
	struct slice text = slice_of(settings->separator ? settings->separator : ">");
	struct slice inner = slice_trim(text);
	return inner.n ? inner : text;
}

static bool
needs_chain(const struct settings *settings)
{
	return settings->matrix || settings->removal ||
	       attr_models_have(&settings->models, ATTR_MARKOV);
}

static void
note_nulls(const struct attr_plan *plan, const struct attr_data *data)
{
	if (data->options->failed && !plan->no_nulls && attr_paths_count(data->paths) &&
	    !data->has_touches && !data->nulls_known)
		diag_note("note: no column for nulls: markov takes every path for one "
		          "that converted, as --no-nulls says without this note");
}

static void
write_table(const struct settings *settings, const struct attr_shared *shared,
    const struct strmap *channels, struct csvout *out)
{
	if (settings->removal)
		attr_report_removal(out, shared, channels);
	else if (settings->matrix)
		attr_report_matrix(out, shared->markov, channels);
	else if (settings->wide)
		attr_report_wide(out, shared, channels);
	else
		attr_report_long(out, shared, channels);
}

static void
attribute(struct settings *settings, const struct options_common *common)
{
	const struct attr_data_options options = {settings->conversions,
	    settings->milestones, separator_of(settings), needs_chain(settings)};
	struct output *output = options_output(common);
	struct attr_data data;
	struct attr_shared shared;
	attr_data_open(&data, &options, common);
	check_input(settings, &data);
	fit_models(settings, &data, common->quiet);
	attr_data_read(&data);
	struct attr_plan plan = make_plan(settings);
	if (!common->quiet)
		note_nulls(&plan, &data);
	attr_share(&shared, &plan, &data, common->quiet);
	struct csvout_options how = options_csvout(common, data.delimiter);
	struct csvout *out = csvout_new(output, &how);
	csvout_picture(out, attr_picture, NULL);
	write_table(settings, &shared, data.channels, out);
	csvout_finish(out);
	attr_shared_release(&shared);
	attr_data_release(&data);
}

int
main(int argc, char **argv)
{
	struct settings settings = {0};
	struct options_common common = {0};
	process_init(tool.name);
	options_parse(&tool, &common, &settings, argc, argv);
	check_settings(&settings);
	attribute(&settings, &common);
	list_release(&settings.milestones);
	options_release(&common);
	return 0;
}
