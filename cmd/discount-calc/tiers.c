#include "tiers.h"

#include "../../common/mem.h"

static const struct money zero = {0};

/* *sum += x × y */
static bool
add_product(struct money *sum, struct money x, struct money y)
{
	struct money product;
	return money_multiply(x, y, &product) && money_add(sum, product);
}

static struct money
smaller(struct money a, struct money b)
{
	return money_compare(a, b) < 0 ? a : b;
}

/* Choosing */

static bool
reaches(struct money basis, const struct policy_tier *tier)
{
	int order = money_compare(basis, tier->from);
	return order > 0 || (order == 0 && !tier->above);
}

bool
tiers_are_same(const struct policy_tier *a, const struct policy_tier *b)
{
	return a->parts_count == 0 && b->parts_count == 0 &&
	       money_compare(a->value, b->value) == 0 &&
	       money_compare(a->flat, b->flat) == 0 &&
	       money_compare(a->size, b->size) == 0;
}

bool
tiers_begin_together(const struct policy_tier *a, const struct policy_tier *b)
{
	return money_compare(a->start, b->start) == 0 &&
	       a->starts_above == b->starts_above;
}

static bool
stands_alone(const struct policy_rule *rule)
{
	return rule->basis == POLICY_NO_BASIS;
}

static struct money
basis_of(const struct policy_rule *rule, const struct tiers_basis *basis)
{
	switch (rule->basis) {
	case POLICY_BY_QTY:
		return basis->qty;
	case POLICY_BY_AMOUNT:
		return rule->of_list ? basis->list : basis->running;
	default:
		return basis->term;
	}
}

enum tiers_outcome
tiers_choose(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct tiers_basis *basis, const struct policy_tier **chosen,
    const struct policy_tier **other)
{
	bool alone = stands_alone(rule);
	struct money at = basis_of(rule, basis);
	*chosen = NULL;
	if (rule->basis == POLICY_BY_TERM && !basis->has_term)
		return TIERS_NO_TERM;
	for (size_t i = count; i-- > 0;) {
		const struct policy_tier *tier = tiers[i];
		if (!alone && !reaches(at, tier))
			continue;
		if (*chosen && !alone && !tiers_begin_together(*chosen, tier))
			break;
		if (*chosen && (!tiers_are_same(*chosen, tier) ||
		                   !tiers_begin_together(*chosen, tier))) {
			*other = *chosen;
			*chosen = tier;
			return TIERS_CONFLICT;
		}
		*chosen = tier;
	}
	return *chosen ? TIERS_APPLIES : TIERS_BELOW;
}

/* Bands */

/* How much of `whole` lies in the band of tiers[i]. */
static struct money
band_length(
    const struct policy_tier *const *tiers, size_t count, size_t i, struct money whole)
{
	struct money start = tiers[i]->start, end = whole;
	if (i + 1 < count)
		end = smaller(whole, tiers[i + 1]->start);
	end.units -= start.units;
	return end.units > 0 ? end : zero;
}

/* Sums band × value over the bands. */
static bool
sum_bands(const struct policy_tier *const *tiers, size_t count, struct money whole,
    struct money *sum)
{
	*sum = zero;
	for (size_t i = 0; i < count; i++)
		if (!add_product(
		        sum, band_length(tiers, count, i, whole), tiers[i]->value))
			return false;
	return true;
}

/* Two tiers that begin at one point and both hold, but differ. */
static bool
find_conflict(const struct policy_tier *const *tiers, size_t count,
    const struct policy_tier *conflict[2])
{
	for (size_t i = 1; i < count; i++) {
		if (tiers_begin_together(tiers[i - 1], tiers[i]) &&
		    !tiers_are_same(tiers[i - 1], tiers[i])) {
			conflict[0] = tiers[i - 1];
			conflict[1] = tiers[i];
			return true;
		}
	}
	return false;
}

/* Effects */

static bool
price_bands(const struct policy_tier *const *tiers, size_t count,
    const struct tiers_basis *basis, struct tiers_effect *effect)
{
	if (!sum_bands(tiers, count, basis->qty, &effect->whole))
		return false;
	for (size_t i = 0; i < count; i++)
		if (reaches(basis->qty, tiers[i]) &&
		    (i == 0 || !tiers_begin_together(tiers[i - 1], tiers[i])) &&
		    !money_add(&effect->whole, tiers[i]->flat))
			return false;
	/* Units below the first band stay at what they cost so far. */
	effect->x = basis->running;
	effect->a = smaller(basis->qty, tiers[0]->start);
	effect->b = basis->qty;
	return true;
}

static bool
graduated(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct tiers_basis *basis, struct tiers_effect *effect)
{
	struct money base = rule->of_list ? basis->list : basis->running;
	switch (rule->kind) {
	case POLICY_PRICE:
		return price_bands(tiers, count, basis, effect);
	case POLICY_AMOUNT:
		return sum_bands(tiers, count, basis->qty, &effect->whole);
	default:
		if (rule->basis == POLICY_BY_AMOUNT)
			return sum_bands(tiers, count, base, &effect->whole);
		effect->x = base;
		effect->b = basis->qty;
		return sum_bands(tiers, count, basis->qty, &effect->a);
	}
}

static enum tiers_outcome
graduated_effect(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct tiers_basis *basis, struct tiers_effect *effect,
    const struct policy_tier *conflict[2])
{
	struct money whole =
	    rule->basis == POLICY_BY_QTY ? basis->qty : basis_of(rule, basis);
	if (find_conflict(tiers, count, conflict))
		return TIERS_CONFLICT;
	if (!reaches(whole, tiers[0]) && money_compare(whole, tiers[0]->start) <= 0)
		return TIERS_BELOW;
	return graduated(rule, tiers, count, basis, effect) ? TIERS_APPLIES
	                                                    : TIERS_OVERFLOW;
}

static bool
package_effect(const struct policy_rule *rule, const struct policy_tier *tier,
    const struct tiers_basis *basis, struct tiers_effect *effect)
{
	struct money units = basis->qty;
	units.units -=
	    tier->above ? tier->from.units : tier->from.units - MONEY_ONE.units;
	if (units.units < 0)
		units = zero;
	money_units packages = units.units / tier->size.units;
	money_units rest = units.units % tier->size.units;
	if (rest && rule->mode == POLICY_ROUND_UP)
		packages++;
	if (packages > INT64_MAX)
		return false;
	if (rule->mode == POLICY_REST) {
		effect->x = basis->running;
		effect->a = (struct money){rest};
		effect->b = basis->qty;
	}
	return money_add_times(&effect->whole, tier->value, (int64_t)packages);
}

money_units
tiers_free_units(money_units units, money_units m, money_units n, size_t *uses)
{
	money_units times = units / (m + n), rest = units % (m + n);
	money_units beyond = rest > m ? rest - m : 0;
	money_units free = times * n + beyond;
	money_units used = times + (beyond > 0);
	if (used > (money_units)*uses) {
		used = (money_units)*uses;
		free = used * n;
	}
	*uses = (size_t)used;
	return free;
}

static bool
bogo_effect(const struct policy_rule *rule, const struct policy_tier *tier,
    const struct tiers_basis *basis, struct tiers_effect *effect)
{
	money_units one = MONEY_ONE.units;
	money_units free = tiers_free_units(basis->qty.units / one,
	    tier->from.units / one, tier->size.units / one, &effect->uses);
	effect->x = rule->of_list ? basis->list : basis->running;
	effect->b = basis->qty;
	return money_multiply((struct money){free * one}, tier->value, &effect->a);
}

static bool
plain_effect(const struct policy_rule *rule, const struct policy_tier *tier,
    const struct tiers_basis *basis, struct tiers_effect *effect)
{
	switch (rule->kind) {
	case POLICY_PERCENT:
		effect->x = rule->of_list ? basis->list : basis->running;
		effect->a = tier->value;
		return true;
	case POLICY_PRICE:
		effect->whole = tier->flat;
		effect->x = tier->value;
		effect->a = basis->qty;
		return true;
	case POLICY_PACKAGE:
		return package_effect(rule, tier, basis, effect);
	case POLICY_BOGO:
		return bogo_effect(rule, tier, basis, effect);
	default:
		effect->whole = rule->per_unit ? zero : tier->value;
		effect->x = rule->per_unit ? tier->value : zero;
		effect->a = basis->qty;
		return true;
	}
}

enum tiers_outcome
tiers_effect(const struct policy_rule *rule, const struct policy_tier *const *tiers,
    size_t count, const struct tiers_basis *basis, size_t uses,
    struct tiers_effect *effect, const struct policy_tier *conflict[2])
{
	*effect = (struct tiers_effect){
	    .is_left = rule->kind == POLICY_PRICE || rule->kind == POLICY_PACKAGE,
	    .b = MONEY_ONE,
	    .uses = rule->kind == POLICY_BOGO ? uses : 1};
	if (rule->mode == POLICY_GRADUATED)
		return graduated_effect(rule, tiers, count, basis, effect, conflict);
	const struct policy_tier *tier;
	enum tiers_outcome outcome =
	    tiers_choose(rule, tiers, count, basis, &tier, &conflict[1]);
	conflict[0] = tier;
	if (outcome != TIERS_APPLIES)
		return outcome;
	return plain_effect(rule, tier, basis, effect) ? TIERS_APPLIES : TIERS_OVERFLOW;
}

/* Settling */

/*
 * whole + x × a / b to 18 decimals. What was cut off there is kept in mind by a last
 * digit that is neither 0 nor 5, so that a later rounding to fewer decimals goes the way
 * the whole fraction would.
 */
static bool
to_decimal(const struct tiers_effect *effect, struct money *value)
{
	struct money fraction = zero, up;
	if (effect->b.units != 0 && effect->a.units != 0 && effect->x.units != 0) {
		if (!money_scale(effect->x, effect->a, effect->b, MONEY_DECIMALS,
		        MONEY_DOWN, &fraction) ||
		    !money_scale(
		        effect->x, effect->a, effect->b, MONEY_DECIMALS, MONEY_UP, &up))
			return false;
		if (fraction.units % 5 == 0)
			fraction = up;
	}
	*value = effect->whole;
	return money_add(value, fraction);
}

static bool
scale(struct money x, struct money a, struct money b,
    const struct tiers_rounding *rounding, struct money *out)
{
	return money_scale(x, a, b, rounding->decimals, rounding->mode, out);
}

/* Rounds what is left, or what is taken of `running`. */
static bool
round_left(
    struct money running, const struct tiers_rounding *rounding, struct money *left)
{
	struct money rounded = *left;
	bool taken = rounding->on == POLICY_ON_DISCOUNT;
	if (rounding->none)
		return true;
	if (taken) {
		rounded = running;
		if (!money_subtract(&rounded, *left))
			return false;
	}
	if (rounding->units.units > 0) {
		struct money price;
		if (!scale(rounded, MONEY_ONE, rounding->units, rounding, &price) ||
		    !scale(price, rounding->units, MONEY_ONE, rounding, &rounded))
			return false;
	} else if (!money_round(&rounded, rounding->decimals, rounding->mode)) {
		return false;
	}
	if (!taken) {
		*left = rounded;
		return true;
	}
	*left = running;
	return money_subtract(left, rounded);
}

/* The most common case in one division: a share of what is left, rounded by line. */
static bool
is_share(const struct tiers_effect *effect, struct money running, struct money cap,
    const struct tiers_rounding *rounding)
{
	return !effect->is_left && effect->whole.units == 0 && !rounding->none &&
	       rounding->units.units == 0 && rounding->on == POLICY_ON_PRICE &&
	       cap.units == POLICY_NO_CAP.units && effect->b.units > 0 &&
	       effect->a.units >= 0 && effect->a.units <= effect->b.units &&
	       money_compare(effect->x, running) == 0;
}

/* Takes no more than the cap, either way. */
static void
keep_to_cap(struct money *taken, struct money cap)
{
	if (cap.units == POLICY_NO_CAP.units)
		return;
	if (taken->units > cap.units)
		*taken = cap;
	else if (taken->units < -cap.units)
		taken->units = -cap.units;
}

bool
tiers_settle(const struct tiers_effect *effect, struct money running, struct money cap,
    const struct tiers_rounding *rounding, struct money *left)
{
	struct money value, taken = running;
	if (is_share(effect, running, cap, rounding)) {
		struct money kept = {effect->b.units - effect->a.units};
		return scale(running, kept, effect->b, rounding, left);
	}
	if (!to_decimal(effect, &value))
		return false;
	if (!effect->is_left)
		taken = value;
	else if (!money_subtract(&taken, value))
		return false;
	keep_to_cap(&taken, cap);
	*left = running;
	if (taken.units == 0)
		return true;
	if (!money_subtract(left, taken) || !round_left(running, rounding, left))
		return false;
	/* Rounding by unit may go past either end. */
	if (taken.units > 0 && (left->units < 0 || taken.units >= running.units))
		*left = zero;
	if ((taken.units > 0) == (money_compare(*left, running) > 0))
		*left = running;
	return true;
}
