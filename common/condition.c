#include "condition.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "columns.h"
#include "date.h"
#include "ere.h"
#include "mem.h"

enum relation {
	EQUAL,
	UNEQUAL,
	LESS,
	AT_MOST,
	MORE,
	AT_LEAST,
	IN,
	BETWEEN,
	CONTAINS,
	MATCHES,
	EMPTY,
	PRESENT,
	OLDER,
	WITHIN
};

enum kind { TEXT, EXACT_TEXT, NUMBER, DATE };

struct value {
	enum kind kind;
	char *text; /* to be freed; n bytes and a NUL */
	size_t n;
	double number;
	int64_t from_us, to_us; /* a date: all of its day */
};

struct test {
	size_t column;
	enum relation op;
	struct value *values;
	size_t count, capacity;
	struct ere *ere; /* NULL: of another kind */
	int64_t span_us;
};

struct column {
	char *name;
	size_t n;
	size_t number; /* the caller's */
	bool is_list;
	unsigned part;
};

struct condition {
	struct test *tests;
	size_t count, capacity;
	struct column *columns;
	size_t columns_count, columns_capacity;
};

void
condition_free(struct condition *condition)
{
	if (!condition)
		return;
	for (size_t i = 0; i < condition->count; i++) {
		struct test *test = &condition->tests[i];
		for (size_t k = 0; k < test->count; k++)
			free(test->values[k].text);
		free(test->values);
		ere_free(test->ere);
	}
	for (size_t i = 0; i < condition->columns_count; i++)
		free(condition->columns[i].name);
	free(condition->columns);
	free(condition->tests);
	free(condition);
}

/* Parsing */

struct parser {
	struct slice text;
	size_t at;
	struct condition *condition;
	struct condition_error *error;
};

static bool
fail(struct parser *parser, size_t at, const char *reason)
{
	parser->error->position = at + 1;
	snprintf(parser->error->reason, sizeof parser->error->reason, "%s", reason);
	return false;
}

static bool
at_end(const struct parser *parser)
{
	return parser->at == parser->text.n;
}

static char
peek(const struct parser *parser)
{
	return at_end(parser) ? '\0' : parser->text.p[parser->at];
}

static void
skip_blanks(struct parser *parser)
{
	while (peek(parser) == ' ' || peek(parser) == '\t')
		parser->at++;
}

/* A text in double quotes, into *text, to be freed. */
static bool
read_quoted(struct parser *parser, char **text, size_t *n)
{
	size_t begin = parser->at++;
	char *to = *text = mem_new(parser->text.n - begin + 1, 1);
	for (; !at_end(parser); parser->at++) {
		if (peek(parser) == '"') {
			parser->at++;
			if (peek(parser) != '"') {
				*n = (size_t)(to - *text);
				return true;
			}
		}
		*to++ = peek(parser);
	}
	return fail(parser, begin, "the quote is never closed");
}

/* Does a word of the language stand here, and nothing that would make it longer? */
static bool
at_word(const struct parser *parser, size_t at, const char *word, size_t *end)
{
	size_t n = strlen(word);
	struct slice here = {parser->text.p + at, n};
	if (parser->text.n - at < n || !slice_equal_nocase(here, slice_of(word)))
		return false;
	*end = at + n;
	char next = *end < parser->text.n ? parser->text.p[*end] : ';';
	return next == ' ' || next == '\t' || next == ';' || next == '(';
}

static const struct word {
	const char *text;
	enum relation op;
} words[] = {{"in", IN}, {"between", BETWEEN}, {"contains", CONTAINS}, {"empty", EMPTY},
    {"present", PRESENT}, {"older", OLDER}, {"within", WITHIN}};

static const struct word signs[] = {{"!=", UNEQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST},
    {"=", EQUAL}, {"<", LESS}, {">", MORE}, {"~", MATCHES}};

/* A sign, or a word behind a blank or a quote. */
static bool
operator_at(
    const struct parser *parser, size_t begin, size_t at, enum relation *op, size_t *end)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i].text);
		if (parser->text.n - at >= n &&
		    memcmp(parser->text.p + at, signs[i].text, n) == 0) {
			*op = signs[i].op;
			*end = at + n;
			return true;
		}
	}
	if (at == begin || !strchr(" \t\"", parser->text.p[at - 1]))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (at_word(parser, at, words[i].text, end)) {
			*op = words[i].op;
			return true;
		}
	}
	return false;
}

static size_t
add_column(struct condition *condition, struct slice name)
{
	for (size_t i = 0; i < condition->columns_count; i++) {
		const struct column *column = &condition->columns[i];
		if (slice_equal((struct slice){column->name, column->n}, name))
			return i;
	}
	condition->columns = mem_grow(condition->columns, &condition->columns_capacity,
	    condition->columns_count + 1, sizeof *condition->columns);
	condition->columns[condition->columns_count] =
	    (struct column){mem_text(name.p, name.n), name.n, 0, false, 0};
	return condition->columns_count++;
}

static const char no_column[] = "the name of a column was expected here";
static const char no_value[] =
    "a value was expected here (for an empty cell: COLUMN empty)";

/* The column, and the operator behind it. */
static bool
read_column(struct parser *parser, struct test *test)
{
	size_t begin = parser->at, end;
	if (peek(parser) == '"') {
		struct slice name;
		char *text;
		if (!read_quoted(parser, &text, &name.n)) {
			free(text);
			return false;
		}
		if (name.n == 0) {
			free(text);
			return fail(parser, begin, no_column);
		}
		name.p = text;
		test->column = add_column(parser->condition, name);
		free(text);
		skip_blanks(parser);
		if (at_end(parser) ||
		    !operator_at(parser, begin, parser->at, &test->op, &end))
			return fail(parser, parser->at, "an operator was expected here");
		parser->at = end;
		return true;
	}
	for (; !at_end(parser) && peek(parser) != ';'; parser->at++) {
		if (!operator_at(parser, begin, parser->at, &test->op, &end))
			continue;
		struct slice name = slice_trim(
		    (struct slice){parser->text.p + begin, parser->at - begin});
		if (name.n == 0)
			return fail(parser, begin, no_column);
		test->column = add_column(parser->condition, name);
		parser->at = end;
		return true;
	}
	return fail(parser, begin,
	    "not a condition: COLUMN=VALUE, or another operator (= != < <= > >= ~ "
	    "in(a|b) "
	    "between(a|b) contains(x) empty present older within)");
}

static void
classify(struct value *value)
{
	static const struct number_style style = {'.', false};
	struct slice text = {value->text, value->n};
	struct date date;
	if (number_parse_double(text, &style, &value->number) == NULL) {
		value->kind = NUMBER;
	} else if (memchr(text.p, '-', text.n) && date_parse(text, NULL, &date) == NULL) {
		value->kind = DATE;
		value->from_us = date.us;
		value->to_us = date_end(date);
	}
}

/* A value that ends before one of these characters. */
static bool
read_value(struct parser *parser, struct test *test, const char *ends)
{
	struct value value = {.kind = TEXT};
	skip_blanks(parser);
	size_t begin = parser->at;
	if (peek(parser) == '"') {
		value.kind = EXACT_TEXT;
		bool closed = read_quoted(parser, &value.text, &value.n);
		skip_blanks(parser);
		if (!closed || (!at_end(parser) && !strchr(ends, peek(parser)))) {
			free(value.text);
			return closed ? fail(parser, parser->at,
			                    "text behind a closing quote")
			              : false;
		}
	} else {
		while (!at_end(parser) && !strchr(ends, peek(parser)))
			parser->at++;
		struct slice text = slice_trim(
		    (struct slice){parser->text.p + begin, parser->at - begin});
		if (text.n == 0)
			return fail(parser, begin,
			    "a value was expected here (for an empty cell: COLUMN "
			    "empty)");
		value.text = mem_text(text.p, text.n);
		value.n = text.n;
		classify(&value);
	}
	test->values = mem_grow(
	    test->values, &test->capacity, test->count + 1, sizeof *test->values);
	test->values[test->count++] = value;
	/* No cell is equal to what stands for a missing one. */
	if (number_is_missing((struct slice){value.text, value.n}))
		return fail(parser, begin, no_value);
	return true;
}

/* `(a|b|c)` */
static bool
read_list(struct parser *parser, struct test *test)
{
	skip_blanks(parser);
	if (peek(parser) != '(')
		return fail(parser, parser->at, "( was expected here");
	do {
		parser->at++;
		if (!read_value(parser, test, "|)"))
			return false;
	} while (peek(parser) == '|');
	if (peek(parser) != ')')
		return fail(parser, parser->at, ") was expected here");
	parser->at++;
	return true;
}

static bool
is_ordered(const struct value *value)
{
	return value->kind == NUMBER || value->kind == DATE;
}

static bool
compile_ere(struct parser *parser, struct test *test, size_t at)
{
	test->ere = ere_new(test->values[0].text, test->values[0].kind != EXACT_TEXT,
	    parser->error->reason, sizeof parser->error->reason);
	if (!test->ere)
		parser->error->position = at + 1;
	return test->ere != NULL;
}

static bool
read_span(struct parser *parser, struct test *test, size_t at)
{
	const struct value *value = &test->values[0];
	const char *reason =
	    date_span_parse((struct slice){value->text, value->n}, &test->span_us);
	if (!reason)
		return true;
	parser->error->position = at + 1;
	snprintf(parser->error->reason, sizeof parser->error->reason, "\"%.40s\" %s",
	    value->text, reason);
	return false;
}

/* What stands behind the operator. */
static bool
read_operand(struct parser *parser, struct test *test)
{
	skip_blanks(parser);
	size_t at = parser->at;
	switch (test->op) {
	case EMPTY:
	case PRESENT:
		return true;
	case IN:
		return read_list(parser, test);
	case CONTAINS:
		return read_list(parser, test) &&
		       (test->count == 1 ||
		           fail(parser, at, "contains() takes one text"));
	case BETWEEN:
		return read_list(parser, test) &&
		       ((test->count == 2 && is_ordered(&test->values[0]) &&
		            test->values[0].kind == test->values[1].kind) ||
		           fail(parser, at,
		               "between(a|b) takes two numbers or two dates"));
	case MATCHES:
		return read_value(parser, test, ";") && compile_ere(parser, test, at);
	case OLDER:
	case WITHIN:
		return read_value(parser, test, ";") && read_span(parser, test, at);
	case LESS:
	case AT_MOST:
	case MORE:
	case AT_LEAST:
		return read_value(parser, test, ";") &&
		       (is_ordered(&test->values[0]) ||
		           fail(parser, at, "a number or an ISO date was expected here"));
	default:
		if (!at_end(parser) && strchr("=<>~!", peek(parser)))
			return fail(parser, at,
			    "not an operator: there are = != < <= > >= and ~; put a "
			    "value "
			    "that begins so in quotes");
		return read_value(parser, test, ";");
	}
}

static bool
read_test(struct parser *parser)
{
	struct condition *condition = parser->condition;
	condition->tests = mem_grow(condition->tests, &condition->capacity,
	    condition->count + 1, sizeof *condition->tests);
	struct test *test = &condition->tests[condition->count++];
	*test = (struct test){0};
	if (!read_column(parser, test) || !read_operand(parser, test))
		return false;
	skip_blanks(parser);
	if (at_end(parser) || peek(parser) == ';')
		return true;
	return fail(parser, parser->at, "; or the end was expected here");
}

struct condition *
condition_parse(struct slice text, struct condition_error *error)
{
	struct parser parser = {.text = text, .error = error};
	parser.condition = mem_new(1, sizeof *parser.condition);
	skip_blanks(&parser);
	bool ok = true;
	while (ok && !at_end(&parser)) {
		ok = read_test(&parser);
		if (ok && peek(&parser) == ';') {
			parser.at++;
			skip_blanks(&parser);
		}
	}
	if (ok)
		return parser.condition;
	condition_free(parser.condition);
	return NULL;
}

/* Columns */

size_t
condition_columns(const struct condition *condition)
{
	return condition->columns_count;
}

struct slice
condition_column(const struct condition *condition, size_t i)
{
	return (struct slice){condition->columns[i].name, condition->columns[i].n};
}

void
condition_bind(struct condition *condition, size_t i, size_t number)
{
	condition->columns[i].number = number;
	condition->columns[i].is_list = false;
}

void
condition_bind_list(struct condition *condition, size_t i, size_t number)
{
	condition->columns[i].number = number;
	condition->columns[i].is_list = true;
}

size_t
condition_number(const struct condition *condition, size_t i)
{
	return condition->columns[i].number;
}

void
condition_set_part(struct condition *condition, size_t i, unsigned part)
{
	condition->columns[i].part = part;
}

bool
condition_has_part(const struct condition *condition, unsigned part)
{
	for (size_t i = 0; i < condition->columns_count; i++)
		if (condition->columns[i].part == part)
			return true;
	return false;
}

bool
condition_needs_now(const struct condition *condition)
{
	for (size_t i = 0; i < condition->count; i++)
		if (condition->tests[i].op == OLDER || condition->tests[i].op == WITHIN)
			return true;
	return false;
}

/* Evaluation */

static void
note(struct condition_memo *memo, struct slice text)
{
	memo->text = text;
	memo->trimmed = slice_trim(text);
	memo->missing = number_is_missing(text);
	memo->number_is_read = memo->date_is_read = false;
}

/* The memo of the column's cell in this row, or `fresh` where none is kept. */
static inline struct condition_memo *
look_at(const struct condition_world *world, const void *row, size_t number,
    struct condition_memo *fresh)
{
	struct condition_memo *memo =
	    number < world->memos_count ? &world->memos[number] : fresh;
	if (memo == fresh || memo->row != world->row) {
		memo->row = world->row;
		note(memo, world->cell(row, number));
	}
	return memo;
}

/* Is it a number, which memo->number then is? */
static inline bool
is_number(struct condition_memo *memo, const struct condition_world *world)
{
	if (!memo->number_is_read) {
		memo->no_number =
		    number_parse_double(memo->text, world->style, &memo->number);
		memo->number_is_read = true;
	}
	return memo->no_number == NULL;
}

/* Is it a date, which memo->us then is the beginning of? */
static bool
is_date(struct condition_memo *memo, const struct condition_world *world)
{
	if (!memo->date_is_read) {
		struct date date = {0};
		memo->no_date = date_parse(memo->text, world->date_format, &date);
		memo->us = date.us;
		memo->date_is_read = true;
	}
	return memo->no_date == NULL;
}

static bool
equals(struct condition_memo *memo, const struct condition_world *world,
    const struct value *value)
{
	struct slice text = {value->text, value->n};
	switch (value->kind) {
	case NUMBER:
		return is_number(memo, world) && memo->number == value->number;
	case DATE:
		return is_date(memo, world) && memo->us >= value->from_us &&
		       memo->us <= value->to_us;
	case EXACT_TEXT:
		return slice_equal(memo->text, text);
	default:
		return slice_equal_nocase(memo->trimmed, text);
	}
}

static bool
equals_any(struct condition_memo *memo, const struct condition_world *world,
    const struct test *test)
{
	for (size_t i = 0; i < test->count; i++)
		if (equals(memo, world, &test->values[i]))
			return true;
	return false;
}

static bool
contains(struct slice cell, const struct value *value)
{
	if (value->kind == EXACT_TEXT)
		return memmem(cell.p, cell.n, value->text, value->n) != NULL;
	struct slice text = {value->text, value->n};
	for (size_t i = 0; i + text.n <= cell.n; i++)
		if (slice_equal_nocase((struct slice){cell.p + i, text.n}, text))
			return true;
	return false;
}

static enum condition_result
truth(bool holds)
{
	return holds ? CONDITION_TRUE : CONDITION_FALSE;
}

/* Does a cell that is before the value, or behind it, or neither, fulfil the test? */
static inline enum condition_result
is_so(enum relation op, bool before, bool behind)
{
	switch (op) {
	case LESS:
		return truth(before);
	case AT_MOST:
		return truth(!behind);
	case MORE:
		return truth(behind);
	default:
		return truth(!before);
	}
}

static enum condition_result
compare_dates(struct condition_memo *memo, const struct condition_world *world,
    const struct test *test)
{
	const struct value *value = test->values;
	if (!is_date(memo, world))
		return CONDITION_FAULT;
	if (test->op == BETWEEN)
		return truth(memo->us >= value[0].from_us && memo->us <= value[1].to_us);
	return is_so(test->op, memo->us<value->from_us, memo->us> value->to_us);
}

static inline enum condition_result
compare_by_size(struct condition_memo *memo, const struct condition_world *world,
    const struct test *test)
{
	const struct value *value = test->values;
	if (value->kind != NUMBER)
		return compare_dates(memo, world, test);
	if (!is_number(memo, world))
		return CONDITION_FAULT;
	double number = memo->number;
	if (test->op == BETWEEN)
		return truth(number >= value[0].number && number <= value[1].number);
	return is_so(test->op, number<value->number, number> value->number);
}

static enum condition_result
compare_with_now(struct condition_memo *memo, const struct condition_world *world,
    const struct test *test)
{
	if (!is_date(memo, world))
		return CONDITION_FAULT;
	int64_t age_us = world->now_us - memo->us;
	if (test->op == OLDER)
		return truth(age_us > test->span_us);
	return truth(age_us <= test->span_us && -age_us <= test->span_us);
}

static enum condition_result
compare_with_ere(const struct condition_memo *memo, const struct test *test)
{
	if (memo->text.n > ERE_LONGEST_TEXT)
		return CONDITION_FAULT;
	return truth(ere_matches(test->ere, memo->text));
}

static inline enum condition_result
test_holds(struct condition_memo *memo, const struct condition_world *world,
    const struct test *test)
{
	if (test->op == EMPTY || test->op == PRESENT)
		return truth(memo->missing == (test->op == EMPTY));
	if (memo->missing)
		return truth(test->op == UNEQUAL);
	switch (test->op) {
	case EQUAL:
	case IN:
		return truth(equals_any(memo, world, test));
	case UNEQUAL:
		return truth(!equals_any(memo, world, test));
	case CONTAINS:
		return truth(contains(memo->text, &test->values[0]));
	case MATCHES:
		return compare_with_ere(memo, test);
	case OLDER:
	case WITHIN:
		return compare_with_now(memo, world, test);
	default:
		return compare_by_size(memo, world, test);
	}
}

/* Why the cell can't be compared: what the test wants it to be. */
static struct condition_fault
fault_of(const struct test *test, const struct condition_memo *memo, size_t number)
{
	const char *reason = memo->no_date;
	if (test->op == MATCHES)
		reason = "has more than 16384 bytes: too long for a regular expression";
	else if (test->op != OLDER && test->op != WITHIN &&
	         test->values[0].kind == NUMBER)
		reason = memo->no_number;
	return (struct condition_fault){number, reason, memo->text};
}

/* The first item that holds decides, or can't be compared; but for `!=` and `empty`, the
 * first for which they don't hold. */
static enum condition_result
test_list(const struct test *test, const struct condition_world *world, const void *row,
    size_t number, struct condition_fault *fault)
{
	enum condition_result undecided = truth(test->op == UNEQUAL || test->op == EMPTY);
	struct condition_memo memo;
	struct slice text;
	for (size_t i = 0; world->item(row, number, i, &text); i++) {
		note(&memo, text);
		if (memo.missing)
			continue;
		enum condition_result result = test_holds(&memo, world, test);
		if (result == CONDITION_FAULT)
			*fault = fault_of(test, &memo, number);
		if (result != undecided)
			return result;
	}
	return undecided;
}

static inline enum condition_result
test_column(const struct test *test, const struct column *column,
    const struct condition_world *world, const void *row, struct condition_fault *fault)
{
	if (column->is_list)
		return test_list(test, world, row, column->number, fault);
	struct condition_memo fresh;
	struct condition_memo *memo = look_at(world, row, column->number, &fresh);
	enum condition_result result = test_holds(memo, world, test);
	if (result == CONDITION_FAULT)
		*fault = fault_of(test, memo, column->number);
	return result;
}

enum condition_result
condition_holds(const struct condition *condition, const struct condition_world *world,
    const void *row, struct condition_fault *fault)
{
	for (size_t i = 0; i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		const struct column *column = &condition->columns[test->column];
		enum condition_result result =
		    test_column(test, column, world, row, fault);
		if (result != CONDITION_TRUE)
			return result;
	}
	return CONDITION_TRUE;
}

enum condition_result
condition_part_holds(const struct condition *condition, unsigned part,
    const struct condition_world *world, const void *row, struct condition_fault *fault)
{
	for (size_t i = 0; i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		const struct column *column = &condition->columns[test->column];
		if (column->part != part)
			continue;
		enum condition_result result =
		    test_column(test, column, world, row, fault);
		if (result != CONDITION_TRUE)
			return result;
	}
	return CONDITION_TRUE;
}

/* Ranges */

static void
raise_low(struct condition_range *range, double low, bool closed)
{
	if (low > range->low || (low == range->low && !closed)) {
		range->low = low;
		range->low_closed = closed;
	}
}

static void
lower_high(struct condition_range *range, double high, bool closed)
{
	if (high < range->high || (high == range->high && !closed)) {
		range->high = high;
		range->high_closed = closed;
	}
}

static bool
narrow(struct condition_range *range, const struct test *test)
{
	if (test->count == 0 || test->values[0].kind != NUMBER)
		return false;
	double low = test->values[0].number;
	switch (test->op) {
	case EQUAL:
		raise_low(range, low, true);
		lower_high(range, low, true);
		return true;
	case LESS:
	case AT_MOST:
		lower_high(range, low, test->op == AT_MOST);
		return true;
	case MORE:
	case AT_LEAST:
		raise_low(range, low, test->op == AT_LEAST);
		return true;
	case BETWEEN:
		raise_low(range, low, true);
		lower_high(range, test->values[1].number, true);
		return true;
	default:
		return false;
	}
}

bool
condition_as_range(const struct condition *condition, struct condition_range *range)
{
	if (condition->count == 0 || condition->columns_count != 1 ||
	    condition->columns[0].is_list)
		return false;
	*range = (struct condition_range){0, -INFINITY, INFINITY, false, false};
	for (size_t i = 0; i < condition->count; i++)
		if (!narrow(range, &condition->tests[i]))
			return false;
	return true;
}

/* Contradictions */

/* Could one cell equal both? Where the kinds differ, that isn't told. */
static bool
may_both_equal(const struct value *a, const struct value *b)
{
	if (a->kind == NUMBER && b->kind == NUMBER)
		return a->number == b->number;
	if (a->kind == DATE && b->kind == DATE)
		return a->from_us <= b->to_us && b->from_us <= a->to_us;
	if (a->kind == EXACT_TEXT && b->kind == EXACT_TEXT)
		return slice_equal(
		    (struct slice){a->text, a->n}, (struct slice){b->text, b->n});
	/* Plain text doesn't care for the spaces around. */
	if (a->kind <= EXACT_TEXT && b->kind <= EXACT_TEXT)
		return slice_equal_nocase(slice_trim((struct slice){a->text, a->n}),
		    slice_trim((struct slice){b->text, b->n}));
	return true;
}

/* Are all values that one test allows refused by the other? */
static bool
values_apart(const struct test *a, const struct test *b)
{
	bool listed = (a->op == EQUAL || a->op == IN) && (b->op == EQUAL || b->op == IN);
	for (size_t i = 0; listed && i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (may_both_equal(&a->values[i], &b->values[k]))
				return false;
	return listed;
}

static bool
unequal_apart(const struct test *a, const struct test *b)
{
	if (a->op != EQUAL || b->op != UNEQUAL || a->count != 1 || b->count != 1)
		return false;
	const struct value *x = &a->values[0], *y = &b->values[0];
	return x->kind == y->kind && x->kind != DATE && may_both_equal(x, y);
}

/* What a test by size asks of dates, as a range of microseconds. */
static bool
date_range(const struct test *test, struct condition_range *range)
{
	*range = (struct condition_range){0, -INFINITY, INFINITY, true, true};
	if (test->count == 0 || test->values[0].kind != DATE)
		return false;
	double from = (double)test->values[0].from_us, to = (double)test->values[0].to_us;
	switch (test->op) {
	case EQUAL:
		raise_low(range, from, true);
		lower_high(range, to, true);
		return true;
	case LESS:
		lower_high(range, from, false);
		return true;
	case AT_MOST:
		lower_high(range, to, true);
		return true;
	case MORE:
		raise_low(range, to, false);
		return true;
	case AT_LEAST:
		raise_low(range, from, true);
		return true;
	case BETWEEN:
		raise_low(range, from, true);
		lower_high(range, (double)test->values[1].to_us, true);
		return true;
	default:
		return false;
	}
}

static bool
number_range(const struct test *test, struct condition_range *range)
{
	*range = (struct condition_range){0, -INFINITY, INFINITY, true, true};
	return narrow(range, test);
}

static bool
ranges_apart(const struct test *a, const struct test *b)
{
	struct condition_range both, other;
	if (!(number_range(a, &both) && number_range(b, &other)) &&
	    !(date_range(a, &both) && date_range(b, &other)))
		return false;
	raise_low(&both, other.low, other.low_closed);
	lower_high(&both, other.high, other.high_closed);
	return both.low > both.high ||
	       (both.low == both.high && !(both.low_closed && both.high_closed));
}

static bool
empty_apart(const struct test *a, const struct test *b)
{
	return a->op == EMPTY && b->op != EMPTY && b->op != UNEQUAL;
}

static bool
tests_apart(const struct test *a, const struct test *b)
{
	return values_apart(a, b) || ranges_apart(a, b) || unequal_apart(a, b) ||
	       unequal_apart(b, a) || empty_apart(a, b) || empty_apart(b, a);
}

bool
condition_apart(const struct condition *a, const struct condition *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct column *x = &a->columns[a->tests[i].column];
		for (size_t k = 0; k < b->count; k++) {
			const struct column *y = &b->columns[b->tests[k].column];
			if (!x->is_list && !y->is_list &&
			    columns_alike((struct slice){x->name, x->n},
			        (struct slice){y->name, y->n}) &&
			    tests_apart(&a->tests[i], &b->tests[k]))
				return true;
		}
	}
	return false;
}
