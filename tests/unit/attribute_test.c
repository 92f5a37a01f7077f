/*
 * cmd/attribute: shares against what they stand for. Shapley values by brute force over
 * all coalitions of 12 channels, removal effects by following the chain step by step, the
 * sparse solver against Gaussian elimination, and that every path's shares sum to 1.
 */
#include <stdlib.h>
#include <string.h>

#include "../../cmd/attribute/credit.h"
#include "../../cmd/attribute/eliminate.h"
#include "../../cmd/attribute/markov.h"
#include "../../cmd/attribute/pathtext.h"
#include "../../cmd/attribute/solve.h"
#include "../../cmd/attribute/weights.h"
#include "../../common/date.h"
#include "check.h"

enum { CHANNELS = 12, COALITIONS = 1 << CHANNELS, PATHS = 300, LONGEST = 9 };

/* A generator of its own, the same everywhere (Knuth's MMIX). */
static uint64_t random_state = 20260101;

static uint32_t
random_below(uint32_t n)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(random_state >> 33) % n;
}

struct path {
	struct attr_touch touches[LONGEST];
	uint32_t channels[LONGEST];
	size_t n;
	double conversions, value, nulls;
};

static struct path paths[PATHS];

static void
make_paths(void)
{
	for (size_t i = 0; i < PATHS; i++) {
		struct path *path = &paths[i];
		*path = (struct path){.n = 1 + random_below(LONGEST),
		    .conversions = random_below(4),
		    .nulls = random_below(9)};
		path->value = path->conversions * random_below(1000) / 8.0;
		int64_t time_us = 0;
		for (size_t k = 0; k < path->n; k++) {
			uint32_t channel = random_below(1 + random_below(CHANNELS));
			time_us += random_below(10) * DATE_DAY / 3;
			path->channels[k] = channel;
			path->touches[k] = (struct attr_touch){
			    time_us, channel, (uint8_t)(1 << random_below(8))};
		}
	}
}

static const bool direct[CHANNELS] = {[1] = true};
static const struct attr_rules rules = {{40, 20, 40}, 7 * DATE_DAY, direct, 3};

/* Shapley */

/* The conversions of the paths that touch no other channels. */
static double
worth(uint32_t coalition)
{
	double sum = 0;
	for (size_t i = 0; i < PATHS; i++) {
		uint32_t set = 0;
		for (size_t k = 0; k < paths[i].n; k++)
			set |= 1U << paths[i].channels[k];
		if ((set & ~coalition) == 0)
			sum += paths[i].conversions;
	}
	return sum;
}

static void
shapley_is_brute_force(void)
{
	static double worths[COALITIONS];
	double factorial[CHANNELS + 1] = {1}, credit[CHANNELS] = {0}, shares[LONGEST];
	for (size_t i = 1; i <= CHANNELS; i++)
		factorial[i] = factorial[i - 1] * (double)i;
	for (uint32_t s = 0; s < COALITIONS; s++)
		worths[s] = worth(s);
	struct attr_weigher *weigher = attr_weigher_new(&rules, CHANNELS);
	for (size_t i = 0; i < PATHS; i++) {
		attr_weigher_shares(
		    weigher, ATTR_SHAPLEY, paths[i].touches, paths[i].n, shares);
		for (size_t k = 0; k < paths[i].n; k++)
			credit[paths[i].channels[k]] += shares[k] * paths[i].conversions;
	}
	attr_weigher_free(weigher);
	for (uint32_t c = 0; c < CHANNELS; c++) {
		double value = 0;
		for (uint32_t s = 0; s < COALITIONS; s++) {
			if (s >> c & 1)
				continue;
			int size = __builtin_popcount(s);
			value += factorial[size] * factorial[CHANNELS - size - 1] /
			         factorial[CHANNELS] * (worths[s | 1U << c] - worths[s]);
		}
		CHECK_NEAR(credit[c], value, 1e-11);
	}
}

/* Shares */

static void
shares_sum_to_one(void)
{
	double shares[LONGEST];
	struct attr_weigher *weigher = attr_weigher_new(&rules, CHANNELS);
	for (int model = 0; model < ATTR_MODELS; model++) {
		for (size_t i = 0; model != ATTR_MARKOV && i < PATHS; i++) {
			double sum = 0;
			attr_weigher_shares(weigher, (enum attr_model)model,
			    paths[i].touches, paths[i].n, shares);
			for (size_t k = 0; k < paths[i].n; k++) {
				CHECK(shares[k] >= 0);
				sum += shares[k];
			}
			CHECK_NEAR(sum, 1, 1e-14);
		}
	}
	attr_weigher_free(weigher);
}

/* A single touch is the one that the shares name. */
static void
single_is_the_share(void)
{
	static const enum attr_model models[] = {
	    ATTR_FIRST, ATTR_LAST, ATTR_LAST_NON_DIRECT};
	double shares[LONGEST];
	struct attr_weigher *weigher = attr_weigher_new(&rules, CHANNELS);
	for (size_t m = 0; m < 3; m++) {
		for (size_t i = 0; i < PATHS; i++) {
			attr_weigher_shares(
			    weigher, models[m], paths[i].touches, paths[i].n, shares);
			size_t at = attr_weigher_single(
			    weigher, models[m], paths[i].touches, paths[i].n);
			CHECK(shares[at] == 1);
		}
	}
	attr_weigher_free(weigher);
}

static void
sums_keep_what_rounding_loses(void)
{
	struct attr_sum sum = {0, 0};
	attr_sum_add(&sum, 1e16);
	for (int i = 0; i < 1000; i++)
		attr_sum_add(&sum, 0.125);
	attr_sum_add(&sum, -1e16);
	CHECK_NEAR(sum.high + sum.low, 125, 0);
}

/* Markov */

/* Who converts without the channel, by sending everybody on, step by step, until nobody
 * is left: slow, and as the definition has it. */
static double
follow(const struct attr_markov *markov, uint32_t removed)
{
	size_t states = attr_markov_states(markov);
	size_t ways = attr_markov_transitions(markov);
	double *here = calloc(states, sizeof *here), *next = calloc(states, sizeof *next);
	double converted = 0, left = 1;
	here[0] = 1;
	while (left > 1e-18) {
		memset(next, 0, states * sizeof *next);
		for (size_t i = 0; i < states; i++) {
			struct attr_state state = attr_markov_state(markov, i);
			converted += here[i] * state.conversions / state.visits;
		}
		for (size_t i = 0; i < ways; i++) {
			struct attr_transition way = attr_markov_transition(markov, i);
			struct attr_state to = attr_markov_state(markov, way.to);
			bool gone = false;
			for (size_t k = 0; k < to.n; k++)
				gone |= to.channels[k] == removed;
			if (!gone)
				next[way.to] +=
				    here[way.from] * way.count /
				    attr_markov_state(markov, way.from).visits;
		}
		left = 0;
		for (size_t i = 0; i < states; i++)
			left += here[i] = next[i];
	}
	free(here);
	free(next);
	return converted;
}

static void
removal_follows_the_chain(void)
{
	for (size_t order = 1; order <= ATTR_ORDER_MOST; order++) {
		struct attr_markov *markov = attr_markov_new(order, CHANNELS);
		struct attr_loss losses[CHANNELS];
		for (size_t i = 0; i < PATHS; i++)
			attr_markov_add(markov, paths[i].channels, paths[i].n,
			    paths[i].conversions, paths[i].value, paths[i].nulls);
		struct attr_markov_total total = attr_markov_total(markov);
		CHECK(attr_markov_losses(markov, 1, losses));
		CHECK_NEAR(
		    follow(markov, CHANNELS), total.conversions / total.paths, 1e-12);
		for (uint32_t c = 0; c < CHANNELS; c++)
			CHECK_NEAR(1 - losses[c].conversions / total.conversions,
			    follow(markov, c) * total.paths / total.conversions, 1e-11);
		attr_markov_free(markov);
	}
}

/* The solver */

enum { SIZE = 40 };

/* A ring of which one row in ten leaks a little: plain sweeps take very long. */
struct ring {
	size_t row[SIZE + 1], middle[SIZE];
	uint32_t column[2 * SIZE];
	double share[2 * SIZE], out[SIZE], in[SIZE], weight[SIZE];
	bool active[SIZE];
	struct attr_system system;
};

static void
make_ring(struct ring *ring)
{
	for (uint32_t t = 0; t < SIZE; t++) {
		uint32_t below = (t + SIZE - 1) % SIZE, above = (t + 1) % SIZE;
		ring->out[t] = t % 10 == 0 ? 1e-6 : 0;
		ring->in[t] = t == 7 ? 1e-6 : 0;
		ring->active[t] = true;
		ring->weight[t] = 1;
		ring->row[t] = 2 * t;
		ring->middle[t] = 2 * t + (t > 0) + (t == SIZE - 1);
		ring->column[2 * t] = below < above ? below : above;
		ring->column[2 * t + 1] = below < above ? above : below;
		ring->share[2 * t] = (1 - ring->in[t] - ring->out[t]) * 0.25;
		ring->share[2 * t + 1] = (1 - ring->in[t] - ring->out[t]) * 0.75;
	}
	ring->row[SIZE] = 2 * SIZE;
	ring->system = (struct attr_system){
	    SIZE, ring->row, ring->middle, ring->column, ring->share, ring->out};
}

/* By Gauss and Jordan, of all rows; those that aren't active are x = 0. */
static void
solve_plainly(const struct ring *ring, double *x)
{
	double a[SIZE][SIZE + 1] = {{0}};
	for (size_t t = 0; t < SIZE; t++) {
		a[t][t] = 1;
		a[t][SIZE] = ring->active[t] ? ring->in[t] : 0;
		for (size_t k = 2 * t; ring->active[t] && k < 2 * t + 2; k++)
			a[t][ring->column[k]] -= ring->share[k];
	}
	for (size_t i = 0; i < SIZE; i++)
		for (size_t k = 0; k < SIZE; k++) {
			double factor = a[k][i] / a[i][i];
			for (size_t j = i; k != i && j <= SIZE; j++)
				a[k][j] -= factor * a[i][j];
		}
	for (size_t t = 0; t < SIZE; t++)
		x[t] = a[t][SIZE] / a[t][t];
}

static void
check_ring(const struct ring *ring)
{
	double plain[SIZE], x[SIZE];
	struct attr_solver *solver = attr_solver_new(&ring->system);
	solve_plainly(ring, plain);
	double left =
	    attr_solver_solve(solver, ring->active, ring->in, ring->weight, 1e-14, x);
	CHECK(left <= 1e-14);
	for (size_t t = 0; t < SIZE; t++)
		CHECK(fabs(x[t] - plain[t]) <= 1e-8);
	attr_eliminate(&ring->system, ring->active, ring->in, x);
	for (size_t t = 0; t < SIZE; t++)
		CHECK_NEAR(x[t], plain[t], 1e-8);
	attr_solver_free(solver);
}

static void
solver_solves_what_hardly_leaks(void)
{
	struct ring ring;
	make_ring(&ring);
	check_ring(&ring);
	/* A row that isn't asked for, and one that nothing leads to or from. */
	ring.active[20] = false;
	memset(ring.share + 6, 0, 2 * sizeof *ring.share);
	for (size_t t = 0; t < SIZE; t++)
		for (size_t k = 2 * t; k < 2 * t + 2; k++)
			if (ring.column[k] == 20 || ring.column[k] == 3) {
				double *to = ring.column[k] == 3 ? ring.out : ring.in;
				to[t] += ring.share[k];
				ring.share[k] = 0;
			}
	check_ring(&ring);
}

/* Paths as text */

static void
path_texts(void)
{
	static const struct {
		const char *text, *separator, *touches;
	} cases[] = {
	    {"", ">", ""},
	    {"  ", ">", ""},
	    {"a", ">", "[a]"},
	    {" a > b c>d ", ">", "[a][b c][d]"},
	    {"a>", ">", "[a][]"},
	    {">", ">", "[][]"},
	    {"a->b>c->d-", "->", "[a][b>c][d-]"},
	    {"aaa", "aa", "[][a]"},
	    {"a  b", " ", "[a][][b]"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct attr_pathtext reading;
		struct slice touch;
		char got[100] = "";
		size_t n = 0;
		attr_pathtext_init(
		    &reading, slice_of(cases[i].text), slice_of(cases[i].separator));
		while (attr_pathtext_next(&reading, &touch))
			n += (size_t)snprintf(
			    got + n, sizeof got - n, "[%.*s]", (int)touch.n, touch.p);
		CHECK_TEXT(got, cases[i].touches);
	}
}

int
main(void)
{
	make_paths();
	shapley_is_brute_force();
	shares_sum_to_one();
	single_is_the_share();
	sums_keep_what_rounding_loses();
	removal_follows_the_chain();
	solver_solves_what_hardly_leaks();
	path_texts();
	return check_result();
}
