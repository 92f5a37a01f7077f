/*
 * The funnel that a plan goes through, and what a target asks of it. Pure but for memory.
 *
 * The n stages lie in their order, the last of them the win; stage i has a step rate r_i,
 * the share of it that gets to stage i + 1. Worked backwards, as every book on sales
 * planning does:
 *
 *     wins = target / deal size, volume_i = volume_(i+1) / r_i
 */
#ifndef REVPLAN_FUNNEL_H
#define REVPLAN_FUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/money.h"
#include "../../common/slice.h"

enum { REVPLAN_MOST_STAGES = 100, REVPLAN_VOLUME_DECIMALS = 6 };

/* The longest that a step may take: a hundred years. */
#define REVPLAN_LONGEST_US (INT64_C(36525) * 86400 * 1000000)

/* It isn't one number: of several segments together. */
#define REVPLAN_NO_LAG INT64_MIN

struct revplan_stage {
	char *name;  /* the funnel's */
	char *owner; /* NULL: nobody's; likewise */
	/* To the next stage, of no meaning at the last one: */
	struct money part, whole; /* the step rate is part / whole */
	bool has_interval;
	double rate_low, rate_high;
	int64_t lag_us; /* median time of the step */
	/* What one more costs: */
	bool has_cost;
	struct money cost;
	/* By revplan_solve(): */
	struct money exact;    /* the volume needed, with 18 decimals, */
	struct money volume;   /* with 6, */
	struct money whole_of; /* and that one rounded up to a whole number */
	struct money per_win;  /* volume needed for a win, with 18 decimals */
	int64_t ahead_us;      /* median time from the stage to the win: the lags' sum */
};

struct revplan_funnel {
	struct revplan_stage *stages;
	size_t count, capacity;
	struct money target, deal_size;
	int decimals; /* of money */
};

void revplan_funnel_release(struct revplan_funnel *funnel);

/* One more stage at the end, zeroed but for its name, which is copied. */
struct revplan_stage *
revplan_funnel_add(struct revplan_funnel *funnel, struct slice name);

/* The number of the stage, regardless of case and spaces around; count if there's none.
 */
size_t revplan_funnel_find(const struct revplan_funnel *funnel, struct slice name);

/*
 * Fills in the volumes. Target, deal size and rates are above 0. Returns NULL, or what is
 * wrong: the volumes or the lags get too large.
 *
 * A volume is worked out with 18 decimals and kept with 6, half up; it is the latter that
 * is rounded up, so that 1200.0000000012, made of a rate printed as 0.333333333333, asks
 * for 1200 and not for 1201.
 */
const char *revplan_solve(struct revplan_funnel *funnel);

/* The target times how much of the stage's planned volume `volume` is: the revenue that
 * the plan expects of it, rounded to the funnel's decimals. False if out of range. */
bool revplan_worth(const struct revplan_funnel *funnel, size_t stage, struct money volume,
    struct money *out);

#endif
