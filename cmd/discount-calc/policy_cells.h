/*
 * The cells of a policy's rows, as values: inside of policy.c, cut out for its size.
 * Faults end the program.
 */
#ifndef POLICY_CELLS_H
#define POLICY_CELLS_H

#include "../../common/rulefile.h"
#include "policy.h"

enum policy_column {
	POLICY_RULE_COLUMN,
	POLICY_STAGE_COLUMN,
	POLICY_KIND_COLUMN,
	POLICY_SCOPE_COLUMN,
	POLICY_WHEN_COLUMN,
	POLICY_BASIS_COLUMN,
	POLICY_MODE_COLUMN,
	POLICY_FROM_COLUMN,
	POLICY_VALUE_COLUMN,
	POLICY_BASE_COLUMN,
	POLICY_COMBINE_COLUMN,
	POLICY_GROUP_COLUMN,
	POLICY_PRIORITY_COLUMN,
	POLICY_CAP_COLUMN,
	POLICY_COLUMNS
};

/* A text as a rate: `10%`, or 0.1. */
struct money policy_cell_rate(
    const struct rulefile *file, enum policy_column column, struct slice text);

/* `100`, `>100`; of a discount's basis in per cent. */
void policy_cell_from(
    const struct rulefile *file, enum policy_basis basis, struct policy_tier *tier);

/* The value, by the rule's kind; sets rule->per_unit too. Levels are given out by the
 * caller. */
void policy_cell_value(
    const struct rulefile *file, struct policy_rule *rule, struct policy_tier *tier);

/* `2.00`, `3x`, or both. */
void policy_cell_cap(const struct rulefile *file, struct policy_rule *rule);

#endif
