#include "segments.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/spread.h"

void
revplan_segments_init(
    struct revplan_segments *segments, const struct list *by, int decimals)
{
	*segments = (struct revplan_segments){
	    .by = by, .groups = group_new(by->count), .decimals = decimals};
	if (by->count == 0)
		revplan_segments_of(segments, NULL);
}

void
revplan_segment_release(struct revplan_segment *segment)
{
	revplan_funnel_release(&segment->funnel);
	revplan_grid_release(&segment->grid);
}

void
revplan_segments_release(struct revplan_segments *segments)
{
	for (size_t i = 0; i < revplan_segments_count(segments); i++)
		revplan_segment_release(&segments->list[i]);
	free(segments->list);
	group_free(segments->groups);
}

size_t
revplan_segments_count(const struct revplan_segments *segments)
{
	return group_count(segments->groups);
}

struct revplan_segment *
revplan_segments_of(struct revplan_segments *segments, const struct slice *cells)
{
	size_t before = group_count(segments->groups);
	size_t i = group_add(segments->groups, cells);
	if (i == before) {
		segments->list = mem_grow(
		    segments->list, &segments->capacity, i + 1, sizeof *segments->list);
		segments->list[i] =
		    (struct revplan_segment){.funnel.decimals = segments->decimals};
	}
	return &segments->list[i];
}

struct revplan_segment_name
revplan_segments_name(const struct revplan_segments *segments, size_t i)
{
	struct revplan_segment_name name = {""};
	size_t n = 0;
	for (size_t k = 0; k < segments->by->count && n < sizeof name.text; k++) {
		const char *column = segments->by->items[k];
		struct slice cell = group_cell(segments->groups, (uint32_t)i, k);
		n += (size_t)snprintf(name.text + n, sizeof name.text - n, "%s \"%s\"%s",
		    diag_show(slice_of(column)).text, diag_show(cell).text,
		    k + 1 < segments->by->count ? ", " : ": ");
	}
	return name;
}

DIAG_NORETURN static void
fail(const struct revplan_segments *segments, size_t i, const char *reason)
{
	diag_fatal(EX_DATAERR, "%s%s", revplan_segments_name(segments, i).text, reason);
}

void
revplan_segments_check(const struct revplan_segments *segments)
{
	const struct revplan_funnel *first = &segments->list[0].funnel;
	for (size_t i = 1; i < revplan_segments_count(segments); i++) {
		const struct revplan_funnel *funnel = &segments->list[i].funnel;
		bool same = funnel->count == first->count;
		for (size_t k = 0; same && k < first->count; k++)
			same = revplan_funnel_find(
			           first, slice_of(funnel->stages[k].name)) == k;
		if (!same)
			fail(segments, i,
			    "the stages aren't those of the first segment: all funnels "
			    "of a plan have the same");
	}
}

bool
revplan_segments_split(struct revplan_segments *segments, struct money target)
{
	size_t n = revplan_segments_count(segments);
	money_units *weights = mem_new(n, sizeof *weights);
	money_units *parts = mem_new(n, sizeof *parts);
	struct spread_room room = {NULL, 0};
	const money_units unit = revplan_grid_unit(segments->decimals);
	for (size_t i = 0; i < n; i++)
		weights[i] = segments->by->count ? segments->list[i].value.units : 1;
	bool any = spread(target.units / unit, weights, NULL, n, parts, &room) == 0;
	for (size_t i = 0; i < n; i++)
		segments->list[i].funnel.target.units = parts[i] * unit;
	free(weights);
	free(parts);
	spread_room_release(&room);
	return any;
}

/* NULL, or what is missing on the way to the win. */
static const char *
gap_of(const struct revplan_funnel *funnel)
{
	for (size_t k = 0; k + 1 < funnel->count; k++)
		if (funnel->stages[k].part.units == 0)
			return "it has a target, but a step that nobody takes: no volume "
			       "makes it";
	return funnel->deal_size.units == 0
	           ? "it has a target, but nothing says what a win brings: say "
	             "--deal-size=AMOUNT"
	           : NULL;
}

void
revplan_segments_solve(struct revplan_segments *segments, bool quiet)
{
	bool any = false;
	for (size_t i = 0; i < revplan_segments_count(segments); i++) {
		struct revplan_segment *segment = &segments->list[i];
		segment->planned = segment->funnel.target.units > 0;
		any |= segment->planned;
		if (!segment->planned) {
			if (!quiet)
				diag_note("note: %snothing of the target falls to it",
				    revplan_segments_name(segments, i).text);
			continue;
		}
		const char *reason = gap_of(&segment->funnel);
		reason = reason ? reason : revplan_solve(&segment->funnel);
		if (reason)
			fail(segments, i, reason);
	}
	if (!any)
		diag_fatal(EX_DATAERR, "no segment has a target");
}

int64_t
revplan_segments_ahead_us(const struct revplan_segments *segments)
{
	int64_t most = 0;
	for (size_t i = 0; i < revplan_segments_count(segments); i++) {
		const struct revplan_segment *segment = &segments->list[i];
		if (segment->planned && segment->funnel.stages[0].ahead_us > most)
			most = segment->funnel.stages[0].ahead_us;
	}
	return most;
}

void
revplan_segments_spread(
    struct revplan_segments *segments, const struct revplan_calendar *calendar)
{
	for (size_t i = 0; i < revplan_segments_count(segments); i++)
		if (segments->list[i].planned)
			revplan_grid_make(
			    &segments->list[i].funnel, calendar, &segments->list[i].grid);
}

/* The total */

static bool
add_stage(struct revplan_stage *sum, const struct revplan_stage *stage)
{
	return money_add(&sum->exact, stage->exact) &&
	       money_add(&sum->volume, stage->volume) &&
	       money_add(&sum->whole_of, stage->whole_of);
}

static bool
add_cells(struct revplan_grid *sum, const struct revplan_grid *grid)
{
	for (size_t k = 0; k < sum->periods * sum->stages; k++) {
		struct revplan_cell *cell = &sum->cells[k];
		cell->needed |= grid->cells[k].needed;
		if (!money_add(&cell->volume, grid->cells[k].volume) ||
		    !money_add(&cell->whole, grid->cells[k].whole) ||
		    !money_add(&cell->revenue, grid->cells[k].revenue))
			return false;
	}
	return true;
}

static bool
add_segment(struct revplan_segment *total, const struct revplan_segment *segment)
{
	for (size_t k = 0; k < total->funnel.count; k++)
		if (!add_stage(&total->funnel.stages[k], &segment->funnel.stages[k]))
			return false;
	return money_add(&total->funnel.target, segment->funnel.target) &&
	       add_cells(&total->grid, &segment->grid);
}

static void
begin_total(struct revplan_segment *total, const struct revplan_segment *first)
{
	const struct revplan_funnel *like = &first->funnel;
	*total = (struct revplan_segment){
	    .planned = true, .grid = first->grid, .funnel.decimals = like->decimals};
	total->grid.cells =
	    mem_new(total->grid.periods * total->grid.stages, sizeof *total->grid.cells);
	for (size_t k = 0; k < like->count; k++) {
		struct revplan_stage *stage =
		    revplan_funnel_add(&total->funnel, slice_of(like->stages[k].name));
		const char *owner = like->stages[k].owner;
		stage->owner = owner ? mem_text(owner, strlen(owner)) : NULL;
		stage->has_cost = like->stages[k].has_cost;
		stage->cost = like->stages[k].cost;
		stage->lag_us = REVPLAN_NO_LAG;
	}
}

bool
revplan_segments_total(
    const struct revplan_segments *segments, struct revplan_segment *total)
{
	size_t n = revplan_segments_count(segments), first = 0;
	while (!segments->list[first].planned)
		first++;
	begin_total(total, &segments->list[first]);
	for (size_t i = first; i < n; i++)
		if (segments->list[i].planned && !add_segment(total, &segments->list[i]))
			return false;
	struct revplan_stage *stages = total->funnel.stages;
	const struct revplan_stage *win = &stages[total->funnel.count - 1];
	for (size_t k = 0; k < total->funnel.count; k++) {
		if (!money_scale(stages[k].exact, MONEY_ONE, win->exact, MONEY_DECIMALS,
		        MONEY_HALF_UP, &stages[k].per_win))
			return false;
		if (&stages[k] == win)
			break;
		stages[k].part = stages[k + 1].exact;
		stages[k].whole = stages[k].exact;
	}
	return true;
}
