/*
 * Any bytes as what revenue-plan reads: a funnel, funnels of segments, or beside a funnel
 * a season, targets or what came, by the first byte. They are read, or refused with a
 * message; what is read is planned: parts add up, and chances are chances.
 */
#include <math.h>

#include "../../cmd/revenue-plan/chance.h"
#include "../../cmd/revenue-plan/intake.h"
#include "../../cmd/revenue-plan/lists.h"
#include "../../cmd/revenue-plan/sheet.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUNNEL, SEGMENTS, SEASON, TARGETS, ACTUAL, MODES };

static int mode;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static struct options_common
options_of(const char *const *path)
{
	return (struct options_common){
	    .files = (char **)path, .files_count = 1, .quiet = true};
}

static void
check_chances(const struct revplan_funnel *funnel)
{
	struct revplan_beta *rates = revplan_rates(funnel, 1.959964);
	for (size_t i = 0; i + 1 < funnel->count; i++) {
		size_t steps = funnel->count - 1 - i;
		double few = revplan_chance(rates + i, steps, 7, 5);
		double more = revplan_chance(rates + i, steps, 8, 5);
		if (isnan(few))
			continue;
		require(few >= 0 && few <= more && more <= 1);
	}
	free(rates);
}

static void
check_parts(const struct revplan_segment *segment)
{
	const struct revplan_grid *grid = &segment->grid;
	for (size_t i = 0; i < grid->stages; i++) {
		struct money volume = {0}, whole = {0};
		for (size_t j = 0; j < grid->periods; j++) {
			const struct revplan_cell *cell = revplan_grid_cell(grid, j, i);
			require(money_add(&volume, cell->volume));
			require(money_add(&whole, cell->whole));
		}
		require(volume.units == segment->funnel.stages[i].volume.units);
		require(whole.units == segment->funnel.stages[i].whole_of.units);
	}
}

static void
plan(struct revplan_segments *segments, const struct revplan_calendar *calendar,
    const struct revplan_actual *actuals)
{
	struct revplan_sheet sheet = {segments, calendar, true, 1.959964, .8};
	struct csvout *out = csvout_new(
	    output_file("/dev/null"), &(struct csvout_options){.delimiter = ','});
	for (size_t i = 0; i < revplan_segments_count(segments); i++)
		if (segments->list[i].planned) {
			check_parts(&segments->list[i]);
			check_chances(&segments->list[i].funnel);
		}
	if (actuals)
		revplan_sheet_actual(out, &sheet, actuals);
	else
		revplan_sheet_plan(out, &sheet);
	csvout_finish(out);
}

/* Two months of wins. */
static void
make_calendar(const struct revplan_segments *segments, struct revplan_calendar *calendar)
{
	int64_t from = date_days((struct date_civil){2027, 1, 1}) * DATE_DAY;
	int64_t to = date_days((struct date_civil){2027, 3, 1}) * DATE_DAY;
	require(!revplan_calendar_make(
	    from, to, DATE_BY_MONTH, revplan_segments_ahead_us(segments), calendar));
}

static void
read_table(const char *path)
{
	char *name = "region";
	const struct list none = {NULL, 0}, by = {&name, 1};
	const struct money target = {MONEY_ONE.units * 1000};
	struct options_common options = options_of(&path);
	struct revplan_segments segments;
	revplan_segments_init(&segments, mode == SEGMENTS ? &by : &none, 2);
	revplan_intake_funnels(&options, &segments);
	if (segments.list[0].funnel.deal_size.units == 0)
		segments.list[0].funnel.deal_size = MONEY_ONE;
	if (revplan_segments_split(&segments, target)) {
		revplan_segments_solve(&segments, true);
		revplan_segments_spread(&segments, NULL);
		plan(&segments, NULL, NULL);
	}
	revplan_segments_release(&segments);
}

static void
read_beside(const char *path)
{
	char *name = "region";
	const struct list by = {&name, 1};
	struct options_common options = options_of(&path);
	struct revplan_segments segments;
	struct revplan_calendar calendar;
	struct revplan_actual *actuals = NULL;
	revplan_segments_init(&segments, &by, 2);
	for (int i = 0; i < 2; i++) {
		struct slice cell = slice_of(i ? "south" : "north");
		struct revplan_segment *segment = revplan_segments_of(&segments, &cell);
		segment->funnel.deal_size = segment->value = MONEY_ONE;
		revplan_lists_rates("Lead:10%,SQL:20%,Won", &segment->funnel);
		revplan_lists_lags("Lead:40,SQL:3", &segment->funnel);
	}
	if (mode == TARGETS)
		revplan_intake_targets(&options, path, &segments);
	else
		revplan_segments_split(&segments, (struct money){MONEY_ONE.units * 77});
	revplan_segments_solve(&segments, true);
	make_calendar(&segments, &calendar);
	if (mode == SEASON)
		revplan_intake_season(&options, path, &calendar);
	revplan_segments_spread(&segments, &calendar);
	if (mode == ACTUAL)
		actuals = revplan_intake_actual(&options, path, &segments, &calendar);
	plan(&segments, &calendar, actuals);
	free(actuals);
	revplan_calendar_release(&calendar);
	revplan_segments_release(&segments);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	mode = data[0] % MODES;
	fuzz_file(data + 1, size - 1,
	    mode == FUNNEL || mode == SEGMENTS ? read_table : read_beside);
	return 0;
}
