/*
 * What open deals will bring, period by period: for each its chances and where they come
 * from, and for each group and period the amounts.
 */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/date.h"
#include "../../common/money.h"
#include "deals.h"
#include "learned.h"
#include "rates.h"

enum { OUTLOOK_MOST_PERIODS = 120 };

struct outlook_options {
	enum date_period period;
	size_t horizon;
	double rho;          /* NAN: learned */
	double commit, best; /* from which chance on a deal is called so */
	const char *rates;   /* a file, or NULL */
	bool new_business;
};

/* Where a chance comes from. */
enum outlook_source {
	OUTLOOK_CELL,
	OUTLOOK_RATES,
	OUTLOOK_LEARNED,
	OUTLOOK_INSUFFICIENT, /* nowhere: too little history */
	OUTLOOK_NO_CREATED,   /* nowhere: the deal's age isn't known */
	OUTLOOK_SOURCES
};
extern const char *const outlook_source_names[OUTLOOK_SOURCES];

/* When an open deal is due: the buckets are overdue, the periods, later and undated. */
struct outlook_periods {
	enum date_period period;
	size_t count;
	int32_t day;                              /* now */
	int32_t starts[OUTLOOK_MOST_PERIODS + 1]; /* and behind the last */
	int32_t ends[OUTLOOK_MOST_PERIODS];       /* days from now to their end */
};
void outlook_periods_make(
    struct outlook_periods *periods, enum date_period period, size_t count, int32_t day);
size_t outlook_buckets(const struct outlook_periods *periods);
size_t outlook_bucket(const struct outlook_periods *periods, int32_t close);
/* `overdue`, `2026-11`, `later`, `undated`. */
struct outlook_name {
	char text[DATE_TEXT];
};
struct outlook_name
outlook_bucket_name(const struct outlook_periods *periods, size_t bucket);

/* An open deal. */
struct outlook_deal {
	uint32_t deal;   /* in deals->list */
	uint32_t bucket; /* by its close date */
	uint8_t source, category;
	bool stale;
	double chance; /* to be won at all; NAN: not known */
};

/* A row of the table. */
struct outlook_cell {
	struct money closed, commit, best, pipeline, weighted;
	uint64_t deals; /* open ones that are due */
};

/* What was won in past periods by deals that weren't there when they began. */
struct outlook_business {
	struct money *totals;
	size_t count;
};

struct outlook {
	const struct deals *deals;
	const struct outlook_options *options;
	struct outlook_periods periods;
	struct learned learned;
	struct rates *rates;
	double rho;
	struct outlook_deal *open; /* by group, and in it as they came */
	size_t count;
	double *chances; /* by open deal, periods + 1: the last is for later */
	size_t *first;   /* by group: the first of its open deals, and behind the last */
	struct outlook_cell *cells;        /* by group and bucket */
	uint64_t *unknown;                 /* by group: deals without a chance */
	struct outlook_business *business; /* by group and period, or NULL */
};

/* Computes everything but the distributions. To be released. Notes go to stderr, unless
 * quiet. */
void outlook_make(struct outlook *outlook, const struct deals *deals,
    const struct outlook_options *options, bool quiet);
void outlook_release(struct outlook *outlook);

#endif
