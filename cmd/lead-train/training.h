/*
 * Leads whose outcome is known, from files into a table.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "../../common/list.h"
#include "../../common/options.h"
#include "table.h"

/* The options that say what to read. */
struct training_plan {
	const char *outcome; /* a column, */
	const char *success; /* and its value that counts; NULL: it tells itself */
	const struct list *features; /* columns; none: all */
	const struct list *exclude, *keep;
	const struct list *monotone; /* columns, each with + or - in front or not */
	const char *time;            /* a column, or NULL */
	const char *holdout;         /* a file, or NULL */
};

struct training {
	struct table table;
	bool *kept;        /* by column: named in --features or --keep */
	int8_t *monotone;  /* by column: as in struct card_plan */
	int64_t latest_us; /* of all times */
	char delimiter;
};

/* Reads options->files, and the file that is held out behind them. What can't be used
 * ends the program, or goes to --rejects; --quiet keeps notes back. */
void training_read(const struct training_plan *plan, const struct options_common *options,
    struct training *training);
void training_release(struct training *training);

#endif
