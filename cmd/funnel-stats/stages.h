/*
 * The steps of a funnel as --stages and --lost name them, and which step a stage that
 * stands in a cell is of.
 *
 * --stages is a list of steps, `Lead,MQL,Won=Closed Won|6`: a step is known by a stage or
 * several alternatives joined by `|`, and shown under the first of them or the label
 * before `=`. Stages are compared without regard to (ASCII) case and the spaces around.
 */
#ifndef STAGES_H
#define STAGES_H

#include <stdint.h>

#include "../../common/list.h"
#include "../../common/slice.h"

enum { STAGES_MOST = 1000 };

struct stages_step {
	const char *label;
	struct list names; /* the alternatives */
};

struct stages;

/*
 * Reads both; lost may be NULL. Returns NULL if they can't be, with *option naming the
 * one that is wrong ("stages", "lost") and the reason in *reason, which must be freed.
 */
struct stages *
stages_parse(const char *steps, const char *lost, const char **option, char **reason);
void stages_free(struct stages *stages);

size_t stages_count(const struct stages *stages);
const struct stages_step *stages_step(const struct stages *stages, size_t step);
const struct list *stages_lost(const struct stages *stages);

/* The step of a stage, or PATH_LOST, or PATH_OTHER (path.h). */
int32_t stages_find(const struct stages *stages, struct slice stage);

#endif
