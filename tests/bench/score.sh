# shellcheck shell=bash disable=SC2034,SC2154
# Rows out with columns appended: a score, a grade, a status and reasons by eight rules.
file=$(data leads 10)
title="leads scored by eight rules, $(wc -c <"$file") bytes"
add lead-score "$bin/lead-score -q --reasons=all --rules=$here/score.csv $file"
has mawk && add mawk "mawk -f $here/score.awk $file"
has mlr && add mlr "mlr --csv --from $file put -f $here/score.mlr"
add csvcopy "$build/tests/unit/csvcopy $file"

# csvcopy is what reading and writing take alone.
compare() {
	[ "$(wc -l <"$work/out/csvcopy")" = "$(wc -l <"$work/out/lead-score")" ] || fail csvcopy
	unset 'names[-1]'
	same "${names[@]}"
	names+=(csvcopy)
}
