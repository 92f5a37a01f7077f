/*
 * A store of millions of leads whose events come in any order.
 *
 * What threads have noted beside each other, each in a store of its own, is put together
 * at no cost, and then read back by several of them.
 */
#ifndef LEADS_H
#define LEADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/slice.h"
#include "lead.h"

struct leads;

/* Groups of events that aren't kept, and amounts that there aren't, take no room. */
struct leads *leads_new(bool keep_groups);
void leads_free(struct leads *leads);

/* Notes what a row says of the lead of this id: that it is there, an event unless NULL,
 * an amount unless NULL. */
void leads_note(struct leads *leads, struct slice id, const struct path_event *event,
    const struct lead_amount *amount);

/* Notes all that others say behind what was noted so far, and leaves `others` empty; to
 * them nothing was appended before. The group g of their events is groups[g] from now on;
 * the array is taken over, to be freed with the store; NULL: groups aren't kept. */
void leads_append(struct leads *leads, struct leads *others, uint32_t *groups);

/* The memory that all of it takes. */
size_t leads_bytes(const struct leads *leads);

/*
 * A walk through the leads, when all is noted. Of several walks, which may be beside each
 * other, each meets other leads, and all together meet every one once; the order is
 * nobody's to rely on.
 */
struct leads_walk;

struct leads_walk *leads_walk_new(struct leads *leads);
void leads_walk_free(struct leads_walk *walk);

/* The next lead, its events in the order of the rows; NULL if there is none left. It is
 * the walk's, and valid until the next call; the events may be sorted. */
struct lead *leads_next(struct leads_walk *walk);

#endif
