/*
 * A funnel written down as a state, to be added to others: --partial and --merge.
 *
 * Beside what all states have a fact has count, step and group. Nothing is rounded.
 */
#ifndef STATE_H
#define STATE_H

#include "../../common/csvout.h"
#include "../../common/options.h"
#include "../../common/statefile.h"
#include "funnel.h"

extern const struct statefile_kind state_kind;

void state_write(struct csvout *out, struct funnel *funnel, struct plan_texts *texts,
    const struct options_common *options);

struct state;

/*
 * Reads the states in options->files into a funnel of the plan that they agree on; what
 * doesn't fit ends the program with status 65. The moment of --as-of that they were made
 * with, if any, is put into *options.
 */
struct state *state_read(struct options_common *options);
void state_free(struct state *state);

struct funnel *state_funnel(struct state *state);
struct plan_texts *state_texts(struct state *state);
char state_delimiter(const struct state *state);

#endif
