/*
 * What deals that are known at the end of a day teach: how likely they are won at which
 * age, and how much periods differ.
 */
#ifndef LEARNED_H
#define LEARNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "deals.h"
#include "hazard.h"

/* With fewer deals won or lost nothing is learned. */
enum { LEARNED_LEAST = 10, LEARNED_PERIODS = 40 };

struct learned {
	struct hazard *hazard; /* NULL: too little history */
	uint64_t won, lost;    /* deals that could be learned from */
	int32_t oldest_won;    /* days; -1: none */
	double rho;            /* for a period to come; 0 where nothing tells */
	double rho_periods;    /* from how many; 0: nothing tells */
	double **memo;         /* by segment, state and age: chances */
	int32_t memo_ages;
};

/* Learns from what was known at the end of `day`. To be released. */
void learned_make(struct learned *learned, const struct deals *deals, int32_t day);
void learned_release(struct learned *learned);

/* Adds ρ, from the latest LEARNED_PERIODS whole periods before the day. */
void learned_rho(struct learned *learned, const struct deals *deals, int32_t day,
    enum date_period period);

/* The chances of a deal that is open on `day`, as hazard_chances() has them; always for
 * the same ends. */
void learned_chances(struct learned *learned, const struct deals *deals,
    const struct deals_deal *deal, int32_t day, const int32_t *ends, size_t count,
    double *won);

/* Is it older than any that was won? */
bool
learned_stale(const struct learned *learned, const struct deals_deal *deal, int32_t day);

/* The first day of the period that holds the day, and of the one behind it. */
int32_t learned_period_start(int32_t day, enum date_period period);
int32_t learned_period_next(int32_t start, enum date_period period);

#endif
