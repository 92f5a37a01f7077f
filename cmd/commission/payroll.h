/*
 * The plan at work: what each credit earns and why, and what each rep is paid for each
 * period.
 */
#ifndef PAYROLL_H
#define PAYROLL_H

#include "deals.h"
#include "ladder.h"

enum payroll_what {
	PAYROLL_TIER,
	PAYROLL_CATCH_UP, /* for deals before, by a tier that was reached */
	PAYROLL_SPIFF,
	PAYROLL_DEAL_CAP,
	PAYROLL_GATE,
	PAYROLL_CAP,
	PAYROLL_CLAWBACK
};

/* One part of what a credit earns. */
struct payroll_step {
	enum payroll_what what;
	uint32_t rule; /* of the plan, or grant: gates and caps */
	uint32_t next; /* or DEALS_NO_STEP */
	struct money amount, base;
	struct money part, whole; /* tiers: the rate */
};

enum { PAYROLL_GATED = 1, PAYROLL_CAPPED = 2, PAYROLL_EXPIRED = 4 };

/* A rep's period. */
struct payroll_statement {
	struct slice rep;
	int64_t start;
	size_t deals; /* without refunds */
	struct money credited;
	struct money to_date; /* credited since the quota's period began */
	struct money quota;   /* 0: none */
	struct money commission, spiffs, clawbacks, earned;
	struct money draw, top_up, advanced, recovered, balance, paid;
	struct money salary, target;
	bool has_target;
	struct money pay_to_date; /* salary and paid, since the quota's period began */
	struct money ote;         /* salary of all of the quota's period, and target */
};

struct payroll {
	const struct payplan *plan;
	struct deals *deals;
	struct payroll_step *steps;
	size_t steps_count, steps_capacity;
	struct payroll_statement *statements; /* by rep's name, then period */
	size_t count, capacity;
};

/* What doesn't fit ends the program. Plan and deals must outlive it. */
void
payroll_run(struct payroll *payroll, const struct payplan *plan, struct deals *deals);
void payroll_release(struct payroll *payroll);

/* The tiers of a rate for a rep with this quota and target, 0: none. NULL, or what is
 * missing: "quota", "target". The ladder's tiers are to be freed. */
const char *payroll_ladder(const struct payplan *plan, const struct payplan_rule *rule,
    struct money quota, struct money target, struct ladder *ladder);

#endif
