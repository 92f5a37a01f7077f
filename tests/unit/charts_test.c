/*
 * Charts that no tool draws as they are here: what is on them, as text.
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../common/chart_bars.h"
#include "../../common/chart_heat.h"
#include "check.h"

/* The picture as text, of up to a megabyte, to be freed. */
struct canvas {
	char name[40];
	struct output *output;
	struct figures *figures;
};

static void
begin(struct canvas *canvas)
{
	strcpy(canvas->name, "/tmp/charts-XXXXXX");
	close(mkstemp(canvas->name));
	canvas->output = output_file(canvas->name);
	canvas->figures = figures_new(canvas->output);
}

static char *
end(struct canvas *canvas)
{
	enum { ROOM = 1 << 20 };
	figures_free(canvas->figures);
	output_finish(canvas->output);
	FILE *file = fopen(canvas->name, "r");
	char *text = calloc(ROOM, 1);
	CHECK(fread(text, 1, ROOM - 1, file) < ROOM - 1);
	fclose(file);
	unlink(canvas->name);
	return text;
}

static bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static struct figure_head
head_of(const char *title)
{
	return (struct figure_head){slice_of(title), slice_of(""), "x", FIGURE_NUMBER};
}

/* The largest are drawn, where the others can't be added up. */
static void
test_many_bars(void)
{
	enum { COUNT = 40 };
	struct chart_bar bars[COUNT];
	double values[COUNT];
	char labels[COUNT][20];
	const char *series[] = {"deals"};
	struct canvas canvas;
	for (int i = 0; i < COUNT; i++) {
		values[i] = i + 1;
		snprintf(labels[i], sizeof labels[i], "bar %d.", i + 1);
		bars[i] = (struct chart_bar){
		    .label = slice_of(labels[i]), .values = &values[i]};
	}
	begin(&canvas);
	chart_bars(canvas.figures, &(struct chart_bars){.head = head_of("Many"),
	                               .series = series,
	                               .series_count = 1,
	                               .bars = bars,
	                               .count = COUNT});
	char *text = end(&canvas);
	CHECK(has(text, "The largest 16 of 40."));
	CHECK(has(text, "bar 25.") && has(text, "bar 40."));
	CHECK(!has(text, "bar 24."));
	free(text);
}

/* Parts below 0 go the other way, those of nothing aren't there, the text is the sum. */
static void
test_stacked_bars(void)
{
	static const double mixed[] = {5, -2, NAN}, below[] = {-3, 0, -4};
	const char *series[] = {"won", "lost", "late"};
	const char *wide = "a label that is as long as labels can be, and longer";
	struct chart_bar bars[] = {{.label = slice_of(wide), .values = mixed},
	    {.label = slice_of("below"), .values = below}};
	struct canvas canvas;
	begin(&canvas);
	chart_bars(canvas.figures, &(struct chart_bars){.head = head_of("Stacked"),
	                               .series = series,
	                               .series_count = 3,
	                               .stacked = true,
	                               .bars = bars,
	                               .count = 2});
	char *text = end(&canvas);
	CHECK(has(text, ">3<"));
	CHECK(has(text, ">\xe2\x88\x92"
	                "7<"));
	free(text);
}

/* Texts so long that they leave the bars no place: these are short, and not gone. */
static void
test_narrow_bars(void)
{
	static const double values[] = {123456789.123, -123456789.123};
	const char *series[] = {"money"};
	struct chart_bar bars[] = {
	    {.label = slice_of("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"), .values = &values[0]},
	    {.label = slice_of("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"),
	        .values = &values[1]}};
	struct canvas canvas;
	begin(&canvas);
	chart_bars(canvas.figures, &(struct chart_bars){.head = head_of("Narrow"),
	                               .series = series,
	                               .series_count = 1,
	                               .bars = bars,
	                               .count = 2});
	char *text = end(&canvas);
	CHECK(has(text, "<svg") && !has(text, "width=\"-"));
	free(text);
}

static void
test_empty_heat(void)
{
	struct canvas canvas;
	begin(&canvas);
	chart_heat(canvas.figures, &(struct chart_heat){.head = head_of("Nothing")});
	char *text = end(&canvas);
	CHECK_TEXT(text, "");
	free(text);
}

/* A label that the edge would push into the one before is left out. */
static void
test_labels(void)
{
	const struct slice labels[] = {
	    slice_of("January 2026"), slice_of("February 2026"), slice_of("March 2026")};
	struct canvas canvas;
	begin(&canvas);
	struct svg svg =
	    svg_begin(canvas.output, "x", false, 200, 100, slice_of("Labels"));
	figure_labels_below(&svg, labels, sizeof *labels, 3, 0, 100, 92, 50);
	svg_end(&svg);
	char *text = end(&canvas);
	CHECK(has(text, "January 2026"));
	CHECK(!has(text, "February 2026"));
	free(text);
}

int
main(void)
{
	test_many_bars();
	test_stacked_bars();
	test_narrow_bars();
	test_empty_heat();
	test_labels();
	return check_result();
}
