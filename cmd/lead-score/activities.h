/*
 * What leads did: the rows of --activities, and the points that they give.
 */
#ifndef ACTIVITIES_H
#define ACTIVITIES_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/options.h"
#include "rules.h"
#include "score.h"

struct activities;

/*
 * Opens the file. Unless `sorted`, all of it is read, what gives points is kept, and
 * where
 * --as-of wasn't given the latest time is put into *options. Sorted activities are read
 * as their leads come, in bytewise order of ids, and memory stays constant.
 */
struct activities *activities_open(
    const char *path, struct options_common *options, struct rules *rules, bool sorted);

/* Sets the parts of the rules about activities for the lead; its id must not come before
 * that of the call before if they are sorted. */
void activities_parts(
    struct activities *activities, struct slice id, struct score_part *parts);

/* Says on stderr what was left out, and frees. NULL is nothing. */
void activities_close(struct activities *activities);

/* The role names that -c gives columns of this file begin with it. */
#define ACTIVITIES_ROLE "activity"

/* The options with those choices of -c alone that are about the activities, or that are
 * not; to be released. */
void activities_choices(
    const struct options_common *options, bool about, struct options_common *own);

#endif
