/*
 * How likely deals are won and lost at which age, and from which stage.
 *
 * A deal is in a state (a stage, or the only state there is) and each day it may be won,
 * be lost or move to another state. What counts is its age in days. The estimate is that
 * of Aalen & Johansen (1978, Scand. J. Statist. 5:141-150) for a Markov process with
 * competing ends, in discrete time: on a day the moves of a kind, divided by the deals at
 * risk on it; at one age what ends counts before what is censored. Days are taken
 * together in ranges of ages within which the rate is one: moves divided by deal-days.
 * With ranges of one day that is the Aalen-Johansen estimate itself.
 *
 * Rates are drawn towards prior ones (shrink.h): those of a state towards those of all
 * states, and those of a segment towards those of all segments. Those of all deals aren't
 * drawn from age to age, as ages differ for a reason; only how deals move from state to
 * state is, of which little may be known at some ages. Behind the last range nothing
 * happens any more.
 *
 * Nothing here prints or reads; memory is taken by hazard_new() and hazard_fit().
 */
#ifndef HAZARD_H
#define HAZARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hazard;

/* Where a deal goes: to a state, or to one of the ends behind the states. */
static inline size_t
hazard_won(size_t states)
{
	return states;
}
static inline size_t
hazard_lost(size_t states)
{
	return states + 1;
}
#define HAZARD_CENSORED ((size_t)-1)

enum {
	HAZARD_RANGES = 64,
	HAZARD_OLDEST = 36524, /* days; older deals count as that old */
};

/* The ages of a model: range r is from starts[r] to starts[r + 1] - 1. */
struct hazard_ages {
	size_t ranges;
	int32_t starts[HAZARD_RANGES + 1]; /* starts[0] is 0 */
};

/*
 * Ranges with as many ends each as the square root of all ends says, but 10 at least;
 * closed[age] deals ended at the age, none at `ages` or more. A range doesn't grow beyond
 * half its own beginning and a week.
 */
void hazard_ages_make(struct hazard_ages *ages, const uint32_t *closed, size_t count);

/* Every day a range of its own, for HAZARD_RANGES days at most. */
void hazard_ages_daily(struct hazard_ages *ages, size_t days);

/* To be freed. Segments and states are numbered from 0; there is one of each at least. */
struct hazard *hazard_new(const struct hazard_ages *ages, size_t segments, size_t states);
void hazard_free(struct hazard *hazard);

/* A deal was in the state at the beginning of the days that it had the ages from .. to;
 * on the last of them it went to `to_state`, or wasn't seen any further. */
void hazard_add(struct hazard *hazard, size_t segment, size_t state, int32_t from,
    int32_t to, size_t to_state);

/* Computes the rates of a day from what was added, drawn towards prior ones or not. Of
 * each end, rates times deal-days add up to what was seen, drawn or not. */
void hazard_fit(struct hazard *hazard, bool shrink);

/* What was added and what came of it, for a range of ages. */
struct hazard_cell {
	double deal_days, moves;
	double rate;     /* of a day */
	double strength; /* of the prior, in deal-days; moves + strength × prior were
	                    as good as seen */
};
struct hazard_cell hazard_cell(
    const struct hazard *hazard, size_t segment, size_t state, size_t to, size_t range);
void hazard_set_rate(struct hazard *hazard, size_t segment, size_t state, size_t to,
    size_t range, double rate);
/* To be called when rates were set, before chances are asked for. */
void hazard_settle(struct hazard *hazard);

const struct hazard_ages *hazard_ages(const struct hazard *hazard);
size_t hazard_segments(const struct hazard *hazard);
size_t hazard_states(const struct hazard *hazard);

/*
 * The chances of a deal that is open at the end of the day on which it has this age: to
 * be won in the days behind ends[i - 1] (0 for the first) up to ends[i], counted from
 * that day. won has count + 1 elements: the last is for later than all. The ends ascend.
 */
void hazard_chances(const struct hazard *hazard, size_t segment, size_t state,
    int32_t age, const int32_t *ends, size_t count, double *won);

#endif
