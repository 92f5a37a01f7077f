#include "rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/rulefile.h"
#include "../../common/strmap.h"
#include "hazard.h"

enum { RATE, TO, SEGMENT, STAGE, FROM, UNTIL, DEAL_DAYS, MOVES, LOW, HIGH, COLUMNS };

static const char *const columns[COLUMNS] = {[RATE] = "rate",
    [TO] = "to",
    [SEGMENT] = "segment",
    [STAGE] = "stage",
    [FROM] = "age_from",
    [UNTIL] = "age_to",
    [DEAL_DAYS] = "deal_days",
    [MOVES] = "moves",
    [LOW] = "low",
    [HIGH] = "high"};

/* Of a day and of a range: (1 - q) = (1 - h)^days for all ways together, in proportion
 * for each. */
static double
of_range(double rate, double all, double days)
{
	return all > 0 ? -expm1(days * log1p(-fmin(all, 1))) * rate / all : 0;
}

static double
of_day(double rate, double all, double days)
{
	return all > 0 ? -expm1(log1p(-fmin(all, 1)) / days) * rate / all : 0;
}

/* Writing */

struct place {
	size_t segment, state, range;
};

static double
all_rates(const struct hazard *hazard, const struct place *at)
{
	size_t states = hazard_states(hazard);
	double all = 0;
	for (size_t to = 0; to < states + 2; to++)
		if (to != at->state)
			all += hazard_cell(hazard, at->segment, at->state, to, at->range)
			           .rate;
	return all;
}

/* Wilson's interval, with what the prior is worth as if it had been seen. */
static void
interval(const struct hazard_cell *cell, double *low, double *high)
{
	const double z = 1.959963984540054;
	double n = cell->deal_days + cell->strength, p = cell->rate;
	*low = *high = NAN;
	if (n <= 0)
		return;
	double centre = p + z * z / (2 * n);
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	*low = fmax((centre - half) / (1 + z * z / n), 0);
	*high = (centre + half) / (1 + z * z / n);
}

static struct slice
name_of_end(const struct deals *deals, size_t states, size_t to)
{
	if (to >= states)
		return slice_of(to == hazard_won(states) ? "won" : "lost");
	return strmap_key(deals->states, (uint32_t)to);
}

static void
write_row(struct csvout *out, const struct hazard *hazard, const struct deals *deals,
    const struct place *at, size_t to)
{
	const struct hazard_ages *ages = hazard_ages(hazard);
	struct hazard_cell cell =
	    hazard_cell(hazard, at->segment, at->state, to, at->range);
	double days = ages->starts[at->range + 1] - ages->starts[at->range];
	double all = all_rates(hazard, at), low, high;
	interval(&cell, &low, &high);
	struct slice none = {"", 0};
	csvout_text(out, group_count(deals->segments) > 1
	                     ? group_cell(deals->segments, (uint32_t)at->segment, 0)
	                     : none);
	csvout_text(
	    out, deals->states ? strmap_key(deals->states, (uint32_t)at->state) : none);
	csvout_text(out, name_of_end(deals, hazard_states(hazard), to));
	csvout_count(out, (uint64_t)ages->starts[at->range]);
	csvout_count(out, (uint64_t)ages->starts[at->range + 1] - 1);
	csvout_number(out, of_range(cell.rate, all, days));
	csvout_number(out, cell.deal_days);
	csvout_number(out, cell.moves);
	double others = all - cell.rate;
	csvout_number(out, of_range(low, others + low, days));
	csvout_number(out, of_range(high, others + high, days));
	csvout_end_row(out);
}

/* Moves that never happen are left out, ends never. */
static bool
worth_a_row(const struct hazard *hazard, const struct place *at, size_t to)
{
	if (to == at->state)
		return false;
	return to >= hazard_states(hazard) ||
	       hazard_cell(hazard, at->segment, at->state, to, at->range).rate > 0;
}

void
rates_write(struct csvout *out, const struct learned *learned, const struct deals *deals)
{
	static const size_t order[] = {
	    SEGMENT, STAGE, TO, FROM, UNTIL, RATE, DEAL_DAYS, MOVES, LOW, HIGH};
	const struct hazard *hazard = learned->hazard;
	for (size_t i = 0; i < COLUMNS; i++)
		csvout_column(out, slice_of(columns[order[i]]),
		    i < 3 ? CSVOUT_TEXT : CSVOUT_NUMBER);
	if (!hazard)
		return;
	struct place at;
	for (at.segment = 0; at.segment < hazard_segments(hazard); at.segment++)
		for (at.state = 0; at.state < hazard_states(hazard); at.state++)
			for (size_t to = 0; to < hazard_states(hazard) + 2; to++)
				for (at.range = 0; at.range < hazard_ages(hazard)->ranges;
				     at.range++)
					if (worth_a_row(hazard, &at, to))
						write_row(out, hazard, deals, &at, to);
}

/* Reading */

struct row {
	uint32_t segment, stage; /* keys of the names */
	uint32_t to;
	bool aged;
	int32_t from, until;
	double rate;
	size_t line;
};

struct rates {
	const char *path;
	struct strmap *names; /* segments, stages, ends; 0 is "" */
	struct row *rows;
	size_t count, capacity;
	struct strmap *segments, *states; /* of rows with ages */
	struct hazard *hazard;            /* NULL: there are none */
};

static uint32_t
name_in(const struct rulefile *file, size_t column, struct strmap *names)
{
	return strmap_add(names, rulefile_cell(file, column));
}

static bool
read_age(const struct rulefile *file, size_t column, int32_t *age)
{
	double x;
	if (!rulefile_number(file, column, &x))
		return false;
	if (!(x >= 0 && x <= HAZARD_OLDEST) || x != floor(x))
		rulefile_fault(
		    file, column, "isn't a whole number of days up to %d", HAZARD_OLDEST);
	*age = (int32_t)x;
	return true;
}

static void
read_row(struct rates *rates, const struct rulefile *file)
{
	struct row row = {.line = rulefile_line(file)};
	row.segment = name_in(file, SEGMENT, rates->names);
	row.stage = name_in(file, STAGE, rates->names);
	row.to = name_in(file, TO, rates->names);
	if (row.to == 0)
		rulefile_fault(file, TO, "is empty: won, lost or a stage");
	if (!rulefile_number(file, RATE, &row.rate))
		rulefile_fault(file, RATE, "is empty");
	if (!(row.rate >= 0 && row.rate <= 1))
		rulefile_fault(file, RATE, "isn't between 0 and 1");
	row.aged = read_age(file, FROM, &row.from);
	if (row.aged != read_age(file, UNTIL, &row.until))
		rulefile_fault(
		    file, UNTIL, "age_from and age_to are both there or both empty");
	if (row.aged && row.until < row.from)
		rulefile_fault(file, UNTIL, "is below age_from");
	if (!row.aged && !rulefile_is(file, TO, "won"))
		rulefile_fault(file, TO, "without ages it can only be won");
	rates->rows = mem_grow(
	    rates->rows, &rates->capacity, rates->count + 1, sizeof *rates->rows);
	rates->rows[rates->count++] = row;
}

static int
by_age(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->aged != y->aged)
		return x->aged ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* All rows share their ranges, which leave no gap. */
static void
make_ages(const struct rates *rates, struct hazard_ages *ages)
{
	ages->ranges = 0;
	ages->starts[0] = 0;
	for (size_t i = 0; i < rates->count && rates->rows[i].aged; i++) {
		const struct row *row = &rates->rows[i];
		size_t n = ages->ranges;
		bool same = n && row->from == ages->starts[n - 1] &&
		            row->until + 1 == ages->starts[n];
		if (same)
			continue;
		if (row->from != ages->starts[n])
			diag_fatal(EX_DATAERR,
			    "%s:%zu: ages %d to %d: the rows with ages have to have the "
			    "same ranges, from 0 and without a gap",
			    rates->path, row->line, row->from, row->until);
		if (n == HAZARD_RANGES)
			diag_fatal(EX_DATAERR, "%s:%zu: more than %d ranges of ages",
			    rates->path, row->line, HAZARD_RANGES);
		ages->starts[++ages->ranges] = row->until + 1;
	}
}

static void
number_names(struct rates *rates)
{
	for (size_t i = 0; i < rates->count && rates->rows[i].aged; i++) {
		strmap_add(
		    rates->segments, strmap_key(rates->names, rates->rows[i].segment));
		strmap_add(rates->states, strmap_key(rates->names, rates->rows[i].stage));
	}
}

static size_t
end_of_row(const struct rates *rates, const struct row *row)
{
	uint32_t state;
	size_t states = strmap_count(rates->states);
	struct slice to = strmap_key(rates->names, row->to);
	if (slice_equal_nocase(to, slice_of("won")))
		return hazard_won(states);
	if (slice_equal_nocase(to, slice_of("lost")))
		return hazard_lost(states);
	if (!strmap_find(rates->states, to, &state))
		diag_fatal(EX_DATAERR,
		    "%s:%zu: column \"to\": \"%s\" is neither won nor lost, nor a stage "
		    "that has rows",
		    rates->path, row->line, diag_show(to).text);
	return state;
}

/* As they are in the file, of ranges. */
static void
set_rates(struct rates *rates, double *all)
{
	const struct hazard_ages *ages = hazard_ages(rates->hazard);
	for (size_t i = 0; i < rates->count && rates->rows[i].aged; i++) {
		const struct row *row = &rates->rows[i];
		uint32_t segment = 0, state = 0;
		size_t range = 0, to = end_of_row(rates, row);
		strmap_find(
		    rates->segments, strmap_key(rates->names, row->segment), &segment);
		strmap_find(rates->states, strmap_key(rates->names, row->stage), &state);
		while (ages->starts[range] != row->from)
			range++;
		double *sum =
		    &all[(segment * strmap_count(rates->states) + state) * ages->ranges +
		         range];
		*sum += row->rate;
		if (*sum > 1 + 1e-9)
			diag_fatal(EX_DATAERR,
			    "%s:%zu: the rates of this stage and age add up to more than "
			    "1",
			    rates->path, row->line);
		if (hazard_cell(rates->hazard, segment, state, to, range).rate > 0)
			diag_fatal(EX_DATAERR, "%s:%zu: this rate is there twice",
			    rates->path, row->line);
		hazard_set_rate(rates->hazard, segment, state, to, range, row->rate);
	}
}

static void
make_hazard(struct rates *rates)
{
	struct hazard_ages ages;
	make_ages(rates, &ages);
	number_names(rates);
	size_t segments = strmap_count(rates->segments);
	size_t states = strmap_count(rates->states);
	if (segments == 0)
		return;
	rates->hazard = hazard_new(&ages, segments, states);
	double *all = mem_new(segments * states * ages.ranges, sizeof *all);
	set_rates(rates, all);
	for (size_t i = 0; i < segments * states * ages.ranges; i++) {
		size_t segment = i / ages.ranges / states;
		size_t state = i / ages.ranges % states, range = i % ages.ranges;
		double days = ages.starts[range + 1] - ages.starts[range];
		for (size_t to = 0; to < states + 2; to++)
			hazard_set_rate(rates->hazard, segment, state, to, range,
			    of_day(hazard_cell(rates->hazard, segment, state, to, range)
			               .rate,
			        all[i], days));
	}
	free(all);
	hazard_settle(rates->hazard);
}

struct rates *
rates_read(const char *path)
{
	struct rates *rates = mem_new(1, sizeof *rates);
	rates->path = path;
	rates->names = strmap_new();
	rates->segments = strmap_new();
	rates->states = strmap_new();
	strmap_add(rates->names, slice_of(""));
	struct rulefile *file = rulefile_open(path, columns, COLUMNS);
	while (rulefile_next(file))
		read_row(rates, file);
	rulefile_close(file);
	if (rates->count)
		qsort(rates->rows, rates->count, sizeof *rates->rows, by_age);
	make_hazard(rates);
	return rates;
}

void
rates_free(struct rates *rates)
{
	if (!rates)
		return;
	strmap_free(rates->names);
	strmap_free(rates->segments);
	strmap_free(rates->states);
	hazard_free(rates->hazard);
	free(rates->rows);
	free(rates);
}

/* How close a row without ages comes to the deal: 0, not at all. */
static unsigned
fits(const struct rates *rates, const struct row *row, struct slice segment,
    struct slice stage)
{
	struct slice own_segment = strmap_key(rates->names, row->segment);
	struct slice own_stage = strmap_key(rates->names, row->stage);
	if (row->aged || (own_segment.n && !slice_equal(own_segment, segment)) ||
	    (own_stage.n && !columns_alike(own_stage, slice_trim(stage))))
		return 0;
	return 1U + (own_segment.n ? 1U : 0U) + (own_stage.n ? 2U : 0U);
}

bool
rates_chance(
    const struct rates *rates, struct slice segment, struct slice stage, double *chance)
{
	unsigned best = 0;
	for (size_t i = 0; i < rates->count; i++) {
		unsigned fit = fits(rates, &rates->rows[i], segment, stage);
		if (fit <= best)
			continue;
		best = fit;
		*chance = rates->rows[i].rate;
	}
	return best > 0;
}

bool
rates_chances(const struct rates *rates, struct slice segment, struct slice stage,
    int32_t age, const int32_t *ends, size_t count, double *won)
{
	uint32_t of_segment, state;
	struct slice any = {"", 0};
	if (!rates->hazard)
		return false;
	if (!strmap_find(rates->segments, segment, &of_segment) &&
	    !strmap_find(rates->segments, any, &of_segment))
		return false;
	if (!strmap_find(rates->states, slice_trim(stage), &state) &&
	    !strmap_find(rates->states, any, &state))
		return false;
	hazard_chances(rates->hazard, of_segment, state, age, ends, count, won);
	return true;
}
