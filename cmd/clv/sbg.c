#include "sbg.h"

#include <math.h>

#include "special.h"

double
clv_sbg_log_likelihood(const struct clv_sbg *model, const double *survivors,
    size_t periods, double slopes[2])
{
	double survival = 0, sum = 0;
	slopes[0] = slopes[1] = 0;
	for (size_t t = 1; t <= periods; t++) {
		double stay = model->beta + (double)t - 1, all = model->alpha + stay;
		double before = survivors[t - 1], lost = before - survivors[t];
		if (lost > 0)
			sum += lost * (survival + log(model->alpha / all));
		survival += log(stay / all);
		slopes[0] += lost / model->alpha - before / all;
		slopes[1] += survivors[t] / stay - before / all;
	}
	return sum + survivors[periods] * survival;
}

double
clv_sbg_survival(const struct clv_sbg *model, double t)
{
	return exp(clv_log_rising(model->beta, t) -
	           clv_log_rising(model->alpha + model->beta, t));
}

double
clv_sbg_retention(const struct clv_sbg *model, double t)
{
	return (model->beta + t - 1) / (model->alpha + model->beta + t - 1);
}

double
clv_sbg_residual(const struct clv_sbg *model, double t, double d)
{
	double beta = model->beta + t, all = model->alpha + beta, slopes[CLV_BYS];
	if (d <= 0)
		return model->alpha > 1 ? beta / (model->alpha - 1) : NAN;
	return beta / all * clv_hypergeometric(beta + 1, all + 1, d / (1 + d), slopes);
}
