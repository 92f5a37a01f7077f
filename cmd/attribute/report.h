/*
 * The tables that attribute writes. Channels are in the order of first sight, and behind
 * them `(none)` where there were conversions without touches.
 */
#ifndef ATTR_REPORT_H
#define ATTR_REPORT_H

#include "../../common/csvout.h"
#include "../../common/strmap.h"
#include "share.h"

/* A row for each model and channel. */
void attr_report_long(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels);

/* A row for each channel, two columns for each model. */
void attr_report_wide(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels);

/* A row for each channel: what is lost without it. */
void attr_report_removal(
    struct csvout *out, const struct attr_shared *shared, const struct strmap *channels);

/* A row for each transition of the chain. */
void attr_report_matrix(
    struct csvout *out, const struct attr_markov *markov, const struct strmap *channels);

#endif
