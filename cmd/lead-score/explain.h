/*
 * Every rule and what it made of one lead: --explain.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "../../common/csvout.h"
#include "run.h"

/* Writes the rules, held or not, for the lead with the id of the settings; one that isn't
 * in the input ends the program. */
void explain(struct run *run, struct csvout *out);

#endif
