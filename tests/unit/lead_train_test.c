/*
 * The maths of lead-train against closed forms and small examples worked out by hand.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../../cmd/lead-train/card.h"
#include "../../cmd/lead-train/cells.h"
#include "../../cmd/lead-train/drift.h"
#include "../../cmd/lead-train/folds.h"
#include "../../cmd/lead-train/logit.h"
#include "../../cmd/lead-train/measure.h"
#include "../../cmd/lead-train/points.h"
#include "../../cmd/lead-train/scorecard.h"
#include "../../cmd/lead-train/screen.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST_ROWS = 4000 };

static const struct number_style style = {'.', false};
static uint32_t all_rows[MOST_ROWS];

/* The solver */

/*
 * A 2×2 table: of 40 rows with the mark 30 are positive, of 60 without it 15. Without a
 * penalty the intercept is ln(15/45), the parameter ln(30/10) - ln(15/45).
 */
enum { MARKED = 40, MARKED_POSITIVE = 30, OTHERS = 60, OTHERS_POSITIVE = 15 };

struct marks {
	uint32_t index[MARKED + OTHERS];
	uint8_t outcome[MARKED + OTHERS];
	double weight[MARKED + OTHERS];
};

static struct logit_problem
make_marks(struct marks *marks, size_t factored)
{
	for (size_t i = 0; i < MARKED + OTHERS; i++) {
		bool marked = i < MARKED;
		size_t k = marked ? i : i - MARKED;
		marks->index[i] = marked ? 1 : 2; /* 2: none */
		marks->outcome[i] = k < (marked ? MARKED_POSITIVE : OTHERS_POSITIVE);
		marks->weight[i] = 1;
	}
	return (struct logit_problem){.rows = MARKED + OTHERS,
	    .slots = 1,
	    .params = 2,
	    .index = marks->index,
	    .outcome = marks->outcome,
	    .factored = factored,
	    .factored_slots = factored == 2};
}

static void
test_two_by_two(void)
{
	static const size_t factored[] = {2, 1, 0}; /* Cholesky, both, the diagonal */
	const double penalty[] = {0, 0};
	struct marks marks;
	/* Without a factor the intercept has no preconditioner, so there is one at least.
	 */
	for (size_t i = 0; i < 2; i++) {
		struct logit_problem problem = make_marks(&marks, factored[i]);
		struct logit *solver = logit_new(&problem);
		double beta[] = {0, 0};
		CHECK(logit_fit(solver, penalty, LOGIT_TIGHT, beta));
		CHECK_NEAR(beta[0], log(15.0 / 45), 1e-12);
		CHECK_NEAR(beta[1], log(3) - log(15.0 / 45), 1e-12);
		logit_free(solver);
	}
}

/* Weights are as good as repeated rows; a penalty satisfies its own first-order
 * condition: residuals of the marked rows = penalty × β. */
static void
test_weights_and_penalty(void)
{
	const double penalty[] = {0, 5};
	struct marks marks;
	struct logit_problem problem = make_marks(&marks, 2);
	double beta[] = {0, 0}, twice[] = {0, 0}, gradient[2];
	struct logit *solver = logit_new(&problem);
	CHECK(logit_fit(solver, penalty, LOGIT_TIGHT, beta));
	double p = logit_probability(beta[0] + beta[1]);
	CHECK_NEAR(MARKED_POSITIVE - MARKED * p, 5 * beta[1], 1e-10);
	logit_gradient(solver, penalty, beta, gradient);
	CHECK(fabs(gradient[0]) < 1e-9 && fabs(gradient[1]) < 1e-9);
	logit_free(solver);

	for (size_t i = 0; i < LENGTH(marks.weight); i++)
		marks.weight[i] = 2;
	problem.weight = marks.weight;
	solver = logit_new(&problem);
	const double double_penalty[] = {0, 10};
	CHECK(logit_fit(solver, double_penalty, LOGIT_TIGHT, twice));
	CHECK_NEAR(twice[0], beta[0], 1e-10);
	CHECK_NEAR(twice[1], beta[1], 1e-10);
	logit_free(solver);
}

/* Rows with a slope and three slots, whose outcomes follow from a fixed pattern; solved
 * with every kind of preconditioner, the answer is the same and its gradient 0. */
static void
test_preconditioners_agree(void)
{
	enum { ROWS = 500, SLOTS = 3, LEVELS = 5, PARAMS = 2 + SLOTS * LEVELS };
	static double x[ROWS];
	static uint32_t index[ROWS * SLOTS];
	static uint8_t outcome[ROWS];
	uint32_t state = 1;
	for (size_t i = 0; i < ROWS; i++) {
		state = state * 1664525 + 1013904223;
		x[i] = (double)(state >> 16) / 32768 - 1;
		for (size_t k = 0; k < SLOTS; k++) {
			state = state * 1664525 + 1013904223;
			index[i * SLOTS + k] =
			    (uint32_t)(2 + k * LEVELS + (state >> 20) % LEVELS);
		}
		outcome[i] = (state >> 24) % 3 == 0;
	}
	double penalty[PARAMS] = {0}, betas[3][PARAMS] = {{0}}, gradient[PARAMS];
	for (size_t k = 1; k < PARAMS; k++)
		penalty[k] = 0.5;
	static const size_t slots[] = {0, 1, SLOTS};
	for (size_t i = 0; i < LENGTH(slots); i++) {
		struct logit_problem problem = {.rows = ROWS,
		    .linear = 1,
		    .slots = SLOTS,
		    .params = PARAMS,
		    .x = x,
		    .index = index,
		    .outcome = outcome,
		    .factored = 2 + slots[i] * LEVELS,
		    .factored_slots = slots[i]};
		struct logit *solver = logit_new(&problem);
		CHECK(logit_fit(solver, penalty, LOGIT_TIGHT, betas[i]));
		logit_gradient(solver, penalty, betas[i], gradient);
		for (size_t k = 0; k < PARAMS; k++) {
			CHECK(fabs(gradient[k]) < 1e-9);
			CHECK(fabs(betas[i][k] - betas[0][k]) < 1e-9);
		}
		logit_free(solver);
	}
}

/* Two parameters that mark the same rows: without a penalty one of them stays. */
static void
test_collinear(void)
{
	uint32_t index[20];
	uint8_t outcome[10];
	const double penalty[] = {0, 0, 0};
	double beta[] = {0, 0, 0};
	for (size_t i = 0; i < 10; i++) {
		index[2 * i] = i < 5 ? 1 : 3;
		index[2 * i + 1] = i < 5 ? 2 : 3;
		outcome[i] = i == 0 || i >= 7;
	}
	struct logit_problem problem = {.rows = 10,
	    .slots = 2,
	    .params = 3,
	    .index = index,
	    .outcome = outcome,
	    .factored = 3,
	    .factored_slots = 2};
	struct logit *solver = logit_new(&problem);
	CHECK(logit_fit(solver, penalty, LOGIT_TIGHT, beta));
	CHECK_NEAR(beta[0], log(3.0 / 2), 1e-9);
	CHECK_NEAR(beta[1] + beta[2], log(1.0 / 4) - log(3.0 / 2), 1e-9);
	CHECK(beta[2] == 0);
	logit_free(solver);
}

/* Separated outcomes have no finite answer unless there's a penalty. */
static void
test_separated(void)
{
	uint32_t index[] = {1, 1, 2, 2};
	uint8_t outcome[] = {1, 1, 0, 0};
	const double none[] = {0, 0}, some[] = {0, 1};
	struct logit_problem problem = {.rows = 4,
	    .slots = 1,
	    .params = 2,
	    .index = index,
	    .outcome = outcome,
	    .factored = 2,
	    .factored_slots = 1};
	struct logit *solver = logit_new(&problem);
	double beta[] = {0, 0}, penalised[] = {0, 0};
	logit_fit(solver, none, LOGIT_TIGHT, beta);
	CHECK(isfinite(beta[0]) && isfinite(beta[1]) && beta[1] > 10);
	logit_free(solver);
	solver = logit_new(&problem);
	CHECK(logit_fit(solver, some, LOGIT_TIGHT, penalised));
	CHECK(penalised[1] > 0 && penalised[1] < 3);
	logit_free(solver);
}

static void
test_probability_and_loss(void)
{
	CHECK_NEAR(logit_probability(0), 0.5, 0);
	CHECK_NEAR(logit_probability(log(3)), 0.75, 1e-15);
	CHECK_NEAR(logit_probability(-800), 0, 0);
	CHECK_NEAR(logit_loss(log(3), true), log(4.0 / 3), 1e-15);
	CHECK_NEAR(logit_loss(log(3), false), log(4), 1e-15);
	CHECK_NEAR(logit_loss(-1000, true), 1000, 0);
	CHECK_NEAR(logit_loss(1000, true), 0, 0);
}

/* How good scores are */

/*
 * Positives 3, 2, 1 and others 2, 0, 0, -1 by hand. Shares of others below each positive:
 * 1, (3 + ½)/4, 3/4; of positives above each other: 1½/3, 1, 1, 1. The AUC is 2.625/3 =
 * 0.875; its variance by DeLong is var(1, 0.875, 0.75)/3 + var(0.5, 1, 1, 1)/4 =
 * 0.015625/3 + 0.0625/4.
 */
static void
test_delong(void)
{
	const double scores[] = {3, 2, 1, 2, 0, 0, -1};
	const uint8_t outcomes[] = {1, 1, 1, 0, 0, 0, 0};
	struct measure m;
	measure(&m, scores, outcomes, LENGTH(scores), 1);
	double error = sqrt(0.015625 / 3 + 0.0625 / 4);
	CHECK_NEAR(m.auc.value, 0.875, 1e-15);
	CHECK_NEAR(m.auc.low, 0.875 - error, 1e-13);
	CHECK_NEAR(m.auc.high, 1, 0); /* 1.0193 is cut */
	CHECK_NEAR(measure_auc(scores, outcomes, LENGTH(scores)), 0.875, 1e-15);
	CHECK(m.rows == 7 && m.positives == 3);
}

static void
test_auc_edges(void)
{
	const double equal[] = {1, 1, 1, 1}, falling[] = {1, 2, 3, 4};
	const uint8_t mixed[] = {1, 0, 1, 0}, split[] = {1, 1, 0, 0},
	              none[] = {0, 0, 0, 0};
	CHECK_NEAR(measure_auc(equal, mixed, 4), 0.5, 0);
	CHECK_NEAR(measure_auc(falling, split, 4), 0, 0);
	CHECK_NEAR(measure_auc(equal, none, 4), NAN, 0);
	CHECK_NEAR(measure_auc(equal, mixed, 1), NAN, 0);
}

/* 20 rows, two a tenth: the first five tenths hold 2, 1, 1, 0, 0 … positives. */
static void
test_tenths(void)
{
	double scores[20];
	uint8_t outcomes[20] = {1, 1, 1, 0, 0, 1};
	for (size_t i = 0; i < 20; i++)
		scores[i] = -(double)i;
	struct measure m;
	measure(&m, scores, outcomes, 20, 1);
	CHECK_NEAR(m.capture[0], 0.5, 1e-15);
	CHECK_NEAR(m.capture[1], 0.75, 1e-15);
	CHECK_NEAR(m.capture[2], 1, 1e-15);
	CHECK_NEAR(m.capture[9], 1, 1e-15);
	CHECK_NEAR(m.lift[0], 5, 1e-14);
	CHECK_NEAR(m.lift[1], 2.5, 1e-14);
	CHECK_NEAR(m.lift[9], 0, 0);
	/* Where all are equal, each tenth has its share. */
	for (size_t i = 0; i < 20; i++)
		scores[i] = 0;
	measure(&m, scores, outcomes, 20, 1);
	for (size_t k = 0; k < MEASURE_TENTHS; k++) {
		CHECK_NEAR(m.lift[k], 1, 1e-12);
		CHECK_NEAR(m.capture[k], (double)(k + 1) / 10, 1e-12);
	}
}

/* Probabilities ¾ and ¼: losses are -ln ¾ thrice and -ln ¼ once, squares 1/16 and 9/16.
 */
static void
test_losses(void)
{
	const double scores[] = {log(3), log(3), -log(3), -log(3)};
	const uint8_t outcomes[] = {1, 1, 1, 0};
	struct measure m;
	measure(&m, scores, outcomes, 4, 1);
	double loss = (3 * log(4.0 / 3) + log(4)) / 4;
	CHECK_NEAR(m.log_loss.value, loss, 1e-14);
	CHECK_NEAR(m.brier.value, (3.0 / 16 + 9.0 / 16) / 4, 1e-14);
	/* Of the four values one is ½ away from the others: s² = 1/16. */
	CHECK_NEAR(m.brier.high - m.brier.value, sqrt(1.0 / 16 / 4), 1e-12);
	CHECK_NEAR(m.base_rate.value, 0.75, 1e-15);
	/* Two groups: 1.5 predicted and 2 happened, 0.5 and 1. */
	CHECK_NEAR(m.ece, 1.0 / 4, 1e-14);
}

/* Tables and cells */

static void
add_numbers(struct table *table, const double *numbers, size_t n)
{
	char text[NUMBER_TEXT];
	table_add_column(table, slice_of("x"));
	for (size_t i = 0; i < n; i++) {
		number_format(numbers[i], text); /* NAN: empty, missing */
		table_add_cell(table, 0, slice_of(text));
		table_end_row(table, i % 2, 0);
	}
	table_settle(table, &style, NULL);
	table_index(table, &style);
}

static void
test_table(void)
{
	static const char *const texts[] = {"10", "9", "9.0", "n/a", "1e1", "-3"};
	struct table table = {0};
	table_add_column(&table, slice_of("n"));
	table_add_column(&table, slice_of("t"));
	table_add_column(&table, slice_of("d"));
	table_add_column(&table, slice_of("none"));
	for (size_t i = 0; i < LENGTH(texts); i++) {
		table_add_cell(&table, 0, slice_of(texts[i]));
		table_add_cell(&table, 1, slice_of(i == 5 ? "x" : texts[i]));
		table_add_cell(&table, 2, slice_of(i ? "2026-01-02" : "2026-01-01"));
		table_add_cell(&table, 3, slice_of("-"));
		table_end_row(&table, i > 2, 0);
	}
	table_settle(&table, &style, NULL);
	table_index(&table, &style);
	const struct table_column *n = &table.columns[0], *t = &table.columns[1];
	CHECK(n->kind == TABLE_NUMBER && n->whole && n->distinct == 3);
	CHECK_NEAR(n->numbers[0], -3, 0);
	CHECK_NEAR(n->numbers[2], 10, 0);
	CHECK(n->value[0] == 2 && n->value[1] == 1 && n->value[2] == 1);
	CHECK(n->value[3] == n->distinct && n->value[4] == 2 && n->value[5] == 0);
	CHECK(t->kind == TABLE_TEXT && t->distinct == 5);
	CHECK_TEXT(t->odd_text, "x");
	CHECK_NEAR(t->numeric_share, 0.8, 1e-15);
	CHECK_TEXT(table_text(t, 0), "10");
	CHECK_TEXT(table_text(t, 4), "x");
	CHECK(table.columns[2].kind == TABLE_DATE);
	CHECK(table.columns[3].kind == TABLE_TEXT && table.columns[3].distinct == 0);
	table_release(&table);
}

/* How many rows each bin has; checks that bins and edges agree. */
static void
count_bins(const struct cells *cells, size_t n, size_t *counts)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t value = cells->column->value[i];
		uint16_t cell = cells->of[value];
		counts[cell]++;
		if (value == cells->column->distinct || cell >= cells->bins)
			continue;
		double x = cells->column->numbers[value];
		CHECK(cell == 0 || x >= cells->edges[cell - 1]);
		CHECK(cell + 1U == cells->bins || x < cells->edges[cell]);
	}
}

/* 400 different numbers in 20 bins: 20 each. */
static void
test_even_bins(void)
{
	double x[400];
	size_t counts[21] = {0};
	for (size_t i = 0; i < 400; i++)
		x[i] = (double)(i * 7 % 400);
	struct table table = {0};
	struct cells cells;
	add_numbers(&table, x, 400);
	cells_make(&cells, &table.columns[0], all_rows, 400, 20);
	CHECK(cells.bins == 20 && cells.count == 21 && cells.missing == 20);
	count_bins(&cells, 400, counts);
	for (size_t i = 0; i < 20; i++)
		CHECK(counts[i] == 20);
	CHECK_NEAR(cells.edges[0], 20, 0);
	CHECK_NEAR(cells.mean, 199.5, 1e-14);
	uint16_t to[21];
	CHECK(cells_coarse(&cells, to) == 5);
	CHECK(to[4] == 0 && to[5] == 1 && to[19] == 3 && to[20] == 4);
	cells_join(&cells, 0);
	CHECK(cells.bins == 19 && cells.missing == 19);
	CHECK_NEAR(cells.edges[0], 40, 0);
	cells_release(&cells);
	table_release(&table);
}

/* Nine of ten rows are 0: they take one bin, and the rest has the others. */
static void
test_bins_of_ties(void)
{
	double x[1000];
	size_t counts[11] = {0};
	for (size_t i = 0; i < 1000; i++)
		x[i] = i < 900 ? 0 : (double)i;
	struct table table = {0};
	struct cells cells;
	add_numbers(&table, x, 1000);
	cells_make(&cells, &table.columns[0], all_rows, 1000, 10);
	CHECK(cells.bins == 10);
	count_bins(&cells, 1000, counts);
	CHECK(counts[0] == 900);
	for (size_t i = 1; i < 10; i++)
		CHECK(counts[i] >= CELLS_FEW && counts[i] <= 13);
	cells_release(&cells);
	table_release(&table);
}

static void
test_bins_of_few(void)
{
	double constant[50], missing[50], few[50];
	for (size_t i = 0; i < 50; i++) {
		constant[i] = 7;
		missing[i] = i < 3 ? (double)i : NAN;
		few[i] = (double)(i % 3);
	}
	const double *numbers[] = {constant, missing, few};
	static const size_t bins[] = {0, 0, 3};
	for (size_t k = 0; k < LENGTH(numbers); k++) {
		struct table table = {0};
		struct cells cells;
		add_numbers(&table, numbers[k], 50);
		cells_make(&cells, &table.columns[0], all_rows, 50, 20);
		CHECK(cells.bins == bins[k] && cells.missing == bins[k]);
		CHECK((cells.deviation == 0) == (k == 0));
		cells_release(&cells);
		/* The rows at hand may all be missing. */
		if (k == 1) {
			cells_make(&cells, &table.columns[0], all_rows + 10, 30, 20);
			CHECK(cells.bins == 0 && cells.count == 1);
			CHECK(cells.deviation == 0 && cells.mean == 0);
			cells_release(&cells);
		}
		table_release(&table);
	}
}

/* 60 a, 30 b, five each of c and d, which are pooled, one missing; e isn't in the rows.
 */
static void
test_levels(void)
{
	struct table table = {0};
	struct cells cells;
	table_add_column(&table, slice_of("t"));
	for (size_t i = 0; i < 102; i++) {
		const char *text = i < 60    ? "a"
		                   : i < 90  ? "b"
		                   : i < 95  ? "c"
		                   : i < 100 ? "d"
		                   : i < 101 ? ""
		                             : "e";
		table_add_cell(&table, 0, slice_of(text));
		table_end_row(&table, false, 0);
	}
	table_settle(&table, &style, NULL);
	table_index(&table, &style);
	cells_make(&cells, &table.columns[0], all_rows, 101, 20);
	CHECK(cells.count == 4 && cells.pool == 2 && cells.missing == 3);
	CHECK(cells.of[0] == 0 && cells.of[1] == 1 && cells.of[2] == 2);
	CHECK(cells.of[3] == 2 && cells.of[4] == CELLS_NONE && cells.of[5] == 3);
	cells_release(&cells);
	table_release(&table);
}

/* Screening */

static void
test_screen(void)
{
	enum { ROWS = 1000 };
	struct table table = {0};
	static const char *const names[] = {
	    "lead_id", "revenue", "same", "leak", "noise", "key"};
	for (size_t i = 0; i < LENGTH(names); i++)
		table_add_column(&table, slice_of(names[i]));
	for (uint32_t i = 0; i < ROWS; i++) {
		char id[24], revenue[24], key[24];
		uint32_t mixed = i * 2654435761U;
		snprintf(id, sizeof id, "%u", mixed);
		snprintf(revenue, sizeof revenue, "%u", mixed / 3);
		snprintf(key, sizeof key, "x%u", i);
		const char *cells[] = {
		    id, revenue, "1", i % 4 ? "no" : "yes", i % 3 ? "p" : "q", key};
		for (size_t k = 0; k < LENGTH(cells); k++)
			table_add_cell(&table, k, slice_of(cells[k]));
		table_end_row(&table, i % 4 == 0 || i % 50 == 1, 0);
	}
	table_settle(&table, &style, NULL);
	table_index(&table, &style);
	static const enum screen_verdict verdicts[] = {SCREEN_IDENTIFIER, SCREEN_FIT,
	    SCREEN_CONSTANT, SCREEN_LEAK, SCREEN_FIT, SCREEN_IDENTIFIER};
	for (size_t i = 0; i < LENGTH(names); i++)
		CHECK(screen_column(&table, &table.columns[i], all_rows, ROWS).verdict ==
		      verdicts[i]);
	/* By hand: positives 250 yes and 20 no, others 0 and 730, half a row more each.
	 */
	double p = 250.5 / 270.5, q = 0.5 / 730.5, r = 20.5 / 270.5, s = 730.5 / 730.5;
	CHECK_NEAR(screen_column(&table, &table.columns[3], all_rows, ROWS).information,
	    (p - q) * log(p / q) + (r - s) * log(r / s) - (1.0 / 270 + 1.0 / 730), 1e-12);
	table_release(&table);
}

static void
test_drift(void)
{
	double x[1000];
	for (size_t i = 0; i < 1000; i++)
		x[i] = (double)(i % 100) + (i < 800 ? 0 : 50);
	struct table table = {0};
	add_numbers(&table, x, 1000);
	const struct table_column *column = &table.columns[0];
	CHECK(fabs(drift_index(column, all_rows, 400, all_rows + 400, 400)) < 0.05);
	CHECK(drift_index(column, all_rows, 800, all_rows + 800, 200) > 1);
	uint32_t rows[10];
	for (size_t i = 0; i < 10; i++) {
		rows[i] = (uint32_t)i;
		table.time_us[i] = i < 5 ? 100 : 50;
	}
	/* Five at 50, then five at 100, which stay together. */
	CHECK(drift_part(&table, rows, 10, 0.2) == 5);
	CHECK(rows[0] == 5 && rows[5] == 0 && rows[9] == 4);
	for (size_t i = 0; i < 10; i++)
		table.time_us[i] = 7;
	CHECK(drift_part(&table, rows, 10, 0.2) == 0);
	table_release(&table);
}

static void
test_folds(void)
{
	enum { ROWS = 103, POSITIVES = 23 };
	uint8_t outcome[ROWS], fold[ROWS], again[ROWS];
	uint32_t inside[ROWS], outside[ROWS];
	for (size_t i = 0; i < ROWS; i++)
		outcome[i] = i < POSITIVES;
	folds_deal(outcome, all_rows, ROWS, 5, FOLDS_OUTER, fold);
	folds_deal(outcome, all_rows, ROWS, 5, FOLDS_OUTER, again);
	CHECK(memcmp(fold, again, ROWS) == 0);
	folds_deal(outcome, all_rows, ROWS, 5, FOLDS_INNER, again);
	CHECK(memcmp(fold, again, ROWS) != 0);
	for (size_t part = 0; part < 5; part++) {
		size_t n = folds_split(all_rows, ROWS, fold, part, inside, outside),
		       won = 0;
		for (size_t i = 0; i < n; i++)
			won += outcome[inside[i]];
		CHECK(n >= 20 && n <= 21);
		CHECK(won >= 4 && won <= 5);
	}
}

/* Cards */

/* Outcomes that depend on `a` and `b` together, and on neither alone. */
static void
fill_xor(struct table *table)
{
	table_add_column(table, slice_of("a"));
	table_add_column(table, slice_of("b"));
	table_add_column(table, slice_of("c"));
	for (size_t i = 0; i < 800; i++) {
		bool a = i & 1, b = i & 2, c = i & 4;
		table_add_cell(table, 0, slice_of(a ? "u" : "v"));
		table_add_cell(table, 1, slice_of(b ? "w" : "x"));
		table_add_cell(table, 2, slice_of(c ? "y" : "z"));
		table_end_row(table, i % 5 == 0 ? a == b : a != b, 0);
	}
	table_settle(table, &style, NULL);
	table_index(table, &style);
}

static void
test_pairs(void)
{
	struct table table = {0};
	fill_xor(&table);
	const size_t columns[] = {0, 1, 2};
	const struct card_plan plan = {
	    .table = &table, .columns = columns, .count = 3, .bins = 20, .slopes = true};
	const struct card_sample sample = {all_rows, 800, NULL};
	struct card card;
	card_init(&card, &plan, &sample);
	CHECK(card.params == 7 && card.linear == 0);
	card_add_pairs(&card, &sample, 10);
	CHECK(card.pairs_count == 1 && card.pairs[0].a == 0 && card.pairs[0].b == 1);
	/* By hand: p = ½, in each of four cells of 200 rows Σr = ±60, Σp(1-p) = 50. */
	CHECK_NEAR(card.pairs[0].gain, 4 * (3600.0 / 51 - 2), 1e-12);
	CHECK(card.params == 11);
	struct card_fit *fit = card_fit_new(&card, &sample);
	CHECK(card_fit_run(fit, 0.01, LOGIT_TIGHT));
	card_fit_free(fit);
	double eta[4], sum = 0;
	card_score(&card, all_rows, 4, eta);
	for (size_t i = 0; i < 4; i++)
		sum += logit_probability(eta[i]);
	CHECK(eta[1] > 1.3 && eta[2] > 1.3 && eta[0] < -1.3 && eta[3] < -1.3);
	CHECK_NEAR(sum, 2, 1e-9);
	card_release(&card);
	table_release(&table);
}

/* A number whose middle is out of order: its points may only rise, or only fall. */
static void
test_monotone(void)
{
	enum { ROWS = 4000 };
	static double x[ROWS];
	for (size_t i = 0; i < ROWS; i++)
		x[i] = (double)(i % 40);
	struct table table = {0};
	add_numbers(&table, x, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		size_t bump = i % 40 > 15 && i % 40 < 20 ? 10 : 0;
		table.outcome[i] = (i / 40 * 37) % 50 < i % 40 + bump;
	}
	const size_t columns[] = {0};
	const struct card_sample sample = {all_rows, ROWS, NULL};
	for (int8_t direction = -1; direction <= CARD_EITHER; direction++) {
		if (direction == 0)
			continue;
		const struct card_plan plan = {.table = &table,
		    .columns = columns,
		    .count = 1,
		    .bins = 10,
		    .slopes = true,
		    .monotone = &direction,
		    .monotone_bins = 5};
		struct card card;
		card_init(&card, &plan, &sample);
		do {
			struct card_fit *fit = card_fit_new(&card, &sample);
			CHECK(card_fit_run(fit, 1, LOGIT_TIGHT));
			card_fit_free(fit);
		} while (card_join(&card));
		CHECK(card.linear == 0);
		CHECK(direction == -1
		          ? card.cells[0].bins == 0
		          : card.cells[0].bins >= 5 && card.cells[0].bins < 10);
		for (size_t k = 0; k + 1 < card.cells[0].bins; k++)
			CHECK(card.beta[card.first[0] + k] <=
			      card.beta[card.first[0] + k + 1]);
		card_release(&card);
	}
	table_release(&table);
}

static void
test_points(void)
{
	struct table table = {0};
	fill_xor(&table);
	const size_t columns[] = {0, 1, 2};
	const struct card_plan plan = {
	    .table = &table, .columns = columns, .count = 3, .bins = 20};
	const struct card_sample sample = {all_rows, 800, NULL};
	struct card card;
	card_init(&card, &plan, &sample);
	static const double beta[] = {-1, 0.5, -0.5, 0, 0.24, 1, 1};
	for (size_t i = 0; i < LENGTH(beta); i++)
		card.beta[i] = beta[i];
	points_round(&card, 100); /* ranges 1, 0.24 and 0 */
	static const double points[] = {0, 81, 0, 0, 19, 0, 0};
	for (size_t i = 0; i < LENGTH(points); i++)
		CHECK_NEAR(card.beta[i], points[i], 0);
	card_release(&card);
	table_release(&table);

	const double scores[] = {0, 0, 0, 0, 1, 1, 1, 1};
	const uint8_t outcomes[] = {1, 0, 0, 0, 1, 1, 1, 0};
	struct points_scale scale = points_calibrate(scores, outcomes, NULL, 8);
	CHECK_NEAR(scale.base, -log(3), 4e-3);
	CHECK_NEAR(scale.slope, 2 * log(3), 4e-3);
	/* by weights; more points are never the worse */
	const double weights[] = {2, 1, 0.5, 0.5, 1, 1, 1, 1};
	scale = points_calibrate(scores, outcomes, weights, 8);
	CHECK_NEAR(scale.slope, log(3), 4e-3);
	const uint8_t reverse[] = {0, 1, 1, 1, 0, 0, 0, 1};
	scale = points_calibrate(scores, reverse, NULL, 8);
	CHECK(scale.slope > 0 && scale.slope < 1e-6);
}

static void
test_numbers(void)
{
	static const double numbers[] = {0.1, -1, 1.0 / 3, 1e-300, 123456789012345678.0,
	    0.1 + 0.2, -0.40625, DBL_MAX, DBL_TRUE_MIN};
	char text[SCORECARD_NUMBER];
	for (size_t i = 0; i < LENGTH(numbers); i++) {
		size_t n = scorecard_number(numbers[i], text);
		CHECK(n == strlen(text));
		CHECK_NEAR(strtod(text, NULL), numbers[i], 0);
	}
	scorecard_number(0.1, text);
	CHECK_TEXT(text, "0.1");
}

int
main(void)
{
	for (size_t i = 0; i < MOST_ROWS; i++)
		all_rows[i] = (uint32_t)i;
	test_two_by_two();
	test_weights_and_penalty();
	test_preconditioners_agree();
	test_collinear();
	test_separated();
	test_probability_and_loss();
	test_delong();
	test_auc_edges();
	test_tenths();
	test_losses();
	test_table();
	test_even_bins();
	test_bins_of_ties();
	test_bins_of_few();
	test_levels();
	test_screen();
	test_drift();
	test_folds();
	test_pairs();
	test_monotone();
	test_points();
	test_numbers();
	return check_result();
}
