/*
 * How the results of a quote are written: amounts with the decimals of the currency, and
 * ratios as fractions.
 */
#ifndef AMOUNTS_H
#define AMOUNTS_H

#include "../../common/csvout.h"
#include "desk.h"

/* What a line, or a quote, comes to; a return's amounts are negative. */
struct amounts {
	struct money qty, list, net, pocket, cost; /* the latter in minor units */
	bool has_cost;
};

/* Of a priced line. */
struct amounts amounts_of_line(const struct quote_line *line);

/* *sum += amounts. False on overflow. */
bool amounts_add(struct amounts *sum, const struct amounts *amounts);

struct money amounts_difference(struct money a, struct money b);

void amounts_write(struct csvout *out, const struct policy *policy, struct money amount);

/* part / whole, empty if that is zero. */
void amounts_write_ratio(struct csvout *out, struct money part, struct money whole);

/* The flags' names, and the name of the level of approval. */
void amounts_write_flags(struct csvout *out, unsigned flags);
void amounts_write_level(struct csvout *out, const struct policy *policy, size_t level);

/*
 * How much more has to be sold for the same margin, -ΔP / (CM + ΔP) (Nagle and Müller
 * 2018, The Strategy and Tactics of Pricing, ch. 9): empty where no volume makes up for
 * the discount. With an elasticity e also the change of the margin if the volume changes
 * by e × ΔP / P. Declares, and writes, the one column or the two.
 */
void amounts_declare_breakeven(struct csvout *out, const struct desk_settings *settings);
void amounts_write_breakeven(struct csvout *out, const struct policy *policy,
    const struct desk_settings *settings, const struct amounts *amounts);

#endif
