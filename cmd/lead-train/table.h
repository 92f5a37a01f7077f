/*
 * The leads in memory: for each column the number of the value that each row holds, and
 * the values. What is learned from a column is a table by value, so that no text is
 * looked at twice.
 *
 * It is filled in two goes: the leads to learn from, after which table_settle() decides
 * what each column is, and those that are held out, whose values may be new. Then
 * table_index() numbers the values of a column by their order.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/number.h"
#include "../../common/slice.h"
#include "../../common/strmap.h"

enum table_kind { TABLE_TEXT, TABLE_NUMBER, TABLE_DATE };

struct table_column {
	char *name;
	enum table_kind kind;
	bool whole;      /* a number column of whole numbers only */
	uint32_t *value; /* by row: a value's number; `distinct` stands for missing */
	uint32_t distinct;
	double *numbers; /* of a number column, by value, ascending */
	uint32_t *texts; /* of the others, by value in bytewise order: a key of `map` */
	struct strmap *map;
	size_t capacity; /* of value */
	/* Text that all but a few cells can be read as numbers: the share that can, and
	 * the first that can't; and whether a decimal comma would explain it. */
	double numeric_share;
	struct slice odd_text; /* a key of the map */
	bool comma;
};

struct table {
	struct table_column *columns;
	size_t count, columns_capacity;
	size_t rows, learned; /* all, and those to learn from, which come first */
	uint8_t *outcome;     /* by row: 0 or 1 */
	int64_t *time_us;     /* by row; all 0 where there's no time */
	size_t outcome_capacity, time_capacity;
};

void table_release(struct table *table);

/* Adds a column, before the first row; the name is copied. */
void table_add_column(struct table *table, struct slice name);

/* A row: first its cells, one for each column, then the row itself. */
void table_add_cell(struct table *table, size_t column, struct slice cell);
void table_end_row(struct table *table, bool outcome, int64_t time_us);

/* Ends the leads to learn from. A column is of numbers, or of ISO 8601 dates (or those of
 * date_format), if each cell that isn't missing is one; a column without any is text. */
void table_settle(
    struct table *table, const struct number_style *style, const char *date_format);

/* Ends the rows. A cell that isn't a number in a number column counts as missing: refuse
 * such rows before they are added. */
void table_index(struct table *table, const struct number_style *style);

/* A value of a text column, valid until table_release. */
struct slice table_text(const struct table_column *column, uint32_t value);

#endif
