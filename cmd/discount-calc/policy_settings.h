/*
 * The `set` rows of a policy: inside of policy.c, cut out for its size.
 */
#ifndef POLICY_SETTINGS_H
#define POLICY_SETTINGS_H

#include "../../common/rulefile.h"
#include "policy.h"

/* Which of the settings were there; zeroed to begin with. */
struct policy_seen {
	size_t lines[16]; /* by setting: the line, 0: not yet */
};

/* Takes the row's setting. `condition` is that of its `when`, as a number of the policy.
 * Faults end the program. */
void policy_set(const struct rulefile *file, struct policy *policy,
    struct policy_seen *seen, size_t condition);

/* What a policy is that says nothing. */
void policy_defaults(struct policy *policy);

#endif
