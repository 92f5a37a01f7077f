#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/mem.h"

static void
declare_numbers(struct csvout *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(names[i]), CSVOUT_NUMBER);
}

static size_t
rows(const struct attr_shared *shared, const struct strmap *channels)
{
	return strmap_count(channels) + shared->any_unattributed;
}

/* The name of a row: of its channel, or behind the last. */
static struct slice
row_name(const struct strmap *channels, size_t i)
{
	return i < strmap_count(channels) ? strmap_key(channels, (uint32_t)i)
	                                  : slice_of("(none)");
}

static void
write_credit(struct csvout *out, const struct attr_credit *credit, size_t i)
{
	if (credit->exact) {
		csvout_money(out, credit->exact_conversions[i]);
		csvout_money(out, credit->exact_value[i]);
		return;
	}
	const struct attr_sum *conversions = &credit->conversions[i];
	const struct attr_sum *value = &credit->value[i];
	csvout_number(out, conversions->high + conversions->low);
	csvout_number(out, value->high + value->low);
}

void
attr_report_long(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels)
{
	static const char *const numbers[] = {"conversions", "value"};
	csvout_column(out, slice_of("channel"), CSVOUT_TEXT);
	csvout_column(out, slice_of("model"), CSVOUT_TEXT);
	declare_numbers(out, numbers, 2);
	for (size_t k = 0; k < shared->count; k++) {
		const struct attr_credit *credit = &shared->credits[k];
		for (size_t i = 0; i < rows(shared, channels); i++) {
			csvout_text(out, row_name(channels, i));
			csvout_text(out, slice_of(attr_model_name(credit->model)));
			write_credit(out, credit, i);
			csvout_end_row(out);
		}
	}
}

/* `last_non_direct_conversions` */
static void
declare_of_model(struct csvout *out, enum attr_model model, const char *what)
{
	char name[60];
	size_t n =
	    (size_t)snprintf(name, sizeof name, "%s_%s", attr_model_name(model), what);
	for (size_t i = 0; i < n; i++)
		if (name[i] == '-')
			name[i] = '_';
	csvout_column(out, (struct slice){name, n}, CSVOUT_NUMBER);
}

void
attr_report_wide(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels)
{
	csvout_column(out, slice_of("channel"), CSVOUT_TEXT);
	for (size_t k = 0; k < shared->count; k++) {
		declare_of_model(out, shared->credits[k].model, "conversions");
		declare_of_model(out, shared->credits[k].model, "value");
	}
	for (size_t i = 0; i < rows(shared, channels); i++) {
		csvout_text(out, row_name(channels, i));
		for (size_t k = 0; k < shared->count; k++)
			write_credit(out, &shared->credits[k], i);
		csvout_end_row(out);
	}
}

static double
ratio(double part, double whole)
{
	return whole != 0 ? part / whole : NAN;
}

void
attr_report_removal(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels)
{
	static const char *const numbers[] = {"conversion_probability",
	    "probability_without", "removal_effect", "value_removal_effect"};
	const struct attr_markov_total *total = &shared->total;
	csvout_column(out, slice_of("channel"), CSVOUT_TEXT);
	declare_numbers(out, numbers, 4);
	for (uint32_t i = 0; i < strmap_count(channels); i++) {
		const struct attr_loss *loss = &shared->losses[i];
		double kept = total->conversions - loss->conversions;
		csvout_text(out, strmap_key(channels, i));
		csvout_number(out, ratio(total->conversions, total->paths));
		/* Where all is lost, rounding may leave a trace. */
		csvout_number(out, ratio(kept > 0 ? kept : 0, total->paths));
		csvout_number(out, ratio(loss->conversions, total->conversions));
		csvout_number(out, ratio(loss->value, total->value));
		csvout_end_row(out);
	}
}

/* The state's channels, joined as paths are; grows *text. */
struct text {
	char *p;
	size_t n, capacity;
};

static void
append(struct text *text, struct slice part)
{
	text->p = mem_grow(text->p, &text->capacity, text->n + part.n + 1, 1);
	memcpy(text->p + text->n, part.p, part.n);
	text->n += part.n;
}

static void
write_state(struct csvout *out, const struct attr_markov *markov, size_t i,
    const struct strmap *channels, struct text *text)
{
	struct attr_state state = attr_markov_state(markov, i);
	text->n = 0;
	if (state.n == 0)
		append(text, slice_of("(start)"));
	for (size_t k = 0; k < state.n; k++) {
		if (k)
			append(text, slice_of(" > "));
		append(text, strmap_key(channels, state.channels[k]));
	}
	csvout_text(out, (struct slice){text->p, text->n});
}

static void
write_numbers(struct csvout *out, double count, double visits)
{
	csvout_number(out, count);
	csvout_number(out, ratio(count, visits));
	csvout_end_row(out);
}

/* Where paths end. */
static void
write_end(struct csvout *out, const struct attr_markov *markov, size_t i,
    const struct strmap *channels, struct text *text)
{
	struct attr_state state = attr_markov_state(markov, i);
	const double counts[] = {state.conversions, state.nulls};
	static const char *const names[] = {"(conversion)", "(null)"};
	for (size_t k = 0; k < 2; k++) {
		if (counts[k] <= 0)
			continue;
		write_state(out, markov, i, channels, text);
		csvout_text(out, slice_of(names[k]));
		write_numbers(out, counts[k], state.visits);
	}
}

static int
compare_origins(const void *a, const void *b, void *markov)
{
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	uint32_t x = attr_markov_transition(markov, i).from;
	uint32_t y = attr_markov_transition(markov, k).from;
	return x != y ? (x > y) - (x < y) : (i > k) - (i < k);
}

void
attr_report_matrix(
    struct csvout *out, const struct attr_markov *markov, const struct strmap *channels)
{
	static const char *const numbers[] = {"count", "probability"};
	size_t n = attr_markov_transitions(markov), at = 0;
	size_t *order = mem_new(n, sizeof *order);
	struct text text = {0};
	csvout_column(out, slice_of("from"), CSVOUT_TEXT);
	csvout_column(out, slice_of("to"), CSVOUT_TEXT);
	declare_numbers(out, numbers, 2);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, compare_origins, (void *)markov);
	for (size_t i = 0; i < attr_markov_states(markov); i++) {
		for (; at < n; at++) {
			struct attr_transition way =
			    attr_markov_transition(markov, order[at]);
			if (way.from != i)
				break;
			write_state(out, markov, i, channels, &text);
			write_state(out, markov, way.to, channels, &text);
			write_numbers(
			    out, way.count, attr_markov_state(markov, i).visits);
		}
		write_end(out, markov, i, channels, &text);
	}
	free(text.p);
	free(order);
}
