/*
 * What fitting and forecasting with ETS share: a run through a history. For fc_ets*.c
 * only.
 */
#ifndef FC_ETS_INSIDE_H
#define FC_ETS_INSIDE_H

#include "fc_ets.h"

struct fc_ets_states {
	double level, slope, season[FC_ETS_SEASON_MOST];
};

struct fc_ets_course {
	double squares;  /* of the errors, relative ones if they are multiplicative */
	double absolute; /* squares of the errors as they are */
	double logs;     /* Σ log|f| if they are multiplicative */
};

/* The states before the first period. */
struct fc_ets_states fc_ets_first(const struct fc_ets *ets);

/*
 * Runs through the history from the states in *at, which become those after it. `fitted`
 * may be NULL. False where a forecast, or what has to be divided by, isn't positive
 * though the model needs it.
 */
bool fc_ets_run(const struct fc_ets *ets, const double *y, struct fc_ets_states *at,
    double *fitted, struct fc_ets_course *course);

#endif
