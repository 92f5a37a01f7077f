/*
 * Rates as a file that people can read and edit: --rates-out and --rates.
 *
 * A row with ages says which share of the deals that are in the stage when they come to
 * age_from goes to `to` (won, lost or a stage) up to age_to, of all segments where the
 * segment is empty. A row without ages says which share of the stage's deals is won at
 * all, by their close dates.
 */
#ifndef RATES_H
#define RATES_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/csvout.h"
#include "../../common/slice.h"
#include "deals.h"
#include "learned.h"

/* Writes what was learned, nothing where there was too little history. */
void
rates_write(struct csvout *out, const struct learned *learned, const struct deals *deals);

struct rates;

/* Reads a file; what is wrong with it ends the program. To be freed. */
struct rates *rates_read(const char *path);
void rates_free(struct rates *rates);

/* The chance of a row without ages, the closest of: segment and stage, stage, segment,
 * neither. */
bool rates_chance(
    const struct rates *rates, struct slice segment, struct slice stage, double *chance);

/* The chances by rows with ages, as hazard_chances() has them; false if there are none
 * for the deal. */
bool rates_chances(const struct rates *rates, struct slice segment, struct slice stage,
    int32_t age, const int32_t *ends, size_t count, double *won);

#endif
