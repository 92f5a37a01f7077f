/*
 * Options: one table for each tool drives getopt_long, --help and the completions of
 * the shells. The options that all tools share are here, with what they say.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csvout.h"
#include "number.h"

/*
 * One option. `set` checks the argument (NULL for an option without one) and stores it in
 * the field of the settings that `field` says; it returns NULL, or what is wrong with the
 * argument, to stand behind `--name=ARGUMENT: `. Arguments live as long as argv.
 */
struct options_spec {
	const char *name;
	char letter;          /* 0: only the long name */
	const char *argument; /* its name in the help; NULL: takes none; in brackets: it
	                         may be left out, and then `set` gets NULL */
	const char *help;
	const char *(*set)(void *field, const char *argument);
	size_t field;        /* offsetof(struct settings, ...) */
	const char *choices; /* for completion: "csv|tsv", or one of these; or NULL */
};

#define OPTIONS_FILE "FILE"
#define OPTIONS_COLUMN "COLUMN"   /* of the input */
#define OPTIONS_COLUMNS "COLUMN," /* a list of them, as in list.h */
#define OPTIONS_ROLE "ROLE=COLUMN"

/* Which of the shared options make sense for a tool. */
enum {
	OPTIONS_DATES = 1,   /* --date-format, --as-of */
	OPTIONS_NUMBERS = 2, /* --decimal */
	OPTIONS_JOBS = 4     /* --jobs */
};

struct options_tool {
	const char *name;
	const char *synopsis; /* behind the name, as in the man page's SYNOPSIS */
	const char *summary;  /* one sentence */
	const struct options_spec *specs;
	size_t count;
	unsigned groups; /* OPTIONS_DATES | ... */
};

/* A role that the user gave a column: -c ROLE=NAME. */
struct options_choice {
	struct slice role;
	const char *column;
};

/* What the shared options say; zero where they aren't given. */
struct options_common {
	char delimiter; /* 0: a `sep=` line, or a comma */
	char decimal;   /* 0: not said, so `.` */
	struct options_choice *choices;
	size_t choices_count, choices_capacity;
	const char *date_format;
	bool as_of_given;
	int64_t as_of_us; /* the last moment that counts */
	size_t max_record;
	size_t jobs; /* 0: not said */
	const char *rejects, *output;
	enum csvout_format format;
	const char *title; /* of a page: the tool's name where none is given */
	bool bars;
	bool spreadsheet_safe, bom, crlf, progress, quiet;
	bool files_named; /* there are operands */
	char **files;     /* of argv: the operands, or `-` */
	size_t files_count;
};

/*
 * Reads argv into *common and *settings. --help, --version and --completion are
 * answered and end the program; what is wrong ends it with status 64.
 */
void options_parse(const struct options_tool *tool, struct options_common *common,
    void *settings, int argc, char **argv);

/* Frees what parsing allocated. */
void options_release(struct options_common *common);

/* Opens what -o names, or stdout. */
struct output *options_output(const struct options_common *common);

/* How tables are written, with the delimiter of the input where none was asked for. */
struct csvout_options options_csvout(const struct options_common *common, char delimiter);

/* Does it take an argument that can't be left out? */
bool options_needs_argument(const struct options_spec *spec);

/* `set` functions for fields of common types. */
const char *options_flag(void *field, const char *argument); /* bool */
const char *options_text(void *field, const char *argument); /* const char * */
const char *options_yes(void *field, const char *argument);  /* const char *: "yes" */

/* For `set` functions that know their limits: is the argument a number, or a whole one
 * from low to high? It is written as in cells, with the decimal mark `.` whatever
 * --decimal says. */
bool options_number(const char *argument, double *x);
bool options_count(const char *argument, size_t low, size_t high, size_t *n);

/* The options in the order of the help: first the tool's own, then the shared ones.
 * Returns NULL behind the last. */
const struct options_spec *options_at(const struct options_tool *tool, size_t i);

#define OPTIONS_VERSION "0.1.0"

#endif
