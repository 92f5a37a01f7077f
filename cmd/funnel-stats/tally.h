/*
 * What the funnel-stats are made of: for each group and step, how many leads came in and
 * how each left, and after how long. Everything kept is exact and the order in which it
 * was added has no say, so that tallies of parts add up to that of the whole.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/money.h"
#include "path.h"

struct tally;

struct tally *tally_new(size_t steps);
void tally_free(struct tally *tally);

/* Adds a lead that has entered (path->reached > 0); amount is NULL where none is known.
 */
void tally_add(struct tally *tally, uint32_t group, const struct path *path,
    const struct money *amount);

/* Adds all that others hold, which leaves them without durations; their group g is
 * groups[g] here. */
void tally_absorb(struct tally *tally, struct tally *others, const uint32_t *groups);

/* When all is added: the program ends if a sum of amounts is more than can be held. */
void tally_check_sums(const struct tally *tally);

/* A moment that lies in the input; the latest is the default of --as-of. */
void tally_saw(struct tally *tally, int64_t us);
bool tally_latest(const struct tally *tally, int64_t *us); /* false: none was seen */

/*
 * How leads leave a step. Converted and lost ones take a number of microseconds; open
 * ones have waited since a moment, kept with its sign turned, so that those who came
 * last, and have waited least, are first; a cycle is the time from entry to the last
 * step, under the number of that step.
 */
enum tally_end { TALLY_CONVERTED, TALLY_LOST, TALLY_OPEN, TALLY_CYCLE, TALLY_ENDS };

/* The parts that make a tally, to write them down and read them back. */
struct tally_count {
	uint32_t group;
	size_t step;
	uint64_t entered;   /* leads */
	uint64_t valued;    /* leads among them with an amount, */
	struct money value; /* and their sum */
};
struct tally_duration {
	uint32_t group;
	size_t step;
	int64_t value;
	uint64_t leads;
};

void tally_add_count(struct tally *tally, const struct tally_count *count);
void tally_add_duration(
    struct tally *tally, enum tally_end end, const struct tally_duration *duration);

/* The counts of a group's step; zeros for a group that isn't there. After
 * tally_check_sums(). */
struct tally_count tally_count(const struct tally *tally, uint32_t group, size_t step);

/* Goes through the durations of one kind, by group, step and value. */
void tally_rewind(struct tally *tally, enum tally_end end);
bool tally_next(struct tally *tally, enum tally_end end, struct tally_duration *duration);

/* The results of a group's step. Days are fractions; what can't be known is NAN. */
struct tally_step {
	uint64_t entered, converted, lost, open;
	uint64_t valued;    /* leads with an amount, */
	struct money value; /* and their sum */
	double adjusted_rate, median_days, p90_days, mean_days;
	/* at the last step: from entry to it, in days */
	double cycle_median_days, cycle_mean_days;
};

/*
 * Computes the results of all groups, numbered 0 to groups - 1, for leads that are
 * watched until as_of_us: an array of groups × steps, to be freed; or NULL if counts and
 * durations don't fit together, as when parts of a tally are missing. By so many threads.
 */
struct tally_step *
tally_results(struct tally *tally, uint32_t groups, int64_t as_of_us, size_t threads);

#endif
