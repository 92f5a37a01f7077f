# shellcheck shell=bash disable=SC2034,SC2154
# The same through a pipe, beside counting lines.
file=$(data spend 100)
title="the same through a pipe"
add roi "cat $file | $bin/roi -q --by=channel"
add wc "cat $file | wc -l"

# Lines are counted, not added up.
compare() {
	[ "$(cat "$work/out/wc")" = "$(wc -l <"$file")" ] || fail "wc -l"
}
