#include "markov.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"
#include "../../common/threads.h"
#include "solve.h"

/* How much of each row may be left, as a share of what came through its state: some
 * roundings. */
#define LEFT 4e-15
/* More than that of all conversions is no solution. */
#define LEFT_MOST 1e-10
/* Transitions times channels, from which on threads pay. */
enum { WORTHWHILE = 100000 };

struct state {
	double visits, conversions, value, nulls;
};

struct attr_markov {
	size_t order, channels;
	struct strmap *states; /* the channels' numbers, as bytes; the start is "" */
	struct state *state;
	size_t state_capacity;
	struct strmap *edges; /* from which state by which channel, as bytes */
	struct attr_transition *edge;
	size_t edge_capacity;
};

static uint32_t
state_of(struct attr_markov *markov, struct slice key)
{
	uint32_t known = strmap_count(markov->states);
	uint32_t id = strmap_add(markov->states, key);
	if (id == known) {
		markov->state = mem_grow(markov->state, &markov->state_capacity,
		    (size_t)id + 1, sizeof *markov->state);
		markov->state[id] = (struct state){0};
	}
	return id;
}

struct attr_markov *
attr_markov_new(size_t order, size_t channels)
{
	struct attr_markov *markov = mem_new(1, sizeof *markov);
	markov->order = order;
	markov->channels = channels;
	markov->states = strmap_new();
	markov->edges = strmap_new();
	state_of(markov, slice_of(""));
	return markov;
}

void
attr_markov_free(struct attr_markov *markov)
{
	if (!markov)
		return;
	strmap_free(markov->states);
	strmap_free(markov->edges);
	free(markov->state);
	free(markov->edge);
	free(markov);
}

/* The transition that touch i of a path makes. */
static uint32_t
edge_of(struct attr_markov *markov, uint32_t from, const uint32_t *channels, size_t i)
{
	uint32_t way[2] = {from, channels[i]};
	uint32_t known = strmap_count(markov->edges);
	uint32_t id = strmap_add(markov->edges, (struct slice){(char *)way, sizeof way});
	if (id < known)
		return id;
	size_t n = i + 1 < markov->order ? i + 1 : markov->order;
	struct slice key = {(const char *)(channels + i + 1 - n), n * sizeof *channels};
	markov->edge = mem_grow(
	    markov->edge, &markov->edge_capacity, (size_t)id + 1, sizeof *markov->edge);
	markov->edge[id] = (struct attr_transition){from, state_of(markov, key), 0};
	return id;
}

void
attr_markov_add(struct attr_markov *markov, const uint32_t *channels, size_t n,
    double conversions, double value, double nulls)
{
	double paths = conversions + nulls;
	uint32_t at = 0;
	if (paths <= 0)
		return;
	markov->state[0].visits += paths;
	for (size_t i = 0; i < n; i++) {
		uint32_t id = edge_of(markov, at, channels, i);
		struct attr_transition *edge = &markov->edge[id];
		edge->count += paths;
		at = edge->to;
		markov->state[at].visits += paths;
	}
	struct state *last = &markov->state[at];
	last->conversions += conversions;
	last->value += value;
	last->nulls += nulls;
}

struct attr_markov_total
attr_markov_total(const struct attr_markov *markov)
{
	struct attr_markov_total total = {0, 0, markov->state[0].visits};
	for (size_t i = 0; i < attr_markov_states(markov); i++) {
		total.conversions += markov->state[i].conversions;
		total.value += markov->state[i].value;
	}
	return total;
}

/* The system */

static void
system_release(struct attr_system *system)
{
	free(system->row);
	free(system->middle);
	free(system->column);
	free(system->share);
	free(system->out);
}

/* Is it in the system? Nothing has been met at the start, and from a state to itself
 * nothing new is. */
static bool
is_entry(const struct attr_transition *edge)
{
	return edge->from != 0 && edge->from != edge->to;
}

/* The transitions' numbers by the state that they leave; to be freed. */
static uint32_t *
by_origin(const struct attr_markov *markov)
{
	size_t states = attr_markov_states(markov), n = attr_markov_transitions(markov);
	size_t *begin = mem_new(states + 1, sizeof *begin);
	uint32_t *order = mem_new(n, sizeof *order);
	for (size_t i = 0; i < n; i++)
		begin[markov->edge[i].from + 1]++;
	for (size_t i = 0; i < states; i++)
		begin[i + 1] += begin[i];
	for (size_t i = 0; i < n; i++)
		order[begin[markov->edge[i].from]++] = (uint32_t)i;
	free(begin);
	return order;
}

/* Row t: who came to t from where, of all who came from elsewhere, weight[t] in number.
 */
static void
system_make(const struct attr_markov *markov, struct attr_system *system, double *weight)
{
	size_t n = attr_markov_states(markov), edges = attr_markov_transitions(markov);
	*system = (struct attr_system){.n = n,
	    .row = mem_new(n + 1, sizeof *system->row),
	    .middle = mem_new(n, sizeof *system->middle),
	    .column = mem_new(edges, sizeof *system->column),
	    .share = mem_new(edges, sizeof *system->share),
	    .out = mem_new(n, sizeof *system->out)};
	for (size_t i = 0; i < edges; i++) {
		const struct attr_transition *edge = &markov->edge[i];
		weight[edge->to] += edge->from != edge->to ? edge->count : 0;
		system->row[edge->to + 1] += is_entry(edge);
	}
	for (size_t t = 0; t < n; t++)
		system->row[t + 1] += system->row[t];
	size_t *next = mem_new(n, sizeof *next);
	memcpy(next, system->row, n * sizeof *next);
	memcpy(system->middle, system->row, n * sizeof *system->middle);
	uint32_t *order = by_origin(markov);
	for (size_t i = 0; i < edges; i++) {
		const struct attr_transition *edge = &markov->edge[order[i]];
		if (edge->from == 0)
			system->out[edge->to] = edge->count / weight[edge->to];
		if (!is_entry(edge))
			continue;
		size_t at = next[edge->to]++;
		system->column[at] = edge->from;
		system->share[at] = edge->count / weight[edge->to];
		if (edge->from < edge->to)
			system->middle[edge->to] = at + 1;
	}
	free(order);
	free(next);
}

/* Loss */

/* The system, which all channels share. */
struct chain {
	const struct attr_markov *markov;
	struct attr_system system;
	double *weight;
	double enough, conversions;
	size_t shares; /* of the work: one has each `shares`th channel */
	bool *solved;  /* by share */
	struct attr_loss *losses;
};

/* What one channel's solution takes. */
struct removal {
	struct attr_solver *solver;
	double *b, *z;
	bool *active;
};

static bool
holds(const struct attr_markov *markov, uint32_t state, uint32_t channel)
{
	struct attr_state at = attr_markov_state(markov, state);
	for (size_t i = 0; i < at.n; i++)
		if (at.channels[i] == channel)
			return true;
	return false;
}

/* b[t]: the share of those in t who come straight from a state with the channel. */
static void
set_channel(const struct chain *chain, struct removal *removal, uint32_t channel)
{
	const struct attr_system *system = &chain->system;
	for (size_t t = 0; t < system->n; t++)
		removal->active[t] = !holds(chain->markov, (uint32_t)t, channel);
	for (size_t t = 0; t < system->n; t++) {
		double sum = 0;
		for (size_t k = system->row[t]; k < system->row[t + 1]; k++)
			if (!removal->active[system->column[k]])
				sum += system->share[k];
		removal->b[t] = removal->active[t] ? sum : 0;
	}
}

/* An error of z in each row is multiplied, on its way to the loss, by the probability of
 * a conversion from there, which is below 1: what is left of the rows, weighted with who
 * came through, bounds what is wrong with the loss. */
static bool
lose(const struct chain *chain, struct removal *removal, uint32_t channel,
    struct attr_loss *loss)
{
	const struct attr_markov *markov = chain->markov;
	*loss = (struct attr_loss){0, 0};
	set_channel(chain, removal, channel);
	double left = attr_solver_solve(removal->solver, removal->active, removal->b,
	    chain->weight, chain->enough, removal->z);
	for (size_t t = 0; t < chain->system.n; t++) {
		double z = removal->active[t] ? removal->z[t] : 1;
		loss->conversions += markov->state[t].conversions * z;
		loss->value += markov->state[t].value * z;
	}
	return left <= fmax(LEFT_MOST * chain->conversions, 2 * chain->enough);
}

static void
lose_share(void *data, size_t share)
{
	struct chain *chain = data;
	size_t n = chain->system.n;
	struct removal removal = {.solver = attr_solver_new(&chain->system),
	    .b = mem_new(n, sizeof(double)),
	    .z = mem_new(n, sizeof(double)),
	    .active = mem_new(n, sizeof(bool))};
	chain->solved[share] = true;
	for (size_t i = share; i < chain->markov->channels; i += chain->shares)
		chain->solved[share] &=
		    lose(chain, &removal, (uint32_t)i, &chain->losses[i]);
	attr_solver_free(removal.solver);
	free(removal.b);
	free(removal.z);
	free(removal.active);
}

bool
attr_markov_losses(
    const struct attr_markov *markov, size_t threads, struct attr_loss *losses)
{
	size_t n = attr_markov_states(markov);
	size_t work = attr_markov_transitions(markov) * markov->channels;
	struct chain chain = {.markov = markov,
	    .weight = mem_new(n, sizeof(double)),
	    .conversions = attr_markov_total(markov).conversions,
	    .shares = work < WORTHWHILE ? 1 : threads,
	    .losses = losses};
	bool solved = true;
	chain.solved = mem_new(chain.shares, sizeof *chain.solved);
	system_make(markov, &chain.system, chain.weight);
	for (size_t t = 0; t < n; t++)
		chain.enough += LEFT * chain.weight[t];
	threads_run(chain.shares, chain.shares, lose_share, &chain);
	for (size_t i = 0; i < chain.shares; i++)
		solved &= chain.solved[i];
	system_release(&chain.system);
	free(chain.weight);
	free(chain.solved);
	return solved;
}

/* What there is */

size_t
attr_markov_transitions(const struct attr_markov *markov)
{
	return strmap_count(markov->edges);
}

struct attr_transition
attr_markov_transition(const struct attr_markov *markov, size_t i)
{
	return markov->edge[i];
}

size_t
attr_markov_states(const struct attr_markov *markov)
{
	return strmap_count(markov->states);
}

struct attr_state
attr_markov_state(const struct attr_markov *markov, size_t i)
{
	struct slice key = strmap_key(markov->states, (uint32_t)i);
	const struct state *state = &markov->state[i];
	struct attr_state out = {.n = key.n / sizeof(uint32_t),
	    .visits = state->visits,
	    .conversions = state->conversions,
	    .value = state->value,
	    .nulls = state->nulls};
	memcpy(out.channels, key.p, key.n);
	return out;
}
