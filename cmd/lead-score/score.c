#include "score.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/mem.h"

/* More than this a sum of doubles doesn't tell apart from nothing. */
static const double negligible = 1e-12;

void
score_init(struct score *score, const struct rules *rules)
{
	*score = (struct score){.grade = ""};
	score->categories = mem_new(rules->categories_count, sizeof *score->categories);
	/* Each row, two limits of each category, base, floor and cap. */
	score->reasons = mem_new(
	    rules->rows_count + rules->categories_count + 2, sizeof *score->reasons);
}

void
score_release(struct score *score)
{
	free(score->categories);
	free(score->reasons);
}

static bool
is_whole(double x, double below)
{
	return fabs(x) < below && x == (double)(int64_t)x;
}

static double
rounded(double x, int decimals)
{
	static const double units[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
	double scaled = x * units[decimals];
	if (is_whole(scaled, 1e15))
		return scaled / units[decimals];
	/* A half that binary fractions miss by a hair is a half. */
	return round(scaled + copysign(fabs(scaled) * 4e-16, scaled)) / units[decimals];
}

/*
 * Where the sum itself is what is shown, what it is made of is rounded: to nine decimals
 * if nothing else is said, so that 0.7 + 0.1 is 0.8 and not a hair less.
 */
static double
rounded_part(const struct rules *rules, double points)
{
	if (rules->link != RULES_IDENTITY)
		return points;
	return rounded(
	    points, rules->decimals < 0 ? RULES_MOST_DECIMALS : rules->decimals);
}

/* To the twelve digits that number_format() shows: leads that look equal are equal, to
 * grades and ranks too. */
static double
as_shown(double x)
{
	double thousands = x * 1e3;
	if (x == 0 || !isfinite(x))
		return x;
	/* So is most of what comes: the nearest to a number of three decimals. */
	if (is_whole(thousands, 1e12) && thousands / 1e3 == x)
		return x;
	double exponent = 11 - floor(log10(fabs(x)));
	if (fabs(exponent) > 300)
		return x;
	double unit = pow(10, fabs(exponent));
	return exponent >= 0 ? round(x * unit) / unit : round(x / unit) * unit;
}

static double
held(double x, double floor, double cap)
{
	return x > cap ? cap : x < floor ? floor : x;
}

static void
add_reason(struct score *score, struct score_reason reason)
{
	if (fabs(reason.points) > negligible)
		score->reasons[score->reasons_count++] = reason;
}

/* The weightiest first; of those that weigh the same, the earlier one. */
static void
sort_reasons(struct score *score)
{
	for (size_t i = 1; i < score->reasons_count; i++) {
		struct score_reason reason = score->reasons[i];
		size_t at = i;
		for (;
		     at > 0 && fabs(score->reasons[at - 1].points) < fabs(reason.points);
		     at--)
			score->reasons[at] = score->reasons[at - 1];
		score->reasons[at] = reason;
	}
}

static double
weight_of(const struct rules *rules, const struct rules_row *row)
{
	return row->category == RULES_NO_CATEGORY
	           ? 1
	           : rules->categories[row->category].weight;
}

/* The rows' weighted points into the sum, those before weighting into the categories. */
static void
add_rows(struct score *score, const struct rules *rules, const struct score_part *parts)
{
	for (size_t i = 0; i < rules->rows_count; i++) {
		const struct rules_row *row = &rules->rows[i];
		if (parts[i].times == 0)
			continue;
		double points =
		    rounded_part(rules, held(parts[i].points, -row->cap, row->cap));
		if (row->category != RULES_NO_CATEGORY)
			score->categories[row->category] += points;
		points = rounded_part(rules, points * weight_of(rules, row));
		score->sum += points;
		add_reason(
		    score, (struct score_reason){row->label, "", parts[i].times, points});
	}
}

static void
hold_categories(struct score *score, const struct rules *rules)
{
	for (size_t i = 0; i < rules->categories_count; i++) {
		const struct rules_category *category = &rules->categories[i];
		double before = score->categories[i];
		double after =
		    rounded_part(rules, held(before, category->floor, category->cap));
		double points = rounded_part(rules, (after - before) * category->weight);
		score->categories[i] = fabs(after) > negligible ? after : 0;
		score->sum += points;
		add_reason(score, (struct score_reason){category->name,
		                      after < before ? " cap" : " floor", 1, points});
	}
}

static const char *
grade_of(const struct score *score, const struct rules *rules)
{
	double points = rules->graded == RULES_NO_CATEGORY
	                    ? score->value
	                    : score->categories[rules->graded];
	for (size_t i = 0; i < rules->grades_count; i++)
		if (points >= rules->grades[i].points)
			return rules->grades[i].grade;
	return "";
}

void
score_compute(
    struct score *score, const struct rules *rules, const struct score_part *parts)
{
	for (size_t i = 0; i < rules->categories_count; i++)
		score->categories[i] = 0;
	score->reasons_count = 0;
	score->sum = rounded_part(rules, rules->base);
	add_reason(score, (struct score_reason){"base", "", 1, score->sum});
	add_rows(score, rules, parts);
	hold_categories(score, rules);
	double before = score->sum;
	score->sum = rounded_part(rules, held(before, rules->floor, rules->cap));
	add_reason(
	    score, (struct score_reason){"score", score->sum < before ? " cap" : " floor",
	               1, score->sum - before});
	sort_reasons(score);
	score->value =
	    rules->link == RULES_LOGISTIC ? 1 / (1 + exp(-score->sum)) : score->sum;
	score->value = as_shown(score->value * rules->scale);
	if (rules->decimals >= 0)
		score->value = rounded(score->value, rules->decimals);
	score->grade = grade_of(score, rules);
}
