#include "spend.h"

#include <math.h>

#include "special.h"

struct clv_spent
clv_spent_of(double x, double z, double count)
{
	return (struct clv_spent){x, z, count, log(z)};
}

double
clv_spend_log_likelihood(
    const struct clv_spend *model, const struct clv_spent *spent, size_t count)
{
	double q = model->q, sum = 0, before = 0, px = 0, scale = 0, shared = 0;
	for (size_t i = 0; i < count; i++) {
		double x = spent[i].x, z = spent[i].z;
		if (x != before) {
			before = x;
			px = model->p * x;
			scale = x / model->gamma;
			shared = clv_log_gamma(px + q) - clv_log_gamma(px) -
			         clv_log_gamma(q) + px * log(scale);
		}
		/* In terms of xz/γ, so that large p and γ don't cancel each other. */
		sum += spent[i].count *
		       (shared + (px - 1) * spent[i].log_z - (px + q) * log1p(scale * z));
	}
	return sum;
}

double
clv_spend_expected(const struct clv_spend *model, double x, double z)
{
	double below = model->p * x + model->q - 1;
	return below > 0 ? model->p * (model->gamma + x * z) / below : NAN;
}
