/*
 * The theta method, and the theta model whose line moves and is optimised. Both are for
 * histories without a season. Pure, but for memory.
 */
#ifndef FC_THETA_H
#define FC_THETA_H

#include <stddef.h>

/*
 * The theta method (Assimakopoulos & Nikolopoulos 2000, Int. J. Forecasting 16:521-530),
 * as simple exponential smoothing with half the slope b of the line through all values
 * added (Hyndman & Billah 2003, Int. J. Forecasting 19:287-290):
 *
 *     f_{n+j} = ℓ_n + b/2 (j - 1 + (1 - (1 - α)^n) / α)
 *
 * α and ℓ_0 are those with the least squares of the smoothing's errors. Fills what was
 * forecast for each period just before it, and the next ones. n >= 5.
 */
void
fc_theta(const double *y, size_t n, double *fitted, size_t horizon, double *forecast);

/* What the dynamic optimised theta model found. */
struct fc_dotm {
	double alpha, level, theta;
};

/*
 * The dynamic optimised theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler
 * 2016, Int. J. Forecasting 32:1151-1161):
 *
 *     f_{t+1} = ℓ_t + (1 - 1/θ) ((1-α)^t A_t + (1 - (1-α)^{t+1}) / α B_t)
 *     ℓ_t = α y_t + (1-α) ℓ_{t-1}
 *
 * where A_t + B_t x is the line of least squares through the values up to t. ℓ_0, α in
 * [0.1, 0.99] and θ >= 1 are those with the least squares of the errors from t = 3 on.
 * The next periods go on in the same way, each forecast taken for the value. n >= 4.
 */
void fc_dotm(const double *y, size_t n, double *fitted, size_t horizon, double *forecast,
    struct fc_dotm *found);

#endif
