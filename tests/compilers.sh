#!/usr/bin/env bash
# compilers.sh BUILD OTHER: discount-calc as two compilers made it gives the same bytes: for
# the examples, some thousand generated quotes in each of its forms, and random policies.
set -euo pipefail
cd "$(dirname "$0")/.."
one=$1
other=$2
work=$one/compilers
mkdir -p "$work"
python3 tests/bench-quotes.py 5000 >"$work/generated-quotes.csv"
python3 tests/bench-quotes.py --policy >"$work/generated-policy.csv"

# same NAME ARGUMENT...: of discount-calc.
same() {
	local name=$work/$1
	shift
	"$one/bin/discount-calc" "$@" >"$name-one"
	"$other/bin/discount-calc" "$@" >"$name-other"
	cmp "$name-one" "$name-other"
}

for policy in tests/data/discount-*-policy.csv "$work/generated-policy.csv"; do
	quotes=${policy%-policy.csv}-quotes.csv
	name=$(basename "${policy%-policy.csv}")
	for form in --breakeven=-1.5 --totals --waterfall --sorted; do
		same "$name$form" "$form" --policy="$policy" "$quotes"
	done
done
for build in "$one" "$other"; do
	"$build/tests/unit/quote_test" 1 5000 >"$work/random-${build//\//-}"
done
cmp "$work/random-${one//\//-}" "$work/random-${other//\//-}"
