/*
 * Any bytes as a file of pipeline's rates: they are read, or refused with a message; what
 * is read gives chances between 0 and 1. The program would end with the message; here
 * diag's functions jump back instead, so what had been allocated is lost: tests/fuzz.sh
 * knows of it.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../cmd/pipeline/rates.h"
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
check_chances(const struct rates *rates)
{
	static const int32_t ends[] = {0, 30, 400};
	double won[4], chance, sum = 0;
	struct slice none = {"", 0}, stage = slice_of("Talks");
	if (rates_chance(rates, none, stage, &chance) && !(chance >= 0 && chance <= 1))
		abort();
	if (!rates_chances(rates, none, stage, 3, ends, 3, won))
		return;
	for (size_t i = 0; i < 4; i++) {
		if (!(won[i] >= -1e-9 && won[i] <= 1 + 1e-9))
			abort();
		sum += won[i];
	}
	if (sum > 1 + 1e-6)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[40];
	int fd = memfd_create("rates", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (setjmp(back) == 0) {
		struct rates *rates = rates_read(path);
		check_chances(rates);
		rates_free(rates);
	}
	close(fd);
	return 0;
}
