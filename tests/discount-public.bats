#!/usr/bin/env bats
# What discount-calc makes of results that other systems document: the cases of
# data/discount-public.csv, each of which names its source.

load helpers

# cases COUNT AREA: the cases of the area, so many, come out as documented.
cases() {
	python3 "$TESTS/data/discount-public.py" "$@"
}

@test "tiers, all units at the price of one" {
	cases 5 tier-volume
}

@test "tiers, each unit at its own price" {
	cases 1 tier-graduated
}

@test "packages" {
	cases 6 package
}

@test "graduated tiers with flat fees" {
	cases 4 tier-graduated-flat
}

@test "volume tiers with a flat fee" {
	cases 6 tier-volume-flat
}

@test "graduated percents with flat fees" {
	cases 1 tier-graduated-percent
}

@test "waterfalls, with partner discounts first and additional ones last" {
	cases 3 waterfall
}

@test "discounts one after the other" {
	cases 4 stack
}

@test "exclusive discounts" {
	cases 1 exclusive
}

@test "prices rounded after a percent" {
	cases 3 round-price
}

@test "a percent off an order" {
	cases 1 order-percent
}

@test "minimum spend" {
	cases 3 min-spend
}

@test "percents of the same base" {
	cases 1 same-base
}

@test "what goes with what" {
	cases 2 bundle
}

@test "an order discount above minimum prices" {
	cases 7 allocate-floor
}

@test "amounts spread over lines" {
	cases 11 allocate
}

@test "rounding to whole units" {
	cases 3 round
}

@test "percents" {
	cases 3 percent
}

@test "currencies without decimals" {
	cases 1 currency
}

@test "caps" {
	cases 2 cap
}

@test "prices with tax" {
	cases 1 tax-inclusive
}

@test "prices without tax" {
	cases 2 tax-exclusive
}

@test "a cap with tax" {
	cases 1 cap-tax
}

@test "free units" {
	cases 1 bogo
}

@test "a surcharge, then a discount" {
	cases 1 margin
}

@test "a range of quantities" {
	cases 1 qty-range
}

@test "cash rounding" {
	cases 2 cash
}

@test "break-even volumes" {
	cases 2 break-even
}

@test "approval levels" {
	cases 1 approval
}

# Percents come to the same in any order, so the cases above don't show theirs.
@test "the prices on the way down Salesforce's waterfalls" {
	cat >policy.csv <<-'END'
		rule,stage,kind,value
		set,,stages,partner|volume|manual|distributor
		SYSTEM,volume,percent,10%
		ADDITIONAL,manual,percent,50%
		PARTNER,partner,percent,20%
		DISTRIBUTOR,distributor,percent,50%
	END
	echo $'list_price,qty\n10000,1' >quote.csv
	# help.salesforce.com articleView?id=000382096: partner discounts first
	works discount-calc --policy=policy.csv --waterfall quote.csv
	shows step,balance <<-'END'
		list,10000.00
		partner,8000.00
		volume,7200.00
		manual,3600.00
		distributor,1800.00
		invoice,1800.00
		offinvoice,1800.00
		pocket,1800.00
	END
	# help.salesforce.com articleView?id=000382082: additional discounts last
	cat >policy.csv <<-'END'
		rule,stage,kind,value
		set,,stages,volume|partner|distributor|manual
		SYSTEM,volume,percent,10%
		ADDITIONAL,manual,percent,10%
		PARTNER,partner,percent,20%
		DISTRIBUTOR,distributor,percent,30%
	END
	works discount-calc --policy=policy.csv --waterfall quote.csv
	shows step,balance <<-'END'
		list,10000.00
		volume,9000.00
		partner,7200.00
		distributor,5040.00
		manual,4536.00
		invoice,4536.00
		offinvoice,4536.00
		pocket,4536.00
	END
}

@test "no case is left out" {
	local counted listed
	counted=$(awk '$1 == "cases" { n += $2 } END { print n }' "$BATS_TEST_FILENAME")
	listed=$(python3 "$TESTS/data/discount-public.py")
	echo "$counted of $listed"
	[ "$counted" -eq 80 ] && [ "$listed" -eq 80 ]
}
