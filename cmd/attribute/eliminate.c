#include "eliminate.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

/* The active rows, dense: a[i][k] is the share that goes from i to k, in[i] what x takes
 * from outside, out[i] what is lost. */
struct dense {
	size_t n;
	double *a, *in, *out;
	uint32_t *row;   /* of the system */
	uint32_t *place; /* by row of the system, if it is active */
};

static void
fill(struct dense *dense, const struct attr_system *system, const bool *active,
    const double *b)
{
	dense->row = mem_new(system->n, sizeof *dense->row);
	dense->place = mem_new(system->n, sizeof *dense->place);
	dense->n = 0;
	for (size_t t = 0; t < system->n; t++) {
		dense->place[t] = (uint32_t)dense->n;
		if (active[t])
			dense->row[dense->n++] = (uint32_t)t;
	}
	dense->a = mem_new(dense->n * dense->n, sizeof *dense->a);
	dense->in = mem_new(dense->n, sizeof *dense->in);
	dense->out = mem_new(dense->n, sizeof *dense->out);
	for (size_t i = 0; i < dense->n; i++) {
		size_t t = dense->row[i];
		dense->in[i] = b[t];
		dense->out[i] = system->out[t];
		for (size_t k = system->row[t]; k < system->row[t + 1]; k++)
			if (active[system->column[k]])
				dense->a[i * dense->n + dense->place[system->column[k]]] =
				    system->share[k];
	}
}

/* Takes out row k, which those before it reach and which reaches those before it: whoever
 * came to it goes on as it does. What goes round in a row needs no counting. A row that
 * nothing leads to or from, as that of the start, is 0. */
static void
take_out(struct dense *dense, size_t k)
{
	double *from = dense->a + k * dense->n, all = dense->in[k] + dense->out[k];
	for (size_t j = 0; j < k; j++)
		all += from[j];
	if (all == 0)
		return;
	for (size_t j = 0; j < k; j++)
		from[j] /= all;
	dense->in[k] /= all;
	dense->out[k] /= all;
	for (size_t i = 0; i < k; i++) {
		double *to = dense->a + i * dense->n, share = to[k];
		if (share == 0)
			continue;
		for (size_t j = 0; j < k; j++)
			to[j] += share * from[j];
		dense->in[i] += share * dense->in[k];
		dense->out[i] += share * dense->out[k];
	}
}

void
attr_eliminate(
    const struct attr_system *system, const bool *active, const double *b, double *x)
{
	struct dense dense;
	fill(&dense, system, active, b);
	memset(x, 0, system->n * sizeof *x);
	for (size_t k = dense.n; k-- > 0;)
		take_out(&dense, k);
	for (size_t k = 0; k < dense.n; k++) {
		double sum = dense.in[k];
		for (size_t j = 0; j < k; j++)
			sum += dense.a[k * dense.n + j] * x[dense.row[j]];
		x[dense.row[k]] = sum;
	}
	free(dense.a);
	free(dense.in);
	free(dense.out);
	free(dense.row);
	free(dense.place);
}
