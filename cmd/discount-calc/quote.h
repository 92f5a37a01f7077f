/*
 * A quote on its way down the waterfall: its lines, and what each rule made of them.
 *
 * Amounts are those of lines as they would be with a positive quantity: a return's are
 * negated by who shows them. Rounded by line or unit, `running` and `shown` are the same;
 * rounded by order, `running` keeps 18 decimals, and `shown` is it to the minor unit,
 * such that the lines' sum is the rounded sum. Pure.
 */
#ifndef QUOTE_H
#define QUOTE_H

#include <stdint.h>

#include "../../common/spread.h"
#include "policy.h"
#include "schedule.h"
#include "tiers.h"

#define QUOTE_NO_STEP UINT32_MAX
#define QUOTE_NO_RULE SIZE_MAX

enum quote_flag {
	QUOTE_FLOOR_UNREACHABLE = 1, /* the floor is above the list price */
	QUOTE_BELOW_COST = 2,
	QUOTE_COST_MISSING = 4, /* a floor of margin couldn't be told */
	QUOTE_DISCOUNT_CUT = 8, /* floors left no room for all of an order's discount */
	QUOTE_ABOVE_LIST = 16,
	QUOTE_LINE_REJECTED = 32, /* the quote isn't whole */
	QUOTE_FLAGS = 6
};

/* What came of a rule for a line. */
enum quote_outcome {
	QUOTE_NO_TURN, /* it wasn't asked */
	QUOTE_DOES_NOT_HOLD,
	QUOTE_BELOW_TIERS,
	QUOTE_NO_TERM,
	QUOTE_NO_COST,
	QUOTE_INCOMPLETE, /* a bundle's components aren't all there */
	QUOTE_USED_UP,
	QUOTE_SHUT_OUT,
	QUOTE_RETURNED, /* order rules leave returns alone */
	QUOTE_NO_CHANGE,
	QUOTE_BEATEN,
	QUOTE_APPLIED,
	QUOTE_FAULTY /* see quote->fault */
};

/* What a rule did to a line, in order; what beaten ones would have done stands behind
 * the one that beat them. */
struct quote_step {
	struct money amount; /* what the line changed by: a discount is negative */
	uint32_t rule, next;
	bool beaten;
};

struct quote_line {
	/* Given: */
	struct money qty;                    /* without its sign */
	struct money list_price, cost, term; /* of a unit, but for the term */
	struct slice sku;
	const void *row; /* the caller's */
	bool is_return, has_cost, has_term;
	/* Found: */
	bool is_in; /* an order rule at hand takes part of this line */
	uint16_t flags;
	uint32_t level; /* of approval, the quote's: 0 none */
	uint32_t first_step, last_step;
	struct money list, running, shown, floor;
	struct money full;       /* the list total as running is kept */
	struct money all_cost;   /* of all units, exact to 18 decimals */
	struct money shown_cost; /* the same in minor units, as margins count it */
	struct money net; /* shown on the invoice; what is shown then is in the pocket */
	size_t floor_rule;
	uint64_t touched, closed; /* sets of exclusive rules */
};

/* Sums that approvals look at, of a line or of the quote. */
struct quote_sums {
	struct money list, net, cost;
	bool has_cost;
};

enum quote_trouble {
	QUOTE_OVERFLOW, /* an amount is too large */
	QUOTE_CONFLICT, /* two tiers of a rule begin at one point, hold, and differ */
	QUOTE_TIE       /* the order of two rules of the same priority matters */
};

struct quote_fault {
	enum quote_trouble trouble;
	size_t line; /* of the quote */
	size_t rule, other;
	size_t tier_line, other_line; /* of the policy file */
};

/* What a rule would leave of a line, and how many of its uses that takes. */
struct quote_trial {
	struct money left;
	size_t uses;
	bool applies;
};

struct quote {
	const struct policy *policy;
	struct schedule schedule;
	money_units unit; /* the minor one, in those of struct money */
	/* Does the condition hold for the line? Asked while the quote is priced, whose
	 * running amounts it may look at. */
	bool (*holds)(
	    void *context, const struct quote *quote, size_t condition, size_t line);
	void *context;
	struct quote_line **lines;
	size_t count;
	struct money total;              /* of the order, before the turn */
	const struct quote_sums *judged; /* by an approval, else NULL */
	struct quote_step *steps;        /* of all quotes since quote_forget() */
	size_t steps_count, steps_capacity;
	size_t *uses;                    /* left, by rule */
	const struct policy_tier **held; /* room for a rule's tiers */
	struct quote_trial *trials;      /* room for a turn's rules */
	struct quote_order *order;       /* room for order rules */
	bool explains;
	uint8_t *outcomes; /* quote_outcome by rule and line, if it explains */
	size_t outcomes_capacity;
	struct quote_fault fault;
};

/* False as schedule_init(). The policy must outlive the quote. */
bool quote_init(struct quote *quote, const struct policy *policy);
void quote_release(struct quote *quote);

/*
 * Prices the lines, which are those of one quote in their order. False: see quote->fault.
 * The lines are the caller's, and refer to quote->steps.
 */
bool quote_price(struct quote *quote, struct quote_line **lines, size_t count);

/* Forgets the steps of lines that aren't needed any more. */
void quote_forget(struct quote *quote);

/* What came of the rule for the line, if the quote explains. */
enum quote_outcome quote_outcome(const struct quote *quote, size_t rule, size_t line);

#endif
