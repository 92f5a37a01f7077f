#include "sumdist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/stats.h"
#include "spectrum.h"
#include "vasicek.h"

/* How much a step of the plain convolution costs beside a product of the other way. */
#define PLAIN_STEP 0.3

/* With it a grid of SUMDIST_CELLS still fits into a transform of 2^15. */
enum { ROOM_ABOVE = 2048 };

void
sumdist_room_release(struct sumdist_room *room)
{
	fourier_release(&room->fourier);
}

/* The grid */

/* A question with what is certain taken out, and amounts above zero only: a deal of less
 * than nothing is that for sure and gives it back with the chance of not being won, which
 * falls where others rise. */
struct problem {
	struct spectrum_deal *deals;
	money_units *amounts; /* of the deals */
	size_t count;
	struct money sure;
	money_units *others; /* above the least of them */
	size_t others_count;
	money_units sum;  /* of the amounts and the largest of the others */
	money_units unit; /* of which all are multiples */
	double mean;
};

static money_units
common_divisor(money_units a, money_units b)
{
	while (b != 0) {
		money_units rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void
take_deal(struct problem *problem, const struct sumdist_deal *deal)
{
	money_units amount = deal->amount.units;
	double chance = deal->chance;
	problem->mean += chance * money_to_double(deal->amount);
	if (amount == 0 || !(chance > 0))
		return;
	if (amount < 0 || chance >= 1)
		problem->sure.units += amount;
	if (chance >= 1)
		return;
	bool against = amount < 0;
	if (against) {
		amount = -amount;
		chance = 1 - chance;
	}
	problem->amounts[problem->count] = amount;
	problem->deals[problem->count++] =
	    (struct spectrum_deal){.chance = chance, .quantile = NAN, .against = against};
	problem->sum += amount;
	if (problem->unit != 1)
		problem->unit = common_divisor(amount, problem->unit);
}

static void
take_others(struct problem *problem, const struct sumdist_question *question)
{
	money_units least = 0, most = 0;
	size_t n = question->others_count;
	problem->others = mem_new(n, sizeof *problem->others);
	problem->others_count = n;
	for (size_t i = 0; i < n; i++) {
		money_units x = question->others[i].units;
		least = i == 0 || x < least ? x : least;
		most = i == 0 || x > most ? x : most;
		problem->mean += money_to_double(question->others[i]) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		problem->others[i] = question->others[i].units - least;
		problem->unit = common_divisor(problem->others[i], problem->unit);
	}
	problem->sure.units += least;
	problem->sum += most - least;
}

static void
problem_init(struct problem *problem, const struct sumdist_question *question)
{
	*problem = (struct problem){
	    .sure = question->sure, .mean = money_to_double(question->sure)};
	problem->deals = mem_new(question->count, sizeof *problem->deals);
	problem->amounts = mem_new(question->count, sizeof *problem->amounts);
	for (size_t i = 0; i < question->count; i++)
		take_deal(problem, &question->deals[i]);
	take_others(problem, question);
}

static void
problem_release(struct problem *problem)
{
	free(problem->deals);
	free(problem->amounts);
	free(problem->others);
}

static double
to_double(money_units units)
{
	return money_to_double((struct money){units});
}

/* Where an amount is on the grid: a cell, and how far beyond. */
static size_t
locate(const struct sumdist *sumdist, money_units amount, double *beyond)
{
	*beyond = 0;
	if (sumdist->exact)
		return (size_t)(amount / sumdist->unit.units);
	double x = to_double(amount) / sumdist->width, cell = floor(x);
	*beyond = x - cell;
	return (size_t)cell;
}

static void
make_grid(struct sumdist *sumdist, struct problem *problem, size_t cells)
{
	money_units unit = problem->unit ? problem->unit : 1;
	sumdist->least = problem->sure;
	sumdist->mean = problem->mean;
	sumdist->exact = problem->sum / unit <= SUMDIST_EXACT;
	sumdist->unit.units = unit;
	if (sumdist->exact) {
		sumdist->width = to_double(unit);
		sumdist->cells = (size_t)(problem->sum / unit) + 1;
	} else {
		/* Room for the parts of amounts that stand in the cell above. With more
		 * deals than that all of them would have to be won to need more. */
		size_t above = problem->count < ROOM_ABOVE ? problem->count : ROOM_ABOVE;
		sumdist->width = to_double(problem->sum) / (double)cells;
		sumdist->cells = cells + 2 + above;
	}
	for (size_t i = 0; i < problem->count; i++) {
		struct spectrum_deal *deal = &problem->deals[i];
		deal->cell = locate(sumdist, problem->amounts[i], &deal->beyond);
	}
}

/* Convolution, deal by deal */

/* What is less likely than this at the upper end of a distribution is left out: over all
 * cells and deals that is less than 1e-9. */
#define NEVER 1e-18

/* y += factor × x, in blocks that compilers make vectors of. */
static void
add_scaled(double *restrict y, const double *restrict x, double factor, size_t n)
{
	enum { BLOCK = 8 };
	size_t i = 0;
	for (; i + BLOCK <= n; i += BLOCK)
		for (size_t b = 0; b < BLOCK; b++)
			y[i + b] += factor * x[i + b];
	for (; i < n; i++)
		y[i] += factor * x[i];
}

/* y becomes the distribution x, of n cells, with one deal more; returns its cells. */
static size_t
add_deal(const double *restrict x, size_t n, const struct spectrum_deal *deal,
    double chance, double *restrict y)
{
	double near = chance * (1 - deal->beyond), far = chance * deal->beyond;
	double stays = 1 - chance;
	size_t cell = deal->cell, cells = n + cell + 1;
	memset(y, 0, cells * sizeof *y);
	add_scaled(y, x, stays, n);
	add_scaled(y + cell, x, near, n);
	if (far > 0)
		add_scaled(y + cell + 1, x, far, n);
	while (cells > 1 && y[cells - 1] < NEVER)
		cells--;
	return cells;
}

static int
by_cell(const void *a, const void *b)
{
	const struct spectrum_deal *x = a, *y = b;
	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	if (x->chance != y->chance)
		return x->chance < y->chance ? -1 : 1;
	return (x->beyond > y->beyond) - (x->beyond < y->beyond);
}

static void
convolve_plainly(const struct problem *problem, double rho,
    const struct vasicek_node *nodes, size_t nodes_count, size_t cells, double *sum)
{
	size_t room = cells + 2 * problem->count + 2;
	double *x = mem_new(room, sizeof *x), *y = mem_new(room, sizeof *y);
	for (size_t m = 0; m < nodes_count; m++) {
		size_t n = 1;
		x[0] = 1;
		for (size_t i = 0; i < problem->count; i++) {
			const struct spectrum_deal *deal = &problem->deals[i];
			double chance = nodes_count == 1
			                    ? deal->chance
			                    : spectrum_chance(deal, rho, nodes[m].z);
			n = add_deal(x, n, deal, chance, y);
			double *other = x;
			x = y;
			y = other;
		}
		for (size_t i = 0; i < n && i < cells; i++)
			sum[i] += nodes[m].weight * x[i];
	}
	free(x);
	free(y);
}

static double
plain_work(const struct problem *problem, size_t nodes)
{
	double sum = 0, cells = 1;
	for (size_t i = 0; i < problem->count; i++) {
		cells += (double)problem->deals[i].cell + 1;
		sum += cells;
	}
	return PLAIN_STEP * sum * (double)nodes;
}

/*
 * The more deals there are, the less their own luck blurs the steps from node to node of
 * the common factor: the order of the rule under which steps aren't seen. At 0 the mean's
 * slope in z is √(ρ / (1 - ρ)) Σ amount φ(x), x the quantile of the chance.
 */
static size_t
order_of_nodes(const struct problem *problem, double rho)
{
	static const size_t orders[] = {VASICEK_ORDER, VASICEK_HIGH, VASICEK_HIGHEST};
	double slope = 0, variance = 0;
	size_t i = 0;
	for (size_t k = 0; k < problem->count; k++) {
		const struct spectrum_deal *deal = &problem->deals[k];
		double amount = (double)deal->cell + deal->beyond, p = deal->chance;
		/* φ(x) within some percent, without x. */
		slope += amount * 1.6 * p * (1 - p);
		variance += amount * amount * p * (1 - p);
	}
	slope *= sqrt(rho / (1 - rho));
	while (i < 2 && slope * M_PI / sqrt((double)orders[i]) > 1.2 * sqrt(variance))
		i++;
	return orders[i];
}

/* Both ways give the same; the one with less work is taken. */
static void
convolve(const struct problem *problem, double rho, struct sumdist_room *room,
    size_t cells, double *sum)
{
	struct vasicek_node nodes[VASICEK_NODES];
	size_t order = order_of_nodes(problem, rho), size = 512;
	size_t count = vasicek_nodes(rho, order, nodes);
	double plain = plain_work(problem, count);
	while (size < cells + 2)
		size *= 2;
	/* The transforms themselves are some 10^6 steps. */
	if (problem->count > 1 && plain > 3e6) {
		fourier_init(&room->fourier, size);
		double work =
		    spectrum_work(problem->deals, problem->count, count, &room->fourier);
		if (work < plain) {
			/* It has a way of its own not to see steps. */
			if (order > VASICEK_HIGH)
				count = vasicek_nodes(rho, VASICEK_HIGH, nodes);
			double *all = mem_new(size, sizeof *all);
			spectrum_convolve(problem->deals, problem->count, rho, nodes,
			    count, &room->fourier, all);
			memcpy(sum, all, cells * sizeof *sum);
			free(all);
			return;
		}
	}
	for (size_t i = 0; count > 1 && i < problem->count; i++)
		problem->deals[i].quantile =
		    stats_normal_quantile(problem->deals[i].chance);
	convolve_plainly(problem, rho, nodes, count, cells, sum);
}

static void
add_others(struct sumdist *sumdist, const struct problem *problem, double **sum)
{
	size_t n = problem->others_count;
	if (n == 0)
		return;
	double *with = mem_new(sumdist->cells, sizeof *with);
	for (size_t k = 0; k < n; k++) {
		double beyond;
		size_t cell = locate(sumdist, problem->others[k], &beyond);
		double near = (1 - beyond) / (double)n, far = beyond / (double)n;
		for (size_t i = 0; i + cell < sumdist->cells; i++) {
			with[i + cell] += near * (*sum)[i];
			if (far > 0 && i + cell + 1 < sumdist->cells)
				with[i + cell + 1] += far * (*sum)[i];
		}
	}
	free(*sum);
	*sum = with;
}

void
sumdist_init(struct sumdist *sumdist, const struct sumdist_question *question,
    struct sumdist_room *room)
{
	struct problem problem;
	problem_init(&problem, question);
	make_grid(sumdist, &problem, question->cells ? question->cells : SUMDIST_CELLS);
	qsort(problem.deals, problem.count, sizeof *problem.deals, by_cell);
	double *sum = mem_new(sumdist->cells, sizeof *sum), below = 0;
	convolve(&problem, question->rho, room, sumdist->cells, sum);
	add_others(sumdist, &problem, &sum);
	/* Transforms leave noise of 1e-12 or so: a distribution doesn't fall. */
	for (size_t i = 0; i < sumdist->cells; i++) {
		below += fmax(sum[i], 0);
		sum[i] = below;
	}
	for (size_t i = 0; i < sumdist->cells; i++)
		sum[i] /= below;
	sumdist->below = sum;
	problem_release(&problem);
}

void
sumdist_release(struct sumdist *sumdist)
{
	free(sumdist->below);
}

/* Answers */

static double
mass(const struct sumdist *sumdist, size_t cell)
{
	return sumdist->below[cell] - (cell ? sumdist->below[cell - 1] : 0);
}

/* Is the cell an amount of its own, not a part of something smooth? */
static bool
stands_out(const struct sumdist *sumdist, size_t cell)
{
	double beside = cell ? mass(sumdist, cell - 1) : 0;
	if (cell + 1 < sumdist->cells)
		beside += mass(sumdist, cell + 1);
	return sumdist->exact || mass(sumdist, cell) > 3 * beside;
}

double
sumdist_quantile(const struct sumdist *sumdist, double p)
{
	size_t low = 0, high = sumdist->cells - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sumdist->below[middle] >= p - 1e-11)
			high = middle;
		else
			low = middle + 1;
	}
	double cell = (double)low;
	if (!stands_out(sumdist, low)) {
		double here = mass(sumdist, low);
		cell += (p - sumdist->below[low]) / here + 0.5;
		cell = fmin(fmax(cell, 0), (double)sumdist->cells - 1);
	}
	return money_to_double(sumdist->least) + cell * sumdist->width;
}

double
sumdist_at_least(const struct sumdist *sumdist, struct money amount)
{
	money_units above = amount.units - sumdist->least.units;
	if (above <= 0)
		return 1;
	if (sumdist->exact) {
		money_units cell = (above - 1) / sumdist->unit.units;
		return cell < (money_units)sumdist->cells ? 1 - sumdist->below[cell] : 0;
	}
	double x = to_double(above) / sumdist->width, cell = floor(x + 0.5);
	if (cell >= (double)sumdist->cells)
		return 0;
	size_t i = (size_t)cell;
	double before = i ? sumdist->below[i - 1] : 0;
	/* An amount that stands out is reached by itself. */
	double share = stands_out(sumdist, i) ? 0 : x + 0.5 - cell;
	return fmin(fmax(1 - before - share * mass(sumdist, i), 0), 1);
}
