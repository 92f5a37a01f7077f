/*
 * The shifted beta-geometric model of contracts (Fader & Hardie 2007, J. Interactive
 * Marketing 21:76-90): at the end of each period a customer leaves with a probability
 * from Beta(α, β). Pure.
 */
#ifndef CLV_SBG_H
#define CLV_SBG_H

#include <stddef.h>

struct clv_sbg {
	double alpha, beta; /* > 0 */
};

/* survivors[0..periods], which don't rise: how many there were at the beginning, and
 * after each period. ln of the likelihood, (6), and its derivatives by α and β. */
double clv_sbg_log_likelihood(const struct clv_sbg *model, const double *survivors,
    size_t periods, double slopes[2]);

/* S(t): the share still there after t periods; and that of those there after t - 1. */
double clv_sbg_survival(const struct clv_sbg *model, double t);
double clv_sbg_retention(const struct clv_sbg *model, double t);

/*
 * Discounted expected residual lifetime of a customer who is there after t periods, just
 * before the next renewal: Σ_k S(t + k) / S(t) / (1 + d)^(k - 1) for k = 1, 2, ...
 * (Fader & Hardie 2010, Marketing Science 29:85-93, (8)). d >= 0; NAN where it is
 * infinite, d = 0 and α <= 1.
 */
double clv_sbg_residual(const struct clv_sbg *model, double t, double d);

#endif
