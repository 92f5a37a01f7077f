/*
 * Rows dealt into parts for cross-validation, each with its share of the positives. The
 * same rows give the same parts, everywhere and always: the generator is splitmix64
 * (Steele, Lea & Flood 2014, OOPSLA) from a fixed seed, the shuffle Fisher & Yates's.
 * Pure.
 */
#ifndef FOLDS_H
#define FOLDS_H

#include <stddef.h>
#include <stdint.h>

/* Two seeds, so that the parts of an evaluation and those of the cross-validation inside
 * a part have nothing to do with each other. */
enum { FOLDS_OUTER = 1, FOLDS_INNER = 2 };

/* fold[i] is the part, from 0, of rows[i]. The outcome is by row of the table. */
void folds_deal(const uint8_t *outcome, const uint32_t *rows, size_t count, size_t folds,
    uint64_t seed, uint8_t *fold);

/* Splits rows into those of the part, and the others; each has room for all. Returns how
 * many are of the part. */
size_t folds_split(const uint32_t *rows, size_t count, const uint8_t *fold, size_t part,
    uint32_t *inside, uint32_t *outside);

#endif
