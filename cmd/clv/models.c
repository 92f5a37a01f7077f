#include "models.h"

#include <math.h>

#include "bgnbd.h"
#include "fit.h"
#include "paretonbd.h"

/* Parameters between e^-16 and e^16. */
static const double bound = 16;

static const struct {
	const char *name;
	const char *parameters[CLV_PARAMETERS];
} kinds[CLV_KINDS] = {
    [CLV_BGNBD] = {"bgnbd", {"r", "alpha", "a", "b"}},
    [CLV_PARETONBD] = {"pareto-nbd", {"r", "alpha", "s", "beta"}},
    [CLV_SPEND] = {"gamma-gamma", {"p", "q", "gamma", NULL}},
    [CLV_SBG] = {"sbg", {"alpha", "beta", NULL, NULL}},
};

const char *
clv_kind_name(enum clv_kind kind)
{
	return kinds[kind].name;
}

const char *
clv_parameter(enum clv_kind kind, size_t i)
{
	return i < CLV_PARAMETERS ? kinds[kind].parameters[i] : NULL;
}

size_t
clv_parameters(enum clv_kind kind)
{
	size_t n = 0;
	while (clv_parameter(kind, n))
		n++;
	return n;
}

static struct clv_bgnbd
bgnbd_of(const double *p)
{
	return (struct clv_bgnbd){p[0], p[1], p[2], p[3]};
}

static struct clv_paretonbd
paretonbd_of(const double *p)
{
	return (struct clv_paretonbd){p[0], p[1], p[2], p[3]};
}

struct clv_sbg
clv_sbg_of(const struct clv_estimate *estimate)
{
	return (struct clv_sbg){estimate->value[0], estimate->value[1]};
}

/* What a likelihood is of: one of the three, and how many. */
struct data {
	enum clv_kind kind;
	const struct clv_history *histories;
	const struct clv_spent *spent;
	const double *survivors;
	size_t count;
};

static double
log_likelihood(const struct data *data, const double *p, double *slopes)
{
	struct clv_bgnbd bgnbd = bgnbd_of(p);
	struct clv_paretonbd pareto = paretonbd_of(p);
	struct clv_spend spend = {p[0], p[1], p[2]};
	struct clv_sbg sbg = {p[0], p[1]};
	switch (data->kind) {
	case CLV_BGNBD:
		return clv_bgnbd_log_likelihood(
		    &bgnbd, data->histories, data->count, slopes);
	case CLV_PARETONBD:
		return clv_paretonbd_log_likelihood(
		    &pareto, data->histories, data->count, slopes);
	case CLV_SPEND:
		return clv_spend_log_likelihood(&spend, data->spent, data->count, slopes);
	default:
		return clv_sbg_log_likelihood(&sbg, data->survivors, data->count, slopes);
	}
}

/* In terms of the logarithms of the parameters. */
static double
minus_log_likelihood(const void *context, const double *logs, double *gradient)
{
	const struct data *data = context;
	double p[CLV_PARAMETERS] = {0};
	size_t n = clv_parameters(data->kind);
	for (size_t i = 0; i < n; i++)
		p[i] = exp(logs[i]);
	double value = log_likelihood(data, p, gradient);
	for (size_t i = 0; i < n; i++)
		gradient[i] *= -p[i];
	return -value;
}

/* The best of what is found from some starts. */
static void
fit_from(const struct data *data, const double (*starts)[CLV_PARAMETERS], size_t count,
    struct clv_estimate *estimate)
{
	size_t n = clv_parameters(data->kind);
	double best = INFINITY;
	for (size_t k = 0; k < count; k++) {
		double logs[CLV_PARAMETERS] = {0};
		struct clv_fit fit;
		for (size_t i = 0; i < n; i++)
			logs[i] = log(starts[k][i]);
		clv_fit(minus_log_likelihood, data, n, logs, bound, &fit);
		if (!(fit.value < best))
			continue;
		best = fit.value;
		estimate->known = true;
		estimate->converged = fit.converged;
		estimate->log_likelihood = -fit.value;
		for (size_t i = 0; i < n; i++) {
			estimate->value[i] = exp(fit.x[i]);
			/* the delta method */
			estimate->error[i] = estimate->value[i] * fit.error[i];
		}
	}
}

void
clv_fit_purchases(enum clv_kind kind, const struct clv_history *histories, size_t count,
    struct clv_estimate *estimate)
{
	struct data data = {.kind = kind, .histories = histories, .count = count};
	double x = 0, age = 0, customers = 0;
	*estimate = (struct clv_estimate){.kind = kind};
	for (size_t i = 0; i < count; i++) {
		x += histories[i].count * histories[i].x;
		age += histories[i].count * histories[i].t;
		customers += histories[i].count;
	}
	estimate->customers = customers;
	if (!(x > 0 && age > 0))
		return;
	double gap = age / x, life = age / customers;
	const double bgnbd[][CLV_PARAMETERS] = {{.5, .5 * gap, .5, 2}};
	const double pareto[][CLV_PARAMETERS] = {{.5, .5 * gap, .5, .5 * life}};
	fit_from(&data, kind == CLV_BGNBD ? bgnbd : pareto, 1, estimate);
}

void
clv_fit_spend(const struct clv_spent *spent, size_t count, struct clv_estimate *estimate)
{
	struct data data = {.kind = CLV_SPEND, .spent = spent, .count = count};
	double sum = 0, customers = 0;
	bool differ = false;
	*estimate = (struct clv_estimate){.kind = CLV_SPEND};
	for (size_t i = 0; i < count; i++) {
		sum += spent[i].count * spent[i].z;
		customers += spent[i].count;
		differ |= spent[i].z != spent[0].z;
	}
	estimate->customers = customers;
	if (customers < 3 || !differ)
		return;
	const double starts[][CLV_PARAMETERS] = {{3, 3, 2 * sum / customers / 3}};
	fit_from(&data, starts, 1, estimate);
}

void
clv_fit_sbg(const double *survivors, size_t periods, struct clv_estimate *estimate)
{
	struct data data = {.kind = CLV_SBG, .survivors = survivors, .count = periods};
	const double starts[][CLV_PARAMETERS] = {{1, 2}};
	*estimate = (struct clv_estimate){.kind = CLV_SBG, .customers = survivors[0]};
	if (periods > 0 && survivors[periods] > 0 && survivors[periods] < survivors[0])
		fit_from(&data, starts, 1, estimate);
}

double
clv_alive(const struct clv_estimate *model, const struct clv_history *history)
{
	struct clv_bgnbd bgnbd = bgnbd_of(model->value);
	struct clv_paretonbd pareto = paretonbd_of(model->value);
	return model->kind == CLV_BGNBD ? clv_bgnbd_alive(&bgnbd, history)
	                                : clv_paretonbd_alive(&pareto, history);
}

double
clv_expected(const struct clv_estimate *model, double x, double age, double t)
{
	struct clv_bgnbd bgnbd = bgnbd_of(model->value);
	struct clv_paretonbd pareto = paretonbd_of(model->value);
	return model->kind == CLV_BGNBD ? clv_bgnbd_expected(&bgnbd, x, age, t)
	                                : clv_paretonbd_expected(&pareto, x, age, t);
}

double
clv_discounted(const struct clv_estimate *model, double x, double age, double t,
    double rate, double year)
{
	double sum = 0, before = 0;
	if (rate == 0)
		return clv_expected(model, x, age, t);
	for (double at = 0; at < t;) {
		at = fmin(at + 1, t);
		double so_far = clv_expected(model, x, age, at);
		sum += (so_far - before) * pow(1 + rate, -at / year);
		before = so_far;
	}
	return sum;
}

double
clv_mean_value(const struct clv_estimate *spend, double x, double z)
{
	struct clv_spend model = {spend->value[0], spend->value[1], spend->value[2]};
	return spend->known ? clv_spend_expected(&model, x, z) : NAN;
}
