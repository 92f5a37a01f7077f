#include "match.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/mem.h"

/* Conditions number the columns that are computed first, then the roles of the reader. */
enum { SCORE, GRADE, CATEGORIES };

struct matcher {
	struct rules *rules;
	bool on_activity;
	struct reader *reader;
	const struct options_common *options;
	struct condition_world world;
	struct number_style style;
	size_t computed;              /* how many of the columns are */
	struct condition_memo *memos; /* by column */
	size_t memos_count;
	uint64_t row;
	bool *held;                 /* by rule: has one of its rows held? */
	const struct score *score;  /* of the row, when statuses are asked for */
	char (*texts)[NUMBER_TEXT]; /* of computed numbers that were asked for */
	char *saw;
	size_t saw_capacity;
};

/* Columns */

static struct slice
computed_cell(struct matcher *matcher, size_t which)
{
	if (which == GRADE)
		return slice_of(matcher->score->grade);
	double number = which == SCORE ? matcher->score->value
	                               : matcher->score->categories[which - CATEGORIES];
	char *text = matcher->texts[which];
	size_t n = number_format(number, text);
	/* It will be read as the leads write their numbers. */
	char *mark = memchr(text, '.', n);
	if (mark)
		*mark = matcher->style.decimal;
	return (struct slice){text, n};
}

static struct slice
cell(const void *row, size_t number)
{
	/* The row is the matcher, whose buffers computed numbers' texts go to. */
	struct matcher *matcher = *(struct matcher *const *)row;
	if (number < matcher->computed)
		return computed_cell(matcher, number);
	return reader_cell(matcher->reader, number - matcher->computed);
}

static bool
find_computed(const struct rules *rules, struct slice name, size_t *number)
{
	size_t which = 0;
	if (columns_alike(name, slice_of("score"))) {
		which = SCORE;
	} else if (columns_alike(name, slice_of("grade"))) {
		which = GRADE;
	} else {
		size_t i = 0;
		while (i < rules->categories_count &&
		       !columns_alike(name, slice_of(rules->categories[i].name)))
			i++;
		if (i == rules->categories_count)
			return false;
		which = CATEGORIES + i;
	}
	*number = which;
	return true;
}

static void
bind(struct matcher *matcher, struct condition *condition, size_t line,
    bool may_be_computed)
{
	for (size_t i = 0; i < condition_columns(condition); i++) {
		/* The condition's copy of the name has a NUL behind it. */
		struct slice name = condition_column(condition, i);
		size_t number;
		if (!may_be_computed || !find_computed(matcher->rules, name, &number))
			number =
			    matcher->computed + reader_column_for_rule(matcher->reader,
			                            name.p, matcher->rules->path, line);
		condition_bind(condition, i, number);
	}
}

static bool
is_mine(const struct matcher *matcher, const struct rules_row *row)
{
	return row->on_activity == matcher->on_activity;
}

struct matcher *
matcher_new(struct rules *rules, bool on_activity, struct reader *reader,
    const struct options_common *options)
{
	struct matcher *matcher = mem_new(1, sizeof *matcher);
	matcher->rules = rules;
	matcher->on_activity = on_activity;
	matcher->reader = reader;
	matcher->options = options;
	matcher->held = mem_new(rules->rules_count, sizeof *matcher->held);
	matcher->computed = CATEGORIES + rules->categories_count;
	matcher->texts = mem_new(matcher->computed, sizeof *matcher->texts);
	for (size_t i = 0; i < rules->rows_count; i++) {
		struct rules_row *row = &rules->rows[i];
		if (!is_mine(matcher, row))
			continue;
		bind(matcher, row->when, row->line, false);
		if (row->per)
			row->per_column = reader_column_for_rule(
			    reader, row->per, rules->path, row->line);
	}
	for (size_t i = 0; !on_activity && i < rules->statuses_count; i++)
		bind(matcher, rules->statuses[i].when, rules->statuses[i].line, true);
	matcher->memos_count = matcher->computed + reader_roles(reader);
	matcher->memos = mem_new(matcher->memos_count, sizeof *matcher->memos);
	return matcher;
}

struct matcher *
matcher_part(const struct matcher *whole, struct reader *part)
{
	struct matcher *matcher = mem_new(1, sizeof *matcher);
	*matcher = *whole;
	matcher->reader = part;
	matcher->held = mem_new(whole->rules->rules_count, sizeof *matcher->held);
	matcher->texts = mem_new(whole->computed, sizeof *matcher->texts);
	matcher->memos = mem_new(whole->memos_count, sizeof *matcher->memos);
	matcher->row = 0;
	matcher->saw = NULL;
	matcher->saw_capacity = 0;
	return matcher;
}

void
matcher_free(struct matcher *matcher)
{
	if (!matcher)
		return;
	free(matcher->held);
	free(matcher->memos);
	free(matcher->texts);
	free(matcher->saw);
	free(matcher);
}

/* The world may change from file to file, and as-of only be known at the end. */
static const struct condition_world *
world_now(struct matcher *matcher)
{
	matcher->style = reader_number_style(matcher->reader);
	matcher->world = (struct condition_world){.cell = cell,
	    .style = &matcher->style,
	    .date_format = matcher->options->date_format,
	    .now_us = matcher->options->as_of_us,
	    .memos = matcher->memos,
	    .memos_count = matcher->memos_count,
	    .row = ++matcher->row};
	return &matcher->world;
}

/* Rows */

static void
reject(struct matcher *matcher, const struct condition_fault *fault)
{
	if (fault->number < matcher->computed)
		reader_bad_row(matcher->reader, "the computed \"%s\" %s",
		    diag_show(computed_cell(matcher, fault->number)).text, fault->reason);
	else
		reader_bad_cell(
		    matcher->reader, fault->number - matcher->computed, fault->reason);
}

static inline enum condition_result
holds(struct matcher *matcher, const struct condition *condition)
{
	struct condition_fault fault;
	enum condition_result result =
	    condition_holds(condition, &matcher->world, &matcher, &fault);
	if (result == CONDITION_FAULT)
		reject(matcher, &fault);
	return result;
}

/* The row's points, times the number that `per` names; false if the row was rejected. */
static bool
give_points(struct matcher *matcher, const struct rules_row *row, struct score_part *part)
{
	double per = 1;
	if (row->per) {
		enum reader_value value =
		    reader_number(matcher->reader, row->per_column, &per);
		if (value == READER_BAD)
			return false;
		if (value == READER_MISSING)
			per = 0;
	}
	*part = (struct score_part){row->points * per, 1};
	return true;
}

bool
matcher_row(struct matcher *matcher, struct score_part *parts)
{
	const struct rules *rules = matcher->rules;
	world_now(matcher);
	memset(matcher->held, 0, rules->rules_count * sizeof *matcher->held);
	for (size_t i = 0; i < rules->rows_count; i++) {
		const struct rules_row *row = &rules->rows[i];
		if (!is_mine(matcher, row))
			continue;
		parts[i] = (struct score_part){0, 0};
		if (matcher->held[row->rule])
			continue;
		enum condition_result result = holds(matcher, row->when);
		if (result == CONDITION_FAULT)
			return false;
		if (result == CONDITION_FALSE)
			continue;
		matcher->held[row->rule] = true;
		if (!give_points(matcher, row, &parts[i]))
			return false;
	}
	return true;
}

const char *
matcher_status(struct matcher *matcher, const struct score *score)
{
	const struct rules *rules = matcher->rules;
	matcher->score = score;
	for (size_t i = 0; i < rules->statuses_count; i++) {
		enum condition_result result = holds(matcher, rules->statuses[i].when);
		if (result == CONDITION_FAULT)
			return NULL;
		if (result == CONDITION_TRUE)
			return rules->statuses[i].status;
	}
	return "";
}

static void
append(struct matcher *matcher, size_t *n, struct slice text)
{
	matcher->saw = mem_grow(matcher->saw, &matcher->saw_capacity, *n + text.n + 1, 1);
	if (text.n)
		memcpy(matcher->saw + *n, text.p, text.n);
	*n += text.n;
	matcher->saw[*n] = '\0';
}

const char *
matcher_saw(struct matcher *matcher, size_t i)
{
	const struct rules_row *row = &matcher->rules->rows[i];
	size_t n = 0;
	append(matcher, &n, (struct slice){"", 0});
	for (size_t k = 0; k < condition_columns(row->when); k++) {
		if (n)
			append(matcher, &n, slice_of("; "));
		append(matcher, &n, condition_column(row->when, k));
		append(matcher, &n, slice_of("="));
		append(matcher, &n, cell(&matcher, condition_number(row->when, k)));
	}
	if (row->per) {
		append(matcher, &n, slice_of(n ? "; " : ""));
		append(matcher, &n, slice_of(row->per));
		append(matcher, &n, slice_of("="));
		append(matcher, &n, reader_cell(matcher->reader, row->per_column));
	}
	return matcher->saw;
}
