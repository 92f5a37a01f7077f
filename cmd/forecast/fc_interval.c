#include "fc_interval.h"

/* Multiples of the standard deviation. */
struct multipliers {
	double of_80, of_95;
};

/* By kind: shorter histories than `from`, and the others. */
static const struct {
	size_t from;
	struct multipliers shorter, longer;
} learnt[FC_KINDS] = {
    [FC_YEARLY] = {20, {1.73, 4.18}, {1.28, 2.06}},
    [FC_QUARTERLY] = {44, {1.50, 3.39}, {1.44, 2.82}},
    [FC_MONTHLY] = {96, {1.31, 2.09}, {1.31, 2.22}},
    [FC_OTHER] = {0, {1.32, 2.23}, {1.32, 2.23}},
};

static double
cut(double x, bool negative)
{
	return x < 0 && !negative ? 0 : x;
}

struct fc_range
fc_interval_around(
    enum fc_interval_kind kind, size_t n, double forecast, double sigma, bool negative)
{
	struct multipliers multipliers =
	    n < learnt[kind].from ? learnt[kind].shorter : learnt[kind].longer;
	double of_80 = multipliers.of_80 * sigma, of_95 = multipliers.of_95 * sigma;
	return (struct fc_range){cut(forecast, negative), cut(forecast - of_80, negative),
	    cut(forecast + of_80, negative), cut(forecast - of_95, negative),
	    cut(forecast + of_95, negative)};
}
