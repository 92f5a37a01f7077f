#!/usr/bin/env bash
# oracles.sh: the references that tests/ has, on many more seeds than there. Prints rows
# check,runs,failures: a reference ends at its first difference, so failures are seeds at
# least. What they say goes to stderr.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
home=$PWD
export BUILD=${BUILD:-build}
[[ $BUILD = /* ]] || BUILD=$home/$BUILD
export PATH=$BUILD/bin:$PATH PYTHONDONTWRITEBYTECODE=1
failures=0

# told NAME RUNS COMMAND...: in a folder of its own.
told() {
	local name=$1 runs=$2 failed=0 folder
	shift 2
	folder=$(mktemp -d)
	(cd "$folder" && "$@") >"$folder/log" 2>&1 || failed=1
	[ "$failed" -eq 0 ] || tail -n 20 "$folder/log" >&2
	rm -rf "$folder"
	echo "arithmetic: $name,$runs,$failed"
	failures=$((failures + failed))
}

told funnel-stats 4000 python3 "$home/tests/differential.py" oracle 4000
told funnel-stats-sql 1 python3 "$home/tests/differential.py" sql
told lead-score 2000 python3 "$home/tests/lead_score.py" oracle 2000
told discount-calc 200 bash "$home/tests/discount-differential.sh" 1001-1200 40
told commission 2000 python3 "$home/tests/commission_oracle.py" 2000 1001
told roi 4000 python3 "$home/tests/roi.py" figures 4000
told "funnel-stats in parts" 200 python3 "$home/tests/partial.py" splits
told "roi in parts" 100 python3 "$home/tests/roi.py" splits
told "pipeline in parts" 40 python3 "$home/tests/pipeline_properties.py"
exit $((failures > 0))
