#include "scorecard.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/number.h"
#include "../../common/strmap.h"

/* A text that grows. */
struct text {
	char *p;
	size_t n, capacity;
};

static void
put(struct text *text, const char *bytes, size_t n)
{
	text->p = mem_grow(text->p, &text->capacity, text->n + n + 1, 1);
	if (n)
		memcpy(text->p + text->n, bytes, n);
	text->n += n;
}

static void
say(struct text *text, const char *words)
{
	put(text, words, strlen(words));
}

static struct slice
slice_of_text(const struct text *text)
{
	return (struct slice){text->p ? text->p : "", text->n};
}

size_t
scorecard_number(double x, char out[static SCORECARD_NUMBER])
{
	int n = 0;
	for (int digits = 15; digits <= 17; digits++) {
		n = snprintf(out, SCORECARD_NUMBER, "%.*g", digits, x);
		if (strtod(out, NULL) == x)
			break;
	}
	return (size_t)n;
}

static void
put_exact(struct text *text, double x)
{
	char number[SCORECARD_NUMBER];
	put(text, number, scorecard_number(x, number));
}

static void
put_number(struct text *text, double x)
{
	char number[NUMBER_TEXT];
	put(text, number, number_format(x, number));
}

/* Conditions */

static void
put_quoted(struct text *text, struct slice s)
{
	say(text, "\"");
	for (size_t i = 0; i < s.n; i++)
		put(text, s.p[i] == '"' ? "\"\"" : s.p + i, s.p[i] == '"' ? 2 : 1);
	say(text, "\"");
}

static bool
is_word(struct slice name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = slice_lower(name.p[i]);
		if (!(c == '_' || (c >= 'a' && c <= 'z') || (i && c >= '0' && c <= '9')))
			return false;
	}
	return name.n > 0;
}

static void
put_column(struct text *text, const struct cells *cells)
{
	struct slice name = slice_of(cells->column->name);
	if (is_word(name))
		put(text, name.p, name.n);
	else
		put_quoted(text, name);
}

/* Cells of a column that a rule is about: one, or neighbouring bins. */
struct range {
	const struct cells *cells;
	size_t first, last;
};

static void
put_bins(struct text *when, const struct range *range)
{
	const struct cells *cells = range->cells;
	if (range->first > 0) {
		put_column(when, cells);
		say(when, ">=");
		put_exact(when, cells->edges[range->first - 1]);
	}
	if (range->first > 0 && range->last + 1 < cells->bins)
		say(when, ";");
	if (range->last + 1 < cells->bins) {
		put_column(when, cells);
		say(when, "<");
		put_exact(when, cells->edges[range->last]);
	}
	if (range->first == 0 && range->last + 1 == cells->bins) {
		put_column(when, cells);
		say(when, " present");
	}
}

static void
put_pool(struct text *when, const struct cells *cells)
{
	const char *between = " in(";
	put_column(when, cells);
	for (uint32_t value = 0; value < cells->column->distinct; value++) {
		if (cells->of[value] != cells->pool)
			continue;
		say(when, between);
		put_quoted(when, table_text(cells->column, value));
		between = "|";
	}
	say(when, ")");
}

static void
put_condition(struct text *when, const struct range *range)
{
	const struct cells *cells = range->cells;
	if (range->first == cells->missing) {
		put_column(when, cells);
		say(when, " empty");
	} else if (range->first < cells->bins) {
		put_bins(when, range);
	} else if (range->first == cells->pool) {
		put_pool(when, cells);
	} else {
		put_column(when, cells);
		say(when, "=");
		put_quoted(when, table_text(cells->column, cells->level[range->first]));
	}
}

/* Reasons, for people */

static void
put_bins_in_words(struct text *reason, const struct range *range)
{
	const struct cells *cells = range->cells;
	bool whole = cells->column->whole;
	bool lowest = range->first == 0, highest = range->last + 1 == cells->bins;
	double from = lowest ? 0 : cells->edges[range->first - 1];
	double to = highest ? 0 : cells->edges[range->last];
	if (lowest && highest) {
		say(reason, "known");
	} else if (lowest) {
		say(reason, "under ");
		put_number(reason, to);
	} else if (highest) {
		put_number(reason, from);
		say(reason, " or more");
	} else if (whole && from + 1 == to) {
		put_number(reason, from);
	} else {
		put_number(reason, from);
		say(reason, whole && from >= 0 ? "-" : whole ? " to " : " to under ");
		put_number(reason, whole ? to - 1 : to);
	}
}

static void
put_reason(struct text *reason, const struct range *range)
{
	const struct cells *cells = range->cells;
	say(reason, cells->column->name);
	say(reason, " ");
	if (range->first == cells->missing) {
		say(reason, "is missing");
	} else if (range->first < cells->bins) {
		put_bins_in_words(reason, range);
	} else if (range->first == cells->pool) {
		say(reason, "is a rare value");
	} else {
		struct slice level =
		    table_text(cells->column, cells->level[range->first]);
		say(reason, "is ");
		put(reason, level.p, level.n);
	}
}

/* Rules */

struct rule {
	struct text name, when, reason;
	double points;
	const char *per; /* a column, or NULL */
};

struct writer {
	struct csvout *out; /* NULL: only count */
	struct strmap *names;
	size_t count;
};

/* The name, with a number behind it where it was there before. */
static void
make_unique(struct writer *writer, struct text *name)
{
	char number[24];
	size_t n = name->n;
	uint32_t before = strmap_count(writer->names);
	for (unsigned i = 2; strmap_add(writer->names, slice_of_text(name)) < before;
	     i++) {
		name->n = n;
		put(name, number, (size_t)snprintf(number, sizeof number, "#%u", i));
	}
}

/* Less than this is what rounding left of nothing: of log-odds it is below the precision
 * that scores are promised with. */
#define NO_POINTS 1e-13

/* Writes the rule, unless it gives no points, and frees its texts. */
static void
end_rule(struct writer *writer, struct rule *rule)
{
	char points[SCORECARD_NUMBER];
	if (rule->per ? rule->points != 0 : fabs(rule->points) > NO_POINTS) {
		writer->count++;
		make_unique(writer, &rule->name);
		if (writer->out) {
			csvout_text(writer->out, slice_of_text(&rule->name));
			csvout_text(writer->out, slice_of(""));
			csvout_text(writer->out, slice_of("lead"));
			csvout_text(writer->out, slice_of_text(&rule->when));
			csvout_plain(
			    writer->out, (struct slice){points,
			                     scorecard_number(rule->points, points)});
			csvout_text(writer->out, slice_of(rule->per ? rule->per : ""));
			csvout_text(writer->out, slice_of_text(&rule->reason));
			csvout_end_row(writer->out);
		}
	}
	free(rule->name.p);
	free(rule->when.p);
	free(rule->reason.p);
}

/* `column:` and what is special about the cell. */
static void
name_cell(struct text *name, const struct cells *cells, size_t cell)
{
	char number[24];
	say(name, cells->column->name);
	say(name, ":");
	if (cell == cells->missing) {
		say(name, "missing");
	} else if (cell < cells->bins) {
		put(name, number,
		    (size_t)snprintf(number, sizeof number, "%zu", cell + 1));
	} else if (cell == cells->pool) {
		say(name, "rare");
	} else {
		struct slice level = table_text(cells->column, cells->level[cell]);
		put(name, level.p, level.n);
	}
}

/* Points of a number are for one unit from 0, those of the card for one deviation from
 * the mean: what that makes goes to the base and, where there is no number, is made good
 * by the missing cell. */
static double
slope_of(const struct card *card, size_t k)
{
	return card->slope[k] ? card->beta[card->slope[k]] / card->cells[k].deviation : 0;
}

static double
base_of(const struct card *card)
{
	double base = card->beta[0];
	for (size_t k = 0; k < card->columns; k++)
		base -= slope_of(card, k) * card->cells[k].mean;
	return base;
}

static void
write_slope(struct writer *writer, const struct card *card, size_t k)
{
	const struct cells *cells = &card->cells[k];
	struct rule rule = {.points = slope_of(card, k), .per = cells->column->name};
	say(&rule.name, cells->column->name);
	say(&rule.name, ":each");
	put_column(&rule.when, cells);
	say(&rule.when, " present");
	say(&rule.reason, "each 1 of ");
	say(&rule.reason, cells->column->name);
	end_rule(writer, &rule);
}

static void
write_column(struct writer *writer, const struct card *card, size_t k)
{
	const struct cells *cells = &card->cells[k];
	if (card->slope[k])
		write_slope(writer, card, k);
	for (size_t cell = 0; cell < cells->count; cell++) {
		struct range range = {cells, cell, cell};
		struct rule rule = {.points = card->beta[card->first[k] + cell]};
		if (cell == cells->missing)
			rule.points += slope_of(card, k) * cells->mean;
		name_cell(&rule.name, cells, cell);
		put_condition(&rule.when, &range);
		put_reason(&rule.reason, &range);
		end_rule(writer, &rule);
	}
}

/* The column's cells that are this one in a pair. */
static struct range
range_of(const struct cells *cells, const uint16_t *of, size_t cell)
{
	struct range range = {cells, cells->count, 0};
	for (size_t i = 0; i < cells->count; i++) {
		if (of[i] != cell)
			continue;
		if (range.first == cells->count)
			range.first = i;
		range.last = i;
	}
	return range;
}

static void
write_pair(struct writer *writer, const struct card *card, const struct card_pair *pair)
{
	size_t number = 0;
	char text[24];
	for (size_t i = 0; i < pair->cells_a * pair->cells_b; i++) {
		if (pair->parameter[i] == CARD_NONE)
			continue;
		struct range ranges[] = {
		    range_of(&card->cells[pair->a], pair->of_a, i / pair->cells_b),
		    range_of(&card->cells[pair->b], pair->of_b, i % pair->cells_b)};
		struct rule rule = {.points = card->beta[pair->parameter[i]]};
		say(&rule.name, ranges[0].cells->column->name);
		say(&rule.name, "*");
		say(&rule.name, ranges[1].cells->column->name);
		put(&rule.name, text,
		    (size_t)snprintf(text, sizeof text, ":%zu", ++number));
		put_condition(&rule.when, &ranges[0]);
		say(&rule.when, ";");
		put_condition(&rule.when, &ranges[1]);
		put_reason(&rule.reason, &ranges[0]);
		say(&rule.reason, ", ");
		put_reason(&rule.reason, &ranges[1]);
		end_rule(writer, &rule);
	}
}

static size_t
write_rules(struct csvout *out, const struct card *card)
{
	struct writer writer = {out, strmap_new(), 0};
	strmap_add(writer.names, slice_of("set"));
	strmap_add(writer.names, slice_of("base"));
	for (size_t k = 0; k < card->columns; k++)
		write_column(&writer, card, k);
	for (size_t i = 0; i < card->pairs_count; i++)
		write_pair(&writer, card, &card->pairs[i]);
	strmap_free(writer.names);
	return writer.count;
}

size_t
scorecard_rules(const struct card *card)
{
	return write_rules(NULL, card);
}

/* A row that isn't a term: texts for rule, on and when, and points or NAN. */
static void
write_head(struct csvout *out, const char *rule, const char *on, const char *when,
    struct slice points)
{
	csvout_text(out, slice_of(rule));
	csvout_text(out, slice_of(""));
	csvout_text(out, slice_of(on));
	csvout_text(out, slice_of(when));
	csvout_plain(out, points);
	csvout_text(out, slice_of(""));
	csvout_text(out, slice_of(""));
	csvout_end_row(out);
}

void
scorecard_write(struct csvout *out, const struct card *card, bool logistic)
{
	static const char *const columns[] = {
	    "rule", "category", "on", "when", "points", "per", "reason"};
	char base[SCORECARD_NUMBER];
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		csvout_column(out, slice_of(columns[i]),
		    strcmp(columns[i], "points") == 0 ? CSVOUT_NUMBER : CSVOUT_TEXT);
	if (logistic)
		write_head(out, "set", "link", "logistic", slice_of(""));
	write_head(out, "base", "", "",
	    (struct slice){base, scorecard_number(base_of(card), base)});
	write_rules(out, card);
}
