#include "outlook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "business.h"

const char *const outlook_source_names[OUTLOOK_SOURCES] = {[OUTLOOK_CELL] = "cell",
    [OUTLOOK_RATES] = "rates",
    [OUTLOOK_LEARNED] = "learned",
    [OUTLOOK_INSUFFICIENT] = "insufficient_history",
    [OUTLOOK_NO_CREATED] = "no_created_date"};

/* Periods */

void
outlook_periods_make(
    struct outlook_periods *periods, enum date_period period, size_t count, int32_t day)
{
	periods->period = period;
	periods->count = count;
	periods->day = day;
	periods->starts[0] = learned_period_start(day, period);
	for (size_t i = 0; i < count; i++) {
		periods->starts[i + 1] = learned_period_next(periods->starts[i], period);
		periods->ends[i] = periods->starts[i + 1] - 1 - day;
	}
}

size_t
outlook_buckets(const struct outlook_periods *periods)
{
	return periods->count + 3;
}

size_t
outlook_bucket(const struct outlook_periods *periods, int32_t close)
{
	if (close == DEALS_NO_DAY)
		return periods->count + 2;
	if (close < periods->day)
		return 0;
	size_t i = 0;
	while (i < periods->count && close >= periods->starts[i + 1])
		i++;
	return i + 1;
}

struct outlook_name
outlook_bucket_name(const struct outlook_periods *periods, size_t bucket)
{
	struct outlook_name name = {"overdue"};
	if (bucket == periods->count + 1)
		name = (struct outlook_name){"later"};
	else if (bucket > periods->count)
		name = (struct outlook_name){"undated"};
	else if (bucket > 0)
		date_period_name(
		    periods->starts[bucket - 1] * DATE_DAY, periods->period, name.text);
	return name;
}

/* Chances */

/* A decimal of 12 places, as it is written: amounts times chances are exact then. */
static double
settled(double chance)
{
	return round(fmin(fmax(chance, 0), 1) * 1e12) / 1e12;
}

/* All of the chance at the time when the deal is due; where that is over or isn't known,
 * in no period. */
static void
place_chance(
    const struct outlook *outlook, struct outlook_deal *open, double *chances, double p)
{
	open->chance = settled(p);
	memset(chances, 0, (outlook->periods.count + 1) * sizeof *chances);
	if (open->bucket > 0 && open->bucket <= outlook->periods.count + 1)
		chances[open->bucket - 1] = open->chance;
}

static void
add_up_chances(const struct outlook *outlook, struct outlook_deal *open, double *chances)
{
	open->chance = 0;
	for (size_t i = 0; i <= outlook->periods.count; i++) {
		chances[i] = settled(chances[i]);
		open->chance += chances[i];
	}
	open->chance = settled(open->chance);
}

static bool
chances_by_rates(const struct outlook *outlook, const struct deals_deal *deal,
    struct outlook_deal *open, double *chances)
{
	const struct outlook_periods *periods = &outlook->periods;
	double p;
	struct slice stage = strmap_key(outlook->deals->stages, deal->stage);
	struct slice segment = {"", 0};
	if (group_count(outlook->deals->segments) > 1)
		segment = group_cell(outlook->deals->segments, deal->segment, 0);
	if (rates_chance(outlook->rates, segment, stage, &p)) {
		place_chance(outlook, open, chances, p);
		return true;
	}
	if (deal->created == DEALS_NO_DAY)
		return false;
	int64_t age = (int64_t)periods->day - deal->created;
	if (!rates_chances(outlook->rates, segment, stage,
	        age > HAZARD_OLDEST ? HAZARD_OLDEST : (int32_t)age, periods->ends,
	        periods->count, chances))
		return false;
	add_up_chances(outlook, open, chances);
	return true;
}

static void
find_chances(struct outlook *outlook, const struct deals_deal *deal,
    struct outlook_deal *open, double *chances)
{
	const struct outlook_periods *periods = &outlook->periods;
	open->source = OUTLOOK_CELL;
	if (!isnan(deal->chance)) {
		place_chance(outlook, open, chances, deal->chance);
		return;
	}
	open->source = OUTLOOK_RATES;
	if (outlook->rates && chances_by_rates(outlook, deal, open, chances))
		return;
	open->source =
	    outlook->learned.hazard ? OUTLOOK_NO_CREATED : OUTLOOK_INSUFFICIENT;
	open->chance = NAN;
	memset(chances, 0, (periods->count + 1) * sizeof *chances);
	if (!outlook->learned.hazard || deal->created == DEALS_NO_DAY)
		return;
	open->source = OUTLOOK_LEARNED;
	learned_chances(&outlook->learned, outlook->deals, deal, periods->day,
	    periods->ends, periods->count, chances);
	add_up_chances(outlook, open, chances);
}

static uint8_t
find_category(const struct outlook *outlook, const struct deals_deal *deal,
    const struct outlook_deal *open)
{
	if (deal->category != DEALS_UNSAID)
		return deal->category;
	if (open->chance >= outlook->options->commit)
		return DEALS_COMMIT;
	return open->chance >= outlook->options->best ? DEALS_BEST : DEALS_PIPELINE;
}

/* Amounts */

/* Adds amount × chance, rounded to cents. */
static void
add_weighted(struct outlook_cell *cell, struct money amount, double chance)
{
	struct money x, share = {(money_units)llround(chance * 1e12)};
	if (share.units == 0)
		return;
	money_scale(amount, share, (struct money){1000000000000}, 2, MONEY_HALF_UP, &x);
	deals_sum(&cell->weighted, x);
}

static struct outlook_cell *
cells_of(struct outlook *outlook, uint32_t group)
{
	return outlook->cells + group * outlook_buckets(&outlook->periods);
}

static void
add_open(struct outlook *outlook, const struct deals_deal *deal,
    const struct outlook_deal *open, const double *chances)
{
	size_t periods = outlook->periods.count;
	struct outlook_cell *cells = cells_of(outlook, deal->group);
	struct outlook_cell *due = &cells[open->bucket];
	due->deals++;
	deals_sum(open->category == DEALS_COMMIT ? &due->commit
	          : open->category == DEALS_BEST ? &due->best
	                                         : &due->pipeline,
	    deal->amount);
	if (isnan(open->chance)) {
		outlook->unknown[deal->group]++;
		return;
	}
	for (size_t i = 0; i <= periods; i++)
		add_weighted(&cells[i + 1], deal->amount, chances[i]);
	bool placed = open->source == OUTLOOK_LEARNED ||
	              (open->bucket > 0 && open->bucket <= periods + 1);
	for (size_t i = 0; !placed && i <= periods; i++)
		placed = chances[i] > 0;
	if (!placed)
		add_weighted(due, deal->amount, open->chance);
}

static void
add_closed(struct outlook *outlook, const struct deals_deal *deal)
{
	const struct outlook_periods *periods = &outlook->periods;
	if (deal->status == DEALS_WON && deal->close >= periods->starts[0] &&
	    deal->close <= periods->day)
		deals_sum(&cells_of(outlook, deal->group)[1].closed, deal->amount);
}

/* The open deals by group: counting, then placing. */
static void
sort_open(struct outlook *outlook)
{
	const struct deals *deals = outlook->deals;
	size_t groups = group_count(deals->groups);
	outlook->first = mem_new(groups + 1, sizeof *outlook->first);
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].status == DEALS_OPEN)
			outlook->first[deals->list[i].group + 1]++;
	for (size_t i = 0; i < groups; i++)
		outlook->first[i + 1] += outlook->first[i];
	outlook->count = outlook->first[groups];
	outlook->open = mem_new(outlook->count, sizeof *outlook->open);
	outlook->chances = mem_new(
	    outlook->count * (outlook->periods.count + 1), sizeof *outlook->chances);
	size_t *next = mem_new(groups, sizeof *next);
	memcpy(next, outlook->first, groups * sizeof *next);
	for (size_t i = 0; i < deals->count; i++)
		if (deals->list[i].status == DEALS_OPEN)
			outlook->open[next[deals->list[i].group]++].deal = (uint32_t)i;
	free(next);
}

/* Notes */

static void
note_sources(const struct outlook *outlook)
{
	uint64_t by[OUTLOOK_SOURCES] = {0}, stale = 0, chances = 0;
	for (size_t i = 0; i < outlook->count; i++) {
		by[outlook->open[i].source]++;
		stale += outlook->open[i].stale;
		chances += outlook->open[i].chance > 0;
	}
	if (isnan(outlook->options->rho) && outlook->learned.rho_periods == 0 && chances)
		diag_note("note: too few past periods tell how deals move together: they "
		          "are taken as independent, which makes the range too narrow; "
		          "--rho says otherwise");
	if (by[OUTLOOK_INSUFFICIENT])
		diag_note("note: insufficient_history: %llu of %llu open deals have no "
		          "chance to be won: %llu won and %llu lost deals with dates are "
		          "known, %d each are needed, or probabilities, or --rates",
		    (unsigned long long)by[OUTLOOK_INSUFFICIENT],
		    (unsigned long long)outlook->count,
		    (unsigned long long)outlook->learned.won,
		    (unsigned long long)outlook->learned.lost, LEARNED_LEAST);
	if (by[OUTLOOK_NO_CREATED])
		diag_note("note: %llu open deals without a created date have no chance "
		          "to be won",
		    (unsigned long long)by[OUTLOOK_NO_CREATED]);
	if (stale)
		diag_note("note: %llu of %llu open deals are older than any that was won "
		          "(%d days): see --deals",
		    (unsigned long long)stale, (unsigned long long)outlook->count,
		    (int)outlook->learned.oldest_won);
}

static void
set_rho(struct outlook *outlook)
{
	const struct outlook_options *options = outlook->options;
	outlook->rho = options->rho;
	if (!isnan(options->rho))
		return;
	learned_rho(
	    &outlook->learned, outlook->deals, outlook->periods.day, options->period);
	outlook->rho = outlook->learned.rho;
}

void
outlook_make(struct outlook *outlook, const struct deals *deals,
    const struct outlook_options *options, bool quiet)
{
	*outlook = (struct outlook){.deals = deals, .options = options};
	size_t groups = group_count(deals->groups);
	outlook_periods_make(
	    &outlook->periods, options->period, options->horizon, deals->as_of);
	size_t buckets = outlook_buckets(&outlook->periods);
	outlook->cells = mem_new(groups * buckets, sizeof *outlook->cells);
	outlook->unknown = mem_new(groups, sizeof *outlook->unknown);
	if (options->rates)
		outlook->rates = rates_read(options->rates);
	learned_make(&outlook->learned, deals, deals->as_of);
	sort_open(outlook);
	set_rho(outlook);
	for (size_t i = 0; i < outlook->count; i++) {
		struct outlook_deal *open = &outlook->open[i];
		const struct deals_deal *deal = &deals->list[open->deal];
		double *chances = outlook->chances + i * (options->horizon + 1);
		open->bucket = (uint32_t)outlook_bucket(&outlook->periods, deal->close);
		find_chances(outlook, deal, open, chances);
		open->category = find_category(outlook, deal, open);
		open->stale = learned_stale(&outlook->learned, deal, deals->as_of);
		add_open(outlook, deal, open, chances);
	}
	for (size_t i = 0; i < deals->count; i++)
		add_closed(outlook, &deals->list[i]);
	if (options->new_business)
		outlook->business = business_make(outlook, quiet);
	if (!quiet)
		note_sources(outlook);
}

void
outlook_release(struct outlook *outlook)
{
	size_t n = group_count(outlook->deals->groups) * outlook->periods.count;
	for (size_t i = 0; outlook->business && i < n; i++)
		free(outlook->business[i].totals);
	free(outlook->business);
	learned_release(&outlook->learned);
	rates_free(outlook->rates);
	free(outlook->open);
	free(outlook->chances);
	free(outlook->first);
	free(outlook->cells);
	free(outlook->unknown);
}
