#!/usr/bin/env bats
# --format=html and html-fragment, --title, --bars, and what a terminal gets. How the
# pages look is checked by tests/browser.sh.

load helpers
load pages.bash

setup_file() {
	cd "$BATS_TEST_DIRNAME/.." && page_data
}

# page.py checks pages; `page.py text` prints what a reader sees.
page() {
	python3 "$TESTS/page.py" "$@"
}

hostile='<script>alert(1)</script>'
attribute='"><img src=x onerror=alert(1)>'

@test "pages: well-formed, self-contained, the same on every run" {
	# shellcheck disable=SC2016
	page_examples | while IFS= read -r command; do
		(cd "$TESTS/.." && bash -c "$command --format=html") >one.html
		(cd "$TESTS/.." && LC_ALL=C TZ=Asia/Tokyo bash -c "$command --format=html") >two.html
		cmp one.html two.html || complain "not the same" "$command" || exit
		page check one.html || complain "a bad page" "$command" || exit
		grep -q '<svg ' one.html || complain "no picture" "$command" || exit
	done
}

@test "fragments: no head, ids that differ, a page when joined" {
	local n=0
	page_examples >commands
	while IFS= read -r command; do
		n=$((n + 1))
		(cd "$TESTS/.." && bash -c "$command --format=html-fragment --title='Title $((n % 2))'") \
			>"$n.part"
	done <commands
	[ "$n" -gt 5 ]
	! grep -lE '<(html|head|body|main|!DOCTYPE)' ./*.part || return
	{
		printf '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><main>'
		cat ./*.part
		printf '</main></body></html>'
	} >joined.html
	page check joined.html
	[ "$(grep -c '<section class="rv[ "]' joined.html)" -eq "$n" ]
}

@test "cells and titles stay text, in the table and in pictures" {
	{
		echo id,stage,time,by
		printf '1,Lead,2026-01-01,"%s"\n' "$hostile" "${attribute/\"/\"\"}"
		printf '2,Lead,2026-01-01,\x01\x1b[31m\xff\xc2\x9b\xef\xbf\xbe\n'
		printf "3,Lead,2026-01-01,'&amp;\\r\\n"
	} >in.csv
	works funnel-stats -q -s "Lead,$hostile" --by=by --format=html --title="$attribute" in.csv
	page check out
	! grep -qE '<script|<img' out || return
	page text out >said
	grep -qF "$hostile" said
	grep -qF "$attribute" said
	grep -qF $'\u2401\u241b[31m\ufffd\ufffd\ufffd' said
	grep -qF "'&amp;" said
	[[ $(<said) = "$attribute"* ]]
}

# spoil WORD FILE: the CSV of the examples with hostile text for each cell that is WORD.
spoil() {
	python3 -c '
import csv, sys
word, evil, name = sys.argv[1:]
with open(name, newline="", encoding="utf-8") as file:
    rows = [[evil if cell == word else cell for cell in row] for row in csv.reader(file)]
assert any(evil in row for row in rows)
csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
' "$1" "$hostile$attribute" "$DATA/$2"
}

# stays_text COMMAND...: its page shows the text, and has it as nothing else.
stays_text() {
	works "$@" --format=html || return
	page check out || complain "a bad page" "$@" || return
	! grep -qE '<script|<img' out || complain "an element" "$@" || return
	page text out | grep -qF "$hostile$attribute" || complain "no such text" "$@"
}

@test "hostile cells stay text in every tool" {
	DATA=$TESTS/data
	spoil 'Ada Krause' leadscore-saas-leads.csv >in.csv
	stays_text lead-score -q --rules="$DATA/leadscore-saas-rules.csv" \
		--activities="$DATA/leadscore-saas-activities.csv" in.csv
	spoil Webinar lead-train-leads.csv >in.csv
	stays_text lead-train -q --outcome=won in.csv
	spoil S1 discount-saas-quotes.csv >in.csv
	stays_text discount-calc -q --policy="$DATA/discount-saas-policy.csv" in.csv
	stays_text discount-calc -q --policy="$DATA/discount-saas-policy.csv" --totals in.csv
	spoil Webinar attribute-saas-touches.csv >in.csv
	stays_text attribute -q --model=last,markov \
		--conversions="$DATA/attribute-saas-deals.csv" in.csv
	spoil Flyer roi-spend.csv >in.csv
	stays_text roi -q --by=channel in.csv
	spoil pool forecast-lemonade.csv >in.csv
	stays_text forecast -q --period=week --by=stand in.csv
	spoil Mia pipeline-lemonade.csv >in.csv
	stays_text pipeline -q --horizon=1 --by=owner in.csv
	spoil C75 clv-orders.csv >in.csv
	stays_text clv -q in.csv
	spoil Ana commission-deals.csv >in.csv
	stays_text commission -q --plan="$DATA/commission-plan.csv" in.csv
	spoil SQL revplan-funnel.csv >in.csv
	stays_text revenue-plan -q --target=3000000 in.csv
}

@test "report.sh: one page with an index that leads to each section" {
	bash "$TESTS/data/report.sh" >out
	page check out
	bash "$TESTS/data/report.sh" | cmp - out
	[ "$(grep -c '<section class="rv[ "]' out)" -ge 8 ]
	grep -oE '<section .*id="[^"]*"' out | sed 's/.*id="/#/; s/"$//' >sections
	grep -oE 'href="#[^"]*' out | sed 's/href="//' | holds sections
}

@test "numbers are readable and complete in the title" {
	printf '%s\n' id,stage,time,amount 1,Lead,2026-01-01,1234567.25 2,Lead,2026-01-02,5 \
		3,Lead,2026-01-03, 1,Won,2026-01-09, >in.csv
	works funnel-stats -s Lead,Won --format=html in.csv
	grep -qF '<td class="n" title="0.333333333333">0.3333</td>' out
	grep -qF '<td class="n">1,234,572.25</td>' out
	! grep -q 'Columns without a value' out || return
}

@test "an empty table is a page that says so" {
	printf 'id,stage,time\n' >in.csv
	works funnel-stats -q -s Lead --format=html in.csv
	page check out
	grep -q 'No rows' out
}

@test "--title and --bars ask for their format" {
	refuses 64 '--title is for --format=html' funnel-stats -s Lead --title=x in.csv
	refuses 64 '--bars is for --format=table' funnel-stats -s Lead --bars --format=md in.csv
	refuses 64 '--title=: a title is needed' funnel-stats -s Lead --format=html --title= in.csv
	printf '%s\n' id,stage,time 1,Lead,2026-01-01 >in.csv
	works funnel-stats -s Lead --format=html in.csv
	grep -q '<h1>funnel-stats</h1>' out
}

# Terminals

funnel_rows() {
	printf '%s\n' id,stage,time 1,A,2026-01-01 2,A,2026-01-01 3,A,2026-01-01 4,A,2026-01-01 \
		1,B,2026-01-02 2,B,2026-01-02 3,B,2026-01-02
}

@test "--bars: blocks or #, by the name of the locale" {
	funnel_rows >in.csv
	works env LC_ALL=en_US.UTF-8 funnel-stats -s A,B --format=table --bars in.csv
	grep -qF '4 ██████████' out
	grep -qF '0.75 ███████▌' out
	works env LC_ALL= LC_CTYPE= LANG=C.utf8 funnel-stats -s A,B --format=table --bars in.csv
	grep -qF '4 ██████████' out
	works env LC_ALL=C LANG=C.UTF-8 funnel-stats -s A,B --format=table --bars in.csv
	grep -qF '4 ##########' out
	grep -qF '0.75 ########' out
	! LC_ALL=C grep -q '[^ -~]' out || return
	works funnel-stats -s A,B --format=table in.csv
	! grep -q '[#█]' out || return
}

@test "a table has colour on a terminal only, and not with NO_COLOR" {
	command -v script >/dev/null || skip "there is no script(1)"
	funnel_rows >in.csv
	local run='funnel-stats -s A,B --format=table --bars in.csv'
	TERM=xterm script -qec "$run" /dev/null </dev/null >shown
	grep -q $'\e\\[1m' shown
	NO_COLOR=1 TERM=xterm script -qec "$run" /dev/null </dev/null >shown
	! grep -q $'\e' shown || return
	TERM=dumb script -qec "$run" /dev/null </dev/null >shown
	! grep -q $'\e' shown || return
	TERM=xterm $run | { ! grep -q $'\e'; }
}

@test "no cell reaches a terminal as a command" {
	printf 'id,stage,time,by\n1,Lead,2026-01-01,a\x1b[2J\x9b\xc2\x9b\x07\xe2\x80\xae\n' >in.csv
	works funnel-stats -s Lead --by=by --format=table in.csv
	grep -q '^a?\[2J???????  ' out
	! LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f-\xff]' out || return
}
