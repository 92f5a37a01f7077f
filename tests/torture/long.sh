#!/usr/bin/env bash
# long.sh [BYTES [TOOL...]]: so many bytes (default: 20 GB) through each tool that streams,
# made on the way. What is added up has to be right, and memory what a tenth of it takes,
# within 2 MB. Prints rows check,runs,failures; figures go to stderr.
# shellcheck disable=SC2016,SC2317 # programs of awk; a function called by name
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
bytes=${1:-20000000000}
shift $(($# ? 1 : 0))
build=$(realpath "${BUILD:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$build/bin:$PATH
stream=$build/tests/torture/stream
data=$PWD/tests/data
failures=0
printf '%s\n' rule,when,points big,employees\>=200,20 germany,country=DE,5 >"$work/rules.csv"

# passes BYTES KIND COMMAND...: the table in out, rows, memory in kB, and seconds.
passes() {
	"$stream" "$2" "$1" 2>"$work/rows" |
		/usr/bin/time -f '%M %e' -o "$work/time" "${@:3}" >"$work/out" 2>"$work/err" || return
	rows=$(<"$work/rows")
	read -r memory seconds < <(tail -n 1 "$work/time")
}

# long NAME KIND AWK COMMAND...: awk finds in the table how many rows went in.
long() {
	local name=$1 kind=$2 program=$3 wrong="" small
	shift 3
	[ ${#chosen[@]} -eq 0 ] || [[ " ${chosen[*]} " = *" $name "* ]] || return
	passes $((bytes / 10)) "$kind" "$@" || wrong="status $?: $(<"$work/err")"
	small=$memory
	[ -n "$wrong" ] || passes "$bytes" "$kind" "$@" || wrong="status $?: $(<"$work/err")"
	[ -n "$wrong" ] || [ "$(awk -F, "$program" "$work/out")" = "$rows" ] ||
		wrong="not $rows rows: $(head -c 300 "$work/out")"
	[ -n "$wrong" ] || [ "$memory" -le $((small + 2048)) ] || wrong="it grew from $small to $memory kB"
	echo "$name: $bytes bytes, $rows rows, $memory kB, $seconds s${wrong:+: $wrong}" >&2
	echo "long: $name,1,$((${#wrong} > 0))"
	failures=$((failures + (${#wrong} > 0)))
}

chosen=("$@")
rows=0 memory=0 seconds=0
# Rows that come back aren't kept, but counted.
counted() {
	"$@" | awk 'END { printf "%d\n", NR - 1 }'
	return "${PIPESTATUS[0]}"
}
export -f counted
long roi spend '$1 == "TOTAL" { print $15 }' roi -q --by=channel --total -
long lead-score leads '{ print }' bash -c 'counted "$@"' - lead-score -q "--rules=$work/rules.csv" -
long discount-calc quotes '{ print }' bash -c 'counted "$@"' - \
	discount-calc -q --sorted "--policy=$data/discount-lemonade-policy.csv" -
long funnel-stats events '$2 == "Lead" || $2 == "Won" { n += $3 } END { printf "%d\n", n }' \
	funnel-stats -q --sorted --stages=Lead,Won -
long attribute paths 'NR > 1 { n += $2 } END { printf "%.0f\n", n }' attribute -q --model=last --wide -
long forecast sales 'NR > 1 && $2 != "" { n += $2 } END { printf "%.0f\n", n }' \
	forecast -q --period=year --method=naive --fitted --as-of=2025-12-31 -
exit $((failures > 0))
