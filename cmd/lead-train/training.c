#include "training.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"
#include "card.h"
#include "learn.h"

enum { LISTED_VALUES = 12 };

/* A number column that is text for the sake of so few cells is worth a word. */
#define NEARLY_NUMERIC 0.9

struct reading {
	const struct training_plan *plan;
	const struct options_common *options;
	struct reader *reader;
	struct training *training;
	size_t outcome, time, first; /* roles; `first` is the table's first column's */
	struct strmap *outcomes;     /* the texts of the outcome column */
	uint64_t *counts;            /* by text */
	size_t counts_capacity;
	uint32_t *texts; /* by row */
	size_t texts_capacity;
	uint64_t unknown, late; /* rows without an outcome, and later than --as-of */
	const char *yes, *no;   /* the pair of outcomes, where no value was named */
};

/* Which columns */

/* Sets a flag for each column of the header that the list names. */
static void
mark(const struct reader *reader, const struct list *list, uint8_t *flags)
{
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	for (size_t i = 0; list && i < list->count; i++) {
		struct columns_match match =
		    columns_named(names, n, slice_of(list->items[i]));
		if (match.outcome == COLUMNS_ABSENT)
			reader_lacks(reader, list->items[i]);
		flags[match.column] = 1;
		if (match.outcome == COLUMNS_AMBIGUOUS)
			flags[match.other] = 1;
	}
}

/* +1, -1 or CARD_EITHER by what stands in front of the name, which is moved behind it. */
static int8_t
take_direction(const char **name)
{
	if (**name != '+' && **name != '-')
		return CARD_EITHER;
	return *(*name)++ == '+' ? 1 : -1;
}

static bool
is_twice(const struct slice *names, size_t n, size_t i)
{
	for (size_t k = 0; k < n; k++)
		if (k != i && slice_equal(names[k], names[i]))
			return true;
	return false;
}

/* A rule can't name a column that has no name of its own. */
static bool
can_be_named(const struct reading *reading, size_t i)
{
	size_t n;
	const struct slice *names = reader_header(reading->reader, &n);
	const char *why = NULL;
	if (slice_trim(names[i]).n == 0)
		why = "has no name";
	else if (is_twice(names, n, i))
		why = "has the name of another";
	if (why && !reading->options->quiet)
		diag_note("note: column #%zu \"%s\" %s: left out", i + 1,
		    diag_show(names[i]).text, why);
	return !why;
}

/* The place of a name in the header. */
static size_t
column_of(const struct reader *reader, const char *name)
{
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	struct columns_match match = columns_named(names, n, slice_of(name));
	return match.outcome == COLUMNS_ABSENT ? n : match.column;
}

static void
choose_columns(struct reading *reading)
{
	const struct training_plan *plan = reading->plan;
	struct training *training = reading->training;
	size_t n;
	const struct slice *names = reader_header(reading->reader, &n);
	uint8_t *features = mem_new(n, 1), *exclude = mem_new(n, 1),
	        *keep = mem_new(n, 1);
	mark(reading->reader, plan->features, features);
	mark(reading->reader, plan->exclude, exclude);
	mark(reading->reader, plan->keep, keep);
	exclude[column_of(reading->reader, plan->outcome)] = 1;
	if (plan->time)
		exclude[column_of(reading->reader, plan->time)] = 1;
	training->kept = mem_new(n, sizeof *training->kept);
	training->monotone = mem_new(n, sizeof *training->monotone);
	for (size_t i = 0; i < n; i++) {
		bool wanted = plan->features->count ? features[i] || keep[i] : true;
		if (exclude[i] || !wanted || !can_be_named(reading, i))
			continue;
		training->kept[training->table.count] = features[i] || keep[i];
		table_add_column(&training->table, names[i]);
	}
	free(features);
	free(exclude);
	free(keep);
	if (training->table.count == 0)
		diag_fatal(EX_DATAERR, "%s: there is no column to learn from",
		    reader_place(reading->reader));
}

static void
choose_monotone(struct reading *reading)
{
	const struct list *list = reading->plan->monotone;
	struct table *table = &reading->training->table;
	for (size_t i = 0; i < list->count; i++) {
		const char *name = list->items[i];
		int8_t direction = take_direction(&name);
		size_t column = column_of(reading->reader, name), n, k = 0;
		const struct slice *names = reader_header(reading->reader, &n);
		if (column == n)
			reader_lacks(reading->reader, name);
		while (k < table->count &&
		       !slice_equal(slice_of(table->columns[k].name), names[column]))
			k++;
		if (k == table->count)
			diag_usage("--monotone: column \"%s\" isn't learned from",
			    diag_show(slice_of(name)).text);
		reading->training->monotone[k] = direction;
	}
}

/* Finds the columns of the files that are about to be read. */
static void
open_files(struct reading *reading, const struct options_common *options, bool holdout)
{
	struct table *table = &reading->training->table;
	reading->reader = reader_open(NULL, 0, options);
	reading->outcome =
	    reader_add_column(reading->reader, reading->plan->outcome, true);
	if (reading->plan->time && !holdout)
		reading->time =
		    reader_add_column(reading->reader, reading->plan->time, true);
	if (!holdout) {
		choose_columns(reading);
		choose_monotone(reading);
	}
	for (size_t i = 0; i < table->count; i++) {
		size_t role =
		    reader_add_column(reading->reader, table->columns[i].name, holdout);
		if (i == 0)
			reading->first = role;
	}
}

/* Rows to learn from */

static bool
take_time(struct reading *reading, int64_t *us)
{
	struct date date;
	*us = 0;
	if (!reading->plan->time)
		return true;
	enum reader_value value = reader_date(reading->reader, reading->time, &date);
	if (value == READER_MISSING)
		reader_bad_cell(reading->reader, reading->time, "is empty");
	if (value != READER_VALUE)
		return false;
	*us = date.us;
	if (reading->options->as_of_given && date.us > reading->options->as_of_us) {
		reading->late++;
		return false;
	}
	return true;
}

static void
take_cells(struct reading *reading)
{
	struct table *table = &reading->training->table;
	for (size_t i = 0; i < table->count; i++)
		table_add_cell(
		    table, i, reader_cell(reading->reader, reading->first + i));
}

static void
take_row(struct reading *reading)
{
	struct training *training = reading->training;
	struct slice outcome = slice_trim(reader_cell(reading->reader, reading->outcome));
	int64_t us;
	if (number_is_missing(outcome)) {
		reading->unknown++;
		return;
	}
	if (!take_time(reading, &us))
		return;
	uint32_t text = strmap_add(reading->outcomes, outcome);
	if (text >= reading->counts_capacity) {
		size_t before = reading->counts_capacity;
		reading->counts = mem_grow(reading->counts, &reading->counts_capacity,
		    (size_t)text + 1, sizeof *reading->counts);
		for (size_t i = before; i < reading->counts_capacity; i++)
			reading->counts[i] = 0;
	}
	reading->counts[text]++;
	reading->texts = mem_grow(reading->texts, &reading->texts_capacity,
	    training->table.rows + 1, sizeof *reading->texts);
	reading->texts[training->table.rows] = text;
	if (training->table.rows == 0 || us > training->latest_us)
		training->latest_us = us;
	take_cells(reading);
	table_end_row(&training->table, false, us);
}

/* What the outcomes mean */

static int
compare_counts(const void *a, const void *b, void *data)
{
	const struct reading *reading = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (reading->counts[x] != reading->counts[y])
		return reading->counts[x] < reading->counts[y] ? 1 : -1;
	return slice_compare(
	    strmap_key(reading->outcomes, x), strmap_key(reading->outcomes, y));
}

/* Ends the program with the outcomes there are and how many rows have each. */
static DIAG_NORETURN void
refuse_outcomes(struct reading *reading, const char *problem)
{
	char list[LISTED_VALUES * 110] = "";
	uint32_t n = strmap_count(reading->outcomes);
	uint32_t *order = mem_new(n, sizeof *order);
	size_t at = 0;
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, compare_counts, reading);
	for (uint32_t i = 0; i < n && i < LISTED_VALUES; i++)
		at += (size_t)snprintf(list + at, sizeof list - at, "%s%s (%llu)",
		    i ? ", " : "",
		    diag_show(strmap_key(reading->outcomes, order[i])).text,
		    (unsigned long long)reading->counts[order[i]]);
	free(order);
	diag_fatal(EX_DATAERR, "outcome \"%s\" %s; its values and rows: %s%s",
	    diag_show(slice_of(reading->plan->outcome)).text, problem, list,
	    n > LISTED_VALUES ? ", …" : "");
}

/* Do the outcomes that are there make this pair? */
static bool
is_pair(const struct reading *reading, const char *yes, const char *no)
{
	bool has_yes = false, has_no = false;
	for (uint32_t i = 0; i < strmap_count(reading->outcomes); i++) {
		struct slice text = strmap_key(reading->outcomes, i);
		bool is_yes = slice_equal_nocase(text, slice_of(yes));
		if (!is_yes && !slice_equal_nocase(text, slice_of(no)))
			return false;
		has_yes |= is_yes;
		has_no |= !is_yes;
	}
	return has_yes && has_no;
}

static void
find_pair(struct reading *reading)
{
	static const char *const pairs[][2] = {
	    {"1", "0"}, {"yes", "no"}, {"true", "false"}, {"won", "lost"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!is_pair(reading, pairs[i][0], pairs[i][1]))
			continue;
		reading->yes = pairs[i][0];
		reading->no = pairs[i][1];
		return;
	}
	refuse_outcomes(reading, "isn't two of 1/0, yes/no, true/false, won/lost: say "
	                         "which value is a success, --outcome=COLUMN=VALUE");
}

static bool
is_success(const struct reading *reading, struct slice text)
{
	const char *success =
	    reading->plan->success ? reading->plan->success : reading->yes;
	return slice_equal_nocase(text, slice_trim(slice_of(success)));
}

static void
settle_outcomes(struct reading *reading)
{
	struct table *table = &reading->training->table;
	size_t successes = 0;
	if (table->rows == 0 || !reading->texts)
		diag_fatal(EX_DATAERR, "there are no rows with an outcome");
	if (!reading->plan->success)
		find_pair(reading);
	for (size_t i = 0; i < table->rows; i++) {
		table->outcome[i] =
		    is_success(reading, strmap_key(reading->outcomes, reading->texts[i]));
		successes += table->outcome[i];
	}
	if (successes == 0)
		refuse_outcomes(reading, "is never what --outcome says");
	if (successes < LEARN_LEAST || table->rows - successes < LEARN_LEAST)
		refuse_outcomes(
		    reading, "has fewer than 5 successes, or fewer than 5 others");
}

/* Rows that are held out */

static bool
outcome_is_known(struct reading *reading, struct slice text)
{
	if (reading->plan->success || slice_equal_nocase(text, slice_of(reading->yes)) ||
	    slice_equal_nocase(text, slice_of(reading->no)))
		return true;
	reader_bad_cell(reading->reader, reading->outcome,
	    "isn't one of the outcomes that were learned from");
	return false;
}

static void
take_holdout_row(struct reading *reading)
{
	struct table *table = &reading->training->table;
	struct slice outcome = slice_trim(reader_cell(reading->reader, reading->outcome));
	if (number_is_missing(outcome) || !outcome_is_known(reading, outcome))
		return;
	for (size_t i = 0; i < table->count; i++) {
		double x;
		if (table->columns[i].kind == TABLE_NUMBER &&
		    reader_number(reading->reader, reading->first + i, &x) == READER_BAD)
			return;
	}
	take_cells(reading);
	table_end_row(table, is_success(reading, outcome), 0);
}

static void
read_holdout(struct reading *reading)
{
	char *file = mem_text(reading->plan->holdout, strlen(reading->plan->holdout));
	struct options_common options = *reading->options;
	options.files = &file;
	options.files_count = 1;
	options.rejects = NULL;
	open_files(reading, &options, true);
	while (reader_next(reading->reader))
		take_holdout_row(reading);
	reader_close(reading->reader);
	if (reading->training->table.rows == reading->training->table.learned)
		diag_fatal(EX_DATAERR, "%s: there are no rows with an outcome", file);
	free(file);
}

/* All together */

static void
note_odd_columns(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct table_column *column = &table->columns[i];
		struct diag_shown name = diag_show(slice_of(column->name));
		if (column->kind != TABLE_TEXT)
			continue;
		if (column->comma)
			diag_note("note: column \"%s\" is read as text; if the comma is "
			          "the decimal mark, say --decimal=,",
			    name.text);
		else if (column->numeric_share >= NEARLY_NUMERIC)
			diag_note("note: column \"%s\" is read as text: \"%s\" is not a "
			          "number",
			    name.text, diag_show(column->odd_text).text);
	}
}

static void
note_what_was_left_out(const struct reading *reading)
{
	if (reading->unknown)
		diag_note("note: %llu row%s without an outcome left out",
		    (unsigned long long)reading->unknown,
		    reading->unknown == 1 ? "" : "s");
	if (reading->late)
		diag_note("note: %llu row%s later than --as-of left out",
		    (unsigned long long)reading->late, reading->late == 1 ? "" : "s");
	note_odd_columns(&reading->training->table);
}

void
training_read(const struct training_plan *plan, const struct options_common *options,
    struct training *training)
{
	struct reading reading = {.plan = plan,
	    .options = options,
	    .training = training,
	    .outcomes = strmap_new()};
	*training = (struct training){0};
	open_files(&reading, options, false);
	while (reader_next(reading.reader))
		take_row(&reading);
	training->delimiter = reader_delimiter(reading.reader);
	const struct number_style style = reader_number_style(reading.reader);
	reader_close(reading.reader);
	settle_outcomes(&reading);
	table_settle(&training->table, &style, options->date_format);
	if (!options->quiet)
		note_what_was_left_out(&reading);
	if (plan->holdout)
		read_holdout(&reading);
	table_index(&training->table, &style);
	strmap_free(reading.outcomes);
	free(reading.counts);
	free(reading.texts);
}

void
training_release(struct training *training)
{
	table_release(&training->table);
	free(training->kept);
	free(training->monotone);
	*training = (struct training){0};
}
