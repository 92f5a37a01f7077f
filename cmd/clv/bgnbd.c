#include "bgnbd.h"

#include <math.h>
#include <string.h>

#include "special.h"

static const double many_terms = 1e5, tiny = 1e-200;

/* What the customers of x purchases add up to. */
struct sums {
	double likelihood;   /* of the parts that aren't logarithms of sums */
	double count, gone;  /* customers, and the shares that are gone */
	double log, inverse; /* of α + when they were last there */
};

/* Adds those from histories[0] on; returns how many they are. */
static size_t
add(const struct clv_bgnbd *model, const struct clv_history *histories, size_t count,
    struct sums *sums, struct clv_logs *logs)
{
	const double x = histories->x, shape = model->r + x, alpha = model->alpha;
	const double dropped = x > 0 ? log(model->a / (model->b + x - 1)) : -INFINITY;
	double t = -1, log_t = 0, inverse_t = 0;
	size_t i = 0;
	for (; i < count && histories[i].x == x; i++) {
		const struct clv_history *h = &histories[i];
		if (h->t != t) {
			t = h->t;
			log_t = log(alpha + t);
			inverse_t = 1 / (alpha + t);
		}
		/* ln(e^alive + e^gone) is alive + ln(1 + e^more), and
		 * gone + ln(1 + e^-more), so that e^-|more| is never large. */
		double log_tx = log(alpha + h->tx);
		double more = dropped + shape * (log_t - log_tx);
		double least = exp(-fabs(more));
		double gone = h->count * (more > 0 ? 1 : least) / (1 + least);
		clv_logs_add(logs, h->count, least);
		sums->likelihood += h->count * ((more > 0 ? more : 0) - shape * log_t);
		sums->count += h->count;
		sums->gone += gone;
		sums->log += h->count * log_t + gone * (log_tx - log_t);
		sums->inverse +=
		    h->count * inverse_t + gone * (1 / (alpha + h->tx) - inverse_t);
	}
	return i;
}

double
clv_bgnbd_log_likelihood(const struct clv_bgnbd *model,
    const struct clv_history *histories, size_t count, double slopes[4])
{
	const double r = model->r, alpha = model->alpha, a = model->a, b = model->b;
	struct clv_logs logs = {.product = 1};
	double total = 0;
	memset(slopes, 0, 4 * sizeof *slopes);
	/* Sums of sums lose less to rounding. */
	for (size_t n; count; histories += n, count -= n) {
		const double x = histories->x;
		struct sums sums = {0};
		n = add(model, histories, count, &sums, &logs);
		double all = clv_rising_slope(a + b, x);
		total +=
		    sums.likelihood +
		    sums.count * (r * log(alpha) + clv_log_rising(r, x) +
		                     clv_log_rising(b, x) - clv_log_rising(a + b, x));
		slopes[0] +=
		    sums.count * (log(alpha) + clv_rising_slope(r, x)) - sums.log;
		slopes[1] += sums.count * r / alpha - (r + x) * sums.inverse;
		slopes[2] += sums.gone / a - sums.count * all;
		slopes[3] += sums.count * (clv_rising_slope(b, x) - all);
		if (x > 0)
			slopes[3] -= sums.gone / (b + x - 1);
	}
	return total + clv_logs_sum(&logs);
}

double
clv_bgnbd_alive(const struct clv_bgnbd *model, const struct clv_history *history)
{
	double x = history->x;
	if (x <= 0)
		return 1;
	double spread = log1p((history->t - history->tx) / (model->alpha + history->tx));
	double odds = log(model->a / (model->b + x - 1)) + (model->r + x) * spread;
	return odds > 0 ? exp(-odds) / (1 + exp(-odds)) : 1 / (1 + exp(odds));
}

/* K's probabilities begin at (1 - z)^(r + x), which may be far below what a double holds:
 * they are carried with a scale of their own. */
double
clv_bgnbd_series(const struct clv_bgnbd *model, double x, double age, double t)
{
	double shape = model->r + x, base = model->alpha + age, b = model->b + x;
	double z = t / (base + t), scale = -shape * log1p(t / base);
	double weight = 1, factor = exp(scale), more = -expm1(scale), alive = 1;
	double sum = more;
	if (!(z > 0))
		return 0;
	for (double k = 0;; k++) {
		double ratio = z * (shape + k) / (k + 1);
		weight *= ratio;
		if (weight > 1 / tiny) {
			weight *= tiny;
			scale -= log(tiny);
			factor = exp(scale);
		}
		double here = weight * factor;
		more -= here;
		alive *= (b + k) / (model->a + b + k);
		if (more > 0)
			sum += alive * more;
		double next = z * (shape + k + 1) / (k + 2);
		if (next < 1 && (more <= 0 || here <= 1e-17 * sum * (1 - next)))
			return sum;
	}
}

/* The integrand over v = ln p / (1 - p), p the probability to be gone. */
static double
at(const struct clv_bgnbd *model, double x, double base, double t, double constant,
    double v)
{
	double b = model->b + x;
	double log_p = v < 0 ? v - log1p(exp(v)) : -log1p(exp(-v));
	double log_q = v < 0 ? -log1p(exp(v)) : -v - log1p(exp(-v));
	double p = exp(log_p), rate = (model->r + x) * t / base;
	double many =
	    p > 1e-280 ? -expm1(-(model->r + x) * log1p(p * t / base)) / p : rate;
	return exp(model->a * log_p + b * log_q + constant) * many;
}

/* The trapezoidal rule for v = centre + width sinh u, whose error falls exponentially
 * (Takahasi & Mori 1974, Publ. RIMS 9:721-741). */
double
clv_bgnbd_quadrature(const struct clv_bgnbd *model, double x, double age, double t)
{
	double base = model->alpha + age, b = model->b + x;
	double constant =
	    clv_log_gamma(model->a + b) - clv_log_gamma(model->a) - clv_log_gamma(b);
	double centre = log(model->a / b), width = fmin(1, sqrt(1 / model->a + 1 / b));
	double reach = asinh((fabs(centre) + 800 / fmin(1, fmin(model->a, b))) / width),
	       before = 0;
	for (int points = 256;; points *= 2) {
		double sum = 0, step = reach / points;
		for (int i = -points; i <= points; i++) {
			double u = i * step;
			sum += cosh(u) *
			       at(model, x, base, t, constant, centre + width * sinh(u));
		}
		sum *= step * width;
		if (points > 512 &&
		    (fabs(sum - before) <= 1e-13 * sum || points > 100000))
			return sum;
		before = sum;
	}
}

double
clv_bgnbd_expected(const struct clv_bgnbd *model, double x, double age, double t)
{
	double base = model->alpha + age, mean = (model->r + x) * t / base;
	double terms = mean + 40 * (1 + sqrt(mean)) * (1 + t / base);
	return terms < many_terms ? clv_bgnbd_series(model, x, age, t)
	                          : clv_bgnbd_quadrature(model, x, age, t);
}
