/*
 * Bytes out: stdout, or a file that is written whole or not at all. Every write is
 * checked: what can't be created ends the program with status 73, what can't be written
 * with 74; a closed pipe ends it the way SIGPIPE does.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>

#include "slice.h"

struct output;

struct output *output_stdout(void);

/*
 * A file that takes the place of `path` when output_finish() is called, and not before:
 * until then the bytes are in a file without a name in the same folder, which the system
 * removes however the program ends. A file that was there before keeps its permissions
 * and may be read meanwhile. A link is followed to the file itself, but not somebody
 * else's in a folder that is open to all. A path that is no regular file (a device, a
 * pipe) is written as it is. The path must outlive the output.
 */
struct output *output_file(const char *path);

/*
 * Bytes that are kept, however many, until somebody writes them elsewhere: valid until
 * the next one is added, or they are freed.
 */
struct output *output_memory(void);
struct slice output_bytes(const struct output *output);
void output_memory_free(struct output *output);

/* Bytes leave by 64 KiB at a time: how many of them somebody got to see where an error
 * ends the program depends on how many there were alone. */
void output_write(struct output *output, const char *bytes, size_t n);

enum { OUTPUT_ROOM = 32 * 1024 };

/*
 * Room for n bytes, OUTPUT_ROOM at most and one at least, to write to what is known piece
 * by piece, and then how many of them there are.
 */
char *output_room(struct output *output, size_t n);
void output_take(struct output *output, size_t n);

static inline void
output_text(struct output *output, const char *text)
{
	output_write(output, text, strlen(text));
}

/* Writes what is left, puts the file in place, and frees. */
void output_finish(struct output *output);

#endif
