#!/usr/bin/env bash
# fuzz.sh SECONDS FUZZER...: runs each libFuzzer target for that long, on what it found
# before (under build/) and the seeds in tests/fuzz/corpus. The first finding ends it.
set -euo pipefail
seconds=$1
shift
for fuzzer; do
	fuzzer=$(realpath "$fuzzer") # one may go where it likes
	name=$(basename "$fuzzer" _fuzz)
	found=$(dirname "$fuzzer")/corpus/$name
	seeds=$PWD/tests/fuzz/corpus/$name
	mkdir -p "$found"
	corpus=("$found")
	[ -d "$seeds" ] && corpus+=("$seeds")
	[[ $name = *-tool ]] && python3 tests/fuzz/tool-seeds.py "${name%-tool}" "$found"
	# Where an error jumps out of the code, what it had allocated is lost: that target runs
	# in processes that end before they have grown large.
	how=(-detect_leaks=1 -runs=-1)
	unset ASAN_OPTIONS
	if [[ $name =~ ^(rules|policy|deal_rates|payplan|clv|revplan|.*-tool)$ ]]; then
		how=(-detect_leaks=0 -runs=5000)
		export ASAN_OPTIONS=detect_leaks=0
	fi
	echo "== $name"
	log=$(dirname "$fuzzer")/$name.log
	: >"$log"
	end=$((SECONDS + seconds))
	while [ "$SECONDS" -lt "$end" ]; do
		"$fuzzer" -max_total_time=$((end - SECONDS)) -print_final_stats=1 -timeout=10 \
			"${how[@]}" -artifact_prefix="$(dirname "$fuzzer")/$name-" "${corpus[@]}" \
			>>"$log" 2>&1 || { grep -E 'ERROR: |SUMMARY: |runtime error' "$log"; exit 1; }
	done
	awk '/^stat::number_of_executed_units/ { n += $2 } END { print n " executions, no finding" }' "$log"
done
