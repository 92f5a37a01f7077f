/*
 * The tables that revenue-plan reads: the funnel, the season and what came. What can't be
 * used ends the program with status 65.
 */
#ifndef REVPLAN_INTAKE_H
#define REVPLAN_INTAKE_H

#include "../../common/options.h"
#include "calendar.h"
#include "funnel.h"

/*
 * A table as funnel-stats writes it, of one funnel, from options->files. Returns the
 * delimiter. Where the last row tells the value of those who got there, *deal_size
 * becomes its average, else 0.
 */
char revplan_intake_funnel(const struct options_common *options,
    struct revplan_funnel *funnel, struct money *deal_size);

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

/* --actual: an array of periods × stages, to be freed; calendar is NULL if the plan has
 * no periods, and there's one then. */
struct revplan_actual *
revplan_intake_actual(const struct options_common *options, const char *path,
    const struct revplan_funnel *funnel, const struct revplan_calendar *calendar);

#endif
