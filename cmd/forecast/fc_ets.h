/*
 * Exponential smoothing as state space models, ETS (Hyndman, Koehler, Snyder & Grose
 * 2002, Int. J. Forecasting 18:439-454; Hyndman & Khandakar 2008, J. Stat. Software
 * 27(3)). Pure, but for memory.
 *
 * The forecast of the next value is f = l + φb, with its season s of m periods ago added
 * or multiplied. With the error e = y - f, the states go on as
 *
 *     no season        l' = l + φb + αe        b' = φb + βe
 *     additive         l' = l + φb + αe        b' = φb + βe        s' = s + γe
 *     multiplicative   l' = l + φb + αe/s      b' = φb + βe/s      s' = s + γe/(l + φb)
 *
 * A model with multiplicative error has the same forecasts, but the errors e/f have the
 * same variance, not those e.
 */
#ifndef FC_ETS_H
#define FC_ETS_H

#include <stdbool.h>
#include <stddef.h>

#include "fc_season.h"

enum { FC_ETS_SEASON_MOST = 24 }; /* periods; longer seasons aren't for ETS */

struct fc_ets_model {
	bool multiplicative_error, trend, damped;
	enum fc_season_kind season;
	size_t length; /* of the season, 1 without */
};

struct fc_ets {
	struct fc_ets_model model;
	double alpha, beta, gamma, phi;    /* 0, 0 and 1 where the model has none */
	double level, slope;               /* before the first period */
	double season[FC_ETS_SEASON_MOST]; /* by phase: of period t, season[t % length] */
	double end_level, end_slope, end_season[FC_ETS_SEASON_MOST]; /* after the last */
	size_t n, parameters; /* values; estimated, the variance not counted */
	double mse;           /* mean squared error of the forecasts one period ahead */
	double sigma2; /* variance of the errors: their squares' sum / (n - parameters) */
	double loglik; /* -n/2 log Σ errors², less Σ log|f| if multiplicative */
	double aicc;
};

/*
 * Fits the model by maximum likelihood, over the parameters with 0 < α < 1, 0 < β < α,
 * 0 < γ < 1 - α, 0.8 <= φ <= 0.98, and the first states. False if the history is too
 * short for the model, or not positive where it has to be.
 */
bool fc_ets_fit(
    const double *y, size_t n, const struct fc_ets_model *model, struct fc_ets *ets);

/*
 * The model with the least AICc: errors additive or multiplicative, no trend, a trend or
 * a damped one, no season, an additive or a multiplicative one of m periods (m = 1:
 * none), without additive errors beside a multiplicative season; multiplicative errors
 * and seasons for positive histories only. While models are compared, the first seasons
 * stay those of the classical decomposition; those of the model that is chosen are fitted
 * with all the rest. False if the history is too short for any.
 */
bool fc_ets_select(const double *y, size_t n, size_t m, struct fc_ets *ets);

/*
 * What given parameters and first states come to: fills the last states and all that
 * follows in the struct. False where the model can't be had with them.
 */
bool fc_ets_evaluate(const double *y, size_t n, struct fc_ets *ets);

/* What was forecast for each period of the history just before it. */
void fc_ets_fitted(const struct fc_ets *ets, const double *y, double *fitted);

/*
 * The next periods: their means, and the standard deviations of their forecast errors
 * (Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, tables
 * 6.2 and 6.4): classes 1 and 2, and class 3 (multiplicative seasons) as if the season's
 * changes had nothing to do with those of level and slope, which is exact for the first m
 * periods.
 */
void
fc_ets_forecast(const struct fc_ets *ets, size_t horizon, double *mean, double *sigma);

/* The model's name, such as ETS(M,Ad,A), and a NUL. */
enum { FC_ETS_NAME = 16 };
void fc_ets_name(const struct fc_ets_model *model, char out[static FC_ETS_NAME]);

#endif
