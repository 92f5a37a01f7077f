#include "data.h"

#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

static const struct reader_role roles[ATTR_ROLES] = {
    [ATTR_ID] = {"id",
        "customer id|user id|contact id|lead id|person id|visitor id|client id|"
        "account id|record id|distinct id|user pseudo id|journey id|journey",
        false},
    [ATTR_CHANNEL] = {"channel",
        "source|utm source|traffic source|lead source|marketing channel|channel group|"
        "channel grouping|default channel group|default channel grouping|"
        "session default channel group|touchpoint",
        false},
    [ATTR_TIME] = {"time",
        "timestamp|date|datetime|event time|event date|event timestamp|touch time|"
        "touch date|touchpoint date|session start|visited at|occurred at",
        false},
    [ATTR_VALUE] = {"value",
        "revenue|amount|conversion value|total conversion value|total value|"
        "purchase revenue|total revenue|order value|deal amount",
        false},
    [ATTR_CONVERSION] = {"conversion",
        "converted|is conversion|conversion id|order id|transaction id", false},
    [ATTR_STAGE] = {"stage", "stage name|lifecycle stage|milestone", false},
    [ATTR_PATH] = {"path",
        "channel path|conversion path|default channel grouping path|"
        "channel grouping path",
        false},
    [ATTR_CONVERSIONS] = {"conversions", "total conversions|conversion count", false},
    [ATTR_NULLS] = {"nulls", "null|total null|total nulls|non conversions", false},
};

/* Roles that the input has no use for aren't looked for by other names, so that columns
 * nobody asked for are never ambiguous. */
static void
choose_roles(struct attr_data *data)
{
	const struct attr_data_options *options = data->options;
	memcpy(data->roles, roles, sizeof roles);
	if (!options->milestones.count)
		data->roles[ATTR_STAGE].aliases = NULL;
	if (options->conversions)
		data->roles[ATTR_VALUE].aliases = data->roles[ATTR_CONVERSION].aliases =
		    NULL;
}

static bool
is_for_conversions(const struct attr_data_options *options, struct slice role)
{
	static const char *const names[] = {
	    "converted id", "converted time", "value", "conversion"};
	return options->conversions &&
	       columns_among(role, names, sizeof names / sizeof *names);
}

/* Which choices of -c are about the touches, and which about the conversions. */
static void
choose_choices(struct attr_data *data)
{
	const struct options_common *common = data->common;
	data->main_common = data->conversions_common = *common;
	struct options_common *to[] = {&data->main_common, &data->conversions_common};
	for (size_t k = 0; k < 2; k++) {
		to[k]->choices = mem_new(common->choices_count, sizeof *to[k]->choices);
		to[k]->choices_count = 0;
		for (size_t i = 0; i < common->choices_count; i++)
			if (is_for_conversions(data->options, common->choices[i].role) ==
			    (k == 1))
				to[k]->choices[to[k]->choices_count++] =
				    common->choices[i];
	}
	data->conversions_common.files = (char **)&data->options->conversions;
	data->conversions_common.files_count = 1;
	data->conversions_common.rejects = NULL; /* it has the columns of the touches */
}

static bool
is_chosen(const struct options_common *common, const char *role)
{
	for (size_t i = 0; i < common->choices_count; i++)
		if (columns_alike(common->choices[i].role, slice_of(role)))
			return true;
	return false;
}

static void
need(struct reader *reader, size_t role)
{
	reader_need_one_of(reader, &role, 1);
}

void
attr_data_open(struct attr_data *data, const struct attr_data_options *options,
    const struct options_common *common)
{
	*data = (struct attr_data){.options = options, .common = common};
	choose_roles(data);
	choose_choices(data);
	struct reader *reader = reader_open(data->roles, ATTR_ROLES, &data->main_common);
	bool id = reader_has(reader, ATTR_ID), time = reader_has(reader, ATTR_TIME);
	bool channel = reader_has(reader, ATTR_CHANNEL);
	data->reader = reader;
	data->delimiter = reader_delimiter(reader);
	data->has_touches = !is_chosen(common, "path") &&
	                    (reader_has(reader, ATTR_PATH) ? id && channel && time
	                                                   : id || channel || time);
	if (data->has_touches) {
		need(reader, ATTR_ID);
		need(reader, ATTR_TIME);
	} else {
		need(reader, ATTR_PATH);
		need(reader, ATTR_CONVERSIONS);
	}
	data->channels = strmap_new();
	data->paths = attr_paths_new();
	if (data->has_touches)
		data->journeys = attr_journeys_new();
}

void
attr_data_read(struct attr_data *data)
{
	if (data->has_touches)
		attr_touches_read(data);
	else
		attr_pathrows_read(data);
	reader_close(data->reader);
	data->reader = NULL;
	if (data->late && !data->common->quiet)
		diag_note("note: %llu row%s later than --as-of ignored",
		    (unsigned long long)data->late, data->late == 1 ? "" : "s");
}

void
attr_data_release(struct attr_data *data)
{
	strmap_free(data->channels);
	attr_paths_free(data->paths);
	attr_journeys_free(data->journeys);
	options_release(&data->main_common);
	options_release(&data->conversions_common);
}
