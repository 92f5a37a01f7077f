#include "exchange.h"

#include <stdlib.h>

#include "../../common/currency.h"
#include "../../common/mem.h"

const char *
roi_rates_add(struct roi_rates *rates, const char *text)
{
	static const struct number_style style = {'.', false};
	const char *equals = strchr(text, '='), *unused;
	struct roi_rate rate = {"", {0}};
	struct slice name = {text, equals ? (size_t)(equals - text) : 0};
	if (name.n == 0 || name.n >= sizeof rate.currency)
		return "not CURRENCY=RATE, such as EUR=1.08";
	if (currency_decimals(name) < 0 && currency_sign(name, &unused) != name.n)
		return "not a currency: an ISO 4217 code such as EUR, or a sign";
	if (money_parse(slice_of(equals + 1), &style, &rate.rate) || rate.rate.units <= 0)
		return "not a rate: a number above 0";
	memcpy(rate.currency, name.p, name.n);
	if (roi_rates_find(rates, name))
		return "a currency can have one rate only";
	rates->rates = mem_grow(
	    rates->rates, &rates->capacity, rates->count + 1, sizeof *rates->rates);
	rates->rates[rates->count++] = rate;
	return NULL;
}

void
roi_rates_release(struct roi_rates *rates)
{
	free(rates->rates);
}

const struct roi_rate *
roi_rates_find(const struct roi_rates *rates, struct slice currency)
{
	for (size_t i = 0; i < rates->count; i++)
		if (slice_equal(slice_of(rates->rates[i].currency), currency))
			return &rates->rates[i];
	return NULL;
}

/* Does the currency use the sign? */
static bool
uses(struct slice code, struct slice sign)
{
	static const struct {
		const char *sign, *codes;
	} users[] = {
	    {"$", "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU"},
	    {"¥", "JPY CNY"},
	    {"kr", "SEK NOK DKK ISK"},
	    {"kr.", "DKK ISK"},
	};
	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		if (slice_equal(sign, slice_of(users[i].sign)))
			for (const char *p = users[i].codes; *p; p += p[3] ? 4 : 3)
				if (slice_equal(code, (struct slice){p, 3}))
					return true;
	return false;
}

size_t
roi_currency_meant(const struct slice *currencies, size_t n, size_t which)
{
	size_t users = 0, user = which;
	for (size_t i = 0; i < n; i++) {
		if (uses(currencies[i], currencies[which])) {
			users++;
			user = i;
		}
	}
	return users == 1 ? user : which;
}
