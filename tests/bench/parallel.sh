# shellcheck shell=bash disable=SC2034,SC2154
# The same from a regular file, with two threads.
file=$(data spend 100)
title="the same with two threads"
two="awk -F, '{ printf \"%s,%.2f\n\", \$1, \$2 }' | sort"
jobs_option=
has roi --jobs && jobs_option=--jobs=2
add roi "$bin/roi -q $jobs_option --by=channel $file" "tail -n +2 | cut -d, -f1,2 | $two"
sql="select channel, sum(spend) from '$file' group by 1"
has duckdb && add duckdb-2 "node $here/duckdb.mjs 2 \"$sql\"" "$two"
has polars && add polars "node $here/polars.mjs $file" "$two"
