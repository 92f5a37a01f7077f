#!/usr/bin/env bats
# Random policies and quotes, told by the slow definition too.

load helpers

@test "random policies: discount-calc's three outputs are those of the definition" {
	BUILD=$BUILD bash "$TESTS/discount-differential.sh" 16 60
}
