#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_heat.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

enum { MATRIX_MOST = 14 }; /* columns of a matrix that have room */

/* The credit of channels, one series a model. */
struct credit {
	struct pivot *channels;
	const char *models[SVG_COLOURS];
	size_t count, all; /* models that are drawn, and that there are */
};

static void
draw_credit(struct figures *figures, const struct credit *credit)
{
	size_t count = pivot_count(credit->channels);
	struct chart_bar *bars = mem_new(count, sizeof *bars);
	for (size_t i = 0; i < count; i++)
		bars[i] = (struct chart_bar){.label = pivot_label(credit->channels, i),
		    .values = pivot_numbers(credit->channels, i)};
	chart_bars(
	    figures, &(struct chart_bars){
	                 .head = {slice_of("Conversions by channel and model"),
	                     credit->all > credit->count
	                         ? figures_say(figures, "The first %zu of %zu models.",
	                               credit->count, credit->all)
	                         : (struct slice){"", 0},
	                     "conversions", FIGURE_NUMBER},
	                 .series = credit->models,
	                 .series_count = credit->count,
	                 .bars = bars,
	                 .count = count,
	                 .others = "channels"});
	free(bars);
}

/* A row for each model and channel. */
static void
draw_long(struct figures *figures, const struct grid *grid)
{
	size_t channel = grid_column(grid, "channel"), model = grid_column(grid, "model");
	size_t conversions = grid_column(grid, "conversions");
	struct pivot *models = pivot_new(1);
	struct credit credit = {.channels = pivot_new(SVG_COLOURS)};
	for (size_t row = 0; row < grid_rows(grid); row++) {
		size_t place = pivot_place(models, grid_cell(grid, row, model));
		if (place < SVG_COLOURS)
			pivot_add(credit.channels,
			    pivot_place(credit.channels, grid_cell(grid, row, channel)),
			    place, grid_number(grid, row, conversions));
	}
	credit.all = pivot_count(models);
	for (; credit.count < credit.all && credit.count < SVG_COLOURS; credit.count++) {
		struct slice name = pivot_label(models, credit.count);
		credit.models[credit.count] =
		    figures_say(figures, "%.*s", (int)name.n, name.p).p;
	}
	draw_credit(figures, &credit);
	pivot_free(models);
	pivot_free(credit.channels);
}

/* A row for each channel, columns MODEL_conversions. */
static void
draw_wide(struct figures *figures, const struct grid *grid)
{
	static const char behind[] = "_conversions";
	const size_t n = sizeof behind - 1;
	struct credit credit = {.channels = NULL};
	size_t columns[SVG_COLOURS];
	for (size_t i = 1; i < grid_columns(grid); i++) {
		struct slice name = grid_name(grid, i);
		if (name.n <= n || memcmp(name.p + name.n - n, behind, n) != 0)
			continue;
		if (credit.all++ < SVG_COLOURS) {
			columns[credit.count] = i;
			credit.models[credit.count++] =
			    figures_say(figures, "%.*s", (int)(name.n - n), name.p).p;
		}
	}
	credit.channels = pivot_of(grid, grid_rows(grid), 1, columns, credit.count);
	draw_credit(figures, &credit);
	pivot_free(credit.channels);
}

static void
draw_removal(struct figures *figures, const struct grid *grid)
{
	const size_t effect = grid_column(grid, "removal_effect");
	struct pivot *channels = pivot_of(grid, grid_rows(grid), 1, &effect, 1);
	size_t count = pivot_count(channels);
	struct chart_bar *bars = mem_new(count, sizeof *bars);
	for (size_t i = 0; i < count; i++)
		bars[i] = (struct chart_bar){.label = pivot_label(channels, i),
		    .values = pivot_numbers(channels, i)};
	chart_bars(figures,
	    &(struct chart_bars){.head = {slice_of("What would be lost"),
	                             slice_of("Conversions that wouldn't have come "
	                                      "without the channel."),
	                             "of all conversions", FIGURE_SHARE},
	        .series = (const char *const[]){"lost"},
	        .series_count = 1,
	        .bars = bars,
	        .count = count});
	free(bars);
	pivot_free(channels);
}

static void
draw_matrix(struct figures *figures, const struct grid *grid)
{
	size_t to = grid_column(grid, "to"), chance = grid_column(grid, "probability");
	struct pivot *names = pivot_new(1), *rows;
	struct slice from[CHART_HEAT_MOST], towards[MATRIX_MOST];
	for (size_t row = 0; row < grid_rows(grid); row++)
		pivot_place(names, grid_cell(grid, row, to));
	size_t columns = pivot_count(names);
	rows = pivot_new(columns);
	for (size_t row = 0; row < grid_rows(grid); row++)
		pivot_add(rows, pivot_place(rows, grid_cell(grid, row, 0)),
		    pivot_place(names, grid_cell(grid, row, to)),
		    grid_number(grid, row, chance));
	size_t count = pivot_count(rows);
	for (size_t i = 0; i < columns && i < MATRIX_MOST; i++)
		towards[i] = pivot_label(names, i);
	for (size_t i = 0; i < count && i < CHART_HEAT_MOST; i++)
		from[i] = pivot_label(rows, i);
	if (columns <= MATRIX_MOST && count <= CHART_HEAT_MOST)
		chart_heat(figures,
		    &(struct chart_heat){
		        .head = {slice_of("From touch to touch"),
		            slice_of(
		                "The chance of what comes next, by what came before."),
		            "", FIGURE_SHARE},
		        .rows = from,
		        .columns = towards,
		        .rows_count = count,
		        .columns_count = columns,
		        .values = pivot_numbers(rows, 0)});
	pivot_free(names);
	pivot_free(rows);
}

void
attr_picture(struct figures *figures, const struct grid *grid, const void *data)
{
	(void)data;
	if (grid_column(grid, "removal_effect") != GRID_NONE)
		draw_removal(figures, grid);
	else if (grid_column(grid, "probability") != GRID_NONE)
		draw_matrix(figures, grid);
	else if (grid_column(grid, "model") != GRID_NONE)
		draw_long(figures, grid);
	else
		draw_wide(figures, grid);
}
