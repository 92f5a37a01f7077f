/*
 * The tables that funnel-stats writes.
 */
#ifndef REPORT_H
#define REPORT_H

#include "../../common/csvout.h"
#include "funnel.h"

/*
 * Both take the results of tally_results() and write the groups in bytewise order of
 * their cells, so that neither the order of the input nor of merged parts shows.
 * z is that of the interval (stats.h).
 */
void report_steps(struct csvout *out, const struct funnel *funnel,
    const struct tally_step *results, double z);
void report_summary(
    struct csvout *out, const struct funnel *funnel, const struct tally_step *results);

#endif
