#include "deals.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "history.h"

enum { ID, AMOUNT, STAGE, CREATED, CLOSE, PROBABILITY, CATEGORY, OWNER, ROLES };

static const struct reader_role roles[ROLES] = {
    [ID] = {"id", "opportunity id|deal id|record id|opportunityid", false},
    [AMOUNT] = {"amount",
        "value|revenue|deal amount|deal value|opportunity amount|"
        "amount in company currency",
        false},
    [STAGE] = {"stage", "stage name|stagename|deal stage|opportunity stage|status",
        false},
    [CREATED] = {"created",
        "created date|create date|createddate|created at|created on|creation date|"
        "deal created|opened",
        false},
    [CLOSE] = {"close_date",
        "closedate|closed date|expected close date|expected close|actual close date",
        false},
    [PROBABILITY] = {"probability",
        "probability (%)|probability %|deal probability|win probability", false},
    [CATEGORY] = {"category",
        "forecast category|forecast category name|forecastcategoryname|"
        "forecastcategory",
        false},
    [OWNER] = {"owner",
        "opportunity owner|deal owner|owner name|sales rep|salesperson|rep", false},
};

struct reading {
	struct deals *deals;
	const struct deals_options *own;
	const struct options_common *options;
	struct reader *reader;
	size_t *by; /* roles of the columns of --by */
	size_t learn_by;
	struct slice *cells;
	bool percent;    /* the header says that probabilities are percents */
	size_t file;     /* of which that is known */
	int32_t latest;  /* the latest day that can't lie in the future */
	money_units all; /* of the amounts without their signs */
	struct {
		uint64_t late, closed_late, no_amount, no_created, backward, omitted;
	} noted;
};

/* Columns */

/* Rows of a date and an amount are another tool's. */
static void
check_columns(const struct reader *reader)
{
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	bool dated =
	    columns_for_role(names, n, "date", "period|order date|day|month").outcome ==
	    COLUMNS_FOUND;
	if (!reader_has(reader, STAGE) && !reader_has(reader, CLOSE) && dated &&
	    reader_has(reader, AMOUNT))
		diag_fatal(EX_DATAERR,
		    "columns of dates and amounts, without a stage and a close date, "
		    "look "
		    "like a history of sales: `forecast` reads that; `pipeline` reads "
		    "opportunities");
}

static size_t
column_of(struct reader *reader, const char *name)
{
	size_t role;
	if (reader_find_role(reader, slice_of(name), &role))
		return role;
	return reader_add_column(reader, name, true);
}

static void
open_columns(struct reading *reading)
{
	static const size_t needed[] = {AMOUNT, STAGE, CLOSE};
	const struct list *by = &reading->own->by;
	struct reader *reader = reading->reader;
	check_columns(reader);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		reader_need_one_of(reader, &needed[i], 1);
	if (reading->own->needs_id)
		reader_need_one_of(reader, &(size_t){ID}, 1);
	reading->by = mem_new(by->count, sizeof *reading->by);
	reading->cells = mem_new(by->count, sizeof *reading->cells);
	for (size_t i = 0; i < by->count; i++)
		reading->by[i] = column_of(reader, by->items[i]);
	if (reading->own->learn_by)
		reading->learn_by = column_of(reader, reading->own->learn_by);
	reading->file = (size_t)-1;
}

/* Cells */

static bool
named(const struct list *names, struct slice stage)
{
	for (size_t i = 0; i < names->count; i++)
		if (columns_alike(slice_of(names->items[i]), slice_trim(stage)))
			return true;
	return false;
}

static bool
take_stage(struct reading *reading, struct deals_deal *deal)
{
	struct deals *deals = reading->deals;
	struct slice stage = reader_cell(reading->reader, STAGE);
	if (slice_trim(stage).n == 0) {
		reader_bad_cell(reading->reader, STAGE, "is empty");
		return false;
	}
	uint32_t count = strmap_count(deals->stages);
	deal->stage = strmap_add(deals->stages, stage);
	if (deal->stage == count) {
		deals->stage_status = mem_grow(
		    deals->stage_status, &deals->stage_capacity, (size_t)count + 1, 1);
		deals->stage_status[count] = named(&reading->own->won, stage) ? DEALS_WON
		                             : named(&reading->own->lost, stage)
		                                 ? DEALS_LOST
		                                 : DEALS_OPEN;
	}
	deal->status = deals->stage_status[deal->stage];
	return true;
}

/* The day of a date; false if the row can't be used. */
static bool
take_day(struct reading *reading, size_t role, int32_t *day)
{
	struct date date;
	*day = DEALS_NO_DAY;
	enum reader_value value = reader_date(reading->reader, role, &date);
	if (value == READER_VALUE) {
		int64_t us = date.us >= 0 ? date.us : date.us - DATE_DAY + 1;
		*day = (int32_t)(us / DATE_DAY);
	}
	return value != READER_BAD;
}

static bool
take_chance(struct reading *reading, struct deals_deal *deal)
{
	struct reader *reader = reading->reader;
	deal->chance = NAN;
	if (!reader_has(reader, PROBABILITY))
		return true;
	if (reading->file != reader_file(reader)) {
		struct slice name = reader_column_name(reader, PROBABILITY);
		reading->file = reader_file(reader);
		reading->percent = memchr(name.p, '%', name.n) != NULL;
	}
	struct slice cell = reader_cell(reader, PROBABILITY);
	enum reader_value value = reader_number(reader, PROBABILITY, &deal->chance);
	if (value != READER_VALUE) {
		deal->chance = NAN;
		return value == READER_MISSING;
	}
	if (reading->percent && !memchr(cell.p, '%', cell.n))
		deal->chance /= 100;
	if (deal->chance >= 0 && deal->chance <= 1) {
		/* A decimal of 12 places, which --partial writes as it is. */
		deal->chance = round(deal->chance * 1e12) / 1e12;
		return true;
	}
	reader_bad_cell(reader, PROBABILITY,
	    reading->percent
	        ? "isn't between 0 and 100%"
	        : "isn't between 0 and 1; if the column holds percents, call it "
	          "\"probability (%)\"");
	return false;
}

static bool
take_category(struct reading *reading, struct deals_deal *deal)
{
	static const struct {
		const char *name;
		enum deals_category category;
	} names[] = {{"commit", DEALS_COMMIT}, {"best case", DEALS_BEST},
	    {"bestcase", DEALS_BEST}, {"most likely", DEALS_BEST}, {"upside", DEALS_BEST},
	    {"pipeline", DEALS_PIPELINE}, {"omitted", DEALS_OMITTED},
	    {"omit", DEALS_OMITTED}};
	struct slice cell = slice_trim(reader_cell(reading->reader, CATEGORY));
	if (number_is_missing(cell) || deal->status != DEALS_OPEN)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (columns_alike(cell, slice_of(names[i].name))) {
			deal->category = (uint8_t)names[i].category;
			return true;
		}
	}
	reader_bad_cell(
	    reading->reader, CATEGORY, "isn't commit, best case, pipeline or omitted");
	return false;
}

static bool
take_id(struct reading *reading, struct deals_deal *deal)
{
	struct deals *deals = reading->deals;
	deal->id = DEALS_NONE;
	if (!reader_has(reading->reader, ID))
		return true;
	struct slice id = reader_cell(reading->reader, ID);
	if (slice_trim(id).n == 0 && reading->own->merge)
		return true;
	if (slice_trim(id).n == 0) {
		reader_bad_cell(reading->reader, ID, "is empty");
		return false;
	}
	uint32_t count = strmap_count(deals->ids);
	deal->id = strmap_add(deals->ids, id);
	if (deal->id == count)
		return true;
	reader_bad_cell(reading->reader, ID,
	    "comes twice: one row is one opportunity; their changes go to --history");
	return false;
}

static void
take_groups(struct reading *reading, struct deals_deal *deal)
{
	struct reader *reader = reading->reader;
	struct deals *deals = reading->deals;
	for (size_t i = 0; i < reading->own->by.count; i++)
		reading->cells[i] = reader_cell(reader, reading->by[i]);
	if (reading->own->by.count)
		deal->group = group_add(deals->groups, reading->cells);
	if (reading->own->learn_by) {
		struct slice segment = reader_cell(reader, reading->learn_by);
		deal->segment = group_add(deals->segments, &segment);
	}
	deal->owner = reader_has(reader, OWNER)
	                  ? strmap_add(deals->owners, reader_cell(reader, OWNER))
	                  : DEALS_NONE;
}

static void
saw(struct reading *reading, int32_t day)
{
	if (day != DEALS_NO_DAY && day > reading->latest)
		reading->latest = day;
}

/* False if the row is of no use. */
static bool
take_amount(struct reading *reading, struct deals_deal *deal)
{
	enum reader_value value = reader_money(reading->reader, AMOUNT, &deal->amount);
	deal->has_amount = value == READER_VALUE;
	if (!deal->has_amount)
		deal->amount = (struct money){0};
	money_units amount = deal->amount.units, left = DEALS_MOST - reading->all;
	if (amount > left || amount < -left)
		diag_fatal(EX_DATAERR,
		    "%s: the amounts add up to more than can be held: is this the "
		    "column?",
		    reader_place(reading->reader));
	reading->all += amount < 0 ? -amount : amount;
	return value != READER_BAD;
}

/* False if the row is of no use. */
static bool
take_deal(struct reading *reading, struct deals_deal *deal)
{
	struct reader *reader = reading->reader;
	*deal = (struct deals_deal){0};
	if (!take_stage(reading, deal) || !take_day(reading, CREATED, &deal->created) ||
	    !take_day(reading, CLOSE, &deal->close))
		return false;
	if (deal->status != DEALS_OPEN && deal->close == DEALS_NO_DAY) {
		reader_bad_cell(
		    reader, CLOSE, "is missing: a deal that is won or lost needs it");
		return false;
	}
	if (!take_amount(reading, deal) || !take_chance(reading, deal) ||
	    !take_category(reading, deal) || !take_id(reading, deal))
		return false;
	take_groups(reading, deal);
	saw(reading, deal->created);
	if (deal->status != DEALS_OPEN)
		saw(reading, deal->close);
	return true;
}

/* Now, and what was then */

static void
set_now(struct reading *reading)
{
	const struct options_common *options = reading->options;
	struct deals *deals = reading->deals;
	deals->as_of = reading->latest == INT32_MIN ? 0 : reading->latest;
	if (!options->as_of_given)
		return;
	int64_t us = options->as_of_us;
	us = us >= 0 ? us : us - DATE_DAY + 1;
	deals->as_of = (int32_t)(us / DATE_DAY);
}

/* Takes out what isn't there yet, and opens again what closed later: of that it isn't
 * known how likely and when it seemed to close. */
static void
go_back(struct reading *reading)
{
	struct deals *deals = reading->deals;
	size_t n = 0;
	for (size_t i = 0; i < deals->count; i++) {
		struct deals_deal deal = deals->list[i];
		if (deal.created != DEALS_NO_DAY && deal.created > deals->as_of) {
			reading->noted.late++;
			continue;
		}
		if (deal.status != DEALS_OPEN && deal.close > deals->as_of) {
			reading->noted.closed_late++;
			deal.status = DEALS_OPEN;
			deal.close = DEALS_NO_DAY;
			deal.chance = NAN;
		}
		if (deal.category == DEALS_OMITTED) {
			reading->noted.omitted++;
			continue;
		}
		if (deal.status != DEALS_OPEN && deal.created != DEALS_NO_DAY &&
		    deal.close < deal.created)
			reading->noted.backward++;
		reading->noted.no_created += deal.created == DEALS_NO_DAY;
		reading->noted.no_amount += deal.status == DEALS_OPEN && !deal.has_amount;
		deals->list[n++] = deal;
	}
	deals->count = n;
}

static void
note(uint64_t n, const char *what)
{
	if (n)
		diag_note("note: %llu deal%s %s", (unsigned long long)n,
		    n == 1 ? "" : "s", what);
}

static void
note_what_was_odd(const struct reading *reading)
{
	if (reading->options->quiet)
		return;
	note(reading->noted.late, "created later than --as-of ignored");
	note(reading->noted.closed_late,
	    "closed later than --as-of taken as open, without a close date");
	note(reading->noted.omitted, "omitted from the forecast left out");
	note(reading->noted.no_amount, "open without an amount, which counts as none");
	note(reading->noted.backward,
	    "closed before created: nothing is learned from that");
	if (reading->deals->has_created)
		note(reading->noted.no_created,
		    "without a created date: nothing is learned from that");
}

static bool
is_header(const struct reader *reader)
{
	return slice_equal(
	           reader_cell(reader, STAGE), reader_column_name(reader, STAGE)) &&
	       slice_equal(reader_cell(reader, CLOSE), reader_column_name(reader, CLOSE));
}

static void
read_rows(struct reading *reading)
{
	struct deals *deals = reading->deals;
	struct deals_deal deal;
	while (reader_next(reading->reader)) {
		deals->has_created |= reader_has(reading->reader, CREATED);
		deals->has_ids |= reader_has(reading->reader, ID);
		if (reading->own->merge && is_header(reading->reader))
			continue;
		if (!take_deal(reading, &deal))
			continue;
		deals->list = mem_grow(
		    deals->list, &deals->capacity, deals->count + 1, sizeof *deals->list);
		deals->list[deals->count++] = deal;
	}
}

void
deals_read(struct deals *deals, const struct deals_options *own,
    const struct options_common *options)
{
	struct reading reading = {
	    .deals = deals, .own = own, .options = options, .latest = INT32_MIN};
	*deals = (struct deals){.groups = group_new(own->by.count),
	    .segments = group_new(own->learn_by ? 1 : 0),
	    .ids = strmap_new(),
	    .stages = strmap_new(),
	    .owners = strmap_new()};
	if (own->by.count == 0)
		group_add(deals->groups, NULL);
	if (!own->learn_by)
		group_add(deals->segments, NULL);
	reading.reader = reader_open(roles, ROLES, options);
	open_columns(&reading);
	read_rows(&reading);
	deals->delimiter = reader_delimiter(reading.reader);
	reader_close(reading.reader);
	set_now(&reading);
	if (!own->partial) {
		go_back(&reading);
		note_what_was_odd(&reading);
	}
	free(reading.by);
	free(reading.cells);
	if (own->history)
		history_read(deals, own, options);
}

void
deals_release(struct deals *deals)
{
	group_free(deals->groups);
	group_free(deals->segments);
	strmap_free(deals->ids);
	strmap_free(deals->stages);
	strmap_free(deals->owners);
	strmap_free(deals->states);
	free(deals->stage_status);
	free(deals->visits);
	free(deals->list);
}

size_t
deals_states(const struct deals *deals)
{
	return deals->states ? strmap_count(deals->states) : 1;
}

uint32_t
deals_state_at(const struct deals *deals, const struct deals_deal *deal, int32_t day)
{
	uint32_t state = 0;
	if (!deals->states)
		return 0;
	if (deal->visits_count == 0) {
		/* What isn't in the history was always where it is now. */
		struct slice stage = strmap_key(deals->stages, deal->stage);
		return strmap_find(deals->states, stage, &state) ? state : 0;
	}
	const struct deals_visit *visit = &deals->visits[deal->visits];
	state = visit->state;
	for (size_t i = 1; i < deal->visits_count && visit[i].day <= day; i++)
		state = visit[i].state;
	return state;
}
