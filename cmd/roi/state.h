/*
 * A ledger written down as a state, to be added to others: --partial and --merge.
 *
 * Beside what all states have a fact has an account. Nothing is rounded, and nothing
 * converted.
 */
#ifndef ROI_STATE_H
#define ROI_STATE_H

#include "../../common/csvout.h"
#include "../../common/options.h"
#include "../../common/statefile.h"
#include "ledger.h"

extern const struct statefile_kind roi_state_kind;

void roi_state_write(struct csvout *out, const struct roi_ledger *ledger,
    struct roi_plan_texts *texts, const struct options_common *options);

struct roi_state;

/*
 * Reads the states in options->files into a ledger of the plan that they agree on; what
 * doesn't fit ends the program with status 65. The moment of --as-of that they were made
 * with, if any, is put into *options.
 */
struct roi_state *roi_state_read(struct options_common *options);
void roi_state_free(struct roi_state *state);

struct roi_ledger *roi_state_ledger(struct roi_state *state);
struct roi_plan_texts *roi_state_texts(struct roi_state *state);
char roi_state_delimiter(const struct roi_state *state);

#endif
