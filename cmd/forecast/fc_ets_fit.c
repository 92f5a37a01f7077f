#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "fc_ets_inside.h"
#include "fc_line.h"
#include "fc_simplex.h"

#define SMALLEST 1e-4 /* of α, β and γ, and their distance from their other ends */
#define PHI_LOW 0.8
#define PHI_HIGH 0.98
#define TOLERANCE 1e-6
#define ENOUGH 0.01 /* of the deviance: what another search has to gain */

enum { EVALUATIONS = 2000, SEARCHES = 4 };

/* Where what is estimated stands among the variables of the search. */
struct search {
	struct fc_ets ets;
	const double *y;
	size_t count;
	bool fixed_season; /* the first seasons stay as they were guessed */
	double x[FC_SIMPLEX_MOST], steps[FC_SIMPLEX_MOST];
};

static double
between(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* Takes the variables as parameters and first states. Those outside the region count as
 * the nearest in it: β is a share of α, γ one of 1 - α. */
static void
take(struct search *search, const double *x)
{
	struct fc_ets *ets = &search->ets;
	const struct fc_ets_model *model = &ets->model;
	ets->alpha = between(*x++, SMALLEST, 1 - SMALLEST);
	if (model->trend)
		ets->beta = between(*x++ * ets->alpha, SMALLEST, ets->alpha - 1e-12);
	if (model->season != FC_SEASON_NONE)
		ets->gamma = between(*x++ * (1 - ets->alpha), SMALLEST,
		    1 - ets->alpha > SMALLEST ? 1 - ets->alpha : SMALLEST);
	if (model->damped)
		ets->phi = between(*x++, PHI_LOW, PHI_HIGH);
	ets->level = *x++;
	if (model->trend)
		ets->slope = *x++;
	if (model->season == FC_SEASON_NONE || search->fixed_season)
		return;
	double rest =
	    model->season == FC_SEASON_MULTIPLICATIVE ? (double)model->length : 0;
	for (size_t i = 1; i < model->length; i++) {
		ets->season[i] = *x++;
		rest -= ets->season[i];
	}
	ets->season[0] = rest;
}

/* -2 log likelihood, but for a constant. */
static double
deviance(const struct fc_ets_course *course, size_t n)
{
	double squares = course->squares > DBL_MIN ? course->squares : DBL_MIN;
	return (double)n * log(squares) + 2 * course->logs;
}

static double
objective(const double *x, void *context)
{
	struct search *search = context;
	struct fc_ets *ets = &search->ets;
	struct fc_ets_course course;
	take(search, x);
	struct fc_ets_states states = fc_ets_first(ets);
	if (!fc_ets_run(ets, search->y, &states, NULL, &course))
		return INFINITY;
	double value = deviance(&course, ets->n);
	return value == value ? value : INFINITY;
}

static void
add_variable(struct search *search, double start, double step)
{
	search->x[search->count] = start;
	search->steps[search->count++] = step;
}

/* The states that the search begins with (Hyndman et al. 2002, section 4.1): seasons by
 * decomposition, level and slope by a line through the first ten values without them. */
static bool
guess_states(struct search *search)
{
	struct fc_ets *ets = &search->ets;
	const struct fc_ets_model *model = &ets->model;
	struct fc_season season = {.kind = FC_SEASON_NONE};
	size_t count = 2 * model->length > 10 ? 2 * model->length : 10;
	double first[2 * FC_ETS_SEASON_MOST + 10];
	if (model->season != FC_SEASON_NONE) {
		fc_season_decompose(
		    search->y, ets->n, model->length, model->season, &season);
		if (season.kind != model->season)
			return false;
		memcpy(ets->season, season.index, model->length * sizeof *ets->season);
	}
	if (count > ets->n)
		count = ets->n;
	double sum = 0;
	for (size_t t = 0; t < count; t++)
		sum += first[t] = fc_season_remove(&season, t, search->y[t]);
	ets->level = sum / (double)count;
	if (model->trend) {
		struct fc_line line;
		fc_line_fit(first, count, &line);
		ets->level = line.intercept;
		ets->slope = line.slope;
	}
	return true;
}

static bool
begin(struct search *search)
{
	struct fc_ets *ets = &search->ets;
	const struct fc_ets_model *model = &ets->model;
	if (!guess_states(search))
		return false;
	bool seasonal = model->season != FC_SEASON_NONE;
	add_variable(search, seasonal ? 0.2 : 0.3, 0.3);
	if (model->trend)
		add_variable(search, 0.1, 0.3);
	if (seasonal)
		add_variable(search, 0.1, 0.2);
	if (model->damped)
		add_variable(search, 0.95, -0.05);
	add_variable(search, ets->level, 0.1);
	if (model->trend)
		add_variable(search, ets->slope, 0.02);
	if (seasonal && !search->fixed_season)
		for (size_t i = 1; i < model->length; i++)
			add_variable(search, ets->season[i], 0.05);
	return true;
}

/* Puts the variables back into the region, where the last search left it, with steps that
 * stay inside. */
static void
put_back(struct search *search)
{
	const struct fc_ets *ets = &search->ets;
	size_t count = 0;
	search->x[count++] = ets->alpha;
	if (ets->model.trend)
		search->x[count++] = ets->beta / ets->alpha;
	if (ets->model.season != FC_SEASON_NONE)
		search->x[count++] = ets->gamma / (1 - ets->alpha);
	if (ets->model.damped)
		search->x[count++] = ets->phi;
	for (size_t i = 0; i < count; i++) {
		double step = fabs(search->steps[i]);
		search->steps[i] = search->x[i] + step > 0.97 ? -step : step;
	}
}

/* The simplex may collapse against the region's walls, or in a bend: it starts again from
 * where it ended while that helps. */
static void
seek(struct search *search)
{
	double before = INFINITY, value = DBL_MAX;
	for (size_t i = 0; i < SEARCHES && value < before - ENOUGH; i++) {
		before = value;
		value = fc_simplex(objective, search, search->x, search->steps,
		    search->count, EVALUATIONS, TOLERANCE);
		take(search, search->x);
		put_back(search);
	}
}

/* Back from the scale that the search works in. */
static void
rescale(struct fc_ets *ets, double scale)
{
	ets->level *= scale;
	ets->slope *= scale;
	if (ets->model.season == FC_SEASON_ADDITIVE)
		for (size_t i = 0; i < ets->model.length; i++)
			ets->season[i] *= scale;
}

static size_t
count_parameters(const struct fc_ets_model *model)
{
	size_t season = model->season != FC_SEASON_NONE ? model->length : 0;
	return 2 + (model->trend ? 2U : 0) + (model->damped ? 1U : 0) + season;
}

bool
fc_ets_evaluate(const double *y, size_t n, struct fc_ets *ets)
{
	ets->n = n;
	ets->parameters = count_parameters(&ets->model);
	struct fc_ets_states states = fc_ets_first(ets);
	struct fc_ets_course course;
	double count = (double)n, k = (double)ets->parameters + 1;
	if (!fc_ets_run(ets, y, &states, NULL, &course))
		return false;
	ets->end_level = states.level;
	ets->end_slope = states.slope;
	memcpy(ets->end_season, states.season, sizeof states.season);
	ets->mse = course.absolute / count;
	ets->sigma2 = course.squares / (count - (double)ets->parameters);
	ets->loglik = -0.5 * deviance(&course, n);
	ets->aicc = -2 * ets->loglik + 2 * k + 2 * k * (k + 1) / (count - k - 1);
	return true;
}

static double
mean_size(const double *y, size_t n)
{
	double sum = 0;
	for (size_t t = 0; t < n; t++)
		sum += fabs(y[t]);
	return sum > 0 ? sum / (double)n : 1;
}

static bool
is_positive(const double *y, size_t n)
{
	size_t t = 0;
	while (t < n && y[t] > 0)
		t++;
	return t == n;
}

static bool
fit(const double *y, size_t n, const struct fc_ets_model *model, bool fixed_season,
    struct fc_ets *ets)
{
	struct search search = {
	    .ets = {.model = *model, .phi = 1, .n = n}, .fixed_season = fixed_season};
	bool seasonal = model->season != FC_SEASON_NONE;
	search.ets.parameters = count_parameters(model);
	if (n < search.ets.parameters + 3 || model->length > FC_ETS_SEASON_MOST ||
	    (seasonal && n < 2 * model->length))
		return false;
	if ((model->multiplicative_error || model->season == FC_SEASON_MULTIPLICATIVE) &&
	    !is_positive(y, n))
		return false;
	double scale = mean_size(y, n), *scaled = mem_new(n, sizeof *scaled);
	for (size_t t = 0; t < n; t++)
		scaled[t] = y[t] / scale;
	search.y = scaled;
	bool fits = begin(&search);
	if (fits) {
		seek(&search);
		rescale(&search.ets, scale);
		*ets = search.ets;
		fits = fc_ets_evaluate(y, n, ets);
	}
	free(scaled);
	return fits;
}

bool
fc_ets_fit(
    const double *y, size_t n, const struct fc_ets_model *model, struct fc_ets *ets)
{
	return fit(y, n, model, false, ets);
}

bool
fc_ets_select(const double *y, size_t n, size_t m, struct fc_ets *ets)
{
	static const enum fc_season_kind seasons[] = {
	    FC_SEASON_NONE, FC_SEASON_ADDITIVE, FC_SEASON_MULTIPLICATIVE};
	bool found = false;
	size_t kinds = m > 1 && m <= FC_ETS_SEASON_MOST ? 3 : 1;
	for (size_t i = 0; i < 6 * kinds; i++) {
		struct fc_ets_model model = {.multiplicative_error = i % 2,
		    .trend = i / 2 % 3 > 0,
		    .damped = i / 2 % 3 == 2,
		    .season = seasons[i / 6],
		    .length = i >= 6 ? m : 1};
		struct fc_ets candidate;
		if (model.season == FC_SEASON_MULTIPLICATIVE &&
		    !model.multiplicative_error)
			continue;
		if (!fit(y, n, &model, true, &candidate))
			continue;
		if (!found || candidate.aicc < ets->aicc)
			*ets = candidate;
		found = true;
	}
	struct fc_ets best;
	if (found && ets->model.season != FC_SEASON_NONE &&
	    fc_ets_fit(y, n, &ets->model, &best) && best.aicc < ets->aicc)
		*ets = best;
	return found;
}
