/*
 * Periods: weeks, months, quarters, years, or plain numbers, each by its place in a row
 * without gaps. Pure.
 */
#ifndef FC_PERIOD_H
#define FC_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/slice.h"

/* The finer ones first. */
enum fc_period_kind {
	FC_BY_WEEK,
	FC_BY_MONTH,
	FC_BY_QUARTER,
	FC_BY_YEAR,
	FC_BY_NUMBER,
	FC_PERIOD_KINDS
};

struct fc_period {
	enum fc_period_kind kind;
	int64_t place; /* the period behind it has the next place */
};

/* `week`, `month`, ... */
const char *fc_period_kind_name(enum fc_period_kind kind);

/* False if no kind is called so. */
bool fc_period_kind_named(const char *name, enum fc_period_kind *kind);

/* How many make a season: 52, 12, 4, 1, 1. */
size_t fc_period_season(enum fc_period_kind kind);

/*
 * Reads the name of a period: 2026, 2026-Q4 or 2026Q4 or Q4 2026, 2026-11, 2026-W47 or
 * 2026W47, in any case, or a number of up to 3 digits. Years are 1000 to 9999. False if
 * it isn't one.
 */
bool fc_period_parse(struct slice cell, struct fc_period *period);

/* Reads a number of any length up to 15 digits, with a sign or without. */
bool fc_period_parse_number(struct slice cell, struct fc_period *period);

/* The period that holds the moment; not for numbers. */
struct fc_period fc_period_of(int64_t us, enum fc_period_kind kind);

/* The coarser period that the period lies in; false if there's no such, as with weeks and
 * months. */
bool fc_period_coarser(
    struct fc_period period, enum fc_period_kind kind, struct fc_period *coarser);

/* Its first and last microsecond; not for numbers. */
int64_t fc_period_start(struct fc_period period);
int64_t fc_period_end(struct fc_period period);

/* Its name and a NUL; returns the length. Years beyond 9999 have one too. */
size_t fc_period_name(struct fc_period period, char out[static DATE_TEXT]);

#endif
