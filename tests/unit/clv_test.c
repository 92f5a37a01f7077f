/*
 * cmd/clv: the models against published figures, against each other and against
 * quadrature, and at the ends of what they can be asked.
 */
#include <string.h>

#include "../../cmd/clv/bgnbd.h"
#include "../../cmd/clv/models.h"
#include "../../cmd/clv/paretonbd.h"
#include "../../cmd/clv/special.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* What is published of the CDNOW sample: Fader, Hardie & Lee 2005; notes 009, 025. */
static const struct clv_bgnbd bgnbd = {.242593, 4.413532, .792886, 2.425754};
static const struct clv_paretonbd pareto = {.553276, 10.577612, .606214, 11.667914};
static const struct clv_spend spend = {6.248802, 3.744589, 15.447749};

static void
test_published(void)
{
	const struct clv_history first = {2, 30.43, 38.86, 1};
	CHECK_NEAR(
	    clv_bgnbd_alive(&bgnbd, &first) * clv_bgnbd_expected(&bgnbd, 2, 38.86, 39),
	    1.2260, 1e-4);
	const struct clv_history busy = {26, 30.86, 31, 1};
	CHECK_NEAR(clv_paretonbd_alive(&pareto, &busy), .9979, 5e-5);
	CHECK_NEAR(clv_spend_expected(&spend, 2, 22.35), 24.6586, 1e-5);
	CHECK_NEAR(clv_spend_expected(&spend, 1, 11.77), 18.9115, 1e-5);
}

static void
check_sbg(const double *survivors, size_t periods, double alpha, double beta)
{
	struct clv_estimate estimate;
	clv_fit_sbg(survivors, periods, &estimate);
	CHECK(estimate.known && estimate.converged);
	CHECK_NEAR(estimate.value[0], alpha, 1e-5);
	CHECK_NEAR(estimate.value[1], beta, 1e-5);
}

/* Fader & Hardie 2007, table 1 and what they find. */
static void
test_sbg(void)
{
	static const double high[] = {1000, 869, 743, 653, 593, 551, 517, 491};
	static const double regular[] = {1000, 631, 468, 382, 326, 289, 262, 241};
	struct clv_estimate estimate;
	check_sbg(high, 7, .668088, 3.806095);
	check_sbg(regular, 7, .704077, 1.182043);
	clv_fit_sbg(high, 7, &estimate);
	CHECK_NEAR(estimate.log_likelihood, -1611.158, 1e-6);
	struct clv_sbg model = {.7, 1.2}, heavy = {3, 2};
	CHECK_NEAR(clv_sbg_survival(&model, 2), 1.2 / 1.9 * 2.2 / 2.9, 1e-14);
	/* The sum itself. */
	for (double t = 0; t < 3; t++) {
		double sum = 0, share = 1;
		for (double k = 1; k < 2000; k++) {
			share *= clv_sbg_retention(&model, t + k);
			sum += share / pow(1.1, k - 1);
		}
		CHECK_NEAR(clv_sbg_residual(&model, t, .1), sum, 1e-12);
	}
	CHECK_NEAR(clv_sbg_residual(&heavy, 0, 0), 1, 1e-14);
	CHECK(isnan(clv_sbg_residual(&model, 0, 0)));
	clv_fit_sbg((const double[]){9, 9}, 1, &estimate);
	CHECK(!estimate.known);
	clv_fit_sbg((const double[]){9}, 0, &estimate);
	CHECK(!estimate.known);
}

/* The fraction and the integral are the same; and with their slopes, where the fraction's
 * are as good as its value. */
static void
test_hypergeometric(void)
{
	static const double shapes[] = {1e-6, .02, .5, 1, 1.5, 3, 40, 2500, 9e6};
	static const double rests[] = {1e-9, 1e-7, 1e-5, 1e-3, .1, .6, .999};
	for (size_t at = 0; at < LENGTH(shapes) * LENGTH(shapes) * LENGTH(rests); at++) {
		double rest = rests[at % LENGTH(rests)];
		double more = shapes[at / LENGTH(rests) % LENGTH(shapes)];
		double shape = shapes[at / LENGTH(rests) / LENGTH(shapes)];
		double a = shape + 1, c = a + more, one[CLV_BYS], other[CLV_BYS];
		double near = 1e-11 + 1e-15 / rest;
		CHECK_NEAR(clv_hypergeometric_fraction(a, c, rest, one),
		    clv_hypergeometric_integral(a, c, rest, other), near);
		for (size_t by = 0; by < CLV_BYS && fmax(shape, more) < 1e4; by++)
			CHECK(fabs(one[by] - other[by]) <
			      (1e-7 + 1e-12 / rest) * fmax(fabs(other[by]), 1 / (c - 1)));
	}
}

static void
test_special(void)
{
	/* 2F1(1, 1; 2; z) = -ln(1 - z) / z; 2F1(1, 1/2; 3/2; z²) = atanh(z) / z. */
	double by[CLV_BYS];
	static const double rests[] = {1 - 1e-9, .9, .5, .1, .001, 1e-6, 1e-9, 1e-14};
	for (size_t i = 0; i < LENGTH(rests); i++) {
		double rest = rests[i], z = 1 - rest, root = sqrt(z);
		double near = 1e-12 + (rest < 1e-6 ? 0 : 5e-16 / rest);
		CHECK_NEAR(clv_hypergeometric(1, 2, rest, by), -log(rest) / z, near);
		CHECK_NEAR(clv_hypergeometric(.5, 1.5, rest, by),
		    (log1p(root) - log(rest) / 2) / root, near);
	}
	CHECK_NEAR(clv_hypergeometric(2, 5, 1, by), 1, 0);
	test_hypergeometric();
	CHECK_NEAR(clv_log_rising(.5, 3), log(.5 * 1.5 * 2.5), 1e-15);
	CHECK_NEAR(clv_log_rising(2, 20), log(51090942171709440000.), 1e-14);
	/* ψ(1) = -γ, ψ(1/2) = -γ - 2 ln 2. */
	CHECK_NEAR(clv_digamma(1), -.57721566490153286, 1e-14);
	CHECK_NEAR(clv_digamma(.5), -1.9635100260214235, 1e-14);
	CHECK_NEAR(clv_digamma(1e-5), -100000.57719921564, 1e-14);
	CHECK_NEAR(clv_digamma(1e4), 9.2102903711428, 1e-13);
	CHECK(clv_log_add(-INFINITY, 2) == 2);
	CHECK_NEAR(clv_decay(0, .3), .3, 0);
	CHECK_NEAR(clv_decay(1e-12, .3), .3, 1e-11);
}

/* a = 1 and a + b + x = 1 are points like others: the value there is that beside them. */
static void
test_singularities(void)
{
	static const struct clv_bgnbd models[] = {
	    {.3, 4, 1, 2}, {.3, 4, .25, .75}, {.3, 4, 1, 1e-3}};
	for (size_t i = 0; i < LENGTH(models); i++)
		for (double x = 0; x < 3; x++) {
			struct clv_bgnbd low = models[i], high = models[i];
			low.a -= 1e-7;
			high.a += 1e-7;
			CHECK_NEAR(clv_bgnbd_expected(&models[i], x, 30, 52),
			    (clv_bgnbd_expected(&low, x, 30, 52) +
			        clv_bgnbd_expected(&high, x, 30, 52)) /
			        2,
			    1e-11);
		}
	const struct clv_paretonbd at = {.5, 10, 1, 12};
	struct clv_paretonbd beside = at;
	beside.s += 1e-9;
	CHECK_NEAR(clv_paretonbd_expected(&at, 3, 30, 52),
	    clv_paretonbd_expected(&beside, 3, 30, 52), 1e-8);
	/* α = β: the integral is elementary. */
	const struct clv_paretonbd same = {.5, 10, .6, 10};
	const struct clv_history h = {2, 10, 30, 1};
	double alive = pow(40, -3.1);
	double gone = .6 / 3.1 * (pow(20, -3.1) - pow(40, -3.1));
	CHECK_NEAR(clv_paretonbd_alive(&same, &h), alive / (alive + gone), 1e-13);
}

/* The sum and the integral are the same number. */
static void
test_two_ways(void)
{
	static const double as[] = {.01, .5, 1, 3, 200};
	for (size_t i = 0; i < LENGTH(as); i++) {
		struct clv_bgnbd model = {.24, 4.4, as[i], 2.4};
		for (double x = 0; x <= 10000; x = 10 * x + 1)
			for (double t = .01; t < 2000; t *= 10)
				CHECK_NEAR(clv_bgnbd_series(&model, x, 30, t),
				    clv_bgnbd_quadrature(&model, x, 30, t), 1e-11);
	}
}

static void
check_share(double p)
{
	CHECK(p >= 0 && p <= 1);
}

static void
check_history(const double *p, const struct clv_history *h)
{
	const struct clv_bgnbd bg = {p[0], p[1], p[2], p[3]};
	const struct clv_paretonbd pn = {p[0], p[1], p[2], p[3]};
	double by[4];
	CHECK(isfinite(clv_bgnbd_log_likelihood(&bg, h, 1, by)));
	CHECK(isfinite(clv_paretonbd_log_likelihood(&pn, h, 1, by)));
	check_share(clv_bgnbd_alive(&bg, h));
	check_share(clv_paretonbd_alive(&pn, h));
	for (double t = 1e-3; t < 1e6; t *= 5000) {
		double most = (p[0] + h->x) * t / (p[1] + h->t) * (1 + 1e-9);
		double bought = clv_bgnbd_expected(&bg, h->x, h->t, t);
		CHECK(bought >= 0 && bought <= most);
		bought = clv_paretonbd_expected(&pn, h->x, h->t, t);
		CHECK(bought >= 0 && bought <= most);
	}
	const struct clv_spent spent = clv_spent_of(h->x, .01 + h->tx, 1);
	const struct clv_spend gg = {p[0], p[2], p[1]};
	CHECK(h->x == 0 || isfinite(clv_spend_log_likelihood(&gg, &spent, 1, by)));
}

/* No nan, no inf: parameters over nine orders of magnitude, 0 to 10,000 purchases, the
 * last of them at once, midway, just before the end and at the end. */
static void
test_extremes(void)
{
	static const double sizes[] = {1e-5, .3, 1, 20, 1e4};
	static const double xs[] = {0, 1, 2, 170, 1000, 10000};
	static const double last[] = {1e-3, .5, 1 - 1e-9, 1};
	for (size_t i = 0; i < 625; i++) {
		const double p[] = {
		    sizes[i % 5], sizes[i / 5 % 5], sizes[i / 25 % 5], sizes[i / 125]};
		for (size_t k = 0; k < LENGTH(xs) * LENGTH(last); k++) {
			struct clv_history h = {xs[k / 4], 0, k % 3 ? 300 : .5, 1};
			h.tx = h.x > 0 ? h.t * last[k % 4] : 0;
			if (k % 17 == i % 17)
				check_history(p, &h);
		}
	}
}

/* Four histories, one of them of many purchases, and what is made of them. */
static const struct clv_history told[] = {
    {0, 0, 30, 60}, {1, 5, 30, 15}, {3, 28, 30.5, 2}, {40, 29, 30.5, 1}};
static const double survivors[] = {1000, 869, 743, 653, 653, 551};

static double
likelihood(enum clv_kind kind, const double *p, double *slopes)
{
	const struct clv_spent spent[] = {
	    clv_spent_of(1, 1e-3, 3), clv_spent_of(1, 5, 40), clv_spent_of(30, 7, 1)};
	switch (kind) {
	case CLV_BGNBD:
		return clv_bgnbd_log_likelihood(
		    &(struct clv_bgnbd){p[0], p[1], p[2], p[3]}, told, LENGTH(told),
		    slopes);
	case CLV_PARETONBD:
		return clv_paretonbd_log_likelihood(
		    &(struct clv_paretonbd){p[0], p[1], p[2], p[3]}, told, LENGTH(told),
		    slopes);
	case CLV_SPEND:
		return clv_spend_log_likelihood(
		    &(struct clv_spend){p[0], p[1], p[2]}, spent, LENGTH(spent), slopes);
	default:
		return clv_sbg_log_likelihood(&(struct clv_sbg){p[0], p[1]}, survivors,
		    LENGTH(survivors) - 1, slopes);
	}
}

static double
beside(enum clv_kind kind, const double *p, size_t i, double by)
{
	double shifted[4], unused[4];
	memcpy(shifted, p, sizeof shifted);
	shifted[i] += by;
	return likelihood(kind, shifted, unused);
}

/* The derivatives are the limits of differences: here, of two whose errors cancel. */
static void
test_slopes(void)
{
	static const double sizes[] = {.03, .7, 6, 90};
	for (enum clv_kind kind = 0; kind < CLV_KINDS; kind++)
		for (size_t k = 0; k < 256; k++) {
			const double p[] = {sizes[k % 4], sizes[k / 4 % 4],
			    sizes[k / 16 % 4], sizes[k / 64]};
			double slopes[4];
			double value = likelihood(kind, p, slopes);
			for (size_t i = 0; i < clv_parameters(kind); i++) {
				double h = 1e-3 * p[i];
				double near =
				    beside(kind, p, i, h) - beside(kind, p, i, -h);
				double far = beside(kind, p, i, 2 * h) -
				             beside(kind, p, i, -2 * h);
				double off = (8 * near - far) / (12 * h) - slopes[i];
				CHECK(fabs(off) * p[i] <= 1e-9 * fabs(value));
			}
		}
}

/* A history whose counts are those that a model expects is fitted by that model. */
static void
test_fit(void)
{
	static const struct clv_history same[] = {{0, 0, 10, 5}, {0, 0, 20, 5}};
	struct clv_estimate estimate;
	clv_fit_purchases(CLV_BGNBD, same, 2, &estimate);
	CHECK(!estimate.known && estimate.customers == 10);
	static const struct clv_history some[] = {{0, 0, 30, 60}, {1, 5, 30, 15},
	    {1, 25, 30, 5}, {2, 12, 30, 8}, {3, 28, 30, 6}, {8, 29, 30, 4},
	    {9, 10, 30, 2}};
	for (int kind = CLV_BGNBD; kind <= CLV_PARETONBD; kind++) {
		clv_fit_purchases((enum clv_kind)kind, some, LENGTH(some), &estimate);
		CHECK(estimate.known && isfinite(estimate.log_likelihood));
		for (size_t i = 0; i < 4; i++)
			CHECK(estimate.value[i] > 0 && isfinite(estimate.value[i]));
	}
	/* Ten thousand purchases in ten thousand days. */
	static const struct clv_history wild[] = {
	    {10000, 9999, 10000, 1}, {0, 0, 10000, 3}, {1, 1, 9000, 2}};
	for (int kind = CLV_BGNBD; kind <= CLV_PARETONBD; kind++) {
		clv_fit_purchases((enum clv_kind)kind, wild, LENGTH(wild), &estimate);
		CHECK(estimate.known && isfinite(estimate.log_likelihood));
		for (size_t i = 0; i < LENGTH(wild); i++) {
			check_share(clv_alive(&estimate, &wild[i]));
			CHECK(
			    isfinite(clv_expected(&estimate, wild[i].x, wild[i].t, 365)));
		}
	}
	clv_fit_spend(
	    (const struct clv_spent[]){clv_spent_of(1, 5, 3), clv_spent_of(2, 5, 4)}, 2,
	    &estimate);
	CHECK(!estimate.known);
}

static void
test_discount(void)
{
	struct clv_estimate model = {
	    .kind = CLV_BGNBD, .known = true, .value = {.24, 4.4, .8, 2.4}};
	double plain = clv_expected(&model, 2, 30, 52);
	CHECK_NEAR(clv_discounted(&model, 2, 30, 52, 0, 52), plain, 1e-13);
	/* All of one unit comes at its end. */
	CHECK_NEAR(clv_discounted(&model, 2, 30, .5, .21, 1),
	    clv_expected(&model, 2, 30, .5) / 1.1, 1e-13);
	double less = clv_discounted(&model, 2, 30, 52, .1, 52);
	CHECK(less < plain && less > plain / 1.1);
}

int
main(void)
{
	test_published();
	test_sbg();
	test_special();
	test_singularities();
	test_two_ways();
	test_extremes();
	test_slopes();
	test_fit();
	test_discount();
	return check_result();
}
