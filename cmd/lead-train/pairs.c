#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "card.h"

/* What the rows of a pair's cell add up to. */
struct sum {
	double residual, curvature;
	uint32_t rows;
};

/* The columns' cells by row, in the sample's order, and what the card leaves there. */
struct search {
	struct card *card;
	const struct card_sample *sample;
	uint16_t **cells;             /* by column: by row */
	double *residual, *curvature; /* by row */
	struct sum *fine, *coarse;    /* the cells of one pair */
	uint16_t *to[2][2];           /* of a and b: fine, coarse */
	size_t counts[2][2];          /* how many cells these have */
};

/* A pair that may be added: in which of the two ways each column is cut. */
struct candidate {
	size_t a, b;
	int coarse_a, coarse_b;
	double gain;
};

static void
search_init(struct search *search, struct card *card, const struct card_sample *sample)
{
	*search = (struct search){.card = card, .sample = sample};
	size_t n = sample->count, most = 0;
	search->cells = mem_new(card->columns, sizeof *search->cells);
	for (size_t k = 0; k < card->columns; k++) {
		const struct cells *cells = &card->cells[k];
		search->cells[k] = mem_new(n, sizeof(uint16_t));
		for (size_t i = 0; i < n; i++)
			search->cells[k][i] =
			    cells->of[cells->column->value[sample->rows[i]]];
		if (cells->count > most)
			most = cells->count;
	}
	search->residual = mem_new(n, sizeof(double));
	search->curvature = mem_new(n, sizeof(double));
	card_score(card, sample->rows, n, search->residual);
	for (size_t i = 0; i < n; i++) {
		double w = sample->weight ? sample->weight[sample->rows[i]] : 1;
		double p = logit_probability(search->residual[i]);
		search->residual[i] = w * (card->table->outcome[sample->rows[i]] - p);
		search->curvature[i] = w * p * (1 - p);
	}
	search->fine = mem_new(most * most, sizeof *search->fine);
	search->coarse = mem_new(most * most, sizeof *search->coarse);
	for (size_t i = 0; i < 4; i++)
		search->to[i / 2][i % 2] = mem_new(most, sizeof(uint16_t));
}

static void
search_release(struct search *search)
{
	for (size_t k = 0; k < search->card->columns; k++)
		free(search->cells[k]);
	for (size_t i = 0; i < 4; i++)
		free(search->to[i / 2][i % 2]);
	free(search->cells);
	free(search->residual);
	free(search->curvature);
	free(search->fine);
	free(search->coarse);
}

/* Looks at columns a and b: sums up their cells, and finds both ways to cut each. */
static void
look_at(struct search *search, size_t a, size_t b)
{
	size_t which[] = {a, b};
	for (size_t i = 0; i < 2; i++) {
		const struct cells *cells = &search->card->cells[which[i]];
		for (size_t c = 0; c < cells->count; c++)
			search->to[i][0][c] = (uint16_t)c;
		search->counts[i][0] = cells->count;
		search->counts[i][1] = cells_coarse(cells, search->to[i][1]);
	}
	size_t width = search->counts[1][0];
	memset(search->fine, 0, search->counts[0][0] * width * sizeof *search->fine);
	const uint16_t *cell_a = search->cells[a], *cell_b = search->cells[b];
	for (size_t i = 0; i < search->sample->count; i++) {
		if (cell_a[i] == CELLS_NONE || cell_b[i] == CELLS_NONE)
			continue;
		struct sum *sum = &search->fine[cell_a[i] * width + cell_b[i]];
		sum->residual += search->residual[i];
		sum->curvature += search->curvature[i];
		sum->rows++;
	}
}

/* The cells of the pair just looked at, cut this way; returns how many there are. */
static size_t
gather(struct search *search, int coarse_a, int coarse_b)
{
	const uint16_t *to_a = search->to[0][coarse_a], *to_b = search->to[1][coarse_b];
	size_t width = search->counts[1][coarse_b];
	size_t count = search->counts[0][coarse_a] * width;
	memset(search->coarse, 0, count * sizeof *search->coarse);
	const struct sum *from = search->fine;
	for (size_t a = 0; a < search->counts[0][0]; a++) {
		for (size_t b = 0; b < search->counts[1][0]; b++, from++) {
			struct sum *to = &search->coarse[to_a[a] * width + to_b[b]];
			to->residual += from->residual;
			to->curvature += from->curvature;
			to->rows += from->rows;
		}
	}
	return count;
}

static double
gain_of(const struct sum *sums, size_t count)
{
	double gain = 0;
	for (size_t i = 0; i < count; i++)
		if (sums[i].rows >= CELLS_FEW)
			gain += sums[i].residual * sums[i].residual /
			            (sums[i].curvature + 1) -
			        CARD_CHARGE;
	return gain;
}

/* The best way to cut the two columns. */
static struct candidate
try_pair(struct search *search, size_t a, size_t b)
{
	struct candidate best = {.a = a, .b = b};
	look_at(search, a, b);
	for (int i = 0; i < 4; i++) {
		int coarse_a = i / 2, coarse_b = i % 2;
		double gain = gain_of(search->coarse, gather(search, coarse_a, coarse_b));
		if (gain > best.gain)
			best = (struct candidate){a, b, coarse_a, coarse_b, gain};
	}
	return best;
}

/* Gives points to the cells of the pair that have enough rows. */
static void
add(struct search *search, const struct candidate *candidate)
{
	struct card *card = search->card;
	card->pairs = mem_grow(card->pairs, &card->pairs_capacity, card->pairs_count + 1,
	    sizeof *card->pairs);
	struct card_pair *pair = &card->pairs[card->pairs_count++];
	look_at(search, candidate->a, candidate->b);
	size_t count = gather(search, candidate->coarse_a, candidate->coarse_b);
	*pair = (struct card_pair){.a = candidate->a,
	    .b = candidate->b,
	    .cells_a = search->counts[0][candidate->coarse_a],
	    .cells_b = search->counts[1][candidate->coarse_b],
	    .gain = candidate->gain};
	size_t bytes_a = search->counts[0][0] * sizeof(uint16_t);
	size_t bytes_b = search->counts[1][0] * sizeof(uint16_t);
	pair->of_a = mem_new(bytes_a, 1);
	pair->of_b = mem_new(bytes_b, 1);
	memcpy(pair->of_a, search->to[0][candidate->coarse_a], bytes_a);
	memcpy(pair->of_b, search->to[1][candidate->coarse_b], bytes_b);
	pair->parameter = mem_new(count, sizeof *pair->parameter);
	for (size_t i = 0; i < count; i++)
		pair->parameter[i] = search->coarse[i].rows >= CELLS_FEW
		                         ? (uint32_t)card->params++
		                         : CARD_NONE;
}

/* Highest gain first; equal ones in the order of the columns. */
static int
compare(const void *left, const void *right)
{
	const struct candidate *x = left, *y = right;
	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

void
card_add_pairs(struct card *card, const struct card_sample *sample, size_t most)
{
	struct search search;
	size_t n = card->columns, count = 0, params = card->params;
	struct candidate *candidates = mem_new(n * n, sizeof *candidates);
	search_init(&search, card, sample);
	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++)
			if (!card->direction[a] && !card->direction[b])
				candidates[count++] = try_pair(&search, a, b);
	qsort(candidates, count, sizeof *candidates, compare);
	for (size_t i = 0; i < count && i < most && candidates[i].gain > 0; i++)
		add(&search, &candidates[i]);
	card->beta = mem_resize(card->beta, card->params, sizeof *card->beta);
	for (size_t k = params; k < card->params; k++)
		card->beta[k] = 0;
	search_release(&search);
	free(candidates);
}
