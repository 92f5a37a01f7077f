/*
 * Attribution by the removal effects of a Markov chain (Anderl, Becker, von Wangenheim &
 * Schumann 2016, Int. J. Res. Marketing 33:457-474). Pure.
 *
 * Its states are the start, the latest `order` touches of a path (fewer where there are
 * fewer yet), conversion and null; its probabilities are the shares of the paths that
 * went from state to state. A channel is removed by sending whoever would enter a state
 * that holds it to null: its effect is the share of conversions that are lost.
 *
 * That share is found backwards. Let z[t] be the probability that who is in state t has
 * met the channel before, or just now: 1 where t holds it, else the mean of z over the
 * states before t, weighted with how many came from each (0 for the start). A conversion
 * from t is lost with probability z[t]. It is the same system transposed, but every
 * number in it is positive, and one solution gives what is lost of conversions and of
 * value: what a state converts, and is worth, only weighs z.
 */
#ifndef ATTR_MARKOV_H
#define ATTR_MARKOV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/slice.h"

enum { ATTR_ORDER_MOST = 4 };

struct attr_markov;

struct attr_markov *attr_markov_new(size_t order, size_t channels);
void attr_markov_free(struct attr_markov *markov);

/* So many paths that went this way, n >= 1 touches: conversions, worth `value` together,
 * and nulls. Neither count is negative; where both are 0 nothing is added. */
void attr_markov_add(struct attr_markov *markov, const uint32_t *channels, size_t n,
    double conversions, double value, double nulls);

/* Of all paths. */
struct attr_markov_total {
	double conversions, value, paths;
};
struct attr_markov_total attr_markov_total(const struct attr_markov *markov);

/* What is lost without a channel, not yet divided by what there is. */
struct attr_loss {
	double conversions, value;
};

/* Fills losses by channel, which so many threads work out, the same whatever their
 * number. False if the system isn't solved within 1e-10 of the conversions, as hardly any
 * is. */
bool attr_markov_losses(
    const struct attr_markov *markov, size_t threads, struct attr_loss *losses);

/* The transitions, from state to state; the start is state 0. */
struct attr_transition {
	uint32_t from, to;
	double count;
};
size_t attr_markov_transitions(const struct attr_markov *markov);
struct attr_transition attr_markov_transition(const struct attr_markov *markov, size_t i);

/* The states, in the order of first sight: their channels, how many came through, and
 * where they ended. */
struct attr_state {
	uint32_t channels[ATTR_ORDER_MOST];
	size_t n; /* 0: the start */
	double visits, conversions, value, nulls;
};
size_t attr_markov_states(const struct attr_markov *markov);
struct attr_state attr_markov_state(const struct attr_markov *markov, size_t i);

#endif
