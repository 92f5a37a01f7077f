/*
 * The tables that revenue-plan reads: the funnel, the season and what came. What can't be
 * used ends the program with status 65.
 */
#ifndef REVPLAN_INTAKE_H
#define REVPLAN_INTAKE_H

#include "../../common/options.h"
#include "calendar.h"
#include "segments.h"

/*
 * A table as funnel-stats writes it, from options->files: a funnel, or one for each
 * segment, in which a step may lack its rate. Returns the delimiter. Where the last row
 * of a funnel tells the value of those who got there, that becomes the segment's value
 * and its average the funnel's deal size; else they are 0.
 */
char revplan_intake_funnels(
    const struct options_common *options, struct revplan_segments *segments);

/* --targets: that of each segment, 0 where there is no row. */
void revplan_intake_targets(const struct options_common *options, const char *path,
    struct revplan_segments *segments);

/* --season: the weights of the calendar's periods. */
void revplan_intake_season(const struct options_common *options, const char *path,
    struct revplan_calendar *calendar);

/* What came: an amount of each stage in each period. */
struct revplan_actual {
	bool given;
	struct money volume;
	bool has_value; /* of the last stage alone */
	struct money value;
};

/* --actual: an array of segments × periods × stages, to be freed; calendar is NULL if the
 * plan has no periods, and there's one then. Rows of segments that have no plan are left
 * out with a note. */
struct revplan_actual *
revplan_intake_actual(const struct options_common *options, const char *path,
    struct revplan_segments *segments, const struct revplan_calendar *calendar);

#endif
