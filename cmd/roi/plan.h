/*
 * What a run of roi adds up: the options that shape the sums, checked. They travel with
 * the states of --partial, so that --merge needs none of them again.
 */
#ifndef ROI_PLAN_H
#define ROI_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/list.h"
#include "../../common/slice.h"

/* The options' texts as they were given, NULL where they weren't. */
struct roi_plan_texts {
	const char *by, *period, *from, *to, *paid, *cashflow;
};

struct roi_plan {
	struct list by; /* names of columns or roles */
	bool has_period;
	enum date_period period;
	bool cashflow;          /* flows day by day instead of sums */
	bool has_range;         /* --from or --to */
	bool whole_range;       /* both */
	int64_t from_us, to_us; /* rows that count, both inclusive */
	bool has_paid;
	struct list paid; /* channels */
};

/* Fills *plan, to be released. Returns NULL, or what is wrong: `--period=x: ...`, to be
 * freed, and then there's nothing to release. The texts must outlive the plan. */
char *roi_plan_make(const struct roi_plan_texts *texts, struct roi_plan *plan);
void roi_plan_release(struct roi_plan *plan);

/* Does every row need a date? */
bool roi_plan_needs_dates(const struct roi_plan *plan);

/* Is the channel one of --paid? */
bool roi_plan_is_paid(const struct roi_plan *plan, struct slice channel);

#endif
