#include "rules.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/mem.h"
#include "../../common/rulefile.h"
#include "../../common/strmap.h"

static const char *const columns[RULES_COLUMNS] = {
    [RULES_RULE] = "rule",
    [RULES_CATEGORY] = "category",
    [RULES_ON] = "on",
    [RULES_WHEN] = "when",
    [RULES_POINTS] = "points",
    [RULES_PER] = "per",
    [RULES_CAP] = "cap",
    [RULES_HALF_LIFE] = "half_life",
    [RULES_WITHIN] = "within",
    [RULES_REASON] = "reason",
};

/* A file being read. */
struct reading {
	struct rulefile *file;
	struct rules *rules;
	struct strmap *names; /* of rules */
};

static double
needed_number(const struct reading *reading, enum rules_column column)
{
	double number;
	if (!rulefile_number(reading->file, column, &number))
		rulefile_fault(reading->file, column, "a number is needed here");
	return number;
}

static size_t
category(const struct reading *reading)
{
	struct rules *rules = reading->rules;
	struct slice name = rulefile_cell(reading->file, RULES_CATEGORY);
	if (name.n == 0)
		return RULES_NO_CATEGORY;
	for (size_t i = 0; i < rules->categories_count; i++)
		if (columns_alike(slice_of(rules->categories[i].name), name))
			return i;
	static const char *const taken[] = {"score", "grade", "status", "reasons"};
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (columns_alike(slice_of(taken[i]), name))
			rulefile_fault(reading->file, RULES_CATEGORY,
			    "the output has a column \"%s\" already: name the category "
			    "otherwise",
			    taken[i]);
	rules->categories = mem_grow(rules->categories, &rules->categories_capacity,
	    rules->categories_count + 1, sizeof *rules->categories);
	rules->categories[rules->categories_count] = (struct rules_category){
	    rulefile_text(reading->file, RULES_CATEGORY), -INFINITY, INFINITY, 1};
	return rules->categories_count++;
}

/* set rows: `set,CATEGORY,NAME,TEXT,NUMBER` */

static void
set_cap(struct reading *reading)
{
	struct rules *rules = reading->rules;
	double points = needed_number(reading, RULES_POINTS);
	size_t i = category(reading);
	*(i == RULES_NO_CATEGORY ? &rules->cap : &rules->categories[i].cap) = points;
}

static void
set_floor(struct reading *reading)
{
	struct rules *rules = reading->rules;
	double points = needed_number(reading, RULES_POINTS);
	size_t i = category(reading);
	*(i == RULES_NO_CATEGORY ? &rules->floor : &rules->categories[i].floor) = points;
}

static void
set_weight(struct reading *reading)
{
	double weight = needed_number(reading, RULES_POINTS);
	size_t i = category(reading);
	if (i == RULES_NO_CATEGORY)
		rulefile_fault(reading->file, RULES_CATEGORY,
		    "a weight is that of a category: name it here");
	reading->rules->categories[i].weight = weight;
}

static void
set_grade(struct reading *reading)
{
	struct rules *rules = reading->rules;
	size_t graded = category(reading);
	struct rules_grade grade = {needed_number(reading, RULES_POINTS),
	    rulefile_text(reading->file, RULES_REASON)};
	if (!*grade.grade)
		rulefile_fault(reading->file, RULES_REASON, "the grade is needed here");
	if (rules->grades_count && graded != rules->graded)
		rulefile_fault(reading->file, RULES_CATEGORY,
		    "one category is graded, or the score: this is another one");
	rules->graded = graded;
	rules->grades = mem_grow(rules->grades, &rules->grades_capacity,
	    rules->grades_count + 1, sizeof *rules->grades);
	size_t at = rules->grades_count++;
	for (; at > 0 && rules->grades[at - 1].points <= grade.points; at--) {
		if (rules->grades[at - 1].points == grade.points)
			rulefile_fault(reading->file, RULES_POINTS,
			    "another grade begins at as many points");
		rules->grades[at] = rules->grades[at - 1];
	}
	rules->grades[at] = grade;
}

static void
set_decimals(struct reading *reading)
{
	double decimals = needed_number(reading, RULES_POINTS);
	if (decimals < 0 || decimals > RULES_MOST_DECIMALS || decimals != floor(decimals))
		rulefile_fault(
		    reading->file, RULES_POINTS, "a whole number from 0 to 9 is needed");
	reading->rules->decimals = (int)decimals;
}

static void
set_scale(struct reading *reading)
{
	reading->rules->scale = needed_number(reading, RULES_POINTS);
	if (reading->rules->scale <= 0)
		rulefile_fault(
		    reading->file, RULES_POINTS, "a number above zero is needed");
}

static void
set_link(struct reading *reading)
{
	if (rulefile_is(reading->file, RULES_WHEN, "logistic"))
		reading->rules->link = RULES_LOGISTIC;
	else if (rulefile_is(reading->file, RULES_WHEN, "identity"))
		reading->rules->link = RULES_IDENTITY;
	else
		rulefile_fault(
		    reading->file, RULES_WHEN, "the link is `identity` or `logistic`");
}

static const struct setting {
	const char *name;
	void (*set)(struct reading *);
	enum rules_column used; /* besides rule and on: the value */
	bool of_category;       /* may be, or the score's */
} settings[] = {
    {"cap", set_cap, RULES_POINTS, true},
    {"floor", set_floor, RULES_POINTS, true},
    {"weight", set_weight, RULES_POINTS, true},
    {"grade", set_grade, RULES_POINTS, true},
    {"decimals", set_decimals, RULES_POINTS, false},
    {"scale", set_scale, RULES_POINTS, false},
    {"link", set_link, RULES_WHEN, false},
};

static void
read_set(struct reading *reading)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		const struct setting *setting = &settings[i];
		if (!rulefile_is(reading->file, RULES_ON, setting->name))
			continue;
		const size_t used[] = {RULES_RULE, RULES_ON, setting->used,
		    setting->of_category ? RULES_CATEGORY : RULES_RULE,
		    setting->set == set_grade ? RULES_REASON : RULES_RULE};
		rulefile_only(reading->file, used, sizeof used / sizeof *used);
		setting->set(reading);
		return;
	}
	rulefile_fault(reading->file, RULES_ON,
	    "\"%s\" isn't a setting: cap, floor, weight, grade, decimals, scale or link",
	    diag_show(rulefile_cell(reading->file, RULES_ON)).text);
}

static void
read_status(struct reading *reading)
{
	static const size_t used[] = {RULES_RULE, RULES_CATEGORY, RULES_WHEN};
	struct rules *rules = reading->rules;
	rulefile_only(reading->file, used, sizeof used / sizeof *used);
	if (rulefile_cell(reading->file, RULES_CATEGORY).n == 0)
		rulefile_fault(reading->file, RULES_CATEGORY,
		    "the status is needed here: MQL, SQL, ...");
	rules->statuses = mem_grow(rules->statuses, &rules->statuses_capacity,
	    rules->statuses_count + 1, sizeof *rules->statuses);
	rules->statuses[rules->statuses_count++] = (struct rules_status){
	    rulefile_line(reading->file), rulefile_text(reading->file, RULES_CATEGORY),
	    rulefile_text(reading->file, RULES_WHEN),
	    rulefile_condition(reading->file, RULES_WHEN)};
}

static void
read_base(struct reading *reading)
{
	static const size_t used[] = {RULES_RULE, RULES_POINTS};
	rulefile_only(reading->file, used, sizeof used / sizeof *used);
	reading->rules->base += needed_number(reading, RULES_POINTS);
}

static bool
reads_activities(const struct reading *reading)
{
	if (rulefile_is(reading->file, RULES_ON, "activity"))
		return true;
	if (!rulefile_is(reading->file, RULES_ON, "") &&
	    !rulefile_is(reading->file, RULES_ON, "lead"))
		rulefile_fault(reading->file, RULES_ON,
		    "\"%s\" is neither lead nor activity",
		    diag_show(rulefile_cell(reading->file, RULES_ON)).text);
	if (rulefile_cell(reading->file, RULES_HALF_LIFE).n)
		rulefile_fault(reading->file, RULES_HALF_LIFE,
		    "only activities have an age to decay with");
	if (rulefile_cell(reading->file, RULES_WITHIN).n)
		rulefile_fault(reading->file, RULES_WITHIN,
		    "only activities have an age: for a lead's column write COLUMN "
		    "within "
		    "SPAN as a condition");
	return false;
}

/* What the rule is called among the reasons: its reason, or its condition, or its name.
 */
static char *
label(const struct reading *reading)
{
	static const enum rules_column from[] = {RULES_REASON, RULES_WHEN, RULES_RULE};
	size_t i = 0;
	while (i < 2 && rulefile_cell(reading->file, from[i]).n == 0)
		i++;
	return rulefile_text(reading->file, from[i]);
}

static void
read_span(const struct reading *reading, enum rules_column column, int64_t *us)
{
	if (rulefile_span(reading->file, column, us) && *us == 0)
		rulefile_fault(
		    reading->file, column, "a span longer than zero is needed");
}

static void
read_row(struct reading *reading)
{
	struct rules *rules = reading->rules;
	struct rules_row row = {
	    .line = rulefile_line(reading->file),
	    .rule = strmap_add(reading->names, rulefile_cell(reading->file, RULES_RULE)),
	    .name = rulefile_text(reading->file, RULES_RULE),
	    .label = label(reading),
	    .when_text = rulefile_text(reading->file, RULES_WHEN),
	    .category = category(reading),
	    .on_activity = reads_activities(reading),
	    .when = rulefile_condition(reading->file, RULES_WHEN),
	    .points = needed_number(reading, RULES_POINTS),
	    .cap = INFINITY,
	    .half_life_us = INT64_MAX,
	    .within_us = INT64_MAX,
	};
	if (rulefile_cell(reading->file, RULES_PER).n)
		row.per = rulefile_text(reading->file, RULES_PER);
	if (rulefile_number(reading->file, RULES_CAP, &row.cap))
		row.cap = fabs(row.cap);
	read_span(reading, RULES_HALF_LIFE, &row.half_life_us);
	read_span(reading, RULES_WITHIN, &row.within_us);
	rules->rows = mem_grow(rules->rows, &rules->rows_capacity, rules->rows_count + 1,
	    sizeof *rules->rows);
	rules->rows[rules->rows_count++] = row;
	for (size_t i = 0; i + 1 < rules->rows_count; i++)
		if (rules->rows[i].rule == row.rule &&
		    (rules->rows[i].on_activity != row.on_activity ||
		        rules->rows[i].category != row.category))
			rulefile_fault(reading->file, RULES_RULE,
			    "line %zu has a row of \"%s\" too: rows of one rule are "
			    "about "
			    "the same thing and in the same category",
			    rules->rows[i].line, row.name);
}

void
rules_read(const char *path, struct rules *rules)
{
	*rules = (struct rules){.path = strcmp(path, "-") == 0 ? "<stdin>" : path,
	    .floor = -INFINITY,
	    .cap = INFINITY,
	    .scale = 1,
	    .decimals = -1,
	    .graded = RULES_NO_CATEGORY};
	struct reading reading = {
	    rulefile_open(path, columns, RULES_COLUMNS), rules, strmap_new()};
	while (rulefile_next(reading.file)) {
		if (rulefile_cell(reading.file, RULES_RULE).n == 0)
			rulefile_fault(
			    reading.file, RULES_RULE, "every row needs a rule");
		if (rulefile_is(reading.file, RULES_RULE, "set"))
			read_set(&reading);
		else if (rulefile_is(reading.file, RULES_RULE, "status"))
			read_status(&reading);
		else if (rulefile_is(reading.file, RULES_RULE, "base"))
			read_base(&reading);
		else
			read_row(&reading);
	}
	rules->rules_count = strmap_count(reading.names);
	strmap_free(reading.names);
	rulefile_close(reading.file);
}

void
rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->rows_count; i++) {
		struct rules_row *row = &rules->rows[i];
		free(row->name);
		free(row->label);
		free(row->when_text);
		free(row->per);
		condition_free(row->when);
	}
	for (size_t i = 0; i < rules->categories_count; i++)
		free(rules->categories[i].name);
	for (size_t i = 0; i < rules->grades_count; i++)
		free(rules->grades[i].grade);
	for (size_t i = 0; i < rules->statuses_count; i++) {
		free(rules->statuses[i].status);
		free(rules->statuses[i].when_text);
		condition_free(rules->statuses[i].when);
	}
	free(rules->rows);
	free(rules->categories);
	free(rules->grades);
	free(rules->statuses);
}
