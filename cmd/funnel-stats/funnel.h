/*
 * A funnel being measured: leads go in, with the segment they are in, and are tallied by
 * segment and cohort.
 */
#ifndef FUNNEL_H
#define FUNNEL_H

#include <stdint.h>

#include "../../common/group.h"
#include "lead.h"
#include "plan.h"
#include "tally.h"

struct funnel {
	const struct plan *plan;
	struct group *groups; /* the --by cells and the cohort: the tally's groups */
	struct slice *cells;  /* room for those of a group */
	struct path_finder *finder;
	struct path path;
	struct tally *tally;
	uint64_t *events;       /* of each step */
	uint64_t never_entered; /* leads without an entry, */
	uint64_t out_of_range;  /* with one outside --from and --to */
};

/* The plan must outlive the funnel. */
void funnel_init(struct funnel *funnel, const struct plan *plan);
void funnel_release(struct funnel *funnel);

/* The cells of a group: those of --by, and the cohort if the plan has one. */
size_t funnel_cells(const struct plan *plan);

/* Finds the lead's path and tallies it; sorts its events. Their groups are the numbers of
 * --by cells in `segments`. */
void funnel_add(struct funnel *funnel, const struct group *segments, struct lead *lead);

/* Adds all that another has, which is of no use then. */
void funnel_absorb(struct funnel *funnel, struct funnel *other);

/* Numbers the groups in their order, whichever were met first. */
void funnel_put_in_order(struct funnel *funnel);

#endif
