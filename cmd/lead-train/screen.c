#include "screen.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/mem.h"
#include "cells.h"

enum { BINS = 20, IDENTIFIER_ROWS = 20 };

#define IDENTIFIER_SHARE 0.95

static bool
ends_with(struct slice name, const char *word)
{
	struct slice end = slice_of(word);
	if (name.n < end.n)
		return false;
	struct slice tail = {name.p + name.n - end.n, end.n};
	/* As a word of its own: `lead id`, `lead_id`, `LeadId`, not `paid`. */
	char before = name.n > end.n ? tail.p[-1] : '_';
	bool apart =
	    before == ' ' || before == '_' || before == '-' || before == '.' ||
	    (before >= 'a' && before <= 'z' && tail.p[0] == end.p[0] - 'a' + 'A');
	return apart && slice_equal_nocase(tail, end);
}

/* Whole numbers, nearly all different: do they look like a count of the rows, or a key?
 */
static bool
looks_like_key(
    const struct table_column *column, const uint32_t *rows, size_t count, size_t present)
{
	struct slice name = slice_trim(slice_of(column->name));
	if (ends_with(name, "id") || ends_with(name, "number") ||
	    ends_with(name, "key") || ends_with(name, "no"))
		return true;
	uint32_t last = 0, first_value = column->distinct, last_value = 0;
	bool ascends = true;
	for (size_t i = 0; i < count; i++) {
		uint32_t value = column->value[rows[i]];
		if (value == column->distinct)
			continue;
		ascends = ascends && value >= last;
		last = value;
		first_value = value < first_value ? value : first_value;
		last_value = value > last_value ? value : last_value;
	}
	double range = column->numbers[last_value] - column->numbers[first_value];
	return ascends || range < 2 * (double)present;
}

struct counts {
	size_t present, different; /* rows with a value, and how many values */
};

static struct counts
count(const struct table_column *column, const uint32_t *rows, size_t n)
{
	struct counts counts = {0, 0};
	uint8_t *seen = mem_new(column->distinct, 1);
	for (size_t i = 0; i < n; i++) {
		uint32_t value = column->value[rows[i]];
		if (value == column->distinct)
			continue;
		counts.present++;
		counts.different += !seen[value];
		seen[value] = 1;
	}
	free(seen);
	return counts;
}

/* The information value of the column in these cells. */
static double
information(
    const struct table *table, const struct cells *cells, const uint32_t *rows, size_t n)
{
	size_t others = cells->count, used = 0;
	double *have = mem_new((others + 1) * 2, sizeof *have), sum[2] = {0, 0};
	for (size_t i = 0; i < n; i++) {
		uint16_t cell = cells->of[cells->column->value[rows[i]]];
		have[2 * (cell == CELLS_NONE ? others : cell) +
		     table->outcome[rows[i]]]++;
		sum[table->outcome[rows[i]]]++;
	}
	double value = 0;
	for (size_t c = 0; c <= others; c++) {
		if (have[2 * c] + have[2 * c + 1] == 0)
			continue;
		double p = (have[2 * c + 1] + 0.5) / (sum[1] + 0.5);
		double q = (have[2 * c] + 0.5) / (sum[0] + 0.5);
		value += (p - q) * log(p / q);
		used++;
	}
	free(have);
	if (used == 0 || sum[0] == 0 || sum[1] == 0)
		return 0;
	return value - (double)(used - 1) * (1 / sum[0] + 1 / sum[1]);
}

struct screen
screen_column(const struct table *table, const struct table_column *column,
    const uint32_t *rows, size_t n)
{
	struct counts counts = count(column, rows, n);
	if (counts.different == 0 || (counts.different == 1 && counts.present == n))
		return (struct screen){SCREEN_CONSTANT, 0};
	/* First of all, since a date or number may be there only if all went well. */
	struct cells cells;
	cells_make(&cells, column, rows, n, BINS);
	struct screen screen = {SCREEN_FIT, information(table, &cells, rows, n)};
	cells_release(&cells);
	bool nearly_all =
	    counts.present >= IDENTIFIER_ROWS &&
	    (double)counts.different >= IDENTIFIER_SHARE * (double)counts.present;
	if (screen.information > SCREEN_LEAK_INFORMATION)
		screen.verdict = SCREEN_LEAK;
	else if (column->kind == TABLE_DATE)
		screen.verdict = SCREEN_DATE;
	else if (nearly_all &&
	         (column->kind == TABLE_TEXT ||
	             (column->whole && looks_like_key(column, rows, n, counts.present))))
		screen.verdict = SCREEN_IDENTIFIER;
	return screen;
}
