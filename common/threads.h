/*
 * Work that threads do beside each other, where its parts have nothing to do with one
 * another.
 */
#ifndef THREADS_H
#define THREADS_H

#include <stdbool.h>
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

/*
 * Work whose results are wanted in order: pieces that are cut from something, one behind
 * the other, worked at by several threads, and settled in the order in which they were
 * cut. Each piece has a place, a number below `places`, of which there is room for so
 * many at a time. All functions but `work` are called by the caller's thread.
 */
struct threads_line {
	/* Puts the next piece in the place; false: there are no more. */
	bool (*cut)(void *data, size_t place);

	/* Works at the piece, beside others: as threads_run() says. */
	void (*work)(void *data, size_t place);

	/* Takes the piece, which leaves its place. */
	void (*settle)(void *data, size_t place);
};

enum { THREADS_PLACES = 2 }; /* enough for each thread */

void threads_run_in_order(
    size_t threads, size_t places, const struct threads_line *line, void *data);

#endif
