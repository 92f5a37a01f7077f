/*
 * Rows that are paths with counts: attr_pathrows_read().
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "data.h"
#include "pathtext.h"

enum { NAMES = 256, SHORT = 16 };

/* A channel's name of 1 to SHORT bytes, as two words, and its number. */
struct name {
	uint64_t first, last;
	size_t n;
	uint32_t channel;
};

/* The channels of the row at hand, and names seen before: most of a file's. */
struct row {
	struct name names[NAMES];
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

/* Loads may overlap: with the length, they tell names apart. */
static struct name
name_of(struct slice touch)
{
	struct name name = {.n = touch.n};
	if (touch.n >= 8) {
		memcpy(&name.first, touch.p, 8);
		memcpy(&name.last, touch.p + touch.n - 8, 8);
	} else if (touch.n >= 4) {
		memcpy(&name.first, touch.p, 4);
		memcpy(&name.last, touch.p + touch.n - 4, 4);
	} else {
		name.first = (unsigned char)touch.p[0];
		name.last = (uint64_t)(unsigned char)touch.p[touch.n / 2] << 8 |
		            (unsigned char)touch.p[touch.n - 1];
	}
	return name;
}

/* The number of the channel: names that are short are kept where their hash says, until
 * another takes the place, so that most need no look-up. */
static uint32_t
channel_of(struct attr_data *data, struct row *row, struct slice touch)
{
	if (touch.n > SHORT)
		return strmap_add(data->channels, touch);
	struct name name = name_of(touch);
	uint64_t hash = (name.first + (name.last << 7) + name.n) * 0x9e3779b97f4a7c15U;
	struct name *kept = &row->names[hash >> 56];
	if (kept->n != name.n || kept->first != name.first || kept->last != name.last) {
		name.channel = strmap_add(data->channels, touch);
		*kept = name;
	}
	return kept->channel;
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
		row->channels[row->n++] = channel_of(data, row, touch);
	}
	return true;
}

void
attr_pathrows_read(struct attr_data *data)
{
	struct row row = {0};
	bool fits = true;
	while (fits && reader_next(data->reader)) {
		data->nulls_known |= reader_has(data->reader, ATTR_NULLS);
		if (!read_outcome(data->reader, &row.outcome) || !read_path(data, &row))
			continue;
		fits = attr_paths_add(data->paths, row.channels, row.n, &row.outcome);
	}
	if (!fits || !attr_paths_settle(data->paths))
		diag_fatal(
		    EX_DATAERR, "%s: the sum gets too large", reader_place(data->reader));
	free(row.channels);
}
