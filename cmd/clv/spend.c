#include "spend.h"

#include <math.h>
#include <string.h>

#include "special.h"

struct clv_spent
clv_spent_of(double x, double z, double count)
{
	return (struct clv_spent){x, z, count, log(z)};
}

/* What customers of x purchases add up to; y is xz/γ, so that large p and γ don't cancel
 * each other. */
struct sums {
	double count, log_z, log_y1, share; /* ln(1 + y), y / (1 + y) */
};

/* Those from spent[0] on; returns how many they are. */
static size_t
add(const struct clv_spent *spent, size_t count, double scale, struct sums *sums)
{
	double x = spent->x;
	struct clv_logs logs = {.product = 1};
	size_t i = 0;
	for (; i < count && spent[i].x == x; i++) {
		double y = scale * spent[i].z, n = spent[i].count;
		sums->count += n;
		sums->log_z += n * spent[i].log_z;
		sums->share += n * y / (1 + y);
		if (y < .01)
			sums->log_y1 += n * log1p(y);
		else
			clv_logs_add(&logs, n, y);
	}
	sums->log_y1 += clv_logs_sum(&logs);
	return i;
}

double
clv_spend_log_likelihood(const struct clv_spend *model, const struct clv_spent *spent,
    size_t count, double slopes[3])
{
	double sum = 0, q = model->q;
	memset(slopes, 0, 3 * sizeof *slopes);
	for (size_t n; count; spent += n, count -= n) {
		double x = spent->x, px = model->p * x, scale = x / model->gamma;
		double all = clv_digamma(px + q);
		struct sums sums = {0};
		n = add(spent, count, scale, &sums);
		sum += sums.count * (clv_log_gamma(px + q) - clv_log_gamma(px) -
		                        clv_log_gamma(q) + px * log(scale)) +
		       (px - 1) * sums.log_z - (px + q) * sums.log_y1;
		slopes[0] += x * (sums.count * (all - clv_digamma(px) + log(scale)) +
		                     sums.log_z - sums.log_y1);
		slopes[1] += sums.count * (all - clv_digamma(q)) - sums.log_y1;
		slopes[2] += ((px + q) * sums.share - sums.count * px) / model->gamma;
	}
	return sum;
}

double
clv_spend_expected(const struct clv_spend *model, double x, double z)
{
	double below = model->p * x + model->q - 1;
	return below > 0 ? model->p * (model->gamma + x * z) / below : NAN;
}
