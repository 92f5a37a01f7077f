#include "grid.h"

#include <stdlib.h>

#include "../../common/mem.h"

money_units
revplan_grid_unit(int decimals)
{
	money_units unit = 1;
	for (int i = decimals; i < MONEY_DECIMALS; i++)
		unit *= 10;
	return unit;
}

static void
set_whole_plan(const struct revplan_funnel *funnel, struct revplan_grid *grid)
{
	for (size_t i = 0; i < grid->stages; i++) {
		const struct revplan_stage *stage = &funnel->stages[i];
		*revplan_grid_cell(grid, 0, i) =
		    (struct revplan_cell){true, stage->volume, stage->whole_of,
		        {i + 1 == grid->stages ? funnel->target.units : 0}};
	}
}

/* Whole numbers go where the volumes are. */
static void
spread_stage(const struct revplan_funnel *funnel, size_t i, struct revplan_grid *grid,
    money_units *parts, money_units *wholes)
{
	const struct revplan_stage *stage = &funnel->stages[i];
	const struct revplan_calendar *calendar = grid->calendar;
	const money_units of_volume = revplan_grid_unit(REVPLAN_VOLUME_DECIMALS);
	struct spread_room room = {NULL, 0};
	size_t earliest = revplan_calendar_earliest(calendar, stage->ahead_us);
	size_t latest = revplan_calendar_latest(calendar, stage->ahead_us);
	revplan_calendar_spread(
	    calendar, stage->volume.units / of_volume, stage->ahead_us, parts);
	spread(stage->whole_of.units / MONEY_ONE.units, parts, NULL, grid->periods,
	    wholes, &room);
	for (size_t j = 0; j < grid->periods; j++) {
		struct revplan_cell *cell = revplan_grid_cell(grid, j, i);
		cell->needed = j >= earliest && j <= latest;
		cell->volume.units = parts[j] * of_volume;
		cell->whole.units = wholes[j] * MONEY_ONE.units;
	}
	spread_room_release(&room);
}

static void
spread_revenue(
    const struct revplan_funnel *funnel, struct revplan_grid *grid, money_units *parts)
{
	const money_units unit = revplan_grid_unit(funnel->decimals);
	revplan_calendar_spread(grid->calendar, funnel->target.units / unit, 0, parts);
	for (size_t j = 0; j < grid->periods; j++)
		revplan_grid_cell(grid, j, grid->stages - 1)->revenue.units =
		    parts[j] * unit;
}

void
revplan_grid_make(const struct revplan_funnel *funnel,
    const struct revplan_calendar *calendar, struct revplan_grid *grid)
{
	*grid = (struct revplan_grid){.calendar = calendar,
	    .periods = calendar ? calendar->count : 1,
	    .stages = funnel->count};
	grid->cells = mem_new(grid->periods * grid->stages, sizeof *grid->cells);
	if (!calendar) {
		set_whole_plan(funnel, grid);
		return;
	}
	money_units *parts = mem_new(grid->periods, sizeof *parts);
	money_units *wholes = mem_new(grid->periods, sizeof *wholes);
	for (size_t i = 0; i < grid->stages; i++)
		spread_stage(funnel, i, grid, parts, wholes);
	spread_revenue(funnel, grid, parts);
	free(parts);
	free(wholes);
}

void
revplan_grid_release(struct revplan_grid *grid)
{
	free(grid->cells);
	*grid = (struct revplan_grid){.cells = NULL};
}
