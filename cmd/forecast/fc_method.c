#include "fc_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "fc_ets.h"
#include "fc_line.h"
#include "fc_season.h"
#include "fc_theta.h"

static const char *const names[FC_METHODS] = {[FC_NAIVE] = "naive",
    [FC_SNAIVE] = "snaive",
    [FC_DRIFT] = "drift",
    [FC_LINEAR] = "linear",
    [FC_EXPONENTIAL] = "exponential",
    [FC_SES] = "ses",
    [FC_HOLT] = "holt",
    [FC_HOLT_WINTERS] = "holt-winters",
    [FC_ETS] = "ets",
    [FC_THETA] = "theta",
    [FC_DOTM] = "dotm",
    [FC_COMBINED] = "combined"};

const char *
fc_method_name(enum fc_method method)
{
	return names[method];
}

bool
fc_method_named(const char *name, enum fc_method *method)
{
	*method = FC_COMBINED;
	if (strcmp(name, "auto") == 0)
		return true;
	for (size_t i = 0; i < FC_METHODS; i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		*method = (enum fc_method)i;
		return true;
	}
	return false;
}

struct fc_history {
	const double *y;
	double *adjusted; /* without its season */
	size_t n, length;
	struct fc_season season;
	bool has_ets, ets_adjusted; /* the latter: ETS is about the adjusted history */
	struct fc_ets ets;
	double ets_error; /* root of its mean squared error */
};

struct fc_history *
fc_history_new(const double *y, size_t n, const struct fc_history_options *options)
{
	struct fc_history *history = mem_new(1, sizeof *history);
	size_t m = options->season;
	*history = (struct fc_history){.y = y, .n = n, .length = m};
	if (options->season_given ? m > 1 && m <= FC_SEASON_MOST && n >= 2 * m
	                          : fc_season_test(y, n, m))
		fc_season_decompose(y, n, m, FC_SEASON_MULTIPLICATIVE, &history->season);
	history->adjusted = mem_new(n, sizeof *history->adjusted);
	for (size_t t = 0; t < n; t++)
		history->adjusted[t] = fc_season_remove(&history->season, t, y[t]);
	history->ets_adjusted = m > FC_ETS_SEASON_MOST;
	history->has_ets = history->ets_adjusted
	                       ? fc_ets_select(history->adjusted, n, 1, &history->ets)
	                       : fc_ets_select(y, n, m, &history->ets);
	if (history->has_ets)
		history->ets_error = sqrt(history->ets.mse);
	return history;
}

void
fc_history_free(struct fc_history *history)
{
	if (!history)
		return;
	free(history->adjusted);
	free(history);
}

/* The methods: each fills what it says of the history and of the next periods, and is
 * false where it can't. */

static bool
ask_naive(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	for (size_t t = 0; t < history->n; t++)
		answer->fitted[t] = t ? history->y[t - 1] : NAN;
	for (size_t h = 0; h < horizon; h++)
		answer->forecast[h] = history->y[history->n - 1];
	return true;
}

static bool
ask_snaive(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	size_t n = history->n, m = history->length;
	if (m == 0 || n < m)
		return false;
	for (size_t t = 0; t < n; t++)
		answer->fitted[t] = t >= m ? history->y[t - m] : NAN;
	for (size_t h = 0; h < horizon; h++)
		answer->forecast[h] = history->y[n - m + h % m];
	return true;
}

static bool
ask_drift(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	size_t n = history->n;
	const double *y = history->y;
	if (n < 2)
		return false;
	double slope = (y[n - 1] - y[0]) / (double)(n - 1);
	for (size_t t = 0; t < n; t++)
		answer->fitted[t] = t ? y[t - 1] + slope : NAN;
	for (size_t h = 1; h <= horizon; h++)
		answer->forecast[h - 1] = y[n - 1] + (double)h * slope;
	return true;
}

static bool
ask_linear(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	struct fc_line line;
	if (history->n < 2)
		return false;
	fc_line_fit(history->adjusted, history->n, &line);
	for (size_t t = 0; t < history->n; t++)
		answer->fitted[t] = fc_line_at(&line, t + 1);
	for (size_t h = 0; h < horizon; h++)
		answer->forecast[h] = fc_line_at(&line, history->n + h + 1);
	return true;
}

static bool
ask_exponential(
    const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	struct fc_line line;
	double *logs = answer->fitted;
	if (history->n < 2)
		return false;
	for (size_t t = 0; t < history->n; t++) {
		if (!(history->adjusted[t] > 0))
			return false;
		logs[t] = log(history->adjusted[t]);
	}
	fc_line_fit(logs, history->n, &line);
	for (size_t t = 0; t < history->n; t++)
		answer->fitted[t] = exp(fc_line_at(&line, t + 1));
	for (size_t h = 0; h < horizon; h++)
		answer->forecast[h] = exp(fc_line_at(&line, history->n + h + 1));
	return true;
}

static bool
ask_model(const double *y, size_t n, const struct fc_ets_model *model, size_t horizon,
    struct fc_answer *answer)
{
	struct fc_ets ets;
	if (!fc_ets_fit(y, n, model, &ets))
		return false;
	fc_ets_fitted(&ets, y, answer->fitted);
	fc_ets_forecast(&ets, horizon, answer->forecast, answer->sigma);
	return true;
}

static bool
ask_ses(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	static const struct fc_ets_model model = {.length = 1};
	return ask_model(history->adjusted, history->n, &model, horizon, answer);
}

static bool
ask_holt(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	static const struct fc_ets_model model = {.trend = true, .length = 1};
	return ask_model(history->adjusted, history->n, &model, horizon, answer);
}

static bool
ask_holt_winters(
    const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	struct fc_ets_model model = {
	    .trend = true, .season = FC_SEASON_MULTIPLICATIVE, .length = history->length};
	if (history->length < 2 || history->length > FC_ETS_SEASON_MOST)
		return false;
	if (ask_model(history->y, history->n, &model, horizon, answer))
		return true;
	model.season = FC_SEASON_ADDITIVE;
	return ask_model(history->y, history->n, &model, horizon, answer);
}

static bool
ask_ets(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	if (!history->has_ets)
		return false;
	fc_ets_fitted(&history->ets,
	    history->ets_adjusted ? history->adjusted : history->y, answer->fitted);
	fc_ets_forecast(&history->ets, horizon, answer->forecast, answer->sigma);
	return true;
}

static bool
ask_theta(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	if (history->n < 5)
		return false;
	fc_theta(
	    history->adjusted, history->n, answer->fitted, horizon, answer->forecast);
	return true;
}

static bool
ask_dotm(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	struct fc_dotm found;
	if (history->n < 5)
		return false;
	fc_dotm(history->adjusted, history->n, answer->fitted, horizon, answer->forecast,
	    &found);
	return true;
}

struct way {
	bool (*ask)(
	    const struct fc_history *history, size_t horizon, struct fc_answer *answer);
	bool adjusted;          /* it speaks of the history without its season */
	enum fc_method instead; /* is asked where it has no answer */
};

static const struct way ways[FC_COMBINED] = {[FC_NAIVE] = {ask_naive, false, FC_NAIVE},
    [FC_SNAIVE] = {ask_snaive, false, FC_NAIVE},
    [FC_DRIFT] = {ask_drift, false, FC_NAIVE},
    [FC_LINEAR] = {ask_linear, true, FC_NAIVE},
    [FC_EXPONENTIAL] = {ask_exponential, true, FC_LINEAR},
    [FC_SES] = {ask_ses, true, FC_NAIVE},
    [FC_HOLT] = {ask_holt, true, FC_SES},
    [FC_HOLT_WINTERS] = {ask_holt_winters, false, FC_HOLT},
    [FC_ETS] = {ask_ets, false, FC_NAIVE},
    [FC_THETA] = {ask_theta, true, FC_NAIVE},
    [FC_DOTM] = {ask_dotm, true, FC_NAIVE}};

/* Asks one method, and puts the season back. */
static bool
ask_one(const struct fc_history *history, enum fc_method method, size_t horizon,
    struct fc_answer *answer)
{
	if (!ways[method].ask(history, horizon, answer))
		return false;
	if (method == FC_ETS ? !history->ets_adjusted : !ways[method].adjusted)
		return true;
	for (size_t t = 0; t < history->n; t++)
		answer->fitted[t] = fc_season_add(&history->season, t, answer->fitted[t]);
	for (size_t h = 0; h < horizon; h++)
		answer->forecast[h] =
		    fc_season_add(&history->season, history->n + h, answer->forecast[h]);
	return true;
}

static void
add(double *sums, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sums[i] += x[i] / 3;
}

static bool
ask_combined(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	static const enum fc_method parts[] = {FC_DOTM, FC_THETA, FC_ETS};
	struct fc_answer part = {.fitted = mem_new(history->n, sizeof *part.fitted),
	    .forecast = mem_new(horizon, sizeof *part.forecast),
	    .sigma = answer->sigma};
	memset(answer->fitted, 0, history->n * sizeof *answer->fitted);
	memset(answer->forecast, 0, horizon * sizeof *answer->forecast);
	bool all = true;
	for (size_t i = 0; i < 3 && all; i++) {
		all = ask_one(history, parts[i], horizon, &part);
		add(answer->fitted, part.fitted, history->n);
		add(answer->forecast, part.forecast, horizon);
	}
	free(part.fitted);
	free(part.forecast);
	return all;
}

/* Root of the mean squared error of what was said of the history. */
static double
error_of(const struct fc_history *history, const double *fitted)
{
	double sum = 0;
	size_t count = 0;
	for (size_t t = 0; t < history->n; t++) {
		if (isnan(fitted[t]))
			continue;
		sum += (history->y[t] - fitted[t]) * (history->y[t] - fitted[t]);
		count++;
	}
	return count ? sqrt(sum / (double)count) : 0;
}

static void
set_sigma(const struct fc_history *history, size_t horizon, struct fc_answer *answer)
{
	double widened = 1;
	if (!history->has_ets) {
		for (size_t h = 0; h < horizon; h++)
			answer->sigma[h] = NAN;
		return;
	}
	double *unused = mem_new(horizon, sizeof *unused);
	fc_ets_forecast(&history->ets, horizon, unused, answer->sigma);
	free(unused);
	if (history->ets_adjusted)
		for (size_t h = 0; h < horizon; h++)
			answer->sigma[h] *=
			    fc_season_scale(&history->season, history->n + h);
	double error = error_of(history, answer->fitted);
	if (answer->method != FC_ETS && answer->method != FC_COMBINED &&
	    error > history->ets_error && history->ets_error > 0)
		widened = error / history->ets_error;
	for (size_t h = 0; h < horizon; h++) {
		answer->sigma[h] *= widened;
		if (answer->sigma[h] < error)
			answer->sigma[h] = error;
	}
}

void
fc_ask(struct fc_history *history, enum fc_method method, size_t horizon,
    struct fc_answer *answer)
{
	answer->method = method;
	if (method == FC_COMBINED && !ask_combined(history, horizon, answer))
		answer->method = FC_NAIVE;
	if (answer->method != FC_COMBINED)
		while (!ask_one(history, answer->method, horizon, answer))
			answer->method = ways[answer->method].instead;
	set_sigma(history, horizon, answer);
}
