#!/usr/bin/env bats
# --partial and --merge: states of parts add up to the whole.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cat >a.csv <<-'END'
		id,stage,time,ch,amount
		A,Lead,2026-01-01,"x,y",0.1
		A,Won,2026-01-03,"x,y",
		B,Lead,2026-01-02,,0.2
		B,Lost,2026-01-05,,
	END
	cat >b.csv <<-'END'
		id,stage,time,ch,amount
		C,Lead,2026-01-04,"x,y",900000000000000000.05
		D,Won,2026-01-09,z,7
	END
	funnel=(funnel-stats --quiet "--stages=Lead,Won" --lost=Lost)
}

# state NAME ARG...: writes the state of a funnel.
state() {
	works "${funnel[@]}" --partial "${@:2}"
	mv out "$1"
}

@test "two hundred random splits, merged at random, are the whole run to the byte" {
	python3 "$TESTS/partial.py" splits
}

@test "a state that was cut is an error, never a wrong table" {
	python3 "$TESTS/partial.py" cuts
}

@test "states of two files are their table, in any order, one after the other, from stdin" {
	works "${funnel[@]}" --by=ch a.csv b.csv
	mv out want
	state a --by=ch a.csv
	state b --by=ch b.csv
	works funnel-stats --merge a b
	cmp want out
	works funnel-stats --merge b a
	cmp want out
	cat a b >both
	works funnel-stats --merge both
	cmp want out
	works funnel-stats --merge - b <a
	cmp want out
	works funnel-stats --merge --partial b a
	mv out merged
	works funnel-stats --merge merged
	cmp want out
}

@test "a state alone is its table" {
	state a a.csv
	works "${funnel[@]}" a.csv
	mv out want
	works funnel-stats --merge a
	cmp want out
	works funnel-stats --merge --partial a
	cmp a out
}

@test "parts without a lead add nothing" {
	works "${funnel[@]}" a.csv
	mv out want
	state a a.csv
	head -n 1 a.csv >none.csv
	state none none.csv
	works funnel-stats --merge none a none
	cmp want out
	works funnel-stats --merge none
	[ "$(wc -l <out)" -eq 1 ]
}

@test "the latest time of a part counts, though none of its leads does" {
	works "${funnel[@]}" a.csv
	state a a.csv
	printf 'id,stage,time\nX,Note,2026-12-31\n' >late.csv
	state late late.csv
	works "${funnel[@]}" a.csv late.csv
	mv out want
	works funnel-stats --merge late a
	cmp want out
}

@test "what is shown is up to --merge" {
	state a a.csv
	works "${funnel[@]}" --summary --format=json a.csv
	mv out want
	works funnel-stats --merge --summary --format=json -o made.json a
	cmp want made.json
	works "${funnel[@]}" --confidence=0.5 --bom --crlf a.csv
	mv out want
	works funnel-stats --merge --confidence=0.5 --bom --crlf a
	cmp want out
}

@test "states in another delimiter" {
	state a -d ';' - < <(tr ',' ';' <b.csv)
	refuses 65 "-d ';'" funnel-stats --merge a
	works funnel-stats --merge -d ';' a
	mv out got
	works "${funnel[@]}" -d ';' - < <(tr ',' ';' <b.csv)
	cmp out got
}

@test "states made with different options can't be merged" {
	local option value
	state a a.csv
	while IFS='=' read -r option value; do
		state b --"$option=$value" b.csv
		refuses 65 "states made with different options can't be merged: --$option=$value here, --$option= before" \
			funnel-stats --merge a b
		[[ $(<err) = 'funnel-stats: b:'* ]]
	done <<-'END'
		by=ch
		cohort=week
		from=2026-01-01
		to=2026-12-31
		window=30d
		order=any
	END
	state b --as-of=2026-12-31 b.csv
	refuses 65 "--as-of=2026-12-31T23:59:59.999999Z here, --as-of= before" funnel-stats --merge a b
	state b --implied b.csv
	refuses 65 "with different options can't be merged: --implied" funnel-stats --merge a b
	funnel=(funnel-stats --quiet "--stages=Lead,MQL,Won" --lost=Lost)
	state b b.csv
	refuses 65 '--stages=Lead,MQL,Won here, --stages=Lead,Won before' funnel-stats --merge a b
	funnel=(funnel-stats --quiet "--stages=Lead,Won")
	state b b.csv
	refuses 65 '--lost= here, --lost=Lost before' funnel-stats --merge a b
}

@test "a state that was damaged is refused" {
	python3 "$TESTS/partial.py" damages
}

@test "what isn't a state is refused" {
	refuses 65 'a.csv: no column "record"' funnel-stats --merge a.csv
	state a a.csv
	sed '1!d' a >header
	refuses 65 'header' funnel-stats --merge header
	tac a >turned
	refuses 65 'turned' funnel-stats --merge turned
}

@test "options that don't go together" {
	state a a.csv
	refuses 64 '--merge takes --stages from the states' funnel-stats --merge --stages=Lead a
	refuses 64 '--merge takes --by from the states' funnel-stats --merge --by=ch a
	refuses 64 '--merge takes --implied from the states' funnel-stats --merge --implied a
	refuses 64 '--merge reads states' funnel-stats --merge --wide a
	refuses 64 '--merge reads states' funnel-stats --merge --as-of=2026-01-01 a
	refuses 64 '--merge reads states' funnel-stats --merge -c id=x a
	refuses 64 '--partial writes no --summary' "${funnel[@]}" --partial --summary a.csv
}

@test "--wide and --sorted write the same states" {
	printf 'Lead,Won,Lost,amount,ch\n2026-01-01,2026-01-03,,0.1,"x,y"\n2026-01-02,,2026-01-05,0.2,\n' >wide.csv
	state a --by=ch a.csv
	state wide --by=ch --wide wide.csv
	cmp a wide
	state sorted --by=ch --sorted a.csv
	cmp a sorted
}

@test "GNU parallel spreads a run over processes" {
	parallel --version 2>/dev/null | grep -q GNU || skip "GNU parallel isn't installed"
	for i in {1..20}; do
		echo "L$i,Lead,2026-01-0$((i % 9 + 1))"
		echo "L$i,Won,2026-02-0$((i % 7 + 1))"
	done | sed '1s/^/id,stage,time\n/' >events.csv
	works "${funnel[@]}" events.csv
	mv out want
	awk -F, 'NR == 1 { for (i = 0; i < 4; i++) print > ("part" i ".csv"); next }
		{ print > ("part" substr($1, 2) % 4 ".csv") }' events.csv
	parallel --will-cite -j2 "${funnel[@]}" --partial ::: part*.csv >states
	works funnel-stats --merge states
	cmp want out
}
