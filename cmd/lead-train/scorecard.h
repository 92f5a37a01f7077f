/*
 * A scorecard as the rules file that lead-score reads: rule, category, on, when, points,
 * per, reason. A row's score is the sum of the points of the rules that hold, times the
 * number of the column in `per` where one is named; with link logistic it is the
 * log-odds. Numbers are written so that reading them gives the same double.
 */
#ifndef SCORECARD_H
#define SCORECARD_H

#include "../../common/csvout.h"
#include "card.h"

/* Declares the columns and writes all rows. A rule without points isn't written. */
void scorecard_write(struct csvout *out, const struct card *card, bool logistic);

/* How many rules that is, the base and settings aside. */
size_t scorecard_rules(const struct card *card);

/* The shortest text of 15 to 17 significant digits that strtod reads as x. */
enum { SCORECARD_NUMBER = 32 };
size_t scorecard_number(double x, char out[static SCORECARD_NUMBER]);

#endif
