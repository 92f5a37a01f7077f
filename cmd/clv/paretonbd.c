#include "paretonbd.h"

#include <math.h>

#include "special.h"

/* ln (r + s + x) ∫ (α + y)^-(r + x) (β + y)^-(s + 1) dy from `from` to infinity. */
static double
log_tail(const struct clv_paretonbd *model, double x, double from)
{
	double r = model->r + x, s = model->s;
	double alpha = model->alpha + from, beta = model->beta + from;
	if (alpha >= beta)
		return -r * log(alpha) - s * log(beta) +
		       log(clv_hypergeometric(r, r + s + 1, (alpha - beta) / alpha));
	return -(r - 1) * log(alpha) - (s + 1) * log(beta) +
	       log(clv_hypergeometric(s + 1, r + s + 1, (beta - alpha) / beta));
}

/* Of one customer: ln of the two parts of the likelihood, alive at T or gone between t_x
 * and T, without their common factor. */
static void
parts(const struct clv_paretonbd *model, const struct clv_history *h, double *alive,
    double *gone)
{
	*alive = -(model->r + h->x) * log(model->alpha + h->t) -
	         model->s * log(model->beta + h->t);
	*gone =
	    log(model->s / (model->r + model->s + h->x)) +
	    clv_log_subtract(log_tail(model, h->x, h->tx), log_tail(model, h->x, h->t));
}

double
clv_paretonbd_log_likelihood(
    const struct clv_paretonbd *model, const struct clv_history *histories, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		double alive, gone;
		parts(model, &histories[i], &alive, &gone);
		double shared = model->r * log(model->alpha) +
		                model->s * log(model->beta) +
		                clv_log_rising(model->r, histories[i].x);
		sum += histories[i].count * (shared + clv_log_add(alive, gone));
	}
	return sum;
}

double
clv_paretonbd_alive(const struct clv_paretonbd *model, const struct clv_history *history)
{
	double alive, gone;
	parts(model, history, &alive, &gone);
	return exp(alive - clv_log_add(alive, gone));
}

double
clv_paretonbd_expected(const struct clv_paretonbd *model, double x, double age, double t)
{
	double beta = model->beta + age;
	return (model->r + x) / (model->alpha + age) * beta *
	       clv_decay(model->s - 1, log1p(t / beta));
}
