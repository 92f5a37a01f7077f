/*
 * What is probably wrong with a plan, though it can be read.
 */
#ifndef PAYLINT_H
#define PAYLINT_H

#include "../../common/csvout.h"
#include "../../common/reader.h"
#include "payplan.h"

/* Writes one row for each finding, and returns how many. `deals` is NULL, or the header
 * in which the columns of conditions are looked for. */
size_t paylint(const struct payplan *plan, struct reader *deals, struct csvout *out);

#endif
