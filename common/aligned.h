/*
 * A table for a terminal: columns aligned by the width of their characters, numbers at
 * the right. Control characters and bytes that aren't UTF-8 are masked.
 */
#ifndef ALIGNED_H
#define ALIGNED_H

#include "grid.h"
#include "output.h"

struct aligned {
	bool bars;   /* behind counts and shares, as long as they are large */
	bool blocks; /* bars are Unicode's blocks; else # */
	bool colour; /* header and bars, by escape sequences */
};

void
aligned_write(struct output *output, const struct aligned *how, const struct grid *grid);

#endif
