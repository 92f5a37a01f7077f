/*
 * A run of lead-score: the rules, the activities, and the lead that is being scored.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/options.h"
#include "../../common/reader.h"
#include "activities.h"
#include "match.h"
#include "rules.h"
#include "score.h"

struct run_settings {
	const char *rules, *activities, *explain;
	bool sorted, lint, replace;
	size_t reasons, top;
};

struct run {
	const struct run_settings *settings;
	struct options_common *common;
	struct options_common lead_options; /* without what is about the activities */
	struct rules rules;
	struct activities *activities;
	struct reader *reader;
	struct matcher *matcher;
	struct score_part *parts; /* of the row, by row of the rules */
	struct score score;       /* of the row */
	char *id;                 /* of the row before, if they have to be sorted */
	size_t id_length, id_capacity;
};

/* Reads the rules and the activities and opens the leads; what doesn't go together ends
 * the program. Settings and options must outlive the run. */
void run_begin(
    struct run *run, const struct run_settings *settings, struct options_common *common);
void run_end(struct run *run);

/* A run of a part of the leads beside others, see parts.h, for run_row() alone; the whole
 * has to outlive it. It can't be where leads have to be sorted. */
bool run_has_parts(const struct run *run);
void run_begin_part(struct run *part, const struct run *whole, struct reader *reader);
void run_end_part(struct run *part);

/* Scores the lead that the reader stands on: its status, or NULL if it was rejected. */
const char *run_row(struct run *run);

/* Goes to the next lead and scores it: its status, or NULL behind the last one. */
const char *run_next(struct run *run);

/* The lead's id, empty where the input has none. */
struct slice run_id(const struct run *run);

#endif
