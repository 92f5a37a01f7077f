/*
 * Sums of sales written down as a state, to be added to others: --partial and --merge.
 *
 * Beside what all states have (statefile.h) a fact has a group. Nothing is rounded, and
 * no period is left out, as it may be over in another state.
 */
#ifndef FC_STATE_H
#define FC_STATE_H

#include "../../common/csvout.h"
#include "../../common/statefile.h"
#include "fc_sales.h"

/* Its texts are in a struct fc_sales_settings. */
extern const struct statefile_kind fc_state_kind;

void fc_state_write(struct csvout *out, const struct fc_sales *sales,
    struct fc_sales_settings *settings, const struct options_common *options);

struct fc_state;

/*
 * Reads the states in options->files; what doesn't fit ends the program with status 65.
 * What they say of columns and periods, and of the moment of --as-of, is put into
 * *settings and *options. The sales are the state's, as long as it is there.
 */
struct fc_state *
fc_state_read(struct fc_sales_settings *settings, struct options_common *options);
struct fc_sales *fc_state_sales(struct fc_state *state);
void fc_state_free(struct fc_state *state);

#endif
