#!/usr/bin/env bash
# pictures.sh FOLDER: the pictures of README, as the tools draw them into their pages. Run
# by `make pictures` from the root of the repository with the tools in the PATH.
set -euo pipefail
folder=$1

# picture NAME TOOL...: the first picture of the page, the one for wide windows. An image
# of its own has to be seen at any width.
picture() {
	local name=$1
	shift
	"$@" --format=html-fragment |
		awk '/<svg/ { on = !seen++ } on { print } /<\/svg>/ { on = 0 }' |
		sed '1s/ rv-wide//' >"$folder/$name.svg"
}

history=$(mktemp)
trap 'rm -f "$history"' EXIT
python3 tests/data/saas.py >"$history"
picture funnel funnel-stats -q -s Lead,MQL,SQL,Opportunity,Won --lost=Lost "$history"
picture forecast forecast -q --period=month --horizon=24 tests/data/forecast-airpassengers.csv
