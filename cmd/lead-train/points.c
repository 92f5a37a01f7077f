#include "points.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "folds.h"
#include "measure.h"

struct extent {
	double low, high;
};

static struct extent
extent_of(const struct card *card, size_t column)
{
	const double *beta = card->beta + card->first[column];
	struct extent extent = {0, 0};
	for (size_t cell = 0; cell < card->cells[column].count; cell++) {
		extent.low = cell ? fmin(extent.low, beta[cell]) : beta[cell];
		extent.high = cell ? fmax(extent.high, beta[cell]) : beta[cell];
	}
	return extent;
}

/* The most that a row can get where log-odds are multiplied by scale and rounded. */
static double
most_of(const struct card *card, double scale)
{
	double sum = 0;
	for (size_t k = 0; k < card->columns; k++) {
		struct extent extent = extent_of(card, k);
		sum += floor(scale * (extent.high - extent.low) + 0.5);
	}
	return sum;
}

void
points_round(struct card *card, size_t most)
{
	double range = 0;
	for (size_t k = 0; k < card->columns; k++) {
		struct extent extent = extent_of(card, k);
		range += extent.high - extent.low;
	}
	double scale = range > 0 ? (double)most / range : 0;
	while (most_of(card, scale) > (double)most)
		scale *= 0.999;
	for (size_t k = 0; k < card->columns; k++) {
		double *beta = card->beta + card->first[k];
		double low = extent_of(card, k).low;
		for (size_t cell = 0; cell < card->cells[k].count; cell++)
			beta[cell] = floor(scale * (beta[cell] - low) + 0.5);
	}
	card->beta[0] = 0;
}

/* Learns from all parts but one, and scores that one into `scores`, by place in rows. */
static void
score_part(const struct learn_plan *plan, const struct learned *learned,
    const uint32_t *rows, size_t count, size_t part, size_t most, double *scores)
{
	uint32_t *judge = mem_new(count, sizeof *judge);
	uint32_t *rest = mem_new(count, sizeof *rest);
	double *judged = mem_new(count, sizeof *judged);
	size_t n = folds_split(rows, count, learned->fold, part, judge, rest), k = 0;
	const struct card_sample sample = {rest, count - n, plan->weight};
	struct card card;
	learn_card(plan, learned, &sample, &card);
	points_round(&card, most);
	card_score(&card, judge, n, judged);
	for (size_t i = 0; i < count; i++)
		if (learned->fold[i] == part)
			scores[i] = judged[k++];
	card_release(&card);
	free(judge);
	free(rest);
	free(judged);
}

double
points_auc(const struct learn_plan *plan, const struct learned *learned,
    const uint32_t *rows, size_t count, size_t most)
{
	double *scores = mem_new(count, sizeof *scores);
	uint8_t *outcomes = mem_new(count, sizeof *outcomes);
	for (size_t part = 0; part < learned->folds; part++)
		score_part(plan, learned, rows, count, part, most, scores);
	for (size_t i = 0; i < count; i++)
		outcomes[i] = plan->table->outcome[rows[i]];
	double auc = measure_auc(scores, outcomes, count);
	free(scores);
	free(outcomes);
	return auc;
}

/* Next to nothing, but the order of the points stays. */
#define LEAST_SLOPE 1e-9

struct points_scale
points_calibrate(
    const double *scores, const uint8_t *outcomes, const double *weights, size_t n)
{
	const struct logit_problem problem = {.rows = n,
	    .linear = 1,
	    .params = 2,
	    .x = scores,
	    .outcome = outcomes,
	    .weight = weights,
	    .factored = 2};
	/* Enough to keep the slope finite where points tell the outcomes apart. */
	const double penalty[] = {0, 1e-3};
	double beta[] = {0, 0};
	struct logit *solver = logit_new(&problem);
	logit_fit(solver, penalty, LOGIT_TIGHT, beta);
	logit_free(solver);
	return (struct points_scale){beta[0], fmax(beta[1], LEAST_SLOPE)};
}
