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

void lead_amount_note(
    struct lead_amount *amount, int64_t time_us, int32_t step, struct money money);

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

/* The number of the id, counted from 0 in order of first sight. */
uint32_t leads_id(struct leads *leads, struct slice id);

void leads_add(struct leads *leads, uint32_t id, struct path_event event);
void leads_amount(
    struct leads *leads, uint32_t id, int64_t time_us, int32_t step, struct money money);

uint32_t leads_count(const struct leads *leads);

/* Makes *lead the one with this number, its events in the order they were added. */
void leads_get(const struct leads *leads, uint32_t id, struct lead *lead);

#endif
