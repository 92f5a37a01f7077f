#!/usr/bin/env bash
# run.sh: each tool beside what people would use instead, on the same job in one run.
#
# A job is a file JOB.sh beside this one: it makes its data, adds commands (the first is
# ours) and says how their results are compared. That comes first: a fast wrong answer
# isn't one. Then all commands are timed in turn, RUNS times (default 5). SIZE is the size
# of the largest file in megabytes (default 500), others have a fixed share of it;
# ONLY="JOB JOB" leaves out all other jobs. Peers that aren't installed are left out.
#
# Writes $BUILD/bench/results.csv: job,command,median_seconds,ratio,cpu_seconds,peak_mb, where
# ratio is how many times as long as ours a command takes; and shows it beside what is
# aimed at (aims.csv).
set -euo pipefail
build=${BUILD:-build}
size=${SIZE:-500}
runs=${RUNS:-5}
here=tests/bench
work=$build/bench
bin=$build/bin
mkdir -p "$build"
PEERS=$(realpath "$build")/peers
export LC_ALL=C PEERS
mkdir -p "$work/out"

# made NAME COMMAND...: the file NAME that the command writes, made once.
made() {
	local name=$work/$1
	shift
	[ -s "$name" ] || { "$@" >"$name.new" && mv "$name.new" "$name"; }
	echo "$name"
}

# data KIND PERCENT: data of a kind (see data.c), of PERCENT of SIZE.
data() {
	made "$1-$((size * $2)).csv" "$build/tests/bench/data" "$1" $((size * $2 * 10000))
}

# add NAME COMMAND [FILTER]: a command of the job, and what its output goes through before
# it is compared.
declare -A command filter
names=()
add() {
	names+=("$1")
	command[$1]=$2
	filter[$1]=${3:-cat}
}

# has NAME: is the peer there? One of ours is, where it knows the option: has roi --jobs.
has() {
	case $1 in
	duckdb) [ -d "$PEERS/node_modules/@duckdb/node-api" ] ;;
	polars) [ -d "$PEERS/node_modules/nodejs-polars" ] ;;
	python-*) "$python" -c "import ${1#python-}" 2>/dev/null ;;
	R-*) Rscript -e "library(${1#R-})" >/dev/null 2>&1 ;;
	*) if [ $# -gt 1 ]; then
		"$bin/$1" --help | grep -q -e "$2"
	else
		command -v "$1" >/dev/null
	fi ;;
	esac
}

# Debian's Python is the one that has Debian's pandas.
python=/usr/bin/python3
[ -x $python ] || python=python3

# same NAME...: what the commands wrote is the same.
same() {
	local name
	for name; do
		cmp "$work/out/${names[0]}" "$work/out/$name" || fail "$name writes something else"
	done
}

# near TOLERANCE NAME...: texts are the same, numbers as near, relatively.
near() {
	local name
	for name in "${@:2}"; do
		cmp -s "$work/out/${names[0]}" "$work/out/$name" && continue
		awk -F, -v most="$1" -v other="$work/out/$name" '
			function near(a, b, d) {
				d = a > b ? a - b : b - a
				return a == b || d <= most * (a > 0 ? a : -a)
			}
			{
				if ((getline line <other) <= 0 || split(line, b, ",") != NF)
					exit 1
				for (i = 1; i <= NF; i++)
					if ($i != b[i] && !($i b[i] ~ /^[-+.0-9e]*$/ && near($i, b[i])))
						exit 1
			}
			END { if ((getline line <other) > 0) exit 1 }
		' "$work/out/${names[0]}" || fail "$name writes something else"
	done
}

fail() {
	echo "$job: $*" >&2
	exit 1
}

# What the job compares unless it says otherwise: everything, to the byte.
compare() {
	same "${names[@]}"
}

run_job() {
	local name title
	job=$1
	# shellcheck source=/dev/null
	. "$here/$job.sh"
	echo "$job: $title" >&2
	for name in "${names[@]}"; do
		bash -o pipefail -c "${command[$name]} | ${filter[$name]}" >"$work/out/$name" ||
			fail "$name failed"
	done
	compare
	for name in "${names[@]}"; do
		printf '%s\t%s\n' "$name" "${command[$name]}"
	done | "$build/tests/bench/rounds" $((runs * ${more_runs:-1})) |
		awk -F, -v OFS=, -v job="$job" 'NR == 1 { ours = $2 }
			{ print job, $1, $2, sprintf("%.3g", $2 / ours), $3, $4 }'
}

jobs=${ONLY:-sum parallel pipe quoted funnel score discount attribute markov clv forecast
	train pipeline commission start}
{
	echo job,command,median_seconds,ratio,cpu_seconds,peak_mb
	for job in $jobs; do
		(run_job "$job")
	done
} >"$work/results.csv.new"
mv "$work/results.csv.new" "$work/results.csv"
"$bin/lead-score" -q --reasons=0 --rules=$here/aims.csv --format=table "$work/results.csv"
echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | sort -u), $(nproc) processors;" \
	"load while it ran:$(uptime | sed 's/.*load average//')"
