#include "hazard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "shrink.h"

struct hazard {
	struct hazard_ages ages;
	size_t segments, states, ends;     /* ends: states and the two ways to close */
	double *deal_days;                 /* by segment, state and range */
	double *through;                   /* also: who went through all ranges before */
	double *moves, *rates, *strengths; /* and by where to */
	/* With one state: the share that is open behind an age, and won up to it. */
	double *open, *won;
};

/* Ages */

void
hazard_ages_make(struct hazard_ages *ages, const uint32_t *closed, size_t count)
{
	double all = 0, here = 0;
	for (size_t i = 0; i < count; i++)
		all += closed[i];
	double least = fmax(fmax(10, sqrt(all)), all / (HAZARD_RANGES / 2));
	size_t last = count;
	while (last > 0 && closed[last - 1] == 0)
		last--;
	ages->ranges = 0;
	int32_t start = 0;
	for (int32_t age = 0; (size_t)age < last; age++) {
		here += closed[age];
		int32_t width = age + 1 - start;
		bool full = here >= least || width >= 7 + start / 2;
		bool more = (size_t)age + 1 < last;
		if (!more || (full && ages->ranges + 2 < HAZARD_RANGES)) {
			ages->starts[ages->ranges++] = start;
			start = age + 1;
			here = 0;
		}
	}
	ages->starts[ages->ranges] = start;
}

void
hazard_ages_daily(struct hazard_ages *ages, size_t days)
{
	ages->ranges = days < HAZARD_RANGES ? days : HAZARD_RANGES;
	for (size_t i = 0; i <= ages->ranges; i++)
		ages->starts[i] = (int32_t)i;
}

/* The cells */

struct hazard *
hazard_new(const struct hazard_ages *ages, size_t segments, size_t states)
{
	struct hazard *hazard = mem_new(1, sizeof *hazard);
	hazard->ages = *ages;
	hazard->segments = segments;
	hazard->states = states;
	hazard->ends = states + 2;
	size_t cells = segments * states * ages->ranges;
	hazard->deal_days = mem_new(cells, sizeof *hazard->deal_days);
	hazard->through = mem_new(cells, sizeof *hazard->through);
	hazard->moves = mem_new(cells * hazard->ends, sizeof *hazard->moves);
	hazard->rates = mem_new(cells * hazard->ends, sizeof *hazard->rates);
	hazard->strengths = mem_new(cells * hazard->ends, sizeof *hazard->strengths);
	return hazard;
}

void
hazard_free(struct hazard *hazard)
{
	if (!hazard)
		return;
	free(hazard->deal_days);
	free(hazard->through);
	free(hazard->moves);
	free(hazard->rates);
	free(hazard->strengths);
	free(hazard->open);
	free(hazard->won);
	free(hazard);
}

static size_t
place(const struct hazard *hazard, size_t segment, size_t state, size_t range)
{
	return (segment * hazard->states + state) * hazard->ages.ranges + range;
}

static size_t
end_place(
    const struct hazard *hazard, size_t segment, size_t state, size_t range, size_t to)
{
	return place(hazard, segment, state, range) * hazard->ends + to;
}

/* The range of an age, `ranges` behind the last. */
static size_t
range_of(const struct hazard_ages *ages, int32_t age)
{
	size_t low = 0, high = ages->ranges;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (ages->starts[middle + 1] > age)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Adds the days of the ages 0 .. age, of the last range only: those before are left to
 * sum_days(), as there are many. Returns that range, `ranges` behind the last. */
static size_t
add_days(struct hazard *hazard, size_t segment, size_t state, int32_t age, double deals)
{
	const struct hazard_ages *ages = &hazard->ages;
	size_t range = range_of(ages, age), last = range;
	if (ages->ranges == 0)
		return range;
	if (range == ages->ranges) {
		last = range - 1;
		age = ages->starts[range] - 1;
	}
	size_t at = place(hazard, segment, state, last);
	hazard->deal_days[at] += deals * (age - ages->starts[last] + 1);
	hazard->through[at] += deals;
	return range;
}

static void
sum_days(struct hazard *hazard)
{
	const struct hazard_ages *ages = &hazard->ages;
	for (size_t i = 0; i < hazard->segments * hazard->states; i++) {
		double through = 0;
		for (size_t range = ages->ranges; range-- > 0;) {
			size_t at = i * ages->ranges + range;
			double width = ages->starts[range + 1] - ages->starts[range];
			hazard->deal_days[at] += through * width;
			through += hazard->through[at];
			hazard->through[at] = 0;
		}
	}
}

void
hazard_add(struct hazard *hazard, size_t segment, size_t state, int32_t from, int32_t to,
    size_t to_state)
{
	if (from > to)
		return;
	size_t range = add_days(hazard, segment, state, to, 1);
	if (from > 0)
		add_days(hazard, segment, state, from - 1, -1);
	if (to_state != HAZARD_CENSORED && range < hazard->ages.ranges)
		hazard->moves[end_place(hazard, segment, state, range, to_state)]++;
}

struct hazard_cell
hazard_cell(
    const struct hazard *hazard, size_t segment, size_t state, size_t to, size_t range)
{
	size_t at = end_place(hazard, segment, state, range, to);
	return (struct hazard_cell){
	    hazard->deal_days[place(hazard, segment, state, range)], hazard->moves[at],
	    hazard->rates[at], hazard->strengths[at]};
}

void
hazard_set_rate(struct hazard *hazard, size_t segment, size_t state, size_t to,
    size_t range, double rate)
{
	hazard->rates[end_place(hazard, segment, state, range, to)] = rate;
}

const struct hazard_ages *
hazard_ages(const struct hazard *hazard)
{
	return &hazard->ages;
}

size_t
hazard_segments(const struct hazard *hazard)
{
	return hazard->segments;
}

size_t
hazard_states(const struct hazard *hazard)
{
	return hazard->states;
}

/* Fitting, for one way to go: first all deals by age, then their states, then segments */

struct fit {
	struct hazard *hazard;
	size_t to;
	bool shrink;
	struct shrink_cell *cells; /* room for segments × states × ranges */
	double *all;               /* by range */
	double *by_state;          /* by state and range */
};

static double
raw_rate(double moves, double deal_days)
{
	return deal_days > 0 ? moves / deal_days : 0;
}

/* Sums of the cells at [segment][state][range], over what isn't fixed: (size_t)-1. */
static struct shrink_cell
pooled(const struct fit *fit, size_t state, size_t range)
{
	const struct hazard *hazard = fit->hazard;
	struct shrink_cell sum = {0, 0, 0};
	for (size_t segment = 0; segment < hazard->segments; segment++) {
		for (size_t s = 0; s < hazard->states; s++) {
			if (state != (size_t)-1 && s != state)
				continue;
			sum.successes +=
			    hazard->moves[end_place(hazard, segment, s, range, fit->to)];
			sum.trials += hazard->deal_days[place(hazard, segment, s, range)];
		}
	}
	return sum;
}

/* The rates of count cells whose priors are set; returns the strength. */
static double
settle_cells(struct shrink_cell *cells, size_t count, bool shrink, double *rates)
{
	double strength = shrink && count > 1 ? shrink_strength(cells, count) : 0;
	for (size_t i = 0; i < count; i++)
		rates[i] = strength > 0 ? shrink_rate(&cells[i], strength)
		                        : raw_rate(cells[i].successes, cells[i].trials);
	return strength;
}

/* By age, of a state or of all; drawn towards one rate of all ages or not. */
static double
fit_ages(struct fit *fit, size_t state, bool shrink, double *rates)
{
	size_t ranges = fit->hazard->ages.ranges;
	double moves = 0, deal_days = 0;
	for (size_t range = 0; range < ranges; range++) {
		fit->cells[range] = pooled(fit, state, range);
		moves += fit->cells[range].successes;
		deal_days += fit->cells[range].trials;
	}
	for (size_t range = 0; range < ranges; range++)
		fit->cells[range].prior = raw_rate(moves, deal_days);
	return settle_cells(fit->cells, ranges, shrink, rates);
}

/* Ends from a state are compared with those from all states; moves between states are
 * that state's own. */
static double
fit_states(struct fit *fit)
{
	const struct hazard *hazard = fit->hazard;
	size_t ranges = hazard->ages.ranges;
	bool ends = fit->to >= hazard->states;
	double strength = 0;
	if (ends && hazard->states > 1) {
		for (size_t i = 0; i < hazard->states * ranges; i++) {
			fit->cells[i] = pooled(fit, i / ranges, i % ranges);
			fit->cells[i].prior = fit->all[i % ranges];
		}
		return settle_cells(
		    fit->cells, hazard->states * ranges, fit->shrink, fit->by_state);
	}
	for (size_t state = 0; state < hazard->states; state++)
		strength = fit_ages(
		    fit, state, fit->shrink && !ends, fit->by_state + state * ranges);
	return strength;
}

static void
fit_segments(struct fit *fit, double strength)
{
	struct hazard *hazard = fit->hazard;
	size_t ranges = hazard->ages.ranges, per_segment = hazard->states * ranges;
	size_t count = hazard->segments * per_segment;
	double *rates = mem_new(count, sizeof *rates);
	if (hazard->segments > 1) {
		for (size_t i = 0; i < count; i++)
			fit->cells[i] = (struct shrink_cell){
			    hazard->moves[i * hazard->ends + fit->to],
			    hazard->deal_days[i], fit->by_state[i % per_segment]};
		strength = settle_cells(fit->cells, count, fit->shrink, rates);
	} else {
		memcpy(rates, fit->by_state, count * sizeof *rates);
	}
	for (size_t i = 0; i < count; i++) {
		hazard->rates[i * hazard->ends + fit->to] = rates[i];
		hazard->strengths[i * hazard->ends + fit->to] = strength;
	}
	free(rates);
}

void
hazard_fit(struct hazard *hazard, bool shrink)
{
	size_t ranges = hazard->ages.ranges;
	sum_days(hazard);
	struct fit fit = {.hazard = hazard, .shrink = shrink};
	fit.cells =
	    mem_new(hazard->segments * hazard->states * ranges, sizeof *fit.cells);
	fit.all = mem_new(ranges, sizeof *fit.all);
	fit.by_state = mem_new(hazard->states * ranges, sizeof *fit.by_state);
	for (fit.to = 0; fit.to < hazard->ends; fit.to++) {
		fit_ages(&fit, (size_t)-1, false, fit.all);
		fit_segments(&fit, fit_states(&fit));
	}
	free(fit.cells);
	free(fit.all);
	free(fit.by_state);
	hazard_settle(hazard);
}

/* Chances */

static int32_t
last_age(const struct hazard *hazard)
{
	return hazard->ages.starts[hazard->ages.ranges];
}

/* With one state a chance is a difference of two sums: they are kept by age. */
static void
sum_up(struct hazard *hazard, size_t segment)
{
	size_t ages = (size_t)last_age(hazard) + 1;
	double *open = hazard->open + segment * ages, *won = hazard->won + segment * ages;
	double is_open = 1, is_won = 0;
	open[0] = 1;
	won[0] = 0;
	for (size_t range = 0; range < hazard->ages.ranges; range++) {
		double win =
		    hazard->rates[end_place(hazard, segment, 0, range, hazard_won(1))];
		double lose =
		    hazard->rates[end_place(hazard, segment, 0, range, hazard_lost(1))];
		for (int32_t age = hazard->ages.starts[range];
		     age < hazard->ages.starts[range + 1]; age++) {
			is_won += is_open * win;
			is_open = fmax(is_open * (1 - win - lose), 0);
			open[age + 1] = is_open;
			won[age + 1] = is_won;
		}
	}
}

void
hazard_settle(struct hazard *hazard)
{
	if (hazard->states > 1)
		return;
	size_t cells = hazard->segments * ((size_t)last_age(hazard) + 1);
	hazard->open = mem_resize(hazard->open, cells, sizeof *hazard->open);
	hazard->won = mem_resize(hazard->won, cells, sizeof *hazard->won);
	for (size_t segment = 0; segment < hazard->segments; segment++)
		sum_up(hazard, segment);
}

static void
chances_of_one_state(const struct hazard *hazard, size_t segment, int32_t age,
    const int32_t *ends, size_t count, double *won)
{
	int64_t last = last_age(hazard);
	const double *is_won = hazard->won + segment * ((size_t)last + 1);
	/* Behind the day of an age everything up to it has happened. */
	int64_t now = (int64_t)age + 1;
	double open =
	    now < last ? hazard->open[segment * ((size_t)last + 1) + (size_t)now] : 0;
	for (size_t i = 0; i <= count; i++) {
		int64_t from = now + (i ? ends[i - 1] : 0);
		int64_t to = i < count ? now + ends[i] : last;
		from = from < last ? from : last;
		to = to < last ? to : last;
		won[i] = open > 0 && to > from ? (is_won[to] - is_won[from]) / open : 0;
	}
}

/* A day's moves of a deal that is in the states with the shares `in`. */
static double
a_day(const struct hazard *hazard, size_t segment, size_t range, double *in, double *next)
{
	size_t states = hazard->states;
	double won = 0;
	memset(next, 0, states * sizeof *next);
	for (size_t state = 0; state < states; state++) {
		const double *rates =
		    &hazard->rates[end_place(hazard, segment, state, range, 0)];
		double stays = 1;
		for (size_t to = 0; to < hazard->ends; to++)
			stays -= to == state ? 0 : rates[to];
		for (size_t to = 0; to < states; to++)
			if (to != state)
				next[to] += in[state] * rates[to];
		next[state] += in[state] * fmax(stays, 0);
		won += in[state] * rates[hazard_won(states)];
	}
	memcpy(in, next, states * sizeof *in);
	return won;
}

void
hazard_chances(const struct hazard *hazard, size_t segment, size_t state, int32_t age,
    const int32_t *ends, size_t count, double *won)
{
	if (hazard->states == 1) {
		chances_of_one_state(hazard, segment, age, ends, count, won);
		return;
	}
	double *in = mem_new(2 * hazard->states, sizeof *in);
	in[state] = 1;
	size_t window = 0, range = range_of(&hazard->ages, age + 1);
	for (size_t i = 0; i <= count; i++)
		won[i] = 0;
	for (int32_t day = 1; age + day < last_age(hazard); day++) {
		while (window < count && day > ends[window])
			window++;
		while (age + day >= hazard->ages.starts[range + 1])
			range++;
		won[window] += a_day(hazard, segment, range, in, in + hazard->states);
	}
	free(in);
}
