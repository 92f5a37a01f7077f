/*
 * For targets that read a file by its path and may refuse it, or are whole tools:
 * common/diag would end the program for that; its functions here jump back instead, so
 * what had been allocated is lost: tests/fuzz.sh knows of it. Included by the target
 * alone, which so brings its own diag to the linker. Only the data may be at fault, but
 * for a whole tool (FUZZ_WHOLE_TOOL) also its options and the files that they name.
 */
#ifndef FUZZ_DIAG_H
#define FUZZ_DIAG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../common/diag.h"

#ifdef FUZZ_WHOLE_TOOL
enum { FUZZ_WHOLE = 1 };
#else
enum { FUZZ_WHOLE = 0 };
#endif

/* What setjmp() gives. */
enum { FUZZ_ERROR = 1, FUZZ_ANSWERED };

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

/* The text is made, so that what it is made of is looked at. */
static void fuzz_message(const char *format, va_list args) DIAG_PRINTF(1, 0);

static void
fuzz_message(const char *format, va_list args)
{
	char *text;
	if (vasprintf(&text, format, args) < 0)
		abort();
	free(text);
}

void
diag_note(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fuzz_message(format, args);
	va_end(args);
}

void
diag_fatal(int status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fuzz_message(format, args);
	va_end(args);
	bool of_options =
	    status == EX_USAGE || status == EX_NOINPUT || status == EX_CANTCREAT;
	if (status != EX_DATAERR && !(FUZZ_WHOLE && of_options))
		abort();
	longjmp(fuzz_back, FUZZ_ERROR);
}

void
diag_usage(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fuzz_message(format, args);
	va_end(args);
	if (!FUZZ_WHOLE)
		abort();
	longjmp(fuzz_back, FUZZ_ERROR);
}

void
diag_exit(int status)
{
	if (!FUZZ_WHOLE)
		abort();
	longjmp(fuzz_back, status ? FUZZ_ERROR : FUZZ_ANSWERED);
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
