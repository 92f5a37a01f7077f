/*
 * The condition language of rules files: the `when` column of lead rules, discount
 * policies and commission plans. Pure; memory is taken by parsing, and by matching an
 * ERE.
 *
 *     employees>=200; country in(DE|AT|CH); title contains(vp); last_seen within 30d
 *
 * Conditions joined by `;` must all hold; nothing at all always holds. Each is about one
 * column:
 *
 *     COLUMN = != < <= > >= VALUE
 *     COLUMN in(VALUE|VALUE|...)      equal to one of them
 *     COLUMN between(VALUE|VALUE)     numbers or dates, both ends included
 *     COLUMN contains(TEXT)
 *     COLUMN ~ ERE                    POSIX extended regular expression, anywhere in it
 *     COLUMN empty, COLUMN present    by number_is_missing()
 *     COLUMN older SPAN               a time more than, say, 60d before now
 *     COLUMN within SPAN              a time at most so far from now, past or future
 *
 * A VALUE is a number (with `.`), an ISO date or time, or text. Numbers compare with
 * numbers, dates with dates; a date without a time of day stands for the whole day. Text
 * is compared without regard to (ASCII) case and the spaces around; in double quotes,
 * with
 * `""` for a quote, it is taken as it stands. A column's name may be quoted too, for the
 * characters that have a meaning here. What compares by
 * size must find a number or a date in the cell: anything else is a fault of the data.
 * A missing cell fulfils `empty` and `!=` only.
 *
 * A column may hold a list: the codes of a coupon cell, the skus of a quote. A test then
 * looks at its items, from the first to the first that decides, and missing ones aside:
 * it holds if it does for any item; `!=` if no item is equal, `empty` if there is none.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "number.h"
#include "slice.h"

struct condition;

/* Where and why a text isn't a condition. */
struct condition_error {
	size_t position; /* byte of the text, counted from 1 */
	char reason[160];
};

/* Returns NULL and fills *error if the text isn't a condition. To be freed. */
struct condition *condition_parse(struct slice text, struct condition_error *error);
void condition_free(struct condition *condition);

/* The columns that it asks for, each once, as they are named. The caller finds them and
 * gives each a number of its own. */
size_t condition_columns(const struct condition *condition);
struct slice
condition_column(const struct condition *condition, size_t i); /* and a NUL */
void condition_bind(struct condition *condition, size_t i, size_t number);
size_t condition_number(const struct condition *condition, size_t i);

/* The same for a column that holds a list: world->item is asked for its items, not
 * world->cell for its cell. */
void condition_bind_list(struct condition *condition, size_t i, size_t number);

/*
 * Columns may be told apart into parts, 0 unless said otherwise, so that what is known at
 * different times, or holds for many rows at once, is asked for once.
 */
void condition_set_part(struct condition *condition, size_t i, unsigned part);
bool condition_has_part(const struct condition *condition, unsigned part);

/* Does it ask what time it is (older, within)? */
bool condition_needs_now(const struct condition *condition);

/* What a cell was found to hold, so that it is looked at once a row, however many
 * conditions ask. Zeroed to begin with. */
struct condition_memo {
	uint64_t row; /* the row it is of */
	struct slice text, trimmed;
	bool missing;
	bool number_is_read, date_is_read; /* what stands below of them is known */
	const char *no_number, *no_date;   /* why it isn't one, or NULL */
	double number;
	int64_t us;
};

/* What evaluation needs to know. */
struct condition_world {
	struct slice (*cell)(const void *row, size_t number); /* of a bound column */
	const struct number_style *style;                     /* of the cells */
	const char *date_format; /* of the cells, NULL: ISO 8601 */
	int64_t now_us;
	struct condition_memo *memos; /* by the caller's number of the column, or NULL */
	size_t memos_count;           /* columns of higher numbers have none */
	uint64_t row;                 /* another one for each row, from 1 */
	/* The i-th item, from 0, of a column bound as a list; false behind the last one.
	 * NULL if there are none. What a list holds isn't kept in memos. */
	bool (*item)(const void *row, size_t number, size_t i, struct slice *item);
};

enum condition_result { CONDITION_FALSE, CONDITION_TRUE, CONDITION_FAULT };

/* A cell that can't be compared. */
struct condition_fault {
	size_t number;      /* of the column */
	const char *reason; /* stands behind the cell's text, as number_parse()'s does */
	struct slice text;  /* the cell's, or of the item of a list */
};

/* Does the condition hold for the row? From left to right, as far as it takes. */
enum condition_result condition_holds(const struct condition *condition,
    const struct condition_world *world, const void *row, struct condition_fault *fault);

/* The same for the tests on columns of that part alone: true if there are none. */
enum condition_result
condition_part_holds(const struct condition *condition, unsigned part,
    const struct condition_world *world, const void *row, struct condition_fault *fault);

/*
 * What a numeric test asks of its column, for those who look for bins that overlap:
 * false if the condition isn't made of <, <=, >, >=, = and between on one column's
 * numbers alone, or the column is a list. A closed end belongs to the range.
 */
struct condition_range {
	size_t column; /* i of condition_column() */
	double low, high;
	bool low_closed, high_closed;
};
bool condition_as_range(const struct condition *condition, struct condition_range *range);

/*
 * Is it sure that no row fulfils both, or with itself, that none fulfils it? Looked at
 * are pairs of tests on one column that isn't a list, called alike: values that differ,
 * ranges of numbers or dates that are apart, `empty` beside what needs a value. False
 * where that doesn't tell.
 */
bool condition_apart(const struct condition *a, const struct condition *b);

#endif
