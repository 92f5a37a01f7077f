#include "advance.h"

bool
advance_settle(struct advance *period, struct money *balance)
{
	struct money floor = period->guarantee;
	struct money zero = {0}, due = period->earned, excess;
	period->top_up = period->advanced = period->recovered = zero;
	if (period->forgiven && money_compare(period->draw, floor) > 0)
		floor = period->draw;
	/* A debt isn't topped up: it is owed. */
	struct money from = due.units < 0 ? zero : due;
	if (money_compare(floor, from) > 0) {
		period->top_up = (struct money){floor.units - from.units};
		if (!money_add(&due, period->top_up))
			/* Unreachable: the sum is at most the floor */
			return false;
	}
	struct money draw = period->forgiven ? floor : period->draw;
	if (money_compare(draw, period->guarantee) < 0)
		draw = period->guarantee;
	period->paid = due;
	if (money_compare(due, draw) < 0) {
		period->advanced = draw;
		if (!money_subtract(&period->advanced, due) ||
		    !money_add(balance, period->advanced))
			return false;
		period->paid = draw;
		return true;
	}
	excess = (struct money){due.units - draw.units};
	period->recovered = money_compare(*balance, excess) < 0 ? *balance : excess;
	balance->units -= period->recovered.units;
	period->paid.units -= period->recovered.units;
	return true;
}
