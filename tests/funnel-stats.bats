#!/usr/bin/env bats
# What funnel-stats measures. The ways that leads take are in data/funnel-cases.csv; what
# is expected here was worked out by hand.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	funnel=(funnel-stats --quiet "--stages=Lead,MQL,Won" --lost=Lost)
}

# events <<...: makes events.csv of rows without a header.
events() {
	cat <(echo "id,stage,time${1:+,$1}") - >events.csv
}

# Paths

@test "the ways that leads take" {
	python3 "$TESTS/funnel_cases.py" "$TESTS/data/funnel-cases.csv"
}

# Figures

# Six leads, seen until 2026-01-11, when F's MQL is the latest event: A won, B and C were
# lost, D, E and F are open.
six_leads() {
	events amount <<-'END'
		A,Lead,2026-01-01,
		A,MQL,2026-01-03,
		A,Won,2026-01-05,100
		B,Lead,2026-01-01,
		B,MQL,2026-01-05,40
		B,Lost,2026-01-06,
		C,Lead,2026-01-02,
		C,Lost,2026-01-03,
		D,Lead,2026-01-01,
		E,Lead,2026-01-09,
		F,Lead,2026-01-06,7.5
		F,MQL,2026-01-11,
	END
}

@test "counts, amounts and days" {
	six_leads
	works "${funnel[@]}" events.csv
	# Lead to MQL takes 2, 4 and 5 days: the 90th percentile is 4 + 0.8 × (5 - 4).
	shows step,stage,entered,converted,lost,open,dropped,median_days,p90_days,mean_days,value <<-'END'
		1,Lead,6,3,1,2,3,4,4.8,3.66666666667,147.5
		2,MQL,3,1,1,1,2,2,2,2,147.5
		3,Won,1,,,,,,,,100
	END
}

@test "rates, with Wilson's interval" {
	six_leads
	works "${funnel[@]}" events.csv
	# z = 1.959963984540054; (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
	shows step_rate,step_rate_low,step_rate_high,overall_rate <<-'END'
		0.5,0.187616306483,0.812383693517,1
		0.333333333333,0.0614919447204,0.792340399198,0.5
		,,,0.166666666667
	END
}

@test "the adjusted rate lets lost leads compete and open ones wait" {
	six_leads
	works "${funnel[@]}" events.csv
	# Step 1: day 1 a loss among 6, day 2 a conversion among 5 and E's wait ends, day 4
	# one among 3, day 5 one among 2: 5/6 × 1/5 + 4/6 × 1/3 + 4/9 × 1/2 = 11/18.
	# Step 2: F's wait ends at once, day 1 a loss among 2, day 2 the last one: 1/2.
	shows adjusted_rate <<-'END'
		0.611111111111
		0.5

	END
}

@test "with nobody lost or open the adjusted rate is the step rate" {
	awk 'BEGIN {
		print "Lead,Won"
		for (i = 0; i < 100000; i++)
			print 0 "," i
	}' >wide.csv
	works funnel-stats --wide --stages=Lead,Won --date-format=%s wide.csv
	[ "$(sed -n 2p out | cut -d, -f 7,11,12)" = 0,1,1 ] || complain "not 1" adjusted_rate
}

@test "--summary" {
	six_leads
	works "${funnel[@]}" --summary events.csv
	# 6 leads × 1/3 × 100 ÷ 4 days = 50 a day.
	holds out <<-'END'
		leads,won,lost,open,lead_to_won_rate,win_rate,revenue,average_deal_size,median_cycle_days,mean_cycle_days,sales_velocity_per_day
		6,1,2,3,0.166666666667,0.333333333333,100,100,4,4,50
	END
}

@test "--summary where nobody won, and without amounts" {
	events <<-'END'
		A,Lead,2026-01-01
		B,Lead,2026-01-01
		B,Lost,2026-01-06
	END
	works "${funnel[@]}" --summary events.csv
	[ "$(sed -n 2p out)" = 2,0,1,1,0,0,,,,, ]
	echo 'A,MQL,2026-01-02
A,Won,2026-01-03' >>events.csv
	works "${funnel[@]}" --summary events.csv
	[ "$(sed -n 2p out)" = 2,1,1,0,0.5,0.5,,,2,2, ]
	events amount <<<'A,Lead,2026-01-01,5'
	works "${funnel[@]}" --summary events.csv
	[ "$(sed -n 2p out)" = 1,0,0,1,0,,,,,, ]
}

@test "--summary: a deal without an amount isn't one of zero" {
	events amount <<-'END'
		A,Lead,2026-01-01,
		A,MQL,2026-01-01,
		A,Won,2026-01-03,100
		B,Lead,2026-01-01,
		B,MQL,2026-01-01,
		B,Won,2026-01-05,
	END
	works "${funnel[@]}" --summary events.csv
	# Two deals, of which one is known to be of 100: 2 × 1 × 100 ÷ 3.
	shows won,revenue,average_deal_size,sales_velocity_per_day <<<2,100,100,66.6666666667
}

@test "--confidence" {
	six_leads
	# The same with z = 2.5758293035489 and 1.6448536269515.
	works "${funnel[@]}" --confidence=0.99 events.csv
	[ "$(sed -n 2p out | cut -d, -f 9,10)" = 0.137672549742,0.862327450258 ]
	works "${funnel[@]}" --confidence=0.9 events.csv
	[ "$(sed -n 2p out | cut -d, -f 9,10)" = 0.22125998614,0.77874001386 ]
	local text
	for text in 0 1 -0.5 95 x ''; do
		refuses 64 "--confidence=$text: not a number between 0 and 1" \
			"${funnel[@]}" --confidence="$text" events.csv
	done
}

@test "fractions of days, to the second" {
	events <<-'END'
		A,Lead,2026-01-01T00:00:00Z
		A,MQL,2026-01-01T12:00:00Z
		A,Won,2026-01-01T12:00:01Z
	END
	works "${funnel[@]}" events.csv
	shows median_days <<-'END'
		0.5
		0.0000115740740741

	END
}

@test "one step" {
	six_leads
	works funnel-stats -q --stages=Won events.csv
	[ "$(sed -n 2p out)" = 1,Won,1,,,,,,,,1,,,,,100 ]
	works funnel-stats -q --stages=Won --summary events.csv
	[ "$(sed -n 2p out)" = 1,1,0,0,1,1,100,100,0,0, ]
}

# Stages

@test "a step may have alternatives and a label" {
	events <<-'END'
		A,Lead,2026-01-01
		A,Closed Won,2026-01-02
		B,Lead,2026-01-01
		B,6,2026-01-02
		B,Closed Won,2026-01-04
	END
	works funnel-stats '--stages=Lead,Won=Closed Won|6' events.csv
	shows stage,entered,mean_days <<-'END'
		Lead,2,1
		Won,2,
	END
	works funnel-stats '--stages= Lead , 6 | Closed Won ' events.csv
	shows stage,entered <<-'END'
		Lead,2
		6,2
	END
}

@test "names with commas are quoted as in CSV" {
	events <<-'END'
		A,"Lead, new",2026-01-01
		A,"Won ""big"", late",2026-01-02
	END
	works funnel-stats '--stages="Lead, new","Won ""big"", late"' -o made.csv events.csv
	python3 -c '
import csv
with open("made.csv", newline="") as file:
    rows = [(r["stage"], r["entered"]) for r in csv.DictReader(file)]
assert rows == [("Lead, new", "1"), ("Won \"big\", late", "1")], rows'
	refuses 64 '--stages=Lead,Y="Won": not a list' funnel-stats '--stages=Lead,Y="Won"' events.csv
	works funnel-stats '--stages="A, B=Lead, new|x"' --format=tsv events.csv
	[ "$(sed -n 2p out | cut -f 2,3)" = $'A, B\t1' ]
}

@test "stages are compared without regard to case and the spaces around" {
	events <<-'END'
		A,LEAD,2026-01-01
		B, lead ,2026-01-01
		B,WoN,2026-01-02
	END
	works funnel-stats --stages=lead,won events.csv
	shows stage,entered <<-'END'
		lead,2
		won,1
	END
}

@test "--stages that make no sense are usage errors" {
	local stages reason
	events </dev/null
	while IFS='=' read -r stages reason; do
		refuses 64 "--stages=$stages: $reason" funnel-stats --stages="$stages" events.csv
	done <<-'END'
		A,,B=an item of the list is empty
		A,=an item of the list is empty
		A|,B=a name is empty
		A,|B=a name is empty
		A,B,a="a" is named twice
		A|B,C| B ="B" is named twice
		"A=not a list
		A"B=not a list
	END
	refuses 64 '--stages=: not a list' funnel-stats --stages= events.csv
	refuses 64 '--stages==x: a name is empty' funnel-stats --stages==x events.csv
	refuses 64 '--stages=x=: a name is empty' funnel-stats --stages=x= events.csv
	refuses 64 'line break' funnel-stats --stages=$'A\nB' events.csv
	refuses 64 '--lost=b: "b" is named twice' funnel-stats --stages=A,B --lost=b events.csv
	refuses 64 '--lost=: a name is empty' funnel-stats --stages=A --lost= events.csv
	refuses 64 'more than 1000 steps' funnel-stats --stages="$(seq -s, 1001)" events.csv
	ends 0 funnel-stats -q --stages="$(seq -s, 1000)" events.csv
}

@test "without --stages the error lists the stages found, with their counts" {
	six_leads
	refuses 64 'the stages in the input, with their events: Lead (6), MQL (3), Won (1), Lost (2)' \
		funnel-stats events.csv
	[[ $(<err) = *'--stages is needed'*'--stages=Lead,MQL,Won'* ]]
	refuses 64 'Lead (6), MQL (3)' funnel-stats -c stage=stage - <events.csv
	events </dev/null
	refuses 64 'their events: none' funnel-stats events.csv
	refuses 65 'no column "stage"' funnel-stats - <<<id,time
	refuses 64 '--stages is needed' funnel-stats --wide events.csv
	events < <(seq -f A,S%.0f,2026-01-01 100)
	refuses 64 'S40 (1), ...' funnel-stats events.csv
}

# Notes

@test "a step that no event is of is noted: a misspelt name, it may be" {
	six_leads
	notes 'note: no event is of step 2, MQL2' funnel-stats --stages=Lead,MQL2,Won events.csv
	[ "$(wc -l <err)" -eq 1 ]
	works funnel-stats --quiet --stages=Lead,MQL2,Won events.csv
}

@test "leads that never entered are noted" {
	six_leads
	echo 'X,MQL,2026-01-01' >>events.csv
	sed -i 's/^X.*/&,/' events.csv
	notes "note: 1 lead never entered step 1 and isn't counted" \
		funnel-stats --stages=Lead,MQL,Won --lost=Lost events.csv
	echo 'Y,Lost,2026-01-01,' >>events.csv
	notes "note: 2 leads never entered step 1 and aren't counted" \
		funnel-stats --stages=Lead,MQL,Won --lost=Lost events.csv
	[ "$(sed -n 2p out | cut -d, -f 3)" -eq 6 ]
}

# Segments

@test "a segment is the value on the entry event" {
	events ch,region <<-'END'
		A,Lead,2026-01-01,Ads,EU
		A,MQL,2026-01-02,Mail,US
		B,Lead,2026-01-01,Mail,EU
		B,Won,2026-01-01,Ads,EU
		C,MQL,2026-01-01,Ads,US
		C,Lead,2026-01-02,,EU
		D,Lead,2026-01-03,Mail,EU
	END
	works "${funnel[@]}" --by=ch events.csv
	shows ch,stage,entered <<-'END'
		,Lead,1
		,MQL,0
		,Won,0
		Ads,Lead,1
		Ads,MQL,1
		Ads,Won,0
		Mail,Lead,2
		Mail,MQL,0
		Mail,Won,0
	END
	works "${funnel[@]}" --by=ch --summary events.csv
	shows ch,leads <<-'END'
		,1
		Ads,1
		Mail,2
	END
}

@test "a lead whose later entry got further has that one's segment" {
	events ch <<-'END'
		A,Lead,2026-01-01,Ads
		A,Lead,2026-03-01,Mail
		A,MQL,2026-03-02,Fair
	END
	works "${funnel[@]}" --by=ch --cohort=month --window=30d events.csv
	shows ch,cohort,stage,entered <<-'END'
		Mail,2026-03,Lead,1
		Mail,2026-03,MQL,1
		Mail,2026-03,Won,0
	END
	works "${funnel[@]}" --by=ch --cohort=month events.csv
	shows ch,cohort,stage,entered <<-'END'
		Ads,2026-01,Lead,1
		Ads,2026-01,MQL,1
		Ads,2026-01,Won,0
	END
}

@test "the entry of --implied and --order=any may be an event of another step" {
	events ch <<-'END'
		A,Won,2026-01-01,Fair
		A,Lead,2026-01-02,Ads
	END
	for option in --implied --order=any; do
		works "${funnel[@]}" --by=ch $option events.csv
		[ "$(sed -n 2p out | cut -d, -f 1,4)" = Fair,1 ]
	done
	[ "$(sed -n 2p out | cut -d, -f 3)" = 'any 1' ]
}

@test "several columns, in the order of their bytes" {
	events 'ch,Region Name' <<-'END'
		A,Lead,2026-01-01,b,EU
		B,Lead,2026-01-01,a,US
		C,Lead,2026-01-01,B,EU
		D,Lead,2026-01-01,a,EU
		E,Lead,2026-01-01,é,
	END
	works funnel-stats --stages=Lead --by=ch,region_name events.csv
	head -n 1 out | grep -q '^ch,region_name,step,stage,entered'
	shows ch,region_name,entered <<-'END'
		B,EU,1
		a,EU,1
		a,US,1
		b,EU,1
		é,,1
	END
	works funnel-stats --stages=Lead '--by="Region Name", ch' events.csv
	head -n 1 out | grep -q '^Region Name,ch,step'
}

@test "--by that makes no sense is a usage error" {
	events ch,stage2 <<<'A,Lead,2026-01-01,a,b'
	refuses 64 '--by=step: the output has a column of that name already' \
		"${funnel[@]}" --by=step events.csv
	refuses 64 '--by=ch,CH: a column is named twice' "${funnel[@]}" --by=ch,CH events.csv
	refuses 64 '--by=ch,: an item of the list is empty' "${funnel[@]}" --by=ch, events.csv
	refuses 64 '--by=: ' "${funnel[@]}" --by= events.csv
	refuses 65 'no column "channel"' "${funnel[@]}" --by=channel events.csv
}

# Cohorts, ranges, as-of

@test "--cohort: the period of entry, ISO weeks around new year too" {
	# A lead for each date, with the periods that it enters in.
	local dates='2020-12-31 2021-01-03 2021-01-04 2024-12-29 2024-12-30 2026-12-31 2027-01-03 2026-03-31 2026-04-01'
	local day
	for day in $dates; do
		echo "$day,Lead,${day}T23:59:59Z"
		echo "$day,MQL,2030-01-01"
	done | events
	while read -r period want; do
		works "${funnel[@]}" --cohort="$period" events.csv
		[ "$(sed -n 's/,1,Lead,/ /p' out | cut -d, -f 1 | tr ' ' '*' | paste -sd' ')" = "$want" ] ||
			complain "not $want" "$period"
	done <<-'END'
		day 2020-12-31*1 2021-01-03*1 2021-01-04*1 2024-12-29*1 2024-12-30*1 2026-03-31*1 2026-04-01*1 2026-12-31*1 2027-01-03*1
		week 2020-W53*2 2021-W01*1 2024-W52*1 2025-W01*1 2026-W14*2 2026-W53*2
		month 2020-12*1 2021-01*2 2024-12*2 2026-03*1 2026-04*1 2026-12*1 2027-01*1
		quarter 2020-Q4*1 2021-Q1*2 2024-Q4*2 2026-Q1*1 2026-Q2*1 2026-Q4*1 2027-Q1*1
		year 2020*1 2021*2 2024*2 2026*3 2027*1
	END
	refuses 64 '--cohort=decade: not day, week, month, quarter or year' \
		"${funnel[@]}" --cohort=decade events.csv
}

@test "--from and --to: entries between them, a date meaning its end" {
	events <<-'END'
		A,Lead,2026-01-01T00:00:00Z
		B,Lead,2026-01-31T23:59:59.999999Z
		C,Lead,2026-02-01T00:00:00Z
		C,MQL,2026-02-02
	END
	while read -r want options; do
		# shellcheck disable=SC2086 # several
		works "${funnel[@]}" $options events.csv
		[ "$(sed -n 2p out | cut -d, -f 3)" = "$want" ] || complain "not $want" "$options"
	done <<-'END'
		3
		3 --from=2026-01-01
		2 --from=2026-01-01T00:00:01Z
		2 --from=2026-01-02
		1 --from=2026-02-01
		2 --to=2026-01-31
		1 --to=2026-01-31T23:59:59Z
		3 --to=2026-02-01T00:00:00Z
		1 --from=2026-01-02 --to=2026-01-31
		3 --to=20260201
	END
	works "${funnel[@]}" --from=2026-02-02 events.csv
	[ "$(wc -l <out)" -eq 1 ]
	refuses 64 '--from=2026-02-02: later than --to' \
		"${funnel[@]}" --from=2026-02-02 --to=2026-02-01 events.csv
	refuses 64 '--to=31.1.2026: is not a date' "${funnel[@]}" --to=31.1.2026 events.csv
	refuses 64 '--from=: is not a date' "${funnel[@]}" --from= events.csv
}

@test "a lead of before --from isn't one for its events within" {
	events <<-'END'
		A,Lead,2026-01-01
		A,Lead,2026-02-01
		A,MQL,2026-02-02
	END
	works "${funnel[@]}" --from=2026-02-01 events.csv
	[ "$(wc -l <out)" -eq 1 ]
}

# Where B has waited less long than A took, A alone was at risk then.
waiting() {
	events <<-'END'
		A,Lead,2026-01-01
		A,Won,2026-01-06
		B,Lead,2026-01-04
	END
	funnel=(funnel-stats --quiet "--stages=Lead,Won")
}

# adjusted ARG...: the adjusted rate of step 1.
adjusted() {
	works "${funnel[@]}" "$@" && sed -n 2p out | cut -d, -f 12
}

@test "--as-of: open leads have waited until then; by default until the latest time there is" {
	waiting
	[ "$(adjusted events.csv)" = 1 ]
	[ "$(adjusted --as-of=2026-01-31 events.csv)" = 0.5 ]
	[ "$(adjusted --as-of=2026-01-09T00:00:00Z events.csv)" = 0.5 ]
	[ "$(adjusted --as-of=2026-01-08T23:59:59Z events.csv)" = 1 ]
	[ "$(adjusted --as-of=2026-01-08 events.csv)" = 1 ]
	# An event of no step is seen too.
	echo X,Note,2026-01-20 >>events.csv
	[ "$(adjusted events.csv)" = 0.5 ]
}

@test "--as-of: later rows are ignored with a note" {
	waiting
	notes 'note: 1 row later than --as-of ignored' \
		funnel-stats --stages=Lead,Won --as-of=2026-01-05 events.csv
	shows entered,open <<-'END'
		2,2
		0,
	END
	notes 'note: 2 rows later than --as-of ignored' \
		funnel-stats --stages=Lead,Won --as-of=2026-01-03 events.csv
	for moment in 2026-01-06 2026-01-06T00:00:00Z; do
		works "${funnel[@]}" --as-of=$moment events.csv
		[ "$(sed -n 3p out | cut -d, -f 3)" = 1 ]
	done
	notes 'later than --as-of ignored' \
		funnel-stats --stages=Lead,Won --as-of=2026-01-05T23:59:59Z events.csv
	refuses 64 '--as-of=soon: is not a date' "${funnel[@]}" --as-of=soon events.csv
}

@test "--as-of=today asks the clock, or SOURCE_DATE_EPOCH" {
	waiting
	echo C,Lead,9000-01-01 >>events.csv
	notes '1 row later than --as-of' funnel-stats --stages=Lead,Won --as-of=today events.csv
	[ "$(sed -n 2p out | cut -d, -f 3)" -eq 2 ]
	# 2026-01-05T12:00:00Z: the day is seen to its end.
	export SOURCE_DATE_EPOCH=1767614400
	sed -i 's/A,Won,2026-01-06/A,Won,2026-01-05T23:59:59Z/' events.csv
	works "${funnel[@]}" --as-of=today events.csv
	[ "$(sed -n 3p out | cut -d, -f 3)" -eq 1 ]
	SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH - 86400)) works "${funnel[@]}" --as-of=today events.csv
	[ "$(sed -n 3p out | cut -d, -f 3)" -eq 0 ]
	# It has no say where the clock isn't asked.
	works "${funnel[@]}" events.csv
	[ "$(sed -n 2p out | cut -d, -f 3)" -eq 3 ]
}

@test "the same input gives the same bytes, whatever the order of its rows" {
	six_leads
	works "${funnel[@]}" events.csv
	mv out want
	sed -n 1p events.csv >turned.csv
	sed 1d events.csv | tac >>turned.csv
	works "${funnel[@]}" turned.csv
	cmp want out
	{ sed -n 1p events.csv && sed 1d events.csv | sort -t, -k3,3r -k2,2r; } >turned.csv
	works "${funnel[@]}" turned.csv
	cmp want out
}

# Spans

@test "--window: spans, and what is none" {
	waiting
	while read -r span want; do
		works "${funnel[@]}" --window="$span" events.csv
		[ "$(sed -n 3p out | cut -d, -f 3)" = "$want" ] || complain "not $want" "$span"
	done <<-'END'
		5d 1
		4d23h59m59s 0
		4d24h 1
		120h 1
		1w 1
		432000s 1
		431999s 0
		7200m 1
		0d 0
	END
	for span in '' 5 d 5y -5d 5d5d 5h5d 1.5d '5 d' 99999999w; do
		refuses 64 "--window=$span: is " "${funnel[@]}" --window="$span" events.csv
	done
}

@test "--order and --implied that make no sense" {
	waiting
	refuses 64 '--order=any of: not ordered, strict or any' "${funnel[@]}" --order='any of' events.csv
	refuses 64 '--implied needs --order=ordered' "${funnel[@]}" --implied --order=any events.csv
	refuses 64 '--implied needs --order=ordered' "${funnel[@]}" --implied --order=strict events.csv
	works "${funnel[@]}" --implied --order=ordered events.csv
}

# Amounts

@test "a lead's amount is its latest one that isn't empty" {
	events amount <<-'END'
		A,Lead,2026-01-01,10
		A,Won,2026-01-05,
		A,MQL,2026-01-03,30
		B,Note,2026-01-09,7
		B,Lead,2026-01-01,5
		C,Lost,2026-01-02,n/a
		C,Lead,2026-01-01,0.5
		D,Lead,2026-01-01,
	END
	works "${funnel[@]}" events.csv
	shows stage,entered,value <<-'END'
		Lead,4,37.5
		MQL,1,30
		Won,1,30
	END
	works "${funnel[@]}" --as-of=2026-01-02 events.csv
	shows value <<-'END'
		15.5


	END
}

@test "amounts at the same time: that of the later step" {
	for order in 'Lead,2026-01-01,1 Won,2026-01-01,3 MQL,2026-01-01,2 Lost,2026-01-01,4 Note,2026-01-01,5' \
		'Note,2026-01-01,5 Lost,2026-01-01,4 Won,2026-01-01,3 MQL,2026-01-01,2 Lead,2026-01-01,1'; do
		for row in $order; do echo "A,$row"; done | events amount
		works "${funnel[@]}" events.csv
		shows value <<-'END'
			3
			3
			3
		END
	done
}

@test "amounts of leads that aren't counted aren't either" {
	events amount <<-'END'
		A,Lead,2026-01-01,10
		B,MQL,2026-01-01,20
		C,Lead,2026-02-01,40
	END
	works "${funnel[@]}" --to=2026-01-31 events.csv
	shows value <<-'END'
		10


	END
}

# --sorted

@test "--sorted gives the same bytes" {
	python3 - <<-'END'
		import random
		random.seed(7)
		rows = []
		for i in range(400):
		    for _ in range(random.randint(1, 8)):
		        stage = random.choice(["Lead", "MQL", "Won", "Lost", "Note"])
		        day, ch = random.randint(1, 28), random.choice("abc")
		        hour, amount = random.randint(0, 23), random.choice(["", "5", "7.25"])
		        rows.append(f"id{i},{stage},2026-01-{day:02}T{hour:02}:00,{ch},{amount}\n")
		for name in ("shuffled.csv", "sorted.csv"):
		    with open(name, "w") as file:
		        file.write("id,stage,time,ch,amount\n")
		        file.writelines(rows)
		    random.shuffle(rows)
		    rows.sort(key=lambda row: row.split(",")[0])
	END
	# Ties of time and stage are settled by the order in the file, so it may not change.
	for options in '' --by=ch --order=strict '--order=any --cohort=week' '--implied --summary'; do
		# shellcheck disable=SC2086 # several
		works "${funnel[@]}" $options sorted.csv
		mv out want
		# shellcheck disable=SC2086
		works "${funnel[@]}" $options --sorted sorted.csv
		cmp want out
	done
}

@test "--sorted: an id that comes back is an error" {
	events <<-'END'
		A,Lead,2026-01-01
		B,Lead,2026-01-01
		A,MQL,2026-01-02
		B,MQL,2026-01-03
		C,Lead,2026-01-03
		C,MQL,2026-01-04
	END
	refuses 65 'events.csv:4: column "id": "A" comes back after rows of another id: sort the input by id, or leave out --sorted' \
		"${funnel[@]}" --sorted events.csv
	works "${funnel[@]}" --sorted --rejects=rejects.csv events.csv
	shows stage,entered <<-'END'
		Lead,3
		MQL,2
		Won,0
	END
	shows reject_line,id rejects.csv <<<4,A
}

@test "--sorted over several files" {
	events <<<A,Lead,2026-01-01
	mv events.csv a.csv
	events <<<A,MQL,2026-01-02
	works "${funnel[@]}" --sorted a.csv events.csv
	shows entered <<-'END'
		1
		1
		0
	END
}

# --wide

@test "--wide: one row per lead, the stages are columns" {
	cat >wide.csv <<-'END'
		id,Lead,MQL,Won,Lost,amount,ch
		A,2026-01-01,2026-01-03,2026-01-05,,100,x
		B,2026-01-01,2026-01-05,,2026-01-06,40,x
		C,2026-01-02,-,n/a,2026-01-03,,y
		D,2026-01-01,,,,,y
		E,2026-01-09,,,,,x
		F,2026-01-06,2026-01-11,,,7.5,y
	END
	six_leads
	works "${funnel[@]}" events.csv
	mv out want
	works "${funnel[@]}" --wide wide.csv
	cmp want out
	works "${funnel[@]}" --wide --by=ch wide.csv
	shows ch,stage,entered <<-'END'
		x,Lead,3
		x,MQL,2
		x,Won,1
		y,Lead,3
		y,MQL,1
		y,Won,0
	END
}

@test "--wide: the order of the columns and their spelling don't matter, id isn't needed" {
	printf 'won,lost,mql,LEAD\n2026-01-03,,2026-01-02,2026-01-01\n,,,2026-01-01\n' >wide.csv
	works "${funnel[@]}" --wide wide.csv
	shows entered <<-'END'
		2
		1
		1
	END
}

@test "--wide: alternatives are several columns, of which a file needs one" {
	printf 'Lead,Won,Closed Won\n2026-01-01,,2026-01-09\n2026-01-01,2026-01-05,2026-01-03\n' >wide.csv
	works funnel-stats --wide '--stages=Lead,W=Closed Won|Won' wide.csv
	shows stage,entered,mean_days <<-'END'
		Lead,2,5
		W,2,
	END
	printf 'Lead,Won\n2026-01-01,2026-01-07\n' >other.csv
	works funnel-stats --wide '--stages=Lead,W=Closed Won|Won' wide.csv other.csv
	[ "$(sed -n 3p out | cut -d, -f 3)" -eq 3 ]
}

@test "--wide: missing columns" {
	printf 'Lead,Wonn\n2026-01-01,\n' >wide.csv
	refuses 65 'wide.csv: no column "Won" (did you mean "Wonn"?); there are: Lead, Wonn' \
		funnel-stats --wide --stages=Lead,Won wide.csv
	refuses 65 'wide.csv: no column "Lost"' \
		funnel-stats --wide --stages=Lead,Wonn --lost=Lost wide.csv
	printf 'Lead,Won\n2026-01-01,\n' >good.csv
	refuses 65 'wide.csv: no column "Won"' \
		funnel-stats --wide --stages=Lead,Won good.csv wide.csv
	echo 'Lead,Wonn' >wide.csv
	refuses 65 'wide.csv: no column "Won"' \
		funnel-stats --wide --stages=Lead,Won good.csv wide.csv
}

@test "--wide: an id that comes twice, and dates that are none" {
	printf 'id,Lead,Won\nA,2026-01-01,\nA,2026-01-02,\n' >wide.csv
	refuses 65 'wide.csv:3: column "id": "A" comes twice: --wide is one row per lead' \
		funnel-stats --wide --stages=Lead,Won wide.csv
	printf 'id,Lead,Won\nA,2026-01-01,soon\n' >wide.csv
	refuses 65 'wide.csv:2: column "Won": "soon" is not a date' \
		funnel-stats --wide --stages=Lead,Won wide.csv
	printf 'id,Lead,Won,amount\nA,2026-01-01,,1O\n' >wide.csv
	refuses 65 'wide.csv:2: column "amount": "1O" is not a number' \
		funnel-stats --wide --stages=Lead,Won wide.csv
}

@test "--wide: dates later than --as-of aren't reached yet" {
	printf 'id,Lead,Won\nA,2026-01-01,2026-03-01\nB,2026-01-01,2026-01-05\nC,2026-04-01,\n' >wide.csv
	notes 'later than --as-of' funnel-stats --wide --stages=Lead,Won --as-of=2026-01-31 wide.csv
	shows entered,open <<-'END'
		2,1
		1,
	END
	refuses 64 "--wide and --sorted don't go together" \
		funnel-stats --wide --sorted --stages=Lead,Won wide.csv
}

# Rows

@test "a row needs its id and its stage" {
	events <<<' ,Lead,2026-01-01'
	refuses 65 'events.csv:2: column "id": " " is empty' "${funnel[@]}" events.csv
	events <<<'A,,2026-01-01'
	refuses 65 'events.csv:2: column "stage": is empty' "${funnel[@]}" events.csv
}

@test "ids are told apart to the byte" {
	events <<-'END'
		a,Lead,2026-01-01
		A,Lead,2026-01-01
		A ,Lead,2026-01-01
		-,Lead,2026-01-01
		007,Lead,2026-01-01
		7,Lead,2026-01-01
	END
	works "${funnel[@]}" events.csv
	[ "$(sed -n 2p out | cut -d, -f 3)" -eq 6 ]
}

@test "many events of one lead" {
	awk 'BEGIN {
		for (i = 0; i < 200000; i++)
			print "A," (i % 3 ? "Lead" : "MQL") "," 200000 - i
		print "A,Won,200001"
	}' | events
	works "${funnel[@]}" --date-format=%s --window=1h events.csv
	shows entered <<-'END'
		1
		1
		1
	END
}

@test "--jobs: random files give what they give with one thread, notes and rejects too" {
	python3 "$TESTS/jobs_funnel.py"
}

@test "--jobs: each half of a file in a currency of its own" {
	{
		echo id,stage,time,amount
		for i in {1..40}; do echo "$i,Lead,2026-01-01,€ 5"; done
		for i in {1..40}; do echo "$i,Won,2026-02-01,\$ 5"; done
	} >two.csv
	for i in 1 2 3; do
		refuses 65 'two.csv:42: column "amount": "$ 5" is in another currency' \
			funnel-stats --stages=Lead,Won --jobs=$i two.csv
	done
}

@test "--jobs: amounts whose sum is too much on the way only, and too much in the end" {
	local i much=99999999999999999999
	echo id,stage,time,amount >fits.csv
	for i in {1..20}; do
		echo "$i,A,2026-01-01,$much"
		echo "-$i,A,2026-01-01,-$much"
	done >>fits.csv
	for i in 1 2 7; do
		works funnel-stats -q --stages=A,B --summary --jobs=$i fits.csv
		mv out out$i
	done
	cmp out1 out2
	cmp out1 out7
	grep -v ^- fits.csv >most.csv
	refuses 65 'the amounts add up to more than can be held' \
		funnel-stats -q --stages=A,B --jobs=2 most.csv
	refuses 65 'the amounts add up to more than can be held' \
		funnel-stats -q --stages=A,B --jobs=2 --partial most.csv
}
