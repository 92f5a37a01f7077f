#include "scored.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/number.h"
#include "../../common/passthrough.h"
#include "top.h"

struct scored {
	const struct rules *rules;
	struct passthrough *passthrough;
	const char **names; /* of the computed columns */
	size_t computed, passed, reasons;
	struct slice *cells; /* of the row: those that pass, then the computed ones */
	char (*numbers)[NUMBER_TEXT]; /* texts of score and categories */
	char *text;                   /* of the reasons */
	size_t capacity;
	size_t most;     /* rows of `top` */
	struct top *top; /* NULL: rows are written as they come */
	bool is_part;    /* the names are the whole's */
};

/* What rows are made in. */
static void
make_room(struct scored *scored)
{
	size_t categories = scored->rules->categories_count;
	scored->cells = mem_new(scored->passed + scored->computed, sizeof *scored->cells);
	scored->numbers = mem_new(categories + 1, sizeof *scored->numbers);
	if (scored->most)
		scored->top = top_new(scored->most, scored->passed + scored->computed);
}

struct scored *
scored_new(const struct rules *rules, struct reader *reader, size_t reasons, size_t top,
    bool replace)
{
	struct scored *scored = mem_new(1, sizeof *scored);
	size_t n = 0;
	scored->rules = rules;
	scored->reasons = reasons;
	scored->computed = rules->categories_count + 4;
	scored->names = mem_new(scored->computed, sizeof(char *));
	scored->names[n++] = "score";
	for (size_t i = 0; i < rules->categories_count; i++)
		scored->names[n++] = rules->categories[i].name;
	scored->names[n++] = "grade";
	scored->names[n++] = "status";
	scored->names[n++] = "reasons";
	scored->passthrough =
	    passthrough_new(reader, scored->names, scored->computed, replace);
	scored->passed = passthrough_columns(scored->passthrough);
	scored->most = top;
	make_room(scored);
	return scored;
}

bool
scored_fits(const struct scored *whole)
{
	return passthrough_fits(whole->passthrough);
}

struct scored *
scored_part(const struct scored *whole, struct reader *part)
{
	struct scored *scored = mem_new(1, sizeof *scored);
	*scored = *whole;
	scored->is_part = true;
	scored->text = NULL;
	scored->capacity = 0;
	scored->passthrough = passthrough_part(whole->passthrough, part);
	make_room(scored);
	return scored;
}

void
scored_merge(struct scored *whole, struct scored *part)
{
	if (whole->top)
		top_merge(whole->top, part->top);
}

void
scored_free(struct scored *scored)
{
	passthrough_free(scored->passthrough);
	top_free(scored->top);
	if (!scored->is_part)
		free(scored->names);
	free(scored->cells);
	free(scored->numbers);
	free(scored->text);
	free(scored);
}

static bool
is_number(const struct scored *scored, size_t column)
{
	return column >= scored->passed &&
	       column <= scored->passed + scored->rules->categories_count;
}

void
scored_declare(const struct scored *scored, struct csvout *out)
{
	passthrough_declare(scored->passthrough, out);
	for (size_t i = 0; i < scored->computed; i++)
		csvout_column(out, slice_of(scored->names[i]),
		    is_number(scored, scored->passed + i) ? CSVOUT_NUMBER : CSVOUT_TEXT);
}

/* Reasons */

static char *
put(char *to, const char *text, size_t n)
{
	memcpy(to, text, n);
	return to + n;
}

/* `LABEL ×3:+12.5`, with ` | ` before all but the first. */
static void
append_reason(struct scored *scored, size_t *n, const struct score_reason *reason)
{
	enum { MARKS = sizeof " | :+", TIMES = sizeof " ×18446744073709551615" };
	size_t label = strlen(reason->label), limit = strlen(reason->limit);
	scored->text = mem_grow(scored->text, &scored->capacity,
	    *n + label + limit + MARKS + TIMES + NUMBER_TEXT, 1);
	char *p = scored->text + *n;
	if (*n)
		p = put(p, " | ", 3);
	p = put(p, reason->label, label);
	p = put(p, reason->limit, limit);
	if (reason->times > 1)
		p += snprintf(p, TIMES, " ×%" PRIu64, reason->times);
	*p++ = ':';
	if (!(reason->points < 0))
		*p++ = '+';
	p += number_format(reason->points, p);
	*n = (size_t)(p - scored->text);
}

/* What isn't shown one by one is shown as a sum: all of it adds up to the score's. */
static struct slice
reasons_text(struct scored *scored, const struct score *score)
{
	size_t n = 0, shown = score->reasons_count;
	if (shown > scored->reasons)
		shown = scored->reasons;
	for (size_t i = 0; i < shown; i++)
		append_reason(scored, &n, &score->reasons[i]);
	if (shown && shown < score->reasons_count) {
		char label[40];
		double rest = 0;
		for (size_t i = shown; i < score->reasons_count; i++)
			rest += score->reasons[i].points;
		/* Sums of doubles that should be nothing are not quite. */
		if (fabs(rest) < 1e-12)
			rest = 0;
		snprintf(label, sizeof label, "%zu more", score->reasons_count - shown);
		append_reason(scored, &n, &(struct score_reason){label, "", 1, rest});
	}
	return (struct slice){scored->text, n};
}

/* Rows */

static struct slice
number_text(struct scored *scored, size_t i, double number)
{
	return (struct slice){
	    scored->numbers[i], number_format(number, scored->numbers[i])};
}

/* All cells from the first one on that hasn't been written. */
static void
write_row(const struct scored *scored, const struct slice *cells, size_t first,
    struct csvout *out)
{
	for (size_t i = first; i < scored->passed + scored->computed; i++) {
		if (is_number(scored, i))
			csvout_plain(out, cells[i]);
		else
			csvout_text(out, cells[i]);
	}
	csvout_end_row(out);
}

void
scored_row(struct scored *scored, const struct score *score, const char *status,
    struct csvout *out)
{
	const struct rules *rules = scored->rules;
	size_t n = scored->passed;
	scored->cells[n++] = number_text(scored, 0, score->value);
	for (size_t i = 0; i < rules->categories_count; i++)
		scored->cells[n++] = number_text(scored, i + 1, score->categories[i]);
	scored->cells[n++] = slice_of(score->grade);
	scored->cells[n++] = slice_of(status);
	scored->cells[n++] = reasons_text(scored, score);
	if (scored->top) {
		memcpy(scored->cells, passthrough_cells(scored->passthrough),
		    scored->passed * sizeof *scored->cells);
		top_add(scored->top, score->value, scored->cells);
	} else {
		passthrough_write(scored->passthrough, out);
		write_row(scored, scored->cells, scored->passed, out);
	}
}

void
scored_finish(struct scored *scored, struct csvout *out)
{
	size_t count = scored->top ? top_sort(scored->top) : 0;
	for (size_t i = 0; i < count; i++)
		write_row(scored, top_row(scored->top, i), 0, out);
}
