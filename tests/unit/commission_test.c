#include <stdlib.h>

#include "../../cmd/commission/advance.h"
#include "../../cmd/commission/ladder.h"
#include "../../cmd/commission/parity.h"
#include "../../cmd/commission/payplan.h"
#include "../../cmd/commission/shares.h"
#include "check.h"

static struct money
money(const char *text)
{
	static const struct number_style style = {'.', false};
	struct money out = {0};
	CHECK(!money_parse(slice_of(text), &style, &out));
	return out;
}

static void
check_money(struct money x, const char *expected)
{
	char text[MONEY_TEXT];
	money_format(x, text);
	CHECK_TEXT(text, expected);
}

static struct ladder_tier
tier(const char *from, bool above, const char *part, const char *whole)
{
	struct ladder_tier made = {.above = above};
	made.from = money(from);
	made.part = money(part);
	made.whole = money(whole);
	return made;
}

/* Climbs, and gives what the deal comes to. */
static struct money
climb(struct ladder *ladder, const char *from, const char *to, const char *base,
    size_t steps)
{
	struct ladder_step made[8];
	struct money sum = {0};
	size_t n;
	CHECK(ladder_climb(ladder, money(from), money(to), money(base), made, &n));
	CHECK(n == steps);
	for (size_t i = 0; i < n; i++)
		CHECK(money_add(&sum, made[i].amount));
	return sum;
}

static void
test_marginal(void)
{
	struct ladder_tier tiers[] = {tier("100", false, "0.1", "1"),
	    tier("200", false, "1", "3"), tier("400", false, "0", "1")};
	struct ladder ladder = {.tiers = tiers, .count = 3, .decimals = 2};
	check_money(climb(&ladder, "0", "100", "100", 0), "0");
	check_money(climb(&ladder, "100", "150", "50", 1), "5");
	check_money(climb(&ladder, "150", "250", "100", 2), "21.67");
	check_money(climb(&ladder, "250", "300", "50", 1), "16.66");
	check_money(climb(&ladder, "300", "500", "200", 2), "33.34");
	/* Down again, the same way. */
	check_money(climb(&ladder, "500", "0", "-500", 3), "-76.67");
}

static void
test_margin(void)
{
	/* The base isn't what the way is measured by. */
	struct ladder_tier tiers[] = {
	    tier("50", false, "0.1", "1"), tier("100", false, "0.2", "1")};
	struct ladder ladder = {.tiers = tiers, .count = 2, .decimals = 2};
	check_money(climb(&ladder, "0", "150", "30", 2), "3");
	check_money(climb(&ladder, "150", "150", "10", 1), "2");
	struct ladder low = {.tiers = tiers, .count = 2, .decimals = 2};
	tiers[0].base = tiers[1].base = tiers[0].paid = tiers[1].paid = (struct money){0};
	check_money(climb(&low, "0", "0", "10", 0), "0");
}

static void
test_retroactive(void)
{
	struct ladder_tier tiers[] = {
	    tier("0", false, "0.05", "1"), tier("100", true, "0.08", "1")};
	struct ladder ladder = {
	    .tiers = tiers, .count = 2, .decimals = 2, .is_retroactive = true};
	check_money(climb(&ladder, "0", "100", "100", 1), "5");
	check_money(climb(&ladder, "100", "101", "1", 2), "3.08");
	check_money(climb(&ladder, "101", "50", "-51", 2), "-5.58");
	check_money(climb(&ladder, "50", "-1", "-51", 1), "-2.5");
}

static void
test_overflow(void)
{
	struct ladder_tier tiers[] = {tier("0", false, "100000000000", "1")};
	struct ladder ladder = {.tiers = tiers, .count = 1, .decimals = 2};
	struct ladder_step steps[2];
	size_t n;
	struct money large = money("100000000000000000000");
	CHECK(!ladder_climb(&ladder, (struct money){0}, large, large, steps, &n));
	CHECK(!ladder_climb(
	    &ladder, (struct money){-large.units}, large, large, steps, &n));
	/* what a period sums up to, where all before counts anew */
	const char *most = "150000000000000000000";
	struct ladder_tier low[] = {tier("0", false, "0.1", "1")};
	struct ladder all = {
	    .tiers = low, .count = 1, .decimals = 2, .is_retroactive = true};
	CHECK(ladder_climb(&all, money("0"), money("1"), money(most), steps, &n));
	CHECK(!ladder_climb(&all, money("1"), money("2"), money(most), steps, &n));
	/* a rate far above 1 */
	struct ladder_tier high[] = {tier("0", false, most, "1")};
	struct ladder steep = {
	    .tiers = high, .count = 1, .decimals = 2, .is_retroactive = true};
	CHECK(!ladder_climb(&steep, money("0"), money("2"), money("2"), steps, &n));
}

static void
test_advance(void)
{
	/* Oracle, Siebel E05553_01, table 4. */
	static const char *const gross[] = {
	    "2750", "3000", "1500", "2375", "3000", "2750"};
	static const char *const paid[] = {
	    "2750", "3000", "2000", "2000", "2875", "2750"};
	struct money balance = {0};
	for (size_t i = 0; i < 6; i++) {
		struct advance period = {
		    .earned = money(gross[i]), .draw = money("2000")};
		CHECK(advance_settle(&period, &balance));
		check_money(period.paid, paid[i]);
	}
	check_money(balance, "0");
	struct advance debt = {.earned = money("-50"), .guarantee = money("30")};
	CHECK(advance_settle(&debt, &balance));
	check_money(debt.top_up, "30");
	check_money(debt.paid, "30");
	check_money(balance, "50");
	struct advance forgiven = {
	    .earned = money("10"), .draw = money("40"), .forgiven = true};
	CHECK(advance_settle(&forgiven, &balance));
	check_money(forgiven.paid, "40");
	check_money(balance, "50");
}

static void
test_shares(void)
{
	struct shares shares = {0};
	struct money parts[3];
	CHECK(!shares_parse(slice_of(" Ana:60 | Bo:40% "), false, &shares));
	CHECK(shares.count == 2);
	CHECK_TEXT(shares.parts[1].rep, "Bo");
	check_money(shares.parts[1].share, "0.4");
	CHECK(!shares_parse(slice_of("Ana"), false, &shares));
	CHECK(shares.count == 1);
	CHECK(shares_parse(slice_of("Ana:60|"), false, &shares));
	CHECK(shares_parse(slice_of("Ana:-60|Bo:160"), false, &shares));
	CHECK(shares_parse(slice_of("Ana:60|Bo:60"), false, &shares));
	CHECK(!shares_parse(slice_of("Ana:60|Bo:60"), true, &shares));
	const struct money thirds[] = {money("0.3"), money("0.3"), money("0.4")};
	CHECK(shares_spread(money("-0.01"), thirds, 3, false, 2, parts));
	check_money(parts[2], "-0.01");
	/* An amount that isn't whole in cents is spread as it is. */
	CHECK(shares_spread(money("0.001"), thirds, 3, false, 2, parts));
	check_money(parts[0], "0.0003");
	CHECK(shares_spread(money("10"), thirds, 3, true, 2, parts));
	check_money(parts[0], "3");
	free(shares.parts);
}

static void
test_periods(void)
{
	static const struct {
		const char *name;
		enum date_period period;
		bool is_one;
	} cases[] = {{"2026", DATE_BY_YEAR, true}, {"26", DATE_BY_YEAR, false},
	    {"0000", DATE_BY_YEAR, false}, {"2026-Q4", DATE_BY_QUARTER, true},
	    {"2026-Q5", DATE_BY_QUARTER, false}, {"2026-Q0", DATE_BY_QUARTER, false},
	    {"2026-12", DATE_BY_MONTH, true}, {"2026-13", DATE_BY_MONTH, false},
	    {"2026-W53", DATE_BY_WEEK, true}, {"2025-W53", DATE_BY_WEEK, false},
	    {"2024-02-29", DATE_BY_DAY, true}, {"2026-02-29", DATE_BY_DAY, false},
	    {"2026-02-30 ", DATE_BY_DAY, false}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t start;
		CHECK(payplan_period(slice_of(cases[i].name), cases[i].period, &start) ==
		      cases[i].is_one);
	}
}

static void
test_parity(void)
{
	struct ladder_tier tiers[] = {
	    tier("0", false, "0.05", "1"), tier("1000", false, "0.1", "1")};
	struct ladder ladder = {.tiers = tiers, .count = 2, .decimals = MONEY_DECIMALS};
	struct parity parity = {.ladders = &ladder, .count = 1, .decimals = 2};
	struct money volume;
	CHECK(parity_find(&parity, money("100"), &volume));
	check_money(volume, "1500");
	/* Where all is paid at the tier that was reached, what is wanted may lie in the
	 * jump. */
	ladder.is_retroactive = true;
	CHECK(parity_find(&parity, money("70"), &volume));
	check_money(volume, "1000");
	parity.has_cap = true;
	parity.cap = money("90");
	CHECK(!parity_find(&parity, money("91"), &volume));
	CHECK(parity_find(&parity, money("0"), &volume));
	check_money(volume, "0");
}

int
main(void)
{
	test_marginal();
	test_margin();
	test_retroactive();
	test_overflow();
	test_advance();
	test_shares();
	test_periods();
	test_parity();
	return check_result();
}
