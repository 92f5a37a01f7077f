/*
 * The rows of large files read by several threads, with what comes of it the same as by
 * one: to the byte, whatever their number.
 *
 * Behind its header a file is cut into parts, each of which begins, as far as can be
 * guessed, with a record. Each is read with a state of its own, and the states are merged
 * in the order of the file, while others are on their way. What decides is the reader of
 * the whole: a part counts if it begins exactly where those before it ended and nothing
 * at all had to be said in it. Any other part is read again by the whole, row by row,
 * which then says it, with the line where it is.
 */
#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "reader.h"

/* How a tool takes its rows. The whole is a state too: that of what was read in order. */
struct parts_task {
	/* A new state for a part of the file that the whole stands on; NULL if this file
	 * has to be read in one go. */
	void *(*begin)(void *whole);

	/* The guide of the part's reader, valid as long as the state; NULL: none. */
	const struct reader_guide *(*guide)(void *part);

	/*
	 * Takes the row that the reader stands on. For a part it is called beside the
	 * others: it may change that state and nothing else, and must not print or end
	 * the program but by reader_bad_row() and its like, and reader_refuse().
	 */
	void (*row)(void *state, struct reader *reader);

	/* Adds a part to the whole, which has read `lines` lines of the file before it.
	 * False: it can't be told of the part, which has to be read again; the whole is
	 * as it was. */
	bool (*merge)(void *whole, void *part, size_t lines);

	void (*end)(void *part);

	/* Has the part know its reader, before any row; NULL: it needn't. */
	void (*meet)(void *part, struct reader *reader);

	/* Bytes of the file in a part, where its state grows with its rows: then memory
	 * is bounded, by some parts for each thread. 0: as many parts as threads. */
	size_t part_bytes;
};

/* Reads all rows that the reader has, by so many threads; 0: as many as there are
 * processors, where the file is long enough for it to pay. */
void parts_read(
    struct reader *reader, size_t jobs, const struct parts_task *task, void *whole);

#endif
