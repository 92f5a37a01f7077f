/*
 * Any bytes as a commission plan: it is read, or refused with a message; what can be read
 * is checked, and its rates are climbed, whose steps add up to what was paid.
 */
#include "../../cmd/commission/paylint.h"
#include "../../cmd/commission/payroll.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
climb(const struct payplan *plan, const struct payplan_rule *rule)
{
	static const int64_t places[] = {0, 700, 1000, 1001, 25000, 100, -50, 0};
	enum { PLACES = sizeof places / sizeof *places };
	struct ladder ladder = {0};
	struct money sum = {0}, paid = {0};
	struct ladder_step *steps = calloc(rule->tiers_count + 1, sizeof *steps);
	const struct money quota = {MONEY_ONE.units * 1000};
	bool fits = steps && !payroll_ladder(plan, rule, quota, quota, &ladder);
	for (size_t i = 1; fits && i < PLACES; i++) {
		struct money from = {MONEY_ONE.units * places[i - 1]};
		struct money to = {MONEY_ONE.units * places[i]};
		struct money base = {to.units - from.units};
		size_t n = 0;
		fits = ladder_climb(&ladder, from, to, base, steps, &n);
		require(n <= rule->tiers_count + 1);
		for (size_t k = 0; fits && k < n; k++)
			fits = money_add(&sum, steps[k].amount);
	}
	for (size_t i = 0; fits && i < ladder.count; i++)
		paid.units += ladder.tiers[i].paid.units;
	if (fits)
		require(sum.units == paid.units + ladder.paid.units);
	/* Back at 0, nothing is left. */
	if (fits && (!rule->is_retroactive || ladder.paid.units == 0))
		require(sum.units == 0);
	free(ladder.tiers);
	free(steps);
}

static void
check(const struct payplan *plan)
{
	struct csvout *out = csvout_new(
	    output_file("/dev/null"), &(struct csvout_options){.delimiter = ','});
	paylint(plan, NULL, out);
	csvout_finish(out);
	for (size_t i = 0; i < plan->rules_count; i++)
		if (plan->rules[i].kind == PAYPLAN_RATE)
			climb(plan, &plan->rules[i]);
	for (int kind = 0; kind < PAYPLAN_KINDS; kind++)
		payplan_find(plan, (enum payplan_kind)kind, PAYPLAN_FOR_PERIOD,
		    slice_of("Ana"), 0);
}

static void
read_and_climb(const char *path)
{
	struct payplan plan;
	payplan_read(path, NULL, &plan);
	check(&plan);
	payplan_release(&plan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(data, size, read_and_climb);
	return 0;
}
