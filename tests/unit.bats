#!/usr/bin/env bats
# The C drivers of tests/unit: each checks a module from within, and counts its checks.

load helpers

driver() {
	works "$BUILD/tests/unit/$1_test"
}

@test "unit: attribute" {
	driver attribute
}

@test "unit: commission" {
	driver commission
}

@test "unit: clv" {
	driver clv
}

@test "unit: charts" {
	driver charts
}

@test "unit: condition" {
	driver condition
}

@test "unit: containers" {
	driver containers
}

@test "unit: csvin" {
	driver csvin
}

@test "unit: csvout" {
	driver csvout
}

@test "unit: csvscan" {
	driver csvscan
}

@test "unit: ere" {
	driver ere
}

@test "unit: date" {
	driver date
}

@test "unit: forecast" {
	driver forecast
}

@test "unit: lead-train" {
	driver lead_train
}

@test "unit: money" {
	driver money
}

@test "unit: number" {
	driver number
}

@test "unit: leads" {
	driver leads
}

@test "unit: page" {
	driver page
}

@test "unit: path" {
	driver path
}

@test "unit: samples" {
	driver samples
}

@test "unit: quote" {
	driver quote
}

@test "unit: schedule" {
	driver schedule
}

@test "unit: roi" {
	driver roi
}

@test "unit: pipeline" {
	driver pipeline
}

@test "unit: revenue-plan" {
	driver revplan
}

@test "unit: sorter" {
	driver sorter
}

@test "unit: spread" {
	driver spread
}

@test "unit: stats" {
	driver stats
}

@test "unit: tiers" {
	driver tiers
}

@test "unit: utf16" {
	driver utf16
}

@test "unit: wide" {
	driver wide
}

@test "every driver is run" {
	for source in "$TESTS"/unit/*_test.c; do
		name=$(basename "$source" _test.c)
		grep -q "driver $name\$" "$TESTS/unit.bats" || complain "not run" "$name"
	done
}
