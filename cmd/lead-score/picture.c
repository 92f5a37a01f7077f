#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_columns.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"
#include "../../common/scale.h"

enum { CLASSES_MOST = 13 }; /* ticks between which scores are counted */

/* The classes of scores: between the ticks of a scale. */
static struct scale
classes_of(const struct grid *grid, size_t score)
{
	double low = NAN, high = NAN;
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double x = grid_number(grid, row, score);
		low = fmin(low, x);
		high = fmax(high, x);
	}
	return scale_make(low, high, false, true, CLASSES_MOST);
}

/* The class of a score; one on a tick belongs to the higher class, but for the last. */
static size_t
class_of(const struct scale *scale, double score)
{
	double place = floor((score - scale->low) / scale->step + 1e-9);
	double last = (double)scale->ticks - 2;
	return (size_t)fmax(fmin(place, last), 0);
}

/* Leads by status, with a number for each class; beyond the colours, in the last one. */
static struct pivot *
count_leads(const struct grid *grid, size_t score, const struct scale *scale)
{
	size_t status = grid_column(grid, "status");
	struct pivot *pivot = pivot_new(scale->ticks - 1);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		struct slice name = grid_cell(grid, row, status);
		double x = grid_number(grid, row, score);
		if (pivot_count(pivot) >= SVG_COLOURS - 1)
			name = slice_of("other");
		if (!isnan(x))
			pivot_add(pivot, pivot_place(pivot, name), class_of(scale, x), 1);
	}
	return pivot;
}

static void
draw_classes(
    struct figures *figures, const struct scale *scale, const struct pivot *pivot)
{
	const char *names[SVG_COLOURS];
	struct chart_column columns[CLASSES_MOST];
	size_t series = pivot_count(pivot), count = scale->ticks - 1;
	double *values = mem_new(series * count, sizeof *values);
	for (size_t i = 0; i < series; i++) {
		struct slice name = pivot_label(pivot, i);
		names[i] = figures_say(
		    figures, "%.*s", name.n ? (int)name.n : 4, name.n ? name.p : "none")
		               .p;
	}
	for (size_t k = 0; k < count; k++) {
		char low[READABLE_TEXT], high[READABLE_TEXT];
		readable_number(scale_tick(scale, k), low);
		readable_number(scale_tick(scale, k + 1), high);
		for (size_t i = 0; i < series; i++)
			values[k * series + i] = pivot_numbers(pivot, i)[k];
		columns[k] = (struct chart_column){
		    .label = figures_say(figures, "%s to %s", low, high),
		    .values = values + k * series,
		    .low = NAN,
		    .middle = NAN,
		    .high = NAN,
		    .target = NAN};
	}
	chart_columns(figures,
	    &(struct chart_columns){
	        .head = {slice_of("Leads by score and status"),
	            slice_of("A score on the edge of two classes is in the higher one."),
	            "leads", FIGURE_NUMBER},
	        .series = names,
	        .series_count = series,
	        .columns = columns,
	        .count = count});
	free(values);
}

void
lead_score_picture(struct figures *figures, const struct grid *grid, const void *data)
{
	size_t score = grid_column(grid, "score");
	struct scale scale = classes_of(grid, score);
	struct pivot *pivot = count_leads(grid, score, &scale);
	(void)data;
	if (pivot_count(pivot))
		draw_classes(figures, &scale, pivot);
	pivot_free(pivot);
}
