#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "columns.h"
#include "csvin.h"
#include "currency.h"
#include "mem.h"
#include "progress.h"
#include "rejects.h"
#include "suggest.h"

enum { LISTED_COLUMNS = 30 };

struct wanted {
	const char *name;    /* of the role, or of the column */
	const char *aliases; /* roles only */
	bool needed, is_role;
	const char *asker; /* the file of rules that asks for it, or NULL */
	size_t asker_line;
	const char *expected; /* the currency that amounts have to be in, or NULL */
	char currency[8];     /* of the amounts so far, as written; empty: none was */
};

/* Columns of which a file needs one. */
struct choice {
	size_t *roles;
	size_t count;
};

struct reader {
	struct reader_window window; /* the first member: see reader_cell() */
	const struct options_common *options;
	const struct reader_guide *guide; /* of nobody: all NULL */
	struct wanted *wanted;
	size_t count, capacity, columns_capacity;
	struct choice *needs;
	size_t needs_count, needs_capacity;
	size_t file; /* of options->files */
	char delimiter;
	struct number_style style;
	struct rejects *rejects;
	struct progress *progress;
	bool file_ended;
	int64_t stop_at;       /* INT64_MAX: nowhere */
	bool is_part, trouble; /* of a part: there was something to say */
	char place[400];
};

const char *
reader_place(struct reader *reader)
{
	const char *file = input_name(csvin_input(reader->window.in));
	size_t line = csvin_line(reader->window.in);
	if (line)
		snprintf(reader->place, sizeof reader->place, "%s:%zu", file, line);
	else
		snprintf(reader->place, sizeof reader->place, "%s", file);
	return reader->place;
}

/* Finding the columns */

/* The header's names, as far as a message can hold them. */
struct listed {
	char text[LISTED_COLUMNS * sizeof(struct diag_shown)];
};

static struct listed
list_columns(const struct csvin *in)
{
	struct listed list = {""};
	size_t n = csvin_columns(in), at = 0;
	for (size_t i = 0; i < n && i < LISTED_COLUMNS - 1; i++)
		at += (size_t)snprintf(list.text + at, sizeof list.text - at, "%s%s",
		    i ? ", " : "", diag_show(csvin_names(in)[i]).text);
	if (n >= LISTED_COLUMNS)
		snprintf(list.text + at, sizeof list.text - at, ", and %zu more",
		    n - LISTED_COLUMNS + 1);
	return list;
}

/* Why the header may not be what it should: the fix, to stand behind a message. */
static const char *
likely_cause(const struct csvin *in)
{
	for (size_t i = 0; i < csvin_columns(in); i++) {
		struct slice name = csvin_names(in)[i];
		if (csvin_delimiter(in) != ';' && memchr(name.p, ';', name.n))
			return "; the header holds `;`: if that is the separator, say -d "
			       "';'";
		if (csvin_delimiter(in) != '\t' && memchr(name.p, '\t', name.n))
			return "; the header holds tabs: if they are the separator, say "
			       "-d tab";
	}
	if (csvin_names(in)[0].n && csvin_names(in)[0].p[0] == '#')
		return "; comment lines above the header have to be taken out first";
	if (csvin_columns(in) == 1)
		return "; title lines above the header have to be taken out first";
	return "";
}

/* *wanted: what asks for it, or NULL. */
static DIAG_NORETURN void
lacks(const struct reader *reader, const char *name, const struct wanted *wanted)
{
	const struct csvin *in = reader->window.in;
	size_t closest = suggest(slice_of(name), csvin_names(in), csvin_columns(in));
	struct diag_shown likely = {""};
	if (closest != SUGGEST_NONE)
		likely = diag_show(csvin_names(in)[closest]);
	char asker[200] = "";
	if (wanted && wanted->asker)
		snprintf(asker, sizeof asker, ", asked for by %s:%zu", wanted->asker,
		    wanted->asker_line);
	diag_fatal(EX_DATAERR, "%s: no column \"%s\"%s%s%s%s; there are: %s%s",
	    input_name(csvin_input(in)), diag_show(slice_of(name)).text,
	    likely.text[0] ? " (did you mean \"" : "", likely.text,
	    likely.text[0] ? "\"?)" : "", asker, list_columns(in).text, likely_cause(in));
}

void
reader_lacks(const struct reader *reader, const char *name)
{
	lacks(reader, name, NULL);
}

static DIAG_NORETURN void
ambiguous(
    const struct reader *reader, const struct wanted *wanted, struct columns_match match)
{
	const struct slice *names = csvin_names(reader->window.in);
	struct diag_shown first = diag_show(names[match.column]);
	struct diag_shown second = diag_show(names[match.other]);
	const char *file = input_name(csvin_input(reader->window.in));
	if (wanted->is_role)
		diag_fatal(EX_DATAERR,
		    "%s: columns #%zu \"%s\" and #%zu \"%s\" both fit %s: choose with -c "
		    "%s=#%zu",
		    file, match.column + 1, first.text, match.other + 1, second.text,
		    wanted->name, wanted->name, match.column + 1);
	diag_fatal(EX_DATAERR,
	    "%s: columns #%zu \"%s\" and #%zu \"%s\" are both called \"%s\": name it by "
	    "its position, #%zu",
	    file, match.column + 1, first.text, match.other + 1, second.text,
	    wanted->name, match.column + 1);
}

/* What -c says of the role; the last one wins. */
static const char *
chosen_column(const struct options_common *options, const char *role)
{
	for (size_t i = options->choices_count; i-- > 0;)
		if (columns_alike(options->choices[i].role, slice_of(role)))
			return options->choices[i].column;
	return NULL;
}

/* The column that fits what is wanted; `chosen` is what -c says of it, or NULL. */
static struct columns_match
match_column(struct reader *reader, const struct wanted *wanted, const char *chosen)
{
	const struct reader_guide *guide = reader->guide;
	const struct slice *names = csvin_names(reader->window.in);
	size_t n = csvin_columns(reader->window.in);
	if (chosen || !wanted->is_role)
		return columns_named(names, n, slice_of(chosen ? chosen : wanted->name));
	if (guide->find)
		return guide->find(
		    guide->data, names, n, (size_t)(wanted - reader->wanted));
	return columns_for_role(names, n, wanted->name, wanted->aliases);
}

static void
find_column(struct reader *reader, size_t role)
{
	const struct wanted *wanted = &reader->wanted[role];
	const char *chosen =
	    wanted->is_role ? chosen_column(reader->options, wanted->name) : NULL;
	const char *name = chosen ? chosen : wanted->name;
	struct columns_match match = match_column(reader, wanted, chosen);
	if (match.outcome == COLUMNS_AMBIGUOUS)
		ambiguous(reader, wanted, match);
	reader->window.columns[role] =
	    match.outcome == COLUMNS_FOUND ? match.column : READER_ABSENT;
	/* What somebody asked for by name has to be there. */
	if (!reader_has(reader, role) && (wanted->needed || chosen))
		lacks(reader, name, wanted);
}

static void
check_choices(const struct reader *reader)
{
	const struct options_common *options = reader->options;
	for (size_t i = 0; i < options->choices_count; i++) {
		bool known = false;
		char roles[400] = "";
		for (size_t k = 0; k < reader->count; k++) {
			const char *role = reader->wanted[k].name;
			known |= columns_alike(options->choices[i].role, slice_of(role));
			size_t n = strlen(roles);
			snprintf(
			    roles + n, sizeof roles - n, "%s%s", k ? ", " : "", role);
		}
		if (!known)
			diag_usage("-c: there is no role \"%s\"; there are: %s",
			    diag_show(options->choices[i].role).text, roles);
	}
}

size_t
reader_roles(const struct reader *reader)
{
	return reader->count;
}

bool
reader_find_role(const struct reader *reader, struct slice name, size_t *role)
{
	for (size_t i = 0; i < reader->count; i++) {
		const struct wanted *wanted = &reader->wanted[i];
		if (wanted->is_role && reader_has(reader, i) &&
		    columns_alike(slice_of(wanted->name), name)) {
			*role = i;
			return true;
		}
	}
	return false;
}

static void
check_need(const struct reader *reader, const struct choice *need)
{
	for (size_t i = 0; i < need->count; i++)
		if (reader_has(reader, need->roles[i]))
			return;
	if (need->count)
		reader_lacks(reader, reader->wanted[need->roles[0]].name);
}

void
reader_need_one_of(struct reader *reader, const size_t *roles, size_t count)
{
	reader->needs = mem_grow(reader->needs, &reader->needs_capacity,
	    reader->needs_count + 1, sizeof *reader->needs);
	struct choice *need = &reader->needs[reader->needs_count++];
	need->roles = mem_new(count, sizeof *need->roles);
	memcpy(need->roles, roles, count * sizeof *roles);
	need->count = count;
	check_need(reader, need);
}

/* Files */

static void
open_file(struct reader *reader)
{
	const struct options_common *options = reader->options;
	const struct reader_guide *guide = reader->guide;
	reader->window.in =
	    csvin_open(&(struct csvin_options){.delimiter = options->delimiter,
	                   .max_record = options->max_record,
	                   .look = guide->look,
	                   .look_data = guide->data},
	        input_open(options->files[reader->file]));
	reader->file_ended = false;
	if (csvin_header_status(reader->window.in) != CSVIN_RECORD)
		diag_fatal(EX_DATAERR, "%s: %s", reader_place(reader),
		    csvin_reason(reader->window.in));
	reader->style.decimal = '.';
	if (options->decimal)
		reader->style.decimal = options->decimal;
	reader->style.comma_ambiguous =
	    !options->decimal && csvin_delimiter(reader->window.in) == ';';
	for (size_t i = 0; i < reader->count; i++)
		find_column(reader, i);
	for (size_t i = 0; i < reader->needs_count; i++)
		check_need(reader, &reader->needs[i]);
	if (guide->opened)
		guide->opened(guide->data, reader, &reader->style);
}

static const struct reader_guide nobody;

static void
grow_wanted(struct reader *reader, size_t count)
{
	reader->wanted =
	    mem_grow(reader->wanted, &reader->capacity, count, sizeof *reader->wanted);
	reader->window.columns = mem_grow(reader->window.columns,
	    &reader->columns_capacity, count, sizeof *reader->window.columns);
}

struct reader *
reader_open(
    const struct reader_role *roles, size_t count, const struct options_common *options)
{
	return reader_open_guided(roles, count, options, &nobody);
}

struct reader *
reader_open_guided(const struct reader_role *roles, size_t count,
    const struct options_common *options, const struct reader_guide *guide)
{
	struct reader *reader = mem_new(1, sizeof *reader);
	reader->options = options;
	reader->guide = guide;
	reader->stop_at = INT64_MAX;
	grow_wanted(reader, count);
	reader->count = count;
	for (size_t i = 0; i < count; i++)
		reader->wanted[i] = (struct wanted){roles[i].name, roles[i].aliases,
		    roles[i].needed, true, NULL, 0, NULL, ""};
	check_choices(reader);
	open_file(reader);
	reader->delimiter = csvin_delimiter(reader->window.in);
	if (options->rejects)
		reader->rejects = rejects_open(options->rejects, reader->window.in);
	reader->progress = progress_new(options->progress);
	return reader;
}

static size_t
add_column(struct reader *reader, const struct wanted *column)
{
	for (size_t i = 0; i < reader->count; i++)
		if (!reader->wanted[i].is_role &&
		    reader->wanted[i].needed == column->needed &&
		    strcmp(reader->wanted[i].name, column->name) == 0)
			return i;
	grow_wanted(reader, reader->count + 1);
	reader->wanted[reader->count] = *column;
	find_column(reader, reader->count);
	return reader->count++;
}

size_t
reader_add_column(struct reader *reader, const char *name, bool needed)
{
	return add_column(reader, &(struct wanted){.name = name, .needed = needed});
}

size_t
reader_column_for_rule(
    struct reader *reader, const char *name, const char *file, size_t line)
{
	size_t role;
	if (reader_find_role(reader, slice_of(name), &role))
		return role;
	return add_column(
	    reader, &(struct wanted){
	                .name = name, .needed = true, .asker = file, .asker_line = line});
}

static void
reject(struct reader *reader, const char *reason)
{
	if (!reader->rejects)
		reader_refuse(reader, "%s", reason);
	else
		rejects_write(reader->rejects, reader->window.in, reason);
}

void
reader_refuse(struct reader *reader, const char *format, ...)
{
	char reason[800];
	va_list args;
	reader->trouble = true;
	if (reader->is_part)
		return;
	va_start(args, format);
	vsnprintf(reason, sizeof reason, format, args);
	va_end(args);
	diag_fatal(EX_DATAERR, "%s: %s", reader_place(reader), reason);
}

/* What the guide, if there's one, says of the record. */
static enum reader_verdict
judge(const struct reader *reader, enum csvin_status status)
{
	const struct reader_guide *guide = reader->guide;
	if (!guide->judge || (status != CSVIN_RECORD && status != CSVIN_BAD))
		return READER_TAKE;
	return guide->judge(guide->data, reader, reader->window.in, status);
}

static void
show_progress(const struct reader *reader)
{
	const struct input *input = csvin_input(reader->window.in);
	progress_row(reader->progress, input_name(input), input_position(input),
	    input_size(input));
}

/* The file has no more; false: nor has another. */
static bool
next_file(struct reader *reader)
{
	reader->file_ended = true;
	if (reader->is_part || reader->stop_at != INT64_MAX ||
	    reader->file + 1 == reader->options->files_count)
		return false;
	csvin_close(reader->window.in);
	reader->file++;
	open_file(reader);
	return true;
}

static bool
is_stopped(struct reader *reader)
{
	return reader->trouble || (reader->stop_at != INT64_MAX &&
	                              csvin_offset(reader->window.in) >= reader->stop_at);
}

bool
reader_next(struct reader *reader)
{
	while (!is_stopped(reader)) {
		enum csvin_status status =
		    reader->file_ended ? CSVIN_END : csvin_next(reader->window.in);
		enum reader_verdict verdict = judge(reader, status);
		if (status == CSVIN_RECORD && verdict == READER_TAKE) {
			if (reader->progress)
				show_progress(reader);
			return true;
		}
		if (verdict == READER_PASS)
			continue;
		if (verdict == READER_STOP)
			status = CSVIN_END;
		reader->trouble = reader->is_part && verdict == READER_STOP;
		if (status == CSVIN_BAD)
			reject(reader, csvin_reason(reader->window.in));
		else if (status == CSVIN_BROKEN)
			reader_refuse(reader, "%s", csvin_reason(reader->window.in));
		else if (!next_file(reader))
			return false;
	}
	return false;
}

/* Parts */

int64_t
reader_offset(struct reader *reader)
{
	return reader->progress ? -1 : csvin_offset(reader->window.in);
}

int64_t
reader_size(const struct reader *reader)
{
	return input_size(csvin_input(reader->window.in));
}

size_t
reader_lines(const struct reader *reader)
{
	return csvin_lines(reader->window.in);
}

int64_t
reader_guess(const struct reader *reader, int64_t from)
{
	return csvin_guess(reader->window.in, from);
}

struct reader *
reader_part(const struct reader *whole, int64_t from, int64_t to,
    const struct reader_guide *guide)
{
	struct reader *part = mem_new(1, sizeof *part);
	*part = *whole;
	part->is_part = true;
	part->guide = guide ? guide : &nobody;
	part->window.in = csvin_part(whole->window.in, from, to);
	part->wanted = mem_new(whole->count, sizeof *part->wanted);
	memcpy(part->wanted, whole->wanted, whole->count * sizeof *part->wanted);
	for (size_t i = 0; i < part->count; i++)
		part->wanted[i].currency[0] = '\0';
	part->rejects = NULL;
	return part;
}

void
reader_part_free(struct reader *part)
{
	csvin_close(part->window.in);
	free(part->wanted);
	free(part);
}

bool
reader_agrees(const struct reader *whole, struct reader *part)
{
	if (part->trouble || !part->file_ended)
		return false;
	for (size_t i = 0; i < whole->count; i++) {
		const char *ours = whole->wanted[i].currency;
		const char *theirs = part->wanted[i].currency;
		if (*ours && *theirs && strcmp(ours, theirs) != 0)
			return false;
	}
	return true;
}

void
reader_pass(struct reader *whole, struct reader *part)
{
	csvin_go_on(whole->window.in, csvin_offset(part->window.in),
	    csvin_lines(whole->window.in) + csvin_lines(part->window.in));
	for (size_t i = 0; i < whole->count; i++)
		if (!*whole->wanted[i].currency)
			memcpy(whole->wanted[i].currency, part->wanted[i].currency,
			    sizeof part->wanted[i].currency);
}

void
reader_stop_at(struct reader *reader, int64_t offset)
{
	reader->stop_at = offset;
}

void
reader_close(struct reader *reader)
{
	progress_end(reader->progress);
	uint64_t rejected = reader->rejects ? rejects_close(reader->rejects) : 0;
	if (rejected && !reader->options->quiet)
		diag_note("%llu row%s rejected: see %s", (unsigned long long)rejected,
		    rejected == 1 ? "" : "s", reader->options->rejects);
	csvin_close(reader->window.in);
	for (size_t i = 0; i < reader->needs_count; i++)
		free(reader->needs[i].roles);
	free(reader->needs);
	free(reader->wanted);
	free(reader->window.columns);
	free(reader);
}

const char *
reader_file_name(const struct reader *reader)
{
	return input_name(csvin_input(reader->window.in));
}

const struct slice *
reader_header(const struct reader *reader, size_t *count)
{
	*count = csvin_columns(reader->window.in);
	return csvin_names(reader->window.in);
}

size_t
reader_file(const struct reader *reader)
{
	return reader->file;
}

/* Cells */

struct slice
reader_header_cell(const struct reader *reader, size_t column)
{
	return csvin_cell(reader->window.in, column);
}

struct slice
reader_raw(const struct reader *reader)
{
	return csvin_raw(reader->window.in);
}

char
reader_file_delimiter(const struct reader *reader)
{
	return csvin_delimiter(reader->window.in);
}

struct slice
reader_column_name(const struct reader *reader, size_t role)
{
	return reader_has(reader, role)
	           ? csvin_names(reader->window.in)[reader->window.columns[role]]
	           : slice_of(reader->wanted[role].name);
}

void
reader_bad_row(struct reader *reader, const char *format, ...)
{
	char reason[600];
	va_list args;
	va_start(args, format);
	vsnprintf(reason, sizeof reason, format, args);
	va_end(args);
	reject(reader, reason);
}

void
reader_bad_cell(struct reader *reader, size_t role, const char *reason)
{
	struct slice cell = reader_cell(reader, role);
	const char *quote = cell.n ? "\"" : "";
	reader_bad_row(reader, "column \"%s\": %s%s%s%s%s",
	    diag_show(reader_column_name(reader, role)).text, quote, diag_show(cell).text,
	    quote, cell.n ? " " : "", reason);
}

/* What is common to cells of all types: a reason makes the row bad. */
static enum reader_value
value_of(struct reader *reader, size_t role, const char *reason)
{
	if (!reason)
		return READER_VALUE;
	reader_bad_cell(reader, role, reason);
	return READER_BAD;
}

enum reader_value
reader_date(struct reader *reader, size_t role, struct date *date)
{
	struct slice cell = reader_cell(reader, role);
	if (!reader->options->date_format && date_parse_plain(cell, date))
		return READER_VALUE;
	if (number_is_missing(cell))
		return READER_MISSING;
	return value_of(
	    reader, role, date_parse(cell, reader->options->date_format, date));
}

/* Is the amount in the currency that all have to be in? */
static bool
expected_currency(struct reader *reader, size_t role, struct slice currency)
{
	const char *expected = reader->wanted[role].expected;
	if (!expected || currency.n == 0 || currency_agrees(currency, expected))
		return true;
	reader_bad_row(reader, "column \"%s\": \"%s\" is in another currency than %s",
	    diag_show(reader_column_name(reader, role)).text,
	    diag_show(reader_cell(reader, role)).text, expected);
	return false;
}

/* Amounts of one column are in one currency: others can't be added up. */
static bool
same_currency(struct wanted *wanted, struct slice currency)
{
	if (currency.n == 0 || currency.n >= sizeof wanted->currency)
		return true;
	if (!wanted->currency[0])
		memcpy(wanted->currency, currency.p, currency.n);
	return slice_equal(currency, slice_of(wanted->currency));
}

enum reader_value
reader_money(struct reader *reader, size_t role, struct money *money)
{
	struct slice cell = reader_cell(reader, role);
	struct number number;
	if (money_parse_plain(cell, &reader->style, money))
		return READER_VALUE;
	if (number_is_missing(cell))
		return READER_MISSING;
	const char *reason = number_parse(cell, &reader->style, &number);
	if (!reason)
		reason = money_from_number(&number, money);
	if (!reason && !expected_currency(reader, role, number.currency))
		return READER_BAD;
	if (!reason && !reader->wanted[role].expected &&
	    !same_currency(&reader->wanted[role], number.currency))
		reason =
		    "is in another currency than those before: amounts of one column "
		    "have to be in one";
	return value_of(reader, role, reason);
}

enum reader_value
reader_number(struct reader *reader, size_t role, double *number)
{
	struct slice cell = reader_cell(reader, role);
	if (number_is_missing(cell))
		return READER_MISSING;
	return value_of(reader, role, number_parse_double(cell, &reader->style, number));
}

struct number_style
reader_number_style(const struct reader *reader)
{
	return reader->style;
}

void
reader_expect_currency(struct reader *reader, size_t role, const char *code)
{
	reader->wanted[role].expected = code;
}

size_t
reader_line(const struct reader *reader)
{
	return csvin_line(reader->window.in);
}

char
reader_delimiter(const struct reader *reader)
{
	return reader->delimiter;
}
