#include "measure.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/mem.h"
#include "logit.h"

struct row {
	double score;
	uint8_t outcome;
};

static int
compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->outcome - y->outcome;
}

/* The rows by ascending score, to be freed. */
static struct row *
sort(const double *scores, const uint8_t *outcomes, size_t n)
{
	struct row *rows = mem_new(n, sizeof *rows);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct row){scores[i], outcomes[i]};
	qsort(rows, n, sizeof *rows, compare);
	return rows;
}

/* A run of equal scores: rows from..to - 1, and the positives among them. */
struct run {
	size_t from, to;
	double positives;
};

/* Goes to the next run; false behind the last. Begin with {0}. */
static bool
next_run(const struct row *rows, size_t n, struct run *run)
{
	run->from = run->to;
	run->positives = 0;
	while (run->to < n && rows[run->to].score == rows[run->from].score)
		run->positives += rows[run->to++].outcome;
	return run->to > run->from;
}

/* A sum and a sum of squares. */
struct moments {
	double n, sum, squares;
};

static void
add(struct moments *moments, double x, double times)
{
	moments->n += times;
	moments->sum += times * x;
	moments->squares += times * x * x;
}

static double
variance(const struct moments *m)
{
	double mean = m->sum / m->n;
	return m->n > 1 ? fmax(0, (m->squares - m->n * mean * mean) / (m->n - 1)) : NAN;
}

/* The normal interval of a mean. */
static struct stats_interval
mean_of(const struct moments *m, double z)
{
	double mean = m->sum / m->n, error = sqrt(variance(m) / m->n);
	return (struct stats_interval){mean, mean - z * error, mean + z * error};
}

/*
 * For each positive, the share of the others below it, ties half; for each other, that of
 * the positives above. Both have the AUC as their mean.
 */
static struct stats_interval
auc(const struct row *rows, size_t n, double positives, double z)
{
	struct moments above = {0}, below = {0};
	struct run run = {0};
	double others = (double)n - positives, p = 0, o = 0;
	if (positives == 0 || others == 0)
		return (struct stats_interval){NAN, NAN, NAN};
	while (next_run(rows, n, &run)) {
		double run_others = (double)(run.to - run.from) - run.positives;
		add(&above, (o + run_others / 2) / others, run.positives);
		add(&below, 1 - (p + run.positives / 2) / positives, run_others);
		p += run.positives;
		o += run_others;
	}
	double value = above.sum / above.n;
	double error = sqrt(variance(&above) / positives + variance(&below) / others);
	return (struct stats_interval){
	    value, fmax(0, value - z * error), fmin(1, value + z * error)};
}

double
measure_auc(const double *scores, const uint8_t *outcomes, size_t n)
{
	struct row *rows = sort(scores, outcomes, n);
	double positives = 0;
	for (size_t i = 0; i < n; i++)
		positives += outcomes[i];
	double value = auc(rows, n, positives, 0).value;
	free(rows);
	return value;
}

static double
calibration_error(const struct row *rows, size_t n)
{
	double predicted[MEASURE_TENTHS] = {0}, happened[MEASURE_TENTHS] = {0}, sum = 0;
	struct run run = {0};
	while (next_run(rows, n, &run)) {
		/* The run's middle says which tenth it is in. */
		size_t tenth = (run.from + run.to - 1) * MEASURE_TENTHS / (2 * n);
		double p = logit_probability(rows[run.from].score);
		predicted[tenth] += p * (double)(run.to - run.from);
		happened[tenth] += run.positives;
	}
	for (size_t k = 0; k < MEASURE_TENTHS; k++)
		sum += fabs(predicted[k] - happened[k]);
	return sum / (double)n;
}

/* The positives among the best `top` rows; a run that lies across gives its share. */
static double
positives_in_top(const struct row *rows, size_t n, double top)
{
	struct run run = {0};
	double sum = 0, begin = (double)n - top;
	while (next_run(rows, n, &run)) {
		double size = (double)(run.to - run.from);
		double inside = (double)run.to - fmax(begin, (double)run.from);
		if (inside > 0)
			sum += run.positives * inside / size;
	}
	return sum;
}

static void
measure_tenths(struct measure *measure, const struct row *rows, size_t n)
{
	double before = 0, positives = (double)measure->positives;
	for (size_t k = 0; k < MEASURE_TENTHS; k++) {
		double top = (double)n * (double)(k + 1) / MEASURE_TENTHS;
		double found = positives_in_top(rows, n, top);
		measure->capture[k] = positives > 0 ? found / positives : NAN;
		measure->lift[k] =
		    positives > 0 ? (found - before) * MEASURE_TENTHS / positives : NAN;
		before = found;
	}
}

void
measure(struct measure *measure, const double *scores, const uint8_t *outcomes, size_t n,
    double z)
{
	struct moments loss = {0}, square = {0};
	*measure = (struct measure){.rows = n};
	for (size_t i = 0; i < n; i++) {
		double wrong = outcomes[i] - logit_probability(scores[i]);
		measure->positives += outcomes[i];
		add(&loss, logit_loss(scores[i], outcomes[i]), 1);
		add(&square, wrong * wrong, 1);
	}
	struct row *rows = sort(scores, outcomes, n);
	measure->auc = auc(rows, n, (double)measure->positives, z);
	measure->log_loss = mean_of(&loss, z);
	measure->brier = mean_of(&square, z);
	measure->base_rate = stats_wilson(measure->positives, n, z);
	measure->ece = n ? calibration_error(rows, n) : NAN;
	measure_tenths(measure, rows, n);
	free(rows);
}
