#include "fc_ets_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

/* A multiplicative model's forecasts are positive, and eight of them can be multiplied.
 */
#define SMALLEST_FORECAST 1e-30

/* Running through a history */

/* The logarithm of a product, taken now and then. */
struct product {
	double factors, logs;
	unsigned count;
};

static inline void
product_add(struct product *product, double x)
{
	product->factors *= x;
	if (++product->count % 8 == 0) {
		product->logs += log(product->factors);
		product->factors = 1;
	}
}

/*
 * From the first states to the last; false where a forecast, or what has to be divided
 * by, isn't positive. The kinds are constants to each caller, so that no test is left in
 * the loop.
 */
static inline __attribute__((always_inline)) bool
run(const struct fc_ets *p, const double *y, struct fc_ets_states *at, double *fitted,
    enum fc_season_kind season, bool trend, bool multiplicative,
    struct fc_ets_course *course)
{
	struct product product = {1, 0, 0};
	double level = at->level, slope = at->slope, squares = 0, absolute = 0;
	size_t phase = 0, m = p->model.length;
	for (size_t t = 0; t < p->n; t++) {
		double damped = trend ? p->phi * slope : 0, base = level + damped,
		       f = base;
		double s = 0, scale = 1;
		if (season != FC_SEASON_NONE)
			s = at->season[phase];
		if (season == FC_SEASON_ADDITIVE)
			f = base + s;
		if (season == FC_SEASON_MULTIPLICATIVE) {
			if (!(s > 0) || !(base > 0))
				return false;
			f = base * s;
			scale = 1 / s;
		}
		double e = y[t] - f;
		if (multiplicative) {
			if (!(f > SMALLEST_FORECAST))
				return false;
			double relative = e / f;
			squares += relative * relative;
			product_add(&product, f);
		}
		absolute += e * e;
		if (fitted)
			fitted[t] = f;
		level = base + p->alpha * e * scale;
		if (trend)
			slope = damped + p->beta * e * scale;
		if (season == FC_SEASON_ADDITIVE)
			at->season[phase] = s + p->gamma * e;
		if (season == FC_SEASON_MULTIPLICATIVE)
			at->season[phase] = s + p->gamma * e / base;
		if (season != FC_SEASON_NONE && ++phase == m)
			phase = 0;
	}
	at->level = level;
	at->slope = slope;
	*course = (struct fc_ets_course){multiplicative ? squares : absolute, absolute,
	    product.logs + log(product.factors)};
	return true;
}

bool
fc_ets_run(const struct fc_ets *p, const double *y, struct fc_ets_states *at,
    double *fitted, struct fc_ets_course *course)
{
	enum fc_season_kind season = p->model.season;
	bool relative = p->model.multiplicative_error;
#define RUN(season, trend, relative)                                                     \
	run(p, y, at, fitted, season, trend, relative, course)
#define RUN_SEASON(season)                                                               \
	(p->model.trend ? relative ? RUN(season, true, true) : RUN(season, true, false)  \
	    : relative ? RUN(season, false, true)                                        \
	                : RUN(season, false, false))
	if (season == FC_SEASON_NONE)
		return RUN_SEASON(FC_SEASON_NONE);
	if (season == FC_SEASON_ADDITIVE)
		return RUN_SEASON(FC_SEASON_ADDITIVE);
	return RUN_SEASON(FC_SEASON_MULTIPLICATIVE);
#undef RUN_SEASON
#undef RUN
}

struct fc_ets_states
fc_ets_first(const struct fc_ets *ets)
{
	struct fc_ets_states states = {.level = ets->level, .slope = ets->slope};
	memcpy(states.season, ets->season, sizeof states.season);
	return states;
}

void
fc_ets_fitted(const struct fc_ets *ets, const double *y, double *fitted)
{
	struct fc_ets_states states = fc_ets_first(ets);
	struct fc_ets_course course;
	fc_ets_run(ets, y, &states, fitted, &course);
}

/* Forecasting */

/* What a change of the error by 1 does to the forecast j periods later: α + β(φ + ... +
 * φ^j), and γ if that is of the same season. */
static double
echo(const struct fc_ets *ets, size_t j, double damping)
{
	bool again =
	    ets->model.season == FC_SEASON_ADDITIVE && j % ets->model.length == 0;
	return ets->alpha + ets->beta * damping + (again ? ets->gamma : 0);
}

/*
 * The variance of the errors relative to what is forecast without its season, times that
 * squared: class 2, and class 3 with the season's changes by themselves.
 */
static double
relative_variance(const struct fc_ets *ets, size_t h, double theta, double base)
{
	double season = 1, again = 1, variance = ets->sigma2;
	if (ets->model.season == FC_SEASON_MULTIPLICATIVE) {
		size_t m = ets->model.length;
		season = ets->end_season[(ets->n + h - 1) % m];
		size_t seasons = (h - 1) / m;
		again = pow(1 + ets->gamma * ets->gamma * variance, (double)seasons);
	}
	double v = season * season * (theta * (1 + variance) * again - base * base);
	return v > 0 ? v : 0;
}

void
fc_ets_forecast(const struct fc_ets *ets, size_t horizon, double *mean, double *sigma)
{
	const struct fc_ets_model *model = &ets->model;
	double damping = 0, power = 1, squares = 0;
	double *echoes = mem_new(horizon, sizeof *echoes);
	double *thetas = mem_new(horizon, sizeof *thetas);
	for (size_t h = 1; h <= horizon; h++) {
		power *= ets->phi;
		damping += power;
		echoes[h - 1] = echo(ets, h, damping);
		double base = ets->end_level + damping * ets->end_slope, f = base;
		double s = ets->end_season[(ets->n + h - 1) % model->length];
		if (model->season == FC_SEASON_ADDITIVE)
			f = base + s;
		if (model->season == FC_SEASON_MULTIPLICATIVE)
			f = base * s;
		mean[h - 1] = f;
		double theta = 0;
		for (size_t j = 1; j < h; j++)
			theta += echoes[j - 1] * echoes[j - 1] * thetas[h - j - 1];
		double inner = model->season == FC_SEASON_ADDITIVE ? f : base;
		thetas[h - 1] = inner * inner + ets->sigma2 * theta;
		double variance = ets->sigma2 * (1 + squares);
		if (model->multiplicative_error)
			variance = relative_variance(ets, h, thetas[h - 1], inner);
		else if (model->season == FC_SEASON_MULTIPLICATIVE)
			variance *= s * s;
		sigma[h - 1] = sqrt(variance);
		squares += echoes[h - 1] * echoes[h - 1];
	}
	free(echoes);
	free(thetas);
}

void
fc_ets_name(const struct fc_ets_model *model, char out[static FC_ETS_NAME])
{
	static const char *const seasons[] = {"N", "A", "M"};
	snprintf(out, FC_ETS_NAME, "ETS(%s,%s,%s)",
	    model->multiplicative_error ? "M" : "A",
	    model->damped  ? "Ad"
	    : model->trend ? "A"
	                   : "N",
	    seasons[model->season]);
}
