/*
 * What is planned of each stage in each period. Pure but for memory.
 */
#ifndef REVPLAN_GRID_H
#define REVPLAN_GRID_H

#include "calendar.h"
#include "funnel.h"

struct revplan_cell {
	bool needed;          /* the period has a part of the stage's stretch of time */
	struct money volume;  /* those of all periods add up to the stage's, */
	struct money whole;   /* and these to its whole volume, */
	struct money revenue; /* and these, of the last stage alone, to the target */
};

struct revplan_grid {
	const struct revplan_calendar *calendar; /* NULL: there are no periods */
	size_t periods;                          /* 1 then */
	size_t stages;
	struct revplan_cell *cells; /* periods × stages */
};

/* The funnel has been solved. Both must outlive the grid, which is to be released. */
void revplan_grid_make(const struct revplan_funnel *funnel,
    const struct revplan_calendar *calendar, struct revplan_grid *grid);
void revplan_grid_release(struct revplan_grid *grid);

/* The last of so many decimals: what is spread is counted in it. */
money_units revplan_grid_unit(int decimals);

static inline struct revplan_cell *
revplan_grid_cell(const struct revplan_grid *grid, size_t period, size_t stage)
{
	return &grid->cells[period * grid->stages + stage];
}

#endif
