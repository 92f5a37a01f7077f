/*
 * The system of solve.h by elimination, for few unknowns: without a subtraction, so that
 * every unknown is right to nearly all digits however little leaves the chain (Grassmann,
 * Taksar & Heyman 1985, Oper. Res. 33:1107-1116; O'Cinneide 1993, Numer. Math.
 * 65:109-120). Time grows with the cube of the active rows, memory with the square. Pure.
 */
#ifndef ATTR_ELIMINATE_H
#define ATTR_ELIMINATE_H

#include <stdbool.h>

#include "solve.h"

void attr_eliminate(
    const struct attr_system *system, const bool *active, const double *b, double *x);

#endif
