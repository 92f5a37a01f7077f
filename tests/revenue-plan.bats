#!/usr/bin/env bats
# What revenue-plan makes of a target. Expected figures were worked out by hand, but for
# the published ones, which name their source.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	funnel=$TESTS/data/revplan-funnel.csv
	season=$TESTS/data/revplan-season.csv
	actual=$TESTS/data/revplan-actual.csv
	# 100 deals of 2500 take 500 SQL and 2000 leads.
	plan=(revenue-plan --target=250000)
	# The first quarter, in months.
	quarter=(--period=month --from=2027-01-01 --to=2027-03-31)
	rates=(--deal-size=2500 --rates='Lead:25%,SQL:0.2,Won')
}

# Published cases

@test "goal: 10,000,000 in deals of 25,000, one in four won" {
	# neilbarman.wordpress.com/2013/02: 400 deals, 1600 qualified leads
	works revenue-plan -t 10000000 --deal-size=25000 --rates=SQL:1/4,Won
	shows stage,volume,whole_volume <<-END
		SQL,1600,1600
		Won,400,400
	END
}

@test "goal: what one win takes" {
	# pickscribe.com/v/2LBBr8ofb2k: 4 opportunities, 5 meetings, 10 MQL
	works revenue-plan -t 1 --deal-size=1 --rates='MQL:50%,Meeting:80%,Opportunity:25%,Won'
	shows stage,per_win <<-END
		MQL,10
		Meeting,5
		Opportunity,4
		Won,1
	END
}

@test "goal: 10,000 leads make 25 customers, each for 20,000" {
	# thecalcs.com lead-funnel-calculator: 500, 200, 100, 25; 500,000 / 25 = 20,000
	works revenue-plan -t 25 --deal-size=1 --costs=Lead:50 --total \
		--rates='Lead:5%,MQL:40%,SQL:50%,Opportunity:25%,Won'
	shows stage,volume,spend,cost_per_win <<-END
		Lead,10000,500000,20000
		MQL,500,,
		SQL,200,,
		Opportunity,100,,
		Won,25,,
		TOTAL,,500000,20000
	END
}

# The target

@test "--growth over --last is a target, rounded to a cent" {
	works revenue-plan --growth=15% --last=1000000.33 "${rates[@]}"
	shows stage,revenue <<-END
		Lead,
		SQL,
		Won,1150000.38
	END
	works revenue-plan --growth=0.15 --last=1000000.33 --decimals=0 "${rates[@]}"
	[[ $(<out) = *,1150000,* ]]
	works revenue-plan --growth=-20% --last=100 "${rates[@]}"
	[[ $(<out) = *,80,* ]]
}

@test "a target is needed, and one only" {
	refuses 64 '--target=AMOUNT is needed, or --growth=15% over --last=AMOUNT' revenue-plan "$funnel"
	refuses 64 'say the same: leave one out' "${plan[@]}" --growth=15% --last=1
	refuses 64 'say the same: leave one out' "${plan[@]}" --last=1
	refuses 64 'need each other' revenue-plan --growth=15% "$funnel"
	refuses 64 'need each other' revenue-plan --last=15 "$funnel"
	refuses 64 'not an amount above 0' revenue-plan --target=0 "$funnel"
	refuses 64 'not an amount above 0' revenue-plan --target=-5 "$funnel"
	refuses 64 'not an amount above 0' revenue-plan --growth=1% --last=none "$funnel"
	refuses 64 'not an amount above 0' "${plan[@]}" --deal-size=x "$funnel"
	refuses 64 'not a growth above -100%' revenue-plan --growth=-100% --last=1 "$funnel"
	refuses 64 'nothing is left of --last' revenue-plan --growth=-99.9% --last=1 "$funnel"
	refuses 64 'the target gets too large' \
		revenue-plan --growth=100 --last=100000000000000000000 "$funnel"
	refuses 64 'more decimals than --decimals' revenue-plan --target=1.005 "$funnel"
	works revenue-plan --target=1.005 --decimals=3 "$funnel"
	refuses 64 'decimals from 0 to 6' revenue-plan --target=1 --decimals=7 "$funnel"
	refuses 64 'decimals from 0 to 6' revenue-plan --target=1 --decimals=10 "$funnel"
}

# The funnel

@test "a table as funnel-stats writes it; the deal size is that of the last row" {
	works "${plan[@]}" "$funnel"
	mv out named
	works "${plan[@]}" <"$funnel"
	cmp named out
	shows step,stage,step_rate,lag_days,per_win,volume,whole_volume,revenue <<-END
		1,Lead,0.25,30,20,2000,2000,
		2,SQL,0.2,60,5,500,500,
		3,Won,,,1,100,100,250000
	END
	works "${plan[@]}" --deal-size=5000 "$funnel"
	shows stage,volume <<-END
		Lead,1000
		SQL,250
		Won,50
	END
}

@test "--rates and --lags say the same as the table" {
	works "${plan[@]}" "${quarter[@]}" "$funnel"
	mv out table
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --lags=Lead:30,SQL:60
	cmp table out
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --lags='lead: 30,SQL:60.0'
	cmp table out
	works "${plan[@]}" --lags=Lead:1.5 "$funnel"
	shows lag_days <<-END
		1.5
		60

	END
}

@test "another column may be the rate, and a table may be simple" {
	printf 'stage,step_rate,adjusted_rate\nLead,0.1,0.2\nWon,,\n' >in.csv
	works revenue-plan -t 10 --deal-size=1 -c step_rate=adjusted_rate in.csv
	shows volume <<-END
		50
		10
	END
	printf 'stage;rate\nLead;12,5%%\nWon;\n' >in.csv
	works revenue-plan -t 10 --deal-size=1 -d ';' --decimal=, in.csv
	[ "$(cut -d ';' -f 7 out | tr '\n' ' ')" = 'volume 80 10 ' ]
	works revenue-plan -t 10 --deal-size=4 --rates=Won
	shows stage,volume,whole_volume <<<'Won,2.5,3'
}

@test "a volume is rounded up as it is written" {
	# 400 / 0.333333333333 is 1200.0000000012: what is asked for is 1200.
	works revenue-plan -t 400 --deal-size=1 --rates=SQL:0.333333333333,Won
	shows volume,whole_volume <<-END
		1200,1200
		400,400
	END
	works revenue-plan -t 2 --deal-size=3 --rates=SQL:1/3,Won
	shows volume,whole_volume <<-END
		2,2
		0.666667,1
	END
	works revenue-plan -t 100 --deal-size=3 --rates=SQL:2/7,Won
	shows volume,whole_volume <<-END
		116.666667,117
		33.333333,34
	END
}

@test "names of stages may hold commas and colons" {
	works revenue-plan -t 10 --deal-size=1 --rates='"A, b: c:50%",Won' --owners='"A, b: c:me"'
	[ "$(sed -n 2p out)" = '1,"A, b: c",me,0.5,0,2,20,20,,,,,,' ]
}

@test "rates that make no funnel are refused" {
	base=(revenue-plan -t 10 --deal-size=1)
	refuses 64 '"Won:5%" is the last stage, the win: it has no rate' "${base[@]}" --rates=Lead:1%,Won:5%
	refuses 64 '"Lead" has no rate to the next stage' "${base[@]}" --rates=Lead,Won
	refuses 64 '"Lead:x" is not a number' "${base[@]}" --rates=Lead:x,Won
	refuses 64 '"Lead:0" means that nobody gets to the next stage' "${base[@]}" --rates=Lead:0,Won
	refuses 64 '"Lead:25" is not a step rate' "${base[@]}" --rates=Lead:25,Won
	refuses 64 '"Lead:-1%" is not a step rate' "${base[@]}" --rates=Lead:-1%,Won
	refuses 64 '"Lead:5/4" is not a step rate' "${base[@]}" --rates=Lead:5/4,Won
	refuses 64 '"Lead:1/0" is not a fraction' "${base[@]}" --rates=Lead:1/0,Won
	refuses 64 '"Lead:1/" is not a number' "${base[@]}" --rates=Lead:1/,Won
	refuses 64 '"lead:1%" is a stage that is there already' "${base[@]}" --rates=Lead:1%,lead:1%,Won
	refuses 64 '":1%" names no stage' "${base[@]}" --rates=:1%,Won
	refuses 64 'an item of the list is empty' "${base[@]}" --rates=Lead:1%,,Won
	refuses 64 'takes the place of a table' "${base[@]}" --rates=Won "$funnel"
	refuses 64 'which --rates takes the place of' "${base[@]}" --rates=Won -c stage=x
	refuses 64 '--deal-size=AMOUNT is needed: --rates' revenue-plan -t 10 --rates=Won
}

# table <<...: refuses what the funnel is then.
bad() {
	cat >in.csv
	refuses 65 "$1" revenue-plan -t 10 --deal-size=1 in.csv
}

@test "tables that make no funnel are refused with their place" {
	bad 'in.csv:2: column "step_rate": "0" means that nobody' <<-END
		stage,step_rate
		Lead,0
		Won,
	END
	bad 'in.csv:2: column "step_rate": "1.2" is not a step rate' <<-END
		stage,step_rate
		Lead,1.2
	END
	bad 'in.csv:3: there is no step_rate to get here' <<-END
		stage,step_rate
		Lead,
		Won,
	END
	bad 'the last stage, "Won", has a step_rate' <<-END
		stage,step_rate
		Lead,0.5
		Won,0.5
	END
	bad 'in.csv:3: column "stage": "lead" is a stage that is there already' <<-END
		stage,step_rate
		Lead,0.5
		lead,
	END
	bad 'in.csv:2: column "stage": is empty' <<-END
		stage,step_rate
		,0.5
	END
	bad 'in.csv: no stage is there' <<-END
		stage,step_rate
	END
	bad 'in.csv:2: column "step": 2 where 1 should be' <<-END
		step,stage,step_rate
		2,Lead,0.5
	END
	bad 'in.csv:2: column "median_days": "-1" is negative' <<-END
		stage,step_rate,median_days
		Lead,0.5,-1
	END
	bad 'in.csv:2: step_rate_low and step_rate_high are not an interval' <<-END
		stage,step_rate,step_rate_low,step_rate_high
		Lead,0.5,0.6,0.4
	END
	bad 'no column "step_rate"' <<-END
		stage
		Lead
	END
	sed 's/100000//' "$funnel" >in.csv
	refuses 64 '--deal-size=AMOUNT is needed: the last row' "${plan[@]}" in.csv
	refuses 64 "--rejects doesn't apply" "${plan[@]}" --rejects=r.csv "$funnel"
	refuses 66 'none.csv' "${plan[@]}" none.csv
}

@test "a table of several funnels is refused" {
	funnel-stats -q -s 'Walked by,Stopped' --by=channel "$TESTS/data/lemonade.csv" >by.csv
	refuses 65 'step": 1 where 3 should be: a funnel'"'s steps come in their order" \
		"${plan[@]}" --deal-size=9 by.csv
	[[ $(<err) = *'name the columns that tell them apart: --by=COL'* ]]
}

@test "volumes and lags have their limits" {
	refuses 65 'the volumes get too large' revenue-plan -t 100000000000 --deal-size=0.01 \
		--rates=A:0.000001,B:0.000001,C:0.000001,Won
	refuses 65 'less than half a millionth' revenue-plan -t 0.01 --deal-size=1000000 --rates=Won
	refuses 64 'is more than 100 years' "${plan[@]}" --lags=Lead:36526 "$funnel"
	refuses 65 'the steps take more than 100 years' "${plan[@]}" --lags=Lead:36525,SQL:1 "$funnel"
}

# What is said of stages

@test "--costs: the spend of whole volumes, and what a win costs" {
	works revenue-plan -t 100 --deal-size=3 --rates=SQL:2/7,Won --costs=SQL:0.35,Won:10 --total
	shows stage,whole_volume,unit_cost,spend,cost_per_win <<-END
		SQL,117,0.35,40.95,1.23
		Won,34,10,340,10
		TOTAL,,,380.95,11.23
	END
	works revenue-plan -t 100 --deal-size=3 --rates=SQL:2/7,Won --total
	[ "$(tail -n 1 out)" = ',TOTAL,,,,,,,,,,100,,' ]
}

@test "--owners stand beside their stages" {
	works "${plan[@]}" --owners='Lead:marketing, SQL:marketing ,won:sales' "$funnel"
	shows stage,owner <<-END
		Lead,marketing
		SQL,marketing
		Won,sales
	END
}

@test "what is said of stages has to fit them" {
	for option in lags costs owners; do
		refuses 64 "--$option: \"MQL:1\" names no stage of the funnel" "${plan[@]}" --$option=MQL:1 "$funnel"
		refuses 64 "--$option: \"Lead\" has no value" "${plan[@]}" --$option=Lead "$funnel"
		refuses 64 "--$option: \"Lead:\" has no value" "${plan[@]}" --$option=Lead: "$funnel"
		refuses 64 'names a stage for the second time' "${plan[@]}" --$option=Lead:1,lead:1 "$funnel"
		refuses 64 "--$option=Lead:1,: an item" "${plan[@]}" --$option=Lead:1, "$funnel"
	done
	refuses 64 'is the last stage: no step begins there' "${plan[@]}" --lags=Won:1 "$funnel"
	refuses 64 '"Lead:-1" is negative' "${plan[@]}" --lags=Lead:-1 "$funnel"
	refuses 64 '"Lead:-1" is negative' "${plan[@]}" --costs=Lead:-1 "$funnel"
	refuses 64 '"Lead:x" is not a number' "${plan[@]}" --lags=Lead:x "$funnel"
	refuses 64 '"Lead:x" is not a number' "${plan[@]}" --costs=Lead:x "$funnel"
}

# Periods

@test "without lags the volumes are needed when the wins are" {
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}"
	shows period,stage,volume,whole_volume,revenue <<-END
		2027-01,Lead,666.666667,667,
		2027-01,SQL,166.666667,167,
		2027-01,Won,33.333334,34,83333.34
		2027-02,Lead,666.666667,667,
		2027-02,SQL,166.666667,167,
		2027-02,Won,33.333333,33,83333.33
		2027-03,Lead,666.666666,666,
		2027-03,SQL,166.666666,166,
		2027-03,Won,33.333333,33,83333.33
	END
}

@test "leads needed in March for wins in June" {
	# June 2027 begins 92 days behind March. 90 days before June are March 3 to April 1,
	# 29 days of March and one of April.
	works revenue-plan -t 300 --deal-size=1 --rates=Lead:10%,Won --lags=Lead:90 \
		--period=month --from=2027-06-01 --to=2027-06-30
	shows period,stage,volume <<-END
		2027-03,Lead,2900
		2027-04,Lead,100
		2027-06,Won,300
	END
	works revenue-plan -t 300 --deal-size=1 --rates=Lead:10%,Won --lags=Lead:92 \
		--period=month --from=2027-06-01 --to=2027-06-30
	shows period,stage,volume <<-END
		2027-03,Lead,3000
		2027-06,Won,300
	END
}

@test "--season: weights by name, with or without the year" {
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --season="$season"
	shows period,stage,volume,revenue <<-END
		2027-01,Lead,500,
		2027-01,SQL,125,
		2027-01,Won,25,62500
		2027-02,Lead,500,
		2027-02,SQL,125,
		2027-02,Won,25,62500
		2027-03,Lead,1000,
		2027-03,SQL,250,
		2027-03,Won,50,125000
	END
	mv out want
	for names in '1 2 3' '2027-01 2027-02 2027-03'; do
		read -r a b c <<<"$names"
		printf 'month,share\n%s,25%%\n%s,25%%\n%s,50%%\n12,9\n' "$a" "$b" "$c" >season.csv
		works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --season=season.csv
		cmp want out
	done
	printf 'period,weight\nq1,1\nQ2,0\n' >season.csv
	works "${plan[@]}" "${rates[@]}" --season=season.csv --period=quarter \
		--from=2027-01-01 --to=2027-06-30
	shows period,stage,volume <<-END
		2027-Q1,Lead,2000
		2027-Q1,SQL,500
		2027-Q1,Won,100
		2027-Q2,Lead,0
		2027-Q2,SQL,0
		2027-Q2,Won,0
	END
}

@test "a season that doesn't fit is refused" {
	seasonal=("${plan[@]}" "${quarter[@]}" "${rates[@]}" --season=s.csv)
	printf 'period,weight\n1,1\n2,1\n' >s.csv
	refuses 65 's.csv: there is no weight for the period 2027-03' "${seasonal[@]}"
	printf 'period,weight\n1,0\n2,0\n3,0\n' >s.csv
	refuses 65 's.csv: all weights are 0' "${seasonal[@]}"
	printf 'period,weight\n1,1\n01,1\n3,0\n' >s.csv
	refuses 65 's.csv:3: column "period": "01" has got its weight already' "${seasonal[@]}"
	printf 'period,weight\n1,-1\n' >s.csv
	refuses 65 's.csv:2: column "weight": "-1" is negative' "${seasonal[@]}"
	printf 'period,weight\n1,\n' >s.csv
	refuses 65 's.csv:2: column "weight": is missing' "${seasonal[@]}"
	printf 'period,weight\n1,1e20\n2,1e20\n3,1\n' >s.csv
	refuses 65 's.csv: the weights get too large' "${seasonal[@]}"
	refuses 64 '--season needs periods' "${plan[@]}" "${rates[@]}" --season=s.csv
	refuses 64 'only one table can come from stdin' "${plan[@]}" "${quarter[@]}" --season=- -
}

@test "periods are whole ones" {
	timed() {
		refuses 64 "$1" "${plan[@]}" "${rates[@]}" --period="$2" --from="$3" --to="$4"
	}
	timed "--from=2027-01-02 isn't the beginning of a month" month 2027-01-02 2027-03-31
	timed "--to=2027-03-30 isn't the last day of a month" month 2027-01-01 2027-03-30
	timed "--from=2027-01-01 isn't the beginning of a week" week 2027-01-01 2027-03-30
	timed 'is later than --to' month 2027-04-01 2027-03-31
	timed '--period=hour: not day, week, month' hour 2027-01-01 2027-03-31
	timed '--from=soon: ' month soon 2027-03-31
	timed 'a date is needed, without a time' month 2027-01-01T00:00 2027-03-31
	timed 'more than 10000 periods' day 2000-01-01 2027-12-31
	refuses 64 'before the year 1' "${plan[@]}" "${rates[@]}" --lags=Lead:800 \
		--period=year --from=0002-01-01 --to=0002-12-31
	refuses 64 '--period, --from and --to need each other' "${plan[@]}" --period=month "$funnel"
	refuses 64 '--period, --from and --to need each other' "${plan[@]}" --from=2027-01-01 "$funnel"
	refuses 64 '--period, --from and --to need each other' "${plan[@]}" --to=2027-01-01 "$funnel"
}

@test "--total of periods" {
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --costs=Lead:1.5 --total
	[ "$(tail -n 1 out)" = ',,TOTAL,,,,,3000,250000' ]
}

# Plan and actual

@test "--actual: the gap in revenue, by volume and rate" {
	# A lead is worth 125 (250000 / 2000), an SQL 500, a win 2500. 100 leads too few cost
	# 12500; the 500 SQL there are, where 475 were due of 1900 leads, win that back; 10
	# wins are missing; and the deals are larger by 200 each.
	works "${plan[@]}" --owners=Lead:marketing,SQL:sdr,Won:sales --actual="$actual" "$funnel"
	holds out <<-END
		step,stage,delivered_by,converted_by,planned,actual,gap,attainment,planned_rate,actual_rate,revenue_gap,volume_effect,rate_effect
		1,Lead,marketing,,2000,1900,-100,0.95,,,-12500,-12500,0
		2,SQL,marketing,sdr,500,500,0,1,0.25,0.263157894737,0,-12500,12500
		3,Won,sdr,sales,100,90,-10,0.9,0.2,0.18,-25000,0,-25000
		4,REVENUE,sales,sales,250000,243000,-7000,0.972,2500,2700,-7000,-25000,18000
	END
}

@test "--actual by period: what isn't there yet is empty" {
	printf 'stage,period,entered\nLead,2027-01,700\nWon,2027-01,30\nSQL,2027-02,100\n' >act.csv
	works "${plan[@]}" "${quarter[@]}" "${rates[@]}" --season="$season" --actual=act.csv
	shows period,stage,planned,actual,gap,revenue_gap,volume_effect,rate_effect <<-END
		2027-01,Lead,500,700,200,25000,25000,0
		2027-01,SQL,125,,,,,
		2027-01,Won,25,30,5,12500,,
		2027-01,REVENUE,62500,,,,,
		2027-02,Lead,500,,,,,
		2027-02,SQL,125,100,-25,-12500,,
		2027-02,Won,25,,,,,
		2027-02,REVENUE,62500,,,,,
		2027-03,Lead,1000,,,,,
		2027-03,SQL,250,,,,,
		2027-03,Won,50,,,,,
		2027-03,REVENUE,125000,,,,,
	END
}

@test "an actual that doesn't fit is refused" {
	yearless=("${plan[@]}" "${rates[@]}" --actual=a.csv)
	printf 'stage,actual\nMQL,1\n' >a.csv
	refuses 65 'a.csv:2: column "stage": "MQL" is no stage of the funnel' "${yearless[@]}"
	printf 'stage,actual\nLead,1\nlead,1\n' >a.csv
	refuses 65 'a.csv:3: column "stage": "lead" is there already' "${yearless[@]}"
	printf 'stage,actual\nLead,-1\n' >a.csv
	refuses 65 'a.csv:2: column "actual": "-1" is negative' "${yearless[@]}"
	printf 'stage,actual\nLead,x\n' >a.csv
	refuses 65 'a.csv:2: column "actual": "x" is not a number' "${yearless[@]}"
	refuses 65 'no column "period"' "${yearless[@]}" "${quarter[@]}"
	printf 'stage,actual,period\nLead,1,2027-04\n' >a.csv
	refuses 65 'a.csv:2: column "period": "2027-04" is no period of the plan' \
		"${yearless[@]}" "${quarter[@]}"
	refuses 65 'a.csv: there is a column of periods, and the plan has none' "${yearless[@]}"
	refuses 64 '--actual has no --total' "${yearless[@]}" --total
	refuses 64 '--actual shows no cost' "${yearless[@]}" --costs=Lead:1
	refuses 64 'only one table can come from stdin' "${plan[@]}" --actual=- -
}

# The chance

@test "the chance comes with the intervals" {
	works "${plan[@]}" "$funnel"
	mv out with
	works revenue-plan --target=7500 "$funnel"
	# 3 wins: their chance is what every way to them adds up to. Wilson's interval tells how
	# many were counted.
	python3 - <<-'END'
		import csv
		from math import exp, lgamma, sqrt
		z = 1.959963984540054
		rows = list(csv.DictReader(open("out")))
		def counted(p, low, high):
		    def width(n):
		        return 2 * z * sqrt(n * p * (1 - p) + z * z / 4) / (n + z * z)
		    few, many = 1, 1e6
		    for _ in range(200):
		        n = (few + many) / 2
		        few, many = (n, many) if width(n) > high - low else (few, n)
		    return n
		def beta(a, b):
		    return lgamma(a) + lgamma(b) - lgamma(a + b)
		def step(before, p, n):
		    a, b = n * p + .5, n * (1 - p) + .5
		    after = [0] * len(before)
		    for m, chance in enumerate(before):
		        for x in range(m + 1):
		            after[x] += chance * exp(lgamma(m + 1) - lgamma(x + 1) - lgamma(m - x + 1)
		                                     + beta(x + a, m - x + b) - beta(a, b))
		    return after
		steps = [(.25, counted(.25, .22, .28)), (.2, counted(.2, .15, .26))]
		def chance(units, i):
		    all = [0] * units + [1]
		    for rate, n in steps[i:]:
		        all = step(all, rate, n)
		    return sum(all[3:])
		for i, row in enumerate(rows[:2]):
		    safe = int(row["safe_volume"])
		    assert abs(float(row["chance"]) - chance(int(row["whole_volume"]), i)) < 2e-9, row
		    assert chance(safe, i) >= .8 > chance(safe - 1, i), row
		rows = list(csv.DictReader(open("with")))
		assert rows[2]["chance"] == "1" and rows[2]["safe_volume"] == "100"
	END
	works "${plan[@]}" --certainty=0.95 --confidence=0.9 "$funnel"
	python3 - <<-'END'
		import csv
		narrow, wide = (list(csv.DictReader(open(name))) for name in ("with", "out"))
		assert int(wide[0]["safe_volume"]) > int(narrow[0]["safe_volume"])
		assert wide[0]["volume"] == narrow[0]["volume"]
	END
	works "${plan[@]}" "${rates[@]}"
	shows chance,safe_volume <<-END
		,
		,
		1,100
	END
	for option in confidence certainty; do
		refuses 64 'not a number between 0 and 1' "${plan[@]}" --$option=1 "$funnel"
		refuses 64 'about the plan as a whole' "${plan[@]}" --$option=0.5 "${quarter[@]}" "$funnel"
		refuses 64 'about the plan as a whole' "${plan[@]}" --$option=0.5 --actual="$actual" "$funnel"
	done
}

# In simulations of two steps, the first measured on 200, the other on 16 (some 4 wins) or on
# 300, the wins came at least as often as promised, whatever the true rates: see the manual.
@test "the chance is kept: true rates, measured on few, and then the plan" {
	python3 - <<-'END'
		import csv, io, random, subprocess
		random.seed(8)
		def binomial(n, p):
		    return sum(random.random() < p for _ in range(n))
		def plan(k):
		    """The safe volume for 5 wins of a step measured as k of 16."""
		    z, n = 1.959963984540054, 16
		    p = k / n
		    centre, half = (p + z * z / 2 / n, z * (p * (1 - p) / n + z * z / 4 / n / n) ** .5)
		    low, high = ((centre + s * half) / (1 + z * z / n) for s in (-1, 1))
		    text = ("stage,step_rate,step_rate_low,step_rate_high\n"
		            f"Lead,{p},{low:.12g},{min(high, 1):.12g}\nWon,,,\n")
		    done = subprocess.run(["revenue-plan", "--target=5", "--deal-size=1"], input=text,
		                          capture_output=True, text=True, check=True)
		    return int(next(csv.DictReader(io.StringIO(done.stdout)))["safe_volume"])
		plans = {k: plan(k) for k in range(1, 17)}
		for p in .15, .25, .5:
		    made = runs = 0
		    while runs < 3000:
		        k = binomial(16, p)
		        if k:
		            made += binomial(plans[k], p) >= 5
		            runs += 1
		    assert .79 < made / runs < .9, (p, made / runs)
	END
}

# Segments

# Two segments of the same stages; c has nothing to show.
segments() {
	cat >by.csv <<-'END'
		region,step,stage,entered,converted,step_rate,step_rate_low,step_rate_high,median_days,value
		north,1,Lead,100,25,0.25,0.175455,0.343045,10,
		north,2,SQL,25,5,0.2,0.08863,0.391294,20,
		north,3,Won,5,,,,,,30000
		south,1,Lead,50,25,0.5,0.366446,0.633554,40,
		south,2,SQL,25,10,0.4,0.234028,0.592637,20,
		south,3,Won,10,,,,,,10000
		west,1,Lead,5,0,0,0,0.434482,,
		west,2,SQL,0,,,,,,
		west,3,Won,0,,,,,,
	END
}

@test "--by: a plan for each, each as if alone, and a total that adds up" {
	segments
	notes 'note: region "west": nothing of the target falls to it' \
		revenue-plan -t 100000 --by=region --costs=Lead:10.5,SQL:3 --total by.csv
	mv out all.csv
	shows region,stage,per_win,volume,spend,revenue all.csv <<-'END'
		north,Lead,20,250,2625,
		north,SQL,5,62.5,189,
		north,Won,1,12.5,,75000
		south,Lead,5,125,1312.5,
		south,SQL,2.5,62.5,189,
		south,Won,1,25,,25000
		TOTAL,Lead,10,375,3937.5,
		TOTAL,SQL,3.333333,125,378,
		TOTAL,Won,1,37.5,,100000
		TOTAL,TOTAL,,,4315.5,100000
	END
	for region in north:75000 south:25000; do
		grep -e ^region -e "^${region%:*}" by.csv | cut -d, -f2- >one.csv
		works revenue-plan -t "${region#*:}" --costs=Lead:10.5,SQL:3 one.csv
		sed 1d out >want
		grep "^${region%:*}" all.csv | cut -d, -f2- | holds want
	done
	printf '%s\n' region,target south,60000 north,0 >targets.csv
	ends 0 revenue-plan -q --targets=targets.csv --by=region by.csv
	shows region,volume <<-'END'
		south,300
		south,150
		south,60
	END
}

@test "--by: periods and actuals add up too" {
	segments
	time=(--period=month --from=2027-03-01 --to=2027-04-30)
	ends 0 revenue-plan -q -t 100000.01 --by=region "${time[@]}" --costs=Lead:10.5 --total by.csv
	mv out plan.csv
	cat >act.csv <<-'END'
		stage,region,actual,value
		Lead,north,260,
		SQL,north,60,
		Won,north,13,70000
		Lead,south,100,
		SQL,south,70,
		Won,south,20,30000
		Won,west,1,500
	END
	notes '1 row of segments without a plan left out of act.csv' \
		revenue-plan -t 100000 --by=region --actual=act.csv --total by.csv
	shows region,stage,planned,actual,revenue_gap,volume_effect,rate_effect <<-'END'
		north,Lead,250,260,3000,3000,0
		north,SQL,62.5,60,-3000,3000,-6000
		north,Won,12.5,13,3000,-3000,6000
		north,REVENUE,75000,70000,-5000,3000,-8000
		south,Lead,125,100,-5000,-5000,0
		south,SQL,62.5,70,3000,-5000,8000
		south,Won,25,20,-5000,3000,-8000
		south,REVENUE,25000,30000,5000,-5000,10000
		TOTAL,Lead,375,360,-2000,-2000,0
		TOTAL,SQL,125,130,0,-2000,2000
		TOTAL,Won,37.5,33,-2000,0,-2000
		TOTAL,REVENUE,100000,100000,0,-2000,2000
	END
	grep -v Won,south act.csv >less.csv
	ends 0 revenue-plan -q -t 100000 --by=region --actual=less.csv --total by.csv
	[ "$(grep -c '^TOTAL,.,\(Won\|REVENUE\),,,[0-9.]*,,,' out)" -eq 2 ]
	python3 - <<-'END'
		import csv
		from decimal import Decimal as D
		rows = list(csv.DictReader(open("plan.csv")))
		total = {(r["period"], r["stage"]): r for r in rows if r["region"] == "TOTAL"}
		for key, row in total.items():
		    parts = [r for r in rows if r["region"] != "TOTAL" and
		             (key == ("", "TOTAL") or (r["period"], r["stage"]) == key)]
		    for name in ("spend", "revenue") if key[0] == "" else (
		            "volume", "whole_volume", "spend", "revenue"):
		        assert sum(D(r[name] or 0) for r in parts) == D(row[name] or 0), (key, name)
		assert D(total["", "TOTAL"]["revenue"]) == D("100000.01")
		assert min(r["period"] for r in rows if r["region"] == "south") == "2026-12"
		assert min(r["period"] for r in rows if r["region"] == "north") == "2027-01"
	END
}

@test "--by: what doesn't fit is refused" {
	segments
	by=(revenue-plan -t 100000 --by=region)
	refuses 64 '--by is about a table' "${by[@]}" --deal-size=1 --rates=A:1%,Won
	refuses 64 '--targets are those of segments' revenue-plan --targets=x "$funnel"
	refuses 64 'leave --target, --growth and --last out' "${by[@]}" --targets=x by.csv
	refuses 64 '--by=stage: the output has a column of that name' revenue-plan -t 1 --by=stage by.csv
	refuses 65 'no column "area"' revenue-plan -t 1 --by=area by.csv
	refuses 64 'only one table can come from stdin' revenue-plan --by=region --targets=- -
	sed 's/,30000$/,/; s/,10000$/,/' by.csv >none.csv
	refuses 64 'the table tells no value of the wins; say --targets=FILE' "${by[@]}" none.csv
	sed 's/south,2,SQL/south,2,MQL/' by.csv >other.csv
	refuses 65 'region "south": the stages aren'"'t those of the first segment" "${by[@]}" other.csv
	grep -v south,3 by.csv >short.csv
	refuses 65 'region "south": the last stage, "SQL", has a step_rate' "${by[@]}" short.csv
	refuses 65 'by.csv:5: column "step": 1 where 4 should be' revenue-plan -t 1 by.csv
	printf '%s\n' region,target west,1 >t.csv
	refuses 65 'region "west": it has a target, but a step that nobody takes' \
		revenue-plan -q --by=region --targets=t.csv by.csv
	printf '%s\n' region,target east,1 >t.csv
	refuses 65 't.csv:2: there is no funnel of this segment' \
		revenue-plan --by=region --targets=t.csv by.csv
	printf '%s\n' region,target north,1 north,2 >t.csv
	refuses 65 't.csv:3: the segment has got its target already' \
		revenue-plan --by=region --targets=t.csv by.csv
	printf '%s\n' region,target north,0.001 >t.csv
	refuses 65 't.csv:2: column "target": "0.001" has more decimals' \
		revenue-plan --by=region --targets=t.csv by.csv
	printf '%s\n' region,target north,0 >t.csv
	refuses 65 'no segment has a target' revenue-plan -q --by=region --targets=t.csv by.csv
}

# Properties

@test "periods add up to the whole, effects to the gap, whatever the plan" {
	python3 - <<-'END'
		import csv, io, math, random, subprocess
		from decimal import Decimal as D
		from fractions import Fraction as F
		random.seed(2027)
		def run(*args):
		    done = subprocess.run(["revenue-plan", *args], capture_output=True, text=True)
		    assert done.returncode == 0, (args, done.stderr)
		    return list(csv.DictReader(io.StringIO(done.stdout)))
		ends = {"month": "2028-01-31", "quarter": "2027-12-31", "year": "2029-12-31"}
		for case in range(120):
		    n = random.randint(1, 5)
		    stages = ["s%d" % i for i in range(n)] + ["Won"]
		    rates = [(random.randint(1, 20), 20) for _ in range(n)]
		    target = D(random.randint(1, 10 ** random.randint(3, 10))) / 100
		    deal = D(random.randint(1, 10 ** random.randint(3, 7))) / 100
		    args = ["--target=%s" % target, "--deal-size=%s" % deal, "--rates=" + ",".join(
		        ["%s:%d/%d" % (s, *r) for s, r in zip(stages, rates)] + ["Won"])]
		    if F(target) / F(deal) < F(1, 1000000):
		        continue
		    whole = run(*args, "--costs=s0:12.34")
		    need = F(target) / F(deal)
		    for row, rate in zip(reversed(whole), [(1, 1)] + rates[::-1]):
		        need /= F(*rate)
		        assert abs(F(row["volume"]) - need) <= F(1, 10 ** 6), (args, row)
		        assert D(row["whole_volume"]) == math.ceil(D(row["volume"])), row
		    lags = ["--lags=" + ",".join("%s:%s" % (s, random.choice([0, .25, 7, 33.3, 400]))
		            for s in stages[:-1])]
		    period = random.choice(list(ends))
		    time = ["--period=" + period, "--from=2027-01-01", "--to=" + ends[period]]
		    rows = run(*args, *lags, *time, "--costs=s0:12.34")
		    for row in whole:
		        for column in "volume", "whole_volume", "spend", "revenue":
		            parts = [D(r[column] or 0) for r in rows if r["stage"] == row["stage"]]
		            assert sum(parts) == D(row[column] or 0), (args, row, column)
		            assert min(parts) >= 0
		    with open("actual.csv", "w") as file:
		        print("stage,actual,value", file=file)
		        for row in whole:
		            came = D(row["whole_volume"]) * random.randint(0, 200) // 100
		            value = random.randint(0, 10 ** 9) if row["stage"] == "Won" else 0
		            print(row["stage"], came, D(value) / 100, sep=",", file=file)
		    rows = run(*args, "--actual=actual.csv")
		    before = None
		    for row in rows:
		        gap = D(row["revenue_gap"])
		        volume, rate = D(row["volume_effect"]), D(row["rate_effect"])
		        assert volume + rate == gap, row
		        assert before is None or volume == before, row
		        before = gap
		    assert before == D(rows[-1]["actual"]) - target
		    effects = sum(D(row["rate_effect"]) for row in rows)
		    assert D(rows[0]["volume_effect"]) + effects == before
	END
}

@test "formats" {
	works "${plan[@]}" "${rates[@]}" --format=json
	python3 -c '
import json
rows = json.load(open("out"))
assert [row["volume"] for row in rows] == [2000, 500, 100], rows
assert rows[0]["revenue"] is None'
	works "${plan[@]}" "${rates[@]}" -o plan.csv
	works "${plan[@]}" "${rates[@]}"
	cmp plan.csv out
}
