/*
 * The bytes of one input, as UTF-8: a file, stdin, or memory. A byte order mark is taken
 * off; UTF-16 that begins with one is converted. What can't be opened or read
 * ends the program (66, 74); what can't be text is reported to the caller.
 */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "slice.h"

struct input;

/* `-` is stdin, called <stdin> in messages. The path must outlive the input. */
struct input *input_open(const char *path);

/* Reads from memory, at most `chunk` bytes at a time (0: no limit); bytes and name must
 * outlive the input. */
struct input *input_memory(struct slice bytes, size_t chunk, const char *name);

void input_close(struct input *input);

/*
 * Reads up to n >= 4 bytes, at least one unless the input is at its end. Returns how
 * many, 0 at the end, or -1 if the input isn't text, for a reason that input_problem
 * gives.
 */
ssize_t input_read(struct input *input, char *to, size_t n);
const char *input_problem(const struct input *input);

/*
 * Parts of an input, to be read beside each other. input_offset() tells where in the
 * file, or in memory, the next byte that input_read() brings stands; -1 where nobody can
 * read on from there alone: a pipe, bytes that are converted.
 */
int64_t input_offset(const struct input *input);

/* The bytes from `from` on and before `to`, of which there may be fewer. The whole must
 * outlive it, and isn't touched. What can't be read is a problem. */
struct input *input_part(const struct input *whole, int64_t from, int64_t to);

/* Goes on from there. */
void input_seek(struct input *input, int64_t offset);

/* For messages. */
const char *input_name(const struct input *input);

/* Bytes read so far, and of the whole, -1 where that can't be known. */
int64_t input_position(const struct input *input);
int64_t input_size(const struct input *input);

#endif
