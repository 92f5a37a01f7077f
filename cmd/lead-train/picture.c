#include "picture.h"

#include <math.h>
#include <stdio.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_lines.h"

enum { TENTHS = 10 };

/* The value of the metric NAME_1 to NAME_10; NAN where it isn't there. */
static double
metric(const struct grid *grid, const char *name, size_t tenth)
{
	char wanted[40];
	snprintf(wanted, sizeof wanted, "%s_%zu", name, tenth);
	for (size_t row = 0; row < grid_rows(grid); row++)
		if (slice_equal(grid_cell(grid, row, 0), slice_of(wanted)))
			return grid_number(grid, row, grid_column(grid, "value"));
	return NAN;
}

static void
draw_gains(struct figures *figures, const struct grid *grid)
{
	double caught[TENTHS + 1] = {0}, chance[TENTHS + 1] = {0};
	struct slice labels[TENTHS + 1] = {slice_of("0%")};
	const struct chart_line lines[] = {
	    {.name = "by score", .values = caught, .colour = 0},
	    {.name = "by chance",
	        .values = chance,
	        .colour = SVG_COLOURS - 1,
	        .dashed = true}};
	for (size_t i = 1; i <= TENTHS; i++) {
		labels[i] = figures_say(figures, "best %zu0%%", i);
		caught[i] = metric(grid, "capture_decile", i);
		chance[i] = (double)i / TENTHS;
	}
	chart_lines(figures,
	    &(struct chart_lines){
	        .head = {slice_of("Who calls the best leads first"),
	            slice_of("How many of all good leads are among the best scores."),
	            "of all good leads", FIGURE_SHARE},
	        .labels = labels,
	        .count = TENTHS + 1,
	        .zero = true,
	        .lines = lines,
	        .lines_count = 2});
}

static void
draw_lift(struct figures *figures, const struct grid *grid)
{
	double lifts[TENTHS];
	struct chart_bar bars[TENTHS];
	for (size_t i = 0; i < TENTHS; i++) {
		lifts[i] = metric(grid, "lift_decile", i + 1);
		bars[i] = (struct chart_bar){
		    .label = i == 0            ? slice_of("best tenth")
		             : i + 1 == TENTHS ? slice_of("last tenth")
		                               : figures_say(figures, "tenth %zu", i + 1),
		    .values = &lifts[i]};
	}
	chart_bars(figures,
	    &(struct chart_bars){.head = {slice_of("Lift"),
	                             slice_of("How many times as many good leads as "
	                                      "among all."),
	                             "times the average", FIGURE_NUMBER},
	        .series = (const char *const[]){"lift"},
	        .series_count = 1,
	        .bars = bars,
	        .count = TENTHS});
}

void
lead_train_picture(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	if (isnan(metric(grid, "capture_decile", 1)))
		return; /* too few leads for tenths */
	draw_gains(figures, grid);
	draw_lift(figures, grid);
}
