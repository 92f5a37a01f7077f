/*
 * Rows that are touches, conversions and milestones: attr_touches_read().
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/number.h"
#include "data.h"

/* Columns of --conversions. */
enum { CONVERTED_ID, CONVERTED_TIME, CONVERTED_VALUE, CONVERTED_WHICH, CONVERTED_ROLES };

static const struct reader_role converted_roles[CONVERTED_ROLES] = {
    [CONVERTED_ID] = {"converted id",
        "id|customer id|user id|contact id|lead id|person id|visitor id|client id|"
        "account id|record id|distinct id|user pseudo id|journey id|journey",
        true},
    [CONVERTED_TIME] = {"converted time",
        "time|timestamp|date|datetime|conversion time|conversion date|event time|"
        "event date|order date|close date|closed at|converted at|occurred at",
        true},
    [CONVERTED_VALUE] = {"value",
        "revenue|amount|conversion value|total value|purchase revenue|total revenue|"
        "order value|deal amount",
        false},
    [CONVERTED_WHICH] = {"conversion",
        "converted|is conversion|conversion id|order id|transaction id|deal id|"
        "opportunity id",
        false},
};

/* Where the milestones stand: in the column for `stage`, or in one of their own each. */
struct touches {
	struct attr_data *data;
	bool by_stage;
	size_t columns[ATTR_MILESTONES];
	uint64_t reached[ATTR_MILESTONES]; /* rows */
	uint64_t conversions, worthless;   /* rows; those of them that only a 0 marks */
};

/* What a cell that marks says: nothing, no, yes, or it names what it marks. */
enum mark { MARK_NONE, MARK_NO, MARK_YES, MARK_NAME };

static bool
is_one_of(struct slice cell, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal_nocase(cell, slice_of(words[i])))
			return true;
	return false;
}

static enum mark
read_mark(struct slice cell)
{
	static const char *const no[] = {"0", "no", "false"}, *const yes[] = {
	                                                          "1", "yes", "true"};
	cell = slice_trim(cell);
	if (number_is_missing(cell))
		return MARK_NONE;
	if (is_one_of(cell, no, 3))
		return MARK_NO;
	return is_one_of(cell, yes, 3) ? MARK_YES : MARK_NAME;
}

static bool
is_marked(struct slice cell)
{
	return read_mark(cell) >= MARK_YES;
}

/* A file may have the rows of both, or of one. */
static void
find_milestones(struct touches *touches)
{
	struct reader *reader = touches->data->reader;
	const struct list *milestones = &touches->data->options->milestones;
	touches->by_stage = reader_has(reader, ATTR_STAGE);
	if (touches->by_stage || !milestones->count)
		return;
	for (size_t i = 0; i < milestones->count; i++)
		touches->columns[i] =
		    reader_add_column(reader, milestones->items[i], false);
	if (!reader_has(reader, touches->columns[0]))
		reader_lacks(reader, "stage");
	for (size_t i = 0; i < milestones->count; i++)
		reader_need_one_of(reader, &touches->columns[i], 1);
}

/* The milestones that the row says were reached, as bits. */
static uint8_t
read_milestones(struct touches *touches)
{
	struct reader *reader = touches->data->reader;
	const struct list *milestones = &touches->data->options->milestones;
	struct slice stage = slice_trim(reader_cell(reader, ATTR_STAGE));
	unsigned bits = 0;
	for (size_t i = 0; i < milestones->count; i++) {
		bool here =
		    touches->by_stage
		        ? slice_equal_nocase(stage, slice_of(milestones->items[i]))
		        : is_marked(reader_cell(reader, touches->columns[i]));
		bits |= (unsigned)here << i;
		touches->reached[i] += here;
	}
	return (uint8_t)bits;
}

/* Does the row say that there was a conversion? The column for `conversion` decides, or
 * where a file has none that for `value`. */
static bool
is_conversion(struct touches *touches)
{
	struct reader *reader = touches->data->reader;
	if (touches->data->options->conversions)
		return false;
	if (reader_has(reader, ATTR_CONVERSION))
		return is_marked(reader_cell(reader, ATTR_CONVERSION));
	return !number_is_missing(reader_cell(reader, ATTR_VALUE));
}

/* The id and time that every row has. False if the row can't be used. */
static bool
read_when(struct attr_data *data, struct reader *reader, const struct options_common *own,
    size_t id_role, size_t time_role, struct date *time)
{
	if (slice_trim(reader_cell(reader, id_role)).n == 0) {
		reader_bad_cell(reader, id_role, "is empty");
		return false;
	}
	enum reader_value value = reader_date(reader, time_role, time);
	if (value == READER_MISSING)
		reader_bad_cell(reader, time_role,
		    "is missing: every touch and conversion needs its time");
	if (value != READER_VALUE)
		return false;
	if (own->as_of_given && time->us > own->as_of_us) {
		data->late++;
		return false;
	}
	return true;
}

static void
take_row(struct touches *touches)
{
	struct attr_data *data = touches->data;
	struct reader *reader = data->reader;
	struct date time;
	struct money value = {0};
	if (!read_when(data, reader, data->common, ATTR_ID, ATTR_TIME, &time))
		return;
	struct slice channel = reader_cell(reader, ATTR_CHANNEL);
	bool touch = slice_trim(channel).n > 0, conversion = is_conversion(touches);
	if (conversion && reader_money(reader, ATTR_VALUE, &value) == READER_BAD)
		return;
	uint8_t milestones = read_milestones(touches);
	if (!touch && !conversion && !milestones) {
		if (slice_trim(reader_cell(reader, ATTR_STAGE)).n == 0)
			reader_bad_cell(reader, ATTR_CHANNEL,
			    "is empty: a row that isn't a conversion needs its channel");
		return;
	}
	uint32_t id = attr_journeys_id(data->journeys, reader_cell(reader, ATTR_ID));
	if (touch)
		attr_journeys_touch(data->journeys, id, time,
		    strmap_add(data->channels, channel), milestones);
	else if (milestones)
		attr_journeys_reach(data->journeys, id, time, milestones);
	if (!conversion)
		return;
	attr_journeys_convert(data->journeys, id, time, value);
	touches->conversions++;
	touches->worthless +=
	    touch && value.units == 0 && !reader_has(reader, ATTR_CONVERSION);
}

/* The same conversion twice would be counted twice. */
static bool
is_new(struct reader *reader, struct strmap *known)
{
	struct slice cell = reader_cell(reader, CONVERTED_WHICH);
	uint32_t count = strmap_count(known);
	if (read_mark(cell) != MARK_NAME || strmap_add(known, cell) == count)
		return true;
	reader_bad_cell(reader, CONVERTED_WHICH,
	    "comes twice: a conversion counts once; where the column only says that "
	    "there was one it holds 1, yes or true");
	return false;
}

static void
read_conversions(struct attr_data *data)
{
	const struct options_common *own = &data->conversions_common;
	struct reader *reader = reader_open(converted_roles, CONVERTED_ROLES, own);
	struct strmap *known = strmap_new();
	while (reader_next(reader)) {
		struct date time;
		struct money value = {0};
		if (!read_when(data, reader, own, CONVERTED_ID, CONVERTED_TIME, &time) ||
		    reader_money(reader, CONVERTED_VALUE, &value) == READER_BAD)
			continue;
		if (read_mark(reader_cell(reader, CONVERTED_WHICH)) == MARK_NO ||
		    !is_new(reader, known))
			continue;
		attr_journeys_convert(data->journeys,
		    attr_journeys_id(data->journeys, reader_cell(reader, CONVERTED_ID)),
		    time, value);
	}
	strmap_free(known);
	reader_close(reader);
}

static void
note_what_is_odd(const struct touches *touches)
{
	const struct list *milestones = &touches->data->options->milestones;
	if (touches->worthless)
		diag_note("note: %llu touch%s with the value 0 count%s as conversions "
		          "worth nothing: if they are none, leave the cell empty, or say "
		          "which rows are conversions with -c conversion=COLUMN",
		    (unsigned long long)touches->worthless,
		    touches->worthless == 1 ? "" : "es",
		    touches->worthless == 1 ? "s" : "");
	for (size_t i = 0; i < milestones->count; i++)
		if (touches->reached[i] == 0)
			diag_note("note: no row reaches the milestone %s",
			    diag_show(slice_of(milestones->items[i])).text);
}

void
attr_touches_read(struct attr_data *data)
{
	struct touches touches = {.data = data};
	bool known = data->options->conversions != NULL;
	find_milestones(&touches);
	while (reader_next(data->reader)) {
		known |= reader_has(data->reader, ATTR_CONVERSION) ||
		         reader_has(data->reader, ATTR_VALUE);
		take_row(&touches);
	}
	const char *file = data->main_common.files[0];
	if (!known)
		diag_fatal(EX_DATAERR,
		    "%s: nothing says what a conversion is: a column for value or "
		    "conversion (-c value=COLUMN), or --conversions=FILE",
		    strcmp(file, "-") == 0 ? "<stdin>" : file);
	if (data->options->conversions)
		read_conversions(data);
	if (!data->common->quiet)
		note_what_is_odd(&touches);
}
