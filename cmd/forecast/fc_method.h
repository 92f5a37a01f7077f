/*
 * The methods by name, and what one of them says of a history. Pure, but for memory.
 *
 * y_1, ..., y_n is the history, m the length of the season, z the history without its
 * season if it has one (fc_season.h), else y itself.
 *
 *     naive         f = y_n
 *     snaive        f_{n+h} = the last value of the same season; naive without seasons
 *     drift         f_{n+h} = y_n + h (y_n - y_1) / (n - 1)
 *     linear        the line of least squares through z
 *     exponential   e to the line of least squares through log z; needs z > 0
 *     ses           simple exponential smoothing of z by least squares
 *     holt          Holt's trend method on z by least squares
 *     holt-winters  Holt's and Winters' trend and season on y by least squares, the
 * season multiplicative if all of y is positive, else additive ets fc_ets_select() on y
 *     theta, dotm   fc_theta() and fc_dotm() on z
 *     combined      the mean of dotm, theta and ets
 *
 * Those on z have the season put back.
 */
#ifndef FC_METHOD_H
#define FC_METHOD_H

#include <stdbool.h>
#include <stddef.h>

enum fc_method {
	FC_NAIVE,
	FC_SNAIVE,
	FC_DRIFT,
	FC_LINEAR,
	FC_EXPONENTIAL,
	FC_SES,
	FC_HOLT,
	FC_HOLT_WINTERS,
	FC_ETS,
	FC_THETA,
	FC_DOTM,
	FC_COMBINED,
	FC_METHODS
};

const char *fc_method_name(enum fc_method method);

/* `auto` is combined. False if no method is called so. */
bool fc_method_named(const char *name, enum fc_method *method);

/* A history to be asked about. */
struct fc_history;

struct fc_history_options {
	size_t season;     /* periods, 1: there's none */
	bool season_given; /* no test whether there is one */
};

/* The values must outlive the history. n >= 1. */
struct fc_history *
fc_history_new(const double *y, size_t n, const struct fc_history_options *options);
void fc_history_free(struct fc_history *history);

/* Arrays that are the caller's, of n and of horizon numbers. */
struct fc_answer {
	enum fc_method
	    method;     /* what was asked for, or another where that can't be had */
	double *fitted; /* forecasts of the history, one period ahead; NAN where there's
	                   none */
	double *forecast;
	double *sigma; /* standard deviations of their errors, NAN where not known */
};

/*
 * Asks a method for the next periods. Where it has no answer another is asked: naive
 * where the history is too short (fewer than 5 values), ses instead of holt for fewer
 * than 7, holt instead of holt-winters without seasons or with fewer than 2m or m + 7
 * values or with more than 24 periods, linear instead of exponential if z isn't positive.
 * ETS is asked about z where a season has more than 24 periods. The standard deviations
 * are ETS's, times the share by which the method's own errors of the history are larger
 * than ETS's, if they are.
 */
void fc_ask(struct fc_history *history, enum fc_method method, size_t horizon,
    struct fc_answer *answer);

#endif
