/*
 * Which step a stage is of, for many cells: a file spells its stages in few ways, and
 * each is looked up once.
 */
#ifndef SPELLINGS_H
#define SPELLINGS_H

#include <stdint.h>

#include "../../common/slice.h"
#include "stages.h"

struct spellings;

/* The stages must outlive it. */
struct spellings *spellings_new(const struct stages *stages);
void spellings_free(struct spellings *spellings);

/* stages_find() */
int32_t spellings_find(struct spellings *spellings, struct slice stage);

#endif
