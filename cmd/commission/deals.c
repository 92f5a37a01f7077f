#include "deals.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"
#include "shares.h"

enum { REP, DEAL, DATE, AMOUNT, MARGIN, PRODUCT, SHARE, ROLES };

static const struct reader_role roles[ROLES] = {
    [REP] = {"rep", "owner|opportunity owner|deal owner|sales rep|salesperson|seller",
        true},
    [DEAL] = {"deal", "deal id|deal name|opportunity|opportunity id|opportunity name|id",
        false},
    [DATE] = {"date", "close date|closed|won date|closed at|invoice date", true},
    [AMOUNT] = {"amount", "deal value|value|acv|arr|revenue|net", true},
    [MARGIN] = {"margin", "gross margin|gross profit|profit", false},
    [PRODUCT] = {"product", "sku|product code|product name|item", false},
    [SHARE] = {"share", "split|split percentage|split percent", false},
};

struct deals {
	const struct payplan *plan;
	const struct options_common *options;
	struct reader *reader;
	struct passthrough *passing;
	struct slice *cells;
	struct rowstore *store;
	struct strmap *reps, *names;
	struct deals_credit *credits;
	size_t count, capacity;
	bool *answers; /* by credit and rule */
	size_t answers_capacity;
	/* The row at hand: */
	struct shares shares;
	struct slice payee;
	uint64_t later; /* rows that lie behind --as-of */
};

/* Conditions: what they see of a row is what stands in it, but for the rep, who is the
 * one of the credit. */

static struct slice
cell_of(const void *row, size_t number)
{
	const struct deals *deals = row;
	return number == REP ? deals->payee : reader_cell(deals->reader, number);
}

static void
bind(struct deals *deals)
{
	const struct payplan *plan = deals->plan;
	for (size_t i = 0; i < plan->rules_count; i++) {
		struct condition *condition = plan->rules[i].condition;
		if (condition_needs_now(condition) && !deals->options->as_of_given)
			diag_usage("%s has conditions that depend on the time: say "
			           "--as-of=DATE or --as-of=today",
			    plan->path);
		for (size_t k = 0; k < condition_columns(condition); k++)
			condition_bind(condition, k,
			    reader_column_for_rule(deals->reader,
			        condition_column(condition, k).p, plan->path,
			        plan->rules[i].line));
	}
	for (size_t i = 0; i < plan->rules_count; i++) {
		const struct payplan_rule *rule = &plan->rules[i];
		if (rule->base == PAYPLAN_OF_MARGIN)
			reader_column_for_rule(
			    deals->reader, "margin", plan->path, rule->line);
		if (rule->kind == PAYPLAN_CLAWBACK)
			reader_column_for_rule(
			    deals->reader, "deal", plan->path, rule->line);
	}
	if (plan->credit == PAYPLAN_OF_MARGIN && !reader_has(deals->reader, MARGIN))
		reader_lacks(deals->reader, "margin");
}

static bool
ask(struct deals *deals, bool *answers)
{
	struct number_style style = reader_number_style(deals->reader);
	const struct condition_world world = {.cell = cell_of,
	    .style = &style,
	    .date_format = deals->options->date_format,
	    .now_us = deals->options->as_of_us};
	for (size_t i = 0; i < deals->plan->rules_count; i++) {
		struct condition_fault fault;
		enum condition_result result = condition_holds(
		    deals->plan->rules[i].condition, &world, deals, &fault);
		if (result == CONDITION_FAULT) {
			reader_bad_cell(deals->reader, fault.number, fault.reason);
			return false;
		}
		answers[i] = result == CONDITION_TRUE;
	}
	return true;
}

/* Rows */

static bool
needs_value(struct deals *deals, size_t role, enum reader_value value, const char *what)
{
	if (value == READER_MISSING)
		reader_bad_cell(deals->reader, role, what);
	return value == READER_VALUE;
}

static bool
is_payable(struct deals *deals, size_t role, struct money amount)
{
	struct money size = {amount.units < 0 ? -amount.units : amount.units};
	if (money_compare(size, PAYPLAN_MOST) <= 0)
		return true;
	reader_bad_cell(deals->reader, role, "is more than 10^18");
	return false;
}

static bool
read_values(struct deals *deals, struct deals_credit *row)
{
	struct reader *reader = deals->reader;
	struct date date;
	if (!needs_value(deals, DATE, reader_date(reader, DATE, &date),
	        "is missing: a deal needs a date") ||
	    !needs_value(deals, AMOUNT, reader_money(reader, AMOUNT, &row->amount),
	        "is missing: a deal needs an amount") ||
	    !is_payable(deals, AMOUNT, row->amount))
		return false;
	row->us = date.us;
	row->start = date_period_start(date.us, deals->plan->period);
	row->is_refund =
	    row->amount.units < 0 && payplan_has(deals->plan, PAYPLAN_CLAWBACK);
	if (!payplan_needs_margin(deals->plan))
		return true;
	return needs_value(deals, MARGIN, reader_money(reader, MARGIN, &row->margin),
	           "is missing: the plan pays or counts margins") &&
	       is_payable(deals, MARGIN, row->margin);
}

static bool
read_deal(struct deals *deals, struct deals_credit *row)
{
	struct slice deal = reader_cell(deals->reader, DEAL);
	row->has_deal = !number_is_missing(deal);
	if (!row->has_deal && (row->is_refund || row->by_rows)) {
		reader_bad_cell(deals->reader, DEAL,
		    row->is_refund ? "is missing: a refund needs the deal that it is of"
		                   : "is missing: rows with shares need the deal that "
		                     "they are of");
		return false;
	}
	row->deal =
	    strmap_add(deals->names, row->has_deal ? deal : (struct slice){"", 0});
	return true;
}

static bool
read_shares(struct deals *deals, struct deals_credit *row)
{
	struct reader *reader = deals->reader;
	struct slice rep = reader_cell(reader, REP), share = reader_cell(reader, SHARE);
	if (number_is_missing(rep)) {
		reader_bad_cell(reader, REP, "is missing: who is paid?");
		return false;
	}
	const char *reason = shares_parse(rep, deals->plan->overlay, &deals->shares);
	if (reason) {
		reader_bad_cell(reader, REP, reason);
		return false;
	}
	row->by_rows = !number_is_missing(share);
	if (!row->by_rows)
		return true;
	if (memchr(rep.p, '|', rep.n) || memchr(rep.p, ':', rep.n))
		reason = "says shares, and so does the column rep: say them in one";
	else
		reason = shares_number(share, &deals->shares.parts[0].share);
	if (reason)
		reader_bad_cell(reader, SHARE, reason);
	return !reason;
}

static const struct rowstore_row *
store_cells(struct deals *deals)
{
	size_t n = deals->passing ? passthrough_columns(deals->passing) : 0;
	if (n)
		memcpy(deals->cells, passthrough_cells(deals->passing),
		    n * sizeof *deals->cells);
	return rowstore_add(deals->store, deals->cells, n);
}

static bool
add_credits(struct deals *deals, const struct deals_credit *row)
{
	size_t n = deals->shares.count, rules = deals->plan->rules_count;
	size_t before = deals->count;
	struct money *shares = mem_new(3 * n, sizeof *shares);
	struct money *amounts = shares + n, *margins = amounts + n;
	const struct payplan *plan = deals->plan;
	bool alone = row->by_rows; /* spread when all rows are known */
	for (size_t i = 0; i < n; i++)
		shares[i] = alone ? MONEY_ONE : deals->shares.parts[i].share;
	struct money before_share = {0};
	bool done =
	    shares_spread(
	        row->amount, shares, n, plan->overlay, plan->decimals, amounts) &&
	    shares_spread(row->margin, shares, n, plan->overlay, plan->decimals, margins);
	if (!done)
		reader_bad_row(deals->reader, "an amount is too large");
	deals->credits = mem_grow(
	    deals->credits, &deals->capacity, deals->count + n, sizeof *deals->credits);
	deals->answers = mem_grow(deals->answers, &deals->answers_capacity,
	    (deals->count + n) * rules + 1, sizeof *deals->answers);
	for (size_t i = 0; done && i < n; i++) {
		struct deals_credit *credit = &deals->credits[deals->count];
		*credit = *row;
		credit->share = deals->shares.parts[i].share;
		credit->amount = amounts[i];
		credit->margin = margins[i];
		credit->share_before = before_share;
		if (!plan->overlay)
			before_share.units += credit->share.units;
		deals->payee = deals->shares.parts[i].rep;
		done = ask(deals, deals->answers + deals->count * rules);
		credit->rep = done ? strmap_add(deals->reps, deals->payee) : 0;
		deals->count++;
	}
	free(shares);
	if (!done)
		deals->count = before;
	return done;
}

static void
take_row(struct deals *deals)
{
	struct deals_credit row = {.file = (uint32_t)reader_file(deals->reader),
	    .place = (uint32_t)reader_line(deals->reader),
	    .first_step = DEALS_NO_STEP,
	    .last_step = DEALS_NO_STEP};
	if (!read_values(deals, &row))
		return;
	if (deals->options->as_of_given && row.us > deals->options->as_of_us) {
		deals->later++;
		return;
	}
	if (!read_shares(deals, &row) || !read_deal(deals, &row))
		return;
	row.cells = store_cells(deals);
	add_credits(deals, &row);
}

/* Shares that stand in rows */

static bool
of_one_deal(const struct deals_credit *a, const struct deals_credit *b)
{
	return a->deal == b->deal && a->us == b->us &&
	       (a->amount.units < 0) == (b->amount.units < 0);
}

static int
by_deal(const void *x, const void *y)
{
	const struct deals_credit *a = *(struct deals_credit *const *)x;
	const struct deals_credit *b = *(struct deals_credit *const *)y;
	if (a->deal != b->deal)
		return a->deal < b->deal ? -1 : 1;
	if (a->us != b->us)
		return a->us < b->us ? -1 : 1;
	if ((a->amount.units < 0) != (b->amount.units < 0))
		return a->amount.units < 0 ? 1 : -1;
	return a < b ? -1 : a > b;
}

static void
spread_rows(struct deals *deals, struct deals_credit **rows, size_t n)
{
	const struct payplan *plan = deals->plan;
	struct money sum = {0}, none = {0};
	struct money *shares = mem_new(3 * n, sizeof *shares);
	struct money *amounts = shares + n, *margins = amounts + n;
	for (size_t i = 0; i < n; i++) {
		shares[i] = rows[i]->share;
		rows[i]->share_before = plan->overlay ? none : sum;
		sum.units += shares[i].units;
		if (rows[i]->amount.units != rows[0]->amount.units ||
		    rows[i]->margin.units != rows[0]->margin.units)
			deals_fail(deals, rows[i],
			    "the amount of deal \"%s\" is another one than in line "
			    "%" PRIu32 ": rows with shares have that of the whole deal",
			    diag_show(deals_name(deals, rows[i])).text, rows[0]->place);
		for (size_t k = 0; k < i; k++)
			if (rows[k]->rep == rows[i]->rep)
				deals_fail(deals, rows[i],
				    "\"%s\" has a share of deal \"%s\" in line %" PRIu32
				    " already: put them together",
				    diag_show(deals_rep(deals, rows[i]->rep)).text,
				    diag_show(deals_name(deals, rows[i])).text,
				    rows[k]->place);
	}
	if (!plan->overlay && money_compare(sum, MONEY_ONE) != 0)
		deals_fail(deals, rows[0],
		    "the shares of deal \"%s\" don't add up to 100 (a plan's `set` row "
		    "`shares` can say overlay)",
		    diag_show(deals_name(deals, rows[0])).text);
	if (!shares_spread(
	        rows[0]->amount, shares, n, plan->overlay, plan->decimals, amounts) ||
	    !shares_spread(
	        rows[0]->margin, shares, n, plan->overlay, plan->decimals, margins))
		deals_fail(deals, rows[0], "an amount is too large");
	for (size_t i = 0; i < n; i++) {
		rows[i]->amount = amounts[i];
		rows[i]->margin = margins[i];
	}
	free(shares);
}

static void
spread_all_rows(struct deals *deals)
{
	struct deals_credit **rows = mem_new(deals->count + 1, sizeof *rows);
	size_t n = 0;
	for (size_t i = 0; i < deals->count; i++)
		if (deals->credits[i].by_rows)
			rows[n++] = &deals->credits[i];
	qsort(rows, n, sizeof *rows, by_deal);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && of_one_deal(rows[i], rows[k]);)
			k++;
		spread_rows(deals, rows + i, k - i);
	}
	free(rows);
}

/* Opening */

struct reader *
deals_open_header(const struct options_common *options)
{
	return reader_open(roles, ROLES, options);
}

struct deals *
deals_read(const struct payplan *plan, const struct deals_settings *settings,
    const struct options_common *options, const char *const *computed, size_t count)
{
	struct deals *deals = mem_new(1, sizeof *deals);
	deals->plan = plan;
	deals->options = options;
	deals->reader = reader_open(roles, ROLES, options);
	if (*plan->currency) {
		reader_expect_currency(deals->reader, AMOUNT, plan->currency);
		reader_expect_currency(deals->reader, MARGIN, plan->currency);
	}
	bind(deals);
	if (computed)
		deals->passing =
		    passthrough_new(deals->reader, computed, count, settings->replace);
	deals->cells = mem_new((computed ? passthrough_columns(deals->passing) : 0) + 1,
	    sizeof *deals->cells);
	deals->store = rowstore_new();
	deals->reps = strmap_new();
	deals->names = strmap_new();
	while (reader_next(deals->reader))
		take_row(deals);
	spread_all_rows(deals);
	if (deals->later && !options->quiet)
		diag_note("note: %" PRIu64 " deal%s later than --as-of left out",
		    deals->later, deals->later == 1 ? "" : "s");
	return deals;
}

void
deals_free(struct deals *deals)
{
	reader_close(deals->reader);
	passthrough_free(deals->passing);
	rowstore_free(deals->store);
	strmap_free(deals->reps);
	strmap_free(deals->names);
	free(deals->cells);
	free(deals->credits);
	free(deals->answers);
	free(deals->shares.parts);
	free(deals);
}

/* Looking at them */

void
deals_fail(
    const struct deals *deals, const struct deals_credit *credit, const char *format, ...)
{
	char message[400];
	const char *file = deals->options->files[credit->file];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	diag_fatal(EX_DATAERR, "%s:%" PRIu32 ": %s",
	    strcmp(file, "-") == 0 ? "<stdin>" : file, credit->place, message);
}

size_t
deals_count(const struct deals *deals)
{
	return deals->count;
}

struct deals_credit *
deals_credit(const struct deals *deals, size_t i)
{
	return &deals->credits[i];
}

bool
deals_holds(const struct deals *deals, size_t credit, size_t rule)
{
	return deals->answers[credit * deals->plan->rules_count + rule];
}

size_t
deals_reps(const struct deals *deals)
{
	return strmap_count(deals->reps);
}

struct slice
deals_rep(const struct deals *deals, uint32_t rep)
{
	return strmap_key(deals->reps, rep);
}

struct slice
deals_name(const struct deals *deals, const struct deals_credit *credit)
{
	return strmap_key(deals->names, credit->deal);
}

const struct passthrough *
deals_columns(const struct deals *deals)
{
	return deals->passing;
}

char
deals_delimiter(const struct deals *deals)
{
	return reader_delimiter(deals->reader);
}
