#!/usr/bin/env bash
# run.sh [quick]: all checks of this folder, or a quick part of each. Prints a table
# check,runs,failures; what failed goes to stderr. Fails if anything did.
set -uo pipefail
folder=$(dirname "$0")
status=0
echo check,runs,failures
python3 "$folder/faults.py" "$@" || status=1
exit $status
