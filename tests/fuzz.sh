#!/usr/bin/env bash
# fuzz.sh SECONDS FUZZER...: runs each libFuzzer target for that long, on what it found
# before (under build/) and the seeds in tests/fuzz/corpus. The first finding ends it.
set -euo pipefail
seconds=$1
shift
for fuzzer; do
	name=$(basename "$fuzzer" _fuzz)
	found=$(dirname "$fuzzer")/corpus/$name
	seeds=tests/fuzz/corpus/$name
	mkdir -p "$found"
	corpus=("$found")
	[ -d "$seeds" ] && corpus+=("$seeds")
	echo "== $name"
	"$fuzzer" -max_total_time="$seconds" -print_final_stats=1 -timeout=10 \
		-artifact_prefix="$(dirname "$fuzzer")/$name-" "${corpus[@]}" 2>&1 |
		grep -E '^(stat::number_of_executed_units|.*ERROR|SUMMARY|.*runtime error)' ||
		exit 1
	[ "${PIPESTATUS[0]}" -eq 0 ]
done
