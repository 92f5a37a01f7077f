#include "paretonbd.h"

#include <math.h>
#include <string.h>

#include "special.h"

enum { BY_R, BY_ALPHA, BY_S, BY_BETA, BYS };

/* ln of a part of the likelihood, and its derivatives. */
struct part {
	double log, by[BYS];
};

/* (r + s + x) ∫ (α + y)^-(r + x) (β + y)^-(s + 1) dy from `from` to infinity. */
static struct part
tail(const struct clv_paretonbd *model, double x, double from)
{
	double r = model->r + x, s = model->s, f[CLV_BYS];
	double alpha = model->alpha + from, beta = model->beta + from;
	double log_alpha = log(alpha), log_beta = log(beta);
	if (alpha >= beta) {
		double rest = clv_hypergeometric(r, r + s + 1, beta / alpha, f);
		return (struct part){log(rest) - r * log_alpha - s * log_beta,
		    {f[CLV_BY_A] + f[CLV_BY_C] - log_alpha,
		        (f[CLV_BY_Z] * beta / alpha - r) / alpha, f[CLV_BY_C] - log_beta,
		        -f[CLV_BY_Z] / alpha - s / beta}};
	}
	double rest = clv_hypergeometric(s + 1, r + s + 1, alpha / beta, f);
	return (struct part){log(rest) - (r - 1) * log_alpha - (s + 1) * log_beta,
	    {f[CLV_BY_C] - log_alpha, -f[CLV_BY_Z] / beta - (r - 1) / alpha,
	        f[CLV_BY_A] + f[CLV_BY_C] - log_beta,
	        (f[CLV_BY_Z] * alpha / beta - (s + 1)) / beta}};
}

/* Of one customer, without the factor that both share: alive at T, or gone between t_x
 * and T. */
static struct part
alive_part(const struct clv_paretonbd *model, const struct clv_history *h)
{
	double r = model->r + h->x, s = model->s;
	double alpha = model->alpha + h->t, beta = model->beta + h->t;
	double log_alpha = log(alpha), log_beta = log(beta);
	return (struct part){-r * log_alpha - s * log_beta,
	    {-log_alpha, -r / alpha, -log_beta, -s / beta}};
}

static struct part
gone_part(const struct clv_paretonbd *model, const struct clv_history *h)
{
	struct part part = tail(model, h->x, h->tx), later = tail(model, h->x, h->t);
	double all = model->r + model->s + h->x, more = part.log - later.log;
	if (!(more > 0))
		return (struct part){.log = -INFINITY};
	part.log += log(model->s / all) + log(-expm1(-more));
	for (size_t i = 0; i < BYS; i++)
		part.by[i] += (part.by[i] - later.by[i]) / expm1(more);
	part.by[BY_R] -= 1 / all;
	part.by[BY_S] += 1 / model->s - 1 / all;
	return part;
}

double
clv_paretonbd_log_likelihood(const struct clv_paretonbd *model,
    const struct clv_history *histories, size_t count, double slopes[4])
{
	const double r = model->r, alpha = model->alpha, s = model->s, beta = model->beta;
	double sum = 0;
	memset(slopes, 0, BYS * sizeof *slopes);
	for (size_t i = 0; i < count; i++) {
		const struct clv_history *h = &histories[i];
		struct part alive = alive_part(model, h), gone = gone_part(model, h);
		double both = clv_log_add(alive.log, gone.log);
		double share = exp(gone.log - both);
		const double shared[BYS] = {log(alpha) + clv_rising_slope(r, h->x),
		    r / alpha, log(beta), s / beta};
		sum += h->count *
		       (r * log(alpha) + s * log(beta) + clv_log_rising(r, h->x) + both);
		for (size_t k = 0; k < BYS; k++)
			slopes[k] += h->count * (shared[k] + alive.by[k] +
			                            share * (gone.by[k] - alive.by[k]));
	}
	return sum;
}

double
clv_paretonbd_alive(const struct clv_paretonbd *model, const struct clv_history *history)
{
	double alive = alive_part(model, history).log;
	return exp(alive - clv_log_add(alive, gone_part(model, history).log));
}

double
clv_paretonbd_expected(const struct clv_paretonbd *model, double x, double age, double t)
{
	double beta = model->beta + age;
	return (model->r + x) / (model->alpha + age) * beta *
	       clv_decay(model->s - 1, log1p(t / beta));
}
