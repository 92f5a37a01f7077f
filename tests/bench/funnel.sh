# shellcheck shell=bash disable=SC2034,SC2154
# How many leads get to each step, of events in any order.
file=$(data events 40)
title="entered per step, $(wc -l <"$file") events, $(wc -c <"$file") bytes"
add funnel-stats "$bin/funnel-stats -q --stages=Lead,MQL,SQL,Opportunity,Won --lost=Lost $file" \
	"tail -n +2 | cut -d, -f1,3"
sql=$(sed "s|--.*||; s|FILE|$file|" "$here/funnel.sql" | tr '\n' ' ')
has duckdb && for threads in 1 2; do
	add "duckdb-$threads" "node $here/duckdb.mjs $threads \"$sql\""
done
has mlr && add mlr "mlr --icsv -S --from $file put -q -f $here/funnel.mlr"
has mawk && add mawk "mawk -f $here/funnel.awk $file"
