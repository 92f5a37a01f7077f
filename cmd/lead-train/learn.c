#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "folds.h"

enum {
	FOLDS = 5,
	FOLDS_OF_MANY = 3,
	MANY_ROWS = 10000,
	RIDGES = 9,
	FIRST_RIDGE = 4, /* of ridge_at(): 10 */
	STANDARD_ERRORS = 3,
	EVENTS = 5, /* rows of the rarer outcome to a parameter */
};

/* 1000, 316.2…, 100, … 0.1 */
static double
ridge_at(size_t i)
{
	return pow(10, 3 - 0.5 * (double)i);
}

/* One card */

static bool
fit(struct card *card, const struct card_sample *sample, double ridge, double tolerance)
{
	struct card_fit *fit = card_fit_new(card, sample);
	bool converged = card_fit_run(fit, ridge, tolerance);
	card_fit_free(fit);
	return converged;
}

/* Fits, and joins the bins of monotone columns, until they are in order. */
static bool
settle(
    struct card *card, const struct card_sample *sample, double ridge, double tolerance)
{
	bool converged;
	do
		converged = fit(card, sample, ridge, tolerance);
	while (card_join(card));
	return converged;
}

/* What is to be tried: bins, pairs and a ridge. */
struct setting {
	size_t bins, pairs;
	double ridge;
};

static bool
make_card(const struct learn_plan *plan, const struct learned *learned,
    const struct setting *setting, const struct card_sample *sample, double tolerance,
    struct card *card)
{
	const struct card_plan card_plan = {.table = plan->table,
	    .columns = learned->columns,
	    .count = learned->columns_count,
	    .bins = setting->bins,
	    .slopes = plan->slopes,
	    .monotone = plan->monotone,
	    .monotone_bins = (plan->bins + 3) / 4};
	card_init(card, &card_plan, sample);
	if (setting->pairs) {
		settle(card, sample, setting->ridge, LOGIT_LOOSE);
		card_add_pairs(card, sample, setting->pairs);
	}
	return settle(card, sample, setting->ridge, tolerance);
}

bool
learn_card(const struct learn_plan *plan, const struct learned *settings,
    const struct card_sample *sample, struct card *card)
{
	struct setting setting = {settings->bins, settings->pairs, settings->ridge};
	return make_card(plan, settings, &setting, sample, LOGIT_TIGHT, card);
}

/* Which columns */

static void
choose_columns(const struct learn_plan *plan, const uint32_t *rows, size_t count,
    struct learned *learned)
{
	const struct table *table = plan->table;
	learned->columns = mem_new(table->count, sizeof *learned->columns);
	for (size_t i = 0; i < table->count; i++) {
		const struct table_column *column = &table->columns[i];
		if ((plan->kept && plan->kept[i]) ||
		    screen_column(table, column, rows, count).verdict == SCREEN_FIT)
			learned->columns[learned->columns_count++] = i;
	}
}

/* The inner cross-validation */

/* A part: the rows to learn from and those to judge by, with where these stand in the
 * order of all; and the card of the setting that is being tried. */
struct part {
	uint32_t *learn, *judge;
	size_t learn_count, judge_count;
	size_t events; /* rows to learn from, of the rarer outcome */
	struct card_sample sample;
	struct card card;
	struct card_fit *fit;
};

struct search {
	const struct learn_plan *plan;
	const uint32_t *rows;
	size_t count;
	struct learned *learned;
	struct part *parts;
	double *scores; /* room for the judged rows of a part */
};

/* A setting and how it did: the log-odds by row, and their mean loss. */
struct result {
	struct setting setting;
	size_t ridge; /* of ridge_at() */
	double *eta, loss;
};

static size_t
rarer(const struct table *table, const uint32_t *rows, size_t count)
{
	size_t positives = 0;
	for (size_t i = 0; i < count; i++)
		positives += table->outcome[rows[i]] != 0;
	return positives < count - positives ? positives : count - positives;
}

static void
search_init(struct search *search, const struct learn_plan *plan, const uint32_t *rows,
    size_t count, struct learned *learned)
{
	*search = (struct search){plan, rows, count, learned, NULL, NULL};
	learned->folds = count < MANY_ROWS ? FOLDS : FOLDS_OF_MANY;
	learned->fold = mem_new(count, sizeof *learned->fold);
	folds_deal(plan->table->outcome, rows, count, learned->folds, FOLDS_INNER,
	    learned->fold);
	search->parts = mem_new(learned->folds, sizeof *search->parts);
	search->scores = mem_new(count, sizeof *search->scores);
	for (size_t i = 0; i < learned->folds; i++) {
		struct part *part = &search->parts[i];
		part->learn = mem_new(count, sizeof *part->learn);
		part->judge = mem_new(count, sizeof *part->judge);
		part->judge_count =
		    folds_split(rows, count, learned->fold, i, part->judge, part->learn);
		part->learn_count = count - part->judge_count;
		part->events = rarer(plan->table, part->learn, part->learn_count);
		part->sample =
		    (struct card_sample){part->learn, part->learn_count, plan->weight};
	}
}

static void
search_release(struct search *search)
{
	for (size_t i = 0; i < search->learned->folds; i++) {
		free(search->parts[i].learn);
		free(search->parts[i].judge);
	}
	free(search->parts);
	free(search->scores);
}

/* Makes the cards, at the ridge that result->ridge says, or the plan. */
static void
begin_setting(struct search *search, struct result *result)
{
	double fixed = search->plan->ridge;
	result->setting.ridge = fixed != 0 ? fixed : ridge_at(result->ridge);
	for (size_t i = 0; i < search->learned->folds; i++) {
		struct part *part = &search->parts[i];
		make_card(search->plan, search->learned, &result->setting, &part->sample,
		    LOGIT_LOOSE, &part->card);
		part->fit = card_fit_new(&part->card, &part->sample);
	}
}

/* Have the parts enough of either outcome for as many parameters? */
static bool
affordable(const struct search *search)
{
	for (size_t i = 0; i < search->learned->folds; i++) {
		const struct part *part = &search->parts[i];
		if (part->card.mains * EVENTS > part->events)
			return false;
	}
	return true;
}

static void
end_setting(struct search *search)
{
	for (size_t i = 0; i < search->learned->folds; i++) {
		card_fit_free(search->parts[i].fit);
		card_release(&search->parts[i].card);
	}
}

static double
row_loss(const struct search *search, size_t i, double eta)
{
	const struct learn_plan *plan = search->plan;
	double loss = logit_loss(eta, plan->table->outcome[search->rows[i]]);
	return plan->weight ? plan->weight[search->rows[i]] * loss : loss;
}

/* Scores each row by the card of the other parts; returns the loss. */
static double
judge(struct search *search, double ridge, double *eta)
{
	double loss = 0;
	for (size_t i = 0; i < search->learned->folds; i++) {
		struct part *part = &search->parts[i];
		card_fit_run(part->fit, ridge, LOGIT_LOOSE);
		card_score(&part->card, part->judge, part->judge_count, search->scores);
		size_t k = 0;
		for (size_t row = 0; row < search->count; row++)
			if (search->learned->fold[row] == i)
				eta[row] = search->scores[k++];
	}
	for (size_t row = 0; row < search->count; row++)
		loss += row_loss(search, row, eta[row]);
	return loss / (double)search->count;
}

/* Tries another ridge; keeps it if it does better. */
static bool
try_ridge(struct search *search, size_t ridge, struct result *result, double **spare)
{
	double loss = judge(search, ridge_at(ridge), *spare);
	if (loss >= result->loss)
		return false;
	double *eta = result->eta;
	result->eta = *spare;
	*spare = eta;
	result->loss = loss;
	result->ridge = ridge;
	result->setting.ridge = ridge_at(ridge);
	return true;
}

/* Finds the best ridge downhill from result->ridge for the setting at hand. */
static void
judge_ridges(struct search *search, struct result *result)
{
	double *spare = mem_new(search->count, sizeof *spare);
	size_t from = result->ridge;
	bool chosen = search->plan->ridge == 0;
	result->loss = judge(search, result->setting.ridge, result->eta);
	for (size_t i = from + 1; chosen && i < RIDGES; i++)
		if (!try_ridge(search, i, result, &spare))
			break;
	if (result->ridge == from)
		for (size_t i = from; chosen && i-- > 0;)
			if (!try_ridge(search, i, result, &spare))
				break;
	free(spare);
}

static void
judge_setting(struct search *search, struct result *result)
{
	begin_setting(search, result);
	judge_ridges(search, result);
	end_setting(search);
}

/* Is the mean loss of `rich` lower by more than chance would have it? */
static bool
clearly_better(
    const struct search *search, const struct result *rich, const struct result *plain)
{
	double n = (double)search->count, sum = 0, squares = 0;
	for (size_t i = 0; i < search->count; i++) {
		double d = row_loss(search, i, plain->eta[i]) -
		           row_loss(search, i, rich->eta[i]);
		sum += d;
		squares += d * d;
	}
	double variance = (squares - sum * sum / n) / (n - 1);
	return sum / n > STANDARD_ERRORS * sqrt(variance / n);
}

/* Tries a richer card than *plain; if it is clearly better, and better than *best, it
 * becomes that. */
static void
try_setting(struct search *search, size_t bins, size_t pairs, const struct result *plain,
    struct result *best)
{
	struct result rich = {.setting = {.bins = bins, .pairs = pairs},
	    .ridge = best->ridge,
	    .loss = INFINITY,
	    .eta = mem_new(search->count, sizeof(double))};
	begin_setting(search, &rich);
	if (affordable(search))
		judge_ridges(search, &rich);
	end_setting(search);
	if (rich.loss < best->loss && clearly_better(search, &rich, plain)) {
		double *eta = best->eta;
		*best = rich;
		rich.eta = eta;
	}
	free(rich.eta);
}

/* *plain, with room of its own. */
static struct result
copy(const struct search *search, const struct result *plain)
{
	struct result result = *plain;
	result.eta = mem_new(search->count, sizeof(double));
	memcpy(result.eta, plain->eta, search->count * sizeof(double));
	return result;
}

static void
choose_settings(struct search *search)
{
	const struct learn_plan *plan = search->plan;
	struct learned *learned = search->learned;
	struct result plain = {.setting = {.bins = plan->fixed ? plan->bins : 0},
	    .ridge = FIRST_RIDGE,
	    .eta = mem_new(search->count, sizeof(double))};
	judge_setting(search, &plain);
	struct result binned = copy(search, &plain);
	size_t quarter = (plan->bins + 3) / 4, third = (plan->pairs + 2) / 3;
	if (!plan->fixed && quarter > 1 && quarter < plan->bins)
		try_setting(search, quarter, 0, &plain, &binned);
	if (!plan->fixed && plan->bins > 1)
		try_setting(search, plan->bins, 0, &plain, &binned);
	struct result paired = copy(search, &binned);
	if (third < plan->pairs)
		try_setting(search, binned.setting.bins, third, &binned, &paired);
	if (plan->pairs)
		try_setting(search, binned.setting.bins, plan->pairs, &binned, &paired);
	learned->bins = paired.setting.bins;
	learned->pairs = paired.setting.pairs;
	learned->ridge = paired.setting.ridge;
	learned->eta = paired.eta;
	free(plain.eta);
	free(binned.eta);
}

void
learn(const struct learn_plan *plan, const uint32_t *rows, size_t count,
    struct learned *learned)
{
	*learned = (struct learned){0};
	choose_columns(plan, rows, count, learned);
	struct search search;
	search_init(&search, plan, rows, count, learned);
	choose_settings(&search);
	search_release(&search);
	const struct card_sample sample = {rows, count, plan->weight};
	learned->converged = learn_card(plan, learned, &sample, &learned->card);
}

void
learned_release(struct learned *learned)
{
	card_release(&learned->card);
	free(learned->columns);
	free(learned->fold);
	free(learned->eta);
	*learned = (struct learned){0};
}
