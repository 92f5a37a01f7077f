#!/usr/bin/env bash
# run.sh [quick]: all checks of this folder, or a quick part of each. Prints a table
# check,runs,failures; what failed goes to stderr. Fails if anything did.
set -uo pipefail
folder=$(dirname "$0")
status=0
echo check,runs,failures
for script in faults environment damage hostile sales plans deals returns customers credit scorecards; do
	python3 "$folder/$script.py" "$@" || status=1
done
if [ "${1:-}" != quick ]; then
	bash "$folder/oracles.sh" || status=1
fi
exit $status
