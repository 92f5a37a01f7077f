#!/usr/bin/env bash
# bench.sh: each tool beside what people would use instead, on the same job in one run.
# Results are compared first: a fast wrong answer isn't one. SIZE=N sets the number of
# events (default 1,000,000), RUNS=N how often each command is timed (default 3). Peers
# that aren't installed are left out.
set -euo pipefail
build=${BUILD:-build}
size=${SIZE:-1000000}
runs=${RUNS:-3}
work=$build/bench
mkdir -p "$work"

events=$work/events-$size.csv
[ -s "$events" ] || python3 tests/bench-events.py "$size" >"$events.new"
[ -s "$events" ] || mv "$events.new" "$events"
bytes=$(wc -c <"$events")
echo "funnel-stats: $size events of $((size / 10)) leads, $bytes bytes: entered per step"

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

declare -A command=(
	[funnel-stats]="$build/bin/funnel-stats -q --stages=Lead,MQL,SQL,Opportunity,Won --lost=Lost $events | tail -n +2 | cut -d, -f1,3"
	[mawk]="mawk -f $work/funnel.awk $events"
	[mlr]="mlr --icsv -S --from $events put -q -f $work/funnel.mlr"
	[sqlite3]="sqlite3 :memory: < $work/funnel.sql"
)
names=(funnel-stats)
for peer in mawk mlr sqlite3; do
	command -v "$peer" >/dev/null && names+=("$peer")
done

bash -c "${command[funnel-stats]}" >"$work/expected"
cat "$work/expected"
export_args=()
for name in "${names[@]}"; do
	# What is compared is also what tells the memory: /usr/bin/time, where there is one.
	if [ -x /usr/bin/time ]; then
		/usr/bin/time -f "%M" -o "$work/memory-$name" bash -c "${command[$name]}" >"$work/got"
	else
		bash -c "${command[$name]}" >"$work/got"
	fi
	cmp "$work/expected" "$work/got" || { echo "$name: another result"; exit 1; }
	export_args+=(-n "$name" "${command[$name]}")
done
hyperfine --style=basic --runs "$runs" --export-csv "$work/times.csv" "${export_args[@]}"

echo
echo "tool,median_seconds,times_funnel_stats,peak_MB"
base=$(awk -F, 'NR == 2 { print $4 }' "$work/times.csv")
awk -F, -v base="$base" 'NR > 1 { print $1 "," $4 "," $4 / base }' "$work/times.csv" |
	while IFS=, read -r name seconds ratio; do
		memory=$(cat "$work/memory-$name" 2>/dev/null || echo 0)
		printf '%s,%.2f,%.1f,%.0f\n' "$name" "$seconds" "$ratio" "$((memory / 1000))"
	done
