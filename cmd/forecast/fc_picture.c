#include "fc_picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_lines.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

/* What is drawn of a group, period by period: NAN where there is nothing. */
enum { ACTUAL, FORECAST, LOW_95, LOW_80, HIGH_95, HIGH_80, CURVES };

struct drawn {
	char *name;
	int64_t first;
	size_t past, future; /* periods */
	bool cut;            /* there is more history */
	double *curves[CURVES];
};

struct fc_picture {
	enum fc_period_kind kind;
	size_t horizon, count; /* count: of all groups, drawn or not */
	struct drawn groups[FC_PICTURE_GROUPS];
};

struct fc_picture *
fc_picture_new(enum fc_period_kind kind, size_t horizon)
{
	struct fc_picture *picture = mem_new(1, sizeof *picture);
	picture->kind = kind;
	picture->horizon = horizon;
	return picture;
}

void
fc_picture_free(struct fc_picture *picture)
{
	if (!picture)
		return;
	for (size_t i = 0; i < FC_PICTURE_GROUPS; i++) {
		free(picture->groups[i].name);
		for (size_t k = 0; k < CURVES; k++)
			free(picture->groups[i].curves[k]);
	}
	free(picture);
}

void
fc_picture_group(struct fc_picture *picture, const struct slice *cells,
    size_t cells_count, int64_t first, const double *values, size_t count)
{
	if (picture->count++ >= FC_PICTURE_GROUPS)
		return;
	struct drawn *drawn = &picture->groups[picture->count - 1];
	size_t skip = count > FC_PICTURE_PERIODS ? count - FC_PICTURE_PERIODS : 0;
	*drawn = (struct drawn){.name = pivot_join(cells, cells_count),
	    .first = first + (int64_t)skip,
	    .past = count - skip,
	    .cut = skip > 0};
	size_t places = drawn->past + picture->horizon;
	for (size_t k = 0; k < CURVES; k++) {
		drawn->curves[k] = mem_new(places, sizeof(double));
		for (size_t i = 0; i < places; i++)
			drawn->curves[k][i] = NAN;
	}
	memcpy(drawn->curves[ACTUAL], values + skip, drawn->past * sizeof(double));
	/* The forecast goes on from where the history ends. */
	for (size_t k = FORECAST; k < CURVES; k++)
		drawn->curves[k][drawn->past - 1] = values[count - 1];
}

void
fc_picture_range(struct fc_picture *picture, const struct fc_range *range)
{
	if (picture->count > FC_PICTURE_GROUPS)
		return;
	struct drawn *drawn = &picture->groups[picture->count - 1];
	size_t at = drawn->past + drawn->future++;
	drawn->curves[FORECAST][at] = range->forecast;
	drawn->curves[LOW_95][at] = range->low_95;
	drawn->curves[LOW_80][at] = range->low_80;
	drawn->curves[HIGH_95][at] = range->high_95;
	drawn->curves[HIGH_80][at] = range->high_80;
}

static void
draw_group(struct figures *figures, const struct fc_picture *picture,
    const struct drawn *drawn, struct slice note)
{
	size_t count = drawn->past + drawn->future;
	struct slice *labels = mem_new(count, sizeof *labels);
	double *const *curves = drawn->curves;
	const struct chart_line lines[] = {
	    {.name = "history", .values = curves[ACTUAL], .colour = SVG_COLOURS - 1},
	    {.name = "forecast, with ranges of 80% and 95%",
	        .values = curves[FORECAST],
	        .lows = {curves[LOW_95], curves[LOW_80]},
	        .highs = {curves[HIGH_95], curves[HIGH_80]},
	        .colour = 0}};
	for (size_t i = 0; i < count; i++) {
		char name[DATE_TEXT];
		fc_period_name(
		    (struct fc_period){picture->kind, drawn->first + (int64_t)i}, name);
		labels[i] = figures_say(figures, "%s", name);
	}
	if (drawn->cut)
		note = figures_say(figures, "The last %d periods of the history.%s%.*s",
		    FC_PICTURE_PERIODS, note.n ? " " : "", (int)note.n, note.p);
	chart_lines(figures,
	    &(struct chart_lines){.head = {figures_say(figures, "Forecast%s%s",
	                                       picture->count > 1 ? ": " : "",
	                                       picture->count > 1 ? drawn->name : ""),
	                              note, "amount", FIGURE_NUMBER},
	        .labels = labels,
	        .count = count,
	        .zero = true,
	        .lines = lines,
	        .lines_count = 2});
	free(labels);
}

void
fc_picture_forecasts(struct figures *figures, const struct grid *grid, const void *data)
{
	const struct fc_picture *picture = data;
	(void)grid;
	for (size_t i = 0; i < picture->count && i < FC_PICTURE_GROUPS; i++) {
		struct slice note = {"", 0};
		if (i == FC_PICTURE_GROUPS - 1 && picture->count > FC_PICTURE_GROUPS)
			note = figures_say(figures,
			    "The first %d of %zu groups; the others are in the table.",
			    FC_PICTURE_GROUPS, picture->count);
		draw_group(figures, picture, &picture->groups[i], note);
	}
}

/* The mean error of each method over all groups, as the table has it for each. */
void
fc_picture_backtest(struct figures *figures, const struct grid *grid, const void *data)
{
	size_t method = grid_column(grid, "method"),
	       horizon = grid_column(grid, "horizon");
	size_t mase = grid_column(grid, "mase");
	struct pivot *pivot = pivot_new(2); /* the sum of errors, their number */
	(void)data;
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double error = grid_number(grid, row, mase);
		if (isnan(error) ||
		    !slice_equal(grid_cell(grid, row, horizon), slice_of("all")))
			continue;
		size_t place = pivot_place(pivot, grid_cell(grid, row, method));
		pivot_add(pivot, place, 0, error);
		pivot_add(pivot, place, 1, 1);
	}
	size_t count = pivot_count(pivot);
	struct chart_bar *bars = mem_new(count, sizeof *bars);
	double *means = mem_new(count, sizeof *means);
	for (size_t i = 0; i < count; i++) {
		means[i] = pivot_numbers(pivot, i)[0] / pivot_numbers(pivot, i)[1];
		bars[i] = (struct chart_bar){
		    .label = pivot_label(pivot, i), .values = &means[i]};
	}
	if (count)
		chart_bars(figures,
		    &(struct chart_bars){.head = {slice_of("Errors of the methods"),
		                             slice_of("Mean absolute scaled error, MASE: "
		                                      "below 1 is better than "
		                                      "repeating last season's values."),
		                             "MASE", FIGURE_NUMBER},
		        .series = (const char *const[]){"MASE"},
		        .series_count = 1,
		        .bars = bars,
		        .count = count});
	free(bars);
	free(means);
	pivot_free(pivot);
}
