#!/usr/bin/env bats
# discount-calc against integers, for every price up to 99.99 and every whole percent.

load helpers

# percents ROUND ROUND_ON: none of the 989,901 prices is wrong.
percents() {
	python3 "$TESTS/data/discount-percents.py" "$@" >counted || {
		cat counted
		return 1
	}
	holds counted <<<"$1, $2: 989901 prices, 0 wrong"
}

@test "989,901 prices less a percent, rounded half up" {
	percents half-up price
	percents half-up discount
}

@test "989,901 prices less a percent, rounded half to even" {
	percents half-even price
	percents half-even discount
}
