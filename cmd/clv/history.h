/*
 * What the models know of a customer: x repeat purchases, the last of them t_x after the
 * first purchase, seen until T after it; how many customers have the same history.
 */
#ifndef CLV_HISTORY_H
#define CLV_HISTORY_H

struct clv_history {
	double x, tx, t; /* x whole; 0 <= tx <= t, in units of time; tx = 0 if x = 0 */
	double count;
};

#endif
