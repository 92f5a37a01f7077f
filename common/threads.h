/*
 * Work that threads do beside each other, where its parts have nothing to do with one
 * another.
 */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>

/* How many --jobs=N asks for; 0: as many as there are processors. */
size_t threads_count(size_t jobs);

/*
 * Calls work(data, i) once for each i below `count`, in no order that could be relied on,
 * by so many threads at most, of which the caller's is one; returns when all of it is
 * done. Calls may change what belongs to their own i and nothing else, and must not
 * print; when memory runs out in one, the program ends as it always does.
 */
void
threads_run(size_t threads, size_t count, void (*work)(void *data, size_t i), void *data);

#endif
