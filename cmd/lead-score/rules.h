/*
 * A rules file (lead-rules.5): what gives a lead points, and what they mean.
 */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/condition.h"

/* The columns of the file. */
enum rules_column {
	RULES_RULE,
	RULES_CATEGORY,
	RULES_ON,
	RULES_WHEN,
	RULES_POINTS,
	RULES_PER,
	RULES_CAP,
	RULES_HALF_LIFE,
	RULES_WITHIN,
	RULES_REASON,
	RULES_COLUMNS
};

enum rules_link { RULES_IDENTITY, RULES_LOGISTIC };

#define RULES_NO_CATEGORY ((size_t)-1)

enum { RULES_MOST_DECIMALS = 9 };

/* A row that gives points. Of the rows of one rule the first that holds counts. */
struct rules_row {
	size_t line;
	size_t rule;     /* number of the rule; rows of one share it */
	char *name;      /* of the rule */
	char *label;     /* what it is called among the reasons */
	char *when_text; /* as it stands in the file */
	size_t category; /* or RULES_NO_CATEGORY */
	bool on_activity;
	struct condition *when;
	double points;
	char *per;         /* column whose number multiplies the points, or NULL */
	size_t per_column; /* the caller's number of it */
	double cap; /* the most that the rule may give or take; INFINITY: no limit */
	int64_t half_life_us, within_us; /* INT64_MAX: none */
};

struct rules_grade {
	double points; /* at least */
	char *grade;
};

struct rules_category {
	char *name;
	double floor, cap, weight; /* -INFINITY, INFINITY, 1 unless set */
};

struct rules_status {
	size_t line;
	char *status;
	char *when_text;
	struct condition *when;
};

struct rules {
	const char *path;
	struct rules_row *rows;
	size_t rows_count, rows_capacity;
	size_t rules_count; /* different rules */
	struct rules_category *categories;
	size_t categories_count, categories_capacity;
	struct rules_grade *grades; /* the highest first */
	size_t grades_count, grades_capacity;
	size_t graded; /* the category that is graded, RULES_NO_CATEGORY: the score */
	struct rules_status *statuses;
	size_t statuses_count, statuses_capacity;
	double base, floor, cap, scale;
	int decimals; /* of points and score, -1: as they come */
	enum rules_link link;
};

/* Reads the file; what is wrong with it ends the program. */
void rules_read(const char *path, struct rules *rules);
void rules_release(struct rules *rules);

#endif
