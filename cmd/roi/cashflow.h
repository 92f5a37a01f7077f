/*
 * The value of money over time. Pure.
 *
 * Flows are in order of time, which counts from the first one in periods of the rate: for
 * yearly rates, days / 365 as XNPV and XIRR of spreadsheets count them.
 */
#ifndef ROI_CASHFLOW_H
#define ROI_CASHFLOW_H

#include <stddef.h>

struct roi_flow {
	double time, amount;
};

/* The net present value at time 0: Σ amount / (1 + rate)^time, and zero where it
 * is no more than rounding. rate > -1. */
double roi_npv(const struct roi_flow *flows, size_t n, double rate);

/*
 * The internal rates of return: the rates between -1 and ROI_IRR_MOST (both aside) at
 * which the net present value is zero, ascending. Returns how many there are; the first
 * `most` are put into `rates`. There are none where all flows have the same sign, and
 * never more than their sign changes (Descartes).
 *
 * With one change of sign the only root is bisected. Else the range is cut into
 * ROI_IRR_GRID steps of ln(1 + rate), and where the value comes close to zero without
 * crossing it between two of them, the turning point is looked for too: two roots closer
 * together than that are found, three or more in one step count as one.
 */
#define ROI_IRR_MOST 1e12
enum { ROI_IRR_GRID = 2000 };
size_t roi_irr(const struct roi_flow *flows, size_t n, double *rates, size_t most);

#endif
