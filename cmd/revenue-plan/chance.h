/*
 * How sure a plan is whose rates are estimates. Pure, but for memory.
 *
 * N units at a stage make wins by the steps from there on, each of which takes its share
 * of what the one before let through. Two things can go wrong: the rates are not what was
 * measured, and luck. A rate that was measured as k of n is taken to follow Beta(k + 1/2,
 * n - k + 1/2), the posterior of Jeffreys' prior (Brown, Cai & DasGupta 2001, Statist.
 * Sci. 16:101-133), those of different steps independently. Luck is binomial with R, the
 * product of the rates; and as P(Bin(N, R) >= W) = P(U <= R) with U from Beta(W, N - W +
 * 1) (DLMF 8.17.5), the chance of W wins or more is P(U <= R): betas.h.
 */
#ifndef REVPLAN_CHANCE_H
#define REVPLAN_CHANCE_H

#include "betas.h"
#include "funnel.h"

/*
 * How the step rates are distributed, count - 1 of them; to be freed. n is how many were
 * counted if Wilson's interval, of that z, is as wide as the one given: for the tables of
 * funnel-stats it is what was counted. b is NAN where there is no interval.
 */
struct revplan_beta *revplan_rates(const struct revplan_funnel *funnel, double z);

/* n, at most 10^12. low < high. */
double revplan_trials(double rate, double low, double high, double z);

/* The chance that `volume` units make `wins` wins or more; wins >= 1, both whole. The
 * rates are those from the stage on. Rounded to 9 decimals, all of which are right. NAN:
 * not known. */
double revplan_chance(
    const struct revplan_beta *rates, size_t count, double volume, double wins);

/* The smallest whole volume with at least that chance; NAN where it isn't known, or 10^15
 * don't do. */
double revplan_safe_volume(
    const struct revplan_beta *rates, size_t count, double wins, double chance);

#endif
