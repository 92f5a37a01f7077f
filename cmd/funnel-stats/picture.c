#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_heat.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

/* The rows of a table of steps: those of a group are together. */
struct table {
	const struct grid *grid;
	size_t cells; /* of a group: what stands before the step */
	size_t steps, groups;
};

static struct table
table_of(const struct grid *grid)
{
	struct table table = {grid, grid_column(grid, "step"), 0, 0};
	size_t rows = grid_rows(grid);
	table.steps = (size_t)grid_number(grid, rows - 1, table.cells);
	table.groups = rows / table.steps;
	return table;
}

static struct slice
stage_of(const struct table *table, size_t step)
{
	return grid_cell(table->grid, step, grid_column(table->grid, "stage"));
}

static struct slice
percent(struct figures *figures, double share)
{
	char text[READABLE_TEXT];
	readable_share(share, text);
	return figures_say(figures, "%s", text);
}

/* The sum of all groups' numbers of a step. */
static double
sum_of(const struct table *table, size_t step, const char *name)
{
	size_t column = grid_column(table->grid, name);
	double sum = 0;
	for (size_t group = 0; group < table->groups; group++) {
		double x = grid_number(table->grid, group * table->steps + step, column);
		sum += isnan(x) ? 0 : x;
	}
	return sum;
}

static struct slice
rate_note(struct figures *figures, const struct table *table, size_t step)
{
	double entered = sum_of(table, step, "entered");
	struct slice next;
	if (step + 1 == table->steps || entered == 0)
		return (struct slice){"", 0};
	next = stage_of(table, step + 1);
	return figures_say(figures, "\xe2\x86\x93 %s go on to %.*s",
	    percent(figures, sum_of(table, step, "converted") / entered).p, (int)next.n,
	    next.p);
}

static void
draw_funnel(struct figures *figures, const struct table *table)
{
	struct chart_bar *bars = mem_new(table->steps, sizeof *bars);
	double *entered = mem_new(table->steps, sizeof *entered);
	struct slice last = stage_of(table, table->steps - 1);
	for (size_t i = 0; i < table->steps; i++) {
		entered[i] = sum_of(table, i, "entered");
		bars[i] = (struct chart_bar){.label = stage_of(table, i),
		    .values = &entered[i],
		    .note = rate_note(figures, table, i)};
	}
	struct slice note = {"", 0};
	if (entered[0] > 0)
		note = figures_say(figures, "%s reach %.*s.%s",
		    percent(figures, entered[table->steps - 1] / entered[0]).p,
		    (int)last.n, last.p,
		    table->groups > 1 ? " All groups together." : "");
	chart_bars(figures, &(struct chart_bars){.head = {slice_of("Funnel"), note,
	                                             "leads", FIGURE_NUMBER},
	                        .series = (const char *const[]){"leads"},
	                        .series_count = 1,
	                        .bars = bars,
	                        .count = table->steps});
	free(bars);
	free(entered);
}

/* A row for each group, a column for each step, and for the way through all of them. */
static void
draw_groups(struct figures *figures, const struct table *table)
{
	const struct grid *grid = table->grid;
	size_t rate = grid_column(grid, "step_rate");
	size_t overall = grid_column(grid, "overall_rate");
	size_t columns = table->steps > 2 ? table->steps : table->steps - 1;
	struct slice *names = mem_new(columns, sizeof *names);
	struct slice *groups = mem_new(table->groups, sizeof *groups);
	double *values = mem_new(table->groups * columns, sizeof *values);
	for (size_t i = 0; i < columns; i++) {
		struct slice to =
		    i + 1 < table->steps ? stage_of(table, i + 1) : slice_of("overall");
		names[i] = figures_say(figures, "%.*s", (int)to.n, to.p);
	}
	for (size_t group = 0; group < table->groups; group++) {
		size_t row = group * table->steps;
		char *label = pivot_join_row(grid, row, table->cells);
		groups[group] = figures_say(figures, "%s", label);
		free(label);
		for (size_t i = 0; i < columns; i++)
			values[group * columns + i] =
			    i + 1 < table->steps ? grid_number(grid, row + i, rate)
			                         : grid_number(grid, row + i, overall);
	}
	chart_heat(figures,
	    &(struct chart_heat){
	        .head = {slice_of("Rates by group"),
	            slice_of("How many of a step reach the next; the stronger the "
	                     "colour, the higher in its column."),
	            "", FIGURE_SHARE},
	        .rows = groups,
	        .columns = names,
	        .rows_count = table->groups,
	        .columns_count = columns,
	        .by_column = true,
	        .values = values});
	free(names);
	free(groups);
	free(values);
}

void
picture_steps(struct figures *figures, const struct grid *grid, const void *data)
{
	struct table table = table_of(grid);
	(void)data;
	draw_funnel(figures, &table);
	if (table.groups > 1 && table.steps > 1)
		draw_groups(figures, &table);
}

void
picture_summary(struct figures *figures, const struct grid *grid, const void *data)
{
	static const char *const ends[] = {"won", "open", "lost"};
	enum { ENDS = sizeof ends / sizeof *ends };
	size_t columns[ENDS], rate = grid_column(grid, "win_rate");
	(void)data;
	for (size_t i = 0; i < ENDS; i++)
		columns[i] = grid_column(grid, ends[i]);
	struct pivot *pivot =
	    pivot_of(grid, grid_rows(grid), grid_column(grid, "leads"), columns, ENDS);
	struct chart_bar *bars = mem_new(pivot_count(pivot), sizeof *bars);
	for (size_t i = 0; i < pivot_count(pivot); i++) {
		double won = grid_number(grid, i, rate);
		bars[i] = (struct chart_bar){
		    .label = pivot_label(pivot, i), .values = pivot_numbers(pivot, i)};
		if (!isnan(won))
			bars[i].note =
			    figures_say(figures, "win rate %s", percent(figures, won).p);
	}
	chart_bars(figures, &(struct chart_bars){.head = {slice_of("Leads"),
	                                             slice_of("By how they ended."),
	                                             "leads", FIGURE_NUMBER},
	                        .series = ends,
	                        .series_count = ENDS,
	                        .stacked = true,
	                        .bars = bars,
	                        .count = pivot_count(pivot),
	                        .others = "groups"});
	free(bars);
	pivot_free(pivot);
}
