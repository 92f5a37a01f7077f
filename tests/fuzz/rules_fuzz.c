/*
 * Any bytes as a file of lead rules: they are read, or refused with a message. The
 * program would end then; here diag's functions jump back instead, so what had been
 * allocated is lost: tests/fuzz.sh knows of it.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../cmd/lead-score/rules.h"
#include "../../cmd/lead-score/score.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

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

/* Whatever the rules are, a lead for which each holds once has a score that adds up. */
static void
check_score(const struct rules *rules)
{
	struct score score;
	struct score_part *parts = mem_new(rules->rows_count, sizeof *parts);
	for (size_t i = 0; i < rules->rows_count; i++)
		parts[i] = (struct score_part){rules->rows[i].points, 1};
	score_init(&score, rules);
	score_compute(&score, rules, parts);
	if (score.reasons_count > rules->rows_count + rules->categories_count + 2)
		abort();
	score_release(&score);
	free(parts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[40];
	struct rules rules;
	int fd = memfd_create("rules", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (setjmp(back) == 0) {
		rules_read(path, &rules);
		check_score(&rules);
		rules_release(&rules);
	}
	close(fd);
	return 0;
}
