#include "fc_season.h"

#include <math.h>

static double
mean(const double *y, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += y[i];
	return sum / (double)n;
}

static double
autocovariance(const double *y, size_t n, double mean_y, size_t lag)
{
	double sum = 0;
	for (size_t i = lag; i < n; i++)
		sum += (y[i] - mean_y) * (y[i - lag] - mean_y);
	return sum;
}

bool
fc_season_test(const double *y, size_t n, size_t m)
{
	if (m < 2 || m > FC_SEASON_MOST || n <= 2 * m)
		return false;
	double mean_y = mean(y, n), variance = autocovariance(y, n, mean_y, 0), sum = 0;
	if (!(variance > 0))
		return false;
	for (size_t lag = 1; lag < m; lag++) {
		double r = autocovariance(y, n, mean_y, lag) / variance;
		sum += r * r;
	}
	double r = autocovariance(y, n, mean_y, m) / variance;
	return fabs(r) > 1.645 * sqrt((1 + 2 * sum) / (double)n);
}

/* The mean of the m values around t, the outer two counted half where m is even. */
static double
centred(const double *y, size_t t, size_t m)
{
	size_t half = m / 2;
	double sum = 0;
	for (size_t i = t - half; i <= t + half; i++)
		sum += y[i];
	if (m % 2 == 0)
		sum -= (y[t - half] + y[t + half]) / 2;
	return sum / (double)m;
}

/* False if an index comes out as nothing that could be divided by. */
static bool
decompose(const double *y, size_t n, size_t m, struct fc_season *season)
{
	bool additive = season->kind == FC_SEASON_ADDITIVE;
	size_t counts[FC_SEASON_MOST] = {0};
	for (size_t i = 0; i < m; i++)
		season->index[i] = 0;
	for (size_t t = m / 2; t + m / 2 < n; t++) {
		double trend = centred(y, t, m);
		season->index[t % m] += additive ? y[t] - trend : y[t] / trend;
		counts[t % m]++;
	}
	for (size_t i = 0; i < m; i++)
		season->index[i] /= (double)counts[i];
	double middle = mean(season->index, m);
	bool usable = true;
	for (size_t i = 0; i < m; i++) {
		season->index[i] =
		    additive ? season->index[i] - middle : season->index[i] / middle;
		usable = usable && (additive || season->index[i] > 1e-10);
	}
	return usable;
}

void
fc_season_decompose(const double *y, size_t n, size_t m, enum fc_season_kind kind,
    struct fc_season *season)
{
	season->kind = m < 2 ? FC_SEASON_NONE : kind;
	season->length = m;
	if (m < 2)
		return;
	for (size_t i = 0; i < n; i++)
		if (!(y[i] > 0))
			season->kind = FC_SEASON_ADDITIVE;
	if (!decompose(y, n, m, season)) {
		season->kind = FC_SEASON_ADDITIVE;
		decompose(y, n, m, season);
	}
}

double
fc_season_remove(const struct fc_season *season, size_t t, double value)
{
	if (season->kind == FC_SEASON_NONE)
		return value;
	double index = season->index[t % season->length];
	return season->kind == FC_SEASON_ADDITIVE ? value - index : value / index;
}

double
fc_season_add(const struct fc_season *season, size_t t, double value)
{
	if (season->kind == FC_SEASON_NONE)
		return value;
	double index = season->index[t % season->length];
	return season->kind == FC_SEASON_ADDITIVE ? value + index : value * index;
}

double
fc_season_scale(const struct fc_season *season, size_t t)
{
	return season->kind == FC_SEASON_MULTIPLICATIVE
	           ? season->index[t % season->length]
	           : 1;
}
