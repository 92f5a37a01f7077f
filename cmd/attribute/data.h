/*
 * The input: touches with conversions, or paths. Which of them is decided by the columns
 * of the first file: paths if it has a column for `path` and not all of id, channel and
 * time, or if -c names one for `path`.
 */
#ifndef ATTR_DATA_H
#define ATTR_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/list.h"
#include "../../common/options.h"
#include "../../common/reader.h"
#include "../../common/strmap.h"
#include "journeys.h"
#include "paths.h"

enum attr_role {
	ATTR_ID,
	ATTR_CHANNEL,
	ATTR_TIME,
	ATTR_VALUE,
	ATTR_CONVERSION,
	ATTR_STAGE,
	ATTR_PATH,
	ATTR_CONVERSIONS,
	ATTR_NULLS,
	ATTR_ROLES
};

struct attr_data_options {
	const char *conversions; /* the file of --conversions, or NULL */
	struct list milestones;  /* none, 2 or 3 */
	struct slice separator;  /* of the touches of a path */
	bool failed;             /* paths without a conversion are wanted too */
};

struct attr_data {
	const struct attr_data_options *options;
	const struct options_common *common;
	struct options_common main_common,
	    conversions_common; /* with the roles of each */
	struct reader_role roles[ATTR_ROLES];
	struct reader *reader;
	char delimiter;
	bool has_touches;               /* else it has paths */
	bool nulls_known;               /* paths: a file has a column for them */
	struct strmap *channels;        /* in the order of first sight */
	struct attr_paths *paths;       /* those wanted */
	struct attr_journeys *journeys; /* touches only */
	uint64_t late;                  /* rows later than --as-of */
};

/* Opens the first file and decides which of the two it is. What it is given must outlive
 * it. */
void attr_data_open(struct attr_data *data, const struct attr_data_options *options,
    const struct options_common *common);

/* Reads everything, into journeys or into paths, and says what was left out. */
void attr_data_read(struct attr_data *data);

void attr_data_release(struct attr_data *data);

/* The two halves of attr_data_read(), of one input each. */
void attr_touches_read(struct attr_data *data);
void attr_pathrows_read(struct attr_data *data);

#endif
