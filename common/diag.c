#include "diag.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mask.h"

/* With a lock further down, the only state that isn't passed along. */
static const char *program_name = "revutils";

void
diag_init(const char *program)
{
	program_name = program;
}

const char *
diag_program(void)
{
	return program_name;
}

/* One write for the whole line: the lines of tools that run in parallel stay whole. */
static void say(const char *suffix, const char *format, va_list args) DIAG_PRINTF(2, 0);

static void
say(const char *suffix, const char *format, va_list args)
{
	char line[4096];
	size_t room = sizeof line - 1, n = 0;
	int k = snprintf(line, room, "%s: ", program_name);
	n += k < 0 ? 0 : (size_t)k < room ? (size_t)k : room - 1;
	k = vsnprintf(line + n, room - n, format, args);
	n += k < 0 ? 0 : (size_t)k < room - n ? (size_t)k : room - n - 1;
	k = snprintf(line + n, room - n, "%s", suffix);
	n += k < 0 ? 0 : (size_t)k < room - n ? (size_t)k : room - n - 1;
	mask_controls(line, n);
	line[n++] = '\n';
	/* Where stderr is gone there's nobody to tell; the exit status still does. */
	ssize_t ignored = write(STDERR_FILENO, line, n);
	(void)ignored;
}

/*
 * What is allocated when the program ends for an error isn't freed first: the system does
 * it at once. The leak checker of the sanitizers would call that leaks, so it isn't
 * asked.
 */
static DIAG_NORETURN void
end(int status)
{
#ifdef __SANITIZE_ADDRESS__
	_exit(status);
#else
	exit(status);
#endif
}

/* The first thread that comes to end the program does, and says why; others wait here. */
static void
be_first(void)
{
	static pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&ending);
}

void
diag_note(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void
diag_fatal(int status, const char *format, ...)
{
	va_list args;
	be_first();
	va_start(args, format);
	say("", format, args);
	va_end(args);
	end(status);
}

void
diag_usage(const char *format, ...)
{
	char suffix[80];
	snprintf(suffix, sizeof suffix, " (see %s --help)", program_name);
	va_list args;
	be_first();
	va_start(args, format);
	say(suffix, format, args);
	va_end(args);
	end(EX_USAGE);
}

void
diag_exit(int status)
{
	be_first();
	end(status);
}

struct diag_shown
diag_show(struct slice cell)
{
	static const char ellipsis[] = "…";
	struct diag_shown shown;
	size_t n = cell.n, room = sizeof shown.text - sizeof ellipsis;
	bool cut = n > room;
	if (cut) {
		n = room;
		while (n && ((unsigned char)cell.p[n] & 0xc0) == 0x80)
			n--; /* not through the middle of a UTF-8 character */
	}
	for (size_t i = 0; i < n; i++)
		shown.text[i] = cell.p[i] ? cell.p[i] : '?';
	memcpy(shown.text + n, cut ? ellipsis : "", cut ? sizeof ellipsis : 1);
	return shown;
}
