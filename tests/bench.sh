#!/usr/bin/env bash
# bench.sh: each tool beside what people would use instead, on the same job in one run.
# Results are compared first: a fast wrong answer isn't one. SIZE=N sets the number of
# events, paths and quote lines (default 1,000,000), LEADS=N that of leads (a fifth of it),
# SPEND=N that of rows of spend (as many as events), RUNS=N how often each command is timed
# (default 3), CUSTOMERS=N that of customers (as many as events), ONLY=roi or ONLY=clv leaves
# out all but one tool. Peers that aren't installed are left out.
set -euo pipefail
build=${BUILD:-build}
size=${SIZE:-1000000}
leads_size=${LEADS:-$((size / 5))}
spend_size=${SPEND:-$size}
runs=${RUNS:-3}
work=$build/bench
mkdir -p "$work"

# made NAME COMMAND...: the file NAME that the command writes, made once.
made() {
	local name=$work/$1
	shift
	[ -s "$name" ] || { "$@" >"$name.new" && mv "$name.new" "$name"; }
	echo "$name"
}

# compare TITLE NAME...: runs the commands command[NAME], the first of which is ours, and
# prints their times as multiples of it and the memory they take.
declare -A command
compare() {
	local title=$1 name arguments=()
	shift
	echo
	echo "$title"
	for name; do
		/usr/bin/time -f %M -o "$work/memory-$name" bash -c "${command[$name]}" >"$work/out-$name"
		arguments+=(-n "$name" "${command[$name]} >$work/out-$name")
	done
	hyperfine --style=none --runs "$runs" --export-csv "$work/times.csv" "${arguments[@]}" 2>/dev/null
	echo "command,median_seconds,ratio,peak_MB"
	local base
	base=$(awk -F, 'NR == 2 { print $4 }' "$work/times.csv")
	for name; do
		awk -F, -v name="$name" -v base="$base" -v kb="$(tail -n 1 "$work/memory-$name")" \
			'$1 == name { printf "%s,%.3f,%.2f,%.0f\n", name, $4, $4 / base, kb / 1000 }' \
			"$work/times.csv"
	done
}

# same NAME...: the commands wrote the same.
same() {
	local name
	for name in "${@:2}"; do
		cmp "$work/out-$1" "$work/out-$name" || exit 1
	done
}

have() {
	command -v "$1" >/dev/null
}

# Spend by channel and month, beside the peers and what reading and writing take alone.
bench_roi() {
	local spend name names=(roi csvcopy)
	spend=$(made "spend-$spend_size.csv" python3 tests/bench-spend.py "$spend_size")
	# shellcheck disable=SC2016 # mlr's names
	cat >"$work/spend.mlr" <<-'MLR'
		@spend[$channel][sub($date, "-..$", "")] += $spend;
		end { emit @spend, "channel", "month" }
	MLR
	cat >"$work/spend.sql" <<-SQL
		.mode csv
		.import $spend spend
		select channel, substr(date, 1, 7) as month, printf('%.2f', sum(spend)) from spend
		    group by 1, 2;
	SQL
	command[roi]="$build/bin/roi -q --by=channel --period=month $spend | awk -F, 'NR > 1 { printf \"%s,%s,%.2f\n\", \$1, \$2, \$3 }' | sort"
	command[csvcopy]="$build/tests/unit/csvcopy $spend | wc -l"
	command[mlr-spend]="mlr --icsv --ocsv --headerless-csv-output --ofmt %.2f --from $spend put -q -f $work/spend.mlr | sort"
	command[sqlite3-spend]="sqlite3 :memory: < $work/spend.sql | tr -d '\\r\"' | sort"
	for name in mlr-spend sqlite3-spend; do
		have "${name%-spend}" && names+=("$name")
	done
	compare "roi: $spend_size rows, $(wc -c <"$spend") bytes: spend by channel and month" \
		"${names[@]}"
	same roi "${names[@]:2}"
}
if [ "${ONLY:-}" = roi ]; then
	bench_roi
	exit
fi

# BG/NBD fitted to CUSTOMERS=N customers (default: as many as events), beside scipy.
bench_clv() {
	local customers=${CUSTOMERS:-$size} orders names=(clv) scipy=
	orders=$(made "orders-$customers.csv" python3 tests/data/clv-make.py "$customers")
	for name in python3 /usr/bin/python3; do
		"$name" -c 'import scipy' 2>/dev/null && scipy=$name
	done
	cut -d, -f1-3 "$orders" >"$work/orders.csv"
	command[clv]="$build/bin/clv --params $work/orders.csv | sed -n 2,5p | cut -d, -f3,4"
	command[scipy]="$scipy tests/bench-clv.py $work/orders.csv"
	[ -z "$scipy" ] || names+=(scipy)
	compare "clv: orders of $customers customers, $(wc -c <"$work/orders.csv") bytes: BG/NBD" \
		"${names[@]}"
	[ -z "$scipy" ] || paste -d, "$work/out-clv" "$work/out-scipy" |
		awk -F, '{ d = $2 / $4 - 1; if ($1 != $3 || d * d > 1e-8) exit 1 }'
}
if [ "${ONLY:-}" = clv ]; then
	bench_clv
	exit
fi

events=$(made "events-$size.csv" python3 tests/bench-events.py "$size")
# The question in the peers' words: the first Lead, and from step to step the earliest
# event not before the previous one.
cat >"$work/funnel.awk" <<'AWK'
BEGIN { FS = ","; n = split("Lead MQL SQL Opportunity Won", step, " ") }
NR > 1 { at[$2, $1] = at[$2, $1] $3 ";"; id[$1] }
END {
	for (i in id) {
		t = ""
		for (k = 1; k <= n; k++) {
			best = ""
			m = split(at[step[k], i], times, ";")
			for (j = 1; j < m; j++)
				if (times[j] >= t && (best == "" || times[j] < best))
					best = times[j]
			if (best == "") break
			entered[k]++
			t = best
		}
	}
	for (k = 1; k <= n; k++) print k "," entered[k] + 0
}
AWK
cat >"$work/funnel.mlr" <<'MLR'
@at[$id][$stage] = is_present(@at[$id][$stage]) ? @at[$id][$stage] . ";" . $time : $time;
end {
	steps = ["Lead", "MQL", "SQL", "Opportunity", "Won"];
	entered = {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0};
	for (id, stages in @at) {
		t = "";
		for (k = 1; k <= 5; k += 1) {
			best = "";
			if (is_absent(stages[steps[k]])) {
				break;
			}
			for (i, time in splitax(stages[steps[k]], ";")) {
				if (time >= t && (best == "" || time < best)) {
					best = time;
				}
			}
			if (best == "") {
				break;
			}
			entered[string(k)] += 1;
			t = best;
		}
	}
	for (k, n in entered) {
		print k . "," . n;
	}
}
MLR
cat >"$work/funnel.sql" <<SQL
.mode csv
.import $events events
create index by_stage on events(stage, id, time);
create temp table s1 as select id, min(time) t from events where stage = 'Lead' group by id;
create temp table s2 as select s.id, min(e.time) t from s1 s join events e on e.stage = 'MQL' and e.id = s.id and e.time >= s.t group by s.id;
create temp table s3 as select s.id, min(e.time) t from s2 s join events e on e.stage = 'SQL' and e.id = s.id and e.time >= s.t group by s.id;
create temp table s4 as select s.id, min(e.time) t from s3 s join events e on e.stage = 'Opportunity' and e.id = s.id and e.time >= s.t group by s.id;
create temp table s5 as select s.id, min(e.time) t from s4 s join events e on e.stage = 'Won' and e.id = s.id and e.time >= s.t group by s.id;
select 1, count(*) from s1; select 2, count(*) from s2; select 3, count(*) from s3;
select 4, count(*) from s4; select 5, count(*) from s5;
SQL

command[funnel-stats]="$build/bin/funnel-stats -q --stages=Lead,MQL,SQL,Opportunity,Won --lost=Lost $events | tail -n +2 | cut -d, -f1,3"
command[mawk]="mawk -f $work/funnel.awk $events"
command[mlr]="mlr --icsv -S --from $events put -q -f $work/funnel.mlr"
command[sqlite3]="sqlite3 :memory: < $work/funnel.sql"
names=(funnel-stats)
for peer in mawk mlr sqlite3; do
	have "$peer" && names+=("$peer")
done
compare "funnel-stats: $size events of $((size / 10)) leads, $(wc -c <"$events") bytes: entered per step" \
	"${names[@]}"
same "${names[@]}"

# Scoring: forty rules, beside copying the file through the same reader and writer.
leads=$(made "leads-$leads_size.csv" python3 tests/bench-leads.py "$leads_size")
{
	echo rule,category,when,points
	for i in {0..9}; do
		echo "size,fit,employees>=$((i * 100));employees<$((i * 100 + 100)),$i"
		echo "rich$i,fit,country=DE;budget>=$((i * 20)),$i"
		echo "title$i,person,title contains(manager $i),$i"
		echo "source$i,interest,source in(web|ads);visits>$((i * 4)),1"
	done
	echo "status,SQL,score>30,"
	echo "status,MQL,score>10,"
} >"$work/rules.csv"
command[lead-score]="$build/bin/lead-score --rules=$work/rules.csv $leads"
command[csvcopy]="$build/tests/unit/csvcopy $leads"
compare "lead-score: $leads_size leads, 40 rules, $(wc -c <"$leads") bytes" lead-score csvcopy

# Learning, and what scikit-learn takes for a plain logistic regression.
command[lead-train]="$build/bin/lead-train -q --outcome=won --exclude=id,name $leads"
command[lead-train-plain]="$build/bin/lead-train -q --outcome=won --exclude=id,name --bins=0 --interactions=0 $leads"
names=(lead-train lead-train-plain)
if /usr/bin/python3 -c 'import sklearn, pandas' 2>/dev/null; then
	command[sklearn]="/usr/bin/python3 tests/bench-sklearn.py $leads"
	names+=(sklearn)
fi
compare "lead-train: $leads_size leads, 18 columns" "${names[@]}"

# Attribution: all models of paths, and five of them as a script would do it, whose results
# have to agree. The script reads with pandas where there is one.
paths=$(made "paths-$size.csv" python3 tests/bench-paths.py "$size")
models=first,last,linear,position,markov
command[attribute]="$build/bin/attribute --model=$models --wide $paths | tail -n +2 | cut -d, -f1,2,4,6,8,10"
command[attribute-all]="$build/bin/attribute -q --model=all $paths"
python=python3
if /usr/bin/python3 -c 'import pandas' 2>/dev/null; then
	python=/usr/bin/python3
fi
command[python]="$python tests/bench-attribute.py $paths"
compare "attribute: $size paths of 20 channels, $(wc -c <"$paths") bytes" \
	attribute attribute-all python
python3 - "$work/out-attribute" "$work/out-python" <<'PY'
import csv, sys
ours, theirs = (list(csv.reader(open(name))) for name in sys.argv[1:])
assert [row[0] for row in ours] == [row[0] for row in theirs]
for a, b in zip(ours, theirs):
    assert all(abs(float(x) - float(y)) < 1e-5 for x, y in zip(a[1:], b[1:])), (a, b)
PY

# Pricing: twenty rules, beside copying the file through the same reader and writer, and
# two percentages a line in the peers' words, with doubles and no reasons.
quotes=$(made "quotes-$size.csv" python3 tests/bench-quotes.py "$size")
python3 tests/bench-quotes.py --policy >"$work/policy.csv"
cat >"$work/discounts.awk" <<'AWK'
BEGIN { FS = OFS = "," }
NR == 1 { print $0, "net"; next }
{
	net = $4 * $5
	net -= int(net * ($4 >= 200 ? 12 : $4 >= 50 ? 8 : $4 >= 10 ? 5 : 0) + 0.5) / 100
	net -= int(net * ($7 >= 24 ? 8 : $7 >= 12 ? 5 : 0) + 0.5) / 100
	printf "%s,%.2f\n", $0, net
}
AWK
cat >"$work/discounts.mlr" <<'MLR'
$net = $qty * $list_price;
$net -= roundm($net * ($qty >= 200 ? 0.12 : $qty >= 50 ? 0.08 : $qty >= 10 ? 0.05 : 0), 0.01);
$net -= roundm($net * ($term >= 24 ? 0.08 : $term >= 12 ? 0.05 : 0), 0.01);
$net = fmtnum($net, "%.2f");
MLR
command[discount-calc]="$build/bin/discount-calc --policy=$work/policy.csv $quotes"
command[discount-calc-sorted]="$build/bin/discount-calc --sorted --policy=$work/policy.csv $quotes"
command[csvcopy]="$build/tests/unit/csvcopy $quotes"
command[mawk-simple]="mawk -f $work/discounts.awk $quotes"
command[mlr-simple]="mlr --csv --from $quotes put -f $work/discounts.mlr"
names=(discount-calc discount-calc-sorted csvcopy)
for peer in mawk mlr; do
	have "$peer" && names+=("$peer-simple")
done
compare "discount-calc: $size lines, 20 rules, $(wc -c <"$quotes") bytes; the peers: two percentages a line" \
	"${names[@]}"
same discount-calc discount-calc-sorted

bench_roi
# Forecasts: years of months of 1,502 products, as many as in half of the M3 competition;
# and, since they take their time, some of them beside R's forecast and statsmodels.
sales=$(made sales-1502.csv python3 tests/bench-sales.py 1502)
few=$(made sales-20.csv python3 tests/bench-sales.py 20)
command[forecast]="$build/bin/forecast -q --by=product --horizon=18 $sales"
command[forecast-naive]="$build/bin/forecast -q --by=product --horizon=18 --method=naive $sales"
compare "forecast: 1,502 products of 60 to 132 months" forecast forecast-naive
for method in combined ets theta; do
	command[forecast-$method]="$build/bin/forecast -q --by=product --horizon=18 --method=$method $few"
done
names=(forecast-combined forecast-ets forecast-theta)
if have Rscript && Rscript -e 'library(forecast)' >/dev/null 2>&1; then
	command[R-ets]="Rscript tests/bench-forecast.R $few ets"
	command[R-thetaf]="Rscript tests/bench-forecast.R $few thetaf"
	names+=(R-ets R-thetaf)
fi
if python3 -c 'import statsmodels' 2>/dev/null; then
	command[statsmodels-theta]="python3 tests/bench-statsmodels.py $few"
	names+=(statsmodels-theta)
fi
compare "forecast: 20 of them" "${names[@]}"
# Opportunities of five years by month, beside copying the file through the same reader
# and writer, and the sums alone that others would make.
deals_size=$size
deals=$(made "deals-$deals_size.csv" python3 tests/data/pipeline-make.py 60 "$((deals_size / 60))")
command[pipeline]="$build/bin/pipeline -q $deals"
command[pipeline-deals]="$build/bin/pipeline -q --deals $deals"
command[csvcopy]="$build/tests/unit/csvcopy $deals"
command[mlr-sums]="mlr --icsv --ocsv --from $deals put '\$month = substr(\$close_date, 0, 6)' then stats1 -a sum -f amount -g month,stage"
names=(pipeline pipeline-deals csvcopy)
have mlr && names+=(mlr-sums)
compare "pipeline: $deals_size opportunities, $(wc -c <"$deals") bytes" "${names[@]}"
bench_clv
