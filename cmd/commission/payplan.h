/*
 * A commission plan, see commission-plan(5): settings, rules with their tiers, and
 * grants: what a rep is given for a period. Reading one checks it; what is wrong with it
 * ends the program with file, line and column.
 */
#ifndef PAYPLAN_H
#define PAYPLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/condition.h"
#include "../../common/date.h"
#include "../../common/money.h"

/* No number of a plan, and no amount of a deal, is larger: so that sums of a few need no
 * looking after. */
#define PAYPLAN_MOST ((struct money){MONEY_ONE.units * 1000000000000000000})

/* The rules come first. */
enum payplan_kind {
	PAYPLAN_RATE,
	PAYPLAN_SPIFF,
	PAYPLAN_CLAWBACK,
	PAYPLAN_GATE,
	PAYPLAN_CAP,
	PAYPLAN_QUOTA,
	PAYPLAN_TARGET, /* variable pay at quota */
	PAYPLAN_SALARY,
	PAYPLAN_DRAW,
	PAYPLAN_GUARANTEE,
	PAYPLAN_KINDS
};

enum payplan_base { PAYPLAN_OF_AMOUNT, PAYPLAN_OF_MARGIN, PAYPLAN_BASES };

/* What tells tiers apart: the rep's credit of the period by his quota, or what the rule's
 * own deals come to. */
enum payplan_basis {
	PAYPLAN_NO_BASIS,
	PAYPLAN_BY_ATTAINMENT,
	PAYPLAN_BY_CREDITED,
	PAYPLAN_BASIS_COUNT
};

/* A rate is part / whole × times. */
struct payplan_rate {
	struct money part, whole, times;
	bool of_target, of_quota; /* they take the place of part, and of whole */
};

struct payplan_tier {
	size_t line;
	struct money from; /* 1 is all of the quota */
	bool above;        /* it begins just above it */
	struct payplan_rate rate;
};

struct payplan_rule {
	char *name;
	size_t line; /* of its first row */
	enum payplan_kind kind;
	struct condition *condition;
	char *when;
	enum payplan_base base;
	enum payplan_basis basis;
	bool is_retroactive;
	struct payplan_tier *tiers; /* rate: by where they begin; one at least */
	size_t tiers_count, tiers_capacity;
	struct money value; /* spiff, clawback */
	bool is_rate;       /* the spiff's value */
	bool has_window;
	int64_t window_us; /* clawback: refunds so long after the deal */
};

/* What a cap is for; other grants have the first. */
enum payplan_scope {
	PAYPLAN_FOR_PERIOD, /* what is paid for */
	PAYPLAN_FOR_DEAL,
	PAYPLAN_FOR_SPAN, /* what quotas are for */
	PAYPLAN_SCOPES
};

struct payplan_grant {
	char *name;
	size_t line;
	enum payplan_kind kind;
	char *rep;   /* empty: everyone */
	char *first; /* name of a period, or of a quota's; empty: all */
	char *last;
	int64_t first_us, last_us; /* where these begin */
	struct money value;
	bool is_rate; /* gate: of the quota */
	enum payplan_scope scope;
	bool forgiven; /* draw that isn't recovered */
};

struct payplan {
	const char *path; /* for messages */
	char currency[4]; /* empty: it isn't said */
	int decimals;
	enum money_rounding rounding;
	enum date_period period;  /* what is paid for */
	enum date_period span;    /* what quotas, targets, gates and tiers are for: one or
	                             several periods */
	enum payplan_base credit; /* what counts towards the quota */
	bool overlay;             /* shares needn't add up to all */
	struct payplan_rule *rules;
	size_t rules_count, rules_capacity;
	struct payplan_grant *grants;
	size_t grants_count, grants_capacity;
};

/* The path must outlive the plan. `period`, if it isn't NULL, takes the place of what the
 * plan says. */
void payplan_read(const char *path, const enum date_period *period, struct payplan *plan);
void payplan_release(struct payplan *plan);

const char *payplan_kind_name(enum payplan_kind kind);

/* The names of periods, as in --period; NULL behind the last. */
const char *payplan_period_word(size_t i);

/* What the rep has in the period that begins then, or in the quota's that it lies in: the
 * row that names both, then the one that names the rep, then the period. NULL if there is
 * none. */
const struct payplan_grant *payplan_find(const struct payplan *plan,
    enum payplan_kind kind, enum payplan_scope scope, struct slice rep, int64_t start);

/* Where the quota's period begins that the moment lies in. */
int64_t payplan_span_start(const struct payplan *plan, int64_t us);

/* Does any rule of this kind exist? */
bool payplan_has(const struct payplan *plan, enum payplan_kind kind);

/* Does anything of the plan go by margins? */
bool payplan_needs_margin(const struct payplan *plan);

/* The beginning of the period of this name, such as 2026-Q1; false if it isn't one. */
bool payplan_period(struct slice name, enum date_period period, int64_t *start);

#endif
