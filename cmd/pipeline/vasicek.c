#include "vasicek.h"

#include <math.h>
#include <stdbool.h>

#include "../../common/stats.h"

double
vasicek_chance(double quantile, double rho, double z)
{
	return stats_normal_cdf((quantile + sqrt(rho) * z) / sqrt(1 - rho));
}

/* Gauss-Hermite */

/* The orthonormal Hermite polynomial of degree n (weight: the normal density) times
 * exp(-x²/4), so that nothing overflows; *before is that of degree n - 1. */
static double
hermite(size_t n, double x, double *before)
{
	double previous = 0, value = exp(-x * x / 4);
	for (size_t k = 0; k < n; k++) {
		double next =
		    (x * value - sqrt((double)k) * previous) / sqrt((double)k + 1);
		previous = value;
		value = next;
	}
	*before = previous;
	return value;
}

/* The zero next to the guess. With He' = √n He(n-1), Newton's step is He / (√n He(n-1)).
 */
static struct vasicek_node
node_near(size_t order, double x)
{
	const double n = (double)order;
	double before;
	for (size_t i = 0; i < 50; i++) {
		double value = hermite(order, x, &before);
		double step = value / (sqrt(n) * before);
		x -= step;
		if (fabs(step) < 1e-14)
			break;
	}
	hermite(order, x, &before);
	/* weight = 1 / (n He(n-1)²), He(n-1) without the factor exp(-x²/4) */
	return (struct vasicek_node){x, exp(-x * x / 2) / (n * before * before)};
}

size_t
vasicek_nodes(double rho, size_t order, struct vasicek_node nodes[static VASICEK_NODES])
{
	struct vasicek_node upper[VASICEK_NODES / 2];
	size_t count = 0, n = 0;
	double sum = 0;
	if (rho <= 0) {
		nodes[0] = (struct vasicek_node){0, 1};
		return 1;
	}
	/* From the centre outwards: zeros are about π / √n apart there and further out
	 * a little more than the two before. */
	double gap = M_PI / sqrt((double)order + 0.5), x = gap / 2;
	while (count < order / 2 && count < VASICEK_NODES / 2) {
		struct vasicek_node node = node_near(order, x);
		if (node.weight < 1e-12)
			break;
		gap = count ? node.z - upper[count - 1].z : 2 * node.z;
		upper[count++] = node;
		sum += 2 * node.weight;
		x = node.z + gap;
	}
	for (size_t i = count; i-- > 0;)
		nodes[n++] = (struct vasicek_node){-upper[i].z, upper[i].weight / sum};
	for (size_t i = 0; i < count; i++)
		nodes[n++] = (struct vasicek_node){upper[i].z, upper[i].weight / sum};
	return n;
}

/* Learning ρ */

void
vasicek_past_add(struct vasicek_past *past, double p, double deals)
{
	past->expected += deals * p;
	past->binomial += deals * p * (1 - p);
	if (p <= 1e-15 || p >= 1 - 1e-15)
		return;
	double x = stats_normal_quantile(p);
	double density = exp(-x * x / 2) / sqrt(2 * M_PI);
	double previous = 0, value = density;
	for (size_t k = 0; k < VASICEK_TERMS; k++) {
		past->sum[k] += deals * value;
		past->squares[k] += deals * value * value;
		double next =
		    (x * value - sqrt((double)k) * previous) / sqrt((double)k + 1);
		previous = value;
		value = next;
	}
}

/* What the covariances of a period's deals add up to. */
static double
covariance(const struct vasicek_past *past, double rho)
{
	double sum = 0, power = 1;
	for (size_t k = 0; k < VASICEK_TERMS; k++) {
		power *= rho;
		sum += power / (double)(k + 1) *
		       (past->sum[k] * past->sum[k] - past->squares[k]);
	}
	return sum;
}

static bool
tells(const struct vasicek_past *past)
{
	return past->expected >= 2;
}

/* Observed less supposed: falls with ρ. */
static double
excess(const struct vasicek_past *pasts, size_t count, double periods, double rho)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		const struct vasicek_past *past = &pasts[i];
		if (!tells(past))
			continue;
		double d = past->won - past->expected;
		double observed = d * d * periods / (periods - 1);
		sum += (observed - past->binomial - covariance(past, rho)) /
		       (past->expected * past->expected);
	}
	return sum;
}

double
vasicek_rho(const struct vasicek_past *pasts, size_t count)
{
	double low = 0, high = 0.5, periods = 0;
	for (size_t i = 0; i < count; i++)
		periods += tells(&pasts[i]);
	if (periods < VASICEK_PERIODS)
		return NAN;
	if (excess(pasts, count, periods, low) <= 0)
		return 0;
	if (excess(pasts, count, periods, high) >= 0)
		return high;
	while (high - low > 1e-10) {
		double rho = (low + high) / 2;
		if (excess(pasts, count, periods, rho) > 0)
			low = rho;
		else
			high = rho;
	}
	return (low + high) / 2;
}

double
vasicek_ahead(double rho, double periods)
{
	/* √ρ Z with the variance ρ (1 + 1/n) beside 1 - ρ of a deal's own. */
	double shared = rho * (1 + 1 / periods);
	return shared / (shared + 1 - rho);
}
