/*
 * The models of purchases and their value as one: fitted by maximum likelihood in the
 * logarithms of their parameters, and asked. Apart from memory, pure.
 */
#ifndef CLV_MODELS_H
#define CLV_MODELS_H

#include <stdbool.h>
#include <stddef.h>

#include "history.h"
#include "sbg.h"
#include "spend.h"

enum clv_kind { CLV_BGNBD, CLV_PARETONBD, CLV_SPEND, CLV_SBG, CLV_KINDS };

enum { CLV_PARAMETERS = 4 };

/* A model with its parameters, in the order of their names. */
struct clv_estimate {
	enum clv_kind kind;
	bool known;                                          /* there are parameters */
	bool converged;                                      /* they are a maximum */
	double value[CLV_PARAMETERS], error[CLV_PARAMETERS]; /* error: NAN if not known */
	double log_likelihood;                               /* NAN if not known */
	double customers;                                    /* fitted on */
};

/* `bgnbd`, `pareto-nbd`, `gamma-gamma`, `sbg`; their parameters, NULL behind the last. */
const char *clv_kind_name(enum clv_kind kind);
const char *clv_parameter(enum clv_kind kind, size_t i);
size_t clv_parameters(enum clv_kind kind);

/* Purchases: CLV_BGNBD or CLV_PARETONBD. Not known if there is nothing to learn from: no
 * repeat purchase. */
void clv_fit_purchases(enum clv_kind kind, const struct clv_history *histories,
    size_t count, struct clv_estimate *estimate);

/* CLV_SPEND; not known of fewer than 3 customers, or if all spent the same. */
void
clv_fit_spend(const struct clv_spent *spent, size_t count, struct clv_estimate *estimate);

/* CLV_SBG; not known of survivors who are all or none. */
void clv_fit_sbg(const double *survivors, size_t periods, struct clv_estimate *estimate);

double clv_alive(const struct clv_estimate *model, const struct clv_history *history);

/* Purchases in (T, T + t] expected of a customer who is alive at T. */
double clv_expected(const struct clv_estimate *model, double x, double age, double t);

/* The same, each purchase divided by (1 + rate)^years, at the end of the unit of time in
 * which it is expected; a year has `year` units. */
double clv_discounted(const struct clv_estimate *model, double x, double age, double t,
    double rate, double year);

/* NAN if the model isn't known. */
double clv_mean_value(const struct clv_estimate *spend, double x, double z);

struct clv_sbg clv_sbg_of(const struct clv_estimate *estimate);

#endif
