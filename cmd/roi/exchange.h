/*
 * Amounts in several currencies, and what they are worth in one. Pure but for memory.
 */
#ifndef ROI_EXCHANGE_H
#define ROI_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/money.h"
#include "../../common/slice.h"

/* CUR=RATE: one CUR is worth RATE of the currency that everything is converted to. */
struct roi_rate {
	char currency[8];
	struct money rate;
};

struct roi_rates {
	struct roi_rate *rates;
	size_t count, capacity;
};

/* Reads `EUR=1.08`, or a sign, `$=0.92`, and adds it. Returns NULL or what is wrong: a
 * constant text. */
const char *roi_rates_add(struct roi_rates *rates, const char *text);
void roi_rates_release(struct roi_rates *rates);

/* NULL where the currency has none. */
const struct roi_rate *
roi_rates_find(const struct roi_rates *rates, struct slice currency);

/*
 * A sign that several currencies use ($, ¥, kr) means the one of the n currencies that
 * uses it, if there is exactly one: its place in the array. Else, and for all others, the
 * place of the currency itself.
 */
size_t roi_currency_meant(const struct slice *currencies, size_t n, size_t which);

#endif
