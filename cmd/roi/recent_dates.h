/*
 * Dates that came before: the rows of a report repeat few of them, and reading one takes
 * longer than looking it up. Memory doesn't grow.
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

/* Forgets all: the next file may mean others by the same texts. */
void roi_recent_dates_forget(struct roi_recent_dates *dates);

/* The moment that the text was noted with, if it still is known. */
bool
roi_recent_dates_find(struct roi_recent_dates *dates, struct slice text, int64_t *us);

/* To be called where find() didn't know it. */
void roi_recent_dates_note(struct roi_recent_dates *dates, struct slice text, int64_t us);

/* The name of the period that holds the moment of the last find() or note(); valid until
 * the next of them. */
struct slice roi_recent_dates_period(
    struct roi_recent_dates *dates, int64_t us, enum date_period period);

#endif
