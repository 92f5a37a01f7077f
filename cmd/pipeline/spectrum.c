#include "spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/stats.h"

enum {
	BLOCK = 8,   /* frequencies at once */
	QUIET = 24,  /* so many frequencies without anything in a row: nothing follows */
	MANY = 4096, /* deals; from there on the small ones are summed up */
	BINS = 2048,
	CUMULANTS = 6,
};

#define NOTHING 1e-10

/* A rule for the mean over z with nodes whose totals are D apart knows frequencies up to
 * a part of 1 / D, behind which it repeats itself: up to this part they are good. */
#define KNOWN 0.6

/* Deals are small for this share of the standard deviation. */
#define SMALL 0.05

/* Which frequencies may matter. |1 + p(e^it - 1)|² <= exp(-2p(1-p)(1 - cos t)): with the
 * variances p(1-p) by cell, one transform bounds all frequencies for the mean factor;
 * half of the exponent is allowed for others. */
static double *
bounds(const struct spectrum_deal *deals, size_t count, const struct fourier *fourier)
{
	struct fourier_value *variance = mem_new(fourier->size, sizeof *variance);
	double *bound = mem_new(fourier->size / 2 + 1, sizeof *bound), all = 0;
	for (size_t i = 0; i < count; i++) {
		double v = deals[i].chance * (1 - deals[i].chance);
		variance[deals[i].cell].re += v * (1 - deals[i].beyond);
		variance[deals[i].cell + 1].re += v * deals[i].beyond;
		all += v;
	}
	fourier_transform(fourier, variance);
	for (size_t k = 0; k <= fourier->size / 2; k++)
		bound[k] = exp(-(all - variance[k].re) / 2);
	free(variance);
	return bound;
}

static size_t
frequencies(const double *bound, size_t half)
{
	size_t n = 0;
	for (size_t k = 0; k <= half; k++)
		n += bound[k] > 1e-7;
	return n;
}

double
spectrum_work(const struct spectrum_deal *deals, size_t count, size_t nodes,
    const struct fourier *fourier)
{
	double *bound = bounds(deals, count, fourier);
	double n = (double)frequencies(bound, fourier->size / 2);
	double explicit_deals = count > MANY ? (double)MANY : (double)count;
	free(bound);
	return n * explicit_deals * (double)nodes;
}

/* Deals that are few, or large */

struct work {
	const struct spectrum_deal *deals;
	size_t count;
	const struct vasicek_node *nodes;
	size_t nodes_count;
	const struct fourier *fourier;
	double *chances;   /* by deal and node */
	double *cumulants; /* by node, of the small deals; or NULL */
	size_t last;       /* the highest frequency that the nodes know of */
	struct fourier_value *spectrum;
};

/* exp(-2πi k (cell + beyond) / size) - 1, the latter by dividing. */
static struct fourier_value
turn(const struct fourier *fourier, const struct spectrum_deal *deal, size_t k)
{
	size_t mask = fourier->size - 1;
	struct fourier_value a = fourier->circle[k * deal->cell & mask];
	struct fourier_value b = fourier->circle[k & mask];
	double re = 1 - deal->beyond + deal->beyond * b.re, im = deal->beyond * b.im;
	return (struct fourier_value){a.re * re - a.im * im - 1, a.re * im + a.im * re};
}

struct product {
	double re[BLOCK], im[BLOCK];
};

/* *product *= 1 + p x */
static void
multiply(struct product *product, double p, const double *re, const double *im)
{
	for (size_t b = 0; b < BLOCK; b++) {
		double x = 1 + p * re[b], y = p * im[b];
		double real = product->re[b] * x - product->im[b] * y;
		product->im[b] = product->re[b] * y + product->im[b] * x;
		product->re[b] = real;
	}
}

/* exp(Σ κ_j (-iω)^j / j!) of the small deals, onto the product. */
static void
multiply_small(struct product *product, const double *cumulants, size_t k, size_t size)
{
	double re[BLOCK], im[BLOCK];
	for (size_t b = 0; b < BLOCK; b++) {
		double w = 2 * M_PI * (double)(k + b) / (double)size, term = 1;
		double sum[4] = {0, 0, 0, 0}; /* by power of -i */
		for (size_t j = 0; j < CUMULANTS; j++) {
			term *= w / (double)(j + 1);
			sum[(j + 1) % 4] += cumulants[j] * term;
		}
		double size_of = exp(sum[0] - sum[2]), angle = sum[3] - sum[1];
		re[b] = size_of * cos(angle) - 1;
		im[b] = size_of * sin(angle);
	}
	multiply(product, 1, re, im);
}

/* The spectrum at k and those behind it. */
static void
compute_block(const struct work *work, size_t k)
{
	struct product products[VASICEK_NODES];
	for (size_t m = 0; m < work->nodes_count; m++)
		for (size_t b = 0; b < BLOCK; b++) {
			products[m].re[b] = 1;
			products[m].im[b] = 0;
		}
	for (size_t i = 0; i < work->count; i++) {
		double re[BLOCK], im[BLOCK];
		for (size_t b = 0; b < BLOCK; b++) {
			struct fourier_value x =
			    turn(work->fourier, &work->deals[i], k + b);
			re[b] = x.re;
			im[b] = x.im;
		}
		for (size_t m = 0; m < work->nodes_count; m++)
			multiply(&products[m], work->chances[i * work->nodes_count + m],
			    re, im);
	}
	for (size_t m = 0; m < work->nodes_count; m++) {
		if (work->cumulants)
			multiply_small(&products[m], work->cumulants + m * CUMULANTS, k,
			    work->fourier->size);
		for (size_t b = 0; b < BLOCK; b++) {
			struct fourier_value *x = &work->spectrum[k + b];
			x->re += work->nodes[m].weight * products[m].re[b];
			x->im += work->nodes[m].weight * products[m].im[b];
		}
	}
}

static bool
any_matters(const double *bound, size_t k, size_t half)
{
	for (size_t b = 0; b < BLOCK && k + b <= half; b++)
		if (bound[k + b] > 1e-7)
			return true;
	return false;
}

/*
 * From frequency 0 up. What common and own factors make smooth soon has no frequencies
 * left: the rest of the first stretch is passed over then. Further up are those at which
 * many amounts are multiples of one.
 */
static void
compute_spectrum(const struct work *work, const double *bound)
{
	size_t half = work->fourier->size / 2, quiet = 0;
	bool first = true;
	for (size_t k = 0; k <= half; k += BLOCK) {
		if (!any_matters(bound, k, half)) {
			/* Cumulants are good for low frequencies only. */
			if (work->cumulants)
				return;
			first = false;
			continue;
		}
		if (first && (quiet >= QUIET || k > work->last))
			continue;
		compute_block(work, k);
		for (size_t b = 0; b < BLOCK; b++)
			quiet = hypot(work->spectrum[k + b].re,
			            work->spectrum[k + b].im) < NOTHING
			            ? quiet + 1
			            : 0;
	}
}

/* Deals that are many and small: their cumulants by bins of the chance's quantile */

struct bins {
	double quantile[BINS], chance[BINS];
	double sums[BINS][CUMULANTS]; /* of the amounts' powers */
};

static void
bins_init(struct bins *bins)
{
	for (size_t i = 0; i < BINS; i++) {
		bins->quantile[i] = -8 + 16 * (double)i / (BINS - 1);
		bins->chance[i] = stats_normal_cdf(bins->quantile[i]);
	}
}

/* Divided between two bins so that the chance is kept. */
static void
bins_add(struct bins *bins, const struct spectrum_deal *deal)
{
	size_t low = 0, high = BINS - 1;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (bins->chance[middle] > deal->chance)
			high = middle;
		else
			low = middle;
	}
	double share =
	    (deal->chance - bins->chance[low]) / (bins->chance[high] - bins->chance[low]);
	share = fmin(fmax(share, 0), 1);
	double amount = (double)deal->cell + deal->beyond, power = 1;
	for (size_t j = 0; j < CUMULANTS; j++) {
		power *= amount;
		bins->sums[low][j] += (1 - share) * power;
		bins->sums[high][j] += share * power;
	}
}

/* The cumulants of one that is 1 with the chance p, else 0. */
static void
bernoulli(double p, double out[CUMULANTS])
{
	double q = 1 - p, v = p * q;
	out[0] = p;
	out[1] = v;
	out[2] = v * (q - p);
	out[3] = v * (1 - 6 * v);
	out[4] = v * (q - p) * (1 - 12 * v);
	out[5] = v * (1 - 30 * v + 120 * v * v);
}

static double *
bins_cumulants(const struct bins *bins, const struct work *work, double rho)
{
	double *cumulants = mem_new(work->nodes_count * CUMULANTS, sizeof *cumulants);
	for (size_t m = 0; m < work->nodes_count; m++) {
		for (size_t i = 0; i < BINS; i++) {
			double of_one[CUMULANTS];
			if (bins->sums[i][0] <= 0)
				continue;
			bernoulli(
			    vasicek_chance(bins->quantile[i], rho, work->nodes[m].z),
			    of_one);
			for (size_t j = 0; j < CUMULANTS; j++)
				cumulants[m * CUMULANTS + j] +=
				    of_one[j] * bins->sums[i][j];
		}
	}
	return cumulants;
}

static double
deviation(const struct spectrum_deal *deals, size_t count)
{
	double variance = 0;
	for (size_t i = 0; i < count; i++) {
		double amount = (double)deals[i].cell + deals[i].beyond;
		variance += deals[i].chance * (1 - deals[i].chance) * amount * amount;
	}
	return sqrt(variance);
}

/* Takes the small deals out of the work, but for those against the factor, which are few;
 * *large has room for all. */
static void
sum_up_small(struct work *work, double rho, struct spectrum_deal *large)
{
	struct bins *bins = mem_new(1, sizeof *bins);
	double limit = SMALL * deviation(work->deals, work->count);
	size_t n = 0;
	bins_init(bins);
	for (size_t i = 0; i < work->count; i++) {
		const struct spectrum_deal *deal = &work->deals[i];
		if (!deal->against && (double)deal->cell + deal->beyond < limit)
			bins_add(bins, deal);
		else
			large[n++] = *deal;
	}
	work->cumulants = bins_cumulants(bins, work, rho);
	work->deals = large;
	work->count = n;
	free(bins);
}

static void
set_chances(struct work *work, double rho)
{
	work->chances = mem_new(work->count * work->nodes_count, sizeof *work->chances);
	for (size_t i = 0; i < work->count; i++) {
		struct spectrum_deal deal = work->deals[i];
		if (isnan(deal.quantile))
			deal.quantile = stats_normal_quantile(deal.chance);
		for (size_t m = 0; m < work->nodes_count; m++)
			work->chances[i * work->nodes_count + m] =
			    spectrum_chance(&deal, rho, work->nodes[m].z);
	}
}

/* From the largest step of the mean between neighbouring nodes. */
static void
set_last(struct work *work)
{
	double before = 0, largest = 0;
	for (size_t m = 0; m < work->nodes_count; m++) {
		double mean = work->cumulants ? work->cumulants[m * CUMULANTS] : 0;
		for (size_t i = 0; i < work->count; i++)
			mean += work->chances[i * work->nodes_count + m] *
			        ((double)work->deals[i].cell + work->deals[i].beyond);
		if (m)
			largest = fmax(largest, fabs(mean - before));
		before = mean;
	}
	double last = KNOWN * (double)work->fourier->size / fmax(largest, 0.5);
	work->last = (size_t)fmin(last, (double)work->fourier->size);
}

void
spectrum_convolve(const struct spectrum_deal *deals, size_t count, double rho,
    const struct vasicek_node *nodes, size_t nodes_count, const struct fourier *fourier,
    double *cells)
{
	struct work work = {.deals = deals,
	    .count = count,
	    .nodes = nodes,
	    .nodes_count = nodes_count,
	    .fourier = fourier};
	size_t size = fourier->size;
	struct spectrum_deal *large = NULL;
	double *bound = bounds(deals, count, fourier);
	work.spectrum = mem_new(size + BLOCK, sizeof *work.spectrum);
	if (count > MANY) {
		large = mem_new(count, sizeof *large);
		sum_up_small(&work, rho, large);
	}
	set_chances(&work, rho);
	set_last(&work);
	compute_spectrum(&work, bound);
	/* Backwards is forwards of the conjugate; the upper half mirrors the lower one.
	 */
	for (size_t k = size / 2 + 1; k < size; k++)
		work.spectrum[k] = work.spectrum[size - k];
	for (size_t k = 1; k < size / 2; k++)
		work.spectrum[k].im = -work.spectrum[k].im;
	work.spectrum[size / 2].im = 0;
	fourier_transform(fourier, work.spectrum);
	for (size_t k = 0; k < size; k++)
		cells[k] += work.spectrum[k].re / (double)size;
	free(work.spectrum);
	free(work.chances);
	free(work.cumulants);
	free(bound);
	free(large);
}
