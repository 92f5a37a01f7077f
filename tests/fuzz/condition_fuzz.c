/*
 * A condition, from the second byte up to the first NUL, and behind it its cells, each up
 * to the next NUL. The text is refused with a place in it and a reason, or it is a
 * condition: its columns have names, it says the same twice and when joined with itself,
 * a fault is about one of its columns, and what is called a range of numbers is one.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../common/condition.h"
#include "../../common/date.h"
#include "../../common/mem.h"

enum { MOST_CELLS = 8, FIRST_NUMBER = 1000, LONGEST_ERE = 500, MOST_REPEATS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* What stands before the next NUL, in memory of its own, so that reading on is noticed;
 * the rest goes to *rest. It has a NUL behind, since regexec() as AddressSanitizer knows
 * it reads up to one, REG_STARTEND or not. */
static struct slice
take(struct slice *rest)
{
	size_t n = strnlen(rest->p, rest->n);
	char *copy = mem_text(rest->p, n);
	rest->p += n;
	rest->n -= n;
	if (rest->n) {
		rest->p++;
		rest->n--;
	}
	return (struct slice){copy, n};
}

/* Expressions that the C library takes any time or memory for: each `+` may double what
 * stands before it, a{255} multiplies it, and \1 has to be tried. */
static bool
is_unbounded(struct slice text)
{
	size_t repeats = 0;
	if (!memchr(text.p, '~', text.n))
		return false;
	for (size_t i = 0; i < text.n; i++)
		repeats += strchr("+*?", text.p[i]) != NULL;
	return repeats > MOST_REPEATS || text.n > LONGEST_ERE ||
	       memchr(text.p, '{', text.n) || memchr(text.p, '\\', text.n);
}

static struct slice
cell_of(const void *row, size_t number)
{
	const struct slice *cells = row;
	return cells[(number - FIRST_NUMBER) % MOST_CELLS];
}

static void
require_error(const struct condition_error *error, size_t n)
{
	require(error->position >= 1 && error->position <= n + 1);
	require(memchr(error->reason, '\0', sizeof error->reason) != NULL);
	require(*error->reason);
}

static void
bind_columns(struct condition *condition)
{
	for (size_t i = 0; i < condition_columns(condition); i++) {
		struct slice name = condition_column(condition, i);
		require(name.n > 0 && name.p[name.n] == '\0');
		for (size_t k = 0; k < i; k++)
			require(!slice_equal(name, condition_column(condition, k)));
		condition_bind(condition, i, FIRST_NUMBER + i);
		require(condition_number(condition, i) == FIRST_NUMBER + i);
	}
}

static enum condition_result
evaluate(const struct condition *condition, const struct condition_world *world,
    const struct slice *cells)
{
	struct condition_fault fault = {0};
	enum condition_result result = condition_holds(condition, world, cells, &fault);
	if (result == CONDITION_FAULT)
		require(fault.number >= FIRST_NUMBER &&
		        fault.number < FIRST_NUMBER + condition_columns(condition) &&
		        fault.reason && *fault.reason);
	return result;
}

static void
require_same_joined(struct slice text, const struct condition_world *world,
    const struct slice *cells, enum condition_result expected)
{
	struct slice trimmed = slice_trim(text);
	struct condition_error error;
	if (trimmed.n == 0 || trimmed.p[trimmed.n - 1] == ';')
		return;
	char *twice = mem_new(2 * text.n + 1, 1);
	memcpy(twice, text.p, text.n);
	twice[text.n] = ';';
	memcpy(twice + text.n + 1, trimmed.p, trimmed.n);
	struct slice joined = {twice, text.n + 1 + trimmed.n};
	struct condition *condition = condition_parse(joined, &error);
	require(condition != NULL);
	bind_columns(condition);
	require(evaluate(condition, world, cells) == expected);
	condition_free(condition);
	free(twice);
}

static void
require_range(const struct condition *condition, const struct condition_world *world,
    const struct slice *cells, enum condition_result result)
{
	struct condition_range range;
	double x;
	if (!condition_as_range(condition, &range))
		return;
	require(range.column == 0 && condition_columns(condition) == 1);
	if (number_is_missing(cells[0]))
		require(result == CONDITION_FALSE);
	else if (number_parse_double(cells[0], world->style, &x) != NULL)
		require(result != CONDITION_TRUE);
	else
		require((result == CONDITION_TRUE) ==
		        ((x > range.low || (x == range.low && range.low_closed)) &&
		            (x < range.high || (x == range.high && range.high_closed))));
}

static void
check(struct slice text, const struct condition_world *world, const struct slice *cells)
{
	struct condition_error error = {0, ""};
	struct condition *condition = condition_parse(text, &error);
	if (!condition) {
		require_error(&error, text.n);
		return;
	}
	bind_columns(condition);
	enum condition_result result = evaluate(condition, world, cells);
	require(evaluate(condition, world, cells) == result);
	require_same_joined(text, world, cells, result);
	require_range(condition, world, cells, result);
	condition_needs_now(condition);
	condition_free(condition);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return -1;
	struct number_style style = {data[0] & 1 ? ',' : '.', data[0] & 2};
	struct condition_world world = {
	    cell_of, &style, data[0] & 4 ? "%d.%m.%Y" : NULL, INT64_C(20000) * DATE_DAY};
	struct slice rest = {(const char *)data + 1, size - 1};
	struct slice cells[MOST_CELLS], text = take(&rest);
	for (size_t i = 0; i < MOST_CELLS; i++)
		cells[i] = take(&rest);
	if (!is_unbounded(text))
		check(text, &world, cells);
	for (size_t i = 0; i < MOST_CELLS; i++)
		free((char *)cells[i].p);
	free((char *)text.p);
	return 0;
}
