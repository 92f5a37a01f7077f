/*
 * The tables of an outlook: a row for each period, or for each open deal.
 */
#ifndef PERIODS_TABLE_H
#define PERIODS_TABLE_H

#include <stdbool.h>

#include "../../common/csvout.h"
#include "../../common/list.h"
#include "../../common/options.h"
#include "outlook.h"

struct periods_table_options {
	const struct list *by;
	const char *quota;    /* an amount, a file, or NULL */
	const char *baseline; /* a file, or NULL */
	bool cumulative;
	const struct options_common *common;
};

void periods_table_write(struct csvout *out, const struct outlook *outlook,
    const struct periods_table_options *options);

void periods_table_deals(
    struct csvout *out, const struct outlook *outlook, const struct list *by);

/* Declares and writes the cells of a group. */
void periods_table_declare_group(struct csvout *out, const struct list *by);
void periods_table_write_group(
    struct csvout *out, const struct deals *deals, const struct list *by, uint32_t group);

/* The distribution of a group's total in a period; to be released. */
struct sumdist;
struct sumdist_room;
void periods_table_total(const struct outlook *outlook, uint32_t group, size_t period,
    struct sumdist_room *room, struct sumdist *sumdist);

#endif
