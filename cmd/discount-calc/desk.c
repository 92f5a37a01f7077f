#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/parts.h"
#include "../../common/recent.h"
#include "../../common/threads.h"

enum { QUOTE, LINE, SKU, QTY, LIST_PRICE, COST, TERM, DATE, CODE, SEGMENT, ROLES };

static const struct reader_role roles[ROLES] = {
    [QUOTE] = {"quote", "quote id|quote number|quote name|order|order id|order number",
        false},
    [LINE] = {"line", "line number|line item|line id|position", false},
    [SKU] = {"sku", "product code|product id|product|item|item code|lineitem sku", false},
    [QTY] = {"qty", "quantity|lineitem quantity|units", true},
    [LIST_PRICE] = {"list_price", "list|unit price|list unit price|price|lineitem price",
        true},
    [COST] = {"cost", "unit cost|cost price", false},
    [TERM] = {"term", "term months|subscription term", false},
    [DATE] = {"date", "quote date|order date|created|created at", false},
    [CODE] = {"code", "codes|coupon|coupon code|promo code|discount code", false},
    [SEGMENT] = {"segment", "customer segment|customer type", false},
};

static const size_t kept_roles[DESK_CELLS] = {
    [DESK_LINE] = LINE, [DESK_SKU] = SKU, [DESK_DATE] = DATE};

enum {
	BATCH = 1024,                /* lines at least, but for sorted ones */
	PART_BYTES = 4 * 1024 * 1024 /* of a file that is read in parts */
};

struct desk {
	struct desk *whole; /* of a part, else NULL */
	const struct desk_settings *settings;
	const struct options_common *options;
	struct policy own_policy;
	const struct policy *policy; /* the whole's */
	bool uses_term;
	/* Reading: */
	struct reader *reader;
	struct asking *asking;
	struct passthrough *passing;
	size_t passing_count;
	struct csvout *out;    /* where to it passes; NULL: nowhere */
	struct slice *cells;   /* of a row, on their way into what is held */
	struct recent *recent; /* quotes, if they are sorted */
	bool is_pending;       /* the reader stands at a row of the next batch */
	bool is_read;          /* unsorted: all is held */
	struct held *held;
	/* The batch: */
	struct quote engine;
	struct desk_line *lines;
	size_t lines_count, lines_capacity;
	struct desk_quote *quotes;
	size_t quotes_count, quotes_capacity;
	struct quote_line **ordered; /* the quotes' lines */
	size_t ordered_capacity;
};

/* Opening */

static bool
holds(void *context, const struct quote *quote, size_t condition, size_t line)
{
	return desk_holds(context, quote, condition, line);
}

static bool
uses_term(const struct policy *policy)
{
	for (size_t i = 0; i < policy->rules_count; i++)
		if (policy->rules[i].basis == POLICY_BY_TERM)
			return true;
	return false;
}

static void
check_settings(const struct desk *desk)
{
	if (asking_needs_now(desk->policy) && !desk->options->as_of_given)
		diag_usage("%s has conditions that depend on the time: say --as-of=DATE "
		           "or --as-of=today",
		    desk->policy->path);
}

/* Columns that rules ask for by what they do, not by a condition. */
static void
need_columns(struct desk *desk)
{
	const struct policy *policy = desk->policy;
	for (size_t i = 0; i < policy->rules_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];
		if (rule->kind == POLICY_BUNDLE)
			reader_column_for_rule(
			    desk->reader, "sku", policy->path, rule->line);
		if (rule->kind == POLICY_FLOOR_MARGIN)
			reader_column_for_rule(
			    desk->reader, "cost", policy->path, rule->line);
		if (rule->basis == POLICY_BY_TERM)
			reader_column_for_rule(
			    desk->reader, "term", policy->path, rule->line);
	}
}

/* The engine, which asks this desk. */
static void
open_engine(struct desk *desk)
{
	if (!quote_init(&desk->engine, desk->policy))
		diag_fatal(EX_DATAERR,
		    "%s: more than %d groups have exclusive rules: put some together",
		    desk->policy->path, SCHEDULE_SETS);
	desk->engine.holds = holds;
	desk->engine.context = desk;
}

static void
open_quotes(struct desk *desk, const char *const *computed, size_t count)
{
	desk->reader = reader_open(roles, ROLES, desk->options);
	need_columns(desk);
	if (*desk->policy->currency) {
		reader_expect_currency(desk->reader, LIST_PRICE, desk->policy->currency);
		reader_expect_currency(desk->reader, COST, desk->policy->currency);
	}
	desk->asking = asking_new(desk->policy, desk->reader, CODE, desk->options);
	if (computed)
		desk->passing = passthrough_new(
		    desk->reader, computed, count, desk->settings->replace);
	desk->passing_count = computed ? passthrough_columns(desk->passing) : 0;
}

/* What rows are read with, and into. */
static void
make_room(struct desk *desk)
{
	desk->cells = mem_new(DESK_CELLS + desk->passing_count + 1, sizeof *desk->cells);
	/* One at least: a policy without a condition asks nothing, and then there would
	 * be no answers to point to. */
	size_t words = asking_words(desk->asking);
	desk->held = held_new(words ? words : 1);
}

struct desk *
desk_open(const struct desk_settings *settings, const struct options_common *options,
    const char *const *computed, size_t count)
{
	struct desk *desk = mem_new(1, sizeof *desk);
	desk->settings = settings;
	desk->options = options;
	desk->policy = &desk->own_policy;
	if (settings->policy)
		policy_read(settings->policy, &desk->own_policy);
	else
		policy_init(&desk->own_policy, "");
	desk->uses_term = uses_term(desk->policy);
	check_settings(desk);
	open_engine(desk);
	open_quotes(desk, computed, count);
	make_room(desk);
	desk->recent = settings->sorted ? recent_new() : NULL;
	return desk;
}

struct reader *
desk_open_header(const struct options_common *options)
{
	return reader_open(roles, ROLES, options);
}

/* What each desk has of its own. */
static void
release(struct desk *desk)
{
	asking_free(desk->asking);
	passthrough_free(desk->passing);
	quote_release(&desk->engine);
	free(desk->cells);
	free(desk->lines);
	free(desk->quotes);
	free(desk->ordered);
	free(desk);
}

void
desk_close(struct desk *desk)
{
	recent_free(desk->recent);
	reader_close(desk->reader);
	held_free(desk->held);
	struct policy policy = desk->own_policy;
	release(desk);
	policy_release(&policy);
}

/* Rows */

/* A number that has to be there and not below zero. */
static bool
read_needed(
    struct desk *desk, size_t role, const char *what, struct money *number, bool negative)
{
	enum reader_value value = reader_money(desk->reader, role, number);
	if (value == READER_BAD)
		return false;
	if (value == READER_MISSING)
		reader_bad_cell(desk->reader, role, what);
	else if (number->units < 0 && !negative)
		reader_bad_cell(desk->reader, role,
		    "is below zero: a credit is a line with a negative quantity");
	else
		return true;
	return false;
}

/* The same for one that may be missing. */
static bool
read_optional(struct desk *desk, size_t role, struct money *number, bool *is_there)
{
	enum reader_value value = reader_money(desk->reader, role, number);
	*is_there = value == READER_VALUE;
	if (value == READER_VALUE && number->units < 0) {
		reader_bad_cell(desk->reader, role, "is below zero");
		return false;
	}
	return value != READER_BAD;
}

static bool
read_amounts(struct desk *desk, struct held_line *line)
{
	if (!read_needed(
	        desk, QTY, "is missing: a line needs a quantity", &line->qty, true) ||
	    !read_needed(desk, LIST_PRICE, "is missing: a line needs a list price",
	        &line->list_price, false) ||
	    !read_optional(desk, COST, &line->cost, &line->has_cost))
		return false;
	if (desk->uses_term && !read_optional(desk, TERM, &line->term, &line->has_term))
		return false;
	line->is_return = line->qty.units < 0;
	if (line->is_return)
		line->qty.units = -line->qty.units;
	return true;
}

/* The cells that are kept of the row. Most rows pass as they stand in the file, and are
 * kept so: as one cell. */
static size_t
find_cells(struct desk *desk, struct held_line *line)
{
	size_t n = 0;
	for (; n < DESK_CELLS; n++)
		desk->cells[n] = reader_cell(desk->reader, kept_roles[n]);
	if (desk->out)
		line->is_whole =
		    passthrough_row(desk->passing, desk->out, &desk->cells[n]);
	if (line->is_whole)
		return n + 1;
	if (desk->out)
		memcpy(desk->cells + n, passthrough_cells(desk->passing),
		    desk->passing_count * sizeof *desk->cells);
	return n + desk->passing_count;
}

static void
take_row(struct desk *desk)
{
	uint64_t *answers;
	struct held_line *line = held_room(desk->held, &answers);
	struct slice quote = reader_cell(desk->reader, QUOTE);
	line->file = (uint32_t)reader_file(desk->reader);
	line->place = (uint32_t)reader_line(desk->reader);
	if (read_amounts(desk, line) && asking_row(desk->asking, answers))
		held_add(desk->held, quote, desk->cells, find_cells(desk, line));
	else
		held_damage(desk->held, quote);
}

/* Reading all of it, in parts */

static struct desk *
new_part(struct desk *whole)
{
	struct desk *part = mem_new(1, sizeof *part);
	*part = (struct desk){.whole = whole,
	    .settings = whole->settings,
	    .options = whole->options,
	    .policy = whole->policy,
	    .uses_term = whole->uses_term,
	    .passing_count = whole->passing_count,
	    .out = whole->out};
	return part;
}

static void *
begin_part(void *data)
{
	struct desk *whole = data;
	return !whole->passing || passthrough_fits(whole->passing) ? new_part(whole)
	                                                           : NULL;
}

static void
meet(void *data, struct reader *reader)
{
	struct desk *part = data;
	part->reader = reader;
	part->asking = asking_part(part->whole->asking, reader);
	if (part->whole->passing)
		part->passing = passthrough_part(part->whole->passing, reader);
	make_room(part);
}

static void
read_row(void *data, struct reader *reader)
{
	(void)reader; /* it is the desk's */
	take_row(data);
}

static bool
merge_part(void *data, void *part_data, size_t lines)
{
	struct desk *whole = data, *part = part_data;
	held_merge(whole->held, part->held, lines);
	return true;
}

static void
end_part(void *data)
{
	struct desk *part = data;
	held_free(part->held);
	release(part);
}

static void
read_all(struct desk *desk)
{
	static const struct parts_task task = {.begin = begin_part,
	    .meet = meet,
	    .row = read_row,
	    .merge = merge_part,
	    .end = end_part,
	    .part_bytes = PART_BYTES};
	parts_read(desk->reader, desk->options->jobs, &task, desk);
	desk->is_read = true;
}

/* Reading a quote, where they are sorted */

/* Is the row of another quote than those that are held? */
static bool
begins_another(struct desk *desk)
{
	return held_quotes(desk->held) && !slice_equal(held_quote_id(desk->held, 0),
	                                      reader_cell(desk->reader, QUOTE));
}

static void
note_quote(struct desk *desk)
{
	struct slice id = reader_cell(desk->reader, QUOTE);
	if (!recent_add(desk->recent, id))
		diag_fatal(EX_DATAERR,
		    "%s: quote \"%s\" had lines before: with --sorted the lines of a "
		    "quote stand together",
		    reader_place(desk->reader), diag_show(id).text);
}

static void
read_quote(struct desk *desk)
{
	held_clear(desk->held);
	for (;;) {
		if (!desk->is_pending && !reader_next(desk->reader))
			break;
		desk->is_pending = begins_another(desk);
		if (desk->is_pending)
			break;
		if (held_quotes(desk->held) == 0)
			note_quote(desk);
		take_row(desk);
	}
	if (held_quotes(desk->held) == 0 && !recent_all_once(desk->recent))
		diag_fatal(EX_DATAERR,
		    "--sorted: the lines of some quote aren't together: leave it out");
}

/* Batches */

bool
desk_cut(struct desk *desk, struct held_span *batch)
{
	if (desk->settings->sorted)
		read_quote(desk);
	else if (!desk->is_read)
		read_all(desk);
	/* What is spread over all lines needs them all. */
	return held_cut(desk->held, desk->settings->allocate ? SIZE_MAX : BATCH, batch);
}

/* Room for the batch, and its quotes, without lines so far. */
static void
clear(struct desk *desk, const struct held_span *batch)
{
	const struct held *held = desk->held;
	quote_forget(&desk->engine);
	desk->lines_count = 0;
	desk->lines = mem_grow(
	    desk->lines, &desk->lines_capacity, batch->lines, sizeof *desk->lines);
	desk->ordered = mem_grow(desk->ordered, &desk->ordered_capacity, batch->lines,
	    sizeof(struct quote_line *));
	desk->quotes_count = batch->quotes;
	desk->quotes = mem_grow(
	    desk->quotes, &desk->quotes_capacity, batch->quotes, sizeof *desk->quotes);
	struct quote_line **ordered = desk->ordered;
	for (size_t i = 0; i < batch->quotes; i++) {
		size_t quote = batch->first_quote + i;
		desk->quotes[i] = (struct desk_quote){
		    held_quote_id(held, quote), ordered, 0, held_is_damaged(held, quote)};
		ordered += held_quote_lines(held, quote);
	}
}

static void
take_line(struct desk *desk, const struct held_line *held, const uint64_t *answers)
{
	struct desk_line *line = &desk->lines[desk->lines_count++];
	*line = (struct desk_line){.held = held, .answers = answers};
	line->line = (struct quote_line){.qty = held->qty,
	    .list_price = held->list_price,
	    .cost = held->cost,
	    .term = held->term,
	    .sku = desk_cell(line, DESK_SKU),
	    .row = line,
	    .is_return = held->is_return,
	    .has_cost = held->has_cost,
	    .has_term = held->has_term};
}

void
desk_take(struct desk *desk, const struct held_span *batch, struct csvout *out)
{
	struct held_place at = batch->from;
	const uint64_t *answers;
	clear(desk, batch);
	desk->out = out;
	for (size_t i = 0; i < batch->lines; i++) {
		const struct held_line *held = held_next(desk->held, &at, &answers);
		take_line(desk, held, answers);
		struct desk_quote *quote =
		    &desk->quotes[held->quote - batch->first_quote];
		struct quote_line *line = &desk->lines[i].line;
		quote->lines[quote->count++] = line;
		if (quote->is_damaged)
			line->flags |= QUOTE_LINE_REJECTED;
	}
}

bool
desk_next(struct desk *desk)
{
	struct held_span batch;
	if (!desk_cut(desk, &batch))
		return false;
	desk_take(desk, &batch, desk->out);
	return true;
}

static bool
is_worth_threads(const struct desk *desk)
{
	size_t lines = 0;
	for (size_t i = 0; i < held_quotes(desk->held) && lines <= BATCH; i++)
		lines += held_quote_lines(desk->held, i);
	return lines > BATCH;
}

size_t
desk_threads(struct desk *desk)
{
	if (desk->settings->sorted || !csvout_has_parts(desk->out))
		return 1;
	read_all(desk);
	size_t jobs = desk->options->jobs;
	return jobs > 0 || is_worth_threads(desk) ? threads_count(jobs) : 1;
}

struct desk *
desk_part(struct desk *whole)
{
	struct desk *part = new_part(whole);
	part->asking = asking_part(whole->asking, NULL);
	part->held = whole->held;
	open_engine(part);
	return part;
}

void
desk_part_free(struct desk *part)
{
	release(part);
}

/* Pricing */

void
desk_fail(const struct desk *desk, const struct quote_line *line, const char *message)
{
	const struct held_line *at = desk_line_of(line)->held;
	const char *file = desk->options->files[at->file];
	diag_fatal(EX_DATAERR, "%s:%u: %s", strcmp(file, "-") == 0 ? "<stdin>" : file,
	    at->place, message);
}

static DIAG_NORETURN void
report_fault(const struct desk *desk, const struct desk_quote *quote)
{
	const struct quote_fault *fault = &desk->engine.fault;
	const struct policy *policy = desk->policy;
	const struct policy_rule *rule =
	    fault->rule == QUOTE_NO_RULE ? NULL : &policy->rules[fault->rule];
	const struct policy_rule *other = rule ? &policy->rules[fault->other] : NULL;
	char message[500];
	switch (fault->trouble) {
	case QUOTE_CONFLICT:
		snprintf(message, sizeof message,
		    "%s:%zu and %s:%zu: these tiers of %s both hold and begin at one "
		    "point, but differ",
		    policy->path, fault->tier_line, policy->path, fault->other_line,
		    rule->name);
		break;
	case QUOTE_TIE:
		snprintf(message, sizeof message,
		    "%s:%zu and %s:%zu: %s and %s have the same priority, and the result "
		    "depends on which comes first: give them different ones",
		    policy->path, rule->line, policy->path, other->line, rule->name,
		    other->name);
		break;
	default:
		snprintf(message, sizeof message, "the amount is too large%s%s",
		    rule ? ", at rule " : "", rule ? rule->name : "");
	}
	desk_fail(desk, quote->lines[fault->line], message);
}

bool
desk_price_quote(struct desk *desk, struct desk_quote *quote, bool explains)
{
	desk->engine.explains = explains;
	asking_quote(desk->asking, quote->lines, quote->count);
	bool fits = quote_price(&desk->engine, quote->lines, quote->count);
	if (!fits && !desk->whole)
		report_fault(desk, quote);
	return fits && !asking_is_in_trouble(desk->asking);
}

bool
desk_price(struct desk *desk)
{
	for (size_t i = 0; i < desk->quotes_count; i++)
		if (!desk_price_quote(desk, &desk->quotes[i], false))
			return false;
	return true;
}

bool
desk_holds(struct desk *desk, const struct quote *quote, size_t condition, size_t line)
{
	return asking_holds(desk->asking, condition, quote, line,
	    desk_line_of(quote->lines[line])->answers);
}

/* Looking at the batch */

size_t
desk_lines(const struct desk *desk)
{
	return desk->lines_count;
}

struct desk_line *
desk_line(const struct desk *desk, size_t i)
{
	return &desk->lines[i];
}

size_t
desk_quotes(const struct desk *desk)
{
	return desk->quotes_count;
}

struct desk_quote *
desk_quote(const struct desk *desk, size_t i)
{
	return &desk->quotes[i];
}

const struct desk_line *
desk_line_of(const struct quote_line *line)
{
	return line->row;
}

struct slice
desk_cell(const struct desk_line *line, enum desk_cell cell)
{
	return rowstore_cell(line->held->cells, cell);
}

void
desk_declare(struct desk *desk, struct csvout *out)
{
	desk->out = out;
	passthrough_declare(desk->passing, out);
}

void
desk_pass(const struct desk *desk, const struct desk_line *line)
{
	const struct rowstore_row *cells = line->held->cells;
	if (line->held->is_whole)
		csvout_copy(
		    desk->out, rowstore_cell(cells, DESK_CELLS), desk->passing_count);
	else
		for (size_t i = 0; i < desk->passing_count; i++)
			csvout_text(desk->out, rowstore_cell(cells, DESK_CELLS + i));
}

const struct policy *
desk_policy(const struct desk *desk)
{
	return desk->policy;
}

const struct quote *
desk_engine(const struct desk *desk)
{
	return &desk->engine;
}

char
desk_delimiter(const struct desk *desk)
{
	return reader_delimiter(desk->reader);
}
