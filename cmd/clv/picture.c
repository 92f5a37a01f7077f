#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_columns.h"
#include "../../common/chart_heat.h"
#include "../../common/chart_lines.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

enum { TENTHS = 10 };

static void
draw_tenths(struct figures *figures, const struct figure_head *head,
    const struct slice *labels, const double *values)
{
	struct chart_column columns[TENTHS];
	for (size_t i = 0; i < TENTHS; i++)
		columns[i] =
		    (struct chart_column){labels[i], &values[i], NAN, NAN, NAN, NAN};
	chart_columns(figures, &(struct chart_columns){.head = *head,
	                           .series = (const char *const[]){head->axis},
	                           .series_count = 1,
	                           .columns = columns,
	                           .count = TENTHS});
}

static void
draw_alive(struct figures *figures, const struct grid *grid)
{
	size_t alive = grid_column(grid, "p_alive");
	double counts[TENTHS] = {0};
	struct slice labels[TENTHS];
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double x = grid_number(grid, row, alive);
		if (x >= 0 && x <= 1)
			counts[x < 1 ? (size_t)(x * TENTHS) : TENTHS - 1]++;
	}
	for (size_t i = 0; i < TENTHS; i++)
		labels[i] = figures_say(figures, "%zu to %zu%%", i * 10, i * 10 + 10);
	draw_tenths(figures,
	    &(struct figure_head){slice_of("Customers by their chance to be alive"),
	        {"", 0}, "customers", FIGURE_NUMBER},
	    labels, counts);
}

static int
compare_down(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

/* How much of all value the best tenth of customers has, the second, ... */
static void
draw_value(struct figures *figures, const struct grid *grid)
{
	size_t value = grid_column(grid, "clv"), count = 0;
	if (value == GRID_NONE)
		value = grid_column(grid, "expected_value");
	double *values = mem_new(grid_rows(grid), sizeof *values), all = 0;
	double shares[TENTHS] = {0};
	struct slice labels[TENTHS];
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double x = grid_number(grid, row, value);
		if (!isnan(x)) {
			values[count++] = x;
			all += x;
		}
	}
	qsort(values, count, sizeof *values, compare_down);
	for (size_t i = 0; i < count; i++)
		shares[i * TENTHS / count] += values[i] / all;
	for (size_t i = 0; i < TENTHS; i++)
		labels[i] = i == 0            ? slice_of("best tenth")
		            : i + 1 == TENTHS ? slice_of("last tenth")
		                              : figures_say(figures, "tenth %zu", i + 1);
	if (count >= TENTHS && all > 0)
		draw_tenths(figures,
		    &(struct figure_head){slice_of("Where the value is"),
		        slice_of("Customers' lifetime value by tenths of them."),
		        "of all lifetime value", FIGURE_SHARE},
		    labels, shares);
	free(values);
}

/* Cohorts: how many of their customers buy again, period by period */

struct cohorts {
	struct pivot *pivot; /* a number for each period since */
	size_t periods;
	struct slice *periods_names;
};

static struct cohorts
read_cohorts(struct figures *figures, const struct grid *grid)
{
	size_t period = grid_column(grid, "period"), name = grid_column(grid, "cohort");
	size_t retention = grid_column(grid, "retention");
	struct cohorts cohorts = {.periods = 0};
	for (size_t row = 0; row < grid_rows(grid); row++) {
		size_t since = (size_t)grid_number(grid, row, period);
		if (since + 1 > cohorts.periods)
			cohorts.periods = since + 1;
	}
	cohorts.pivot = pivot_new(cohorts.periods);
	cohorts.periods_names = mem_new(cohorts.periods, sizeof *cohorts.periods_names);
	for (size_t i = 0; i < cohorts.periods; i++)
		cohorts.periods_names[i] = figures_say(figures, "%zu", i);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		char *label = pivot_join_row(grid, row, name + 1);
		pivot_add(cohorts.pivot, pivot_place(cohorts.pivot, slice_of(label)),
		    (size_t)grid_number(grid, row, period),
		    grid_number(grid, row, retention));
		free(label);
	}
	return cohorts;
}

static void
draw_curves(struct figures *figures, const struct cohorts *cohorts)
{
	size_t count = pivot_count(cohorts->pivot);
	size_t drawn = count < SVG_COLOURS ? count : SVG_COLOURS;
	struct chart_line lines[SVG_COLOURS];
	for (size_t i = 0; i < drawn; i++) {
		struct slice name = pivot_label(cohorts->pivot, i);
		lines[i] = (struct chart_line){
		    .name = figures_say(figures, "%.*s", (int)name.n, name.p).p,
		    .values = pivot_numbers(cohorts->pivot, i),
		    .colour = i};
	}
	chart_lines(figures,
	    &(struct chart_lines){
	        .head = {slice_of("Retention"),
	            figures_say(figures,
	                "Customers of a cohort who buy, by periods since its first.%s",
	                drawn < count ? " The first cohorts; the map below has all."
	                              : ""),
	            "of the cohort", FIGURE_SHARE},
	        .labels = cohorts->periods_names,
	        .count = cohorts->periods,
	        .zero = true,
	        .lines = lines,
	        .lines_count = drawn});
}

static void
draw_map(struct figures *figures, const struct cohorts *cohorts)
{
	size_t count = pivot_count(cohorts->pivot);
	struct slice *names = mem_new(count, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = pivot_label(cohorts->pivot, i);
	chart_heat(figures,
	    &(struct chart_heat){.head = {slice_of("Retention by cohort"),
	                             slice_of("The stronger the colour, the more of the "
	                                      "cohort buy in that period."),
	                             "", FIGURE_SHARE},
	        .rows = names,
	        .columns = cohorts->periods_names,
	        .rows_count = count,
	        .columns_count = cohorts->periods,
	        .by_column = true,
	        .values = pivot_numbers(cohorts->pivot, 0)});
	free(names);
}

void
clv_picture_cohorts(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	struct cohorts cohorts = read_cohorts(figures, grid);
	draw_curves(figures, &cohorts);
	draw_map(figures, &cohorts);
	pivot_free(cohorts.pivot);
	free(cohorts.periods_names);
}

/* Who is left of a contract's customers, and who will be. */
void
clv_picture_survival(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	size_t count = grid_rows(grid), survivors = grid_column(grid, "survivors");
	size_t expected = grid_column(grid, "expected_survival");
	double *left = mem_new(count, sizeof *left),
	       *model = mem_new(count, sizeof *model);
	struct slice *labels = mem_new(count, sizeof *labels);
	const struct chart_line lines[] = {{.name = "left", .values = left, .colour = 0},
	    {.name = "by the model", .values = model, .colour = 1, .dashed = true}};
	for (size_t i = 0; i < count; i++) {
		labels[i] = grid_cell(grid, i, grid_column(grid, "period"));
		left[i] =
		    grid_number(grid, i, survivors) / grid_number(grid, 0, survivors);
		model[i] = i ? grid_number(grid, i, expected) : 1;
	}
	chart_lines(figures,
	    &(struct chart_lines){.head = {slice_of("Customers who stay"), {"", 0},
	                              "of those who began", FIGURE_SHARE},
	        .labels = labels,
	        .count = count,
	        .zero = true,
	        .lines = lines,
	        .lines_count = 2});
	free(left);
	free(model);
	free(labels);
}

/* Purchases in the holdout beside those expected. */
void
clv_picture_bins(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	const size_t columns[] = {grid_column(grid, "actual_purchases"),
	    grid_column(grid, "expected_purchases")};
	struct pivot *pivot =
	    pivot_of(grid, grid_rows(grid), grid_column(grid, "customers"), columns, 2);
	struct chart_bar *bars = mem_new(pivot_count(pivot), sizeof *bars);
	for (size_t i = 0; i < pivot_count(pivot); i++)
		bars[i] = (struct chart_bar){
		    .label = pivot_label(pivot, i), .values = pivot_numbers(pivot, i)};
	chart_bars(figures,
	    &(struct chart_bars){.head = {slice_of("Purchases, foretold and real"),
	                             slice_of("By how often customers had bought again "
	                                      "before."),
	                             "purchases", FIGURE_NUMBER},
	        .series = (const char *const[]){"actual", "expected"},
	        .series_count = 2,
	        .bars = bars,
	        .count = pivot_count(pivot),
	        .others = "rows"});
	free(bars);
	pivot_free(pivot);
}

void
clv_picture_customers(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw_alive(figures, grid);
	draw_value(figures, grid);
}
