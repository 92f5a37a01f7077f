/*
 * The line of least squares through values 1, 2, ..., n. Pure.
 */
#ifndef FC_LINE_H
#define FC_LINE_H

#include <stddef.h>

struct fc_line {
	double intercept, slope; /* the value of period t, counted from 1: i + s t */
};

/* n >= 1; with one value the slope is 0. */
void fc_line_fit(const double *y, size_t n, struct fc_line *line);

double fc_line_at(const struct fc_line *line, size_t t);

#endif
