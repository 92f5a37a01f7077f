/*
 * Rows that are paths with counts: attr_pathrows_read().
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "data.h"
#include "pathtext.h"

/* The channels of the row at hand. */
struct row {
	uint32_t *channels;
	size_t n, capacity;
	struct attr_outcome outcome;
};

/* A count that may be missing, which is none. False if the row can't be used. */
static bool
read_count(struct reader *reader, size_t role, struct money *count)
{
	*count = (struct money){0};
	enum reader_value value = reader_money(reader, role, count);
	if (value == READER_VALUE && count->units < 0) {
		reader_bad_cell(reader, role, "is negative: a count is 0 or more");
		return false;
	}
	return value != READER_BAD;
}

static bool
read_outcome(struct reader *reader, struct attr_outcome *outcome)
{
	outcome->value = (struct money){0};
	if (!read_count(reader, ATTR_CONVERSIONS, &outcome->conversions) ||
	    !read_count(reader, ATTR_NULLS, &outcome->nulls) ||
	    reader_money(reader, ATTR_VALUE, &outcome->value) == READER_BAD)
		return false;
	if (outcome->value.units != 0 && outcome->conversions.units == 0) {
		reader_bad_cell(reader, ATTR_VALUE,
		    "is the value of a path without conversions: there is nothing it "
		    "could be of");
		return false;
	}
	return true;
}

static bool
read_path(struct attr_data *data, struct row *row)
{
	struct attr_pathtext reading;
	struct slice touch;
	row->n = 0;
	attr_pathtext_init(
	    &reading, reader_cell(data->reader, ATTR_PATH), data->options->separator);
	while (attr_pathtext_next(&reading, &touch)) {
		if (touch.n == 0) {
			reader_bad_cell(data->reader, ATTR_PATH,
			    "has a touch without a name: is --separator right?");
			return false;
		}
		row->channels = mem_grow(
		    row->channels, &row->capacity, row->n + 1, sizeof *row->channels);
		row->channels[row->n++] = strmap_add(data->channels, touch);
	}
	return true;
}

void
attr_pathrows_read(struct attr_data *data)
{
	struct row row = {0};
	while (reader_next(data->reader)) {
		data->nulls_known |= reader_has(data->reader, ATTR_NULLS);
		if (!read_outcome(data->reader, &row.outcome) || !read_path(data, &row))
			continue;
		if (!attr_paths_add(data->paths, row.channels, row.n, &row.outcome))
			diag_fatal(EX_DATAERR, "%s: the sum gets too large",
			    reader_place(data->reader));
	}
	free(row.channels);
}
