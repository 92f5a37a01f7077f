/*
 * Which rules hold for the row that a reader stands on, and how many points each gives.
 */
#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>

#include "../../common/options.h"
#include "../../common/reader.h"
#include "rules.h"
#include "score.h"

/* The rules about leads, or those about activities, bound to the columns of a reader. */
struct matcher;

/* Looks for the columns that the rules ask for; one that isn't there ends the program.
 * The rules, the reader and the options must outlive the matcher. */
struct matcher *matcher_new(struct rules *rules, bool on_activity, struct reader *reader,
    const struct options_common *options);
void matcher_free(struct matcher *matcher);

/* One for a part of what the whole's reader reads, see parts.h, which the whole has to
 * outlive. */
struct matcher *matcher_part(const struct matcher *whole, struct reader *part);

/*
 * Finds the row's parts: parts[i] is set for the rows of the rules that the matcher is
 * about, the others are left alone. Of the rows of one rule the first that holds has
 * times = 1. False if the row was rejected for what a cell holds.
 */
bool matcher_row(struct matcher *matcher, struct score_part *parts);

/* The texts that the condition of the rules' row saw: `COLUMN=CELL; COLUMN=CELL`; valid
 * until the next call. */
const char *matcher_saw(struct matcher *matcher, size_t row);

/* The first status whose condition holds for the row and its score, "" for none, NULL if
 * the row was rejected. For a matcher about leads. */
const char *matcher_status(struct matcher *matcher, const struct score *score);

#endif
