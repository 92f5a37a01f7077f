/*
 * A lead at hand: its events, and what it is worth.
 */
#ifndef LEAD_H
#define LEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/money.h"
#include "path.h"

/* The latest amount; at equal times that of the later step, then the one noted later. */
struct lead_amount {
	struct money money;
	int64_t time_us;
	int32_t step;
	bool given;
};

void lead_amount_note(struct lead_amount *amount, const struct lead_amount *other);

/* Zero it to begin with. */
struct lead {
	struct path_event *events;
	size_t count, capacity;
	struct lead_amount amount;
};

void lead_add(struct lead *lead, struct path_event event);
void lead_clear(struct lead *lead);
void lead_release(struct lead *lead);

#endif
