#!/usr/bin/env bats
# What lead-train learns, and what it says. Rules are scored by data/lead-train-score.py,
# which knows nothing of the tool but the file that it writes.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers
bats_require_minimum_version 1.5.0

# leads ROWS [SEED]: rows of a known model into leads.csv, with log-odds
# -1 + 0.8 x + 1.5 (colour is red) - 1 (colour is blue) + 2 (big and red).
leads() {
	python3 "$TESTS/data/lead-train-make.py" "$@" >leads.csv
}

# score ARGUMENT...: what the scorer says, into the file said.
score() {
	python3 "$TESTS/data/lead-train-score.py" "$@" >said
}

# said NAME: a number of it.
said() {
	awk -v name="$1" '$1 == name { print $2 }' said
}

# metric NAME: its value in the table in the file out.
metric() {
	awk -F, -v name="$1" '$1 == name { print $2 }' out
}

# holds_that EXPRESSION: of python3.
holds_that() {
	python3 -c "import sys; sys.exit(not ($1))" || complain "not so: $1" true
}

# Learning

@test "a known model is found again" {
	leads 20000
	# The truth is in a column that the tool is told to leave alone.
	works lead-train -q --outcome=won --exclude=truth leads.csv -o rules.csv
	score --truth=truth rules.csv leads.csv won=yes
	[ "$(said rows)" = 20000 ]
	holds_that "abs($(said sum) - $(said positives)) < 1e-6"
	holds_that "$(said away) < 0.1"
	grep -q '^x:each,,lead,x present,' rules.csv
	grep -q '^size\*colour:' rules.csv || grep -q '^colour\*size:' rules.csv
}

@test "probabilities sum to the positives, with missing cells and rare levels" {
	leads 3000 7
	works lead-train -q --outcome=won --exclude=truth leads.csv -o rules.csv
	score rules.csv leads.csv won=yes
	holds_that "abs($(said sum) - $(said positives)) < 1e-6"
	works lead-train -q --outcome=won --exclude=truth --holdout=leads.csv leads.csv
	holds_that "abs($(said auc) - $(metric auc)) < 1e-9"
}

@test "the file of rules is of the form that lead-score reads" {
	leads 2000
	works lead-train -q --outcome=won --exclude=truth leads.csv
	[ "$(sed -n 1p out)" = rule,category,on,when,points,per,reason ]
	[ "$(sed -n 2p out)" = set,,link,logistic,,, ]
	[[ $(sed -n 3p out) = base,,,,*,, ]]
	[ -z "$(tail -n +4 out | cut -d, -f1 | sort | uniq -d)" ]
}

@test "awkward names and values are quoted" {
	{
		echo '"lead, ""size""",a;b,won'
		for i in {1..200}; do
			echo "$((i % 7)),\"say \"\"hi\"\"; $((i % 2))\",$((i % 3 == 0 || i % 2))"
		done
	} >odd.csv
	works lead-train -q --outcome=won --keep='a;b' odd.csv
	cp out rules.csv
	grep -qF '"""a;b""=""say """"hi""""; 1"""' rules.csv
	grep -qF '"""lead, """"size"""""" present"' rules.csv
	score rules.csv odd.csv won=1
	holds_that "abs($(said sum) - $(said positives)) < 1e-6"
}

@test "the same input gives the same bytes" {
	leads 1500
	works lead-train -q --outcome=won --exclude=truth leads.csv
	mv out first
	works lead-train -q --outcome=won --exclude=truth <leads.csv
	cmp first out
	works lead-train -q --outcome=won --exclude=truth --evaluate leads.csv
	mv out first
	works lead-train -q --outcome=won --exclude=truth --evaluate leads.csv
	cmp first out
}

@test "files are one table, whatever the order of their columns" {
	leads 1000
	head -n 501 leads.csv >a.csv
	{
		head -n 1 leads.csv
		tail -n +502 leads.csv
	} | awk -F, -v OFS=, '{ t = $1; $1 = $2; $2 = t } 1' >b.csv
	works lead-train -q --outcome=won --exclude=truth leads.csv
	mv out whole
	works lead-train -q --outcome=won --exclude=truth a.csv b.csv
	cmp whole out
}

@test "--ridge: the larger it is, the smaller the points" {
	leads 1000
	for ridge in 1 100 10000; do
		works lead-train -q --outcome=won --features=colour --interactions=0 \
			--ridge=$ridge leads.csv
		awk -F, '/colour:red/ { print $5 }' out
	done >points
	[ "$(sort -rg points)" = "$(<points)" ]
	[ "$(wc -l <points)" -eq 3 ]
}

@test "--bins=0 --interactions=0: linear terms and levels only" {
	leads 3000
	works lead-train -q --outcome=won --exclude=truth --bins=0 --interactions=0 leads.csv
	run ! grep -qE '^x:[0-9]|\*' out
	grep -q '^x:each,' out
	grep -q '^x:missing,,lead,x empty,' out
}

@test "--monotone: points never turn back" {
	leads 6000
	for how in +x x; do
		works lead-train -q --outcome=won --features=x,colour --monotone=$how leads.csv
		awk -F, '/^x:[0-9]/ { print $5 }' out >points
		[ "$(wc -l <points)" -ge 3 ]
		sort -g points | cmp - points
	done
	works lead-train -q --outcome=won --features=x,colour --monotone=-x leads.csv
	run ! grep -q '^x:[0-9]' out
}

@test "--points: whole points from 0 to N, and what they cost" {
	leads 4000
	notes "whole points cost 0.0" lead-train --outcome=won --exclude=truth --points=100 leads.csv
	cp out rules.csv
	run ! grep -q '^set,' rules.csv
	[ "$(sed -n 2p rules.csv)" = base,,,,0,, ]
	[ -z "$(tail -n +2 rules.csv | awk -F, '$5 !~ /^[0-9]+$/')" ]
	score --points rules.csv leads.csv won=yes
	holds_that "$(said low) >= 0 and 60 < $(said high) <= 100 and $(said auc) > 0.7"
	works lead-train -q --outcome=won --exclude=truth --points=100 --evaluate leads.csv
	holds_that "$(metric auc) > 0.7 and $(metric ece) < 0.1"
}

@test "levels: rare ones are pooled, an unseen one gets nothing" {
	{
		echo city,won
		for i in {1..300}; do echo "$([ $((i % 3)) -eq 0 ] && echo A || echo B),$((i % 2))"; done
		for i in {1..4}; do for c in C D E; do echo "$c,1"; done; done
		for i in {1..20}; do echo ",0"; done
	} >cities.csv
	works lead-train -q --outcome=won cities.csv
	grep -q '^city:rare,,lead,"city in(""C""|""D""|""E"")",' out
	grep -q '^city:missing,,lead,city empty,-' out
	grep -q '^city:A,,lead,"city=""A""",' out
}

# Screening

@test "leaks, identifiers, constants and dates are named and left out" {
	{
		echo id,when,same,invoice,closed,x,won
		for i in {1..300}; do
			won=$((i * 7 % 10 < 3))
			echo "L-$i,2026-01-$((i % 28 + 1)),1,$([ $won = 1 ] && echo "I-$i"),$((won * 3)),$((i * 31 % 17)),$won"
		done
	} | sed 's/2026-01-\([0-9]\),/2026-01-0\1,/' >leads.csv
	notes '"id" names the row (nearly one value a row): left out' lead-train --outcome=won leads.csv
	grep -q '"when" holds dates: left out; to keep it, name it in --keep' err
	grep -q '"same" is the same in all rows: left out' err
	grep -q '"invoice" looks like a leak of the outcome (information value [0-9.]*): left out' err
	grep -q '"closed" looks like a leak' err
	run ! grep -qE '^(id|when|same|invoice|closed)' out
	notes '"closed" looks like a leak of the outcome' lead-train --outcome=won --keep=closed leads.csv
	grep -q '^closed:' out
	works lead-train -q --outcome=won --features=closed,x leads.csv
	grep -q '^closed:' out
	run ! grep -q '^same:' out
	refuses 65 "no column is left to learn from" lead-train -q --outcome=won \
		--exclude=x leads.csv
}

@test "columns that are nearly numbers are named" {
	leads 500
	sed '1s/$/,n/; 2,6s/$/,1/; 7s/$/,1O/; 8,$s/$/,2/' leads.csv >odd.csv
	notes 'column "n" is read as text: "1O" is not a number' lead-train \
		--outcome=won --exclude=truth odd.csv
	sed 's/,/;/g; 1s/$/;n/; 2,$s/$/;1,5/' leads.csv >comma.csv
	notes 'column "n" is read as text; if the comma is the decimal mark, say --decimal=,' \
		lead-train -d ';' --outcome=won --exclude=truth comma.csv
}

@test "rows without an outcome are left out" {
	leads 500
	sed '2s/,\(yes\|no\)$/,/; 3s/,\(yes\|no\)$/,n\/a/' leads.csv >open.csv
	notes "2 rows without an outcome left out" lead-train --outcome=won --exclude=truth open.csv
}

# Outcomes

@test "an outcome that needs a value says which there are" {
	{
		echo x,stage
		for i in {1..30}; do echo "$i,Won"; done
		for i in {1..50}; do echo "$i,Lost"; done
		for i in {1..20}; do echo "$i,Open"; done
	} >deals.csv
	refuses 65 "its values and rows: Lost (50), Won (30), Open (20)" lead-train --outcome=stage deals.csv
	refuses 65 'is never what --outcome says; its values and rows: Lost (50)' \
		lead-train --outcome=stage=win deals.csv
	works lead-train -q --outcome=stage=won --features=x deals.csv
	head -n 81 deals.csv >closed.csv
	works lead-train -q --outcome=stage --features=x closed.csv
	head -n 34 deals.csv | tail -n 33 | { echo x,stage; cat; } >few.csv
	refuses 65 "fewer than 5 successes, or fewer than 5 others" lead-train \
		--outcome=stage=Lost few.csv
}

@test "each pair of outcomes is known" {
	for pair in "1 0" "YES no" "true False" "Won lost"; do
		read -r yes no <<<"$pair"
		{
			echo x,y
			for i in {1..60}; do echo "$((i % 9)),$([ $((i % 2)) = 1 ] && echo "$yes" || echo "$no")"; done
		} >pair.csv
		works lead-train -q --outcome=y --holdout=pair.csv pair.csv
		[ "$(metric positives)" = 30 ]
	done
}

# Judging

@test "--evaluate: the table" {
	leads 2000
	works lead-train -q --outcome=won --exclude=truth --evaluate leads.csv
	cut -d, -f1 out >names
	{
		printf '%s\n' metric auc log_loss brier ece base_rate
		printf 'lift_decile_%s\n' {1..10}
		printf 'capture_decile_%s\n' {1..10}
		printf '%s\n' rows positives
	} | holds names
	holds_that "0.7 < $(metric auc) < 0.95"
	[ "$(metric rows)" = 2000 ]
	[ "$(metric capture_decile_10)" = 1 ]
	holds_that "$(metric lift_decile_1) > $(metric lift_decile_10)"
	awk -F, '/^(auc|log_loss|brier|base_rate),/ && !($3 < $2 && $2 < $4) { exit 1 }' out
}

@test "--evaluate doesn't flatter: of noise nothing is learned" {
	{
		echo a,b,c,won
		awk 'BEGIN { srand(3); for (i = 0; i < 600; i++)
			printf "%d,%d,%s,%d\n", rand() * 1000, rand() * 9, "k" int(rand() * 40), rand() < 0.3 }'
	} >noise.csv
	works lead-train -q --outcome=won --evaluate noise.csv
	holds_that "0.4 < $(metric auc) < 0.6"
}

@test "--holdout: by the rules, on another file" {
	leads 2000 1
	mv leads.csv train.csv
	leads 700 2
	works lead-train -q --outcome=won --exclude=truth train.csv -o rules.csv
	score rules.csv leads.csv won=yes
	works lead-train -q --outcome=won --exclude=truth --holdout=leads.csv train.csv
	holds_that "abs($(said auc) - $(metric auc)) < 1e-9"
	[ "$(metric rows)" = 700 ]
	sed '5s/^[^,]*,/oops,/' leads.csv >bad.csv
	refuses 65 'bad.csv:5: column "x": "oops" is not a number' lead-train -q \
		--outcome=won --exclude=truth --holdout=bad.csv train.csv
	sed '5s/,\(yes\|no\)$/,maybe/' leads.csv >bad.csv
	refuses 65 'bad.csv:5: column "won": "maybe" isn'"'"'t one of the outcomes' \
		lead-train -q --outcome=won --exclude=truth --holdout=bad.csv train.csv
	cut -d, -f2- leads.csv >less.csv
	refuses 65 'no column "x"' lead-train -q --outcome=won --exclude=truth \
		--holdout=less.csv train.csv
}

# Time

# The first 800 rows are of 2024, when `a` tells the outcome; of the last 200, of 2025,
# it tells the reverse, and twice as many succeed.
times() {
	awk 'BEGIN { srand(5); print "day,a,c,won"; for (i = 0; i < 1000; i++) {
		late = i >= 800; a = rand() < 0.5; p = late ? (a ? 0.4 : 0.8) : (a ? 0.5 : 0.1)
		printf "%s,%s,%s,%d\n", sprintf("202%d-%02d-%02d", late ? 5 : 4, 1 + int(late ? 0 : i / 80), 1 + i % 28), \
			a ? "u" : "v", late ? "new" : "old", rand() < p } }' >times.csv
}

@test "--time: judged by the last part, and drift is noted" {
	times
	notes 'drift: column "c" differs in the last 200 rows' lead-train --outcome=won \
		--time=day --evaluate --keep=c times.csv
	[ "$(metric rows)" = 200 ]
	holds_that "$(metric auc) < 0.4"
	grep -qE 'drift: [0-9.]+% of the last 200 rows succeeded, of those before [0-9.]+%' err
	works lead-train -q --outcome=won --evaluate --features=a times.csv
	[ "$(metric rows)" = 1000 ]
}

@test "--half-life: old leads count for less" {
	times
	works lead-train -q --outcome=won --time=day --features=a --half-life=0d times.csv
	mv out even
	works lead-train -q --outcome=won --time=day --features=a --half-life=10d times.csv
	[[ $(grep '^a:u' even | cut -d, -f5) != -* ]]
	[[ $(grep '^a:u' out | cut -d, -f5) = -* ]]
	notes "200 rows later than --as-of left out" lead-train --outcome=won --time=day \
		--features=a --half-life=10d --as-of=2024-12-31 times.csv
	[[ $(grep '^a:u' out | cut -d, -f5) != -* ]]
	sed '9s/^[^,]*//' times.csv >bad.csv
	refuses 65 'bad.csv:9: column "day": is empty' lead-train -q --outcome=won --time=day bad.csv
	ends 0 lead-train --outcome=won --time=day --rejects=rejects.csv bad.csv
	grep -q '^bad.csv,9,' rejects.csv
	sed 's/^202[^,]*/2024-01-01/' times.csv >still.csv
	refuses 65 "doesn't part the past from the rest" lead-train -q --outcome=won \
		--time=day --evaluate still.csv
}

# Options

@test "options that make no sense are refused" {
	leads 100
	refuses 64 "--outcome is needed" lead-train leads.csv
	refuses 64 "not COLUMN or COLUMN=VALUE" lead-train --outcome=won= leads.csv
	refuses 64 "not a whole number from 0 to 1000" lead-train --outcome=won --bins=1.5 leads.csv
	refuses 64 "not a whole number from 0 to 1000" lead-train --outcome=won --interactions=-1 leads.csv
	refuses 64 "not a whole number from 2 to 100" lead-train --outcome=won --evaluate --folds=1 leads.csv
	refuses 64 "not a whole number from 10" lead-train --outcome=won --points=5 leads.csv
	refuses 64 "not a number from" lead-train --outcome=won --ridge=0 leads.csv
	refuses 64 "--features and --exclude don't go together" lead-train --outcome=won \
		--features=x --exclude=truth leads.csv
	refuses 64 "--half-life needs --time" lead-train --outcome=won --half-life=9d leads.csv
	refuses 64 "--as-of needs --time" lead-train --outcome=won --as-of=2026-01-01 leads.csv
	refuses 64 "--folds needs --evaluate" lead-train --outcome=won --folds=3 leads.csv
	refuses 64 "--evaluate and --holdout don't go together" lead-train --outcome=won \
		--evaluate --holdout=leads.csv leads.csv
	refuses 64 "--points has no --interactions" lead-train --outcome=won --points=100 \
		--interactions=1 leads.csv
	refuses 64 "--monotone needs --bins=2" lead-train --outcome=won --monotone=x --bins=0 leads.csv
	refuses 64 "columns are named by --outcome" lead-train --outcome=won -c a=b leads.csv
	refuses 64 'column "truth" isn'"'"'t learned from' lead-train -q --outcome=won \
		--exclude=truth --monotone=truth leads.csv
	refuses 65 'no column "wom" (did you mean "won"?)' lead-train --outcome=wom leads.csv
	refuses 65 'no column "colur" (did you mean "colour"?)' lead-train --outcome=won \
		--features=colur leads.csv
	refuses 66 "none.csv" lead-train --outcome=won none.csv
	head -n 1 leads.csv >header.csv
	refuses 65 "no rows with an outcome" lead-train --outcome=won header.csv
}

# Other people's data

@test "columns that share a name, or have none, are left out" {
	leads 200
	sed '1s/.*/x,colour,size,,colour,won/; 1!s/,\([^,]*\)$/,dup,\1/' leads.csv |
		cut -d, -f1-6 >twice.csv
	notes 'column #2 "colour" has the name of another: left out' lead-train --outcome=won twice.csv
	grep -q 'column #4 "" has no name: left out' err
}

@test "formats: json" {
	leads 300
	works lead-train -q --outcome=won --exclude=truth --format=json leads.csv
	python3 -c 'import json; rows = json.load(open("out")); assert rows[0]["rule"] == "set"
assert isinstance(rows[1]["points"], float)'
}

@test "--points with --time: judged by the points, though old leads say the reverse" {
	times
	works lead-train -q --outcome=won --time=day --features=a --half-life=10d --points=100 \
		times.csv -o rules.csv
	score --points rules.csv times.csv won=1
	works lead-train -q --outcome=won --time=day --features=a --half-life=10d --points=100 \
		--holdout=times.csv times.csv
	holds_that "abs($(said auc) - $(metric auc)) < 1e-9 and $(said auc) < 0.5"
}
