/*
 * The opportunities of the input in memory, and what is known of their past.
 */
#ifndef DEALS_H
#define DEALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/group.h"
#include "../../common/list.h"
#include "../../common/money.h"
#include "../../common/options.h"
#include "../../common/strmap.h"

/* The amounts of all deals, taken without their signs, come to 2.1 × 10^19 at most: so no
 * sum of some of them overflows, nor a difference of such sums. */
#define DEALS_MOST ((money_units)1 << 124)

#define DEALS_NO_DAY INT32_MIN
#define DEALS_NONE UINT32_MAX

enum deals_status { DEALS_OPEN, DEALS_WON, DEALS_LOST };
enum deals_category {
	DEALS_UNSAID,
	DEALS_COMMIT,
	DEALS_BEST,
	DEALS_PIPELINE,
	DEALS_OMITTED
};

struct deals_deal {
	struct money amount;    /* 0 if missing */
	int32_t created, close; /* days since 1970-01-01, or DEALS_NO_DAY */
	double chance;          /* of the cell; NAN: there is none */
	uint32_t id;            /* in ids; DEALS_NONE: the files have no ids */
	uint32_t group, segment;
	uint32_t stage, owner; /* in stages and owners */
	uint32_t visits;       /* the first of the deal's, visits_count of them */
	uint16_t visits_count;
	uint8_t status, category; /* enum deals_... */
	bool has_amount;
};

/* When a deal came to a stage, from --history; by deal and day, one a day. */
struct deals_visit {
	uint32_t deal;
	int32_t day;
	uint32_t state;
};

struct deals_options {
	struct list by;
	const char *learn_by;  /* a column, or NULL */
	struct list won, lost; /* names of stages */
	const char *history;   /* a file, or NULL */
	bool needs_id;         /* a tool that says which deal is which */
	bool partial;          /* every row as it is: what was when is left to --merge */
	bool merge;            /* such rows: headers may come again */
};

struct deals {
	struct deals_deal *list;
	size_t count, capacity;
	struct group *groups, *segments;
	struct strmap *ids, *stages, *owners;
	uint8_t *stage_status; /* by stage: enum deals_status */
	size_t stage_capacity;
	struct deals_visit *visits;
	size_t visits_count, visits_capacity;
	struct strmap *states; /* stages of open deals, where there is a history */
	bool has_created, has_ids;
	int32_t as_of; /* the day, the end of which is now */
	char delimiter;
};

/* Reads options->files and says on stderr what was left out. To be released. */
void deals_read(struct deals *deals, const struct deals_options *own,
    const struct options_common *options);
void deals_release(struct deals *deals);

/* Sums that can't overflow. */
static inline void
deals_sum(struct money *sum, struct money amount)
{
	sum->units += amount.units;
}

/* Was the deal there on the day, and open at its end? */
static inline bool
deals_open_at(const struct deals_deal *deal, int32_t day)
{
	return deal->created <= day && (deal->status == DEALS_OPEN || deal->close > day);
}

/* The state of the deal at the end of the day: 0 where there is no history. */
uint32_t
deals_state_at(const struct deals *deals, const struct deals_deal *deal, int32_t day);

/* How many states there are: 1 without a history. */
size_t deals_states(const struct deals *deals);

#define DEALS_WON_NAMES "Closed Won,closedwon,Won"
#define DEALS_LOST_NAMES "Closed Lost,closedlost,Lost,Abandoned"

#endif
