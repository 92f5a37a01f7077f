/*
 * How sure a plan is whose rates are estimates. Pure.
 *
 * N units at a stage make m = N R wins, R the product of the step rates from there on.
 * Two things can go wrong: the rates are not what was measured, and luck. On the log
 * scale, by the delta method,
 *
 *     var(ln wins) = Σ ((ln high_i - ln low_i) / 2z)² + (1 - R) / m
 *
 * the sum over the rates' intervals, whose errors are taken to be independent, the other
 * term the binomial variance of the wins; ln wins is taken to be normal around ln m. The
 * chance of W wins or more is then Φ((ln m - ln(W - 1/2)) / sqrt(var)), the half being
 * the continuity correction.
 */
#ifndef REVPLAN_CHANCE_H
#define REVPLAN_CHANCE_H

#include "funnel.h"

struct revplan_odds {
	double rate;     /* R: from the stage to the win */
	double variance; /* of ln R; NAN where a step has no interval */
};

/* z is that of the intervals. */
struct revplan_odds
revplan_odds(const struct revplan_funnel *funnel, size_t stage, double z);

/* The chance that `volume` units make `wins` wins or more; wins >= 1. NAN: not known. */
double revplan_chance(const struct revplan_odds *odds, double volume, double wins);

/* The smallest whole volume with at least that chance; NAN where it isn't known, or 10^15
 * don't do. */
double revplan_safe_volume(const struct revplan_odds *odds, double wins, double chance);

#endif
