/*
 * Rows of cells to small numbers: the groups of --by. Each new combination of cells gets
 * the next number, as in strmap; with no cells there is one group, number 0.
 */
#ifndef GROUP_H
#define GROUP_H

#include <stdint.h>

#include "slice.h"

struct group;

/* Every row has this many cells. */
struct group *group_new(size_t cells);
void group_free(struct group *group);

/* How many cells that is. */
size_t group_cells(const struct group *group);

/* The number of the group with these cells, which are copied if they are new. */
uint32_t group_add(struct group *group, const struct slice *cells);

/* Cell i of the group; valid until group_free. */
struct slice group_cell(const struct group *group, uint32_t id, size_t i);

uint32_t group_count(const struct group *group);

/* Bytewise order, cell by cell: <0, 0 or >0. */
int group_compare(const struct group *group, uint32_t a, uint32_t b);

/* All numbers, in that order of their groups; to be freed. */
uint32_t *group_order(const struct group *group);

#endif
