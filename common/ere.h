/*
 * POSIX extended regular expressions that can't hang the program: bounded where time or
 * memory would have no bounds. What an expression costs is at most proportional to the
 * text, which is bounded too, and what it has learned from texts is forgotten now and
 * then. Memory that runs out ends the program (mem.h).
 */
#ifndef ERE_H
#define ERE_H

#include <stdbool.h>
#include <stddef.h>

#include "slice.h"

struct ere;

/* The longest text that is looked at, in bytes. */
#define ERE_LONGEST_TEXT 16384

/* Case is that of ASCII letters. Returns NULL where the expression isn't one, or isn't
 * taken, with the reason in reason[0..room). To be freed. */
struct ere *ere_new(const char *expression, bool ignore_case, char *reason, size_t room);
void ere_free(struct ere *ere);

/* Is it found anywhere in the text, of at most ERE_LONGEST_TEXT bytes? Threads
 * may ask beside each other. */
bool ere_matches(struct ere *ere, struct slice text);

#endif
