/*
 * The credit that a model gives each channel, added up conversion by conversion. Pure.
 *
 * Where one touch gets everything sums are exact; else they are doubles with a second
 * double for what rounding left out, so that millions of shares still sum to what was
 * shared.
 */
#ifndef ATTR_CREDIT_H
#define ATTR_CREDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "paths.h"
#include "weights.h"

/* A sum of doubles, as exact as one of twice the digits (Knuth, TAOCP 2, 4.2.2,
 * theorem B). */
struct attr_sum {
	double high, low;
};

static inline void
attr_sum_add(struct attr_sum *sum, double x)
{
	double high = sum->high + x, part = high - sum->high;
	sum->low += (sum->high - (high - part)) + (x - part);
	sum->high = high;
}

/* By channel; one of the pairs, by attr_model_is_single(). The path without touches gives
 * to the last one, `(none)`. */
struct attr_credit {
	enum attr_model model;
	size_t channels;
	bool exact;
	struct money *exact_conversions, *exact_value;
	struct attr_sum *conversions, *value;
};

/* Makes room for so many channels and `(none)`. */
void attr_credit_init(struct attr_credit *credit, enum attr_model model, size_t channels);
void attr_credit_release(struct attr_credit *credit);

/* What is shared out: exact, and as doubles. */
struct attr_worth {
	struct money exact_conversions, exact_value;
	double conversions, value;
};

struct attr_worth attr_worth_of(const struct attr_outcome *outcome);

/* Shares out what came of a path; n may be 0. Scratch has room for n shares. False on
 * overflow. */
bool attr_credit_share(struct attr_credit *credit, struct attr_weigher *weigher,
    const struct attr_touch *touches, size_t n, const struct attr_worth *worth,
    double *scratch);

/* Adds to one channel's, of a model that isn't exact. */
void attr_credit_give(
    struct attr_credit *credit, size_t channel, double conversions, double value);

#endif
