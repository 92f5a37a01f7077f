/*
 * What a run of funnel-stats measures: the options that shape the numbers, checked. They
 * travel with the states of --partial, so that --merge needs none of them again.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/list.h"
#include "path.h"
#include "stages.h"

/* The options' texts as they were given, NULL where they weren't. */
struct plan_texts {
	const char *stages, *lost, *by, *cohort, *from, *to, *window, *order, *implied;
};

struct plan {
	struct stages *stages;
	struct list by; /* names of columns */
	bool has_cohort;
	enum date_period cohort;
	int64_t from_us, to_us; /* entries that count, both inclusive */
	struct path_rules rules;
};

/* Fills *plan, to be released. Returns NULL, or what is wrong: `--window=x: ...`, to be
 * freed, and then there's nothing to release. texts->stages must be given; the texts must
 * outlive the plan. */
char *plan_make(const struct plan_texts *texts, struct plan *plan);
void plan_release(struct plan *plan);

#endif
