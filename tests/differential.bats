#!/usr/bin/env bats
# Random events, told by others too: sqlite3, and the slow oracle.

load helpers

@test "a hundred thousand events, several seeds: no difference from sqlite3" {
	python3 "$TESTS/differential.py" sql
}

@test "hundreds of random funnels: no difference from the definition" {
	python3 "$TESTS/differential.py" oracle
}
