/*
 * The least of a function with one minimum between two points, by golden sections (Kiefer
 * 1953, Proc. AMS 4:502-506). Pure.
 */
#ifndef GOLDEN_H
#define GOLDEN_H

/* Where it is, to about `near`: a point at which the function was called. */
double golden_least(double (*function)(void *data, double x), void *data, double low,
    double high, double near);

#endif
