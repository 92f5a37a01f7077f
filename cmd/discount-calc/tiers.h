/*
 * What a rule makes of an amount, exactly: the maths of its tiers. Pure.
 */
#ifndef TIERS_H
#define TIERS_H

#include "policy.h"

/* A line, or all those that an order rule holds for, as one. */
struct tiers_basis {
	struct money qty;
	struct money running; /* what it came to so far */
	struct money list;    /* what it came to at first */
	struct money term;
	bool has_term;
};

/* whole + x × a / b: what the rule takes, or what it leaves. Fractions are kept as they
 * are, so that rounding happens once. */
struct tiers_effect {
	bool is_left;
	struct money whole, x, a, b;
	size_t uses; /* a bogo's: how often it was used */
};

enum tiers_outcome {
	TIERS_APPLIES,
	TIERS_BELOW,    /* no tier begins so low */
	TIERS_NO_TERM,  /* the basis isn't known */
	TIERS_CONFLICT, /* two rows hold that begin at one point, and differ */
	TIERS_OVERFLOW
};

/*
 * Of the tiers that hold, `count` of them in the rule's order, the one that the basis
 * reaches last. For bogos, packages and rules without a basis, the one that holds.
 * Several that are equal are one. *other: in a conflict, the second.
 */
enum tiers_outcome tiers_choose(const struct policy_rule *rule,
    const struct policy_tier *const *tiers, size_t count, const struct tiers_basis *basis,
    const struct policy_tier **chosen, const struct policy_tier **other);

/*
 * The effect of a line's rule, of any kind but bundles, floors and approvals; of an
 * order's percentage or amount. A bogo is used at most `uses` times. The tiers hold, and
 * there is one at least.
 *
 * Bands of units begin at `from` less one, for `from` names the first unit that counts,
 * or at what stands behind `>`; bands of amounts begin at `from`.
 */
enum tiers_outcome tiers_effect(const struct policy_rule *rule,
    const struct policy_tier *const *tiers, size_t count, const struct tiers_basis *basis,
    size_t uses, struct tiers_effect *effect, const struct policy_tier *conflict[2]);

/*
 * How many of so many whole units are free: n of each m + n, and of what is left over
 * those beyond m. *uses: the most uses, and then how many there were.
 */
money_units
tiers_free_units(money_units units, money_units m, money_units n, size_t *uses);

/* Do they begin at one point? Do they give the same? */
bool tiers_begin_together(const struct policy_tier *a, const struct policy_tier *b);
bool tiers_are_same(const struct policy_tier *a, const struct policy_tier *b);

/* How rounding is done. */
struct tiers_rounding {
	int decimals;
	enum money_rounding mode;
	enum policy_round_on on;
	struct money units; /* prices of so many units are rounded, 0: the whole is */
	bool none;          /* 18 decimals are kept */
};

/*
 * What is left of `running`: the effect, taken no further than the cap, and rounded. A
 * discount leaves 0 at least. False on overflow.
 */
bool tiers_settle(const struct tiers_effect *effect, struct money running,
    struct money cap, const struct tiers_rounding *rounding, struct money *left);

#endif
