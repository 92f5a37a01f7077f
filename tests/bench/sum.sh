# shellcheck shell=bash disable=SC2034,SC2154
# Sum by group, one thread, from stdin; and how fast a file can be read at all.
file=$(data spend 100)
title="spend by channel, $(wc -c <"$file") bytes"
two="awk -F, '{ printf \"%s,%.2f\n\", \$1, \$2 }' | sort"
add roi "$bin/roi -q --jobs=1 --by=channel <$file" "tail -n +2 | cut -d, -f1,2 | $two"
add wc "wc -l <$file"
sql="select channel, sum(spend) from '$file' group by 1"
has duckdb && for threads in 1 2; do
	add "duckdb-$threads" "node $here/duckdb.mjs $threads \"$sql\"" "$two"
done
has polars && add polars "node $here/polars.mjs $file" "$two"
has mlr && add mlr "mlr --icsv --ocsv --headerless-csv-output stats1 -a sum -f spend -g channel $file" "$two"
has mawk && add mawk "mawk -F, 'NR > 1 { s[\$2] += \$9 } END { for (c in s) printf \"%s,%.2f\n\", c, s[c] }' $file" sort
has datamash && add datamash "datamash -t, --header-in -g 2 sum 9 -s <$file" "$two"
has sqlite3 && add sqlite3 "printf '.mode csv\n.import %s t\nselect channel, sum(spend) from t group by 1;\n' $file | sqlite3 :memory:" "tr -d '\"\\r' | $two"
has python-pandas && add pandas "$python -c \"import pandas; print(pandas.read_csv('$file', usecols=['channel', 'spend']).groupby('channel').sum().to_csv(header=False))\"" "grep . | $two"

# wc counts lines.
compare() {
	local name
	for name in "${names[@]}"; do
		[ "$name" = wc ] || same "$name"
	done
}
