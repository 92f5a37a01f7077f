#include "intake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/currency.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "exchange.h"
#include "export.h"
#include "recent_dates.h"

#define ABSENT ((size_t)-1)

/* What rows of a file are left out for. */
enum {
	LEFT_TOTAL,
	LEFT_COMMENT,
	LEFT_FOOTER,
	LEFT_UNPAID,
	LEFT_UNWON,
	LEFT_LATE,
	LEFT_BEHIND,
	LEFT
};

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

/* What is known of the file being read. */
struct file {
	struct roi_layout layout;
	const char *dates; /* the format of those that aren't ISO 8601, or NULL */
	size_t status;     /* the column that says whether a deal or order counts */
	struct slice currency[ROI_ROLES]; /* that the name of a column says */
	struct slice shared;              /* that all of them say that say any */
	bool micros;                      /* spend is in millionths */
	size_t line;                      /* of the record being read */
	uint64_t rows, left[LEFT];
	size_t first_left[LEFT]; /* lines */
	uint64_t bounds;         /* cells such as `< 10%` */
};

struct row {
	struct roi_sums sums;
	struct slice currency[ROI_SUM_MONEYS]; /* of each amount; n = 0: not stated */
};

struct intake {
	const struct options_common *common;
	const struct roi_intake_options *options;
	struct roi_ledger *ledger;
	const struct roi_plan *plan;
	struct reader *reader;
	struct slice *chosen; /* columns that -c names */
	char delimiter;       /* of the first file: asked for, or said; 0: none */
	bool looked;          /* at the first file */
	struct file file;
	const char *file_name; /* NULL: none is being read */
	size_t *by;            /* the roles of the columns of --by */
	struct slice *cells;   /* of the row's account */
	struct roi_recent_dates *dates;
	bool dates_missed; /* there are some that can't be read, and aren't needed */
	struct row row;
};

/* What is said of a file */

/* A text for one message, cut where it is too long. */
struct said {
	char text[2400];
	size_t n;
};

static void say(struct said *said, const char *format, ...) DIAG_PRINTF(2, 3);

static void
say(struct said *said, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n =
	    vsnprintf(said->text + said->n, sizeof said->text - said->n, format, args);
	va_end(args);
	said->n += n > 0 ? (size_t)n : 0;
	if (said->n >= sizeof said->text)
		said->n = sizeof said->text - 1;
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* The columns whose names aren't just those of the roles. */
static bool
say_columns(struct said *said, const struct reader *reader)
{
	const char *before = "; ";
	for (size_t role = 0; role < ROI_ROLES; role++) {
		const char *name = roi_role_name((enum roi_role)role);
		if (!reader_has(reader, role) ||
		    columns_alike(reader_column_name(reader, role), slice_of(name)))
			continue;
		say(said, "%s%s is \"%s\"", before, name,
		    diag_show(reader_column_name(reader, role)).text);
		before = ", ";
	}
	return *before == ',';
}

static const char *
delimiter_name(char delimiter)
{
	return delimiter == '\t' ? "tabs" : delimiter == ';' ? "semicolons" : "commas";
}

/* Says what a file was taken for, unless that is a plain table. */
static void
note_layout(const struct intake *intake, const struct reader *reader)
{
	const struct file *file = &intake->file;
	const struct roi_layout *layout = &file->layout;
	struct said said = {"", 0};
	if (layout->titles && layout->skip_lines)
		say(&said, "; the header is below %zu line%s of titles or comments",
		    layout->skip_lines, plural(layout->skip_lines));
	if (layout->delimiter && layout->delimiter != ',' && !intake->common->delimiter)
		say(&said, "; separated by %s", delimiter_name(layout->delimiter));
	if (layout->how == ROI_DECIMAL_SEEN && layout->decimal == ',')
		say(&said, "; decimal commas");
	if (reader_has(reader, ROI_DATE) && file->dates)
		say(&said, "; dates as %s where they aren't ISO 8601", file->dates);
	bool named = say_columns(&said, reader);
	if (file->micros)
		say(&said, "; spend counts millionths");
	if (!said.n && !named && layout->platform == ROI_PLAIN)
		return;
	const char *platform = roi_platform_name(layout->platform);
	diag_note("%s: read as %s%s%s", reader_file_name(reader),
	    *platform ? "an export of " : "a table", platform, said.text);
}

static void
note_left(const struct intake *intake)
{
	static const char *const what[LEFT] = {
	    [LEFT_TOTAL] = "totals",
	    [LEFT_COMMENT] = "comments",
	    [LEFT_FOOTER] = "footers",
	    [LEFT_UNPAID] = "orders that aren't paid, or lines of orders",
	    [LEFT_UNWON] = "deals that aren't won",
	    [LEFT_LATE] = "rows later than --as-of",
	    [LEFT_BEHIND] = "what stands below the table",
	};
	const struct file *file = &intake->file;
	struct said said = {"", 0};
	for (size_t i = 0; i < LEFT; i++)
		if (file->left[i])
			say(&said, "%s%s (%llu, from line %zu)", said.n ? ", " : "",
			    what[i], (unsigned long long)file->left[i],
			    file->first_left[i]);
	if (said.n)
		diag_note("%s: %llu row%s read; left out: %s", intake->file_name,
		    (unsigned long long)file->rows, plural(file->rows), said.text);
	if (file->bounds)
		diag_note("%s: %llu cell%s such as \"< 10%%\" taken as missing",
		    intake->file_name, (unsigned long long)file->bounds,
		    plural(file->bounds));
}

/* Counts the record that is being read among those left out. */
static void
leave(struct intake *intake, size_t what)
{
	struct file *file = &intake->file;
	if (file->left[what]++ == 0)
		file->first_left[what] = file->line;
}

/* The guide of the reader */

static void
look(void *data, struct slice head, struct csvin_options *csv)
{
	struct intake *intake = data;
	struct roi_request request = {
	    .delimiter = csv->delimiter,
	    .decimal = intake->common->decimal,
	    .skip_given = intake->options->skip_given,
	    .skip_lines = intake->options->skip_lines,
	    .chosen = intake->chosen,
	    .chosen_count = intake->common->choices_count,
	};
	if (!intake->looked)
		intake->delimiter = csv->delimiter;
	intake->looked = true;
	if (head.n == CSVIN_HEAD) /* not all there is: the last line may be cut */
		while (head.n && head.p[head.n - 1] != '\n' && head.p[head.n - 1] != '\r')
			head.n--;
	if (intake->file_name && !intake->common->quiet)
		note_left(intake);
	intake->file = (struct file){0};
	roi_layout_find(head, &request, &intake->file.layout);
	csv->skip_lines = intake->file.layout.skip_lines;
	if (intake->file.layout.delimiter)
		csv->delimiter = intake->file.layout.delimiter;
}

static struct columns_match
find(void *data, const struct slice *names, size_t count, size_t role)
{
	(void)data;
	return roi_role_find(names, count, (enum roi_role)role);
}

static void
check_decimal(const struct intake *intake, const struct reader *reader)
{
	const struct roi_layout *layout = &intake->file.layout;
	if (layout->how == ROI_DECIMAL_AMBIGUOUS)
		diag_fatal(EX_DATAERR,
		    "%s:%zu: \"%s\" is ambiguous, and no other number tells: if the "
		    "comma "
		    "is the decimal mark, say --decimal=, and if the dot is, --decimal=.",
		    reader_file_name(reader), layout->example_line,
		    diag_show(layout->example).text);
}

static void
check_figures(const struct reader *reader)
{
	for (size_t role = ROI_FIGURES; role < ROI_ROLES; role++)
		if (reader_has(reader, role))
			return;
	struct said said = {"", 0};
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	for (size_t i = 0; i < n && i < 20; i++)
		say(&said, "%s%s", i ? ", " : "", diag_show(names[i]).text);
	diag_fatal(EX_DATAERR,
	    "%s: no column has spend or results; there are: %s%s; if another line is the "
	    "header, say how many stand above it, --skip-lines=N; if a column has "
	    "another "
	    "name, say so, as in -c spend=NAME",
	    reader_file_name(reader), said.text, n > 20 ? ", ..." : "");
}

/* Where deals and orders are listed, not all of them are revenue. */
static size_t
find_status(const struct slice *names, size_t n, enum roi_platform platform)
{
	struct columns_match match = {.outcome = COLUMNS_ABSENT};
	if (platform == ROI_HUBSPOT)
		match = columns_named(names, n, slice_of("deal stage"));
	if (platform == ROI_SHOPIFY)
		match = columns_named(names, n, slice_of("financial status"));
	return match.outcome == COLUMNS_FOUND ? match.column : ABSENT;
}

/* What the names of the columns say. */
static void
find_currencies(struct file *file, const struct reader *reader)
{
	bool differ = false;
	for (size_t role = ROI_FIGURES; role < ROI_ROLES; role++) {
		if (!reader_has(reader, role) || !roi_role_is_money((enum roi_role)role))
			continue;
		struct slice said = roi_name_currency(reader_column_name(reader, role));
		file->currency[role] = said;
		differ |= said.n && file->shared.n && !slice_equal(said, file->shared);
		if (said.n)
			file->shared = said;
	}
	if (differ)
		file->shared.n = 0;
}

static void
opened(void *data, const struct reader *reader, struct number_style *style)
{
	struct intake *intake = data;
	struct file *file = &intake->file;
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	intake->file_name = reader_file_name(reader);
	check_figures(reader);
	check_decimal(intake, reader);
	if (!intake->common->decimal && file->layout.how == ROI_DECIMAL_SEEN)
		*style = (struct number_style){file->layout.decimal, false};
	file->status = find_status(names, n, file->layout.platform);
	file->dates = roi_platform_dates(file->layout.platform);
	if (intake->common->date_format)
		file->dates = NULL;
	else if (style->decimal == ',')
		file->dates = "%d/%m/%Y"; /* who writes commas writes the day first */
	find_currencies(file, reader);
	file->micros = reader_has(reader, ROI_SPEND) &&
	               roi_name_is_micros(reader_column_name(reader, ROI_SPEND));
	roi_recent_dates_forget(intake->dates);
	if (!intake->common->quiet)
		note_layout(intake, reader);
}

/* The first cell that isn't missing; the first of all where all are. */
static struct slice
first_cell(const struct csvin *in)
{
	size_t i = 0, n = csvin_cells(in);
	while (i < n && number_is_missing(csvin_cell(in, i)))
		i++;
	return n ? csvin_cell(in, i < n ? i : 0) : (struct slice){"", 0};
}

/* Does the row say nothing of what it is about, though the file has columns for it? Meta
 * and Google Analytics write their totals so. */
static bool
is_about_nothing(const struct intake *intake, const struct reader *reader)
{
	enum roi_platform platform = intake->file.layout.platform;
	bool any = false;
	if (platform != ROI_META && platform != ROI_GA4)
		return false;
	for (size_t role = ROI_CAMPAIGN; role <= ROI_DATE; role++) {
		if (!reader_has(reader, role))
			continue;
		any = true;
		if (!number_is_missing(reader_cell(reader, role)))
			return false;
	}
	return any;
}

static bool
is_total(const struct intake *intake, const struct reader *reader, const struct csvin *in,
    enum csvin_status status)
{
	if (intake->options->keep_totals)
		return false;
	bool labelled = roi_is_total(first_cell(in));
	if (status != CSVIN_RECORD)
		return labelled;
	if (!labelled)
		return is_about_nothing(intake, reader);
	/* A campaign may be called Total; what has a date is no total. */
	struct slice date = reader_cell(reader, ROI_DATE);
	return number_is_missing(date) || roi_is_total(date);
}

/* Do all cells hold texts, as those of another table's header do? */
static bool
is_header(const struct csvin *in)
{
	static const struct number_style dot = {'.', false};
	struct number number;
	for (size_t i = 0; i < csvin_cells(in); i++)
		if (number_is_missing(csvin_cell(in, i)) ||
		    !number_parse(csvin_cell(in, i), &dot, &number))
			return false;
	return true;
}

/* Behind a blank line an export that has titles may go on with another table. */
static bool
is_behind(const struct intake *intake, const struct csvin *in, enum csvin_status status)
{
	return intake->file.layout.titles && csvin_after_blank(in) &&
	       (status == CSVIN_BAD || is_header(in));
}

static bool
is_paid(struct slice status)
{
	return slice_equal_nocase(status, slice_of("paid")) ||
	       slice_equal_nocase(status, slice_of("partially_refunded"));
}

static bool
is_won(struct slice stage)
{
	return columns_alike(stage, slice_of("closed won")) ||
	       columns_alike(stage, slice_of("closedwon"));
}

/* What a record is left out for; LEFT if it isn't. */
static size_t
reason_to_leave(const struct intake *intake, const struct reader *reader,
    const struct csvin *in, enum csvin_status status)
{
	const struct file *file = &intake->file;
	if (is_total(intake, reader, in, status))
		return LEFT_TOTAL;
	bool odd = status == CSVIN_BAD || csvin_cells(in) == 1;
	if (odd && roi_is_footer(csvin_raw(in)))
		return LEFT_FOOTER;
	/* A comment that happens to have as many cells is one only in a file of them. */
	if ((odd || file->layout.titles) && roi_is_comment(csvin_raw(in)))
		return file->layout.titles && file->rows ? LEFT_BEHIND : LEFT_COMMENT;
	if (is_behind(intake, in, status))
		return LEFT_BEHIND;
	if (file->status == ABSENT || status == CSVIN_BAD)
		return LEFT;
	struct slice cell = slice_trim(csvin_cell(in, file->status));
	if (file->layout.platform == ROI_SHOPIFY)
		return is_paid(cell) ? LEFT : LEFT_UNPAID;
	return is_won(cell) ? LEFT : LEFT_UNWON;
}

static enum reader_verdict
judge(void *data, const struct reader *reader, const struct csvin *in,
    enum csvin_status status)
{
	struct intake *intake = data;
	intake->file.line = csvin_line(in);
	size_t reason = reason_to_leave(intake, reader, in, status);
	if (reason == LEFT)
		return READER_TAKE;
	leave(intake, reason);
	return reason == LEFT_BEHIND ? READER_STOP : READER_PASS;
}

/* Rows */

/* The row's date. READER_MISSING also where it can't be read and isn't needed. */
static enum reader_value
take_date(struct intake *intake, int64_t *us)
{
	struct reader *reader = intake->reader;
	bool needed = roi_plan_needs_dates(intake->plan) || intake->common->as_of_given;
	struct slice cell = reader_cell(reader, ROI_DATE);
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
	struct date date;
	const char *reason = date_parse(cell, intake->common->date_format, &date);
	if (reason && intake->file.dates && !date_parse(cell, intake->file.dates, &date))
		reason = NULL;
	if (reason && needed) {
		reader_bad_cell(reader, ROI_DATE, reason);
		return READER_BAD;
	}
	intake->dates_missed |= reason != NULL;
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
	struct slice said[] = {code_of(row), code_of(column), code_of(cell)};
	*currency = (struct slice){"", 0};
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

/* Digits with at most one dot among them and 18 digits in all: what most cells are. */
static bool
read_plain(struct slice cell, struct money *value)
{
	static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000,
	    10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
	    10000000000000, 100000000000000, 1000000000000000, 10000000000000000,
	    100000000000000000, 1000000000000000000};
	int64_t digits = 0;
	size_t point = cell.n;
	if (cell.n == 0 || cell.n > MONEY_DECIMALS)
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];
		if (c == '.' && point == cell.n)
			point = i;
		else if (c < '0' || c > '9')
			return false;
		else
			digits = digits * 10 + (c - '0');
	}
	size_t decimals = point == cell.n ? 0 : cell.n - point - 1;
	if (cell.n == 1 && point == 0)
		return false;
	value->units = (money_units)digits * powers[MONEY_DECIMALS - decimals];
	return true;
}

/* The figure in the row's cell, and the currency that the cell itself says. */
static enum reader_value
take_figure(struct intake *intake, enum roi_role role, struct money *value,
    struct slice *currency)
{
	struct reader *reader = intake->reader;
	struct slice cell = reader_cell(reader, role);
	struct number_style style = reader_number_style(reader);
	bool micros = role == ROI_SPEND && intake->file.micros;
	currency->n = 0;
	if (cell.n == 0)
		return READER_MISSING;
	if (style.decimal == '.' && !micros && read_plain(cell, value))
		return READER_VALUE;
	if (number_is_missing(cell))
		return READER_MISSING;
	if (roi_is_bound(cell)) {
		intake->file.bounds++;
		return READER_MISSING;
	}
	struct number number;
	const char *reason = number_parse(cell, &style, &number);
	if (!reason && micros && number.count)
		number.point -= 6;
	if (!reason)
		reason = money_from_number(&number, value);
	if (reason) {
		reader_bad_cell(reader, role, reason);
		return READER_BAD;
	}
	*currency = number.currency;
	return READER_VALUE;
}

/* The currency that the row's own column says; false if it says what is none. */
static bool
take_currency(struct intake *intake, struct slice *currency)
{
	struct slice cell = slice_trim(reader_cell(intake->reader, ROI_CURRENCY));
	*currency = (struct slice){"", 0};
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
	roi_sums_add(sums, ROI_SUM_VALUED, customers);
	return roi_money_multiply(
	    sums->sum[ROI_SUM_LIFETIME], customers, &sums->sum[ROI_SUM_LIFETIME]);
}

static void
mark_email(struct roi_sums *sums)
{
	if (roi_sums_has(sums, ROI_SUM_CLICKS) &&
	    (roi_sums_has(sums, ROI_SUM_SENT) || roi_sums_has(sums, ROI_SUM_DELIVERED) ||
	        roi_sums_has(sums, ROI_SUM_OPENS)))
		roi_sums_add(sums, ROI_SUM_EMAIL_CLICKS, sums->sum[ROI_SUM_CLICKS]);
}

/*
 * An amount that says nothing of its currency is in that of the row's others, else in the
 * one that the header says of other columns: Meta names it in one column only. Where
 * those are several it stays open.
 */
static void
share_currency(struct row *row, const struct file *file)
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
		shared = file->shared;
	for (int i = 0; shared.n && i < ROI_SUM_MONEYS; i++)
		if (row->currency[i].n == 0)
			row->currency[i] = shared;
}

/* The row's figures; false if the row can't be used. */
static bool
take_figures(struct intake *intake, struct row *row)
{
	struct slice stated, own;
	*row = (struct row){.sums.seen = 0};
	if (!take_currency(intake, &stated))
		return false;
	for (size_t i = 0; i < FIGURES; i++) {
		enum roi_role role = figures[i].role;
		enum roi_metric metric = figures[i].metric;
		if (!reader_has(intake->reader, role))
			continue;
		enum reader_value value =
		    take_figure(intake, role, &row->sums.sum[metric], &own);
		if (value == READER_BAD)
			return false;
		if (value == READER_MISSING)
			continue;
		row->sums.seen |= UINT32_C(1) << metric;
		if (metric < ROI_SUM_MONEYS && !agree(stated, intake->file.currency[role],
		                                   own, &row->currency[metric])) {
			reader_bad_cell(intake->reader, role,
			    "is in another currency than the row or the column says");
			return false;
		}
	}
	share_currency(row, &intake->file);
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
	intake->cells[roi_ledger_group_cells(ledger) + ROI_CELL_CURRENCY] = currency;
	struct roi_sums *sums =
	    roi_ledger_sums(ledger, roi_ledger_account(ledger, intake->cells));
	struct roi_sums part = row->sums;
	part.seen &= mask;
	if (!roi_sums_add_all(sums, &part))
		diag_fatal(EX_DATAERR,
		    "%s: the sum gets too large for an amount of money",
		    reader_place(intake->reader));
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
		leave(intake, LEFT_LATE);
		return false;
	}
	return !intake->plan->has_range ||
	       (us >= intake->plan->from_us && us <= intake->plan->to_us);
}

static void
take_row(struct intake *intake)
{
	const struct roi_plan *plan = intake->plan;
	struct reader *reader = intake->reader;
	struct slice period = {"", 0};
	int64_t us = 0;
	enum reader_value date = take_date(intake, &us);
	if (date == READER_BAD || (date == READER_VALUE && !counts(intake, us)) ||
	    !take_figures(intake, &intake->row))
		return;
	if (plan->has_period)
		period = roi_recent_dates_period(intake->dates, us, plan->period);
	for (size_t i = 0; i < plan->by.count; i++)
		intake->cells[i] = reader_cell(reader, intake->by[i]);
	if (plan->has_period)
		intake->cells[plan->by.count] = period;
	bool paid =
	    plan->has_paid && roi_plan_is_paid(plan, reader_cell(reader, ROI_CHANNEL));
	intake->cells[roi_ledger_group_cells(intake->ledger) + ROI_CELL_PAID] =
	    slice_of(paid ? "paid" : "");
	check_model(intake);
	add_row(intake, &intake->row);
	if (date == READER_VALUE)
		roi_ledger_saw(intake->ledger, us);
	intake->file.rows++;
}

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
roi_intake(const struct options_common *common, const struct roi_intake_options *options,
    struct roi_ledger *ledger)
{
	struct intake intake = {.common = common,
	    .options = options,
	    .ledger = ledger,
	    .plan = roi_ledger_plan(ledger)};
	struct reader_guide guide = {&intake, look, find, opened, judge};
	struct reader_role roles[ROI_ROLES];
	intake.chosen = mem_new(common->choices_count, sizeof *intake.chosen);
	for (size_t i = 0; i < common->choices_count; i++)
		intake.chosen[i] = slice_of(common->choices[i].column);
	intake.by = mem_new(intake.plan->by.count, sizeof *intake.by);
	intake.cells = mem_new(roi_ledger_cells(ledger), sizeof *intake.cells);
	intake.dates = roi_recent_dates_new();
	make_roles(intake.plan, roles);
	intake.reader = reader_open_guided(roles, ROI_ROLES, common, &guide);
	find_groups(&intake);
	while (reader_next(intake.reader))
		take_row(&intake);
	if (!common->quiet)
		note_left(&intake);
	reader_close(intake.reader);
	roi_recent_dates_free(intake.dates);
	free(intake.cells);
	free(intake.by);
	free(intake.chosen);
	return intake.delimiter ? intake.delimiter : ',';
}
