/*
 * From what was read to the credit of every model.
 */
#ifndef ATTR_SHARE_H
#define ATTR_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credit.h"
#include "data.h"
#include "markov.h"
#include "models.h"

struct attr_plan {
	struct attr_models models;
	struct attr_journeys_rules journeys;
	struct attr_rules rules; /* `direct` aside, which needs the channels */
	const char *direct;      /* the channel's name, any case */
	bool direct_given;       /* then it has to be there */
	size_t order;            /* of markov, 1 to ATTR_ORDER_MOST */
	bool no_nulls;
	bool value_by_conversion; /* markov shares value out as it does conversions */
	bool chain, losses;       /* wanted for themselves, whatever the models */
};

struct attr_shared {
	struct attr_credit credits[ATTR_MODELS];
	size_t count;
	bool any_unattributed;      /* there were conversions without touches */
	struct attr_markov *markov; /* NULL where nothing needs it */
	struct attr_loss *losses;   /* by channel, the same */
	struct attr_markov_total total;
};

/* Shares out what the data hold; notes on stderr what is odd unless `quiet`. */
void attr_share(struct attr_shared *shared, const struct attr_plan *plan,
    struct attr_data *data, bool quiet);
void attr_shared_release(struct attr_shared *shared);

#endif
