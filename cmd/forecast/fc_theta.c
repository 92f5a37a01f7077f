#include "fc_theta.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/golden.h"
#include "../../common/mem.h"
#include "fc_ets.h"
#include "fc_line.h"

void
fc_theta(const double *y, size_t n, double *fitted, size_t horizon, double *forecast)
{
	static const struct fc_ets_model ses = {.length = 1};
	struct fc_ets ets;
	struct fc_line line;
	fc_ets_fit(y, n, &ses, &ets);
	fc_line_fit(y, n, &line);
	fc_ets_fitted(&ets, y, fitted);
	double rest = 1; /* (1 - α)^t */
	for (size_t t = 0; t < n; t++, rest *= 1 - ets.alpha)
		fitted[t] += line.slope / 2 * (1 - rest) / ets.alpha;
	for (size_t j = 0; j < horizon; j++)
		forecast[j] =
		    ets.end_level + line.slope / 2 * ((double)j + (1 - rest) / ets.alpha);
}

/* The line through the values so far. */
struct moving_line {
	double mean, intercept, slope;
};

/* With one value more, the t-th. */
static struct moving_line
moved(struct moving_line line, size_t t, double y)
{
	double x = (double)t;
	if (t == 1)
		return (struct moving_line){y, y, 0};
	double slope = ((x - 2) * line.slope + 6 * (y - line.mean) / x) / (x + 1);
	double mean = line.mean + (y - line.mean) / x;
	return (struct moving_line){mean, mean - slope * (x + 1) / 2, slope};
}

/* Half of the forecast after t values that comes from the line; rest is (1-α)^t. */
static double
line_part(struct moving_line line, double alpha, double rest)
{
	return rest * line.intercept + (1 - rest * (1 - alpha)) / alpha * line.slope;
}

struct trial {
	const double *y;
	const struct moving_line *lines; /* after each value */
	size_t n;
	double level, weight; /* the best for the last α: ℓ_0 and 1 - 1/θ */
};

/* The forecasts are linear in ℓ_0 and in 1 - 1/θ: for each α their best values, and the
 * squares that are left. */
static double
squares(void *data, double alpha)
{
	struct trial *trial = data;
	double level = alpha * trial->y[0] + (1 - alpha) * 0, rest = 1 - alpha;
	double uu = 0, ug = 0, gg = 0, uz = 0, gz = 0, zz = 0;
	for (size_t t = 2; t <= trial->n; t++) {
		double g = line_part(trial->lines[t - 2], alpha, rest),
		       y = trial->y[t - 1];
		double z = y - level, u = rest;
		if (t >= 3) {
			uu += u * u;
			ug += u * g;
			gg += g * g;
			uz += u * z;
			gz += g * z;
			zz += z * z;
		}
		level += alpha * (y - level);
		rest *= 1 - alpha;
	}
	double determinant = uu * gg - ug * ug, w = 0;
	if (determinant > 1e-12 * uu * gg)
		w = (uu * gz - ug * uz) / determinant;
	w = w < 0 ? 0 : w > 1 ? 1 : w;
	trial->weight = w;
	trial->level = (uz - w * ug) / uu;
	double l = trial->level;
	return zz - 2 * (l * uz + w * gz) + l * l * uu + 2 * l * w * ug + w * w * gg;
}

/* The α of the least squares: the best of a grid, then by golden section around it. */
static double
best_alpha(struct trial *trial)
{
	enum { GRID = 30 };
	const double low = 0.1, step = (0.99 - low) / GRID;
	double best = INFINITY;
	size_t at = 0;
	for (size_t i = 0; i <= GRID; i++) {
		double value = squares(trial, low + (double)i * step);
		if (value < best) {
			best = value;
			at = i;
		}
	}
	double a = low + (double)(at > 0 ? at - 1 : 0) * step;
	double b = low + (double)(at < GRID ? at + 1 : GRID) * step;
	return golden_least(squares, trial, a, b, 1e-7);
}

static void
project(const struct trial *trial, double alpha, double *fitted, size_t horizon,
    double *forecast)
{
	double level = trial->level, rest = 1;
	struct moving_line line = {0};
	for (size_t t = 1; t <= trial->n + horizon; t++) {
		double f = level + trial->weight * line_part(line, alpha, rest), y = f;
		if (t <= trial->n) {
			fitted[t - 1] = t < 3 ? NAN : f;
			y = trial->y[t - 1];
		} else {
			forecast[t - trial->n - 1] = f;
		}
		level += alpha * (y - level);
		rest *= 1 - alpha;
		line = moved(line, t, y);
	}
}

void
fc_dotm(const double *y, size_t n, double *fitted, size_t horizon, double *forecast,
    struct fc_dotm *found)
{
	struct moving_line *lines = mem_new(n, sizeof *lines), line = {0};
	for (size_t t = 1; t <= n; t++)
		lines[t - 1] = line = moved(line, t, y[t - 1]);
	struct trial trial = {.y = y, .lines = lines, .n = n};
	double alpha = best_alpha(&trial);
	squares(&trial, alpha);
	*found = (struct fc_dotm){alpha, trial.level, 1 / (1 - trial.weight)};
	project(&trial, alpha, fitted, horizon, forecast);
	free(lines);
}
