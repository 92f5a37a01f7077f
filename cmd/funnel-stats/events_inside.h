/*
 * What the layouts of events.h share.
 */
#ifndef EVENTS_INSIDE_H
#define EVENTS_INSIDE_H

#include "../../common/group.h"
#include "../../common/reader.h"
#include "events.h"
#include "spellings.h"

/* The roles of rows that are events, and of those that are leads. */
enum { EVENTS_ID, EVENTS_STAGE, EVENTS_TIME, EVENTS_AMOUNT, EVENTS_ROLES };
enum { WIDE_ID, WIDE_AMOUNT, WIDE_ROLES };

/* What rows are read with, and into. */
struct events {
	const struct options_common *options;
	const struct plan *plan;
	struct reader *reader;
	struct spellings *spellings;
	struct group *segments; /* the --by cells that were met */
	size_t first_by;        /* the role of the first --by column */
	struct slice *by;
	uint64_t late;         /* later than --as-of: rows, or with --wide dates */
	bool any;              /* there were other moments, */
	int64_t latest_us;     /* and this is the latest */
	struct funnel *funnel; /* of the leads that are done */
};

/* One event a row. */
struct events_row {
	struct slice id; /* valid until the next row */
	struct path_event event;
	struct lead_amount amount;
};

/* False if the row is of no use. */
bool events_take(struct events *events, struct events_row *row);

/* Events of no step matter to --order=strict only. */
bool events_matters(const struct events *events, const struct path_event *event);

/* False if the cell is empty, and with that the row is rejected. */
bool events_needed_cell(struct events *events, size_t role, struct slice *cell);

/* The number of the row's segment; any, where there is no --by. */
uint32_t events_segment(struct events *events);

/* Does it lie behind --as-of? Those that do are counted, the others are candidates for
 * its default. */
bool events_is_late(struct events *events, int64_t us);
void events_saw(struct events *events, int64_t us);

/* What reads all rows that there are, for each layout. */
void events_read_shuffled(struct events *events);
void events_read_sorted(struct events *events);
void events_read_wide(struct events *events);

#endif
