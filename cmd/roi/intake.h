/*
 * The rows of the input into the ledger: spend and results, from any mix of files.
 */
#ifndef ROI_INTAKE_H
#define ROI_INTAKE_H

#include "../../common/options.h"
#include "ledger.h"
#include "source.h"

/* Reads everything; says on stderr what was recognised and what was left out. Returns the
 * delimiter that output has: what was asked for or a `sep=` line says, else a comma. */
char roi_intake(const struct options_common *common,
    const struct roi_source_options *options, struct roi_ledger *ledger);

#endif
