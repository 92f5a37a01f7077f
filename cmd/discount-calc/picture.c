#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

enum { SUM = 0, UP = 2, DOWN = 3 }; /* colours */

/* A waterfall while it is made. */
struct fall {
	struct chart_bar *bars;
	double *amounts; /* the bars' lengths */
	size_t count;
	double balance;
};

static struct fall
fall_new(size_t most)
{
	return (struct fall){
	    mem_new(most, sizeof(struct chart_bar)), mem_new(most, sizeof(double)), 0, 0};
}

static void
add_sum(struct fall *fall, struct slice label, double balance)
{
	fall->balance = fall->amounts[fall->count] = balance;
	fall->bars[fall->count] = (struct chart_bar){
	    .label = label, .values = &fall->amounts[fall->count], .colour = SUM};
	fall->count++;
}

/* A step up or down; one of nothing isn't shown. */
static void
add_step(struct fall *fall, struct slice label, double amount)
{
	if (isnan(amount) || amount == 0)
		return;
	fall->amounts[fall->count] = amount;
	fall->bars[fall->count] = (struct chart_bar){.label = label,
	    .values = &fall->amounts[fall->count],
	    .from = fall->balance,
	    .colour = amount < 0 ? DOWN : UP};
	fall->balance += amount;
	fall->count++;
}

static void
draw_fall(struct figures *figures, struct fall *fall)
{
	chart_bars(figures, &(struct chart_bars){.head = {slice_of("From list to net"),
	                                             slice_of("All quotes together."),
	                                             "amount", FIGURE_NUMBER},
	                        .series = (const char *const[]){"amount"},
	                        .series_count = 1,
	                        .bars = fall->bars,
	                        .count = fall->count});
	free(fall->bars);
	free(fall->amounts);
}

/* Each row has the amount of a step and the balance behind it. */
void
discount_picture_steps(struct figures *figures, const struct grid *grid, const void *data)
{
	const size_t columns[] = {
	    grid_column(grid, "amount"), grid_column(grid, "balance")};
	struct pivot *steps = pivot_new(2);
	size_t step = grid_column(grid, "step");
	(void)data;
	for (size_t row = 0; row < grid_rows(grid); row++) {
		size_t place = pivot_place(steps, grid_cell(grid, row, step));
		for (size_t i = 0; i < 2; i++)
			pivot_add(steps, place, i, grid_number(grid, row, columns[i]));
	}
	struct fall fall = fall_new(pivot_count(steps));
	for (size_t i = 0; i < pivot_count(steps); i++) {
		const double *numbers = pivot_numbers(steps, i);
		if (i == 0 || isnan(numbers[0]))
			add_sum(&fall, pivot_label(steps, i), numbers[1]);
		else
			add_step(&fall, pivot_label(steps, i), numbers[0]);
	}
	draw_fall(figures, &fall);
	pivot_free(steps);
}

/* The sum of a column; NAN where it has no number. */
static double
sum_of(const struct grid *grid, const char *name)
{
	size_t column = grid_column(grid, name);
	double sum = NAN;
	for (size_t row = 0; row < grid_rows(grid); row++) {
		double x = grid_number(grid, row, column);
		if (!isnan(x))
			sum = (isnan(sum) ? 0 : sum) + x;
	}
	return sum;
}

void
discount_picture_sums(struct figures *figures, const struct grid *grid, const void *data)
{
	struct fall fall = fall_new(5);
	(void)data;
	double net = sum_of(grid, "net"), margin = sum_of(grid, "margin");
	add_sum(&fall, slice_of("list price"), sum_of(grid, "list_total"));
	add_step(&fall, slice_of("discounts"), -sum_of(grid, "discount"));
	add_sum(&fall, slice_of("net price"), net);
	if (!isnan(margin)) {
		add_step(&fall, slice_of("cost"), margin - net);
		add_sum(&fall, slice_of("margin"), margin);
	}
	draw_fall(figures, &fall);
}
