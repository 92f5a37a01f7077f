/*
 * The rows of the input into the funnel: one event each, or with `wide` one lead each.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "../../common/diag.h"
#include "../../common/options.h"
#include "funnel.h"

enum events_layout {
	EVENTS_SHUFFLED, /* the rows of an id may be anywhere */
	EVENTS_SORTED,   /* they are together */
	EVENTS_WIDE      /* a row is a lead, its stages are columns */
};

/* Reads everything. Returns the delimiter of the input. */
char events_read(const struct options_common *options, enum events_layout layout,
    struct funnel *funnel);

/* Ends the program for want of --stages, with the stages that the input has. */
DIAG_NORETURN void events_ask_for_stages(const struct options_common *options);

#endif
