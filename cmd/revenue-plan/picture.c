#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_columns.h"
#include "../../common/chart_lines.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

enum { SERIES = 2 };

/* The stage of a row, behind the cells of its group. */
static struct slice
label_of(struct figures *figures, const struct grid *grid, size_t row)
{
	struct slice stage = grid_cell(grid, row, grid_column(grid, "stage"));
	size_t cells = grid_column(grid, "step");
	if (cells == 0)
		return stage;
	char *group = pivot_join_row(grid, row, cells);
	struct slice label =
	    figures_say(figures, "%s \xc2\xb7 %.*s", group, (int)stage.n, stage.p);
	free(group);
	return label;
}

/* Draws rows of stages, each with up to two columns' numbers. Rows without a step are of
 * all stages; with `volumes` the row of revenue, which is of another size, is left out.
 */
static void
draw_stages(struct figures *figures, const struct grid *grid,
    const struct figure_head *head, const char *const *columns, const char *const *series,
    size_t count, bool volumes)
{
	size_t rows = grid_rows(grid), stage = grid_column(grid, "stage"), n = 0;
	const struct slice revenue = slice_of("REVENUE");
	size_t step = grid_column(grid, "step"), rate = grid_column(grid, "step_rate");
	struct chart_bar *bars = mem_new(rows, sizeof *bars);
	double *values = mem_new(rows * SERIES, sizeof *values);
	for (size_t row = 0; row < rows; row++) {
		char text[READABLE_TEXT];
		double share = grid_number(grid, row, rate);
		if (isnan(grid_number(grid, row, step)) ||
		    (volumes && slice_equal(grid_cell(grid, row, stage), revenue)))
			continue;
		for (size_t i = 0; i < count; i++)
			values[n * SERIES + i] =
			    grid_number(grid, row, grid_column(grid, columns[i]));
		bars[n] = (struct chart_bar){
		    .label = label_of(figures, grid, row), .values = values + n * SERIES};
		if (!isnan(share)) {
			readable_share(share, text);
			bars[n].note =
			    figures_say(figures, "\xe2\x86\x93 %s go on", text);
		}
		n++;
	}
	chart_bars(figures, &(struct chart_bars){.head = *head,
	                        .series = series,
	                        .series_count = count,
	                        .bars = bars,
	                        .count = n});
	free(bars);
	free(values);
}

static void
draw_need(struct figures *figures, const struct grid *grid)
{
	bool safe = grid_column(grid, "safe_volume") != GRID_NONE &&
	            !isnan(grid_number(grid, 0, grid_column(grid, "safe_volume")));
	draw_stages(figures, grid,
	    &(struct figure_head){slice_of("What the target takes"),
	        safe ? slice_of("As many as are needed on average, and to be on the safe "
	                        "side.")
	             : (struct slice){"", 0},
	        "volume", FIGURE_NUMBER},
	    (const char *const[]){"whole_volume", "safe_volume"},
	    (const char *const[]){"on average", "to be safe"}, safe ? 2 : 1, true);
}

static void
draw_actual(struct figures *figures, const struct grid *grid)
{
	const struct slice none = {"", 0};
	draw_stages(figures, grid,
	    &(struct figure_head){
	        slice_of("Planned and actual volume"), none, "volume", FIGURE_NUMBER},
	    (const char *const[]){"planned", "actual"},
	    (const char *const[]){"planned", "actual"}, 2, true);
	draw_stages(figures, grid,
	    &(struct figure_head){
	        slice_of("Attainment"), none, "of the plan", FIGURE_SHARE},
	    (const char *const[]){"attainment"}, (const char *const[]){"attainment"}, 1,
	    false);
}

/* Volumes by period: a line for each stage. */
static void
draw_volumes(
    struct figures *figures, const struct pivot *periods, const struct pivot *stages)
{
	size_t count = pivot_count(periods), n = pivot_count(stages);
	size_t drawn = n < SVG_COLOURS ? n : SVG_COLOURS;
	double *values = mem_new(count * drawn, sizeof *values);
	struct slice *labels = mem_new(count, sizeof *labels);
	struct chart_line lines[SVG_COLOURS];
	for (size_t i = 0; i < count; i++) {
		labels[i] = pivot_label(periods, i);
		for (size_t k = 0; k < drawn; k++)
			values[k * count + i] = pivot_numbers(periods, i)[k + 1];
	}
	for (size_t k = 0; k < drawn; k++) {
		struct slice name = pivot_label(stages, k);
		lines[k] = (struct chart_line){
		    .name = figures_say(figures, "%.*s", (int)name.n, name.p).p,
		    .values = values + k * count,
		    .colour = k};
	}
	chart_lines(figures,
	    &(struct chart_lines){
	        .head = {slice_of("Volume needed"),
	            drawn < n
	                ? figures_say(figures, "The first %zu of %zu stages.", drawn, n)
	                : (struct slice){"", 0},
	            "volume", FIGURE_NUMBER},
	        .labels = labels,
	        .count = count,
	        .zero = true,
	        .lines = lines,
	        .lines_count = drawn});
	free(values);
	free(labels);
}

static void
draw_revenue(struct figures *figures, const struct pivot *periods)
{
	size_t count = pivot_count(periods);
	bool known = false;
	struct chart_column *columns = mem_new(count, sizeof *columns);
	for (size_t i = 0; i < count; i++) {
		const double *numbers = pivot_numbers(periods, i);
		columns[i] = (struct chart_column){
		    pivot_label(periods, i), numbers, NAN, NAN, NAN, NAN};
		known = known || !isnan(numbers[0]);
	}
	if (known)
		chart_columns(figures,
		    &(struct chart_columns){
		        .head = {slice_of("Revenue"), {"", 0}, "amount", FIGURE_NUMBER},
		        .series = (const char *const[]){"revenue"},
		        .series_count = 1,
		        .columns = columns,
		        .count = count});
	free(columns);
}

static void
draw_periods(struct figures *figures, const struct grid *grid)
{
	size_t step = grid_column(grid, "step"), stage = grid_column(grid, "stage");
	size_t volume = grid_column(grid, "whole_volume");
	size_t revenue = grid_column(grid, "revenue"),
	       period = grid_column(grid, "period");
	struct pivot *stages = pivot_new(1);
	for (size_t row = 0; row < grid_rows(grid); row++)
		if (!isnan(grid_number(grid, row, step)))
			pivot_place(stages, grid_cell(grid, row, stage));
	/* the revenue, then each stage's volume */
	struct pivot *periods = pivot_new(1 + pivot_count(stages));
	for (size_t row = 0; row < grid_rows(grid); row++) {
		if (isnan(grid_number(grid, row, step)))
			continue;
		size_t place = pivot_place(periods, grid_cell(grid, row, period));
		pivot_add(periods, place, 0, grid_number(grid, row, revenue));
		pivot_add(periods, place,
		    1 + pivot_place(stages, grid_cell(grid, row, stage)),
		    grid_number(grid, row, volume));
	}
	draw_volumes(figures, periods, stages);
	draw_revenue(figures, periods);
	pivot_free(stages);
	pivot_free(periods);
}

void
revenue_plan_picture(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	if (grid_column(grid, "planned") != GRID_NONE)
		draw_actual(figures, grid);
	else if (grid_column(grid, "period") != GRID_NONE)
		draw_periods(figures, grid);
	else
		draw_need(figures, grid);
}
