# shellcheck shell=bash disable=SC2034,SC2154
# What open deals will bring, learned from five years of them.
deals=$((size * 100))
file=$(made "opportunities-$deals.csv" python3 tests/data/pipeline-make.py 60 $((deals / 60)))
title="$deals opportunities, $(wc -c <"$file") bytes"
add pipeline "$bin/pipeline -q $file"
add csvcopy "$build/tests/unit/csvcopy $file"

# Nothing else does this: csvcopy is what reading and writing take alone.
compare() {
	[ "$(wc -l <"$work/out/pipeline")" -gt 3 ] || fail "no periods"
}
