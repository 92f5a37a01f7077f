/*
 * The leads on their way through: read, scored and written, large files by several
 * threads.
 */
#ifndef LEADS_H
#define LEADS_H

#include "../../common/csvout.h"
#include "run.h"

/* Scores all leads of the run, and writes them but for the end of the table. */
void leads_write(struct run *run, struct csvout *out);

#endif
