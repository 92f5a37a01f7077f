#include "intake.h"

#include <stdlib.h>

#include "../../common/currency.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/parts.h"
#include "../../common/reader.h"
#include "exchange.h"
#include "export.h"
#include "recent_dates.h"

/* The figures that are added up as they are. */
static const struct {
	enum roi_role role;
	enum roi_metric metric;
} figures[] = {
    {ROI_SPEND, ROI_SUM_SPEND},
    {ROI_REVENUE, ROI_SUM_REVENUE},
    {ROI_COGS, ROI_SUM_COGS},
    {ROI_IMPRESSIONS, ROI_SUM_IMPRESSIONS},
    {ROI_CLICKS, ROI_SUM_CLICKS},
    {ROI_LEADS, ROI_SUM_LEADS},
    {ROI_MQLS, ROI_SUM_MQLS},
    {ROI_SQLS, ROI_SUM_SQLS},
    {ROI_CONVERSIONS, ROI_SUM_CONVERSIONS},
    {ROI_CUSTOMERS, ROI_SUM_CUSTOMERS},
    {ROI_SENT, ROI_SUM_SENT},
    {ROI_DELIVERED, ROI_SUM_DELIVERED},
    {ROI_OPENS, ROI_SUM_OPENS},
    {ROI_CLV, ROI_SUM_LIFETIME},
};
enum { FIGURES = sizeof figures / sizeof *figures };

/* A figure that the file being read has a column for. */
struct figure {
	enum roi_role role;
	enum roi_metric metric;
	bool plain; /* a plain decimal means what it says: no millionths, no open mark */
};

struct row {
	struct roi_sums sums;
	bool states_currency;                  /* for any amount */
	struct slice currency[ROI_SUM_MONEYS]; /* if so, of each; n = 0: not stated */
};

struct intake {
	const struct options_common *common;
	struct roi_source *source;
	const struct roi_manner *manner; /* of the file being read */
	size_t file;                     /* its number */
	struct number_style style;       /* and how it writes numbers */
	struct figure figures[FIGURES];
	size_t figures_count;
	bool has_currency, has_model; /* has it a column for them? */
	bool names_currency;          /* does that or a header say what amounts are in? */
	struct roi_ledger *ledger;
	const struct roi_plan *plan;
	struct reader *reader;
	size_t *by;          /* the roles of the columns of --by */
	struct slice *cells; /* of the row's account */
	size_t group_cells;  /* how many of them make its group */
	struct roi_recent_dates *dates;
	struct row row;
};

/* Rows */

/* The row's date. READER_MISSING also where it can't be read and isn't needed. */
static enum reader_value
take_date(struct intake *intake, int64_t *us)
{
	struct reader *reader = intake->reader;
	struct slice cell = reader_cell(reader, ROI_DATE);
	struct date date;
	if (!intake->common->date_format && roi_recent_dates_day(intake->dates, cell, us))
		return READER_VALUE;
	if (number_is_missing(cell)) {
		if (!roi_plan_needs_dates(intake->plan))
			return READER_MISSING;
		if (reader_has(reader, ROI_DATE))
			reader_bad_cell(reader, ROI_DATE,
			    "is missing: --period, --from, --to and --cashflow need it");
		else
			reader_bad_row(reader,
			    "there is no column for the date, which --period, --from, "
			    "--to "
			    "and --cashflow need: -c date=NAME chooses one");
		return READER_BAD;
	}
	if (roi_recent_dates_find(intake->dates, cell, us))
		return READER_VALUE;
	bool needed = roi_plan_needs_dates(intake->plan) || intake->common->as_of_given;
	const char *reason = date_parse(cell, intake->common->date_format, &date);
	if (reason && intake->manner->dates &&
	    !date_parse(cell, intake->manner->dates, &date))
		reason = NULL;
	if (reason && needed) {
		reader_bad_cell(reader, ROI_DATE, reason);
		return READER_BAD;
	}
	if (reason)
		return READER_MISSING;
	*us = date.us;
	roi_recent_dates_note(intake->dates, cell, *us);
	return READER_VALUE;
}

/* The currency as it is called here: its code where the sign tells it. */
static struct slice
code_of(struct slice currency)
{
	const char *code = NULL;
	if (currency.n && currency_decimals(currency) < 0 &&
	    currency_sign(currency, &code) && code)
		return slice_of(code);
	return currency;
}

static bool
is_code(struct slice currency)
{
	return currency_decimals(currency) >= 0;
}

/* Which currency is it, by the row's, the column's and the cell's own word? False if they
 * contradict each other. */
static bool
agree(struct slice row, struct slice column, struct slice cell, struct slice *currency)
{
	*currency = (struct slice){"", 0};
	if (row.n + column.n + cell.n == 0)
		return true;
	struct slice said[] = {code_of(row), code_of(column), code_of(cell)};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		if (said[i].n == 0)
			continue;
		if (currency->n && is_code(*currency) && is_code(said[i]) &&
		    !slice_equal(*currency, said[i]))
			return false;
		if (!currency->n || !is_code(*currency))
			*currency = said[i];
	}
	return true;
}

/* The figure in the row's cell, and the currency that the cell itself says. */
static enum reader_value
take_figure(struct intake *intake, const struct figure *figure, struct money *value,
    struct slice *currency)
{
	struct reader *reader = intake->reader;
	struct slice cell = reader_cell(reader, figure->role);
	bool micros = figure->role == ROI_SPEND && intake->manner->micros;
	currency->n = 0;
	if (figure->plain && money_parse_plain(cell, &intake->style, value))
		return READER_VALUE;
	if (number_is_missing(cell))
		return READER_MISSING;
	if (roi_is_bound(cell)) {
		roi_source_count_bound(intake->source);
		return READER_MISSING;
	}
	struct number number;
	const char *reason = number_parse(cell, &intake->style, &number);
	if (!reason && intake->manner->undecided && roi_is_ambiguous(cell))
		reason =
		    "is ambiguous: if the comma is the decimal mark, say --decimal=, "
		    "and if the dot is, --decimal=.";
	if (!reason && micros && number.count)
		number.point -= 6;
	if (!reason)
		reason = money_from_number(&number, value);
	if (reason) {
		reader_bad_cell(reader, figure->role, reason);
		return READER_BAD;
	}
	*currency = number.currency;
	return READER_VALUE;
}

/* The currency that the row's own column says; false if it says what is none. */
static bool
take_currency(struct intake *intake, struct slice *currency)
{
	*currency = (struct slice){"", 0};
	if (!intake->has_currency)
		return true;
	struct slice cell = slice_trim(reader_cell(intake->reader, ROI_CURRENCY));
	if (cell.n == 0 || number_is_missing(cell))
		return true;
	const char *code;
	if (!is_code(cell) && currency_sign(cell, &code) != cell.n) {
		reader_bad_cell(intake->reader, ROI_CURRENCY,
		    "is no currency: an ISO 4217 code such as EUR was expected");
		return false;
	}
	*currency = cell;
	return true;
}

/* The model of an attribution: of several, each claims all of the revenue. */
static void
check_model(struct intake *intake)
{
	if (!intake->has_model)
		return;
	struct slice cell = slice_trim(reader_cell(intake->reader, ROI_MODEL));
	struct roi_ledger *ledger = intake->ledger;
	uint32_t id;
	if (cell.n == 0 || !roi_ledger_met(ledger, ROI_NOTE_MODEL, cell, &id))
		return;
	roi_ledger_met_at(ledger, ROI_NOTE_MODEL, id, reader_place(intake->reader));
}

/* What a customer is worth weighs by how many they are, or is of one. */
static bool
weigh_lifetime(struct roi_sums *sums)
{
	const struct money one = {1000000000000000000};
	if (!roi_sums_has(sums, ROI_SUM_LIFETIME))
		return true;
	struct money customers =
	    roi_sums_has(sums, ROI_SUM_CUSTOMERS) ? sums->sum[ROI_SUM_CUSTOMERS] : one;
	roi_sums_set(sums, ROI_SUM_VALUED, customers);
	return money_multiply(
	    sums->sum[ROI_SUM_LIFETIME], customers, &sums->sum[ROI_SUM_LIFETIME]);
}

static void
mark_email(struct roi_sums *sums)
{
	if (roi_sums_has(sums, ROI_SUM_CLICKS) &&
	    (roi_sums_has(sums, ROI_SUM_SENT) || roi_sums_has(sums, ROI_SUM_DELIVERED) ||
	        roi_sums_has(sums, ROI_SUM_OPENS)))
		roi_sums_set(sums, ROI_SUM_EMAIL_CLICKS, sums->sum[ROI_SUM_CLICKS]);
}

/*
 * An amount that says nothing of its currency is in that of the row's others, else in the
 * one that the header says of other columns: Meta names it in one column only. Where
 * those are several it stays open.
 */
static void
share_currency(struct row *row, struct slice of_header)
{
	struct slice shared = {"", 0};
	for (int i = 0; i < ROI_SUM_MONEYS; i++) {
		if (row->currency[i].n == 0)
			continue;
		if (shared.n && !slice_equal(shared, row->currency[i]))
			return;
		shared = row->currency[i];
	}
	if (shared.n == 0)
		shared = of_header;
	for (int i = 0; shared.n && i < ROI_SUM_MONEYS; i++)
		if (row->currency[i].n == 0)
			row->currency[i] = shared;
}

/* Notes the currency of an amount, by all that says it; false if they contradict each
 * other, and then the row can't be used. */
static bool
note_currency(struct intake *intake, struct row *row, const struct figure *figure,
    struct slice stated, struct slice own)
{
	if (!row->states_currency)
		memset(row->currency, 0, sizeof row->currency);
	struct slice *currency = &row->currency[figure->metric];
	if (!agree(stated, intake->manner->currency[figure->role], own, currency)) {
		reader_bad_cell(intake->reader, figure->role,
		    "is in another currency than the row or the column says");
		return false;
	}
	row->states_currency |= currency->n > 0;
	return true;
}

/* The row's figures; false if the row can't be used. */
static bool
take_figures(struct intake *intake, struct row *row)
{
	struct slice stated, own = {"", 0};
	row->sums.seen = 0; /* what wasn't seen isn't looked at */
	if (!take_currency(intake, &stated))
		return false;
	row->states_currency = intake->manner->shared.n > 0;
	if (row->states_currency)
		memset(row->currency, 0, sizeof row->currency);
	for (size_t i = 0; i < intake->figures_count; i++) {
		const struct figure *figure = &intake->figures[i];
		enum reader_value value =
		    take_figure(intake, figure, &row->sums.sum[figure->metric], &own);
		if (value == READER_BAD)
			return false;
		if (value == READER_MISSING)
			continue;
		row->sums.seen |= UINT32_C(1) << figure->metric;
		if (figure->metric < ROI_SUM_MONEYS &&
		    (intake->names_currency || own.n) &&
		    !note_currency(intake, row, figure, stated, own))
			return false;
	}
	if (row->states_currency)
		share_currency(row, intake->manner->shared);
	mark_email(&row->sums);
	if (weigh_lifetime(&row->sums))
		return true;
	reader_bad_cell(intake->reader, ROI_CLV, "is too large with that many customers");
	return false;
}

/* Adds the metrics of `mask` to the account of a currency. */
static void
add_to_account(
    struct intake *intake, const struct row *row, struct slice currency, uint32_t mask)
{
	struct roi_ledger *ledger = intake->ledger;
	uint32_t id;
	intake->cells[intake->group_cells + ROI_CELL_CURRENCY] = currency;
	struct roi_sums *sums = roi_ledger_sums_of(ledger, intake->cells);
	if (!roi_sums_add_some(sums, &row->sums, mask))
		reader_refuse(
		    intake->reader, "the sum gets too large for an amount of money");
	if (currency.n && roi_ledger_met(ledger, ROI_NOTE_CURRENCY, currency, &id))
		roi_ledger_met_at(
		    ledger, ROI_NOTE_CURRENCY, id, reader_place(intake->reader));
}

/* Most rows are in one currency, and counts go with the first of several. */
static void
add_row(struct intake *intake, const struct row *row)
{
	uint32_t left = row->sums.seen, counts = ~((UINT32_C(1) << ROI_SUM_MONEYS) - 1);
	uint32_t mask = left & counts;
	struct slice currency = {"", 0};
	bool any = false;
	if (!row->states_currency) {
		add_to_account(intake, row, currency, left);
		return;
	}
	left &= ~counts;
	while (left || !any) {
		any = true;
		for (int i = 0, first = 1; i < ROI_SUM_MONEYS; i++) {
			if (!(left >> i & 1))
				continue;
			if (first)
				currency = row->currency[i];
			first = 0;
			if (slice_equal(row->currency[i], currency))
				mask |= UINT32_C(1) << i;
		}
		add_to_account(intake, row, currency, mask);
		left &= ~mask;
		mask = 0;
	}
}

/* Is the row's time one that counts? */
static bool
counts(struct intake *intake, int64_t us)
{
	const struct options_common *common = intake->common;
	if (common->as_of_given && us > common->as_of_us) {
		roi_source_count_late(intake->source, reader_line(intake->reader));
		return false;
	}
	return !intake->plan->has_range ||
	       (us >= intake->plan->from_us && us <= intake->plan->to_us);
}

/* What holds for all rows of a file is asked once. */
static void
begin_file(struct intake *intake)
{
	const struct reader *reader = intake->reader;
	intake->file = reader_file(reader);
	intake->style = reader_number_style(reader);
	intake->has_currency = reader_has(reader, ROI_CURRENCY);
	intake->has_model = reader_has(reader, ROI_MODEL);
	intake->names_currency = intake->has_currency;
	for (size_t role = 0; role < ROI_ROLES; role++)
		intake->names_currency |= intake->manner->currency[role].n > 0;
	intake->figures_count = 0;
	for (size_t i = 0; i < FIGURES; i++) {
		enum roi_role role = figures[i].role;
		if (!reader_has(reader, role))
			continue;
		bool micros = role == ROI_SPEND && intake->manner->micros;
		intake->figures[intake->figures_count++] = (struct figure){
		    role, figures[i].metric, !micros && !intake->manner->undecided};
	}
}

static void
take_row(struct intake *intake)
{
	const struct roi_plan *plan = intake->plan;
	struct reader *reader = intake->reader;
	int64_t us = 0;
	if (reader_file(reader) != intake->file) {
		roi_recent_dates_forget(intake->dates);
		begin_file(intake);
	}
	enum reader_value date = take_date(intake, &us);
	if (date == READER_BAD || (date == READER_VALUE && !counts(intake, us)) ||
	    !take_figures(intake, &intake->row))
		return;
	for (size_t i = 0; i < plan->by.count; i++)
		intake->cells[i] = reader_cell(reader, intake->by[i]);
	if (plan->has_period)
		intake->cells[plan->by.count] =
		    roi_recent_dates_period(intake->dates, us, plan->period);
	if (plan->has_paid)
		intake->cells[intake->group_cells + ROI_CELL_PAID] = slice_of(
		    roi_plan_is_paid(plan, reader_cell(reader, ROI_CHANNEL)) ? "paid"
		                                                             : "");
	check_model(intake);
	add_row(intake, &intake->row);
	if (date == READER_VALUE)
		roi_ledger_saw(intake->ledger, us);
	roi_source_count_row(intake->source);
}

/* Parts of a file */

static void *
begin_part(void *data)
{
	const struct intake *whole = data;
	struct roi_source *source = roi_source_part(whole->source);
	if (!source)
		return NULL;
	struct intake *part = mem_new(1, sizeof *part);
	*part = *whole;
	part->source = source;
	part->manner = roi_source_manner(source);
	part->ledger = roi_ledger_new(whole->plan);
	part->cells = mem_new(roi_ledger_cells(part->ledger), sizeof *part->cells);
	part->dates = roi_recent_dates_new();
	return part;
}

static const struct reader_guide *
guide_part(void *data)
{
	const struct intake *part = data;
	return roi_source_guide(part->source);
}

static void
take(void *data, struct reader *reader)
{
	struct intake *intake = data;
	intake->reader = reader;
	take_row(intake);
}

static bool
merge_part(void *data, void *part_data, size_t lines)
{
	struct intake *whole = data;
	const struct intake *part = part_data;
	if (!roi_ledger_add(whole->ledger, part->ledger))
		return false;
	roi_source_add(whole->source, part->source, lines);
	return true;
}

static void
end_part(void *data)
{
	struct intake *part = data;
	roi_source_part_free(part->source);
	roi_ledger_free(part->ledger);
	roi_recent_dates_free(part->dates);
	free(part->cells);
	free(part);
}

static const struct parts_task parts = {.begin = begin_part,
    .guide = guide_part,
    .row = take,
    .merge = merge_part,
    .end = end_part};

/* Opening */

/* The role that a column of --by is, or ROI_ROLES. */
static size_t
role_of(const char *name)
{
	size_t role = 0;
	while (role < ROI_FIGURES && !columns_alike(slice_of(name),
	                                 slice_of(roi_role_name((enum roi_role)role))))
		role++;
	return role < ROI_FIGURES ? role : ROI_ROLES;
}

static void
make_roles(const struct roi_plan *plan, struct reader_role roles[static ROI_ROLES])
{
	for (size_t i = 0; i < ROI_ROLES; i++)
		roles[i] = (struct reader_role){roi_role_name((enum roi_role)i),
		    roi_role_aliases((enum roi_role)i), false};
	for (size_t i = 0; i < plan->by.count; i++)
		if (role_of(plan->by.items[i]) != ROI_ROLES)
			roles[role_of(plan->by.items[i])].needed = true;
	roles[ROI_CHANNEL].needed |= plan->has_paid;
}

static void
find_groups(struct intake *intake)
{
	const struct list *by = &intake->plan->by;
	for (size_t i = 0; i < by->count; i++) {
		size_t role = role_of(by->items[i]);
		intake->by[i] = role != ROI_ROLES ? role
		                                  : reader_add_column(intake->reader,
		                                        by->items[i], true);
	}
}

char
roi_intake(const struct options_common *common, const struct roi_source_options *options,
    struct roi_ledger *ledger)
{
	struct intake intake = {
	    .common = common, .ledger = ledger, .plan = roi_ledger_plan(ledger)};
	struct reader_role roles[ROI_ROLES];
	intake.source = roi_source_new(common, options);
	intake.manner = roi_source_manner(intake.source);
	intake.by = mem_new(intake.plan->by.count, sizeof *intake.by);
	intake.group_cells = roi_ledger_group_cells(ledger);
	intake.cells = mem_new(roi_ledger_cells(ledger), sizeof *intake.cells);
	intake.dates = roi_recent_dates_new();
	make_roles(intake.plan, roles);
	intake.reader =
	    reader_open_guided(roles, ROI_ROLES, common, roi_source_guide(intake.source));
	find_groups(&intake);
	begin_file(&intake);
	parts_read(intake.reader, common->jobs, &parts, &intake);
	char delimiter = roi_source_delimiter(intake.source);
	roi_source_close(intake.source);
	reader_close(intake.reader);
	roi_recent_dates_free(intake.dates);
	free(intake.cells);
	free(intake.by);
	return delimiter ? delimiter : ',';
}
