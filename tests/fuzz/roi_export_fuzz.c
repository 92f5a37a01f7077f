/*
 * Exports of ad platforms: the first byte says what was asked for, the rest is the file.
 * Whatever stands in it, what is recognised is within it, and where a header was
 * recognised csvin reads one there that names a figure.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../cmd/roi/export.h"
#include "../../common/csvin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

struct looker {
	struct roi_request request;
	struct roi_layout layout;
};

static size_t
count_line_ends(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.n; i++)
		count += text.p[i] == '\n' || text.p[i] == '\r';
	return count;
}

static void
look(void *data, struct slice head, struct csvin_options *csv)
{
	struct looker *looker = data;
	struct roi_layout *layout = &looker->layout;
	looker->request.delimiter = csv->delimiter;
	roi_layout_find(head, &looker->request, layout);
	if (!looker->request.skip_given)
		require(layout->skip_lines <= count_line_ends(head) + 1);
	else
		require(layout->skip_lines == looker->request.skip_lines);
	require(layout->found == (layout->delimiter != 0));
	require(!layout->found || !csv->delimiter || layout->delimiter == csv->delimiter);
	require(layout->decimal == '.' || layout->decimal == ',');
	require(!looker->request.decimal || layout->decimal == looker->request.decimal);
	if (layout->how == ROI_DECIMAL_AMBIGUOUS) {
		require(layout->example.p >= head.p);
		require(layout->example.p + layout->example.n <= head.p + head.n);
		require(layout->example_line > layout->skip_lines);
	}
	csv->skip_lines = layout->skip_lines;
	if (layout->found)
		csv->delimiter = layout->delimiter;
}

static void
require_figure(const struct csvin *in)
{
	bool any = false;
	for (int role = ROI_FIGURES; role < ROI_ROLES; role++)
		any |=
		    roi_role_find(csvin_names(in), csvin_columns(in), (enum roi_role)role)
		        .outcome != COLUMNS_ABSENT;
	require(any);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct looker looker = {.request = {.decimal = data[0] & 1 ? ',' : '\0',
	                            .skip_given = data[0] & 2,
	                            .skip_lines = data[0] >> 5}};
	struct csvin_options options = {
	    .delimiter = data[0] & 4 ? ';' : '\0', .look = look, .look_data = &looker};
	const struct slice bytes = {(const char *)data + 1, size - 1};
	struct csvin *in = csvin_open(&options, input_memory(bytes, 0, "fuzz"));
	bool whole = bytes.n <= CSVIN_HEAD / 4;
	if (whole && looker.layout.found && csvin_header_status(in) == CSVIN_RECORD)
		require_figure(in);
	enum csvin_status status;
	while ((status = csvin_next(in)) == CSVIN_RECORD || status == CSVIN_BAD) {
		struct slice raw = csvin_raw(in);
		require(!(roi_is_comment(raw) && roi_is_footer(raw)));
		for (size_t i = 0; i < csvin_cells(in); i++)
			require(!roi_is_total(csvin_cell(in, i)) ||
			        !roi_is_bound(csvin_cell(in, i)));
	}
	csvin_close(in);
	return 0;
}
