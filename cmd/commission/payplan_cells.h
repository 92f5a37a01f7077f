/*
 * The cells of a plan's rows, as values: inside of payplan.c, cut out for its size.
 * Faults end the program.
 */
#ifndef PAYPLAN_CELLS_H
#define PAYPLAN_CELLS_H

#include "../../common/rulefile.h"
#include "payplan.h"

enum payplan_column {
	PAYPLAN_RULE_COLUMN,
	PAYPLAN_KIND_COLUMN,
	PAYPLAN_WHEN_COLUMN,
	PAYPLAN_REP_COLUMN,
	PAYPLAN_PERIOD_COLUMN,
	PAYPLAN_BASE_COLUMN,
	PAYPLAN_BASIS_COLUMN,
	PAYPLAN_MODE_COLUMN,
	PAYPLAN_SCOPE_COLUMN,
	PAYPLAN_FROM_COLUMN,
	PAYPLAN_VALUE_COLUMN,
	PAYPLAN_WITHIN_COLUMN,
	PAYPLAN_COLUMNS
};

/* A text of the column as an exact number, not below zero. */
struct money payplan_cell_number(
    const struct rulefile *file, enum payplan_column column, struct slice text);

/* The value as a share: `10%`, or 0.1. */
struct money payplan_cell_share(const struct rulefile *file);

/* `5%`, `30000/600000`, `30000/quota`, `target/quota`; or `x1.5` of the first tier. */
struct payplan_rate
payplan_cell_rate(const struct rulefile *file, const struct payplan_rule *rule);

/* `100%`, `>100%`; of credit, an amount. */
void payplan_cell_from(
    const struct rulefile *file, enum payplan_basis basis, struct payplan_tier *tier);

/* `2026-01`, `2026-01..2026-03`: as texts. */
void payplan_cell_periods(const struct rulefile *file, struct payplan_grant *grant);

/* A `set` row. `seen` has a line for each setting, 0 to begin with. */
enum { PAYPLAN_SETTINGS = 7 };
void payplan_set(const struct rulefile *file, struct payplan *plan, size_t *seen);

/* The setting's place in `seen`. */
enum { PAYPLAN_SPAN_SETTING = 6 };

#endif
