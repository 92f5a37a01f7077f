/*
 * The rows that can't be used, with where they stood and why: --rejects.
 */
#ifndef REJECTS_H
#define REJECTS_H

#include <stddef.h>
#include <stdint.h>

#include "csvin.h"

struct rejects;

/* Writes to the file `path`, CSV: reject_file, reject_line, reject_reason and the columns
 * of the header. Takes nothing over. */
struct rejects *rejects_open(const char *path, const struct csvin *header_of);

/*
 * Writes the record that `in` stands on. Its cells go under the columns of that name in
 * the first header; a record that isn't CSV, or has a wrong number of cells, goes whole,
 * as it stood, into the first column, and so does one with columns that the first header
 * lacks, so that nothing is lost.
 */
void rejects_write(struct rejects *rejects, const struct csvin *in, const char *reason);

/* Puts the file in place and frees; returns how many rows it holds. */
uint64_t rejects_close(struct rejects *rejects);

#endif
