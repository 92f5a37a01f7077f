/*
 * Rows that are paths with counts: attr_pathrows_read().
 */
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/parts.h"
#include "data.h"
#include "pathtext.h"

enum { NAMES = 256, SHORT = 16 };

/* A channel's name of 1 to SHORT bytes, as two words, and its number. */
struct name {
	uint64_t first, last;
	size_t n;
	uint32_t channel;
};

/* What is read, by the whole or of a part of a file. */
struct rows {
	const struct attr_data_options *options;
	struct strmap *channels;
	struct attr_paths *paths;
	bool nulls_known;
	struct name names[NAMES]; /* seen before: most of a file's */
	uint32_t *path;           /* the channels of the row at hand */
	size_t n, capacity;
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

/* Loads may overlap: with the length, they tell names apart. Each goes to a word of its
 * size: a word that is written in pieces makes the processor wait. */
static struct name
name_of(struct slice touch)
{
	const char *p = touch.p;
	size_t n = touch.n;
	uint64_t words[2];
	uint32_t halves[2];
	if (n >= 8) {
		memcpy(&words[0], p, 8), memcpy(&words[1], p + n - 8, 8);
		return (struct name){words[0], words[1], n, 0};
	}
	if (n >= 4) {
		memcpy(&halves[0], p, 4), memcpy(&halves[1], p + n - 4, 4);
		return (struct name){halves[0], halves[1], n, 0};
	}
	uint64_t middle = (unsigned char)p[n / 2], last = (unsigned char)p[n - 1];
	return (struct name){(unsigned char)p[0], middle << 8 | last, n, 0};
}

/* The number of the channel: names that are short are kept where their hash says, until
 * another takes the place, so that most need no look-up. */
static uint32_t
channel_of(struct rows *rows, struct slice touch)
{
	if (touch.n > SHORT)
		return strmap_add(rows->channels, touch);
	struct name name = name_of(touch);
	uint64_t hash = (name.first + (name.last << 7) + name.n) * 0x9e3779b97f4a7c15U;
	struct name *kept = &rows->names[hash >> 56];
	if (kept->n != name.n || kept->first != name.first || kept->last != name.last) {
		name.channel = strmap_add(rows->channels, touch);
		*kept = name;
	}
	return kept->channel;
}

static bool
read_path(struct rows *rows, struct reader *reader)
{
	struct attr_pathtext reading;
	struct slice touch;
	rows->n = 0;
	attr_pathtext_init(
	    &reading, reader_cell(reader, ATTR_PATH), rows->options->separator);
	while (attr_pathtext_next(&reading, &touch)) {
		if (touch.n == 0) {
			reader_bad_cell(reader, ATTR_PATH,
			    "has a touch without a name: is --separator right?");
			return false;
		}
		if (rows->n == rows->capacity)
			rows->path = mem_grow(
			    rows->path, &rows->capacity, rows->n + 1, sizeof *rows->path);
		rows->path[rows->n++] = channel_of(rows, touch);
	}
	return true;
}

/* Parts */

static void *
begin(void *whole)
{
	struct rows *rows = mem_new(1, sizeof *rows);
	rows->options = ((const struct rows *)whole)->options;
	rows->channels = strmap_new();
	rows->paths = attr_paths_new();
	return rows;
}

static void
end(void *part)
{
	struct rows *rows = part;
	strmap_free(rows->channels);
	attr_paths_free(rows->paths);
	free(rows->path);
	free(rows);
}

/* Every row makes its channels known; paths that failed are kept if they are wanted. */
static void
take(void *state, struct reader *reader)
{
	struct rows *rows = state;
	struct attr_outcome outcome;
	rows->nulls_known |= reader_has(reader, ATTR_NULLS);
	if (!read_outcome(reader, &outcome) || !read_path(rows, reader))
		return;
	if (!attr_paths_count_in(rows->paths, &outcome)) {
		reader_refuse(reader, "the sum gets too large");
		return;
	}
	if (rows->options->failed || outcome.conversions.units != 0)
		attr_paths_add(rows->paths, rows->path, rows->n, &outcome);
}

/* Channels and paths that are new to the whole come in the order of the part. */
static bool
merge(void *whole, void *part, size_t lines)
{
	struct rows *rows = whole, *more = part;
	uint32_t channels = strmap_count(more->channels);
	(void)lines;
	if (!attr_paths_count_in_all(rows->paths, more->paths))
		return false;
	uint32_t *number = mem_new(channels, sizeof *number);
	for (uint32_t i = 0; i < channels; i++)
		number[i] = strmap_add(rows->channels, strmap_key(more->channels, i));
	attr_paths_add_all(rows->paths, more->paths, number);
	rows->nulls_known |= more->nulls_known;
	free(number);
	return true;
}

void
attr_pathrows_read(struct attr_data *data)
{
	static const struct parts_task task = {
	    .begin = begin, .row = take, .merge = merge, .end = end};
	struct rows *rows = mem_new(1, sizeof *rows);
	rows->options = data->options;
	rows->channels = data->channels;
	rows->paths = data->paths;
	parts_read(data->reader, data->common->jobs, &task, rows);
	attr_paths_settle(data->paths);
	data->nulls_known = rows->nulls_known;
	free(rows->path);
	free(rows);
}
