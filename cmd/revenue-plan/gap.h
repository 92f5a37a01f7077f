/*
 * The gap between what was planned and what came, in revenue, split into volume and rate.
 * Pure.
 *
 * A unit at stage i is worth what the plan makes of it, u_i = target / volume_i. What
 * came differs from what was planned by
 *
 *     C_i = (actual_i - planned_i) u_i
 *
 * in revenue. C_(i-1) of it came in from the stage before: that's the volume. The rest,
 * C_i - C_(i-1) = (actual_i - actual_(i-1) r_(i-1)) u_i, is that of the step from there:
 * the rate. This is the two-factor variance analysis of cost accounting (the volume at
 * the planned rate, the rate at the actual volume), step by step, so nothing is left over
 * and the rates' effects of all steps and the first stage's volume add up to the gap of
 * the last. C_i is rounded, and the parts are differences of rounded amounts: they add up
 * exactly.
 */
#ifndef REVPLAN_GAP_H
#define REVPLAN_GAP_H

#include "funnel.h"

struct revplan_gap {
	struct money revenue;      /* C_i */
	struct money volume, rate; /* which add up to it */
};

/*
 * The gap at a stage, with that of the stage before, NULL at the first: there all is
 * volume. False if out of range.
 */
bool revplan_gap(const struct revplan_funnel *funnel, size_t stage, struct money planned,
    struct money actual, const struct revplan_gap *before, struct revplan_gap *gap);

/* The same for the revenue itself behind the last stage: what isn't its volume is the
 * deal size. */
bool revplan_gap_revenue(struct money planned, struct money actual,
    const struct revplan_gap *before, struct revplan_gap *gap);

#endif
