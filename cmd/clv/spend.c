#include "spend.h"

#include <math.h>

#include "special.h"

struct clv_spent
clv_spent_of(double x, double z, double count)
{
	return (struct clv_spent){x, z, count, log(z)};
}

/* Those of x purchases, from spent[0] on; *n is how many they are. */
static double
log_likelihood_of(
    const struct clv_spend *model, const struct clv_spent *spent, size_t count, size_t *n)
{
	double x = spent->x, q = model->q, px = model->p * x, scale = x / model->gamma;
	double shared = clv_log_gamma(px + q) - clv_log_gamma(px) - clv_log_gamma(q) +
	                px * log(scale);
	double sum = 0;
	struct clv_logs logs = {.product = 1};
	size_t i = 0;
	for (; i < count && spent[i].x == x; i++) {
		/* In terms of xz/γ, so that large p and γ don't cancel each other. */
		double y = scale * spent[i].z;
		sum += spent[i].count * (shared + (px - 1) * spent[i].log_z);
		if (y < .01)
			sum -= spent[i].count * (px + q) * log1p(y);
		else
			clv_logs_add(&logs, spent[i].count, y);
	}
	*n = i;
	return sum - (px + q) * clv_logs_sum(&logs);
}

double
clv_spend_log_likelihood(
    const struct clv_spend *model, const struct clv_spent *spent, size_t count)
{
	double sum = 0;
	for (size_t n; count; spent += n, count -= n)
		sum += log_likelihood_of(model, spent, count, &n);
	return sum;
}

double
clv_spend_expected(const struct clv_spend *model, double x, double z)
{
	double below = model->p * x + model->q - 1;
	return below > 0 ? model->p * (model->gamma + x * z) / below : NAN;
}
