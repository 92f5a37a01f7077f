#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/recent.h"
#include "../../common/strmap.h"

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

struct desk {
	const struct desk_settings *settings;
	const struct options_common *options;
	struct policy policy;
	struct quote engine;
	struct reader *reader;
	struct asking *asking;
	struct passthrough *passing;
	size_t passing_count;
	struct csvout *out;    /* where to it passes; NULL: nowhere */
	struct slice *cells;   /* of a row, on their way into the store */
	struct recent *recent; /* quotes, if they are sorted */
	bool is_pending;       /* the reader stands at a row of the next batch */
	/* The batch: */
	struct rowstore *store;
	struct desk_line *lines;
	size_t lines_count, lines_capacity;
	uint64_t *answers; /* by line, in words */
	size_t answers_capacity, words;
	struct strmap *ids;
	struct desk_quote *quotes;
	size_t quotes_count, quotes_capacity;
	uint32_t quote;              /* the last row's, if there is any */
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
	if (asking_needs_now(&desk->policy) && !desk->options->as_of_given)
		diag_usage("%s has conditions that depend on the time: say --as-of=DATE "
		           "or --as-of=today",
		    desk->policy.path);
}

/* Columns that rules ask for by what they do, not by a condition. */
static void
need_columns(struct desk *desk)
{
	const struct policy *policy = &desk->policy;
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

struct desk *
desk_open(const struct desk_settings *settings, const struct options_common *options,
    const char *const *computed, size_t count)
{
	struct desk *desk = mem_new(1, sizeof *desk);
	desk->settings = settings;
	desk->options = options;
	if (settings->policy)
		policy_read(settings->policy, &desk->policy);
	else
		policy_init(&desk->policy, "");
	check_settings(desk);
	if (!quote_init(&desk->engine, &desk->policy))
		diag_fatal(EX_DATAERR,
		    "%s: more than %d groups have exclusive rules: put some together",
		    desk->policy.path, SCHEDULE_SETS);
	desk->engine.holds = holds;
	desk->engine.context = desk;
	desk->reader = reader_open(roles, ROLES, options);
	need_columns(desk);
	if (*desk->policy.currency) {
		reader_expect_currency(desk->reader, LIST_PRICE, desk->policy.currency);
		reader_expect_currency(desk->reader, COST, desk->policy.currency);
	}
	desk->asking = asking_new(&desk->policy, desk->reader, CODE, options);
	/* One at least: a policy without a condition asks nothing, and then there would
	 * be no answers to point to. */
	size_t words = asking_words(desk->asking);
	desk->words = words ? words : 1;
	if (computed)
		desk->passing =
		    passthrough_new(desk->reader, computed, count, settings->replace);
	desk->passing_count = computed ? passthrough_columns(desk->passing) : 0;
	desk->cells = mem_new(DESK_CELLS + desk->passing_count + 1, sizeof *desk->cells);
	desk->store = rowstore_new();
	desk->recent = settings->sorted ? recent_new() : NULL;
	return desk;
}

struct reader *
desk_open_header(const struct options_common *options)
{
	return reader_open(roles, ROLES, options);
}

void
desk_close(struct desk *desk)
{
	recent_free(desk->recent);
	reader_close(desk->reader);
	asking_free(desk->asking);
	passthrough_free(desk->passing);
	rowstore_free(desk->store);
	strmap_free(desk->ids);
	quote_release(&desk->engine);
	policy_release(&desk->policy);
	free(desk->cells);
	free(desk->lines);
	free(desk->answers);
	free(desk->quotes);
	free(desk->ordered);
	free(desk);
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
read_amounts(struct desk *desk, struct quote_line *line)
{
	if (!read_needed(
	        desk, QTY, "is missing: a line needs a quantity", &line->qty, true) ||
	    !read_needed(desk, LIST_PRICE, "is missing: a line needs a list price",
	        &line->list_price, false) ||
	    !read_optional(desk, COST, &line->cost, &line->has_cost))
		return false;
	if (uses_term(&desk->policy) &&
	    !read_optional(desk, TERM, &line->term, &line->has_term))
		return false;
	line->is_return = line->qty.units < 0;
	if (line->is_return)
		line->qty.units = -line->qty.units;
	return true;
}

/* Most rows pass as they stand in the file, and are kept so: as one cell. */
static void
store_cells(struct desk *desk, struct desk_line *line)
{
	size_t n = 0;
	for (; n < DESK_CELLS; n++)
		desk->cells[n] = reader_cell(desk->reader, kept_roles[n]);
	if (desk->out)
		line->is_whole =
		    passthrough_row(desk->passing, desk->out, &desk->cells[n]);
	if (line->is_whole) {
		n++;
	} else if (desk->out) {
		memcpy(desk->cells + n, passthrough_cells(desk->passing),
		    desk->passing_count * sizeof *desk->cells);
		n += desk->passing_count;
	}
	line->cells = rowstore_add(desk->store, desk->cells, n);
}

/* The number of the row's quote in the batch. */
static uint32_t
take_quote(struct desk *desk)
{
	struct slice name = reader_cell(desk->reader, QUOTE);
	/* Mostly it is that of the row before. */
	if (desk->quotes_count && slice_equal(name, strmap_key(desk->ids, desk->quote)))
		return desk->quote;
	uint32_t id = strmap_add(desk->ids, name);
	desk->quote = id;
	if (id == desk->quotes_count) {
		desk->quotes = mem_grow(desk->quotes, &desk->quotes_capacity,
		    desk->quotes_count + 1, sizeof *desk->quotes);
		desk->quotes[desk->quotes_count++] =
		    (struct desk_quote){{"", 0}, NULL, 0, false};
	}
	return id;
}

/* A line was rejected: its quote isn't whole. */
static void
note_damage(struct desk *desk)
{
	uint32_t quote = take_quote(desk); /* which may move the quotes */
	desk->quotes[quote].is_damaged = true;
}

static void
take_row(struct desk *desk)
{
	desk->lines = mem_grow(desk->lines, &desk->lines_capacity, desk->lines_count + 1,
	    sizeof *desk->lines);
	desk->answers = mem_grow(desk->answers, &desk->answers_capacity,
	    (desk->lines_count + 1) * desk->words, sizeof *desk->answers);
	struct desk_line *line = &desk->lines[desk->lines_count];
	*line = (struct desk_line){.file = (uint32_t)reader_file(desk->reader),
	    .place = (uint32_t)reader_line(desk->reader)};
	if (!read_amounts(desk, &line->line) ||
	    !asking_row(desk->asking, desk->answers + desk->lines_count * desk->words)) {
		note_damage(desk);
		return;
	}
	line->quote = take_quote(desk);
	desk->quotes[line->quote].count++;
	store_cells(desk, line);
	line->line.sku = desk_cell(line, DESK_SKU);
	desk->lines_count++;
}

/* Batches */

static void
clear(struct desk *desk)
{
	rowstore_clear(desk->store);
	strmap_free(desk->ids);
	desk->ids = strmap_new();
	desk->lines_count = 0;
	desk->quotes_count = 0;
	quote_forget(&desk->engine);
}

/* Is the row of another quote than the batch? */
static bool
begins_another(struct desk *desk)
{
	return desk->settings->sorted && desk->quotes_count &&
	       !slice_equal(strmap_key(desk->ids, 0), reader_cell(desk->reader, QUOTE));
}

static void
note_quote(struct desk *desk)
{
	struct slice id = reader_cell(desk->reader, QUOTE);
	if (desk->recent && !recent_add(desk->recent, id))
		diag_fatal(EX_DATAERR,
		    "%s: quote \"%s\" had lines before: with --sorted the lines of a "
		    "quote stand together",
		    reader_place(desk->reader), diag_show(id).text);
}

/* Gathers the lines of each quote, in their order. */
static void
gather(struct desk *desk)
{
	struct quote_line **at;
	desk->ordered = mem_grow(desk->ordered, &desk->ordered_capacity,
	    desk->lines_count + 1, sizeof *desk->ordered);
	at = desk->ordered;
	for (size_t i = 0; i < desk->quotes_count; i++) {
		struct desk_quote *quote = &desk->quotes[i];
		quote->id = strmap_key(desk->ids, (uint32_t)i);
		quote->lines = at;
		at += quote->count;
		quote->count = 0;
	}
	for (size_t i = 0; i < desk->lines_count; i++) {
		struct desk_quote *quote = &desk->quotes[desk->lines[i].quote];
		desk->lines[i].line.row = &desk->lines[i];
		quote->lines[quote->count++] = &desk->lines[i].line;
		if (quote->is_damaged)
			desk->lines[i].line.flags |= QUOTE_LINE_REJECTED;
	}
}

bool
desk_next(struct desk *desk)
{
	clear(desk);
	for (;;) {
		if (!desk->is_pending && !reader_next(desk->reader))
			break;
		desk->is_pending = begins_another(desk);
		if (desk->is_pending)
			break;
		if (desk->quotes_count == 0)
			note_quote(desk);
		take_row(desk);
	}
	gather(desk);
	if (desk->quotes_count == 0 && desk->recent && !recent_all_once(desk->recent))
		diag_fatal(EX_DATAERR,
		    "--sorted: the lines of some quote aren't together: leave it out");
	return desk->quotes_count > 0;
}

/* Pricing */

void
desk_fail(const struct desk *desk, const struct quote_line *line, const char *message)
{
	const struct desk_line *at = desk_line_of(line);
	const char *file = desk->options->files[at->file];
	diag_fatal(EX_DATAERR, "%s:%u: %s", strcmp(file, "-") == 0 ? "<stdin>" : file,
	    at->place, message);
}

static DIAG_NORETURN void
report_fault(const struct desk *desk, const struct desk_quote *quote)
{
	const struct quote_fault *fault = &desk->engine.fault;
	const struct policy *policy = &desk->policy;
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

void
desk_price_quote(struct desk *desk, struct desk_quote *quote, bool explains)
{
	desk->engine.explains = explains;
	asking_quote(desk->asking, quote->lines, quote->count);
	if (!quote_price(&desk->engine, quote->lines, quote->count))
		report_fault(desk, quote);
}

void
desk_price(struct desk *desk)
{
	for (size_t i = 0; i < desk->quotes_count; i++)
		desk_price_quote(desk, &desk->quotes[i], false);
}

bool
desk_holds(struct desk *desk, const struct quote *quote, size_t condition, size_t line)
{
	size_t number = (size_t)(desk_line_of(quote->lines[line]) - desk->lines);
	return asking_holds(
	    desk->asking, condition, quote, line, desk->answers + number * desk->words);
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
	return rowstore_cell(line->cells, cell);
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
	if (line->is_whole)
		csvout_copy(desk->out, rowstore_cell(line->cells, DESK_CELLS),
		    desk->passing_count);
	else
		for (size_t i = 0; i < desk->passing_count; i++)
			csvout_text(
			    desk->out, rowstore_cell(line->cells, DESK_CELLS + i));
}

const struct policy *
desk_policy(const struct desk *desk)
{
	return &desk->policy;
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
