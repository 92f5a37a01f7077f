/*
 * What the tools say on stderr, and how they end. Only this module ends the program.
 * A message is one line, written at once; control characters in it are masked, so that
 * a hostile cell or file name can't reach the terminal as an escape sequence.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stddef.h>
#include <sysexits.h>

#include "slice.h"

#define DIAG_NORETURN __attribute__((noreturn))
#define DIAG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Names the program in every message; the text must outlive them. */
void diag_init(const char *program);
const char *diag_program(void);

/* `PROGRAM: MESSAGE` on stderr. */
void diag_note(const char *format, ...) DIAG_PRINTF(1, 2);

/* The same, then the end of the program with an exit status of <sysexits.h>. */
DIAG_NORETURN void diag_fatal(int status, const char *format, ...) DIAG_PRINTF(2, 3);

/* diag_fatal(EX_USAGE, ...) that points to --help. */
DIAG_NORETURN void diag_usage(const char *format, ...) DIAG_PRINTF(1, 2);

/* Ends the program without a word: what was to be said stands on stdout. */
DIAG_NORETURN void diag_exit(int status);

/* A cell made fit for a message: cut where it is long. Lives until the end of the full
 * expression that calls it: diag_note("%s", diag_show(cell).text). */
struct diag_shown {
	char text[80];
};
struct diag_shown diag_show(struct slice cell);

#endif
