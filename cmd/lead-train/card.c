#include "card.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

enum { MOST_FACTORED = 1500 }; /* parameters: a factor takes their cube of time */

struct card_fit {
	struct card *card;
	struct logit_problem problem;
	struct logit *solver;
	double *penalty, *x, *weight;
	uint32_t *index;
	uint8_t *outcome;
};

/* Gives the cells of columns and pairs their parameters, all 0. */
static void
number_parameters(struct card *card)
{
	card->params = 1 + card->linear;
	for (size_t i = 0; i < card->columns; i++) {
		card->first[i] = card->params;
		card->params += card->cells[i].count;
	}
	card->mains = card->params;
	for (size_t i = 0; i < card->pairs_count; i++) {
		const struct card_pair *pair = &card->pairs[i];
		for (size_t k = 0; k < pair->cells_a * pair->cells_b; k++)
			if (pair->parameter[k] != CARD_NONE)
				pair->parameter[k] = (uint32_t)card->params++;
	}
	free(card->beta);
	card->beta = mem_new(card->params, sizeof *card->beta);
}

/* Do the outcomes rise with the number, or fall? */
static int8_t
direction_of(
    const struct card_plan *plan, size_t column, const struct card_sample *sample)
{
	if (plan->monotone[column] != CARD_EITHER)
		return plan->monotone[column];
	const struct table_column *c = &plan->table->columns[column];
	double n = 0, x = 0, y = 0, xy = 0;
	for (size_t i = 0; i < sample->count; i++) {
		uint32_t value = c->value[sample->rows[i]];
		if (value == c->distinct)
			continue;
		/* The rank stands for the number: no outlier decides. */
		n++;
		x += value;
		y += plan->table->outcome[sample->rows[i]];
		xy += plan->table->outcome[sample->rows[i]] * (double)value;
	}
	return xy * n >= x * y ? 1 : -1;
}

void
card_init(
    struct card *card, const struct card_plan *plan, const struct card_sample *sample)
{
	*card = (struct card){.table = plan->table, .columns = plan->count};
	card->cells = mem_new(plan->count, sizeof *card->cells);
	card->slope = mem_new(plan->count, sizeof *card->slope);
	card->first = mem_new(plan->count, sizeof *card->first);
	card->direction = mem_new(plan->count, sizeof *card->direction);
	for (size_t i = 0; i < plan->count; i++) {
		struct cells *cells = &card->cells[i];
		bool monotone = plan->monotone && plan->monotone[plan->columns[i]];
		size_t bins = monotone && plan->bins < plan->monotone_bins
		                  ? plan->monotone_bins
		                  : plan->bins;
		cells_make(cells, &plan->table->columns[plan->columns[i]], sample->rows,
		    sample->count, bins);
		if (plan->slopes && cells->deviation > 0 && !monotone)
			card->slope[i] = 1 + card->linear++;
		if (monotone && cells->column->kind == TABLE_NUMBER)
			card->direction[i] = direction_of(plan, plan->columns[i], sample);
	}
	number_parameters(card);
}

void
card_release(struct card *card)
{
	for (size_t i = 0; i < card->columns; i++)
		cells_release(&card->cells[i]);
	for (size_t i = 0; i < card->pairs_count; i++) {
		free(card->pairs[i].of_a);
		free(card->pairs[i].of_b);
		free(card->pairs[i].parameter);
	}
	free(card->cells);
	free(card->slope);
	free(card->first);
	free(card->direction);
	free(card->pairs);
	free(card->beta);
	*card = (struct card){0};
}

/* The cell of a row, or CELLS_NONE. */
static inline uint16_t
cell_of(const struct cells *cells, uint32_t row)
{
	return cells->of[cells->column->value[row]];
}

/* The number of a row, in deviations from the mean; 0 where it is missing. */
static inline double
number_of(const struct cells *cells, uint32_t row)
{
	uint32_t value = cells->column->value[row];
	if (value >= cells->column->distinct)
		return 0;
	return (cells->column->numbers[value] - cells->mean) / cells->deviation;
}

/* The parameter of a row's cell in a pair, or CARD_NONE. */
static inline uint32_t
pair_parameter(const struct card *card, const struct card_pair *pair, uint32_t row)
{
	uint16_t a = cell_of(&card->cells[pair->a], row);
	uint16_t b = cell_of(&card->cells[pair->b], row);
	if (a == CELLS_NONE || b == CELLS_NONE)
		return CARD_NONE;
	return pair->parameter[pair->of_a[a] * pair->cells_b + pair->of_b[b]];
}

/* Fitting */

static void
fill_mains(struct card_fit *fit, const struct card_sample *sample)
{
	const struct card *card = fit->card;
	size_t slots = fit->problem.slots;
	for (size_t k = 0; k < card->columns; k++) {
		const struct cells *cells = &card->cells[k];
		for (size_t i = 0; i < sample->count; i++) {
			uint16_t cell = cell_of(cells, sample->rows[i]);
			fit->index[i * slots + k] =
			    (uint32_t)(cell == CELLS_NONE ? card->params
			                                  : card->first[k] + cell);
		}
		for (size_t i = 0; card->slope[k] && i < sample->count; i++)
			fit->x[i * card->linear + card->slope[k] - 1] =
			    number_of(cells, sample->rows[i]);
	}
}

static void
fill_pairs(struct card_fit *fit, const struct card_sample *sample)
{
	const struct card *card = fit->card;
	size_t slots = fit->problem.slots;
	for (size_t k = 0; k < card->pairs_count; k++) {
		for (size_t i = 0; i < sample->count; i++) {
			uint32_t parameter =
			    pair_parameter(card, &card->pairs[k], sample->rows[i]);
			fit->index[i * slots + card->columns + k] =
			    parameter == CARD_NONE ? (uint32_t)card->params : parameter;
		}
	}
}

static void
fill_rows(struct card_fit *fit, const struct card_sample *sample)
{
	for (size_t i = 0; i < sample->count; i++) {
		fit->outcome[i] = fit->card->table->outcome[sample->rows[i]];
		if (sample->weight)
			fit->weight[i] = sample->weight[sample->rows[i]];
	}
}

/* All are solved exactly, or as many columns as MOST_FACTORED allows. */
static void
choose_factored(struct card_fit *fit)
{
	const struct card *card = fit->card;
	size_t k = 0, n = 1 + card->linear;
	while (k < card->columns && n + card->cells[k].count <= MOST_FACTORED)
		n += card->cells[k++].count;
	if (card->params <= MOST_FACTORED) {
		n = card->params;
		k = fit->problem.slots;
	}
	fit->problem.factored = n;
	fit->problem.factored_slots = k;
}

struct card_fit *
card_fit_new(struct card *card, const struct card_sample *sample)
{
	struct card_fit *fit = mem_new(1, sizeof *fit);
	size_t slots = card->columns + card->pairs_count;
	fit->card = card;
	fit->x = mem_new(sample->count * card->linear, sizeof *fit->x);
	fit->index = mem_new(sample->count * slots, sizeof *fit->index);
	fit->outcome = mem_new(sample->count, sizeof *fit->outcome);
	fit->weight = mem_new(sample->weight ? sample->count : 0, sizeof *fit->weight);
	fit->penalty = mem_new(card->params, sizeof *fit->penalty);
	fit->problem = (struct logit_problem){.rows = sample->count,
	    .linear = card->linear,
	    .slots = slots,
	    .params = card->params,
	    .x = fit->x,
	    .index = fit->index,
	    .outcome = fit->outcome,
	    .weight = sample->weight ? fit->weight : NULL};
	choose_factored(fit);
	fill_rows(fit, sample);
	fill_mains(fit, sample);
	fill_pairs(fit, sample);
	fit->solver = logit_new(&fit->problem);
	return fit;
}

void
card_fit_free(struct card_fit *fit)
{
	logit_free(fit->solver);
	free(fit->penalty);
	free(fit->x);
	free(fit->weight);
	free(fit->index);
	free(fit->outcome);
	free(fit);
}

bool
card_fit_run(struct card_fit *fit, double ridge, double tolerance)
{
	for (size_t k = 1; k < fit->card->params; k++)
		fit->penalty[k] = ridge;
	return logit_fit(fit->solver, fit->penalty, tolerance, fit->card->beta);
}

/* Scoring */

void
card_score(const struct card *card, const uint32_t *rows, size_t count, double *eta)
{
	for (size_t i = 0; i < count; i++)
		eta[i] = card->beta[0];
	for (size_t k = 0; k < card->columns; k++) {
		const struct cells *cells = &card->cells[k];
		double slope = card->slope[k] ? card->beta[card->slope[k]] : 0;
		for (size_t i = 0; i < count; i++) {
			uint16_t cell = cell_of(cells, rows[i]);
			if (cell != CELLS_NONE)
				eta[i] += card->beta[card->first[k] + cell];
			if (card->slope[k])
				eta[i] += slope * number_of(cells, rows[i]);
		}
	}
	for (size_t k = 0; k < card->pairs_count; k++) {
		for (size_t i = 0; i < count; i++) {
			uint32_t parameter =
			    pair_parameter(card, &card->pairs[k], rows[i]);
			if (parameter != CARD_NONE)
				eta[i] += card->beta[parameter];
		}
	}
}

/* Monotone columns */

/* Are the points of the bins `at` and `at + 1` out of order? */
static bool
out_of_order(const struct card *card, size_t column, size_t at)
{
	const double *beta = card->beta + card->first[column];
	return card->direction[column] * (beta[at + 1] - beta[at]) < 0;
}

bool
card_join(struct card *card)
{
	bool joined = false;
	for (size_t i = 0; i < card->columns; i++) {
		if (!card->direction[i])
			continue;
		/* From behind, so that those in front keep their numbers. */
		for (size_t at = card->cells[i].bins; at-- > 1;) {
			if (!out_of_order(card, i, at - 1))
				continue;
			cells_join(&card->cells[i], at - 1);
			joined = true;
		}
	}
	if (joined)
		number_parameters(card);
	return joined;
}
