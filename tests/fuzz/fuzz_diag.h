/*
 * For targets that read a file by its path and may refuse it: common/diag would end the
 * program for that; its functions here jump back instead, so what had been allocated is
 * lost: tests/fuzz.sh knows of it. Included by the target alone, which so brings its own
 * diag to the linker.
 */
#ifndef FUZZ_DIAG_H
#define FUZZ_DIAG_H

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../common/diag.h"

static jmp_buf fuzz_back;

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
	longjmp(fuzz_back, 1);
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

/* Has the bytes read as a file, whose path `read_file` gets. */
static inline void
fuzz_file(const uint8_t *data, size_t size, void (*read_file)(const char *path))
{
	char path[40];
	int fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (setjmp(fuzz_back) == 0)
		read_file(path);
	close(fd);
}

#endif
