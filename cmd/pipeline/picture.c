#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_columns.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

/* Numbers of a period that are drawn. */
enum { CATEGORIES = 4, LOW = CATEGORIES, MIDDLE, HIGH, TARGET, NUMBERS };

static double
or_nan(double x)
{
	return isfinite(x) ? x : NAN;
}

static void
draw_columns(struct figures *figures, const struct pivot *periods,
    const struct chart_columns *form)
{
	size_t count = pivot_count(periods);
	struct chart_column *columns = mem_new(count, sizeof *columns);
	for (size_t i = 0; i < count; i++) {
		const double *numbers = pivot_numbers(periods, i);
		columns[i] = (struct chart_column){.label = pivot_label(periods, i),
		    .values = numbers,
		    .low = or_nan(numbers[LOW]),
		    .middle = or_nan(numbers[MIDDLE]),
		    .high = or_nan(numbers[HIGH]),
		    .target = numbers[TARGET]};
	}
	struct chart_columns chart = *form;
	chart.columns = columns;
	chart.count = count;
	chart_columns(figures, &chart);
	free(columns);
}

/* Numbers by the cells of a column, summed; ranges can't be, so that there are none where
 * a cell stands in several rows. */
static struct pivot *
read_periods(const struct grid *grid, size_t key, const char *const *names)
{
	struct pivot *periods = pivot_new(NUMBERS + 1);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		size_t place = pivot_place(periods, grid_cell(grid, row, key));
		bool again = pivot_numbers(periods, place)[NUMBERS] > 0;
		for (size_t i = 0; i < NUMBERS; i++) {
			double x =
			    names[i] ? grid_number(grid, row, grid_column(grid, names[i]))
			             : NAN;
			bool range = i >= LOW && i <= HIGH;
			pivot_add(periods, place, i, range && again ? INFINITY : x);
		}
		pivot_add(periods, place, NUMBERS, 1);
	}
	return periods;
}

void
pipeline_picture_periods(
    struct figures *figures, const struct grid *grid, const void *data)
{
	static const char *const names[NUMBERS] = {
	    "closed", "commit", "best_case", "pipeline", "p10", "p50", "p90", "quota"};
	struct pivot *periods = read_periods(grid, grid_column(grid, "period"), names);
	(void)data;
	bool grouped = pivot_count(periods) < grid_rows(grid);
	draw_columns(figures, periods,
	    &(struct chart_columns){
	        .head = {slice_of("What periods will bring"),
	            grouped
	                ? slice_of("All groups together; the table has each group's "
	                           "range.")
	                : slice_of("Amounts of deals by what their owners say, and the "
	                           "range in which 8 of 10 outcomes are expected."),
	            "amount", FIGURE_NUMBER},
	        .series =
	            (const char *const[]){"closed", "commit", "best case", "pipeline"},
	        .series_count = CATEGORIES,
	        .fading = true,
	        .range = "10% to 90%, median",
	        .target = "quota"});
	pivot_free(periods);
}

void
pipeline_picture_backtest(
    struct figures *figures, const struct grid *grid, const void *data)
{
	static const char *const names[NUMBERS] = {
	    "actual", NULL, NULL, NULL, "p10", "expected", "p90", NULL};
	size_t period = grid_column(grid, "period");
	struct pivot *all = read_periods(grid, period, names);
	struct pivot *periods = pivot_new(NUMBERS);
	(void)data;
	for (size_t i = 0; i < pivot_count(all); i++) {
		if (slice_equal(pivot_label(all, i), slice_of("all")))
			continue; /* it is of all periods */
		size_t place = pivot_place(periods, pivot_label(all, i));
		for (size_t k = 0; k < NUMBERS; k++)
			pivot_add(periods, place, k, pivot_numbers(all, i)[k]);
	}
	draw_columns(figures, periods,
	    &(struct chart_columns){
	        .head = {slice_of("Forecasts of the past"),
	            slice_of("What came, and what was expected at the time."), "amount",
	            FIGURE_NUMBER},
	        .series = (const char *const[]){"actual"},
	        .series_count = 1,
	        .range = "expected, 10% to 90%"});
	pivot_free(all);
	pivot_free(periods);
}

/* Amounts by the cells of a column, and with chances what may come of them. */
static void
draw_amounts(struct figures *figures, const struct grid *grid, const char *key,
    const char *chance, struct slice title)
{
	size_t column = grid_column(grid, key), amount = grid_column(grid, "amount");
	size_t share = chance ? grid_column(grid, chance) : GRID_NONE;
	struct pivot *pivot = pivot_new(2);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		size_t place = pivot_place(pivot, grid_cell(grid, row, column));
		double x = grid_number(grid, row, amount);
		pivot_add(pivot, place, 0, x);
		pivot_add(pivot, place, 1, x * grid_number(grid, row, share));
	}
	struct chart_bar *bars = mem_new(pivot_count(pivot), sizeof *bars);
	size_t count = 0;
	for (size_t i = 0; i < pivot_count(pivot); i++)
		if (pivot_numbers(pivot, i)[0] != 0)
			bars[count++] = (struct chart_bar){.label = pivot_label(pivot, i),
			    .values = pivot_numbers(pivot, i)};
	if (count)
		chart_bars(figures, &(struct chart_bars){
		                        .head = {title, {"", 0}, "amount", FIGURE_NUMBER},
		                        .series = (const char *const[]){"amount",
		                            "times the chance to be won"},
		                        .series_count = chance ? 2 : 1,
		                        .bars = bars,
		                        .count = count,
		                        .others = key});
	free(bars);
	pivot_free(pivot);
}

void
pipeline_picture_deals(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw_amounts(
	    figures, grid, "stage", "probability", slice_of("Open deals by stage"));
}

void
pipeline_picture_flow(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw_amounts(
	    figures, grid, "flow", NULL, slice_of("What changed, in all periods"));
}
