/*
 * Files whose rows stand beside those of the output: quotas, and another forecast. Each
 * row is of a period and, where deals are grouped, of a group.
 */
#ifndef BESIDE_H
#define BESIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/list.h"
#include "../../common/reader.h"
#include "outlook.h"

struct beside_options {
	const char *path;
	const struct list *by; /* all of its columns have to be there */
	const struct options_common *options;
};

struct beside;

/* The first role is the period; roles are as reader_open() takes them. */
struct beside *beside_open(const struct beside_options *own,
    const struct reader_role *roles, size_t count, const struct outlook *outlook);

/* The next row that is of a group and period of the output; *at is group × periods +
 * period. */
bool beside_next(struct beside *beside, size_t *at);
struct reader *beside_reader(struct beside *beside);

/* Says, unless quiet, what was of no use, and frees. */
void beside_close(struct beside *beside, const char *what);

#endif
