/*
 * --history: which stage a deal came to, and when.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "deals.h"

/*
 * Reads own->history (id, stage, time) and puts the visits of stages that aren't an end
 * into *deals. Rows of deals that aren't there, and later ones than deals->as_of, are
 * passed over. What is wrong ends the program.
 */
void history_read(struct deals *deals, const struct deals_options *own,
    const struct options_common *options);

#endif
