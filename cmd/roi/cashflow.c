#include "cashflow.h"

#include <math.h>
#include <stdbool.h>

/* What rounding leaves of a sum that is zero, of all that it adds up. */
#define TOUCHES 1e-14

double
roi_npv(const struct roi_flow *flows, size_t n, double rate)
{
	double sum = 0, size = 0;
	for (size_t i = 0; i < n; i++) {
		double value = flows[i].amount * exp(-flows[i].time * log1p(rate));
		sum += value;
		size += fabs(value);
	}
	return fabs(sum) < TOUCHES * size ? 0 : sum;
}

/* The flows with the scale that makes zero a question of relative size. */
struct series {
	const struct roi_flow *flows;
	size_t n;
	double size; /* Σ |amount| */
	bool slope;  /* not the value, but how it falls with u: each amount × its time */
};

static double
amount_of(const struct series *series, size_t i)
{
	const struct roi_flow *flow = &series->flows[i];
	return series->slope ? flow->amount * flow->time : flow->amount;
}

/* Discounts from one flow to the next; most flows are equally far apart. */
struct discount {
	double u, gap, factor;
};

static double
discount(struct discount *d, double gap)
{
	if (gap != d->gap) {
		d->gap = gap;
		d->factor = exp(-fabs(d->u) * gap);
	}
	return d->factor;
}

/*
 * The present value at u = ln(1 + rate), or for u < 0 the value at the last flow's time,
 * which has the same sign and doesn't overflow; as a share of all that flows. By Horner's
 * scheme.
 */
static double
value_at(const struct series *series, double u)
{
	const struct roi_flow *flows = series->flows;
	struct discount d = {u, 0, 1};
	double sum = 0;
	if (u >= 0) {
		for (size_t i = series->n; i-- > 0;) {
			double gap =
			    i + 1 < series->n ? flows[i + 1].time - flows[i].time : 0;
			sum = amount_of(series, i) + discount(&d, gap) * sum;
		}
	} else {
		for (size_t i = 0; i < series->n; i++) {
			double gap = i ? flows[i].time - flows[i - 1].time : 0;
			sum = amount_of(series, i) + discount(&d, gap) * sum;
		}
	}
	return sum / series->size;
}

/* The root between two points of different sign, as far as doubles can tell. */
static double
bisect(const struct series *series, double low, double high)
{
	double at_low = value_at(series, low);
	for (;;) {
		double middle = low + (high - low) / 2;
		if (middle <= low || middle >= high)
			return middle;
		double at_middle = value_at(series, middle);
		if (at_middle == 0)
			return middle;
		if ((at_middle < 0) == (at_low < 0))
			low = middle;
		else
			high = middle;
	}
}

struct roots {
	double *rates;
	size_t count, most;
};

static void
add_root(struct roots *roots, double u)
{
	if (roots->count < roots->most)
		roots->rates[roots->count] = expm1(u);
	roots->count++;
}

/* Roots around the middle of three points of one sign, the middle closest to zero. */
static void
add_touching(const struct series *series, struct roots *roots, double low, double high)
{
	struct series slope = *series;
	slope.slope = true;
	if ((value_at(&slope, low) < 0) == (value_at(&slope, high) < 0))
		return;
	double middle = bisect(&slope, low, high);
	double at = value_at(series, middle), at_low = value_at(series, low);
	if (at == 0 || (fabs(at) < TOUCHES && (at < 0) == (at_low < 0))) {
		add_root(roots, middle);
	} else if ((at < 0) != (at_low < 0)) {
		add_root(roots, bisect(series, low, middle));
		add_root(roots, bisect(series, middle, high));
	}
}

static size_t
sign_changes(const struct roi_flow *flows, size_t n)
{
	size_t changes = 0;
	double last = 0;
	for (size_t i = 0; i < n; i++) {
		if (flows[i].amount == 0)
			continue;
		changes += last != 0 && (flows[i].amount < 0) != (last < 0);
		last = flows[i].amount;
	}
	return changes;
}

/* Walks the grid with the last two points, so that a turn of the value shows. */
static void
search(const struct series *series, struct roots *roots, double low, double high)
{
	double step = (high - low) / ROI_IRR_GRID;
	double before = low, at_before = value_at(series, low);
	double here = before, at_here = at_before;
	for (int i = 1; i <= ROI_IRR_GRID; i++) {
		double next = low + i * step, at_next = value_at(series, next);
		bool same = (at_next < 0) == (at_here < 0) && at_next != 0;
		bool turns = i > 1 && same && (at_before < 0) == (at_here < 0) &&
		             fabs(at_here) <= fabs(at_before) &&
		             fabs(at_here) < fabs(at_next);
		if (at_here == 0)
			add_root(roots, here);
		else if (turns)
			add_touching(series, roots, before, next);
		else if (!same && at_next != 0)
			add_root(roots, bisect(series, here, next));
		before = here;
		at_before = at_here;
		here = next;
		at_here = at_next;
	}
}

size_t
roi_irr(const struct roi_flow *flows, size_t n, double *rates, size_t most)
{
	struct series series = {.flows = flows, .n = n};
	struct roots roots = {rates, 0, most};
	const double high = log(ROI_IRR_MOST), low = -high;
	for (size_t i = 0; i < n; i++)
		series.size += fabs(flows[i].amount);
	size_t changes = sign_changes(flows, n);
	if (changes == 0 || flows[0].time == flows[n - 1].time)
		return 0;
	if (changes == 1) {
		if ((value_at(&series, low) < 0) != (value_at(&series, high) < 0))
			add_root(&roots, bisect(&series, low, high));
		return roots.count;
	}
	search(&series, &roots, low, high);
	return roots.count;
}
