#!/usr/bin/env bash
# report.sh [FOLDER]: the week's sales and marketing on one page of HTML, written to stdout.
# FOLDER has the exports; the default is the example data beside this script. Needs the
# tools in the PATH. From cron, on Mondays at six, a page that is whole or stays the old
# one:
#
#     0 6 * * 1  report.sh /srv/crm >/srv/www/.week.new && mv /srv/www/.week.new /srv/www/week.html
#
# Each section is what a tool writes with --format=html-fragment; the head of the page,
# with the style, is that of the first one's --format=html. The index links to the
# sections; a browser prints the page on A4, wide tables sideways.
set -euo pipefail
cd "${1:-$(dirname "$0")}"
title='Sales and marketing, weekly'
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
n=0

# section TITLE COMMAND...: the next section of the page.
section() {
	local name=$1
	shift
	[ "$n" -gt 0 ] || "$@" --format=html --title="$title" | sed '/^<main>$/q' >"$parts/head"
	n=$((n + 1))
	"$@" --format=html-fragment --title="$name" >"$parts/$(printf %03d "$n")"
}

section 'How far visitors get' \
	funnel-stats -q -s 'Walked by,Stopped,Tasted,Bought' --lost=Left lemonade.csv
section 'What marketing returned' \
	roi -q --by=channel --total --sort=roi roi-spend.csv roi-results.csv
section 'Who gets the credit' \
	attribute -q --model=last,linear,markov attribute-lemonade.csv
section 'Whom to call first' \
	lead-score -q --rules=leadscore-saas-rules.csv --top=10 \
	--activities=leadscore-saas-activities.csv leadscore-saas-leads.csv
section 'What open deals will bring' \
	pipeline -q --horizon=2 --quota=300 pipeline-lemonade.csv
section 'What comes next' \
	forecast -q --period=week --by=stand --horizon=8 forecast-lemonade.csv
section 'What quotes came to' \
	discount-calc -q --policy=discount-saas-policy.csv --waterfall discount-saas-quotes.csv
section 'What reps earned' \
	commission -q --plan=commission-plan.csv --totals commission-deals.csv

cat "$parts/head"
printf '<h1>%s</h1>\n<nav>\n<ol>\n' "$title"
sed -nE -e 's|^<section .*id="([^"]*)">$|<li><a href="#\1">|p' -e 's|^<h2>(.*)</h2>$|\1</a></li>|p' \
	"$parts"/0*
printf '</ol>\n</nav>\n'
cat "$parts"/0*
printf '</main>\n</body>\n</html>\n'
