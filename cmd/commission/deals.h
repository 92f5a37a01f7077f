/*
 * Deals as they come in: each row is credited to one rep or split over several, and the
 * conditions of the plan are asked of each credit.
 */
#ifndef DEALS_H
#define DEALS_H

#include "../../common/diag.h"
#include "../../common/options.h"
#include "../../common/passthrough.h"
#include "../../common/reader.h"
#include "../../common/rowstore.h"
#include "payplan.h"

struct deals_settings {
	const char *plan, *explain, *compare;
	bool totals, lint, replace, has_period;
	enum date_period period;
};

#define DEALS_NO_STEP UINT32_MAX

/* A deal as far as it is a rep's. */
struct deals_credit {
	const struct rowstore_row *cells;
	uint32_t file, place; /* the latter a physical line */
	uint32_t rep;         /* by number */
	uint32_t deal;        /* by number; refunds have that of their deal */
	bool has_deal;        /* it has a name */
	bool by_rows;         /* its share stands in the row */
	bool is_refund;       /* the amount is below zero, and the plan has clawbacks */
	int64_t us, start;    /* the deal's moment, and its period's */
	struct money share, amount, margin;
	struct money share_before; /* of the deal's reps before this one */
	/* What comes of it: */
	uint32_t first_step, last_step;
	struct money commission; /* the sum of its steps */
	struct money credited;   /* in the period, with this one */
	struct money quota;      /* or 0 */
	unsigned flags;
};

struct deals;

/* Reads the deals. `computed` are the names of columns that will be added; NULL: no
 * column of the input passes. What doesn't fit ends the program. */
struct deals *
deals_read(const struct payplan *plan, const struct deals_settings *settings,
    const struct options_common *options, const char *const *computed, size_t count);
void deals_free(struct deals *deals);

/* The header of the deals, to look for columns. */
struct reader *deals_open_header(const struct options_common *options);

/* In the order of the input, those of one row in the order of the cell. */
size_t deals_count(const struct deals *deals);
struct deals_credit *deals_credit(const struct deals *deals, size_t i);

/* Does the rule's condition hold? */
bool deals_holds(const struct deals *deals, size_t credit, size_t rule);

size_t deals_reps(const struct deals *deals);
struct slice deals_rep(const struct deals *deals, uint32_t rep);
struct slice deals_name(const struct deals *deals, const struct deals_credit *credit);

/* Ends the program: `FILE:LINE: MESSAGE`. */
DIAG_NORETURN void deals_fail(const struct deals *deals,
    const struct deals_credit *credit, const char *format, ...) DIAG_PRINTF(3, 4);

const struct passthrough *deals_columns(const struct deals *deals);
char deals_delimiter(const struct deals *deals);

#endif
