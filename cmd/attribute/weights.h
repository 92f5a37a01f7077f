/*
 * What share of a conversion each touch of its path gets, by the models that are rules.
 * Pure; memory is taken by attr_weigher_new() alone.
 *
 * Shares of a path sum to 1. Sources: Google Analytics Help, "About the default
 * multi-channel attribution models" (first, last, last-non-direct, linear, position
 * 40/20/40, time-decay with a half-life of 7 days); Adobe Analytics, "Attribution models"
 * (j 20/20/60, inverse-j 60/20/20); Bizible, "Attribution models" (w-shaped 30/30/30/10,
 * full-path 22.5 × 4 + 10).
 */
#ifndef ATTR_WEIGHTS_H
#define ATTR_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "models.h"

#define ATTR_NO_CHANNEL UINT32_MAX

enum { ATTR_MILESTONES = 3 }; /* at most: lead, opportunity, customer */

struct attr_touch {
	int64_t time_us;
	uint32_t channel;   /* counted from 0 */
	uint8_t milestones; /* bit i: it reached milestone i */
};

struct attr_rules {
	double position[3];   /* first, middle, last; the ends aren't both 0 */
	int64_t half_life_us; /* above 0 */
	const bool *direct;   /* by channel: last-non-direct passes it over */
	size_t milestones;    /* named: 0, 2 or 3; of 2, full-path's third is the last
	                         touch */
};

struct attr_weigher;

/* What the rules point to must outlive it. Channels are numbered below `channels`. */
struct attr_weigher *attr_weigher_new(const struct attr_rules *rules, size_t channels);
void attr_weigher_free(struct attr_weigher *weigher);

/* The touch that gets everything, by a model that attr_model_is_single(); n >= 1. */
size_t attr_weigher_single(const struct attr_weigher *weigher, enum attr_model model,
    const struct attr_touch *touches, size_t n);

/*
 * Fills n >= 1 shares, by any model but markov. The touches are in the order of time.
 *
 * shapley is the Shapley value (1953) of the game whose worth of a set of channels is the
 * sum of the conversions of the paths that touch no others. That game is a sum, over
 * paths, of unanimity games on the channels of the path, each of which is shared equally
 * among them (the value is linear and symmetric): it is linear-unique, for any number of
 * channels.
 */
void attr_weigher_shares(struct attr_weigher *weigher, enum attr_model model,
    const struct attr_touch *touches, size_t n, double *shares);

#endif
