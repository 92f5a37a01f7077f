/*
 * What pages are made of: numbers for people, round scales, text into markup, grids.
 */
#include <math.h>
#include <stdlib.h>

#include "../../common/figure.h"
#include "../../common/grid.h"
#include "../../common/markup.h"
#include "../../common/pivot.h"
#include "../../common/readable.h"
#include "../../common/scale.h"
#include "../../common/svg.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Numbers */

static void
check_number(double x, const char *expected)
{
	char text[READABLE_TEXT];
	size_t n = readable_number(x, text);
	CHECK(n == strlen(text));
	CHECK_TEXT(text, expected);
}

static void
test_numbers(void)
{
	check_number(0, "0");
	check_number(-0.0, "0");
	check_number(1, "1");
	check_number(0.0464916056823, "0.04649");
	check_number(0.00001, "0.00001");
	check_number(999.96, "1,000");
	check_number(1234.5, "1,235");
	check_number(20017, "20,017");
	check_number(-1500, "\xe2\x88\x92"
	                    "1,500");
	check_number(1903305, "1.903M");
	check_number(2e6, "2M");
	check_number(12.5e9, "12.5B");
	check_number(7e13, "70T");
	check_number(NAN, "");
	check_number(INFINITY, "");
	char text[READABLE_TEXT];
	readable_share(0.461693548387, text);
	CHECK_TEXT(text, "46.2%");
	readable_share(1, text);
	CHECK_TEXT(text, "100%");
	readable_share(0.00205, text);
	CHECK_TEXT(text, "0.205%");
	readable_share(NAN, text);
	CHECK_TEXT(text, "");
}

/* What isn't a number is shown as it is; what can't be one, not at all. */
static void
test_no_numbers(void)
{
	struct readable_style style = {0};
	char text[READABLE_TEXT], longer[2 * READABLE_TEXT + 1];
	readable_in_style(&style, slice_of("n/a"), text);
	CHECK_TEXT(text, "n/a");
	memset(longer, '9', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	CHECK(readable_in_style(&style, slice_of(longer), text) == 0);
	CHECK_TEXT(text, "");
}

/* How a column of these numbers is shown, joined by spaces. */
static void
check_column(const char *const *numbers, size_t count, const char *expected)
{
	struct readable_style style = {0};
	char text[READABLE_TEXT], all[1000];
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		readable_measure(&style, slice_of(numbers[i]));
	for (size_t i = 0; i < count; i++) {
		readable_in_style(&style, slice_of(numbers[i]), text);
		n += (size_t)snprintf(all + n, sizeof all - n, i ? " %s" : "%s", text);
	}
	CHECK_TEXT(all, expected);
}

#define COLUMN(expected, ...)                                                            \
	check_column((const char *const[]){__VA_ARGS__},                                 \
	    LENGTH(((const char *const[]){__VA_ARGS__})), expected)

static void
test_columns(void)
{
	COLUMN("1,234,567 0 12", "1234567", "0", "12");
	COLUMN("1,234.50 \xe2\x88\x92"
	       "0.05 3.00",
	    "1234.5", "-0.05", "3");
	COLUMN("0.4617 1.0000 0.00257 0.0000119", "0.461693548387", "1",
	    "0.00256574727389", "0.0000119");
	COLUMN("68.9 110.8 0.500", "68.8559709722", "110.83", "0.5");
	COLUMN("9,999,999 1,235 0.123", "9999998.9999", "1234.5678", "0.123456");
	COLUMN("1.0000 0.5001", "0.9999996", "0.5001") /* rounding carries */;
	COLUMN("1e5 x", "1e5", "x");
	COLUMN("0.001 0.002", "0.001", "0.002"); /* no more decimals than there are */
}

/* Scales */

static void
check_scale(double low, double high, bool zero, size_t most, double first, double step,
    size_t ticks)
{
	struct scale scale = scale_make(low, high, zero, false, most);
	CHECK_NEAR(scale.low, first, 1e-12);
	CHECK_NEAR(scale.step, step, 1e-12);
	CHECK(scale.ticks == ticks);
	CHECK(scale.ticks <= most);
	CHECK(scale.low <= low && scale.high >= high);
}

static void
test_scales(void)
{
	check_scale(0, 20017, true, 6, 0, 5000, 6);
	check_scale(0, 1, true, 6, 0, 0.2, 6);
	check_scale(-3, 7, false, 7, -4, 2, 7);
	check_scale(95, 105, false, 7, 94, 2, 7);
	check_scale(95, 105, false, 6, 95, 5, 3);
	struct scale scale = scale_make(0, 3, true, true, 7);
	CHECK(scale.step == 1 && scale.ticks == 4);
	scale.from = 100;
	scale.to = 10;
	CHECK_NEAR(scale_at(&scale, 1), 70, 1e-12);
	CHECK(scale_tick(&scale, 0) == 0);
	/* Whatever comes, it ends, and holds it. */
	const double odd[] = {NAN, INFINITY, -INFINITY, 0, -0.0, 1e308, -1e308, 5e-324,
	    1e-300, 1, -1, 1e17};
	for (size_t i = 0; i < LENGTH(odd); i++)
		for (size_t k = 0; k < LENGTH(odd); k++)
			for (size_t most = 3; most < 8; most++) {
				scale = scale_make(odd[i], odd[k], i % 2, k % 2, most);
				CHECK(scale.ticks >= 2 && scale.ticks <= most);
				CHECK(isfinite(scale.step) && scale.step > 0);
				CHECK(scale.high > scale.low);
			}
}

/* Grids */

static void
test_grids(void)
{
	struct grid *grid = grid_new();
	grid_add_column(grid, slice_of("x"), false);
	grid_add_column(grid, slice_of("n"), true);
	grid_add_column(grid, slice_of("x"), true);
	for (int i = 0; i < 1000; i++) {
		char text[20];
		snprintf(text, sizeof text, "%d.5", i);
		grid_add_cell(grid, slice_of(i % 2 ? "odd" : "even"));
		grid_add_cell(grid, slice_of(text));
		grid_add_cell(grid, slice_of(""));
		grid_end_row(grid);
	}
	CHECK(grid_rows(grid) == 1000 && grid_columns(grid) == 3);
	CHECK(grid_column(grid, "x") == 2); /* the last of that name */
	CHECK(grid_column(grid, "y") == GRID_NONE);
	CHECK_TEXT(grid_cell(grid, 999, 1), "999.5");
	CHECK_NEAR(grid_number(grid, 999, 1), 999.5, 0);
	CHECK(isnan(grid_number(grid, 0, 2)) && isnan(grid_number(grid, 0, 0)));
	CHECK(isnan(grid_number(grid, 0, GRID_NONE)));
	const size_t columns[] = {1, 2};
	struct pivot *pivot = pivot_of(grid, 999, 1, columns, 2);
	CHECK(pivot_count(pivot) == 2);
	CHECK_TEXT(pivot_label(pivot, 1), "odd");
	CHECK_NEAR(pivot_numbers(pivot, 1)[0], 499 * 499 + 499 * 0.5, 1e-12);
	CHECK(isnan(pivot_numbers(pivot, 0)[1]));
	pivot_free(pivot);
	char *label = pivot_join_row(grid, 0, 2);
	CHECK_TEXT(label, "even \xc2\xb7 0.5");
	free(label);
	grid_free(grid);
}

int
main(void)
{
	test_numbers();
	test_no_numbers();
	test_columns();
	test_scales();
	test_grids();
	CHECK_NEAR(svg_text_width(slice_of("")), 0, 0);
	/* an accent of its own stands above the letter before */
	CHECK_NEAR(
	    svg_text_width(slice_of("e\xcc\x81")), svg_text_width(slice_of("e")), 0);
	CHECK(svg_text_width(slice_of("iii")) < svg_text_width(slice_of("WWW")));
	figures_free(NULL);
	pivot_free(NULL);
	return check_result();
}
