/*
 * From values to places in a picture, and the round numbers that an axis shows. Pure.
 */
#ifndef SCALE_H
#define SCALE_H

#include <stdbool.h>
#include <stddef.h>

struct scale {
	double low, high; /* values at its ends, round ones */
	double step;      /* from tick to tick: 1, 2 or 5 times a power of 10 */
	size_t ticks;     /* low, low + step, ..., high */
	double from, to;  /* places of low and high */
};

/* A scale that holds low to high and, with zero, 0; with at most `most` >= 3 ticks; whole
 * steps only if `whole` says so. Values that aren't finite count as 0. */
struct scale scale_make(double low, double high, bool zero, bool whole, size_t most);

/* Where a value is; ends are not cut off. */
double scale_at(const struct scale *scale, double value);

/* Tick i. */
double scale_tick(const struct scale *scale, size_t i);

#endif
