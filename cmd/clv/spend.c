#include "spend.h"

#include <math.h>

#include "special.h"

double
clv_spend_log_likelihood(
    const struct clv_spend *model, const struct clv_spent *spent, size_t count)
{
	double q = model->q, gamma = model->gamma, sum = 0;
	for (size_t i = 0; i < count; i++) {
		double x = spent[i].x, z = spent[i].z, px = model->p * x;
		/* In terms of xz/γ, so that large p and γ don't cancel each other. */
		double share = x * z / gamma;
		sum += spent[i].count *
		       (clv_log_gamma(px + q) - clv_log_gamma(px) - clv_log_gamma(q) +
		           px * log(share) - (px + q) * log1p(share) - log(z));
	}
	return sum;
}

double
clv_spend_expected(const struct clv_spend *model, double x, double z)
{
	double below = model->p * x + model->q - 1;
	return below > 0 ? model->p * (model->gamma + x * z) / below : NAN;
}
