/*
 * The settings that tools which add rows up have in common: what makes a group, and which
 * rows count. Each is read from the text that its option was given, NULL where it wasn't.
 *
 * These functions return NULL, or what is wrong with the option, to be freed:
 * `--by=x: ...`.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "list.h"
#include "slice.h"

/* `--OPTION=TEXT: REASON`, for the settings of one tool only. */
char *settings_wrong(const char *option, const char *text, const char *reason);

/* --by: names of columns, each once, into *by, to be released whatever is returned. The
 * output has columns of its own, which none may be called: is_taken tells. */
char *settings_by(const char *text, bool (*is_taken)(struct slice name), struct list *by);

/* day, week, month, quarter or year, as `option` says it; *given is set where one is. */
char *settings_period(
    const char *option, const char *text, bool *given, enum date_period *period);

/* --from and --to: the moments that count, both inclusive; all of int64_t where the
 * option isn't given. */
char *settings_range(const char *from, const char *to, int64_t *from_us, int64_t *to_us);

#endif
