#include "table.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/date.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

#define MISSING UINT32_MAX

void
table_release(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct table_column *column = &table->columns[i];
		free(column->name);
		free(column->value);
		free(column->numbers);
		free(column->texts);
		strmap_free(column->map);
	}
	free(table->columns);
	free(table->outcome);
	free(table->time_us);
	*table = (struct table){0};
}

void
table_add_column(struct table *table, struct slice name)
{
	table->columns = mem_grow(table->columns, &table->columns_capacity,
	    table->count + 1, sizeof *table->columns);
	table->columns[table->count++] =
	    (struct table_column){.name = mem_text(name.p, name.n), .map = strmap_new()};
}

void
table_add_cell(struct table *table, size_t i, struct slice cell)
{
	struct table_column *column = &table->columns[i];
	column->value = mem_grow(
	    column->value, &column->capacity, table->rows + 1, sizeof *column->value);
	column->value[table->rows] =
	    number_is_missing(cell) ? MISSING : strmap_add(column->map, cell);
}

void
table_end_row(struct table *table, bool outcome, int64_t time_us)
{
	size_t need = table->rows + 1;
	if (need >= MISSING)
		diag_fatal(EX_OSERR, "more than 4294967293 rows");
	table->outcome =
	    mem_grow(table->outcome, &table->outcome_capacity, need, sizeof(uint8_t));
	table->time_us =
	    mem_grow(table->time_us, &table->time_capacity, need, sizeof(int64_t));
	table->outcome[table->rows] = outcome;
	table->time_us[table->rows++] = time_us;
}

/* How many rows hold each value, to be freed. */
static uint64_t *
count_values(const struct table *table, const struct table_column *column)
{
	uint64_t *counts = mem_new(strmap_count(column->map), sizeof *counts);
	for (size_t i = 0; i < table->rows; i++)
		if (column->value[i] != MISSING)
			counts[column->value[i]]++;
	return counts;
}

static void
settle_column(const struct table *table, struct table_column *column,
    const struct number_style *style, const char *date_format)
{
	struct number_style comma = {',', false};
	uint32_t distinct = strmap_count(column->map);
	uint64_t *counts = count_values(table, column), numbers = 0, all = 0;
	bool dates = distinct > 0, odd = false, commas = true;
	column->whole = true;
	for (uint32_t i = 0; i < distinct; i++) {
		struct slice text = strmap_key(column->map, i);
		struct date date;
		double x;
		all += counts[i];
		dates = dates && !date_parse(text, date_format, &date);
		commas = commas && !number_parse_double(text, &comma, &x);
		if (!number_parse_double(text, style, &x)) {
			numbers += counts[i];
			column->whole = column->whole && x == floor(x);
		} else if (!odd) {
			odd = true;
			column->odd_text = text;
		}
	}
	column->kind = distinct && !odd ? TABLE_NUMBER : dates ? TABLE_DATE : TABLE_TEXT;
	column->numeric_share = all ? (double)numbers / (double)all : 0;
	column->comma = odd && commas;
	free(counts);
}

void
table_settle(
    struct table *table, const struct number_style *style, const char *date_format)
{
	table->learned = table->rows;
	for (size_t i = 0; i < table->count; i++)
		settle_column(table, &table->columns[i], style, date_format);
}

/* Numbering the values by their order */

static int
compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static int
compare_texts(const void *a, const void *b, void *map)
{
	return slice_compare(
	    strmap_key(map, *(const uint32_t *)a), strmap_key(map, *(const uint32_t *)b));
}

static void
renumber(const struct table *table, struct table_column *column, const uint32_t *to)
{
	for (size_t i = 0; i < table->rows; i++) {
		uint32_t *value = &column->value[i];
		*value = *value == MISSING ? column->distinct : to[*value];
	}
}

static uint32_t
number_place(const struct table_column *column, double x)
{
	uint32_t low = 0, high = column->distinct;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (column->numbers[middle] < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Texts that are the same number become one value. */
static void
index_numbers(const struct table *table, struct table_column *column,
    const struct number_style *style)
{
	uint32_t n = strmap_count(column->map), known = 0;
	double *parsed = mem_new(n, sizeof *parsed);
	column->numbers = mem_new(n, sizeof *column->numbers);
	for (uint32_t i = 0; i < n; i++) {
		if (number_parse_double(strmap_key(column->map, i), style, &parsed[i]))
			parsed[i] = NAN;
		else
			column->numbers[known++] = parsed[i];
	}
	qsort(column->numbers, known, sizeof *column->numbers, compare_numbers);
	for (uint32_t i = 0; i < known; i++)
		if (i == 0 || column->numbers[i] != column->numbers[column->distinct - 1])
			column->numbers[column->distinct++] = column->numbers[i];
	uint32_t *to = mem_new(n, sizeof *to);
	for (uint32_t i = 0; i < n; i++)
		to[i] =
		    isnan(parsed[i]) ? column->distinct : number_place(column, parsed[i]);
	renumber(table, column, to);
	free(parsed);
	free(to);
}

static void
index_texts(const struct table *table, struct table_column *column)
{
	uint32_t n = strmap_count(column->map);
	column->distinct = n;
	column->texts = mem_new(n, sizeof *column->texts);
	for (uint32_t i = 0; i < n; i++)
		column->texts[i] = i;
	qsort_r(column->texts, n, sizeof *column->texts, compare_texts, column->map);
	uint32_t *to = mem_new(n, sizeof *to);
	for (uint32_t i = 0; i < n; i++)
		to[column->texts[i]] = i;
	renumber(table, column, to);
	free(to);
}

void
table_index(struct table *table, const struct number_style *style)
{
	for (size_t i = 0; i < table->count; i++) {
		struct table_column *column = &table->columns[i];
		if (column->kind == TABLE_NUMBER)
			index_numbers(table, column, style);
		else
			index_texts(table, column);
	}
}

struct slice
table_text(const struct table_column *column, uint32_t value)
{
	return strmap_key(column->map, column->texts[value]);
}
