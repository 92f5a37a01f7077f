#include "trial.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "folds.h"
#include "points.h"

/* Rounds the card, and turns the scores, points by now, into log-odds. */
static void
use_points(const struct trial_plan *plan, const struct trial_split *split,
    struct card *card, double *scores)
{
	size_t n = split->learn_count;
	double *learned = mem_new(n, sizeof *learned);
	uint8_t *outcomes = mem_new(n, sizeof *outcomes);
	const double *weight = plan->learn.weight;
	double *weights = mem_new(weight ? n : 0, sizeof *weights);
	points_round(card, plan->points);
	card_score(card, split->learn, n, learned);
	for (size_t i = 0; i < n; i++)
		outcomes[i] = plan->learn.table->outcome[split->learn[i]];
	for (size_t i = 0; weight && i < n; i++)
		weights[i] = weight[split->learn[i]];
	struct points_scale scale =
	    points_calibrate(learned, outcomes, weight ? weights : NULL, n);
	card_score(card, split->judge, split->judge_count, scores);
	for (size_t i = 0; i < split->judge_count; i++)
		scores[i] = scale.base + scale.slope * scores[i];
	free(learned);
	free(outcomes);
	free(weights);
}

void
trial_run(const struct trial_plan *plan, const struct trial_split *split, double *scores)
{
	struct learned learned;
	learn(&plan->learn, split->learn, split->learn_count, &learned);
	if (plan->points)
		use_points(plan, split, &learned.card, scores);
	else
		card_score(&learned.card, split->judge, split->judge_count, scores);
	learned_release(&learned);
}

bool
trial_enough(const struct table *table, const uint32_t *rows, size_t count)
{
	size_t have[2] = {0, 0};
	for (size_t i = 0; i < count; i++)
		have[table->outcome[rows[i]]]++;
	return have[0] >= LEARN_LEAST && have[1] >= LEARN_LEAST;
}

bool
trial_cross(const struct trial_plan *plan, const uint32_t *rows, size_t count,
    size_t folds, double *scores)
{
	uint8_t *fold = mem_new(count, sizeof *fold);
	uint32_t *judge = mem_new(count, sizeof *judge);
	uint32_t *rest = mem_new(count, sizeof *rest);
	double *judged = mem_new(count, sizeof *judged);
	bool enough = true;
	folds_deal(plan->learn.table->outcome, rows, count, folds, FOLDS_OUTER, fold);
	for (size_t part = 0; enough && part < folds; part++) {
		size_t n = folds_split(rows, count, fold, part, judge, rest), k = 0;
		const struct trial_split split = {rest, judge, count - n, n};
		enough = trial_enough(plan->learn.table, rest, count - n);
		if (enough)
			trial_run(plan, &split, judged);
		for (size_t i = 0; enough && i < count; i++)
			if (fold[i] == part)
				scores[i] = judged[k++];
	}
	free(fold);
	free(judge);
	free(rest);
	free(judged);
	return enough;
}

double
trial_auc(
    const struct table *table, const uint32_t *rows, size_t count, const double *scores)
{
	uint8_t *outcomes = mem_new(count, sizeof *outcomes);
	for (size_t i = 0; i < count; i++)
		outcomes[i] = table->outcome[rows[i]];
	double auc = measure_auc(scores, outcomes, count);
	free(outcomes);
	return auc;
}
