/*
 * Whose turn it is when: the rules of a policy in the order of the waterfall. Within a
 * stage first the rules of lines, then those of the order; among these by priority, then
 * as they stand in the file. A group of which the best is taken has one turn, at the
 * lowest of its priorities. Pure.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdint.h>

#include "policy.h"

/* One rule, or the rules of a group of which the best is taken. */
struct schedule_turn {
	const size_t *rules; /* numbers of the policy, by priority */
	size_t count;
	enum policy_stage stage;
	enum policy_scope scope;
	int32_t priority;
	bool asks_amount; /* a condition depends on the order's total */
	/* How many turns from this one on have the same stage, scope and priority; 1
	 * where no other has. */
	size_t tied;
};

/* What rules an exclusive one shuts out: sets of up to 64. */
struct schedule_exclusion {
	uint64_t member; /* of these sets the rule is a part */
	uint64_t closes; /* these sets are closed by it */
};

enum { SCHEDULE_SETS = 64 };

struct schedule {
	size_t *order; /* what the turns' rules point into */
	struct schedule_turn *turns;
	size_t count;
	size_t invoice; /* the turns from here on are off the invoice */
	struct schedule_exclusion *exclusions; /* by rule */
};

/* Floors and approvals have no turns: the guard has one without rules, in its place.
 * Returns false if there are more sets of exclusive rules than SCHEDULE_SETS. */
bool schedule_init(struct schedule *schedule, const struct policy *policy);
void schedule_release(struct schedule *schedule);

#endif
