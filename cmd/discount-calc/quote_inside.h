/*
 * What the parts of quote.c share: notes on the way down the waterfall.
 */
#ifndef QUOTE_INSIDE_H
#define QUOTE_INSIDE_H

#include "quote.h"

/* Takes note of the fault; the tiers are those of a conflict, or NULL. Returns
 * QUOTE_FAULTY. */
enum quote_outcome quote_fail(struct quote *quote, enum quote_trouble trouble,
    size_t rule, size_t line, const struct policy_tier *const tiers[2]);
bool
quote_shuts_out(const struct quote *quote, size_t rule, const struct quote_line *line);
void
quote_record(struct quote *quote, size_t rule, size_t line, enum quote_outcome outcome);

/* Takes note of what the rule changed the line by, or of what a beaten one would have:
 * that in minor units, and if it is anything. */
void quote_add_step(struct quote *quote, struct quote_line *line, size_t rule,
    struct money amount, bool beaten);

/* The rule has changed the line: the exclusive rules take note. */
void quote_mark(const struct quote *quote, size_t rule, struct quote_line *line);

/* Has the turn: the order, or its line i. False: see quote->fault. */
bool quote_take_turn(struct quote *quote, const struct schedule_turn *turn, size_t i);

static inline bool
quote_rounds_by_order(const struct quote *quote)
{
	return quote->policy->round_at == POLICY_AT_ORDER;
}

enum { QUOTE_NOISE_DECIMALS = 12 };

/* Where 18 decimals are kept, fractions such as thirds are cut off there: what is equal
 * but for that is made equal, by rounding to 12 decimals of the minor unit. False on
 * overflow. */
static inline bool
quote_clear_noise(const struct quote *quote, struct money *x)
{
	int decimals = quote->policy->decimals + QUOTE_NOISE_DECIMALS;
	return money_round(
	    x, decimals < MONEY_DECIMALS ? decimals : MONEY_DECIMALS, MONEY_HALF_EVEN);
}

/* Is the line one of those that make up the order? Returns aren't. */
static inline bool
quote_is_in_order(const struct quote_line *line)
{
	return !line->is_return && line->qty.units > 0;
}

/* a - b, of amounts that were there before. */
static inline struct money
quote_change(struct money a, struct money b)
{
	return (struct money){a.units - b.units};
}

#endif
