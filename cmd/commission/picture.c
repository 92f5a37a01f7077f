#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

/* What a picture of bars is drawn from. */
struct form {
	const char *title, *axis, *others;
	enum figure_unit unit;
	const char *const *columns; /* one a series */
	const char *const *series;
	size_t count;
	bool by_period; /* a bar for each payee and period, not for each payee */
};

static void
draw(struct figures *figures, const struct grid *grid, const struct form *form)
{
	size_t payee = grid_column(grid, "payee"), period = grid_column(grid, "period");
	struct pivot *pivot = pivot_new(form->count);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		const struct slice cells[] = {
		    grid_cell(grid, row, payee), grid_cell(grid, row, period)};
		char *label = pivot_join(cells, form->by_period ? 2 : 1);
		size_t place = pivot_place(pivot, slice_of(label));
		free(label);
		for (size_t i = 0; i < form->count; i++)
			pivot_add(pivot, place, i,
			    grid_number(grid, row, grid_column(grid, form->columns[i])));
	}
	struct chart_bar *bars = mem_new(pivot_count(pivot), sizeof *bars);
	for (size_t i = 0; i < pivot_count(pivot); i++)
		bars[i] = (struct chart_bar){
		    .label = pivot_label(pivot, i), .values = pivot_numbers(pivot, i)};
	chart_bars(figures, &(struct chart_bars){.head = {slice_of(form->title), {"", 0},
	                                             form->axis, form->unit},
	                        .series = form->series,
	                        .series_count = form->count,
	                        .bars = bars,
	                        .count = pivot_count(pivot),
	                        .others = form->others});
	free(bars);
	pivot_free(pivot);
}

void
commission_picture_deals(
    struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw(figures, grid,
	    &(struct form){"Commission", "amount", "payees", FIGURE_NUMBER,
	        (const char *const[]){"commission"}, (const char *const[]){"commission"},
	        1, false});
}

void
commission_picture_totals(
    struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw(figures, grid,
	    &(struct form){"Attainment", "of quota", NULL, FIGURE_SHARE,
	        (const char *const[]){"attainment"}, (const char *const[]){"attainment"},
	        1, true});
	draw(figures, grid,
	    &(struct form){"Credited sales and quota", "amount", "payees", FIGURE_NUMBER,
	        (const char *const[]){"credited", "quota"},
	        (const char *const[]){"credited", "quota"}, 2, false});
}

void
commission_picture_compare(
    struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	draw(figures, grid,
	    &(struct form){"Pay by the plan, and a salary", "amount", NULL, FIGURE_NUMBER,
	        (const char *const[]){"pay", "salary"},
	        (const char *const[]){"by the plan", "salary"}, 2, true});
}
