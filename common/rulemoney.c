#include "rulemoney.h"

#include <string.h>

#include "currency.h"

enum { MOST_DECIMALS = 12 };

int
rulemoney_currency(const struct rulefile *file, size_t column, char currency[static 4])
{
	struct slice code = rulefile_cell(file, column);
	int decimals = currency_decimals(code);
	if (decimals < 0)
		rulefile_fault(file, column,
		    "\"%s\" isn't a currency's code by ISO 4217, such as USD",
		    diag_show(code).text);
	memcpy(currency, code.p, 3);
	currency[3] = 0;
	return decimals;
}

int
rulemoney_decimals(const struct rulefile *file, size_t column)
{
	struct slice text = rulefile_cell(file, column);
	struct money n = rulefile_money(file, column, text);
	if (n.units % MONEY_ONE.units || n.units < 0 ||
	    n.units > MOST_DECIMALS * MONEY_ONE.units)
		rulefile_fault(file, column, "\"%s\" isn't a whole number from 0 to %d",
		    diag_show(text).text, MOST_DECIMALS);
	return (int)(n.units / MONEY_ONE.units);
}

enum money_rounding
rulemoney_rounding(const struct rulefile *file, size_t column)
{
	static const char *const names[] = {[MONEY_HALF_UP] = "half-up",
	    [MONEY_HALF_EVEN] = "half-even",
	    [MONEY_HALF_DOWN] = "half-down",
	    [MONEY_UP] = "up",
	    [MONEY_DOWN] = "down"};
	return (enum money_rounding)rulefile_choice(
	    file, column, names, sizeof names / sizeof *names, SIZE_MAX);
}
