#include "picture.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_lines.h"
#include "../../common/date.h"
#include "../../common/mem.h"
#include "../../common/pivot.h"

enum { DATES_MOST = 60 }; /* places of the axis of time */

/* A series of sums; up to SVG_COLOURS of them are kept. */
struct series {
	char *name;
	int64_t *moments;
	double *sums;
	size_t count, moments_capacity, sums_capacity;
};

struct roi_picture {
	bool has_period, total;
	struct series series[SVG_COLOURS];
	size_t count; /* of all series, drawn or not */
};

struct roi_picture *
roi_picture_new(bool has_period, bool total)
{
	struct roi_picture *picture = mem_new(1, sizeof *picture);
	picture->has_period = has_period;
	picture->total = total;
	return picture;
}

void
roi_picture_free(struct roi_picture *picture)
{
	if (!picture)
		return;
	for (size_t i = 0; i < SVG_COLOURS; i++) {
		free(picture->series[i].name);
		free(picture->series[i].moments);
		free(picture->series[i].sums);
	}
	free(picture);
}

/* Returns */

static const char *const money_names[] = {"spend", "revenue"};
enum { SPEND, REVENUE, MONEY_NAMES };

static void
draw_groups(struct figures *figures, const struct pivot *pivot)
{
	struct chart_bar *bars = mem_new(pivot_count(pivot), sizeof *bars);
	for (size_t i = 0; i < pivot_count(pivot); i++) {
		const double *money = pivot_numbers(pivot, i);
		char text[READABLE_TEXT];
		bars[i] =
		    (struct chart_bar){.label = pivot_label(pivot, i), .values = money};
		if (money[SPEND] > 0 && !isnan(money[REVENUE])) {
			readable_number(money[REVENUE] / money[SPEND], text);
			bars[i].note =
			    figures_say(figures, "%s for each 1 that was spent", text);
		}
	}
	chart_bars(figures, &(struct chart_bars){.head = {slice_of("Spend and revenue"),
	                                             {"", 0}, "amount", FIGURE_NUMBER},
	                        .series = money_names,
	                        .series_count = MONEY_NAMES,
	                        .bars = bars,
	                        .count = pivot_count(pivot),
	                        .others = "groups"});
	free(bars);
}

static int
compare_labels(const void *a, const void *b, void *pivot)
{
	return slice_compare(pivot_label(pivot, *(const size_t *)a),
	    pivot_label(pivot, *(const size_t *)b));
}

/* The places of the labels in bytewise order, which is that of periods; to be freed. */
static size_t *
in_order(struct pivot *pivot)
{
	size_t count = pivot_count(pivot);
	size_t *order = mem_new(count, sizeof *order);
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof *order, compare_labels, pivot);
	return order;
}

static void
draw_periods(struct figures *figures, struct pivot *pivot)
{
	size_t count = pivot_count(pivot), *order = in_order(pivot);
	struct slice *labels = mem_new(count, sizeof *labels);
	double *values = mem_new(count * MONEY_NAMES, sizeof *values);
	struct chart_line lines[MONEY_NAMES];
	for (size_t i = 0; i < count; i++) {
		labels[i] = pivot_label(pivot, order[i]);
		for (size_t k = 0; k < MONEY_NAMES; k++)
			values[k * count + i] = pivot_numbers(pivot, order[i])[k];
	}
	for (size_t k = 0; k < MONEY_NAMES; k++)
		lines[k] = (struct chart_line){
		    .name = money_names[k], .values = values + k * count, .colour = k};
	chart_lines(figures,
	    &(struct chart_lines){.head = {slice_of("Spend and revenue over time"),
	                              {"", 0}, "amount", FIGURE_NUMBER},
	        .labels = labels,
	        .count = count,
	        .zero = true,
	        .lines = lines,
	        .lines_count = MONEY_NAMES});
	free(order);
	free(labels);
	free(values);
}

void
roi_picture_returns(struct figures *figures, const struct grid *grid, const void *data)
{
	const struct roi_picture *picture = data;
	const size_t columns[] = {
	    grid_column(grid, "spend"), grid_column(grid, "revenue")};
	size_t rows = grid_rows(grid) - picture->total;
	size_t cells = columns[SPEND] - picture->has_period;
	if (picture->has_period) {
		struct pivot *periods = pivot_new(MONEY_NAMES);
		for (size_t row = 0; row < rows; row++) {
			size_t place = pivot_place(periods, grid_cell(grid, row, cells));
			for (size_t i = 0; i < MONEY_NAMES; i++)
				pivot_add(periods, place, i,
				    grid_number(grid, row, columns[i]));
		}
		draw_periods(figures, periods);
		pivot_free(periods);
	}
	if (cells || !picture->has_period) {
		struct pivot *groups = pivot_of(grid, rows, cells, columns, MONEY_NAMES);
		draw_groups(figures, groups);
		pivot_free(groups);
	}
}

/* Cash flow */

void
roi_picture_series(struct roi_picture *picture, const struct slice *cells, size_t count)
{
	if (picture->count++ < SVG_COLOURS)
		picture->series[picture->count - 1].name = pivot_join(cells, count);
}

void
roi_picture_flow(struct roi_picture *picture, int64_t us, double sum)
{
	if (picture->count > SVG_COLOURS)
		return;
	struct series *series = &picture->series[picture->count - 1];
	series->moments = mem_grow(series->moments, &series->moments_capacity,
	    series->count + 1, sizeof *series->moments);
	series->sums = mem_grow(series->sums, &series->sums_capacity, series->count + 1,
	    sizeof *series->sums);
	series->moments[series->count] = us;
	series->sums[series->count++] = sum;
}

/* The sums at dates that are equally far apart; NAN before the first and, but for the
 * date at which the last one shows, behind the last. */
static void
sample(const struct series *series, int64_t first, int64_t step, size_t count,
    double *values)
{
	for (size_t i = 0, at = 0; i < count; i++) {
		int64_t date = first + (int64_t)i * step;
		bool over = at == series->count;
		while (at < series->count && series->moments[at] <= date)
			at++;
		values[i] = at == 0 || over ? NAN : series->sums[at - 1];
	}
}

/* The first date, how far it is to the next, and how many there are. */
static size_t
dates_of(const struct roi_picture *picture, size_t drawn, int64_t *first, int64_t *step)
{
	int64_t last = INT64_MIN;
	*first = INT64_MAX;
	for (size_t i = 0; i < drawn; i++) {
		const struct series *series = &picture->series[i];
		if (series->count && series->moments[0] < *first)
			*first = series->moments[0];
		if (series->count && series->moments[series->count - 1] > last)
			last = series->moments[series->count - 1];
	}
	if (last < *first)
		return 0;
	int64_t days = (last - *first) / DATE_DAY;
	int64_t every = days / (DATES_MOST - 1) + 1;
	*step = every * DATE_DAY;
	return (size_t)((days + every - 1) / every) + 1;
}

void
roi_picture_cashflow(struct figures *figures, const struct grid *grid, const void *data)
{
	const struct roi_picture *picture = data;
	size_t drawn = picture->count < SVG_COLOURS ? picture->count : SVG_COLOURS;
	struct chart_line lines[SVG_COLOURS];
	int64_t first, step;
	size_t count = dates_of(picture, drawn, &first, &step);
	double *values = mem_new(count * SVG_COLOURS, sizeof *values);
	struct slice *labels = mem_new(count, sizeof *labels);
	(void)grid;
	for (size_t i = 0; i < count; i++) {
		char text[DATE_TEXT];
		date_period_name(first + (int64_t)i * step, DATE_BY_DAY, text);
		labels[i] = figures_say(figures, "%s", text);
	}
	for (size_t k = 0; k < drawn; k++) {
		sample(&picture->series[k], first, step, count, values + k * count);
		lines[k] = (struct chart_line){.name = picture->series[k].name,
		    .values = values + k * count,
		    .colour = k};
	}
	chart_lines(
	    figures, &(struct chart_lines){
	                 .head = {slice_of("Cash flow added up"),
	                     picture->count > drawn
	                         ? figures_say(figures,
	                               "Paid back where a line crosses 0 for good. The "
	                               "first %zu of "
	                               "%zu.",
	                               drawn, picture->count)
	                         : slice_of("Paid back where a line crosses 0 for good."),
	                     "amount", FIGURE_NUMBER},
	                 .labels = labels,
	                 .count = count,
	                 .zero = true,
	                 .lines = lines,
	                 .lines_count = drawn});
	free(values);
	free(labels);
}
