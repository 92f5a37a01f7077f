#include "rejects.h"

#include <stdlib.h>

#include "csvout.h"
#include "mem.h"
#include "strmap.h"

struct rejects {
	struct csvout *out;
	size_t columns;
	struct strmap *names; /* of the first header; its ids aren't positions when a name
	                         comes twice, which is what `unique` tells */
	bool unique;
	uint64_t rows;
};

struct rejects *
rejects_open(const char *path, const struct csvin *header_of)
{
	struct rejects *rejects = mem_new(1, sizeof *rejects);
	rejects->out = csvout_new(output_file(path),
	    &(struct csvout_options){.delimiter = csvin_delimiter(header_of)});
	csvout_column(rejects->out, slice_of("reject_file"), CSVOUT_TEXT);
	csvout_column(rejects->out, slice_of("reject_line"), CSVOUT_NUMBER);
	csvout_column(rejects->out, slice_of("reject_reason"), CSVOUT_TEXT);
	rejects->columns = csvin_columns(header_of);
	rejects->names = strmap_new();
	for (size_t i = 0; i < rejects->columns; i++) {
		csvout_column(rejects->out, csvin_names(header_of)[i], CSVOUT_TEXT);
		strmap_add(rejects->names, csvin_names(header_of)[i]);
	}
	rejects->unique = strmap_count(rejects->names) == rejects->columns;
	return rejects;
}

/* Where each column of `in` goes, or NULL if the cells can't be told apart by name; to be
 * freed. */
static size_t *
places(const struct rejects *rejects, const struct csvin *in)
{
	size_t n = csvin_columns(in);
	if (csvin_cells(in) != n)
		return NULL;
	size_t *from = mem_new(rejects->columns, sizeof *from); /* column + 1, 0: none */
	size_t same = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t id;
		if (!strmap_find(rejects->names, csvin_names(in)[i], &id))
			break;
		same += !from[id];
		from[id] = i + 1;
	}
	if (rejects->unique && same == n)
		return from;
	free(from);
	return NULL;
}

static void
write_cells(struct rejects *rejects, const struct csvin *in)
{
	size_t *from = places(rejects, in);
	for (size_t i = 0; i < rejects->columns; i++) {
		if (from && from[i])
			csvout_text(rejects->out, csvin_cell(in, from[i] - 1));
		else if (!from && i == 0)
			csvout_text(rejects->out, csvin_raw(in));
		else
			csvout_text(rejects->out, (struct slice){"", 0});
	}
	free(from);
}

void
rejects_write(struct rejects *rejects, const struct csvin *in, const char *reason)
{
	csvout_text(rejects->out, slice_of(input_name(csvin_input(in))));
	csvout_count(rejects->out, csvin_line(in));
	csvout_text(rejects->out, slice_of(reason));
	write_cells(rejects, in);
	csvout_end_row(rejects->out);
	rejects->rows++;
}

uint64_t
rejects_close(struct rejects *rejects)
{
	uint64_t rows = rejects->rows;
	csvout_finish(rejects->out);
	strmap_free(rejects->names);
	free(rejects);
	return rows;
}
