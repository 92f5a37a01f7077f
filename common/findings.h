/*
 * What --lint writes: a table `file,line,rule,finding`.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stddef.h>

#include "csvout.h"
#include "diag.h"

struct findings {
	const char *path; /* of the file of rules */
	struct csvout *out;
	size_t count;
};

/* Declares the columns. The path and the table must outlive the findings. */
struct findings findings_begin(const char *path, struct csvout *out);

/* One more, about that line of the file. */
void findings_add(struct findings *findings, size_t line, const char *rule,
    const char *format, ...) DIAG_PRINTF(4, 5);

#endif
