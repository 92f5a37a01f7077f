/*
 * How amounts of money are rounded, as files of rules say it in rows of their settings:
 * the currency, decimals and what becomes of halves. What is wrong with a cell ends the
 * program.
 */
#ifndef RULEMONEY_H
#define RULEMONEY_H

#include "rulefile.h"

/* The row's cell as a code of ISO 4217; returns the currency's decimals. */
int
rulemoney_currency(const struct rulefile *file, size_t column, char currency[static 4]);

/* A whole number from 0 to 12. */
int rulemoney_decimals(const struct rulefile *file, size_t column);

/* half-up, half-even, half-down, up or down. */
enum money_rounding rulemoney_rounding(const struct rulefile *file, size_t column);

#endif
