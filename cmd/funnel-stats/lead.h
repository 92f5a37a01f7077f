/*
 * Leads: an id, its events, and what it is worth. `struct lead` is one of them at hand,
 * `struct leads` a store for millions whose events come in any order.
 */
#ifndef LEAD_H
#define LEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/money.h"
#include "../../common/slice.h"
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

struct leads;

/* Groups of events that aren't kept, and amounts that there aren't, take no room. */
struct leads *leads_new(bool keep_groups);
void leads_free(struct leads *leads);

/* Notes what a row says of the lead of this id: that it is there, an event unless NULL,
 * an amount unless NULL. */
void leads_note(struct leads *leads, struct slice id, const struct path_event *event,
    const struct lead_amount *amount);

/* When all is noted: makes *lead the next one, its events in the order of the rows; false
 * if there is none left. The order of the leads is that of hashes. The events may be
 * sorted; they are the store's and valid until the next call. */
bool leads_next(struct leads *leads, struct lead *lead);

#endif
