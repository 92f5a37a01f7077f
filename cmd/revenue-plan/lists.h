/*
 * The options that say something of stages: lists of STAGE:VALUE. What is wrong with them
 * ends the program with status 64.
 */
#ifndef REVPLAN_LISTS_H
#define REVPLAN_LISTS_H

#include "funnel.h"

/* --rates: makes the stages. The value of each but the last is its step rate, a fraction
 * of whole numbers `1/4`, a number or a percentage. */
void revplan_lists_rates(const char *text, struct revplan_funnel *funnel);

/* --lags, --costs, --owners, of stages that are there; they go before what is known. */
void revplan_lists_lags(const char *text, struct revplan_funnel *funnel);
void revplan_lists_costs(const char *text, struct revplan_funnel *funnel);
void revplan_lists_owners(const char *text, struct revplan_funnel *funnel);

/* A number of days, 0 or more and at most 36525, in microseconds. Returns NULL or the
 * reason, to stand behind the text. */
const char *revplan_days(struct money days, int64_t *us);

/* May it be a step rate: above 0 and up to 1? Returns NULL or the reason. */
const char *revplan_rate(struct money part, struct money whole);

#endif
