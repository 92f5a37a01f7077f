/*
 * Dates that came before: the rows of a report repeat few of them, and to read one by a
 * format, or to name its period, takes longer than to look it up. Memory doesn't grow.
 */
#ifndef ROI_RECENT_DATES_H
#define ROI_RECENT_DATES_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/slice.h"

struct roi_recent_dates;

struct roi_recent_dates *roi_recent_dates_new(void);
void roi_recent_dates_free(struct roi_recent_dates *dates);

/* Forgets the texts: the next file may mean others by them. */
void roi_recent_dates_forget(struct roi_recent_dates *dates);

/* What date_parse_plain() makes of a day, as 2026-11-22, in microseconds; false if it
 * isn't one. Days of the same month cost little. */
bool roi_recent_dates_day(struct roi_recent_dates *dates, struct slice text, int64_t *us);

/* The moment that the text was noted with, if it still is known. */
bool roi_recent_dates_find(
    const struct roi_recent_dates *dates, struct slice text, int64_t *us);
void roi_recent_dates_note(struct roi_recent_dates *dates, struct slice text, int64_t us);

/* The name of the period that holds the moment, always of the same kind; valid until the
 * next call. */
struct slice roi_recent_dates_period(
    struct roi_recent_dates *dates, int64_t us, enum date_period period);

#endif
