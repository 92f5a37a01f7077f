#!/usr/bin/env bash
# discount-differential.sh [SEEDS] [QUOTES] [WITHOUT...]: random policies and quotes, told
# twice: by discount-calc and by its slow definition in tests/data/discount-oracle.py.
# SEEDS is how many (default 16) or a range such as 101-120, QUOTES how many quotes each
# (default 60); WITHOUT leaves features out, see tests/data/discount-random.py.
# All three outputs must be the same to the byte, with and without --sorted, and with the
# lines of a quote apart; tests/discount-invariants.py must find nothing; and where all
# rules are of lines alone their order must not matter. BUILD=DIR is where the program
# is; where there is none the definition stands in for it.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
seeds=${1:-16}
quotes=${2:-60}
shift $(($# < 2 ? $# : 2))
tool=${BUILD:-build}/bin/discount-calc
case $seeds in
*-*) first=${seeds%-*} last=${seeds#*-} ;;
*) first=1 last=$seeds ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# calculate FILE [OPTION]...: by the program, or who stands in.
if [ -x "$tool" ]; then
	calculate() {
		"$tool" -q --policy="$work/policy.csv" "${@:2}" "$1"
	}
else
	echo "no $tool: the definition against itself" >&2
	calculate() {
		local word words=()
		for word; do
			[ "$word" = --sorted ] || words+=("$word")
		done
		python3 tests/data/discount-oracle.py "$work/policy.csv" "${words[@]}"
	}
fi

fail() {
	echo "seed $seed: $1"
	echo "again: python3 tests/data/discount-random.py $seed $quotes DIR ${without[*]}"
	exit 1
}

# same WHAT WANTED GOT
same() {
	cmp -s "$2" "$3" && return
	diff "$2" "$3" | head -n 8 || true
	fail "$1: < as defined, > as calculated"
}

# rows_by COMMAND... FILE: the file's rows by a command, its header left where it is.
rows_by() {
	head -n 1 "${@: -1}"
	tail -n +2 "${@: -1}" | "${@:1:$#-1}"
}

by_line=(sort -s -t "," -k "2,2n")
without=("$@")
checked=0
for ((seed = first; seed <= last; seed++)); do
	python3 tests/data/discount-random.py "$seed" "$quotes" "$work" "${without[@]}"
	python3 tests/data/discount-oracle.py "$work/policy.csv" "$work/quotes.csv" --to="$work"
	rows_by "${by_line[@]}" "$work/quotes.csv" >"$work/apart.csv"
	for output in lines totals waterfall; do
		option=()
		[ "$output" = lines ] || option=("--$output")
		calculate "$work/quotes.csv" "${option[@]}" >"$work/$output.whole" || fail "status $?"
		same "$output" "$work/$output" "$work/$output.whole"
		calculate "$work/quotes.csv" --sorted "${option[@]}" >"$work/$output.sorted" ||
			fail "--sorted: status $?"
		same "$output --sorted" "$work/$output" "$work/$output.sorted"
		calculate "$work/apart.csv" "${option[@]}" >"$work/$output.apart" ||
			fail "lines apart: status $?"
		if [ "$output" = lines ]; then
			rows_by "${by_line[@]}" "$work/lines" >"$work/wanted"
			mv "$work/wanted" "$work/lines"
		fi
		same "$output, lines apart" "$work/$output" "$work/$output.apart"
	done
	found=$(python3 tests/discount-invariants.py "$work/lines.whole") || fail "$found"
	checked=$((checked + found))
	# Of lines alone: no rule of an order, none that is used up.
	if ! grep -qE '^[^,]*,[^,]*,(bundle,|[^,]*,order,)|^set,,round_at,.*order|,[^,]*[0-9]x,' \
		<(grep -v '^AP' "$work/policy.csv"); then
		rows_by tac "$work/quotes.csv" >"$work/backwards.csv"
		calculate "$work/backwards.csv" >"$work/backwards" || fail "backwards: status $?"
		same "lines in another order" <(sort "$work/lines.whole") <(sort "$work/backwards")
	fi
done
echo "$checked quotes of $((last - first + 1)) policies: no difference"
