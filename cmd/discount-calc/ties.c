#include "ties.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "quote_inside.h"

/* Where the lines stood before rules that are tied were tried in several orders. */
struct snapshot {
	size_t first, count; /* lines of the quote */
	struct quote_line *lines;
	size_t *uses;
	size_t steps;
	struct money *results; /* by line: what the first order left */
	size_t *uses_left;     /* and of uses, by rule */
};

static void
take_snapshot(const struct quote *quote, const struct schedule_turn *turn, size_t i,
    struct snapshot *snapshot)
{
	bool of_order = turn->scope == POLICY_OF_ORDER;
	size_t rules = quote->policy->rules_count;
	*snapshot = (struct snapshot){.first = of_order ? 0 : i,
	    .count = of_order ? quote->count : 1,
	    .uses = mem_new(rules, sizeof *snapshot->uses),
	    .uses_left = mem_new(rules, sizeof *snapshot->uses_left),
	    .steps = quote->steps_count};
	snapshot->lines = mem_new(snapshot->count, sizeof *snapshot->lines);
	snapshot->results = mem_new(snapshot->count, sizeof *snapshot->results);
	for (size_t k = 0; k < snapshot->count; k++)
		snapshot->lines[k] = *quote->lines[snapshot->first + k];
	memcpy(snapshot->uses, quote->uses, rules * sizeof *snapshot->uses);
}

static void
release_snapshot(struct snapshot *snapshot)
{
	free(snapshot->lines);
	free(snapshot->uses);
	free(snapshot->uses_left);
	free(snapshot->results);
}

static void
go_back(struct quote *quote, const struct snapshot *snapshot)
{
	for (size_t k = 0; k < snapshot->count; k++) {
		*quote->lines[snapshot->first + k] = snapshot->lines[k];
		if (snapshot->lines[k].last_step != QUOTE_NO_STEP)
			quote->steps[snapshot->lines[k].last_step].next = QUOTE_NO_STEP;
	}
	memcpy(quote->uses, snapshot->uses,
	    quote->policy->rules_count * sizeof *quote->uses);
	quote->steps_count = snapshot->steps;
}

static bool
has_changed(const struct quote *quote, const struct snapshot *snapshot,
    const struct money *results)
{
	for (size_t k = 0; k < snapshot->count; k++)
		if (money_compare(quote->lines[snapshot->first + k]->running,
		        results ? results[k] : snapshot->lines[k].running) != 0)
			return true;
	return false;
}

/* Notes what the turns led to in the order of the file. */
static void
take_results(const struct quote *quote, struct snapshot *snapshot)
{
	for (size_t k = 0; k < snapshot->count; k++)
		snapshot->results[k] = quote->lines[snapshot->first + k]->running;
	memcpy(snapshot->uses_left, quote->uses,
	    quote->policy->rules_count * sizeof *quote->uses);
}

/* Have they led to anything else? What is left of uses counts, for the lines to come. */
static bool
leads_elsewhere(const struct quote *quote, const struct snapshot *snapshot)
{
	return has_changed(quote, snapshot, snapshot->results) ||
	       memcmp(snapshot->uses_left, quote->uses,
	           quote->policy->rules_count * sizeof *quote->uses) != 0;
}

/* The turns one after the other, with those numbered a and b swapped. */
static bool
take_swapped(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i,
    size_t a, size_t b)
{
	for (size_t k = 0; k < n; k++) {
		size_t turn = k == a ? b : k == b ? a : k;
		if (!quote_take_turn(quote, &turns[turn], i))
			return false;
	}
	return true;
}

/* Would the turn, by itself, change anything from here? */
static bool
would_change(struct quote *quote, const struct schedule_turn *turn, size_t i,
    const struct snapshot *snapshot, bool *changes)
{
	bool done = quote_take_turn(quote, turn, i);
	*changes = done && has_changed(quote, snapshot, NULL);
	go_back(quote, snapshot);
	return done;
}

/* Swaps each two of the turns, where one changes something: the result must stay. */
static bool
check_orders(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i,
    const struct snapshot *snapshot, const bool *changes)
{
	for (size_t a = 0; a < n; a++) {
		for (size_t b = a + 1; b < n; b++) {
			if (!changes[a] && !changes[b])
				continue;
			if (!take_swapped(quote, turns, n, i, a, b))
				return false;
			bool differs = leads_elsewhere(quote, snapshot);
			go_back(quote, snapshot);
			if (!differs)
				continue;
			quote_fail(quote, QUOTE_TIE, turns[a].rules[0], i, NULL);
			quote->fault.other = turns[b].rules[0];
			return false;
		}
	}
	return true;
}

bool
ties_check(struct quote *quote, const struct schedule_turn *turns, size_t n, size_t i)
{
	struct snapshot snapshot;
	bool *changes = mem_new(n, sizeof *changes), fine = true;
	size_t lively = 0;
	take_snapshot(quote, turns, i, &snapshot);
	for (size_t k = 0; k < n && fine; k++) {
		fine = would_change(quote, &turns[k], i, &snapshot, &changes[k]);
		lively += changes[k];
	}
	if (fine && lively > 0) {
		fine = take_swapped(quote, turns, n, i, n, n);
		take_results(quote, &snapshot);
		go_back(quote, &snapshot);
		fine = fine && check_orders(quote, turns, n, i, &snapshot, changes);
	}
	release_snapshot(&snapshot);
	free(changes);
	return fine;
}
