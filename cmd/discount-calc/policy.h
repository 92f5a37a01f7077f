/*
 * A discount policy, see discount-policy(5): settings, and rules with their tiers.
 * Reading one checks it; what is wrong with it ends the program with file, line and
 * column.
 */
#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/condition.h"
#include "../../common/money.h"

/* In the order of the waterfall, unless a `stages` row says otherwise. */
enum policy_stage {
	POLICY_CONTRACT,
	POLICY_VOLUME,
	POLICY_TERM,
	POLICY_PROMO,
	POLICY_MANUAL,
	POLICY_PARTNER,
	POLICY_DISTRIBUTOR,
	POLICY_ORDER,
	POLICY_GUARD,
	POLICY_APPROVE,
	POLICY_OFFINVOICE,
	POLICY_STAGES
};

enum policy_kind {
	POLICY_PERCENT,
	POLICY_AMOUNT,
	POLICY_PRICE,
	POLICY_PACKAGE,
	POLICY_BOGO,
	POLICY_BUNDLE,
	POLICY_FLOOR_PRICE,
	POLICY_FLOOR_MARGIN,
	POLICY_LEVEL, /* approve */
	POLICY_KINDS
};

enum policy_scope { POLICY_OF_LINE, POLICY_OF_ORDER, POLICY_SCOPES };

enum policy_basis {
	POLICY_NO_BASIS,
	POLICY_BY_QTY,
	POLICY_BY_AMOUNT,
	POLICY_BY_TERM,
	POLICY_BY_DISCOUNT, /* its per cent */
	POLICY_BASES
};

enum policy_mode {
	POLICY_ALL,
	POLICY_GRADUATED,
	POLICY_ROUND_UP,   /* packages: one that is begun counts */
	POLICY_ROUND_DOWN, /* only whole ones are paid */
	POLICY_REST,       /* what is left of one is paid at its own price */
	POLICY_MODES
};

enum policy_combine { POLICY_STACK, POLICY_BEST, POLICY_EXCLUSIVE, POLICY_COMBINES };

/* What conditions may ask for besides the columns of the input. */
enum policy_computed {
	POLICY_HAS,         /* the skus of the quote */
	POLICY_ORDER_TOTAL, /* `amount`: what the order comes to by now */
	POLICY_LINE_TOTAL,  /* `line_amount` */
	/* Known in the end, to approvals alone: */
	POLICY_LIST_TOTAL,
	POLICY_DISCOUNT,
	POLICY_NET,
	POLICY_DISCOUNT_PCT,
	POLICY_MARGIN,
	POLICY_MARGIN_PCT,
	POLICY_COMPUTED
};

/* A condition; rows that say the same share it. */
struct policy_condition {
	struct condition *condition;
	char *text;
	size_t line;      /* of the file, the first that has it */
	bool approves;    /* it may ask for what is known in the end */
	bool asks_amount; /* for what changes from rule to rule, or is known in the end */
};

/* A component of a bundle: so many units. */
struct policy_part {
	char *sku;
	struct money units;
};

/* One row of a rule. Rates are fractions: 0.1 is 10%. */
struct policy_tier {
	size_t line;      /* of the file */
	size_t condition; /* of the policy */
	/* Where the tier begins, at `from` or just above it. A bogo's units to buy; the
	 * per cent of discount for an approval. */
	struct money from;
	bool above;
	/* Where that puts it among the rule's tiers: bands of units begin before the unit
	 * that `from` names. */
	struct money start;
	bool starts_above;
	struct money value; /* rate, amount, unit price, price of a package or bundle;
	                       what a bogo takes off, 1: all */
	struct money flat;  /* price: the fee of the tier */
	struct money size;  /* units of a package, or that a bogo gives */
	bool is_rate;       /* bundle: the value is a rate */
	struct policy_part *parts; /* bundle */
	size_t parts_count;
	size_t level; /* approve: 1 for the lowest */
};

#define POLICY_NO_CAP ((struct money){-1})
#define POLICY_ANY_USES SIZE_MAX
#define POLICY_LAST_PRIORITY INT32_MAX

struct policy_rule {
	char *name;
	size_t line; /* of its first row */
	enum policy_stage stage;
	enum policy_kind kind;
	enum policy_scope scope;
	enum policy_basis basis;
	enum policy_mode mode;
	bool of_list;  /* percentages are of the list total, not of what is left */
	bool per_unit; /* amount: for each unit, not for the line or order */
	enum policy_combine combine;
	char *group;               /* empty: none */
	int32_t priority;          /* lower first */
	struct money cap;          /* or POLICY_NO_CAP */
	size_t uses;               /* per quote, or POLICY_ANY_USES */
	struct policy_tier *tiers; /* by where they begin, then in order of the file */
	size_t tiers_count, tiers_capacity;
	bool one_condition; /* all tiers have the same */
};

struct policy_tax {
	size_t condition;
	struct money rate;
};

/* What rounding looks at: what is left, or what is taken. */
enum policy_round_on { POLICY_ON_PRICE, POLICY_ON_DISCOUNT };
enum policy_round_at { POLICY_AT_LINE, POLICY_AT_UNIT, POLICY_AT_ORDER };

struct policy {
	const char *path; /* for messages */
	char currency[4]; /* its code; empty: it isn't said */
	int decimals;
	enum money_rounding rounding;
	enum policy_round_on round_on;
	enum policy_round_at round_at;
	enum policy_stage stages[POLICY_STAGES]; /* in their order */
	size_t stages_count;
	struct policy_tax *taxes;
	size_t taxes_count, taxes_capacity;
	bool prices_include_tax;
	struct money cash; /* the step of payable totals, 0: none */
	struct policy_rule *rules;
	size_t rules_count, rules_capacity;
	struct policy_condition *conditions;
	size_t conditions_count, conditions_capacity;
	char **levels; /* of approval, the lowest first */
	size_t levels_count, levels_capacity;
};

/* A policy that says nothing. */
void policy_init(struct policy *policy, const char *path);

/* The path must outlive the policy. */
void policy_read(const char *path, struct policy *policy);
void policy_release(struct policy *policy);

/* How they are called in the file. */
const char *policy_stage_name(enum policy_stage stage);
const char *policy_kind_name(enum policy_kind kind);

/* Is the name one of a computed column, here, or for approvals? */
bool
policy_find_computed(struct slice name, bool approves, enum policy_computed *computed);

#endif
