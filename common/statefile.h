/*
 * States: what a tool has added up so far, written down as CSV to be added to others by
 * --merge.
 *
 * One row is one fact: record (what it is), name, value, and the tool's own columns. The
 * rows `setting` come first, with the version, the options that shaped the sums and
 * --as-of: they must be the same in all states that are merged. The row `end` comes last:
 * without it a state is cut short. A file holds one state or several, one after the
 * other, with their headers or without.
 */
#ifndef STATEFILE_H
#define STATEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csvout.h"
#include "diag.h"
#include "group.h"
#include "money.h"
#include "options.h"
#include "reader.h"

/* The columns by their numbers; behind them are the tool's own, counted on. */
enum { STATEFILE_RECORD, STATEFILE_NAME, STATEFILE_VALUE, STATEFILE_COLUMNS };

/* An option whose text states carry: a `const char *` in a struct of the tool's, `texts`
 * below, NULL where the option wasn't given. */
struct statefile_setting {
	const char *name;
	size_t offset;
};

#define STATEFILE_SETTING(type, member)                                                  \
	{                                                                                \
#member, offsetof(type, member)                                          \
	}

/* The states of a tool. */
struct statefile_kind {
	const char *version; /* changes with the meaning of the rows */
	const struct statefile_setting *settings;
	size_t settings_count;
	const char *const *columns; /* the tool's own */
	size_t columns_count;
};

/* End the program with status 64 where other options don't go with --partial or --merge.
 * For --merge the caller tells if there are any of its own that say how to read its
 * input, and what that is: "events". */
void statefile_check_partial(const struct options_common *options);
void statefile_check_merge(const struct statefile_kind *kind, void *texts,
    const struct options_common *options, bool others, const char *input);

/* Writing: the header and the settings; then the facts; then the end. */
void statefile_begin(struct csvout *out, const struct statefile_kind *kind, void *texts,
    const struct options_common *options);
void statefile_end(struct csvout *out, const struct statefile_kind *kind);

/* A fact that has nothing in the tool's own columns. */
void statefile_fact(struct csvout *out, const struct statefile_kind *kind,
    const char *record, struct slice name, struct slice value);

/* The cells of a group as one, for statefile_cells to read. It stands in *buffer, of
 * *capacity bytes, which grows as by mem_grow, until that is used again or freed. */
struct slice
statefile_pack(const struct group *group, uint32_t id, char **buffer, size_t *capacity);

/* Reading */

struct statefile;

/*
 * Opens options->files, whose states must all be of the kind and have the same settings;
 * what doesn't fit ends the program with status 65. Puts the settings into *texts, where
 * they are valid until statefile_close(), and the moment of --as-of, if there is one,
 * into *options. The kind must outlive the file.
 */
struct statefile *statefile_open(
    const struct statefile_kind *kind, void *texts, struct options_common *options);
/* When all states have been read. */
void statefile_close(struct statefile *file);

/* The next fact: what it is, until the next call. False when all states have been read,
 * and each to its end. */
bool statefile_next(struct statefile *file, struct slice *record);

/* Its row, for the other cells; there's none behind the last fact. */
struct reader *statefile_reader(const struct statefile *file);

/* The cell that statefile_pack made, of a group of `count` cells; until the next
 * statefile_next(). Where it isn't one the reason is told, as below. */
const struct slice *
statefile_cells(struct statefile *file, size_t column, size_t count, const char *reason);

/* The amount, and the moment, that a cell of the fact holds. Where it holds none the
 * reason is told, as below. */
struct money statefile_money(struct statefile *file, size_t column, const char *reason);
int64_t statefile_time(struct statefile *file, size_t column, const char *reason);

/* Ends the program: `FILE:LINE: REASON: is this the output of TOOL --partial?` */
DIAG_NORETURN void statefile_refuse(struct statefile *file, const char *reason);

/* The delimiter of the first file. Known when all states have been read. */
char statefile_delimiter(const struct statefile *file);

#endif
