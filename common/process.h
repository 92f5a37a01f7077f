/*
 * The process as the tools want it, whatever the caller left behind.
 */
#ifndef PROCESS_H
#define PROCESS_H

/*
 * Names the program for diag, makes a closed pipe end it the way SIGPIPE does even where
 * the caller ignores that signal, makes a file size limit an error instead of a signal,
 * and occupies closed standard descriptors, so that no file opened later is mistaken for
 * stdout; reading or writing them is still an error.
 */
void process_init(const char *program);

#endif
