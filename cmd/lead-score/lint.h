/*
 * What may be wrong with rules though they can be read: --lint.
 */
#ifndef LINT_H
#define LINT_H

#include <stddef.h>

#include "../../common/csvout.h"
#include "../../common/reader.h"
#include "rules.h"

/*
 * Writes one row for each finding (file, line, rule, finding): rules that can never hold,
 * bins of one column that overlap, caps below what a single rule gives, statuses that can
 * never be reached, and, where there is a reader of leads or of activities (or NULL),
 * columns that these don't have. Returns how many there are.
 */
size_t lint_rules(const struct rules *rules, struct reader *leads,
    struct reader *activities, struct csvout *out);

#endif
