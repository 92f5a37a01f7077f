/*
 * Seasons: is there one, and a history without it. Pure.
 */
#ifndef FC_SEASON_H
#define FC_SEASON_H

#include <stdbool.h>
#include <stddef.h>

enum { FC_SEASON_MOST = 366 }; /* periods of a season */

enum fc_season_kind { FC_SEASON_NONE, FC_SEASON_ADDITIVE, FC_SEASON_MULTIPLICATIVE };

/* Indices by phase: that of period t, counted from 0, is index[t % length]. They add up
 * to 0 if additive, have the mean 1 if multiplicative. */
struct fc_season {
	enum fc_season_kind kind;
	size_t length;
	double index[FC_SEASON_MOST];
};

/*
 * Is the history of n values seasonal with m periods? So it is if m > 1, n > 2m and
 * |r_m| > 1.645 √((1 + 2 Σ_{k<m} r_k²) / n), where r_k is the autocorrelation at lag k
 * (Bartlett's error with 90% confidence: Assimakopoulos & Nikolopoulos 2000, Int. J.
 * Forecasting 16:521-530; Hyndman's thetaf).
 */
bool fc_season_test(const double *y, size_t n, size_t m);

/*
 * Classical decomposition (Makridakis, Wheelwright & Hyndman 1998, section 3.4): ratios
 * to the centred moving average of m values if `kind` is multiplicative, their means by
 * phase, normalised; differences if it is additive, or any value isn't positive, or an
 * index would be 0. n >= 2m, 2 <= m <= FC_SEASON_MOST.
 */
void fc_season_decompose(const double *y, size_t n, size_t m, enum fc_season_kind kind,
    struct fc_season *season);

/* The value of period t without, or with its season. */
double fc_season_remove(const struct fc_season *season, size_t t, double value);
double fc_season_add(const struct fc_season *season, size_t t, double value);

/* What an error of 1 in the value without season comes to in period t. */
double fc_season_scale(const struct fc_season *season, size_t t);

#endif
