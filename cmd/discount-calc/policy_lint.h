/*
 * --lint: what is likely a mistake in a policy that can be read.
 */
#ifndef POLICY_LINT_H
#define POLICY_LINT_H

#include "../../common/csvout.h"
#include "../../common/reader.h"
#include "policy.h"
#include "schedule.h"

/* Writes `file,line,rule,finding`; returns how many there are. With the header of quotes,
 * or NULL, columns that aren't there are found too. */
size_t policy_lint(const struct policy *policy, const struct schedule *schedule,
    struct reader *quotes, struct csvout *out);

#endif
