#include "rulefile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "columns.h"
#include "csvin.h"
#include "date.h"
#include "mem.h"

#define ABSENT ((size_t)-1)

struct rulefile {
	struct csvin *in;
	const char *path;
	const char *const *columns;
	size_t count;
	size_t *places; /* by column: where it is in the file, or ABSENT */
};

static void
refuse_unknown(const struct rulefile *file, struct slice name)
{
	char known[600] = "";
	size_t n = 0;
	for (size_t i = 0; i < file->count; i++) {
		if (columns_alike(name, slice_of(file->columns[i])))
			return;
		n += (size_t)snprintf(
		    known + n, sizeof known - n, "%s, ", file->columns[i]);
	}
	if (!columns_alike(name, slice_of("note")))
		diag_fatal(EX_DATAERR,
		    "%s:1: unknown column \"%s\"; there may be: %snote", file->path,
		    diag_show(name).text, known);
}

static void
find_columns(struct rulefile *file)
{
	const struct slice *names = csvin_names(file->in);
	size_t n = csvin_columns(file->in);
	for (size_t i = 0; i < n; i++)
		refuse_unknown(file, names[i]);
	file->places = mem_new(file->count, sizeof *file->places);
	for (size_t i = 0; i < file->count; i++) {
		struct columns_match match =
		    columns_named(names, n, slice_of(file->columns[i]));
		if (match.outcome == COLUMNS_AMBIGUOUS)
			diag_fatal(EX_DATAERR, "%s:1: column \"%s\" is there twice",
			    file->path, file->columns[i]);
		file->places[i] = match.outcome == COLUMNS_FOUND ? match.column : ABSENT;
	}
	if (file->places[0] == ABSENT)
		diag_fatal(EX_DATAERR, "%s:1: there is no column \"%s\"", file->path,
		    file->columns[0]);
}

static DIAG_NORETURN void
not_csv(const struct rulefile *file)
{
	size_t line = csvin_line(file->in);
	diag_fatal(EX_DATAERR, "%s:%zu: %s", file->path, line ? line : 1,
	    csvin_reason(file->in));
}

struct rulefile *
rulefile_open(const char *path, const char *const *columns, size_t count)
{
	struct rulefile *file = mem_new(1, sizeof *file);
	file->path = strcmp(path, "-") == 0 ? "<stdin>" : path;
	file->columns = columns;
	file->count = count;
	file->in = csvin_open(&(struct csvin_options){0}, input_open(path));
	if (csvin_header_status(file->in) != CSVIN_RECORD)
		not_csv(file);
	find_columns(file);
	return file;
}

void
rulefile_close(struct rulefile *file)
{
	csvin_close(file->in);
	free(file->places);
	free(file);
}

bool
rulefile_next(struct rulefile *file)
{
	enum csvin_status status = csvin_next(file->in);
	if (status == CSVIN_BAD || status == CSVIN_BROKEN)
		not_csv(file);
	return status == CSVIN_RECORD;
}

size_t
rulefile_line(const struct rulefile *file)
{
	return csvin_line(file->in);
}

struct slice
rulefile_cell(const struct rulefile *file, size_t column)
{
	if (file->places[column] == ABSENT)
		return (struct slice){"", 0};
	return slice_trim(csvin_cell(file->in, file->places[column]));
}

char *
rulefile_text(const struct rulefile *file, size_t column)
{
	struct slice cell = rulefile_cell(file, column);
	return mem_text(cell.p, cell.n);
}

void
rulefile_fault(const struct rulefile *file, size_t column, const char *format, ...)
{
	char message[600];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	diag_fatal(EX_DATAERR, "%s:%zu: column \"%s\": %s", file->path,
	    csvin_line(file->in), file->columns[column], message);
}

bool
rulefile_is(const struct rulefile *file, size_t column, const char *text)
{
	return slice_equal_nocase(rulefile_cell(file, column), slice_of(text));
}

void
rulefile_only(const struct rulefile *file, const size_t *columns, size_t count)
{
	for (size_t column = 0; column < file->count; column++) {
		bool is_used = false;
		for (size_t i = 0; i < count; i++)
			is_used |= columns[i] == column;
		if (!is_used && rulefile_cell(file, column).n)
			rulefile_fault(file, column,
			    "\"%s\" has no meaning in a row of this kind",
			    diag_show(rulefile_cell(file, column)).text);
	}
}

bool
rulefile_number(const struct rulefile *file, size_t column, double *number)
{
	static const struct number_style style = {'.', false};
	struct slice cell = rulefile_cell(file, column);
	if (cell.n == 0)
		return false;
	const char *reason = number_parse_double(cell, &style, number);
	if (reason)
		rulefile_fault(file, column, "\"%s\" %s", diag_show(cell).text, reason);
	return true;
}

struct money
rulefile_money(const struct rulefile *file, size_t column, struct slice text)
{
	static const struct number_style style = {'.', false};
	struct money number;
	if (text.n == 0)
		rulefile_fault(file, column, "a number is needed here");
	const char *reason = money_parse(text, &style, &number);
	if (reason)
		rulefile_fault(file, column, "\"%s\" %s", diag_show(text).text, reason);
	return number;
}

bool
rulefile_is_percent(struct slice text)
{
	return text.n && text.p[text.n - 1] == '%';
}

size_t
rulefile_choice(const struct rulefile *file, size_t column, const char *const *names,
    size_t count, size_t otherwise)
{
	struct slice cell = rulefile_cell(file, column);
	char known[300] = "";
	size_t n = 0;
	if (cell.n == 0 && otherwise < count)
		return otherwise;
	for (size_t i = 0; i < count; i++) {
		if (slice_equal_nocase(cell, slice_of(names[i])))
			return i;
		n += (size_t)snprintf(
		    known + n, sizeof known - n, "%s%s", i ? ", " : "", names[i]);
	}
	if (cell.n == 0)
		rulefile_fault(file, column, "is needed here; there are: %s", known);
	rulefile_fault(
	    file, column, "\"%s\" isn't one of: %s", diag_show(cell).text, known);
}

bool
rulefile_span(const struct rulefile *file, size_t column, int64_t *us)
{
	struct slice cell = rulefile_cell(file, column);
	if (cell.n == 0)
		return false;
	const char *reason = date_span_parse(cell, us);
	if (reason)
		rulefile_fault(file, column, "\"%s\" %s", diag_show(cell).text, reason);
	return true;
}

struct condition *
rulefile_condition(const struct rulefile *file, size_t column)
{
	struct condition_error error;
	struct slice cell = rulefile_cell(file, column);
	struct condition *condition = condition_parse(cell, &error);
	if (!condition)
		rulefile_fault(file, column, "\"%s\", at character %zu: %s",
		    diag_show(cell).text, error.position, error.reason);
	return condition;
}
