#include "tally.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/stats.h"
#include "../../common/threads.h"
#include "../../common/wide.h"
#include "samples.h"

enum {
	MOST_IN_MEMORY = 4 * 1024 * 1024, /* ends of a kind: 32 MiB */
	WORTHWHILE = 64 * 1024,           /* ends, for threads to sort them */
};

/* high × 2^64 + low: what no number of amounts is too much for, so that the order in
 * which they are added has no say. */
struct sum {
	money_units high;
	wide_half low;
};

struct count {
	uint64_t entered, valued;
	struct sum value;
};

struct tally {
	size_t steps;
	struct count *counts; /* by group × steps + step */
	size_t groups, capacity;
	struct samples *ends[TALLY_ENDS]; /* durations, by group × steps + step */
	bool seen;
	int64_t latest_us;
};

struct tally *
tally_new(size_t steps)
{
	struct tally *tally = mem_new(1, sizeof *tally);
	tally->steps = steps;
	for (size_t i = 0; i < TALLY_ENDS; i++)
		tally->ends[i] = samples_new(MOST_IN_MEMORY);
	return tally;
}

void
tally_free(struct tally *tally)
{
	if (!tally)
		return;
	for (size_t i = 0; i < TALLY_ENDS; i++)
		samples_free(tally->ends[i]);
	free(tally->counts);
	free(tally);
}

void
tally_saw(struct tally *tally, int64_t us)
{
	if (!tally->seen || us > tally->latest_us)
		tally->latest_us = us;
	tally->seen = true;
}

bool
tally_latest(const struct tally *tally, int64_t *us)
{
	*us = tally->latest_us;
	return tally->seen;
}

/* Adding */

static struct count *
count_of(struct tally *tally, uint32_t group, size_t step)
{
	size_t need = (size_t)group + 1;
	if (need > tally->groups) {
		tally->counts = mem_grow(tally->counts, &tally->capacity,
		    need * tally->steps, sizeof *tally->counts);
		for (size_t i = tally->groups * tally->steps; i < need * tally->steps;
		     i++)
			tally->counts[i] = (struct count){0};
		tally->groups = need;
	}
	return &tally->counts[group * tally->steps + step];
}

static void
sum_add(struct sum *sum, struct money value)
{
	sum->high += value.units >> 64; /* rounded down, as gcc and clang shift */
	sum->low += (uint64_t)value.units;
}

/* False if it is more than money can be. */
static bool
sum_total(struct sum sum, struct money *total)
{
	money_units high = sum.high + (money_units)(sum.low >> 64);
	total->units = (money_units)((wide_half)high << 64 | (uint64_t)sum.low);
	return high >= INT64_MIN && high <= INT64_MAX;
}

void
tally_add_count(struct tally *tally, const struct tally_count *add)
{
	struct count *count = count_of(tally, add->group, add->step);
	count->entered += add->entered;
	count->valued += add->valued;
	sum_add(&count->value, add->value);
}

void
tally_add_duration(
    struct tally *tally, enum tally_end end, const struct tally_duration *duration)
{
	samples_add(tally->ends[end], duration->group * tally->steps + duration->step,
	    duration->value, duration->leads);
}

static void
add_end(
    struct tally *tally, enum tally_end end, uint32_t group, size_t step, int64_t value)
{
	tally_add_duration(tally, end, &(struct tally_duration){group, step, value, 1});
}

void
tally_add(struct tally *tally, uint32_t group, const struct path *path,
    const struct money *amount)
{
	size_t last = path->reached - 1;
	for (size_t step = 0; step <= last; step++) {
		struct count *count = count_of(tally, group, step);
		count->entered++;
		if (amount) {
			count->valued++;
			sum_add(&count->value, *amount);
		}
		if (step < last)
			add_end(tally, TALLY_CONVERTED, group, step,
			    path->times[step + 1] - path->times[step]);
	}
	if (path->reached == tally->steps)
		add_end(
		    tally, TALLY_CYCLE, group, last, path->times[last] - path->times[0]);
	else if (path->lost)
		add_end(
		    tally, TALLY_LOST, group, last, path->lost_us - path->times[last]);
	else
		add_end(tally, TALLY_OPEN, group, last, -path->times[last]);
}

/* Their bins' numbers here; to be freed. */
static size_t *
map_bins(const struct tally *tally, const struct tally *others, const uint32_t *groups)
{
	size_t *bins = mem_new(others->groups * others->steps, sizeof *bins), *to = bins;
	for (size_t group = 0; group < others->groups; group++)
		for (size_t step = 0; step < tally->steps; step++)
			*to++ = groups[group] * tally->steps + step;
	return bins;
}

void
tally_absorb(struct tally *tally, struct tally *others, const uint32_t *groups)
{
	size_t *bins = map_bins(tally, others, groups);
	for (size_t i = 0; i < others->groups * others->steps; i++) {
		const struct count *from = &others->counts[i];
		struct count *to =
		    count_of(tally, groups[i / tally->steps], i % tally->steps);
		to->entered += from->entered;
		to->valued += from->valued;
		to->value.high += from->value.high;
		to->value.low += from->value.low;
	}
	for (size_t end = 0; end < TALLY_ENDS; end++)
		samples_absorb(tally->ends[end], others->ends[end], bins);
	free(bins);
}

void
tally_check_sums(const struct tally *tally)
{
	struct money total;
	for (size_t i = 0; i < tally->groups * tally->steps; i++)
		if (!sum_total(tally->counts[i].value, &total))
			diag_fatal(
			    EX_DATAERR, "the amounts add up to more than can be held");
}

/* Reading back */

struct tally_count
tally_count(const struct tally *tally, uint32_t group, size_t step)
{
	struct tally_count result = {.group = group, .step = step};
	if (group < tally->groups) {
		const struct count *count = &tally->counts[group * tally->steps + step];
		result.entered = count->entered;
		result.valued = count->valued;
		sum_total(count->value, &result.value);
	}
	return result;
}

void
tally_rewind(struct tally *tally, enum tally_end end)
{
	samples_rewind(tally->ends[end]);
}

bool
tally_next(struct tally *tally, enum tally_end end, struct tally_duration *duration)
{
	struct samples_pair pair;
	if (!samples_next(tally->ends[end], &pair))
		return false;
	duration->group = (uint32_t)(pair.bin / tally->steps);
	duration->step = pair.bin % tally->steps;
	duration->value = pair.value;
	duration->leads = pair.count;
	return true;
}

/* Results */

/* One of the streams of durations, and what stands first in it. */
struct stream {
	struct tally *tally;
	enum tally_end end;
	bool any;
	struct tally_duration first;
};

static struct stream
stream_open(struct tally *tally, enum tally_end end)
{
	struct stream stream = {.tally = tally, .end = end};
	tally_rewind(tally, end);
	stream.any = tally_next(tally, end, &stream.first);
	return stream;
}

/* Are the stream's next leads of this group and step? */
static bool
stream_at(const struct stream *stream, uint32_t group, size_t step)
{
	return stream->any && stream->first.group == group && stream->first.step == step;
}

/* Takes the leads with this value, 0 if there are none. */
static uint64_t
stream_take(struct stream *stream, uint32_t group, size_t step, int64_t value)
{
	if (!stream_at(stream, group, step) || stream->first.value != value)
		return 0;
	uint64_t leads = stream->first.leads;
	stream->any = tally_next(stream->tally, stream->end, &stream->first);
	return leads;
}

/* A quantile picked from values that come in ascending order. */
struct quantile {
	struct stats_rank rank;
	int64_t lower, upper;
};

/* A sample's durations, as they come in ascending order. */
struct durations {
	uint64_t size, passed; /* leads */
	money_units sum_us;    /* 128 bits */
	struct quantile median, p90;
};

static void
durations_begin(struct durations *durations, uint64_t size)
{
	*durations = (struct durations){.size = size};
	if (size) {
		durations->median.rank = stats_quantile_rank(size, 0.5);
		durations->p90.rank = stats_quantile_rank(size, 0.9);
	}
}

static void
pick(struct quantile *quantile, uint64_t passed, uint64_t leads, int64_t value)
{
	uint64_t lower = quantile->rank.lower;
	if (lower >= passed && lower < passed + leads)
		quantile->lower = value;
	if (lower + 1 >= passed && lower + 1 < passed + leads)
		quantile->upper = value;
}

static void
durations_add(struct durations *durations, int64_t value, uint64_t leads)
{
	pick(&durations->median, durations->passed, leads, value);
	pick(&durations->p90, durations->passed, leads, value);
	durations->passed += leads;
	durations->sum_us += (money_units)value * (money_units)leads;
}

static double
quantile_days(const struct quantile *quantile)
{
	double value = (double)quantile->lower;
	if (quantile->rank.fraction > 0)
		value +=
		    quantile->rank.fraction * (double)(quantile->upper - quantile->lower);
	return value / (double)DATE_DAY;
}

static void
durations_result(
    const struct durations *durations, double *median, double *p90, double *mean)
{
	*median = *p90 = *mean = NAN;
	if (durations->size == 0)
		return;
	*median = quantile_days(&durations->median);
	*p90 = quantile_days(&durations->p90);
	*mean = (double)durations->sum_us / (double)durations->size / (double)DATE_DAY;
}

/* The three ways to leave a step, side by side. */
struct leaving {
	struct stream converted, lost, open, cycle;
	int64_t as_of_us;
};

/* The least time that any lead of this group and step took or has waited; false if there
 * is none left. */
static bool
next_time(const struct leaving *leaving, uint32_t group, size_t step, int64_t *us)
{
	bool any = false;
	*us = 0;
	if (stream_at(&leaving->converted, group, step)) {
		*us = leaving->converted.first.value;
		any = true;
	}
	if (stream_at(&leaving->lost, group, step) &&
	    (!any || leaving->lost.first.value < *us)) {
		*us = leaving->lost.first.value;
		any = true;
	}
	if (stream_at(&leaving->open, group, step)) {
		int64_t waited = leaving->as_of_us + leaving->open.first.value;
		if (!any || waited < *us)
			*us = waited;
		any = true;
	}
	return any;
}

/* False if the durations aren't those of the leads that were counted. */
static bool
leave_step(
    struct leaving *leaving, uint32_t group, size_t step, struct tally_step *result)
{
	struct stats_times times;
	struct durations durations;
	int64_t us;
	stats_times_init(&times, result->entered);
	durations_begin(&durations, result->converted);
	while (next_time(leaving, group, step, &us)) {
		uint64_t converted = stream_take(&leaving->converted, group, step, us);
		uint64_t lost = stream_take(&leaving->lost, group, step, us);
		uint64_t open =
		    stream_take(&leaving->open, group, step, us - leaving->as_of_us);
		if (converted + lost + open > times.at_risk)
			return false;
		stats_times_add(&times, converted, lost, open);
		durations_add(&durations, us, converted);
		result->lost += lost;
		result->open += open;
	}
	durations_result(
	    &durations, &result->median_days, &result->p90_days, &result->mean_days);
	result->adjusted_rate = result->entered ? times.incidence : NAN;
	return times.at_risk == 0 && durations.passed == result->converted;
}

static bool
end_cycle(struct leaving *leaving, uint32_t group, size_t step, struct tally_step *result)
{
	struct durations durations;
	double p90;
	durations_begin(&durations, result->entered);
	while (stream_at(&leaving->cycle, group, step)) {
		int64_t us = leaving->cycle.first.value;
		durations_add(
		    &durations, us, stream_take(&leaving->cycle, group, step, us));
	}
	durations_result(
	    &durations, &result->cycle_median_days, &p90, &result->cycle_mean_days);
	return durations.passed == result->entered;
}

static bool
step_result(struct tally *tally, struct leaving *leaving, uint32_t group, size_t step,
    struct tally_step *result)
{
	struct tally_count count = tally_count(tally, group, step);
	result->entered = count.entered;
	result->valued = count.valued;
	result->value = count.value;
	if (step + 1 == tally->steps)
		return end_cycle(leaving, group, step, result);
	result->converted = tally_count(tally, group, step + 1).entered;
	return leave_step(leaving, group, step, result);
}

/* Durations of all kinds are sorted beside each other. */
static void
sort_bins(void *data, size_t i)
{
	struct tally *tally = data;
	struct samples *samples = tally->ends[i % TALLY_ENDS];
	if (i / TALLY_ENDS < samples_bins(samples))
		samples_sort_bin(samples, i / TALLY_ENDS);
}

struct tally_step *
tally_results(struct tally *tally, uint32_t groups, int64_t as_of_us, size_t threads)
{
	size_t ends = 0;
	for (size_t i = 0; i < TALLY_ENDS; i++)
		ends += samples_count(tally->ends[i]);
	threads_run(ends < WORTHWHILE ? 1 : threads, groups * tally->steps * TALLY_ENDS,
	    sort_bins, tally);
	struct tally_step *results =
	                      mem_new((size_t)groups * tally->steps, sizeof *results),
	                  *result = results;
	struct leaving leaving = {stream_open(tally, TALLY_CONVERTED),
	    stream_open(tally, TALLY_LOST), stream_open(tally, TALLY_OPEN),
	    stream_open(tally, TALLY_CYCLE), as_of_us};
	for (uint32_t group = 0; group < groups; group++) {
		for (size_t step = 0; step < tally->steps; step++) {
			if (!step_result(tally, &leaving, group, step, result++)) {
				free(results);
				return NULL;
			}
		}
	}
	return results;
}
