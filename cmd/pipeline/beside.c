#include "beside.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

struct beside {
	struct options_common options;
	char *path;
	struct reader *reader;
	const struct outlook *outlook;
	size_t by_count, *by;
	struct slice *cells;
	struct group *groups; /* with the numbers of the deals', to look them up */
	uint64_t used, other_groups;
};

struct beside *
beside_open(const struct beside_options *own, const struct reader_role *roles,
    size_t count, const struct outlook *outlook)
{
	struct beside *beside = mem_new(1, sizeof *beside);
	const struct group *groups = outlook->deals->groups;
	beside->outlook = outlook;
	beside->path = (char *)own->path;
	beside->options = *own->options;
	beside->options.files = &beside->path;
	beside->options.files_count = 1;
	beside->options.choices_count = 0;
	beside->options.rejects = NULL;
	beside->reader = reader_open(roles, count, &beside->options);
	beside->by_count = own->by->count;
	beside->by = mem_new(own->by->count, sizeof *beside->by);
	beside->cells = mem_new(own->by->count, sizeof *beside->cells);
	for (size_t i = 0; i < own->by->count; i++)
		beside->by[i] =
		    reader_add_column(beside->reader, own->by->items[i], true);
	beside->groups = group_new(own->by->count);
	for (uint32_t id = 0; id < group_count(groups); id++) {
		for (size_t i = 0; i < own->by->count; i++)
			beside->cells[i] = group_cell(groups, id, i);
		group_add(beside->groups, beside->cells);
	}
	return beside;
}

struct reader *
beside_reader(struct beside *beside)
{
	return beside->reader;
}

/* Has it digits where the name of a period has them, and is else the same? */
static bool
looks_like(struct slice cell, struct slice name)
{
	if (cell.n != name.n)
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		bool digit = cell.p[i] >= '0' && cell.p[i] <= '9';
		bool wanted = name.p[i] >= '0' && name.p[i] <= '9';
		if (digit != wanted || (!digit && cell.p[i] != name.p[i]))
			return false;
	}
	return true;
}

/* Which period is it? False for one that isn't in the output. */
static bool
find_period(struct beside *beside, size_t *period)
{
	const struct outlook_periods *periods = &beside->outlook->periods;
	struct slice cell = slice_trim(reader_cell(beside->reader, 0));
	struct outlook_name name = outlook_bucket_name(periods, 1);
	struct date date;
	if (looks_like(cell, slice_of(name.text)) && periods->period != DATE_BY_DAY) {
		for (*period = 0; *period < periods->count; ++*period) {
			name = outlook_bucket_name(periods, *period + 1);
			if (slice_equal(cell, slice_of(name.text)))
				return true;
		}
		return false;
	}
	if (date_parse(cell, beside->options.date_format, &date) != NULL) {
		char reason[120];
		snprintf(reason, sizeof reason,
		    "isn't a period such as %s, nor a date in one", name.text);
		reader_bad_cell(beside->reader, 0, reason);
		return false;
	}
	int64_t start = date_period_start(date.us, periods->period) / DATE_DAY;
	for (*period = 0; *period < periods->count; ++*period)
		if (start == periods->starts[*period])
			return true;
	return false;
}

bool
beside_next(struct beside *beside, size_t *at)
{
	size_t period;
	uint32_t groups = group_count(beside->outlook->deals->groups);
	while (reader_next(beside->reader)) {
		if (!find_period(beside, &period))
			continue;
		for (size_t i = 0; i < beside->by_count; i++)
			beside->cells[i] = reader_cell(beside->reader, beside->by[i]);
		uint32_t group =
		    beside->by_count ? group_add(beside->groups, beside->cells) : 0;
		if (group >= groups) {
			beside->other_groups++;
			continue;
		}
		beside->used++;
		*at = group * beside->outlook->periods.count + period;
		return true;
	}
	return false;
}

void
beside_close(struct beside *beside, const char *what)
{
	struct outlook_name first = outlook_bucket_name(&beside->outlook->periods, 1);
	if (!beside->options.quiet && beside->used == 0)
		diag_note("note: no row of %s is of a period of the output, %s and after",
		    beside->path, first.text);
	if (!beside->options.quiet && beside->other_groups)
		diag_note("note: %llu row%s of %s for groups without deals: the %s "
		          "isn't in the output",
		    (unsigned long long)beside->other_groups,
		    beside->other_groups == 1 ? "" : "s", beside->path, what);
	reader_close(beside->reader);
	group_free(beside->groups);
	free(beside->by);
	free(beside->cells);
	free(beside);
}
