/*
 * Any bytes as a commission plan: it is read, or refused with a message; what can be read
 * is checked, and its rates are climbed, whose steps add up to what was paid. The program
 * would end for an error; here diag's functions jump back instead, so what had been
 * allocated is lost: tests/fuzz.sh knows of it.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../cmd/commission/paylint.h"
#include "../../cmd/commission/payroll.h"
#include "../../common/diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf back;

void
diag_init(const char *program)
{
	(void)program;
}

const char *
diag_program(void)
{
	return "fuzz";
}

void
diag_note(const char *format, ...)
{
	(void)format;
}

void
diag_fatal(int status, const char *format, ...)
{
	/* Only the data may be at fault. */
	if (status != EX_DATAERR || !format)
		abort();
	longjmp(back, 1);
}

void
diag_usage(const char *format, ...)
{
	(void)format;
	abort();
}

void
diag_exit(int status)
{
	(void)status;
	abort();
}

struct diag_shown
diag_show(struct slice cell)
{
	struct diag_shown shown;
	snprintf(shown.text, sizeof shown.text, "%.*s", cell.n < 50 ? (int)cell.n : 50,
	    cell.p);
	return shown;
}

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
		payplan_find(plan, (enum payplan_kind)kind, false, slice_of("Ana"), 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[40];
	struct payplan plan;
	int fd = memfd_create("plan", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (setjmp(back) == 0) {
		payplan_read(path, NULL, &plan);
		check(&plan);
		payplan_release(&plan);
	}
	close(fd);
	return 0;
}
